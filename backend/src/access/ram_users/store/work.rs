//! SQL of the work at RAM users: who has it, when it is due, and how a RAM user stands.

use jiff::Timestamp;
use shared::ids::{AccountId, UserId};

use super::Stored;
use crate::platform::db::Tx;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

/// A RAM user by its two ids.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in super::super) struct Key {
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
}

/// A RAM user as kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in super::super) struct Row {
    pub user_name: String,
    pub status: String,
    pub begun: bool,
    pub principal_name: String,
    pub deletion_policy: String,
    pub attempts: i64,
    pub failing_since: Option<i64>,
    pub holder: Option<String>,
    pub held_until: i64,
}

pub(in super::super) async fn find(tx: &mut Tx, key: &Key) -> Stored<Option<Row>> {
    fetch_optional!(
        tx,
        Row,
        "SELECT user_name, status, begun, principal_name, deletion_policy, attempts, failing_since, holder,
                held_until
         FROM ram_users WHERE user_id = $1 AND account_id = $2",
        key.user_id.as_str(),
        key.account_id.as_str()
    )
}

/// Writes the row as it is, which makes other writers wait on either database; answers whether it is there.
pub(in super::super) async fn lock(tx: &mut Tx, key: &Key) -> Stored<bool> {
    let there = execute!(
        tx,
        "UPDATE ram_users SET attempts = attempts WHERE user_id = $1 AND account_id = $2",
        key.user_id.as_str(),
        key.account_id.as_str()
    )?;
    Ok(there == 1)
}

// What is held is due as well, so that the index has it.
const LIST_DUE: &str = "SELECT user_id, account_id FROM ram_users
     WHERE due_at IS NOT NULL AND due_at <= $1 AND held_until <= $1
       AND account_id NOT IN (SELECT h.account_id FROM ram_users h
                              WHERE h.due_at IS NOT NULL AND h.due_at <= $1 AND h.held_until > $1
                              UNION ALL
                              SELECT k.account_id FROM key_rotation_accounts k WHERE k.held_until > $1)
     ORDER BY due_at, user_id, account_id LIMIT $2";

/// What is due in accounts that nobody works in, longest first.
pub(in super::super) async fn list_due(tx: &mut Tx, now: Timestamp, limit: i64) -> Stored<Vec<Key>> {
    fetch_all!(tx, Key, LIST_DUE, now.as_millisecond(), limit)
}

/// Takes up the work; answers whether it was free and due.
pub(in super::super) async fn claim(
    tx: &mut Tx,
    key: &Key,
    holder: &str,
    until: i64,
    now: Timestamp,
) -> Stored<bool> {
    let taken = execute!(
        tx,
        "UPDATE ram_users SET holder = $3, held_until = $4
         WHERE user_id = $1 AND account_id = $2 AND due_at <= $5 AND held_until <= $5",
        key.user_id.as_str(),
        key.account_id.as_str(),
        holder,
        until,
        now.as_millisecond()
    )?;
    Ok(taken == 1)
}

/// Holds the work longer; answers whether it was still held.
pub(in super::super) async fn hold(tx: &mut Tx, key: &Key, holder: &str, until: i64) -> Stored<bool> {
    let held = execute!(
        tx,
        "UPDATE ram_users SET held_until = $4 WHERE user_id = $1 AND account_id = $2 AND holder = $3",
        key.user_id.as_str(),
        key.account_id.as_str(),
        holder,
        until
    )?;
    Ok(held == 1)
}

/// What whoever holds it is about to do: from now on there may be something in the account.
pub(in super::super) async fn begin(
    tx: &mut Tx,
    key: &Key,
    status: &str,
    ends_user_sso: bool,
) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_users SET begun = TRUE, status = $3, ends_user_sso = $4 WHERE user_id = $1 AND account_id = $2",
        key.user_id.as_str(),
        key.account_id.as_str(),
        status,
        ends_user_sso
    )
}

/// The user is called so by now.
pub(in super::super) async fn rename(tx: &mut Tx, key: &Key, user_name: &str) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_users SET user_name = $3, user_name_key = $4 WHERE user_id = $1 AND account_id = $2",
        key.user_id.as_str(),
        key.account_id.as_str(),
        user_name,
        user_name.to_ascii_lowercase()
    )
}

/// Lets go of the work, which is due again at `due_at`, or never.
pub(in super::super) async fn release(
    tx: &mut Tx,
    key: &Key,
    due_at: Option<i64>,
    attempts: i64,
    failing_since: Option<i64>,
) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_users SET holder = NULL, held_until = 0, ends_user_sso = FALSE, due_at = $3, attempts = $4,
                              failing_since = $5
         WHERE user_id = $1 AND account_id = $2",
        key.user_id.as_str(),
        key.account_id.as_str(),
        due_at,
        attempts,
        failing_since
    )
}

