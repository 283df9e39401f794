//! SQL of the table `events`.
//!
//! The list is read by place: `(occurred_at, id)` of the last row seen. Four texts, one for each combination
//! of filters, so that a kind can use its index. Names are
//! compared by `substr`, which means the same under every collation; a range of keys would not.

use shared::ids::EventId;

use crate::platform::db::{StoreError, Tx};
use crate::{fetch_all, fetch_one, fetch_optional, insert_rows};

/// An event to insert.
pub(super) struct NewRow {
    pub occurred_at: i64,
    pub id: EventId,
    pub kind: String,
    pub actor_kind: String,
    pub actor_id: String,
    pub actor_name: String,
    pub target: String,
    pub address: String,
    pub details: String,
}

/// An event as kept.
#[derive(sqlx::FromRow)]
pub(super) struct EventRow {
    pub occurred_at: i64,
    pub id: String,
    pub kind: String,
    pub actor_kind: String,
    pub actor_name: String,
    pub target: String,
    pub address: String,
    pub details: String,
}

impl EventRow {
    /// The row's place in the list, as text.
    pub(super) fn place(&self) -> String {
        format!("{}.{}", self.occurred_at, self.id)
    }
}

/// A place in the list; rows after it are older.
pub(super) struct Place {
    occurred_at: i64,
    id: String,
}

impl Place {
    /// Before every row.
    pub(super) fn top() -> Self {
        Self { occurred_at: i64::MAX, id: String::new() }
    }

    /// What [`EventRow::place`] wrote.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (time, id) = text.split_once('.')?;
        let id: EventId = id.parse().ok()?;
        Some(Self { occurred_at: time.parse().ok()?, id: id.into() })
    }
}

pub(super) async fn insert(tx: &mut Tx, rows: &[NewRow]) -> Result<(), StoreError> {
    let _nothing: Vec<(i64,)> = insert_rows!(
        tx,
        (i64,),
        "INSERT INTO events (occurred_at, id, kind, actor_kind, actor_id, actor_name, actor_key, target,
                             target_key, address, details) ",
        rows,
        |row| [
            row.occurred_at,
            row.id.as_str(),
            row.kind.as_str(),
            row.actor_kind.as_str(),
            row.actor_id.as_str(),
            row.actor_name.as_str(),
            row.actor_name.to_ascii_lowercase(),
            row.target.as_str(),
            row.target.to_ascii_lowercase(),
            row.address.as_str(),
            row.details.as_str(),
        ],
        ""
    )?;
    Ok(())
}

pub(super) async fn find(tx: &mut Tx, id: &EventId) -> Result<Option<EventRow>, StoreError> {
    fetch_optional!(
        tx,
        EventRow,
        "SELECT occurred_at, id, kind, actor_kind, actor_name, target, address, details
         FROM events WHERE id = $1",
        id.as_str()
    )
}

pub(super) async fn list(
    tx: &mut Tx,
    kind: Option<&str>,
    person: Option<&str>,
    after: &Place,
    limit: i64,
) -> Result<Vec<EventRow>, StoreError> {
    let (time, id) = (after.occurred_at, after.id.as_str());
    let person = person.map(str::to_ascii_lowercase);
    match (kind, person) {
        (None, None) => fetch_all!(
            tx,
            EventRow,
            "SELECT occurred_at, id, kind, actor_kind, actor_name, target, address, details FROM events
             WHERE (occurred_at, id) < ($1, $2) ORDER BY occurred_at DESC, id DESC LIMIT $3",
            time,
            id,
            limit
        ),
        (Some(kind), None) => fetch_all!(
            tx,
            EventRow,
            "SELECT occurred_at, id, kind, actor_kind, actor_name, target, address, details FROM events
             WHERE kind = $4 AND (occurred_at, id) < ($1, $2)
             ORDER BY occurred_at DESC, id DESC LIMIT $3",
            time,
            id,
            limit,
            kind
        ),
        (None, Some(person)) => fetch_all!(
            tx,
            EventRow,
            "SELECT occurred_at, id, kind, actor_kind, actor_name, target, address, details FROM events
             WHERE (substr(actor_key, 1, length($4)) = $4 OR substr(target_key, 1, length($4)) = $4)
               AND (occurred_at, id) < ($1, $2)
             ORDER BY occurred_at DESC, id DESC LIMIT $3",
            time,
            id,
            limit,
            person.as_str()
        ),
        (Some(kind), Some(person)) => fetch_all!(
            tx,
            EventRow,
            "SELECT occurred_at, id, kind, actor_kind, actor_name, target, address, details FROM events
             WHERE kind = $5
               AND (substr(actor_key, 1, length($4)) = $4 OR substr(target_key, 1, length($4)) = $4)
               AND (occurred_at, id) < ($1, $2)
             ORDER BY occurred_at DESC, id DESC LIMIT $3",
            time,
            id,
            limit,
            person.as_str(),
            kind
        ),
    }
}

pub(super) async fn count(tx: &mut Tx, kind: Option<&str>, person: Option<&str>) -> Result<u64, StoreError> {
    let person = person.map(str::to_ascii_lowercase);
    let (count,): (i64,) = match (kind, person) {
        (None, None) => fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM events"),
        (Some(kind), None) => fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM events WHERE kind = $1", kind),
        (None, Some(person)) => fetch_one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM events
             WHERE substr(actor_key, 1, length($1)) = $1 OR substr(target_key, 1, length($1)) = $1",
            person.as_str()
        ),
        (Some(kind), Some(person)) => fetch_one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM events WHERE kind = $2
               AND (substr(actor_key, 1, length($1)) = $1 OR substr(target_key, 1, length($1)) = $1)",
            person.as_str(),
            kind
        ),
    }?;
    Ok(u64::try_from(count).unwrap_or_default())
}
