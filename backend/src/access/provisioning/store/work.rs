//! SQL of the table `role_work`: who works at a role, and when it is due.

use jiff::Timestamp;
use shared::ids::{AccessConfigurationId, AccountId};
use shared::provisioning::RoleInAccount;

use super::Stored;
use crate::platform::db::Tx;
use crate::{execute, fetch_all, fetch_one, fetch_optional, insert_rows};

/// When work is due that waits for an administrator's hand.
pub(in super::super) const NEVER: i64 = i64::MAX;

/// The work of a role.
#[derive(sqlx::FromRow)]
pub(in super::super) struct Row {
    pub attempts: i64,
    pub failing_since: Option<i64>,
    pub holder: Option<String>,
}

pub(in super::super) async fn find(tx: &mut Tx, role: &RoleInAccount) -> Stored<Option<Row>> {
    fetch_optional!(
        tx,
        Row,
        "SELECT attempts, failing_since, holder FROM role_work
         WHERE account_id = $1 AND access_configuration_id = $2",
        role.account_id.as_str(),
        role.access_configuration_id.as_str()
    )
}

/// There is work at these roles, due at `due_at` unless there was some before.
pub(in super::super) async fn ensure(tx: &mut Tx, roles: &[RoleInAccount], due_at: i64) -> Stored<()> {
    let _nothing: Vec<(i64,)> = insert_rows!(
        tx,
        (i64,),
        "INSERT INTO role_work (account_id, access_configuration_id, due_at, attempts, held_until) ",
        roles,
        |role| [role.account_id.as_str(), role.access_configuration_id.as_str(), due_at, 0_i64, 0_i64],
        " ON CONFLICT (account_id, access_configuration_id) DO NOTHING"
    )?;
    Ok(())
}

/// A role by its two ids.
#[derive(sqlx::FromRow)]
pub(in super::super) struct RoleRow {
    #[sqlx(try_from = "String")]
    account_id: AccountId,
    #[sqlx(try_from = "String")]
    access_configuration_id: AccessConfigurationId,
}

impl From<RoleRow> for RoleInAccount {
    fn from(row: RoleRow) -> Self {
        Self { account_id: row.account_id, access_configuration_id: row.access_configuration_id }
    }
}

/// What is due and held by nobody, longest first.
pub(in super::super) async fn list_due(tx: &mut Tx, now: Timestamp, limit: i64) -> Stored<Vec<RoleRow>> {
    fetch_all!(
        tx,
        RoleRow,
        "SELECT account_id, access_configuration_id FROM role_work
         WHERE due_at <= $1 AND held_until <= $1 ORDER BY due_at, account_id, access_configuration_id LIMIT $2",
        now.as_millisecond(),
        limit
    )
}

/// Takes up the work; answers whether it was free and due.
pub(in super::super) async fn claim(
    tx: &mut Tx,
    role: &RoleInAccount,
    holder: &str,
    until: i64,
    now: Timestamp,
) -> Stored<bool> {
    let taken = execute!(
        tx,
        "UPDATE role_work SET holder = $3, held_until = $4
         WHERE account_id = $1 AND access_configuration_id = $2 AND due_at <= $5 AND held_until <= $5",
        role.account_id.as_str(),
        role.access_configuration_id.as_str(),
        holder,
        until,
        now.as_millisecond()
    )?;
    Ok(taken == 1)
}

/// Holds the work longer; answers whether it was still held.
pub(in super::super) async fn hold(
    tx: &mut Tx,
    role: &RoleInAccount,
    holder: &str,
    until: i64,
) -> Stored<bool> {
    let held = execute!(
        tx,
        "UPDATE role_work SET held_until = $4
         WHERE account_id = $1 AND access_configuration_id = $2 AND holder = $3",
        role.account_id.as_str(),
        role.access_configuration_id.as_str(),
        holder,
        until
    )?;
    Ok(held == 1)
}

/// Lets go of the work, which is due again at `due_at`.
pub(in super::super) async fn release(
    tx: &mut Tx,
    role: &RoleInAccount,
    due_at: i64,
    attempts: i64,
    failing_since: Option<i64>,
) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE role_work SET holder = NULL, held_until = 0, due_at = $3, attempts = $4, failing_since = $5
         WHERE account_id = $1 AND access_configuration_id = $2",
        role.account_id.as_str(),
        role.access_configuration_id.as_str(),
        due_at,
        attempts,
        failing_since
    )
}

