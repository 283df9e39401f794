//! SQL of the table `tasks`.
//!
//! The list is read by place: `(created_at, id)` of the last row seen. What narrows it and has an index stands
//! first and by itself in the text, so that the index is used.

use jiff::Timestamp;
use shared::access_assignments::Principal;
use shared::ids::{AccessConfigurationId, AccountId, GroupId, TaskBatchId, TaskId, UserId};
use shared::provisioning::RoleInAccount;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_among, fetch_one, fetch_optional, insert_rows};

type Stored<T> = Result<T, StoreError>;

/// A task as kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::access) struct Row {
    pub created_at: i64,
    #[sqlx(try_from = "String")]
    pub id: TaskId,
    #[sqlx(try_from = "String")]
    pub batch_id: TaskBatchId,
    pub kind: String,
    pub status: String,
    pub turn: i64,
    pub user_id: Option<String>,
    pub group_id: Option<String>,
    pub principal_name: String,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
    pub actor_kind: String,
    pub actor_id: String,
    pub actor_name: String,
    pub actor_address: String,
    pub attempts: i64,
    pub failure_code: String,
    pub failure_message: String,
    pub failure_request_id: String,
    pub finished_at: Option<i64>,
    /// When the work of the role is due, while the task is put off.
    pub next_attempt_at: Option<i64>,
}

/// The columns of [`Row`] and where they come from.
macro_rules! rows {
    () => {
        "SELECT t.created_at, t.id, t.batch_id, t.kind, t.status, t.turn, t.user_id, t.group_id,
                t.principal_name, t.account_id, t.account_name, t.access_configuration_id,
                t.access_configuration_name, t.actor_kind, t.actor_id, t.actor_name, t.actor_address,
                t.attempts, t.failure_code, t.failure_message, t.failure_request_id, t.finished_at,
                CASE WHEN t.status = 'Waiting' AND t.attempts > 0 THEN w.due_at END AS next_attempt_at
         FROM tasks t LEFT JOIN role_work w
           ON w.account_id = t.account_id AND w.access_configuration_id = t.access_configuration_id "
    };
}

pub(super) async fn insert(tx: &mut Tx, rows: &[Row]) -> Stored<()> {
    let _nothing: Vec<(i64,)> = insert_rows!(
        tx,
        (i64,),
        "INSERT INTO tasks (created_at, id, batch_id, kind, status, turn, user_id, group_id, principal_name,
                            account_id, account_name, access_configuration_id, access_configuration_name,
                            actor_kind, actor_id, actor_name, actor_address, attempts, failure_code,
                            failure_message, failure_request_id, finished_at) ",
        rows,
        |row| [
            row.created_at,
            row.id.as_str(),
            row.batch_id.as_str(),
            row.kind.as_str(),
            row.status.as_str(),
            row.turn,
            row.user_id.as_deref(),
            row.group_id.as_deref(),
            row.principal_name.as_str(),
            row.account_id.as_str(),
            row.account_name.as_str(),
            row.access_configuration_id.as_str(),
            row.access_configuration_name.as_str(),
            row.actor_kind.as_str(),
            row.actor_id.as_str(),
            row.actor_name.as_str(),
            row.actor_address.as_str(),
            row.attempts,
            row.failure_code.as_str(),
            row.failure_message.as_str(),
            row.failure_request_id.as_str(),
            row.finished_at,
        ],
        ""
    )?;
    Ok(())
}

/// A place in the list; rows after it are older.
pub(super) struct Place {
    created_at: i64,
    id: String,
}

impl Place {
    /// Before every row.
    pub(super) fn top() -> Self {
        Self { created_at: i64::MAX, id: String::new() }
    }

    /// What [`Row::place`] wrote.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (time, id) = text.split_once('.')?;
        let id: TaskId = id.parse().ok()?;
        Some(Self { created_at: time.parse().ok()?, id: id.into() })
    }
}

impl Row {
    /// The row's place in the list, as text.
    pub(super) fn place(&self) -> String {
        format!("{}.{}", self.created_at, self.id)
    }

    /// The role that the task is about.
    pub(in crate::access) fn role(&self) -> RoleInAccount {
        RoleInAccount {
            account_id: self.account_id.clone(),
            access_configuration_id: self.access_configuration_id.clone(),
        }
    }
}

/// Which tasks; an empty text filters nothing.
#[derive(Default)]
pub(super) struct Filter {
    pub batch: String,
    pub account: String,
    pub access_configuration: String,
    pub status: String,
    pub kind: String,
}

