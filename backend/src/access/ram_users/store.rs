//! SQL of the tables `ram_user_provisionings` and `ram_users`, and of the settings; that of the lists is in [`lists`],
//! that of events in [`events`], that of work in [`work`].

pub(super) mod events;
pub(super) mod lists;
pub(super) mod work;

use jiff::Timestamp;
use shared::ids::{AccountId, GroupId, RamUserProvisioningId, UserId};

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_among, fetch_one, fetch_optional, insert_rows};

type Stored<T> = Result<T, StoreError>;

/// Whether some provisioning reaches the user of the row `r` of `ram_users`.
macro_rules! reached {
    () => {
        "(EXISTS (SELECT 1 FROM ram_user_provisionings p
                  WHERE p.user_id = r.user_id AND p.account_id = r.account_id)
          OR EXISTS (SELECT 1 FROM group_members m CROSS JOIN ram_user_provisionings p
                     WHERE m.user_id = r.user_id AND p.group_id = m.group_id AND p.account_id = r.account_id))"
    };
}

/// The RAM user as which a user can log on to an account.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// Its principal name.
    pub principal_name: String,
    /// The account's name.
    pub account_name: String,
}

pub(super) async fn find_standing(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
) -> Stored<Option<Standing>> {
    fetch_optional!(
        tx,
        Standing,
        concat!(
            "SELECT r.principal_name, o.name AS account_name FROM ram_users r JOIN accounts o ON o.id = r.account_id
             WHERE r.user_id = $1 AND r.account_id = $2 AND r.status = 'Provisioned' AND ",
            reached!()
        ),
        user.as_str(),
        account.as_str()
    )
}

/// An account to which a user can log on as a RAM user.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StandingRow {
    /// The account.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// Its name.
    pub account_name: String,
    /// The word of its colour.
    pub colour: String,
    /// What is written on its mark.
    pub label: String,
    /// The RAM user's principal name.
    pub principal_name: String,
}

const LIST_STANDING: &str = concat!(
    "SELECT o.id AS account_id, o.name AS account_name, o.colour, o.label, r.principal_name
     FROM ram_users r JOIN accounts o ON o.id = r.account_id
     WHERE r.user_id = $1 AND r.status = 'Provisioned' AND ",
    reached!()
);

pub(super) async fn list_standing(tx: &mut Tx, user: &UserId) -> Stored<Vec<StandingRow>> {
    fetch_all!(tx, StandingRow, LIST_STANDING, user.as_str())
}

/// A provisioning that is to be made.
pub(super) struct NewProvisioning<'a> {
    pub id: RamUserProvisioningId,
    pub user: Option<&'a UserId>,
    pub group: Option<&'a GroupId>,
    pub account: &'a AccountId,
}

/// What the provisionings that are made together have in common.
pub(super) struct Common<'a> {
    pub conflict_policy: &'a str,
    pub deletion_policy: &'a str,
    pub description: &'a str,
}

/// Inserts those that are missing; answers which. Fails with a conflict when what is named has gone.
pub(super) async fn insert_missing(
    tx: &mut Tx,
    rows: &[NewProvisioning<'_>],
    common: &Common<'_>,
    now: Timestamp,
) -> Stored<Vec<(String,)>> {
    insert_rows!(
        tx,
        (String,),
        "INSERT INTO ram_user_provisionings (id, user_id, group_id, account_id, conflict_policy, deletion_policy,
                                             description, created_at) ",
        rows,
        |row| [
            row.id.as_str(),
            row.user.map(UserId::as_str),
            row.group.map(GroupId::as_str),
            row.account.as_str(),
            common.conflict_policy,
            common.deletion_policy,
            common.description,
            now.as_millisecond(),
        ],
        " ON CONFLICT DO NOTHING RETURNING id"
    )
}

pub(super) async fn update(tx: &mut Tx, id: &RamUserProvisioningId, common: &Common<'_>) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE ram_user_provisionings SET conflict_policy = $2, deletion_policy = $3, description = $4
         WHERE id = $1",
        id.as_str(),
        common.conflict_policy,
        common.deletion_policy,
        common.description
    )
}

pub(super) async fn delete(tx: &mut Tx, id: &RamUserProvisioningId) -> Stored<u64> {
    execute!(tx, "DELETE FROM ram_user_provisionings WHERE id = $1", id.as_str())
}

pub(super) async fn delete_provisionings_on_account(tx: &mut Tx, account: &AccountId) -> Stored<u64> {
    execute!(tx, "DELETE FROM ram_user_provisionings WHERE account_id = $1", account.as_str())
}

pub(super) async fn delete_on_account(tx: &mut Tx, account: &AccountId) -> Stored<u64> {
    execute!(tx, "DELETE FROM ram_users WHERE account_id = $1", account.as_str())
}

pub(super) async fn count_on_account(tx: &mut Tx, account: &AccountId) -> Stored<i64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM ram_user_provisionings WHERE account_id = $1)
              + (SELECT COUNT(*) FROM ram_users WHERE account_id = $1)",
        account.as_str()
    )?;
    Ok(count)
}

/// Those of these users who are there, with their names.
pub(super) async fn list_user_names(tx: &mut Tx, ids: &[&UserId]) -> Stored<Vec<(String, String)>> {
    fetch_among!(
        tx,
        (String, String),
        "SELECT id, user_name FROM users WHERE id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// Those of these groups that are there, with their names; held until the transaction ends, so that whoever comes or
/// goes meanwhile is seen by one of the two.
pub(super) async fn lock_groups(tx: &mut Tx, ids: &[&GroupId]) -> Stored<Vec<(String, String)>> {
    fetch_among!(
        tx,
        (String, String),
        "UPDATE groups SET version = version WHERE id IN (",
        ids,
        |id| [id.as_str()],
        ") RETURNING id, group_name"
    )
}

/// How many members these groups have, together.
pub(super) async fn count_members(tx: &mut Tx, ids: &[&GroupId]) -> Stored<i64> {
    let counts = fetch_among!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM group_members WHERE group_id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )?;
    Ok(counts.into_iter().map(|(count,)| count).sum())
}

/// Those of these accounts that are there: id, name and type.
pub(super) async fn list_accounts(tx: &mut Tx, ids: &[&AccountId]) -> Stored<Vec<(String, String, String)>> {
    fetch_among!(
        tx,
        (String, String, String),
        "SELECT id, name, account_type FROM accounts WHERE id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// Session in hours and landing page.
pub(super) async fn find_settings(tx: &mut Tx) -> Stored<(i64, String)> {
    fetch_one!(tx, (i64, String), "SELECT ram_user_session_hours, ram_user_landing_page FROM directory")
}

pub(super) async fn update_settings(tx: &mut Tx, hours: i64, landing_page: &str) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE directory SET ram_user_session_hours = $1, ram_user_landing_page = $2",
        hours,
        landing_page
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    #[tokio::test]
    async fn what_a_person_can_log_on_to_is_found_by_the_person() {
        let plan = sqlite_plan(LIST_STANDING).await;
        assert!(
            plan.iter().any(|line| line.contains("SEARCH r ") && line.contains("(user_id=?")),
            "{plan:#?}"
        );
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }
}
