//! The events: what is to be done or was done about which RAM user, what stood in the way, and what can be done about
//! that.

use leptos::prelude::*;
use shared::ram_users::{RamUserEvent, RamUserEventStatus};

use super::by_hand::ByHandPanel;
use super::{Lists, Shows};
use crate::api;
use crate::console::access_assignments::table::place_and_kind;
use crate::console::tasks::page::choices;
use crate::language::{
    CommonTexts, ConsoleTexts, RamUserTexts, TaskTexts, fill, ram_user_event_kind, ram_user_event_status,
};
use crate::ui::empty::Empty;
use crate::ui::field::SelectField;
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::Glyph;
use crate::ui::paged::counted;
use crate::ui::table::Table;
use crate::ui::toast;
use crate::{format, links};

/// What can be done about an event.
#[derive(Clone, Copy)]
struct Acts {
    retry: Callback<RamUserEvent>,
    by_hand: Callback<RamUserEvent>,
}

/// The list.
#[component]
pub fn Events(
    /// What the tab shows.
    lists: Lists,
) -> impl IntoView {
    let texts = RamUserTexts::current();
    let shows = lists.columns();
    let retrying = Submission::new();
    let tell = toast::teller();
    let concerned = RwSignal::new(None::<RamUserEvent>);
    let open = RwSignal::new(false);
    let retry = Callback::new(move |event: RamUserEvent| {
        retrying.run(api::ram_users::retry_event(event), move |done| {
            tell(fill(texts.retried, &[("n", &done.events.to_string())]));
            lists.refresh();
        });
    });
    let by_hand = Callback::new(move |event: RamUserEvent| {
        concerned.set(Some(event));
        open.set(true);
    });
    let acts = Acts { retry, by_hand };
    let table = move || {
        view! {
            <Table stacks=true label=texts.events columns=columns(shows)>
                <For each=move || lists.events.items() key=|it| format!("{it:?}") let:it>
                    {view_row(it, shows, acts)}
                </For>
            </Table>
        }
        .into_any()
    };
    let empty = move || {
        view! { <Empty glyph=Glyph::Log title=texts.no_events text=texts.no_events_text/> }.into_any()
    };
    let words = |shown, total| counted(CommonTexts::current().shown_of, shown, total);
    let statuses = choices(RamUserEventStatus::ALL, ram_user_event_status);
    view! {
        <section class="facts-part" aria-labelledby="ram-user-events">
            <h2 id="ram-user-events">{texts.events}</h2>
            <div class="toolbar toolbar-fields">
                <SelectField label=ConsoleTexts::current().status options=statuses value=lists.status/>
                <RetryAll lists submission=retrying/>
            </div>
            <Refusal submission=retrying/>
            {lists.events.show_live(table, empty, words)}
            <ByHandPanel open event=concerned on_done=move |()| lists.refresh()/>
        </section>
    }
}

/// Tries every failed event again, shown or not.
#[component]
fn RetryAll(lists: Lists, submission: Submission) -> impl IntoView {
    let texts = RamUserTexts::current();
    let tell = toast::teller();
    // While the number is read again, the last one stays.
    let failed =
        Memo::new(move |before: Option<&u64>| lists.failed.value().or(before.copied()).unwrap_or_default());
    let retry = move |_| {
        let of = lists.of.get_value();
        submission.run(async move { api::ram_users::retry_events(&of).await }, move |done| {
            tell(fill(texts.retried, &[("n", &done.events.to_string())]));
            lists.refresh();
        });
    };
    view! {
        <button
            type="button"
            class="button"
            disabled=move || failed.get() == 0 || submission.busy()
            on:click=retry
        >
            {move || fill(texts.retry_all, &[("n", &failed.get().to_string())])}
        </button>
    }
}

fn columns(shows: Shows) -> Vec<&'static str> {
    let common = ConsoleTexts::current();
    let all = [
        (common.event, true),
        (common.user, shows.user),
        (common.account, shows.account),
        (common.status, true),
        (common.time, true),
    ];
    all.into_iter().filter(|(_, shown)| *shown).map(|(name, _)| name).collect()
}

fn view_row(event: RamUserEvent, shows: Shows, acts: Acts) -> AnyView {
    let texts = RamUserTexts::current();
    let (href, kind) = place_and_kind(&event.principal);
    let user = shows.user.then(|| {
        let href = links::detail(links::USERS, event.user_id.as_str());
        view! { <td role="cell" class="break"><a href=href>{event.user_name.clone()}</a></td> }
    });
    let account = shows.account.then(|| {
        let (name, id) = (event.account_name.clone(), event.account_id.to_string());
        view! { <td role="cell">{name}<span class="below number">{id}</span></td> }
    });
    let ended = event.finished_at.map(|at| {
        view! { <span class="below">{fill(texts.ended, &[("at", &format::moment(at))])}</span> }
    });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                {ram_user_event_kind(event.kind)}
                <span class="below break">{kind}" "<a href=href>{event.principal_name.clone()}</a></span>
            </th>
            {user}
            {account}
            <td role="cell" class="task-status">{status(&event, acts)}</td>
            <td role="cell" class="nowrap muted-narrow">{format::moment(event.created_at)}{ended}</td>
        </tr>
    }
    .into_any()
}

fn badge(status: RamUserEventStatus) -> &'static str {
    match status {
        RamUserEventStatus::Waiting => "badge",
        RamUserEventStatus::InProgress | RamUserEventStatus::AwaitingAdministrator => "badge badge-warn",
        RamUserEventStatus::Success => "badge badge-good",
        RamUserEventStatus::Failed => "badge badge-bad",
    }
}

/// The status, what stood in the way in the words of whoever refused, and what can be done.
fn status(event: &RamUserEvent, acts: Acts) -> AnyView {
    let (texts, of_tasks) = (RamUserTexts::current(), TaskTexts::current());
    let failure = event.failure.as_ref().map(|failure| {
        let request = (!failure.request_id.is_empty()).then(|| {
            view! { <span class="below">{fill(of_tasks.request_id, &[("id", &failure.request_id)])}</span> }
        });
        view! {
            <span class="below break"><strong>{failure.code.clone()}</strong>": "{failure.message.clone()}</span>
            {request}
        }
    });
    let button = |words: &'static str, label: &str, act: Callback<RamUserEvent>| {
        let values = [("user", event.user_name.as_str()), ("account", event.account_name.as_str())];
        let (label, event) = (fill(label, &values), event.clone());
        view! {
            <button type="button" class="link" aria-label=label on:click=move |_| act.run(event.clone())>
                {words}
            </button>
        }
    };
    let act = match event.status {
        RamUserEventStatus::Failed => Some(button(of_tasks.retry_one, texts.retry_of, acts.retry)),
        RamUserEventStatus::AwaitingAdministrator if event.by_hand.is_some() => {
            Some(button(texts.by_hand, texts.by_hand_of, acts.by_hand))
        }
        _ => None,
    };
    view! {
        <span class=badge(event.status)>{ram_user_event_status(event.status)}</span>
        {failure}
        " "
        {act}
    }
    .into_any()
}