/// A text for each filter that an index can lead by, with every filter as `$1` to `$5` behind it.
macro_rules! led_by {
    ($filter:expr, ($($select:tt)*), $rest:literal) => {
        if !$filter.batch.is_empty() {
            led_by!(@text ($($select)*), "t.batch_id = $1 AND ", $rest)
        } else if !$filter.account.is_empty() {
            led_by!(@text ($($select)*), "t.account_id = $2 AND ", $rest)
        } else if !$filter.access_configuration.is_empty() {
            led_by!(@text ($($select)*), "t.access_configuration_id = $3 AND ", $rest)
        } else if !$filter.status.is_empty() {
            led_by!(@text ($($select)*), "t.status = $4 AND ", $rest)
        } else if !$filter.kind.is_empty() {
            led_by!(@text ($($select)*), "t.kind = $5 AND ", $rest)
        } else {
            led_by!(@text ($($select)*), "", $rest)
        }
    };
    (@text ($($select:tt)*), $lead:literal, $rest:literal) => {
        concat!(
            $($select)*,
            "WHERE ",
            $lead,
            "($1 = '' OR t.batch_id = $1) AND ($2 = '' OR t.account_id = $2)
             AND ($3 = '' OR t.access_configuration_id = $3) AND ($4 = '' OR t.status = $4)
             AND ($5 = '' OR t.kind = $5) ",
            $rest
        )
    };
}

fn list_text(filter: &Filter) -> &'static str {
    led_by!(
        filter,
        (rows!()),
        "AND (t.created_at, t.id) < ($6, $7) ORDER BY t.created_at DESC, t.id DESC LIMIT $8"
    )
}

/// The tasks after this place, latest first.
pub(super) async fn list(tx: &mut Tx, filter: &Filter, after: &Place, limit: i64) -> Stored<Vec<Row>> {
    fetch_all!(
        tx,
        Row,
        list_text(filter),
        filter.batch.as_str(),
        filter.account.as_str(),
        filter.access_configuration.as_str(),
        filter.status.as_str(),
        filter.kind.as_str(),
        after.created_at,
        after.id.as_str(),
        limit
    )
}

/// How many tasks there are in all.
pub(super) async fn count(tx: &mut Tx, filter: &Filter) -> Stored<u64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        led_by!(filter, ("SELECT COUNT(*) FROM tasks t "), ""),
        filter.batch.as_str(),
        filter.account.as_str(),
        filter.access_configuration.as_str(),
        filter.status.as_str(),
        filter.kind.as_str()
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// How many tasks of the batch have which status.
pub(super) async fn count_by_status(tx: &mut Tx, batch: &TaskBatchId) -> Stored<Vec<(String, i64)>> {
    fetch_all!(
        tx,
        (String, i64),
        "SELECT status, COUNT(*) FROM tasks WHERE batch_id = $1 GROUP BY status",
        batch.as_str()
    )
}

pub(super) async fn list_by_ids(tx: &mut Tx, ids: &[TaskId]) -> Stored<Vec<Row>> {
    fetch_among!(tx, Row, concat!(rows!(), "WHERE t.id IN ("), ids, |id| [id.as_str()], ")")
}

pub(super) async fn list_of_batch(tx: &mut Tx, batch: &TaskBatchId) -> Stored<Vec<Row>> {
    fetch_all!(tx, Row, concat!(rows!(), "WHERE t.batch_id = $1"), batch.as_str())
}

/// The tasks of these roles that are not over, in the order in which they are done.
pub(super) async fn list_open(tx: &mut Tx, roles: &[RoleInAccount]) -> Stored<Vec<Row>> {
    fetch_among!(
        tx,
        Row,
        concat!(rows!(), "WHERE t.finished_at IS NULL AND (t.account_id, t.access_configuration_id) IN ("),
        roles,
        |role| [role.account_id.as_str(), role.access_configuration_id.as_str()],
        ") ORDER BY t.turn, t.created_at, t.id"
    )
}

/// Holds the role's tasks that are not over until the transaction ends: who deletes a user calls them off first.
pub(in crate::access) async fn lock_open(tx: &mut Tx, role: &RoleInAccount) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE tasks SET turn = turn
         WHERE account_id = $1 AND access_configuration_id = $2 AND finished_at IS NULL",
        role.account_id.as_str(),
        role.access_configuration_id.as_str()
    )
}

