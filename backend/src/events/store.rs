//! SQL of the table `events`.
//!
//! The list is read by place: `(occurred_at, id)` of the last row seen. A filter that has an index stands first and by
//! itself in the text, so that the index is used. Names are compared by `substr`, which means the same under every
//! collation; a range of keys would not.

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

/// Which events; an empty text filters nothing.
pub(super) struct Filter {
    pub kind: String,
    pub actor_kind: String,
    pub person: String,
}

/// A text for each filter that an index can lead by, with every filter as `$1` to `$3` behind it.
macro_rules! led_by {
    ($filter:expr, $select:literal, $rest:literal) => {
        if !$filter.kind.is_empty() {
            led_by!(@text $select, "kind = $1 AND ", $rest)
        } else if !$filter.actor_kind.is_empty() {
            led_by!(@text $select, "actor_kind = $2 AND ", $rest)
        } else {
            led_by!(@text $select, "", $rest)
        }
    };
    (@text $select:literal, $lead:literal, $rest:literal) => {
        concat!(
            $select,
            " FROM events WHERE ",
            $lead,
            "($1 = '' OR kind = $1) AND ($2 = '' OR actor_kind = $2)
             AND ($3 = '' OR substr(actor_key, 1, length($3)) = $3 OR substr(target_key, 1, length($3)) = $3) ",
            $rest
        )
    };
}

fn list_text(filter: &Filter) -> &'static str {
    led_by!(
        filter,
        "SELECT occurred_at, id, kind, actor_kind, actor_name, target, address, details",
        "AND (occurred_at, id) < ($4, $5) ORDER BY occurred_at DESC, id DESC LIMIT $6"
    )
}

/// The events after this place, newest first.
pub(super) async fn list(
    tx: &mut Tx,
    filter: &Filter,
    after: &Place,
    limit: i64,
) -> Result<Vec<EventRow>, StoreError> {
    fetch_all!(
        tx,
        EventRow,
        list_text(filter),
        filter.kind.as_str(),
        filter.actor_kind.as_str(),
        filter.person.to_ascii_lowercase(),
        after.occurred_at,
        after.id.as_str(),
        limit
    )
}

/// How many events there are in all.
pub(super) async fn count(tx: &mut Tx, filter: &Filter) -> Result<u64, StoreError> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        led_by!(filter, "SELECT COUNT(*)", ""),
        filter.kind.as_str(),
        filter.actor_kind.as_str(),
        filter.person.to_ascii_lowercase()
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    #[tokio::test]
    async fn each_filter_that_leads_is_read_by_its_index() {
        for (kind, actor_kind, index) in [
            ("", "", "(occurred_at,id)<"),
            ("UserCreated", "", "events_by_kind"),
            ("", "ScimCredential", "events_by_actor_kind"),
            ("UserCreated", "ScimCredential", "events_by_kind"),
        ] {
            let filter = Filter { kind: kind.into(), actor_kind: actor_kind.into(), person: String::new() };
            let plan = sqlite_plan(list_text(&filter)).await;
            assert!(plan.len() == 1 && plan[0].contains(index), "{kind} {actor_kind}: {plan:?}");
        }
    }
}
