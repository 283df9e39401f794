//! The audit log.

use shared::events::{ActorKind, Event};
use shared::page::Page;
use shared::paths;

use super::{Answer, http};
use crate::links::with_query;

/// One page of the audit log, newest first; empty parts do not narrow it.
pub async fn list_events(
    actor_kind: Option<ActorKind>,
    kind: &str,
    person: &str,
    after: &str,
) -> Answer<Page<Event>> {
    let actor_kind = actor_kind.map(|kind| format!("{kind:?}")).unwrap_or_default();
    let query = [("actor_kind", actor_kind.as_str()), ("kind", kind), ("person", person), ("after", after)];
    http::get(&with_query(paths::EVENTS, &query)).await
}