pub(in super::super) async fn delete(tx: &mut Tx, role: &RoleInAccount) -> Stored<u64> {
    execute!(
        tx,
        "DELETE FROM role_work WHERE account_id = $1 AND access_configuration_id = $2",
        role.account_id.as_str(),
        role.access_configuration_id.as_str()
    )
}

pub(in super::super) async fn delete_on_account(tx: &mut Tx, account: &AccountId) -> Stored<u64> {
    execute!(tx, "DELETE FROM role_work WHERE account_id = $1", account.as_str())
}

/// Forgets work that no task waits for and nobody has begun.
pub(in super::super) async fn delete_idle(tx: &mut Tx) -> Stored<u64> {
    execute!(
        tx,
        "DELETE FROM role_work WHERE holder IS NULL AND NOT EXISTS (
             SELECT 1 FROM tasks t
             WHERE t.account_id = role_work.account_id
               AND t.access_configuration_id = role_work.access_configuration_id AND t.finished_at IS NULL)"
    )
}

/// Whether somebody removes another role from the account at the moment.
pub(in super::super) async fn is_another_being_removed(tx: &mut Tx, role: &RoleInAccount) -> Stored<bool> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM role_work w JOIN access_configuration_provisionings p
           ON p.account_id = w.account_id AND p.access_configuration_id = w.access_configuration_id
         WHERE w.account_id = $1 AND w.access_configuration_id <> $2 AND w.holder IS NOT NULL
           AND p.status = 'Deprovisioning'",
        role.account_id.as_str(),
        role.access_configuration_id.as_str()
    )?;
    Ok(count > 0)
}

/// How many other roles stand in the account or are worked at.
pub(in super::super) async fn count_others(tx: &mut Tx, role: &RoleInAccount) -> Stored<i64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM access_configuration_provisionings
                 WHERE account_id = $1 AND access_configuration_id <> $2)
              + (SELECT COUNT(*) FROM role_work WHERE account_id = $1 AND access_configuration_id <> $2)",
        role.account_id.as_str(),
        role.access_configuration_id.as_str()
    )?;
    Ok(count)
}

/// Whether there is work that nobody has and that does not wait for an administrator's hand.
pub(in super::super) async fn is_any_for_servers(tx: &mut Tx, now: Timestamp) -> Stored<bool> {
    let found = fetch_optional!(
        tx,
        (i64,),
        "SELECT attempts FROM role_work WHERE due_at < $1 AND held_until <= $2 LIMIT 1",
        NEVER,
        now.as_millisecond()
    )?;
    Ok(found.is_some())
}

/// Work that nobody has waits for an administrator's hand from now on.
pub(in super::super) async fn hand_over(tx: &mut Tx, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE role_work SET due_at = $2, holder = NULL, held_until = 0, attempts = 0, failing_since = NULL
         WHERE held_until <= $1 AND (due_at < $2 OR holder IS NOT NULL)",
        now.as_millisecond(),
        NEVER
    )
}

/// Work that waits for an administrator's hand is due.
pub(in super::super) async fn take_over(tx: &mut Tx, now: Timestamp) -> Stored<u64> {
    execute!(tx, "UPDATE role_work SET due_at = $1 WHERE due_at = $2", now.as_millisecond(), NEVER)
}

/// Work that waits for an administrator's hand, after this place.
pub(in super::super) async fn list_by_hand(
    tx: &mut Tx,
    after: (&str, &str),
    limit: i64,
) -> Stored<Vec<RoleRow>> {
    fetch_all!(
        tx,
        RoleRow,
        "SELECT w.account_id, w.access_configuration_id FROM role_work w
         WHERE w.due_at = $1 AND (w.account_id, w.access_configuration_id) > ($2, $3) AND EXISTS (
             SELECT 1 FROM tasks t
             WHERE t.account_id = w.account_id AND t.access_configuration_id = w.access_configuration_id
               AND t.finished_at IS NULL)
         ORDER BY w.account_id, w.access_configuration_id LIMIT $4",
        NEVER,
        after.0,
        after.1,
        limit
    )
}

/// How much work waits for an administrator's hand.
pub(in super::super) async fn count_by_hand(tx: &mut Tx) -> Stored<u64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM role_work w WHERE w.due_at = $1 AND EXISTS (
             SELECT 1 FROM tasks t
             WHERE t.account_id = w.account_id AND t.access_configuration_id = w.access_configuration_id
               AND t.finished_at IS NULL)",
        NEVER
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
}
