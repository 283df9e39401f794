//! SQL of the table `ram_user_events`. It is written by `directory::ram_user_events` as well.
//!
//! The list is read by place: `(created_at, id)` of the last row seen. What narrows it and has an index stands
//! first and by itself in the text, so that the index is used.

use jiff::Timestamp;
use shared::ids::{AccountId, GroupId, RamUserEventId, UserId};

use super::Stored;
use super::work::Key;
use crate::platform::db::Tx;
use crate::{execute, fetch_all, fetch_among, fetch_one, fetch_optional};

/// An event as kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in super::super) struct Row {
    pub created_at: i64,
    #[sqlx(try_from = "String")]
    pub id: RamUserEventId,
    pub kind: String,
    pub status: String,
    pub principal_id: String,
    pub principal_name: String,
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    pub user_name: String,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    pub actor_kind: String,
    pub actor_id: String,
    pub actor_name: String,
    pub actor_address: String,
    pub failure_code: String,
    pub failure_message: String,
    pub failure_request_id: String,
    pub finished_at: Option<i64>,
}

/// The columns of [`Row`] and where they come from.
macro_rules! rows {
    () => {
        "SELECT e.created_at, e.id, e.kind, e.status, e.principal_id, e.principal_name, e.user_id, e.user_name,
                e.account_id, e.account_name, e.actor_kind, e.actor_id, e.actor_name, e.actor_address,
                e.failure_code, e.failure_message, e.failure_request_id, e.finished_at
         FROM ram_user_events e "
    };
}

/// A place in the list; rows after it are older.
pub(in super::super) struct Place {
    created_at: i64,
    id: String,
}

impl Place {
    /// Before every row.
    pub(in super::super) fn top() -> Self {
        Self { created_at: i64::MAX, id: String::new() }
    }

    /// What [`Row::place`] wrote.
    pub(in super::super) fn parse(text: &str) -> Option<Self> {
        let (time, id) = text.split_once('.')?;
        let id: RamUserEventId = id.parse().ok()?;
        Some(Self { created_at: time.parse().ok()?, id: id.into() })
    }
}

impl Row {
    /// The row's place in the list, as text.
    pub(in super::super) fn place(&self) -> String {
        format!("{}.{}", self.created_at, self.id)
    }

    /// The RAM user that it is about.
    pub(in super::super) fn key(&self) -> Key {
        Key { user_id: self.user_id.clone(), account_id: self.account_id.clone() }
    }
}

/// Which events; an empty text filters nothing.
#[derive(Default)]
pub(in super::super) struct Filter {
    pub status: String,
    pub user: String,
    pub group: String,
    pub account: String,
}

/// A text for each filter that an index can lead by, with every filter as `$1` to `$4` behind it.
macro_rules! led_by {
    ($filter:expr, ($($select:tt)*), $rest:literal) => {
        if !$filter.user.is_empty() {
            led_by!(@text ($($select)*), "e.user_id = $2 AND ", $rest)
        } else if !$filter.group.is_empty() {
            led_by!(@text ($($select)*), "e.principal_id = $3 AND ", $rest)
        } else if !$filter.account.is_empty() {
            led_by!(@text ($($select)*), "e.account_id = $4 AND ", $rest)
        } else if !$filter.status.is_empty() {
            led_by!(@text ($($select)*), "e.status = $1 AND ", $rest)
        } else {
            led_by!(@text ($($select)*), "", $rest)
        }
    };
    (@text ($($select:tt)*), $lead:literal, $rest:literal) => {
        concat!(
            $($select)*,
            "WHERE ",
            $lead,
            "($1 = '' OR e.status = $1) AND ($2 = '' OR e.user_id = $2) AND ($3 = '' OR e.principal_id = $3)
             AND ($4 = '' OR e.account_id = $4) ",
            $rest
        )
    };
}

fn list_text(filter: &Filter) -> &'static str {
    led_by!(
        filter,
        (rows!()),
        "AND (e.created_at, e.id) < ($5, $6) ORDER BY e.created_at DESC, e.id DESC LIMIT $7"
    )
}

/// The events after this place, latest first.
pub(in super::super) async fn list(
    tx: &mut Tx,
    filter: &Filter,
    after: &Place,
    limit: i64,
) -> Stored<Vec<Row>> {
    fetch_all!(
        tx,
        Row,
        list_text(filter),
        filter.status.as_str(),
        filter.user.as_str(),
        filter.group.as_str(),
        filter.account.as_str(),
        after.created_at,
        after.id.as_str(),
        limit
    )
}

/// How many events there are in all.
pub(in super::super) async fn count(tx: &mut Tx, filter: &Filter) -> Stored<u64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        led_by!(filter, ("SELECT COUNT(*) FROM ram_user_events e "), ""),
        filter.status.as_str(),
        filter.user.as_str(),
        filter.group.as_str(),
        filter.account.as_str()
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub(in super::super) async fn find(tx: &mut Tx, id: &RamUserEventId) -> Stored<Option<Row>> {
    fetch_optional!(tx, Row, concat!(rows!(), "WHERE e.id = $1"), id.as_str())
}

/// The events of a RAM user that are not over, oldest first.
pub(in super::super) async fn list_open(tx: &mut Tx, key: &Key) -> Stored<Vec<Row>> {
    fetch_all!(
        tx,
        Row,
        concat!(
            rows!(),
            "WHERE e.user_id = $1 AND e.account_id = $2 AND e.status <> 'Success' AND e.status <> 'Failed'
             ORDER BY e.created_at, e.id"
        ),
        key.user_id.as_str(),
        key.account_id.as_str()
    )
}

