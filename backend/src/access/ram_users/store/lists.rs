//! SQL of the lists of RAM user provisionings and of RAM users.

use shared::ids::{AccountId, RamUserProvisioningId, UserId};

use super::Stored;
use crate::access::ram_users::list::Of;
use crate::platform::db::Tx;
use crate::{fetch_all, fetch_among, fetch_one, fetch_optional};

/// A RAM user provisioning with its names and counts.
#[derive(sqlx::FromRow)]
pub(in super::super) struct ProvisioningRow {
    #[sqlx(try_from = "String")]
    pub id: RamUserProvisioningId,
    pub principal_id: String,
    pub principal_name: String,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    pub conflict_policy: String,
    pub deletion_policy: String,
    pub description: String,
    pub created_at: i64,
    pub ram_users: i64,
    pub failed_events: i64,
}

/// A place in the list of provisionings; rows after it are greater.
#[derive(Default)]
pub(in super::super) struct ProvisioningPlace {
    account_name: String,
    account_id: String,
    created_at: i64,
    id: String,
}

impl ProvisioningPlace {
    /// What [`ProvisioningRow::place`] wrote. An account's name may hold the separator.
    pub(in super::super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '/');
        let created_at = parts.next()?.parse().ok()?;
        let id: RamUserProvisioningId = parts.next()?.parse().ok()?;
        let account_id: AccountId = parts.next()?.parse().ok()?;
        let account_name = parts.next()?.to_owned();
        Some(Self { account_name, account_id: account_id.into(), created_at, id: id.into() })
    }
}

impl ProvisioningRow {
    /// The row's place in the list, as text.
    pub(in super::super) fn place(&self) -> String {
        format!("{}/{}/{}/{}", self.created_at, self.id, self.account_id, self.account_name)
    }
}

/// The columns of [`ProvisioningRow`] and where they come from.
macro_rules! provisionings {
    () => {
        "SELECT p.id, COALESCE(p.user_id, p.group_id) AS principal_id,
                COALESCE(u.user_name, g.group_name) AS principal_name, p.account_id, o.name AS account_name,
                p.conflict_policy, p.deletion_policy, p.description, p.created_at,
                CASE WHEN p.user_id IS NOT NULL
                THEN (SELECT COUNT(*) FROM ram_users r
                      WHERE r.user_id = p.user_id AND r.account_id = p.account_id AND r.status = 'Provisioned')
                ELSE (SELECT COUNT(*) FROM group_members m CROSS JOIN ram_users r
                      WHERE m.group_id = p.group_id AND r.user_id = m.user_id AND r.account_id = p.account_id
                        AND r.status = 'Provisioned')
                END AS ram_users,
                (SELECT COUNT(*) FROM ram_user_events e
                 WHERE e.principal_id = COALESCE(p.user_id, p.group_id) AND e.account_id = p.account_id
                   AND e.status = 'Failed') AS failed_events
         FROM ram_user_provisionings p JOIN accounts o ON o.id = p.account_id
         LEFT JOIN users u ON u.id = p.user_id LEFT JOIN groups g ON g.id = p.group_id WHERE "
    };
}

/// A text for each thing that a list can be narrowed to, which is `$1`.
macro_rules! narrowed {
    ($of:expr, ($($head:tt)*), $rest:literal) => {
        match $of {
            Of::All => concat!($($head)*, "$1 = '' ", $rest),
            Of::User(_) => concat!($($head)*, "p.user_id = $1 ", $rest),
            Of::Group(_) => concat!($($head)*, "p.group_id = $1 ", $rest),
            Of::Account(_) => concat!($($head)*, "p.account_id = $1 ", $rest),
        }
    };
}

