//! SQL of what a user may log on to: access assignments of the user and of the groups that the user is a member
//! of, with the account and access configuration they name. Each thing comes once, however often it was granted.
//!
//! *Why `CROSS JOIN`:* SQLite keeps its order, and so begins with the user's groups. By itself it would rather
//! read all that is granted on the account.

use jiff::Timestamp;
use shared::ids::{AccessConfigurationId, AccountId, UserId};
use shared::portal::{AccessConfigurationName, AccountName};

use super::LogOnTarget;
use crate::platform::db::{StoreError, Tx, kind_of};
use crate::{execute, fetch_all, fetch_optional};

/// What the user `$1` may use, as pairs of account and access configuration.
macro_rules! pairs {
    () => {
        "SELECT a.account_id, a.access_configuration_id FROM access_assignments a WHERE a.user_id = $1
         UNION
         SELECT a.account_id, a.access_configuration_id FROM group_members m CROSS JOIN access_assignments a
         WHERE m.user_id = $1 AND a.group_id = m.group_id"
    };
}

const LIST_ACCOUNTS: &str = concat!(
    "SELECT o.id, o.name, o.colour, o.label, w.access_configurations, c.id AS only_id, c.name AS only_name
     FROM (SELECT p.account_id, COUNT(*) AS access_configurations,
                  CASE WHEN COUNT(*) = 1 THEN MIN(p.access_configuration_id) END AS only_one
           FROM (",
    pairs!(),
    ") p GROUP BY p.account_id) w
     JOIN accounts o ON o.id = w.account_id
     LEFT JOIN access_configurations c ON c.id = w.only_one"
);

/// Of each account the first access configuration whose name is like `$2`.
const LIST_NAMED_LIKE: &str = concat!(
    "SELECT w.account_id, c.id AS access_configuration_id, c.name AS access_configuration_name
     FROM (SELECT p.account_id, MIN(n.name_key) AS name_key
           FROM (",
    pairs!(),
    ") p JOIN access_configurations n ON n.id = p.access_configuration_id
           WHERE n.name_key LIKE $2 GROUP BY p.account_id) w
     JOIN access_configurations c ON c.name_key = w.name_key"
);

const LIST_USES: &str =
    "SELECT u.account_id, o.name AS account_name, o.colour, o.label, u.access_configuration_id,
            c.name AS access_configuration_name, u.used_at
     FROM portal_uses u
     JOIN accounts o ON o.id = u.account_id
     JOIN access_configurations c ON c.id = u.access_configuration_id
     WHERE u.user_id = $1
       AND (EXISTS (SELECT 1 FROM access_assignments a
                    WHERE a.user_id = $1 AND a.account_id = u.account_id
                      AND a.access_configuration_id = u.access_configuration_id)
         OR EXISTS (SELECT 1 FROM group_members m CROSS JOIN access_assignments a
                    WHERE m.user_id = $1 AND a.group_id = m.group_id AND a.account_id = u.account_id
                      AND a.access_configuration_id = u.access_configuration_id))
     ORDER BY u.used_at DESC, u.account_id, u.access_configuration_id LIMIT 50";

const LIST_FAVOURITES: &str = "SELECT account_id FROM portal_favourites WHERE user_id = $1";

/// Fifty are kept: what was used before that is not what anybody means by "lately".
const DELETE_OLD_USES: &str = "DELETE FROM portal_uses WHERE user_id = $1 AND used_at <
        (SELECT used_at FROM portal_uses WHERE user_id = $1 ORDER BY used_at DESC LIMIT 1 OFFSET 49)";

const LIST_TARGETS: &str =
    "SELECT o.id AS account_id, o.name AS account_name, o.colour, o.label, c.id AS access_configuration_id,
            c.name AS access_configuration_name, c.description, c.session_duration, c.relay_state
     FROM access_configurations c JOIN accounts o ON o.id = $2
     WHERE c.id IN (
         SELECT a.access_configuration_id FROM access_assignments a
         WHERE a.user_id = $1 AND a.account_id = $2
         UNION
         SELECT a.access_configuration_id FROM group_members m CROSS JOIN access_assignments a
         WHERE m.user_id = $1 AND a.group_id = m.group_id AND a.account_id = $2)
     ORDER BY c.name_key";

/// *Why a value that is looked up, not a join:* it costs one place in an index for each of the user's groups. To join,
/// PostgreSQL would sooner read all that is granted of the role to any group.
const FIND_TARGET: &str =
    "SELECT o.id AS account_id, o.name AS account_name, o.colour, o.label, c.id AS access_configuration_id,
            c.name AS access_configuration_name, c.description, c.session_duration, c.relay_state,
            w.group_name AS through_group
     FROM (SELECT '' AS group_name, '' AS group_name_key FROM access_assignments a
           WHERE a.user_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3
           UNION ALL
           SELECT g.group_name, g.group_name_key FROM group_members m CROSS JOIN groups g
           WHERE m.user_id = $1 AND g.id = m.group_id
             AND (SELECT a.group_id FROM access_assignments a
                  WHERE a.account_id = $2 AND a.access_configuration_id = $3
                    AND a.group_id = m.group_id) IS NOT NULL) w
     JOIN accounts o ON o.id = $2
     JOIN access_configurations c ON c.id = $3
     ORDER BY w.group_name_key LIMIT 1";

/// An account of the list.
#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    #[sqlx(try_from = "String")]
    pub id: AccountId,
    pub name: String,
    colour: String,
    label: String,
    pub access_configurations: i64,
    only_id: Option<String>,
    only_name: Option<String>,
}

impl AccountRow {
    /// The account as the person tells it from others.
    pub(super) fn named(self) -> crate::platform::Result<AccountName> {
        Ok(AccountName { id: self.id, name: self.name, colour: kind_of(&self.colour)?, label: self.label })
    }

    /// The access configuration, when there is one only.
    pub(super) fn only(&self) -> Option<AccessConfigurationName> {
        let id = self.only_id.as_deref()?.parse().ok()?;
        Some(AccessConfigurationName { id, name: self.only_name.clone()? })
    }
}

pub(super) async fn list_accounts(tx: &mut Tx, user: &UserId) -> Result<Vec<AccountRow>, StoreError> {
    fetch_all!(tx, AccountRow, LIST_ACCOUNTS, user.as_str())
}

/// An account, and an access configuration that was found there by its name.
#[derive(sqlx::FromRow)]
pub(super) struct NamedRow {
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
}

/// `pattern` is one of `LIKE`, in lower case.
pub(super) async fn list_named_like(
    tx: &mut Tx,
    user: &UserId,
    pattern: &str,
) -> Result<Vec<NamedRow>, StoreError> {
    fetch_all!(tx, NamedRow, LIST_NAMED_LIKE, user.as_str(), pattern)
}

/// What the user used and still may use.
#[derive(sqlx::FromRow)]
pub(super) struct UseRow {
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    pub colour: String,
    pub label: String,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
    pub used_at: i64,
}

/// Newest first.
pub(super) async fn list_uses(tx: &mut Tx, user: &UserId) -> Result<Vec<UseRow>, StoreError> {
    fetch_all!(tx, UseRow, LIST_USES, user.as_str())
}

pub(super) async fn put_use(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
    access_configuration: &AccessConfigurationId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO portal_uses (user_id, account_id, access_configuration_id, used_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, account_id, access_configuration_id) DO UPDATE SET used_at = excluded.used_at",
        user.as_str(),
        account.as_str(),
        access_configuration.as_str(),
        now.as_millisecond()
    )
}

pub(super) async fn delete_old_uses(tx: &mut Tx, user: &UserId) -> Result<u64, StoreError> {
    execute!(tx, DELETE_OLD_USES, user.as_str())
}

/// A favourite of a user's.
#[derive(sqlx::FromRow)]
struct FavouriteRow {
    #[sqlx(try_from = "String")]
    account_id: AccountId,
}

pub(super) async fn list_favourites(tx: &mut Tx, user: &UserId) -> Result<Vec<AccountId>, StoreError> {
    let rows = fetch_all!(tx, FavouriteRow, LIST_FAVOURITES, user.as_str())?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}

pub(super) async fn insert_favourite(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO portal_favourites (user_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        user.as_str(),
        account.as_str()
    )
}

pub(super) async fn delete_favourite(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "DELETE FROM portal_favourites WHERE user_id = $1 AND account_id = $2",
        user.as_str(),
        account.as_str()
    )
}