/// The RAM user's events that are not over are worked at.
pub(in super::super) async fn begin(tx: &mut Tx, key: &Key) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_user_events
         SET status = 'InProgress', failure_code = '', failure_message = '', failure_request_id = ''
         WHERE user_id = $1 AND account_id = $2 AND status <> 'Success' AND status = 'Waiting'",
        key.user_id.as_str(),
        key.account_id.as_str()
    )
}

/// What was begun is over, and so is what failed before: it is as all of it wanted, or needs nothing any longer.
pub(in super::super) async fn succeed_begun(tx: &mut Tx, key: &Key, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_user_events
         SET status = 'Success', finished_at = $3, failure_code = '', failure_message = '', failure_request_id = ''
         WHERE user_id = $1 AND account_id = $2 AND status <> 'Success' AND status <> 'Waiting'",
        key.user_id.as_str(),
        key.account_id.as_str(),
        now.as_millisecond()
    )
}

/// Everything about the RAM user is over.
pub(in super::super) async fn settle(tx: &mut Tx, key: &Key, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_user_events
         SET status = 'Success', finished_at = $3, failure_code = '', failure_message = '', failure_request_id = ''
         WHERE user_id = $1 AND account_id = $2 AND status <> 'Success'",
        key.user_id.as_str(),
        key.account_id.as_str(),
        now.as_millisecond()
    )
}

/// Everything in the account is over.
pub(in super::super) async fn settle_on_account(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_user_events
         SET status = 'Success', finished_at = $2, failure_code = '', failure_message = '', failure_request_id = ''
         WHERE account_id = $1 AND status <> 'Success'",
        account.as_str(),
        now.as_millisecond()
    )
}

/// What was begun becomes `status`, with this failure.
pub(in super::super) async fn put_failure(
    tx: &mut Tx,
    key: &Key,
    status: &str,
    failure: &shared::tasks::TaskFailure,
    finished_at: Option<i64>,
) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_user_events
         SET status = $3, failure_code = $4, failure_message = $5, failure_request_id = $6, finished_at = $7
         WHERE user_id = $1 AND account_id = $2 AND status <> 'Success' AND status = 'InProgress'",
        key.user_id.as_str(),
        key.account_id.as_str(),
        status,
        failure.code.as_str(),
        failure.message.as_str(),
        failure.request_id.as_str(),
        finished_at
    )
}

/// What a server began and left waits again.
pub(in super::super) async fn release_left(tx: &mut Tx, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_user_events SET status = 'Waiting'
         WHERE status = 'InProgress' AND NOT EXISTS (
             SELECT 1 FROM ram_users r
             WHERE r.user_id = ram_user_events.user_id AND r.account_id = ram_user_events.account_id
               AND r.held_until > $1)",
        now.as_millisecond()
    )
}

pub(in super::super) async fn is_any_begun(tx: &mut Tx) -> Stored<bool> {
    let found = fetch_optional!(
        tx,
        (i64,),
        "SELECT created_at FROM ram_user_events WHERE status = 'InProgress' LIMIT 1"
    )?;
    Ok(found.is_some())
}

/// How failed events are chosen.
pub(in super::super) enum Chosen<'a> {
    Events(&'a [RamUserEventId]),
    OfUser(&'a UserId),
    OfGroup(&'a GroupId),
    OnAccount(&'a AccountId),
}

/// Sets failed events back, narrowed by what follows.
macro_rules! reopen {
    () => {
        "UPDATE ram_user_events
         SET status = 'Waiting', finished_at = NULL, failure_code = '', failure_message = '',
             failure_request_id = ''
         WHERE status = 'Failed' AND "
    };
}

pub(in super::super) async fn reopen_these(tx: &mut Tx, ids: &[RamUserEventId]) -> Stored<u64> {
    let changed = fetch_among!(
        tx,
        (String,),
        concat!(reopen!(), "id IN ("),
        ids,
        |id| [id.as_str()],
        ") RETURNING id"
    )?;
    Ok(changed.len() as u64)
}

pub(in super::super) async fn reopen_of_user(tx: &mut Tx, id: &UserId) -> Stored<u64> {
    execute!(tx, concat!(reopen!(), "user_id = $1"), id.as_str())
}

pub(in super::super) async fn reopen_of_group(tx: &mut Tx, id: &GroupId) -> Stored<u64> {
    execute!(tx, concat!(reopen!(), "principal_id = $1"), id.as_str())
}

pub(in super::super) async fn reopen_on_account(tx: &mut Tx, id: &AccountId) -> Stored<u64> {
    execute!(tx, concat!(reopen!(), "account_id = $1"), id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    fn filter(set: impl FnOnce(&mut Filter)) -> Filter {
        let mut filter = Filter::default();
        set(&mut filter);
        filter
    }

    #[tokio::test]
    async fn each_filter_that_leads_is_read_by_its_index_in_the_lists_order() {
        for (filter, index) in [
            (filter(|_| ()), "(created_at,id)<"),
            (filter(|f| f.user = "u-1".into()), "ram_user_events_by_user (user_id=?"),
            (filter(|f| f.group = "g-1".into()), "ram_user_events_by_principal (principal_id=?"),
            (filter(|f| f.account = "10000000".into()), "ram_user_events_by_account (account_id=?"),
            (filter(|f| f.status = "Failed".into()), "ram_user_events_by_status (status=?"),
        ] {
            let plan = sqlite_plan(list_text(&filter)).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{index}: {plan:#?}");
        }
    }
}