fn provisionings_text(of: &Of<'_>) -> &'static str {
    narrowed!(
        of,
        (provisionings!()),
        "AND (o.name, p.account_id, p.created_at, p.id) > ($2, $3, $4, $5)
         ORDER BY o.name, p.account_id, p.created_at, p.id LIMIT $6"
    )
}

pub(in super::super) async fn list_provisionings(
    tx: &mut Tx,
    of: &Of<'_>,
    after: &ProvisioningPlace,
    limit: i64,
) -> Stored<Vec<ProvisioningRow>> {
    fetch_all!(
        tx,
        ProvisioningRow,
        provisionings_text(of),
        of.id(),
        after.account_name.as_str(),
        after.account_id.as_str(),
        after.created_at,
        after.id.as_str(),
        limit
    )
}

pub(in super::super) async fn count_provisionings(tx: &mut Tx, of: &Of<'_>) -> Stored<u64> {
    let text = narrowed!(of, ("SELECT COUNT(*) FROM ram_user_provisionings p WHERE "), "");
    let (count,): (i64,) = fetch_one!(tx, (i64,), text, of.id())?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub(in super::super) async fn find_provisioning(
    tx: &mut Tx,
    id: &RamUserProvisioningId,
) -> Stored<Option<ProvisioningRow>> {
    fetch_optional!(tx, ProvisioningRow, concat!(provisionings!(), "p.id = $1"), id.as_str())
}

/// A RAM user of the list.
#[derive(sqlx::FromRow)]
pub(in super::super) struct RamUserRow {
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    pub user_name: String,
    pub user_name_key: String,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    pub principal_name: String,
    pub status: String,
}

/// A place in the list of RAM users; rows after it are greater.
#[derive(Default)]
pub(in super::super) struct RamUserPlace {
    account_name: String,
    account_id: String,
    user_name_key: String,
    user_id: String,
}

impl RamUserPlace {
    /// What [`RamUserRow::place`] wrote.
    pub(in super::super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '/');
        let user_id: UserId = parts.next()?.parse().ok()?;
        let user_name_key = parts.next()?.to_owned();
        let account_id: AccountId = parts.next()?.parse().ok()?;
        let account_name = parts.next()?.to_owned();
        Some(Self { account_name, account_id: account_id.into(), user_name_key, user_id: user_id.into() })
    }
}

impl RamUserRow {
    /// The row's place in the list, as text.
    pub(in super::super) fn place(&self) -> String {
        format!("{}/{}/{}/{}", self.user_id, self.user_name_key, self.account_id, self.account_name)
    }
}

macro_rules! ram_users {
    (columns) => {
        "SELECT r.user_id, r.user_name, r.user_name_key, r.account_id, o.name AS account_name, r.principal_name,
                r.status "
    };
    (user) => {
        "FROM ram_users r JOIN accounts o ON o.id = r.account_id WHERE r.user_id = $1 "
    };
    (group) => {
        "FROM group_members m CROSS JOIN ram_users r JOIN accounts o ON o.id = r.account_id
         WHERE m.group_id = $1 AND r.user_id = m.user_id "
    };
    (account) => {
        "FROM ram_users r JOIN accounts o ON o.id = r.account_id WHERE r.account_id = $1 "
    };
    (all) => {
        "FROM ram_users r JOIN accounts o ON o.id = r.account_id WHERE $1 = '' "
    };
    (list $of:ident) => {
        concat!(
            ram_users!(columns),
            ram_users!($of),
            r#"AND (o.name, r.account_id, r.user_name_key COLLATE "binary", r.user_id) > ($2, $3, $4, $5)
               ORDER BY o.name, r.account_id, r.user_name_key COLLATE "binary", r.user_id LIMIT $6"#
        )
    };
    // Of one account the name is one, so that the index has the order.
    (list_of_account) => {
        concat!(
            ram_users!(columns),
            ram_users!(account),
            r#"AND ($2 = $2 AND $3 = $3) AND (r.user_name_key COLLATE "binary", r.user_id) > ($4, $5)
               ORDER BY r.user_name_key COLLATE "binary", r.user_id LIMIT $6"#
        )
    };
}

fn ram_users_text(of: &Of<'_>) -> &'static str {
    match of {
        Of::All => ram_users!(list all),
        Of::User(_) => ram_users!(list user),
        Of::Group(_) => ram_users!(list group),
        Of::Account(_) => ram_users!(list_of_account),
    }
}

pub(in super::super) async fn list_ram_users(
    tx: &mut Tx,
    of: &Of<'_>,
    after: &RamUserPlace,
    limit: i64,
) -> Stored<Vec<RamUserRow>> {
    fetch_all!(
        tx,
        RamUserRow,
        ram_users_text(of),
        of.id(),
        after.account_name.as_str(),
        after.account_id.as_str(),
        after.user_name_key.as_str(),
        after.user_id.as_str(),
        limit
    )
}

pub(in super::super) async fn count_ram_users(tx: &mut Tx, of: &Of<'_>) -> Stored<u64> {
    let text = match of {
        Of::All => concat!("SELECT COUNT(*) ", ram_users!(all)),
        Of::User(_) => concat!("SELECT COUNT(*) ", ram_users!(user)),
        Of::Group(_) => concat!("SELECT COUNT(*) ", ram_users!(group)),
        Of::Account(_) => concat!("SELECT COUNT(*) ", ram_users!(account)),
    };
    let (count,): (i64,) = fetch_one!(tx, (i64,), text, of.id())?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// One way by which a user has a RAM user.
#[derive(sqlx::FromRow)]
pub(in super::super) struct WayRow {
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub principal_id: String,
    pub principal_name: String,
}

/// The ways of these, the user's own first, then groups by name.
pub(in super::super) async fn list_ways(tx: &mut Tx, rows: &[RamUserRow]) -> Stored<Vec<WayRow>> {
    let mut ways = fetch_among!(
        tx,
        WayRow,
        "SELECT p.user_id, p.account_id, p.user_id AS principal_id, u.user_name AS principal_name
         FROM ram_user_provisionings p JOIN users u ON u.id = p.user_id
         WHERE (p.user_id, p.account_id) IN (",
        rows,
        |row| [row.user_id.as_str(), row.account_id.as_str()],
        ")"
    )?;
    let through_groups = fetch_among!(
        tx,
        WayRow,
        "SELECT v.column1 AS user_id, v.column2 AS account_id, g.id AS principal_id,
                g.group_name AS principal_name
         FROM (",
        rows,
        |row| [row.user_id.as_str(), row.account_id.as_str()],
        ") AS v JOIN group_members m ON m.user_id = v.column1
         JOIN ram_user_provisionings p ON p.group_id = m.group_id AND p.account_id = v.column2
         JOIN groups g ON g.id = m.group_id ORDER BY g.group_name_key, g.id"
    )?;
    ways.extend(through_groups);
    Ok(ways)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    #[tokio::test]
    async fn lists_are_found_by_what_they_are_narrowed_to() {
        let (user, group, account) =
            ("u-1".parse().unwrap(), "g-1".parse().unwrap(), "10000001".parse().unwrap());
        for (of, provisionings, ram_users) in [
            (Of::User(&user), "(user_id=?", "(user_id=?"),
            (Of::Group(&group), "(group_id=?", "(group_id=?"),
            (Of::Account(&account), "(account_id=?", "ram_users_by_account (account_id=?"),
        ] {
            for (sql, index) in [(provisionings_text(&of), provisionings), (ram_users_text(&of), ram_users)] {
                let plan = sqlite_plan(sql).await;
                assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:#?}");
                assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{index}: {plan:#?}");
            }
        }
    }

    #[tokio::test]
    async fn an_account_of_ten_thousand_ram_users_is_read_in_order() {
        let account = "10000001".parse().unwrap();
        let plan = sqlite_plan(ram_users_text(&Of::Account(&account))).await;
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
