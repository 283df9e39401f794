//! SQL of what a user may log on to: access assignments of the user and of the groups that the user is a member
//! of, with the account and access configuration they name. Each thing comes once, however often it was granted.
//!
//! *Why `CROSS JOIN`:* SQLite keeps its order, and so begins with the user's groups. By itself it would rather
//! read all that is granted on the account.

use shared::ids::{AccessConfigurationId, AccountId, UserId};

use super::LogOnTarget;
use crate::platform::db::{StoreError, Tx};
use crate::{fetch_all, fetch_optional};

const LIST_ACCOUNTS: &str = "SELECT o.id, o.name FROM accounts o
     WHERE o.id IN (
         SELECT a.account_id FROM access_assignments a WHERE a.user_id = $1
         UNION
         SELECT a.account_id FROM group_members m
         JOIN access_assignments a ON a.group_id = m.group_id WHERE m.user_id = $1)";

const LIST_TARGETS: &str =
    "SELECT o.id AS account_id, o.name AS account_name, c.id AS access_configuration_id,
            c.name AS access_configuration_name, c.description, c.session_duration, c.relay_state
     FROM access_configurations c JOIN accounts o ON o.id = $2
     WHERE c.id IN (
         SELECT a.access_configuration_id FROM access_assignments a
         WHERE a.user_id = $1 AND a.account_id = $2
         UNION
         SELECT a.access_configuration_id FROM group_members m CROSS JOIN access_assignments a
         WHERE m.user_id = $1 AND a.group_id = m.group_id AND a.account_id = $2)
     ORDER BY c.name_key";

const FIND_TARGET: &str =
    "SELECT o.id AS account_id, o.name AS account_name, c.id AS access_configuration_id,
            c.name AS access_configuration_name, c.description, c.session_duration, c.relay_state,
            w.group_name AS through_group
     FROM (SELECT '' AS group_name, '' AS group_name_key FROM access_assignments a
           WHERE a.user_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3
           UNION ALL
           SELECT g.group_name, g.group_name_key FROM group_members m
           JOIN access_assignments a ON a.group_id = m.group_id
           JOIN groups g ON g.id = m.group_id
           WHERE m.user_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3) w
     JOIN accounts o ON o.id = $2
     JOIN access_configurations c ON c.id = $3
     ORDER BY w.group_name_key LIMIT 1";

/// An account of the list.
#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    #[sqlx(try_from = "String")]
    pub id: AccountId,
    pub name: String,
}

pub(super) async fn list_accounts(tx: &mut Tx, user: &UserId) -> Result<Vec<AccountRow>, StoreError> {
    fetch_all!(tx, AccountRow, LIST_ACCOUNTS, user.as_str())
}

pub(super) async fn list_targets(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
) -> Result<Vec<LogOnTarget>, StoreError> {
    fetch_all!(tx, LogOnTarget, LIST_TARGETS, user.as_str(), account.as_str())
}

/// Something that may be logged on to, and the group that brings it.
#[derive(sqlx::FromRow)]
pub(super) struct TargetRow {
    #[sqlx(flatten)]
    pub target: LogOnTarget,
    /// The first by name where several groups bring it; empty when it was granted to the user.
    pub through_group: String,
}

pub(super) async fn find_target(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
    access_configuration: &AccessConfigurationId,
) -> Result<Option<TargetRow>, StoreError> {
    fetch_optional!(
        tx,
        TargetRow,
        FIND_TARGET,
        user.as_str(),
        account.as_str(),
        access_configuration.as_str()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    /// Whatever is granted, and however many people there are, only what concerns the user is read.
    #[tokio::test]
    async fn what_a_user_may_log_on_to_is_found_by_the_user_and_the_users_groups() {
        for sql in [LIST_ACCOUNTS, LIST_TARGETS, FIND_TARGET] {
            let plan = sqlite_plan(sql).await;
            let of = |begin: &str| plan.iter().filter(|line| line.starts_with(begin)).collect::<Vec<_>>();
            assert_eq!(of("SCAN").into_iter().filter(|line| *line != "SCAN w").count(), 0, "{plan:#?}");
            assert!(plan.iter().any(|line| line.contains("group_members_by_user (user_id=?)")), "{plan:#?}");
            let assignments = of("SEARCH a ");
            assert_eq!(assignments.len(), 2, "{plan:#?}");
            for line in assignments {
                assert!(line.contains("(user_id=?") || line.contains("(group_id=?"), "{plan:#?}");
            }
        }
    }
}
