//! The provisioning log: what SCIM clients changed and what they were refused, newest first; the choice is part of the
//! address.

use leptos::prelude::*;
use shared::events::{ActorKind, Event, EventKind};

use super::changes;
use super::page::kinds_of;
use super::panel::EventPanel;
use crate::language::{ConsoleTexts, ScimTexts, event_kind};
use crate::ui::dialog::{Dialog, Shape};
use crate::ui::empty::Empty;
use crate::ui::field::SelectField;
use crate::ui::heading::Heading;
use crate::ui::icon::Glyph;
use crate::ui::paged::paged;
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::{api, format, links, location};

/// What a SCIM client can do or be refused.
const KINDS: [EventKind; 12] = [
    EventKind::UserCreated,
    EventKind::UserUpdated,
    EventKind::UserSynchronized,
    EventKind::UserEnabled,
    EventKind::UserDisabled,
    EventKind::UserDeleted,
    EventKind::GroupCreated,
    EventKind::GroupUpdated,
    EventKind::GroupMembersAdded,
    EventKind::GroupMembersRemoved,
    EventKind::GroupDeleted,
    EventKind::ScimRequestRefused,
];

/// The page.
#[component]
pub fn ProvisioningLogPage() -> impl IntoView {
    let (texts, console) = (ScimTexts::current(), ConsoleTexts::current());
    let query = location::watch().get_untracked().query;
    let from_query = |key: &str| RwSignal::new(links::query_value(&query, key).unwrap_or_default());
    let (kind, name) = (from_query("kind"), from_query("name"));
    keep_in_address(kind, name);
    let events = paged(move |after| {
        let (kind, name) = (kind.get(), name.get().trim().to_owned());
        async move { api::events::list_events(Some(ActorKind::ScimCredential), &kind, &name, &after).await }
    });
    let open = RwSignal::new(false);
    let shown = RwSignal::new(None::<Event>);
    let title = Signal::derive(move || {
        shown.get().map(|event| event_kind(event.kind).to_owned()).unwrap_or_default()
    });
    let rows = move |events: Vec<Event>| {
        let columns = vec![console.time, console.event, console.name, texts.what];
        let rows = events.into_iter().map(|event| row(event, shown, open)).collect_view();
        view! { <Table label=texts.provisioning_log columns>{rows}</Table> }.into_any()
    };
    let empty = move || nothing(kind.get_untracked().is_empty() && name.get_untracked().trim().is_empty());
    view! {
        <Heading title=texts.provisioning_log lead=texts.log_lead/>
        <section class="card">
            <div class="toolbar toolbar-fields">
                <SelectField label=console.event options=kinds_of(KINDS) value=kind/>
                <div class="field">
                    <div class="field-label"><span aria-hidden="true">{console.name}</span></div>
                    <Search label=texts.log_filter value=name/>
                </div>
            </div>
            {events.show(rows, empty)}
        </section>
        <Dialog open title shape=Shape::Panel>
            {move || shown.get().map(|event| view! { <EventPanel event/> })}
        </Dialog>
    }
}

fn keep_in_address(kind: RwSignal<String>, name: RwSignal<String>) {
    let replace = location::replacer();
    Effect::new(move |before: Option<()>| {
        let (kind, name) = (kind.get(), name.get());
        if before.is_some() {
            let query = [("kind", kind.as_str()), ("name", name.trim())];
            replace(&links::with_query(links::PROVISIONING_LOG, &query));
        }
    });
}

fn nothing(everything: bool) -> AnyView {
    let (texts, console) = (ScimTexts::current(), ConsoleTexts::current());
    if everything {
        view! {
            <Empty glyph=Glyph::Log title=console.no_events text=texts.no_records_text>
                <a class="button" href=links::SCIM_SETTINGS>{texts.to_scim_settings}</a>
            </Empty>
        }
        .into_any()
    } else {
        view! { <Empty glyph=Glyph::Search title=console.nothing_found text=console.nothing_found_text/> }
            .into_any()
    }
}

fn row(event: Event, shown: RwSignal<Option<Event>>, open: RwSignal<bool>) -> AnyView {
    let (at, kind) = (format::moment(event.occurred_at), event_kind(event.kind));
    let (name, what) = (event.target.clone(), what(&event));
    let refused = event.kind == EventKind::ScimRequestRefused;
    let show = move |_| {
        shown.set(Some(event.clone()));
        open.set(true);
    };
    view! {
        <tr>
            <td class="nowrap number">{at}</td>
            <th scope="row">
                <button type="button" class="link" class:link-bad=refused aria-haspopup="dialog" on:click=show>
                    {kind}
                </button>
            </th>
            <td class="break">{name}</td>
            <td class="break">{what}</td>
        </tr>
    }
    .into_any()
}

/// In short: what was asked and answered, or which attributes were changed.
fn what(event: &Event) -> String {
    let value = |name: &str| event.details.get(name).map(String::as_str).unwrap_or_default();
    if event.kind == EventKind::ScimRequestRefused {
        return format!("{} {} → {}", value("method"), value("path"), value("status"));
    }
    let (changes, _) = changes::split(event.details.clone());
    changes.into_iter().map(|change| change.attribute).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use shared::time::UnixMillis;

    use super::*;

    fn event(kind: EventKind, details: &[(&str, &str)]) -> Event {
        Event {
            id: "e-1".parse().unwrap(),
            occurred_at: UnixMillis(0),
            kind,
            actor_kind: ActorKind::ScimCredential,
            actor_name: String::new(),
            target: String::new(),
            address: String::new(),
            details: details.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        }
    }

    #[test]
    fn a_refusal_is_told_by_its_request_and_a_change_by_its_attributes() {
        let refused = [("method", "POST"), ("path", "/scim/v2/Users"), ("status", "409"), ("detail", "x")];
        assert_eq!(what(&event(EventKind::ScimRequestRefused, &refused)), "POST /scim/v2/Users → 409");
        let changed =
            [("before.active", "true"), ("after.active", "false"), ("after.title", "x"), ("id", "1")];
        assert_eq!(what(&event(EventKind::UserUpdated, &changed)), "active, title");
    }
}
