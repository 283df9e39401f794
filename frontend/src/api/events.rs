//! The audit log.

use shared::events::Event;
use shared::page::Page;
use shared::paths;

use super::{Answer, http};
use crate::links::with_query;

/// One page of the audit log, newest first; empty parts do not narrow it.
pub async fn list_events(kind: &str, person: &str, after: &str) -> Answer<Page<Event>> {
    http::get(&with_query(paths::EVENTS, &[("kind", kind), ("person", person), ("after", after)])).await
}
