//! The audit log: what happened, by whom, to what. Only ever appended to.
//!
//! Rules write their event in the transaction that does the deed, so that one is never there without the
//! other. A refusal is written in a transaction of its own. Values are data: they are cut to a length, and
//! hold no response, cookie or secret.

pub mod api;
mod extract;
mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use shared::events::{ActorKind, Event, EventKind, EventQuery};
use shared::ids::{AdministratorId, EventId, ScimCredentialId, UserId};
use shared::page::{PAGE_SIZE, Page};
use shared::time::UnixMillis;

use crate::platform::db::{Tx, kind_of, word};
use crate::platform::{Error, Result, random};

pub use extract::ActingAdministrator;

/// Name of the detail that holds why something was refused.
pub const REASON: &str = "reason";

/// Most characters that one value of an event keeps.
const VALUE_MAX: usize = 1_024;

/// Who did it, and from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// Id; empty where there is none.
    pub id: String,
    /// Name at that time.
    pub name: String,
    /// From which network address.
    pub address: String,
}

impl Actor {
    /// A user of the directory.
    pub fn user(id: &UserId, name: &str, address: &str) -> Self {
        Self { kind: ActorKind::User, id: id.to_string(), name: name.into(), address: address.into() }
    }

    /// A local administrator.
    pub fn administrator(id: &AdministratorId, name: &str, address: &str) -> Self {
        Self {
            kind: ActorKind::Administrator,
            id: id.to_string(),
            name: name.into(),
            address: address.into(),
        }
    }

    /// The identity provider's provisioning service, by its credential.
    pub fn scim_credential(id: &ScimCredentialId, address: &str) -> Self {
        Self {
            kind: ActorKind::ScimCredential,
            id: id.to_string(),
            name: id.to_string(),
            address: address.into(),
        }
    }

    /// The server itself: first start and command line.
    pub fn server() -> Self {
        Self { kind: ActorKind::Server, id: String::new(), name: "cloudsso".into(), address: String::new() }
    }

    /// Somebody who did not get in, with the name that was claimed.
    pub fn unknown(claimed_name: &str, address: &str) -> Self {
        Self {
            kind: ActorKind::Unknown,
            id: String::new(),
            name: claimed_name.into(),
            address: address.into(),
        }
    }
}

/// An event to be written.
#[derive(Debug, Clone)]
pub struct NewEvent {
    kind: EventKind,
    actor: Actor,
    target: String,
    details: BTreeMap<String, String>,
}

impl NewEvent {
    /// `actor` did this.
    pub fn new(kind: EventKind, actor: &Actor) -> Self {
        Self { kind, actor: actor.clone(), target: String::new(), details: BTreeMap::new() }
    }

    /// To this thing, by name.
    pub fn target(mut self, name: &str) -> Self {
        self.target = cut(name);
        self
    }

    /// With this value.
    pub fn detail(mut self, name: &str, value: impl ToString) -> Self {
        self.details.insert(name.to_owned(), cut(&value.to_string()));
        self
    }
}

/// Cut to length, without the one character that PostgreSQL does not keep.
fn cut(text: &str) -> String {
    let text = text.replace('\0', "\u{FFFD}");
    match text.char_indices().nth(VALUE_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Writes the event; answers its id, which is also the code on a problem page.
///
/// # Errors
/// When the database fails: then the deed must not happen either.
pub async fn record(tx: &mut Tx, event: NewEvent, now: Timestamp) -> Result<EventId> {
    let row = store::NewRow::of(event, now)?;
    let id = row.id.clone();
    store::insert(tx, &[row]).await?;
    Ok(id)
}

/// Writes many events that happened at once.
///
/// # Errors
/// As [`record`].
pub async fn record_all(
    tx: &mut Tx,
    events: impl IntoIterator<Item = NewEvent>,
    now: Timestamp,
) -> Result<()> {
    let rows: Vec<_> =
        events.into_iter().map(|event| store::NewRow::of(event, now)).collect::<Result<_>>()?;
    Ok(store::insert(tx, &rows).await?)
}

impl store::NewRow {
    fn of(event: NewEvent, now: Timestamp) -> Result<Self> {
        let details =
            serde_json::to_string(&event.details).map_err(|e| Error::bug(format!("event details: {e}")))?;
        Ok(Self {
            occurred_at: now.as_millisecond(),
            id: random::id(EventId::PREFIX)?,
            kind: word(event.kind)?,
            actor_kind: word(event.actor.kind)?,
            actor_name: cut(&event.actor.name),
            actor_id: event.actor.id,
            target: event.target,
            address: event.actor.address,
            details,
        })
    }
}

/// One event.
///
/// # Errors
/// When the database fails.
pub async fn find_event(tx: &mut Tx, id: &EventId) -> Result<Option<Event>> {
    store::find(tx, id).await?.map(Event::try_from).transpose()
}

/// A page of the log, newest first.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_events(tx: &mut Tx, query: &EventQuery) -> Result<Page<Event>> {
    let after = match query.after.as_deref() {
        None => store::Place::top(),
        Some(text) => store::Place::parse(text).ok_or_else(Error::no_such_page)?,
    };
    let filter = store::Filter {
        kind: query.kind.map(word).transpose()?.unwrap_or_default(),
        actor_kind: query.actor_kind.map(word).transpose()?.unwrap_or_default(),
        person: query.person.as_deref().unwrap_or_default().trim().to_owned(),
    };
    let rows = store::list(tx, &filter, &after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count(tx, &filter).await?;
    Page::of_rows(rows, total, store::EventRow::place).try_map(Event::try_from)
}

/// The newest events of a kind, at most so many.
///
/// # Errors
/// When the database fails.
pub async fn newest_events(tx: &mut Tx, kind: EventKind, limit: i64) -> Result<Vec<Event>> {
    let filter = store::Filter { kind: word(kind)?, actor_kind: String::new(), person: String::new() };
    let rows = store::list(tx, &filter, &store::Place::top(), limit).await?;
    rows.into_iter().map(Event::try_from).collect()
}

impl TryFrom<store::EventRow> for Event {
    type Error = Error;

    fn try_from(row: store::EventRow) -> Result<Event> {
        let fault = |e: serde_json::Error| Error::bug(format!("event {}: {e}", row.id));
        Ok(Event {
            kind: kind_of(&row.kind)?,
            actor_kind: kind_of(&row.actor_kind)?,
            details: serde_json::from_str(&row.details).map_err(fault)?,
            id: row.id.parse().map_err(|e| Error::bug(format!("event id: {e}")))?,
            occurred_at: UnixMillis(row.occurred_at),
            actor_name: row.actor_name,
            target: row.target,
            address: row.address,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_at_a_character() {
        let event = NewEvent::new(EventKind::SsoSignIn, &Actor::server())
            .target(&"é".repeat(2_000))
            .detail("received", "x".repeat(5_000));
        assert_eq!(event.target.chars().count(), VALUE_MAX + 1);
        assert_eq!(event.details["received"].chars().count(), VALUE_MAX + 1);
    }
}
