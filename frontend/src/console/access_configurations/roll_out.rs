//! **Roll Out**: what would change in which accounts, then doing it, and how far it is.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;
use shared::ids::{AccessConfigurationId, TaskBatchId};
use shared::policy;
use shared::provisioning::{AffectedAccount, PolicyChange, Provision, RollOutPreview};
use shared::tasks::Started;

use super::difference::{Line, difference};
use super::progress::Progress;
use crate::api::provisioning::{preview_roll_out, provision};
use crate::language::{ConsoleTexts, RollOutTexts, fill};
use crate::ui::dialog::{Dialog, Shape};
use crate::ui::empty::Empty;
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::{Loading, load};
use crate::ui::table::Table;

/// Says how many accounts still have the previous policies, as long as there are any.
#[component]
pub fn OutdatedNotice(
    /// The access configuration.
    configuration: Loading<AccessConfiguration>,
    /// Opens **Roll Out**.
    open: RwSignal<bool>,
) -> impl IntoView {
    let texts = RollOutTexts::current();
    let outdated = Memo::new(move |_| configuration.value().map_or(0, |it| it.outdated_accounts));
    move || {
        (outdated.get() > 0).then(|| {
            let words = fill(texts.outdated_notice, &[("n", &outdated.get().to_string())]);
            view! {
                <div class="notice notice-warn">
                    <Icon glyph=Glyph::Warning/>
                    <div>
                        <p>{words}</p>
                        <button type="button" class="button" on:click=move |_| open.set(true)>
                            {texts.roll_out}
                        </button>
                    </div>
                </div>
            }
        })
    }
}

/// The panel.
#[component]
pub fn RollOutPanel(
    /// The access configuration's id.
    id: AccessConfigurationId,
    /// Its name.
    name: String,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called whenever accounts were brought up to date.
    #[prop(into)]
    changed: Callback<()>,
) -> impl IntoView {
    let title = fill(RollOutTexts::current().roll_out_title, &[("name", &name)]);
    view! {
        <Dialog open title shape=Shape::Panel>
            <RollOut id=id.clone() open changed/>
        </Dialog>
    }
}

#[component]
fn RollOut(id: AccessConfigurationId, open: RwSignal<bool>, changed: Callback<()>) -> impl IntoView {
    let asked = id.to_string();
    let preview = load(move || {
        let id = asked.clone();
        async move { preview_roll_out(&id).await }
    });
    let started = RwSignal::new(None::<TaskBatchId>);
    let draw = move |found: RollOutPreview| {
        let id = id.clone();
        view! { <Preview id found open started/> }.into_any()
    };
    move || match started.get() {
        Some(batch) => view! { <Progress batch changed/> }.into_any(),
        None => preview.show(draw.clone()),
    }
}

#[component]
fn Preview(
    id: AccessConfigurationId,
    found: RollOutPreview,
    open: RwSignal<bool>,
    started: RwSignal<Option<TaskBatchId>>,
) -> impl IntoView {
    let texts = RollOutTexts::current();
    if found.changes.is_empty() {
        return view! {
            <Empty glyph=Glyph::Tick title=texts.nothing_to_roll_out text=texts.nothing_to_roll_out_text/>
        }
        .into_any();
    }
    let accounts: usize = found.changes.iter().map(|change| change.accounts.len()).sum();
    let submission = Submission::new();
    let roll_out = move |_| {
        let body = Provision { access_configuration_id: id.clone(), account_ids: Vec::new() };
        submission.run(async move { provision(&body).await }, move |answer: Started| match answer.batch_id {
            Some(batch) => started.set(Some(batch)),
            None => open.set(false),
        });
    };
    let act = fill(texts.roll_out_to, &[("n", &accounts.to_string())]);
    view! {
        <p class="muted">{texts.roll_out_lead}</p>
        {found.changes.into_iter().map(change).collect_view()}
        <Refusal submission/>
        <div class="dialog-buttons">
            <button
                type="button"
                class="button button-main"
                disabled=move || submission.busy()
                on:click=roll_out
            >
                {act}
            </button>
            <button type="button" class="button" on:click=move |_| open.set(false)>{texts.later}</button>
        </div>
    }
    .into_any()
}

/// What changes in accounts that are in the same state, and which these are.
fn change(change: PolicyChange) -> AnyView {
    let texts = RollOutTexts::current();
    let title = fill(texts.changes_in, &[("n", &change.accounts.len().to_string())]);
    let inline = inline_lines(&change);
    let same = change.system_policies_added.is_empty()
        && change.system_policies_removed.is_empty()
        && inline.is_none();
    view! {
        <section class="roll-out-change">
            <h3>{title}</h3>
            {same.then(|| view! { <p class="muted">{texts.no_change_of_policies}</p> })}
            {policies(texts.policies_added, "difference-added", &change.system_policies_added)}
            {policies(texts.policies_removed, "difference-removed", &change.system_policies_removed)}
            {inline}
            {accounts(change.accounts)}
        </section>
    }
    .into_any()
}

fn policies(title: &'static str, class: &'static str, names: &[String]) -> Option<AnyView> {
    if names.is_empty() {
        return None;
    }
    let entries = names
        .iter()
        .map(|name| view! { <li class=format!("chip {class}")>{name.clone()}</li> })
        .collect_view();
    Some(
        view! { <div class="part-of-change"><h4>{title}</h4><ul class="chips">{entries}</ul></div> }
            .into_any(),
    )
}

/// The inline policy line by line, laid out alike on both sides; nothing where it stays.
fn inline_lines(change: &PolicyChange) -> Option<AnyView> {
    if change.inline_policy_before == change.inline_policy_after {
        return None;
    }
    let texts = RollOutTexts::current();
    let [before, after] = [&change.inline_policy_before, &change.inline_policy_after]
        .map(|text| policy::laid_out(text).unwrap_or_else(|| text.clone()));
    let lines = difference(&before, &after).into_iter().map(line).collect_view();
    let view = view! {
        <div class="part-of-change">
            <h4>{texts.inline_changes}</h4>
            <ol class="difference code" tabindex="0" role="list" aria-label=texts.inline_changes>{lines}</ol>
        </div>
    };
    Some(view.into_any())
}

fn line(line: Line) -> AnyView {
    let texts = RollOutTexts::current();
    let (class, sign, words, text) = match line {
        Line::Same(text) => ("", " ", "", text),
        Line::Added(text) => ("difference-added", "+", texts.line_added, text),
        Line::Removed(text) => ("difference-removed", "−", texts.line_removed, text),
    };
    let words = (!words.is_empty()).then(|| view! { <span class="unseen">{words} ": "</span> });
    view! {
        <li class=class>
            <span class="difference-sign" aria-hidden="true">{sign}</span>
            {words}
            <span>{text}</span>
        </li>
    }
    .into_any()
}

fn accounts(accounts: Vec<AffectedAccount>) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), RollOutTexts::current());
    let rows = accounts
        .into_iter()
        .map(|account| {
            view! {
                <tr>
                    <th scope="row" class="break">
                        {account.name}<span class="below">{account.id.to_string()}</span>
                    </th>
                    <td class="number">{account.assignments}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="affected">
            <Table label=common.accounts columns=vec![common.account, texts.assignments]>{rows}</Table>
        </div>
    }
    .into_any()
}