/// Tasks of the account that are not over.
pub(super) async fn list_open_on_account(tx: &mut Tx, account: &AccountId) -> Stored<Vec<Row>> {
    fetch_all!(
        tx,
        Row,
        concat!(rows!(), "WHERE t.finished_at IS NULL AND t.account_id = $1"),
        account.as_str()
    )
}

pub(super) async fn count_open_on_account(tx: &mut Tx, account: &AccountId) -> Stored<i64> {
    let tasks = "SELECT COUNT(*) FROM tasks WHERE account_id = $1 AND finished_at IS NULL";
    let work = "SELECT COUNT(*) FROM role_work WHERE account_id = $1 AND holder IS NOT NULL";
    count_either(tx, tasks, work, account.as_str()).await
}

pub(super) async fn count_open_with_access_configuration(
    tx: &mut Tx,
    access_configuration: &AccessConfigurationId,
) -> Stored<i64> {
    let tasks = "SELECT COUNT(*) FROM tasks WHERE access_configuration_id = $1 AND finished_at IS NULL";
    let work = "SELECT COUNT(*) FROM role_work WHERE access_configuration_id = $1 AND holder IS NOT NULL";
    count_either(tx, tasks, work, access_configuration.as_str()).await
}

/// How many tasks there are; where none is left, how many servers still work at what they were for.
async fn count_either(tx: &mut Tx, tasks: &'static str, work: &'static str, id: &str) -> Stored<i64> {
    let (tasks,): (i64,) = fetch_one!(tx, (i64,), tasks, id)?;
    if tasks > 0 {
        return Ok(tasks);
    }
    let (work,): (i64,) = fetch_one!(tx, (i64,), work, id)?;
    Ok(work)
}

/// Calls off the tasks that are not over.
pub(super) async fn cancel(tx: &mut Tx, rows: &[Row], now: Timestamp) -> Stored<()> {
    let _nothing: Vec<(i64,)> = fetch_among!(
        tx,
        (i64,),
        "UPDATE tasks SET status = 'Canceled', finished_at = v.column2 FROM (",
        rows,
        |row| [row.id.as_str(), now.as_millisecond()],
        ") AS v WHERE tasks.id = v.column1 AND tasks.finished_at IS NULL"
    )?;
    Ok(())
}

/// Opens tasks again that are over, each as the row says.
pub(super) async fn reopen(tx: &mut Tx, rows: &[Row]) -> Stored<()> {
    let _nothing: Vec<(i64,)> = fetch_among!(
        tx,
        (i64,),
        "UPDATE tasks SET status = v.column2, turn = v.column3, finished_at = NULL, failure_code = '',
                          failure_message = '', failure_request_id = '' FROM (",
        rows,
        |row| [row.id.as_str(), row.status.as_str(), row.turn],
        ") AS v WHERE tasks.id = v.column1"
    )?;
    Ok(())
}

/// Ends tasks with success.
pub(super) async fn succeed(tx: &mut Tx, rows: &[Row], now: Timestamp) -> Stored<()> {
    let _nothing: Vec<(i64,)> = fetch_among!(
        tx,
        (i64,),
        "UPDATE tasks SET status = 'Success', finished_at = v.column2, failure_code = '',
                          failure_message = '', failure_request_id = '' FROM (",
        rows,
        |row| [row.id.as_str(), now.as_millisecond()],
        ") AS v WHERE tasks.id = v.column1 AND tasks.finished_at IS NULL"
    )?;
    Ok(())
}

/// Ends tasks without success, each with the failure of its row.
pub(super) async fn fail(tx: &mut Tx, rows: &[Row], now: Timestamp) -> Stored<()> {
    let _nothing: Vec<(i64,)> = fetch_among!(
        tx,
        (i64,),
        "UPDATE tasks SET status = 'Failed', finished_at = v.column2, failure_code = v.column3,
                          failure_message = v.column4, failure_request_id = v.column5 FROM (",
        rows,
        |row| [
            row.id.as_str(),
            now.as_millisecond(),
            row.failure_code.as_str(),
            row.failure_message.as_str(),
            row.failure_request_id.as_str()
        ],
        ") AS v WHERE tasks.id = v.column1 AND tasks.finished_at IS NULL"
    )?;
    Ok(())
}

/// A server has taken up the tasks of the role's turn.
pub(in crate::access) async fn begin(tx: &mut Tx, role: &RoleInAccount, turn: i64) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE tasks SET status = 'InProgress', attempts = attempts + 1
         WHERE account_id = $1 AND access_configuration_id = $2 AND turn = $3 AND finished_at IS NULL",
        role.account_id.as_str(),
        role.access_configuration_id.as_str(),
        turn
    )
}

/// The tasks of the role's turn wait, because of this.
pub(in crate::access) async fn put_off(
    tx: &mut Tx,
    role: &RoleInAccount,
    turn: i64,
    failure: &shared::tasks::TaskFailure,
) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE tasks SET status = 'Waiting', failure_code = $4, failure_message = $5, failure_request_id = $6
         WHERE account_id = $1 AND access_configuration_id = $2 AND turn = $3 AND finished_at IS NULL",
        role.account_id.as_str(),
        role.access_configuration_id.as_str(),
        turn,
        failure.code.as_str(),
        failure.message.as_str(),
        failure.request_id.as_str()
    )
}

