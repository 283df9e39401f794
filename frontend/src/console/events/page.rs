//! The audit log: newest first, narrowed by kind and person; the choice is part of the address.

use leptos::prelude::*;
use shared::events::{Event, EventKind};

use super::panel::EventPanel;
use crate::language::{ConsoleTexts, event_kind};
use crate::ui::dialog::{Dialog, Shape};
use crate::ui::empty::Empty;
use crate::ui::field::SelectField;
use crate::ui::heading::Heading;
use crate::ui::icon::Glyph;
use crate::ui::paged::paged;
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::{api, format, links, location};

/// The page.
#[component]
pub fn AuditLogPage() -> impl IntoView {
    let texts = ConsoleTexts::current();
    let query = location::watch().get_untracked().query;
    let from_query = |key: &str| RwSignal::new(links::query_value(&query, key).unwrap_or_default());
    let (kind, person) = (from_query("kind"), from_query("person"));
    keep_in_address(kind, person);
    let events = paged(move |after| {
        let (kind, person) = (kind.get(), person.get().trim().to_owned());
        async move { api::events::list_events(None, &kind, &person, &after).await }
    });
    let open = RwSignal::new(false);
    let shown = RwSignal::new(None::<Event>);
    let title = Signal::derive(move || {
        shown.get().map(|event| event_kind(event.kind).to_owned()).unwrap_or_default()
    });
    let rows = move |events: Vec<Event>| {
        let columns = vec![texts.time, texts.event, texts.person, texts.target, texts.address];
        let rows = events.into_iter().map(|event| row(event, shown, open)).collect_view();
        view! { <Table label=texts.audit_log columns>{rows}</Table> }.into_any()
    };
    let empty = move || {
        view! { <Empty glyph=Glyph::Log title=texts.no_events text=texts.no_events_text/> }.into_any()
    };
    view! {
        <Heading title=texts.audit_log lead=texts.audit_lead/>
        <section class="card">
            <div class="toolbar toolbar-fields">
                <SelectField label=texts.event options=kinds_of(EventKind::ALL) value=kind/>
                <div class="field">
                    <div class="field-label"><span aria-hidden="true">{texts.person}</span></div>
                    <Search label=texts.person_filter value=person/>
                </div>
            </div>
            {events.show(rows, empty)}
        </section>
        <Dialog open title shape=Shape::Panel>
            {move || shown.get().map(|event| view! { <EventPanel event/> })}
        </Dialog>
    }
}

/// The kinds to choose from; the empty value is all of them.
pub fn kinds_of(kinds: impl IntoIterator<Item = EventKind>) -> Vec<(String, String)> {
    let all = (String::new(), ConsoleTexts::current().all.to_owned());
    let kinds = kinds.into_iter().map(|kind| (key(kind), event_kind(kind).to_owned()));
    std::iter::once(all).chain(kinds).collect()
}

/// The kind as it is on the wire.
pub fn key(kind: EventKind) -> String {
    format!("{kind:?}")
}

fn keep_in_address(kind: RwSignal<String>, person: RwSignal<String>) {
    let replace = location::replacer();
    Effect::new(move |before: Option<()>| {
        let (kind, person) = (kind.get(), person.get());
        if before.is_some() {
            let query = [("kind", kind.as_str()), ("person", person.trim())];
            replace(&links::with_query(links::AUDIT_LOG, &query));
        }
    });
}

fn row(event: Event, shown: RwSignal<Option<Event>>, open: RwSignal<bool>) -> AnyView {
    let (at, kind) = (format::moment(event.occurred_at), event_kind(event.kind));
    let (actor, target, address) = (event.actor_name.clone(), event.target.clone(), event.address.clone());
    let refused = is_refusal(event.kind);
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
            <td class="break">{actor}</td>
            <td class="break">{target}</td>
            <td class="number">{address}</td>
        </tr>
    }
    .into_any()
}

fn is_refusal(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::SsoSignInRefused
            | EventKind::PasswordSignInRefused
            | EventKind::AdministratorSignInRefused
            | EventKind::RoleLogOnRefused
            | EventKind::RamUserLogOnRefused
            | EventKind::ScimRequestRefused
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_asked_for_by_its_name_on_the_wire() {
        for kind in EventKind::ALL {
            assert_eq!(format!("\"{}\"", key(kind)), serde_json::to_string(&kind).unwrap());
        }
    }
}
