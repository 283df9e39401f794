//! SQL that writes `ram_user_events`, makes rows of `ram_users`, and ends `ram_user_provisionings` whose user or group
//! goes.

use jiff::Timestamp;
use shared::ids::{GroupId, RamUserEventId, RamUserProvisioningId, UserId};

use super::{Concerned, Key};
use crate::events::Actor;
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_among, insert_rows};

type Stored<T> = Result<T, StoreError>;

#[derive(sqlx::FromRow)]
struct ProvisioningIdRow {
    #[sqlx(try_from = "String")]
    id: RamUserProvisioningId,
}

pub(super) async fn list_provisionings_of_group(
    tx: &mut Tx,
    group: &GroupId,
) -> Stored<Vec<RamUserProvisioningId>> {
    let rows = fetch_all!(
        tx,
        ProvisioningIdRow,
        "SELECT id FROM ram_user_provisionings WHERE group_id = $1",
        group.as_str()
    )?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The users of those of these provisionings that are of users.
pub(super) async fn list_users_of_provisionings(
    tx: &mut Tx,
    ids: &[RamUserProvisioningId],
) -> Stored<Vec<Concerned>> {
    fetch_among!(
        tx,
        Concerned,
        "SELECT u.id AS user_id, u.user_name, o.id AS account_id, o.name AS account_name, u.id AS principal_id,
                u.user_name AS principal_name, p.deletion_policy
         FROM ram_user_provisionings p JOIN users u ON u.id = p.user_id JOIN accounts o ON o.id = p.account_id
         WHERE p.id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// The members of those of these provisionings that are of groups.
pub(super) async fn list_members_of_provisionings(
    tx: &mut Tx,
    ids: &[RamUserProvisioningId],
) -> Stored<Vec<Concerned>> {
    fetch_among!(
        tx,
        Concerned,
        "SELECT u.id AS user_id, u.user_name, o.id AS account_id, o.name AS account_name, g.id AS principal_id,
                g.group_name AS principal_name, p.deletion_policy
         FROM ram_user_provisionings p JOIN groups g ON g.id = p.group_id
         JOIN group_members m ON m.group_id = p.group_id JOIN users u ON u.id = m.user_id
         JOIN accounts o ON o.id = p.account_id
         WHERE p.id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// These users and the accounts of the group's provisionings, whether or not they are members.
pub(super) async fn list_in_group(tx: &mut Tx, group: &GroupId, users: &[&UserId]) -> Stored<Vec<Concerned>> {
    fetch_among!(
        tx,
        Concerned,
        "SELECT u.id AS user_id, u.user_name, o.id AS account_id, o.name AS account_name, g.id AS principal_id,
                g.group_name AS principal_name, p.deletion_policy
         FROM (",
        users,
        |user| [group.as_str(), user.as_str()],
        ") AS v JOIN users u ON u.id = v.column2 JOIN ram_user_provisionings p ON p.group_id = v.column1
         JOIN groups g ON g.id = p.group_id JOIN accounts o ON o.id = p.account_id"
    )
}

/// Every account in which something concerns the user: whatever reaches a user has a row. The deletion policy is that
/// of the oldest provisioning that reaches the user still.
pub(super) async fn list_of_user(tx: &mut Tx, user: &UserId) -> Stored<Vec<Concerned>> {
    fetch_all!(
        tx,
        Concerned,
        "SELECT r.user_id, u.user_name, o.id AS account_id, o.name AS account_name, u.id AS principal_id,
                u.user_name AS principal_name,
                COALESCE((SELECT p.deletion_policy FROM ram_user_provisionings p
                          WHERE p.account_id = r.account_id
                            AND (p.user_id = $1
                                 OR p.group_id IN (SELECT m.group_id FROM group_members m WHERE m.user_id = $1))
                          ORDER BY p.created_at, p.id LIMIT 1), r.deletion_policy) AS deletion_policy
         FROM ram_users r JOIN users u ON u.id = r.user_id JOIN accounts o ON o.id = r.account_id
         WHERE r.user_id = $1",
        user.as_str()
    )
}

pub(super) async fn delete_provisionings_of_user(tx: &mut Tx, id: &UserId) -> Stored<u64> {
    execute!(tx, "DELETE FROM ram_user_provisionings WHERE user_id = $1", id.as_str())
}

pub(super) async fn delete_provisionings_of_group(tx: &mut Tx, id: &GroupId) -> Stored<u64> {
    execute!(tx, "DELETE FROM ram_user_provisionings WHERE group_id = $1", id.as_str())
}

/// What all events that come up together have in common.
pub(super) struct Written<'a> {
    pub kind: String,
    pub actor_kind: String,
    pub actor: &'a Actor,
    pub now: i64,
}

pub(super) async fn insert_events(
    tx: &mut Tx,
    rows: &[(RamUserEventId, &Concerned)],
    written: &Written<'_>,
) -> Stored<()> {
    let _nothing: Vec<(i64,)> = insert_rows!(
        tx,
        (i64,),
        "INSERT INTO ram_user_events (created_at, id, kind, status, principal_id, principal_name, user_id,
                                      user_name, account_id, account_name, actor_kind, actor_id, actor_name,
                                      actor_address, failure_code, failure_message, failure_request_id) ",
        rows,
        |row| [
            written.now,
            row.0.as_str(),
            written.kind.as_str(),
            "Waiting",
            row.1.principal_id.as_str(),
            row.1.principal_name.as_str(),
            row.1.user_id.as_str(),
            row.1.user_name.as_str(),
            row.1.account_id.as_str(),
            row.1.account_name.as_str(),
            written.actor_kind.as_str(),
            written.actor.id.as_str(),
            written.actor.name.as_str(),
            written.actor.address.as_str(),
            "",
            "",
            "",
        ],
        ""
    )?;
    Ok(())
}

/// The head of a statement that makes rows of `ram_users` which are due.
macro_rules! put {
    ($tx:ident, $rows:ident, $now:ident, $tail:literal) => {{
        let _nothing: Vec<(i64,)> = insert_rows!(
            $tx,
            (i64,),
            "INSERT INTO ram_users (user_id, account_id, user_name, user_name_key, status, begun, principal_name,
                                    deletion_policy, ends_user_sso, due_at, attempts, held_until) ",
            $rows,
            |row| [
                row.user_id.as_str(),
                row.account_id.as_str(),
                row.user_name.as_str(),
                row.user_name.to_ascii_lowercase(),
                "Pending",
                false,
                "",
                row.deletion_policy.as_str(),
                false,
                $now.as_millisecond(),
                0_i64,
                0_i64,
            ],
            $tail
        )?;
    }};
}

/// There is work at these RAM users.
pub(super) async fn put_wanted(tx: &mut Tx, rows: &[&Concerned], now: Timestamp) -> Stored<()> {
    put!(tx, rows, now, " ON CONFLICT (user_id, account_id) DO UPDATE SET due_at = excluded.due_at");
    Ok(())
}

/// There is work at these RAM users, which something does not reach any longer.
pub(super) async fn put_unwanted(tx: &mut Tx, rows: &[&Concerned], now: Timestamp) -> Stored<()> {
    put!(
        tx,
        rows,
        now,
        " ON CONFLICT (user_id, account_id) DO UPDATE SET
              due_at = excluded.due_at, deletion_policy = excluded.deletion_policy"
    );
    Ok(())
}

/// Those of these RAM users that stand and at which there is no work; held until the transaction ends. One after the
/// other in one order, because one statement would hold them in the order in which the database finds them.
pub(super) async fn lock_standing(tx: &mut Tx, keys: &[&Key]) -> Stored<Vec<Key>> {
    let mut standing = fetch_among!(
        tx,
        Key,
        "SELECT user_id, account_id FROM ram_users
         WHERE status = 'Provisioned' AND due_at IS NULL AND (user_id, account_id) IN (",
        keys,
        |key| [key.user_id.as_str(), key.account_id.as_str()],
        ")"
    )?;
    standing.sort();
    let mut locked = Vec::with_capacity(standing.len());
    for key in standing {
        let stands = execute!(
            tx,
            "UPDATE ram_users SET attempts = attempts
             WHERE user_id = $1 AND account_id = $2 AND status = 'Provisioned' AND due_at IS NULL",
            key.user_id.as_str(),
            key.account_id.as_str()
        )?;
        if stands == 1 {
            locked.push(key);
        }
    }
    Ok(locked)
}

/// Those of these that a provisioning reaches.
pub(super) async fn list_reached(tx: &mut Tx, keys: &[Key]) -> Stored<Vec<Key>> {
    fetch_among!(
        tx,
        Key,
        "SELECT v.column1 AS user_id, v.column2 AS account_id FROM (",
        keys,
        |key| [key.user_id.as_str(), key.account_id.as_str()],
        ") AS v
         WHERE EXISTS (SELECT 1 FROM ram_user_provisionings p
                       WHERE p.user_id = v.column1 AND p.account_id = v.column2)
            OR EXISTS (SELECT 1 FROM group_members m CROSS JOIN ram_user_provisionings p
                       WHERE m.user_id = v.column1 AND p.group_id = m.group_id AND p.account_id = v.column2)"
    )
}

/// Forgets those of these of which nothing was begun in the account and which nothing reaches; answers which.
pub(super) async fn delete_never_made(tx: &mut Tx, rows: &[&Concerned]) -> Stored<Vec<Key>> {
    fetch_among!(
        tx,
        Key,
        "DELETE FROM ram_users WHERE NOT begun
           AND NOT EXISTS (SELECT 1 FROM ram_user_provisionings p
                           WHERE p.user_id = ram_users.user_id AND p.account_id = ram_users.account_id)
           AND NOT EXISTS (SELECT 1 FROM group_members m CROSS JOIN ram_user_provisionings p
                           WHERE m.user_id = ram_users.user_id AND p.group_id = m.group_id
                             AND p.account_id = ram_users.account_id)
           AND (user_id, account_id) IN (",
        rows,
        |row| [row.user_id.as_str(), row.account_id.as_str()],
        ") RETURNING user_id, account_id"
    )
}

/// Everything about these RAM users is over.
pub(super) async fn settle(tx: &mut Tx, rows: &[Key], now: Timestamp) -> Stored<()> {
    let _nothing: Vec<(i64,)> = fetch_among!(
        tx,
        (i64,),
        "UPDATE ram_user_events
         SET status = 'Success', finished_at = v.column3, failure_code = '', failure_message = '',
             failure_request_id = ''
         FROM (",
        rows,
        |row| [row.user_id.as_str(), row.account_id.as_str(), now.as_millisecond()],
        ") AS v WHERE ram_user_events.user_id = v.column1 AND ram_user_events.account_id = v.column2
                  AND ram_user_events.status <> 'Success'"
    )?;
    Ok(())
}