/// Whether there is any task of this status.
pub(in crate::access) async fn is_any(tx: &mut Tx, status: &str) -> Stored<bool> {
    let found =
        fetch_optional!(tx, (i64,), "SELECT created_at FROM tasks WHERE status = $1 LIMIT 1", status)?;
    Ok(found.is_some())
}

/// Tasks that wait for a server, or that a server began and left, wait for an administrator from now on.
pub(in crate::access) async fn hand_over(tx: &mut Tx) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE tasks SET status = 'AwaitingAdministrator', failure_code = '', failure_message = '',
                          failure_request_id = ''
         WHERE status = 'Waiting' OR (status = 'InProgress' AND EXISTS (
             SELECT 1 FROM role_work w
             WHERE w.account_id = tasks.account_id
               AND w.access_configuration_id = tasks.access_configuration_id AND w.holder IS NULL))"
    )
}

/// Tasks that wait for an administrator wait for a server from now on.
pub(in crate::access) async fn take_over(tx: &mut Tx) -> Stored<u64> {
    execute!(tx, "UPDATE tasks SET status = 'Waiting' WHERE status = 'AwaitingAdministrator'")
}

/// Users of these who are there.
pub(super) async fn existing_users(tx: &mut Tx, ids: &[UserId]) -> Stored<Vec<(String,)>> {
    fetch_among!(tx, (String,), "SELECT id FROM users WHERE id IN (", ids, |id| [id.as_str()], ")")
}

/// Groups of these that are there.
pub(super) async fn existing_groups(tx: &mut Tx, ids: &[GroupId]) -> Stored<Vec<(String,)>> {
    fetch_among!(tx, (String,), "SELECT id FROM groups WHERE id IN (", ids, |id| [id.as_str()], ")")
}

/// Roles of these whose account and access configuration are both there.
pub(super) async fn existing_roles(tx: &mut Tx, roles: &[RoleInAccount]) -> Stored<Vec<(String, String)>> {
    fetch_among!(
        tx,
        (String, String),
        "SELECT v.column1, v.column2 FROM (",
        roles,
        |role| [role.account_id.as_str(), role.access_configuration_id.as_str()],
        ") AS v JOIN accounts o ON o.id = v.column1 JOIN access_configurations c ON c.id = v.column2"
    )
}

impl Row {
    /// The user or group of an access assignment's task.
    pub(in crate::access) fn principal(&self) -> Option<Principal> {
        let id = self.user_id.as_ref().or(self.group_id.as_ref())?;
        Principal::try_from(id.clone()).ok()
    }
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
            (filter(|f| f.batch = "tb-1".into()), "tasks_by_batch (batch_id=?"),
            (filter(|f| f.account = "10000000".into()), "tasks_by_account (account_id=?"),
            (
                filter(|f| f.access_configuration = "ac-1".into()),
                "tasks_by_access_configuration (access_configuration_id=?",
            ),
            (filter(|f| f.status = "Failed".into()), "tasks_by_status (status=?"),
            (filter(|f| f.kind = "CreateAccessAssignment".into()), "tasks_by_kind (kind=?"),
            (
                filter(|f| {
                    f.batch = "tb-1".into();
                    f.status = "Failed".into();
                }),
                "tasks_by_batch (batch_id=?",
            ),
        ] {
            let plan = sqlite_plan(list_text(&filter)).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{index}: {plan:#?}");
        }
    }

    #[tokio::test]
    async fn how_a_batch_goes_is_read_from_the_index_alone() {
        let sql = "SELECT status, COUNT(*) FROM tasks WHERE batch_id = $1 GROUP BY status";
        let plan = sqlite_plan(sql).await;
        assert!(
            plan.iter().any(|line| line.contains("COVERING INDEX tasks_by_batch (batch_id=?)")),
            "{plan:#?}"
        );
    }
}