/// Whether there is an access configuration of exactly this name.
pub(super) async fn is_access_configuration_name(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    let found: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT name FROM access_configurations WHERE name_key = $1",
        name.to_lowercase()
    )?;
    Ok(found.is_some_and(|(found,)| found == name))
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
        for sql in [LIST_ACCOUNTS, LIST_NAMED_LIKE, LIST_USES, LIST_TARGETS, FIND_TARGET] {
            let plan = sqlite_plan(sql).await;
            let of = |begin: &str| plan.iter().filter(|line| line.starts_with(begin)).collect::<Vec<_>>();
            // What was found already, by the names that the statements give it.
            let tables = of("SCAN").into_iter().filter(|line| !matches!(line.as_str(), "SCAN w" | "SCAN p"));
            assert_eq!(tables.count(), 0, "{plan:#?}");
            assert!(plan.iter().any(|line| line.contains("group_members_by_user (user_id=?)")), "{plan:#?}");
            let assignments = of("SEARCH a ");
            assert_eq!(assignments.len(), 2, "{plan:#?}");
            for line in assignments {
                let by_group = line.contains("(group_id=?") || line.contains("group_id=?)");
                assert!(line.contains("(user_id=?") || by_group, "{plan:#?}");
            }
        }
    }

    /// The places in the index that a click looks at lie side by side, however many groups the user is in.
    #[tokio::test]
    async fn what_brings_a_role_to_a_group_is_found_by_the_role_first() {
        let plan = sqlite_plan(FIND_TARGET).await;
        let wanted = "access_assignments_by_role (account_id=? AND access_configuration_id=? AND group_id=?)";
        assert!(plan.iter().any(|line| line.contains(wanted)), "{plan:#?}");
    }

    #[tokio::test]
    async fn what_a_user_marked_and_used_is_found_by_the_user() {
        let plan = sqlite_plan(LIST_USES).await;
        assert!(plan.iter().any(|line| line.contains("portal_uses_by_time (user_id=?)")), "{plan:#?}");
        let plan = sqlite_plan(DELETE_OLD_USES).await;
        assert!(plan.iter().all(|line| !line.contains("SCAN") || line == "SCAN CONSTANT ROW"), "{plan:#?}");
        let plan = sqlite_plan(LIST_FAVOURITES).await;
        assert!(plan.iter().all(|line| line.starts_with("SEARCH portal_favourites USING")), "{plan:#?}");
    }
}