/// It stands in the account.
pub(in super::super) async fn made(tx: &mut Tx, key: &Key, principal_name: &str) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_users SET status = 'Provisioned', begun = TRUE, principal_name = $3
         WHERE user_id = $1 AND account_id = $2",
        key.user_id.as_str(),
        key.account_id.as_str(),
        principal_name
    )
}

/// It is gone from the account, or is nobody's there.
pub(in super::super) async fn removed(tx: &mut Tx, key: &Key) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_users SET status = 'Pending', begun = FALSE, principal_name = ''
         WHERE user_id = $1 AND account_id = $2",
        key.user_id.as_str(),
        key.account_id.as_str()
    )
}

pub(in super::super) async fn delete(tx: &mut Tx, key: &Key) -> Stored<u64> {
    execute!(
        tx,
        "DELETE FROM ram_users WHERE user_id = $1 AND account_id = $2",
        key.user_id.as_str(),
        key.account_id.as_str()
    )
}

/// Every RAM user whose events wait and at which there is no work is due.
pub(in super::super) async fn make_reopened_due(tx: &mut Tx, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_users SET due_at = $1, attempts = 0, failing_since = NULL
         WHERE due_at IS NULL AND (user_id, account_id) IN (
             SELECT e.user_id, e.account_id FROM ram_user_events e WHERE e.status = 'Waiting')",
        now.as_millisecond()
    )
}

/// Whether somebody works at another RAM user of the account, or puts a rotation's metadata into it.
pub(in super::super) async fn is_account_held(tx: &mut Tx, key: &Key, now: Timestamp) -> Stored<bool> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM ram_users
                 WHERE account_id = $1 AND user_id <> $2 AND holder IS NOT NULL AND held_until > $3)
              + (SELECT COUNT(*) FROM key_rotation_accounts WHERE account_id = $1 AND held_until > $3)",
        key.account_id.as_str(),
        key.user_id.as_str(),
        now.as_millisecond()
    )?;
    Ok(count > 0)
}

/// How many other RAM users of the account there may be. One of which nothing was begun turns user-based SSO on when it
/// is made.
pub(in super::super) async fn count_others(tx: &mut Tx, key: &Key) -> Stored<i64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM ram_users
         WHERE account_id = $1 AND user_id <> $2 AND begun",
        key.account_id.as_str(),
        key.user_id.as_str()
    )?;
    Ok(count)
}

/// Whether another user's RAM user of the account has this principal name, under whichever domain: an account has RAM
/// users of one domain at a time, and one of another name before the `@` only.
pub(in super::super) async fn is_principal_taken(
    tx: &mut Tx,
    key: &Key,
    principal_name: &str,
) -> Stored<bool> {
    let name = principal_name.split('@').next().unwrap_or_default();
    let beginning = format!("{}@", name.to_ascii_lowercase());
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM ram_users
         WHERE account_id = $1 AND user_id <> $2 AND SUBSTR(LOWER(principal_name), 1, LENGTH($3)) = $3",
        key.account_id.as_str(),
        key.user_id.as_str(),
        beginning.as_str()
    )?;
    Ok(count > 0)
}

/// What makes a RAM user wanted: the oldest provisioning that reaches the user, and the user.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in super::super) struct WantedRow {
    pub user_name: String,
    pub display_name: String,
    pub conflict_policy: String,
}

const FIND_WANTED: &str =
    "SELECT u.user_name, u.display_name, w.conflict_policy
     FROM (SELECT p.conflict_policy, p.created_at, p.id FROM ram_user_provisionings p
           WHERE p.user_id = $1 AND p.account_id = $2
           UNION ALL
           SELECT p.conflict_policy, p.created_at, p.id FROM group_members m CROSS JOIN ram_user_provisionings p
           WHERE m.user_id = $1 AND p.group_id = m.group_id AND p.account_id = $2) w
     CROSS JOIN users u WHERE u.id = $1
     ORDER BY w.created_at, w.id LIMIT 1";

pub(in super::super) async fn find_wanted(tx: &mut Tx, key: &Key) -> Stored<Option<WantedRow>> {
    fetch_optional!(tx, WantedRow, FIND_WANTED, key.user_id.as_str(), key.account_id.as_str())
}

pub(in super::super) async fn is_account_there(tx: &mut Tx, account: &AccountId) -> Stored<bool> {
    let found = fetch_optional!(tx, (String,), "SELECT id FROM accounts WHERE id = $1", account.as_str())?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    #[tokio::test]
    async fn what_is_due_and_what_is_wanted_is_found_without_going_through_all() {
        for sql in [LIST_DUE, FIND_WANTED] {
            let plan = sqlite_plan(sql).await;
            assert!(
                !plan.iter().any(|line| line.starts_with("SCAN ")
                    && !line.starts_with("SCAN w")
                    && !line.starts_with("SCAN k")),
                "{plan:#?}"
            );
        }
        let plan = sqlite_plan(LIST_DUE).await;
        assert!(plan.iter().any(|line| line.contains("ram_users_by_due")), "{plan:#?}");
    }
}
