//! The accounts of a rotation: which hold the metadata, and what an administrator does about the others.

use leptos::prelude::*;
use shared::key_rotation::{KeyRotation, RotationAccount};
use shared::paths;
use shared::settings::Settings;

use super::sso::download;
use crate::language::{CloudTexts, ConsoleTexts, fill};
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::table::Table;
use crate::{api, browser, format};

/// The list.
#[component]
pub fn Accounts(
    /// The rotation as it is.
    rotation: KeyRotation,
    /// The settings as they are.
    settings: Settings,
    /// Called once something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let (texts, console) = (CloudTexts::current(), ConsoleTexts::current());
    let by_hand = rotation.by_hand;
    let done = rotation.accounts.iter().filter(|account| account.done).count();
    let numbers = [("done", done.to_string()), ("total", rotation.accounts.len().to_string())];
    let numbers = numbers.each_ref().map(|(name, number)| (*name, number.as_str()));
    let submission = Submission::new();
    let mark = Callback::new(move |account: RotationAccount| {
        submission.run(api::cloud::mark_rotation_account(account.id, by_hand), move |_| changed.run(()));
    });
    let columns = vec![texts.account, texts.state, console.action];
    let rows = rotation.accounts.into_iter().map(|account| row(account, by_hand, mark)).collect_view();
    view! {
        <div class="facts-part">
            <h3>{texts.accounts}</h3>
            <p>{fill(texts.progress, &numbers)}</p>
            {by_hand.then(|| view! { <Document settings/> })}
            <Table stacks=true label=texts.accounts columns>{rows}</Table>
            <Refusal submission/>
        </div>
    }
}

/// What to do by hand, and the document for it.
#[component]
fn Document(settings: Settings) -> impl IntoView {
    let metadata = download(paths::IDP_METADATA, &settings.directory_id);
    view! {
        <p>{fill(CloudTexts::current().by_hand, &[("name", &settings.saml_provider_name)])}</p>
        <div class="buttons">
            <button type="button" class="button" on:click=move |_| browser::go(&metadata)>
                <Icon glyph=Glyph::Download/>
                {ConsoleTexts::current().download_idp_metadata}
            </button>
        </div>
    }
}

fn row(it: RotationAccount, by_hand: bool, mark: Callback<RotationAccount>) -> AnyView {
    let texts = CloudTexts::current();
    let (class, words) = match (it.done, &it.failure) {
        (true, _) => ("badge badge-good", texts.in_place),
        (false, Some(_)) => ("badge badge-bad", texts.failed),
        (false, None) => ("badge", texts.waiting),
    };
    let failed = it.failure.is_some();
    let reason = it.failure.as_ref().map(|failure| format!("{}: {}", failure.code, failure.message));
    let request = it.failure.as_ref().map(|failure| failure.request_id.as_str()).filter(|id| !id.is_empty());
    let request = request.map(|id| fill(texts.request_id, &[("id", id)]));
    let later = it.next_attempt_at.filter(|_| failed);
    let later = later.map(|at| fill(texts.tried_again, &[("time", &format::moment(at))]));
    let (act, named) = if by_hand { (texts.done, texts.done_in) } else { (texts.retry, texts.retry_in) };
    let offered = !it.done && (by_hand || failed);
    let label = fill(named, &[("name", &it.name)]);
    let (name, id) = (it.name.clone(), it.id.to_string());
    let press = move |_| mark.run(it.clone());
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{name}<span class="below">{id}</span></th>
            <td role="cell" class="break">
                <span class=class>{words}</span>
                {reason.map(|text| view! { <span class="below">{text}</span> })}
                {request.map(|text| view! { <span class="below">{text}</span> })}
                {later.map(|text| view! { <span class="below">{text}</span> })}
            </td>
            <td role="cell" class="act">
                {offered.then(|| view! {
                    <button type="button" class="link" aria-label=label on:click=press>{act}</button>
                })}
            </td>
        </tr>
    }
    .into_any()
}
