//! SQL of the tables `access_configuration_provisionings` and `provisioned_system_policies`; that of
//! `role_work` is in [`work`].

pub(super) mod work;

use jiff::Timestamp;
use shared::ids::{AccessConfigurationId, AccountId};
use shared::provisioning::RoleInAccount;

use super::policies::Policies;
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_among, fetch_one, insert_rows};

pub(super) type Stored<T> = Result<T, StoreError>;

/// A role and a word.
pub(super) type RoleAndWord = (String, String, String);

/// How these roles stand, as far as something stands.
pub(super) async fn list_statuses(tx: &mut Tx, roles: &[RoleInAccount]) -> Stored<Vec<RoleAndWord>> {
    fetch_among!(
        tx,
        RoleAndWord,
        "SELECT account_id, access_configuration_id, status FROM access_configuration_provisionings
         WHERE (account_id, access_configuration_id) IN (",
        roles,
        |role| [role.account_id.as_str(), role.access_configuration_id.as_str()],
        ")"
    )
}

/// Those of these roles that access assignments use.
pub(super) async fn list_used(tx: &mut Tx, roles: &[RoleInAccount]) -> Stored<Vec<(String, String)>> {
    fetch_among!(
        tx,
        (String, String),
        "SELECT v.column1, v.column2 FROM (",
        roles,
        |role| [role.account_id.as_str(), role.access_configuration_id.as_str()],
        ") AS v WHERE EXISTS (SELECT 1 FROM access_assignments a
                              WHERE a.account_id = v.column1 AND a.access_configuration_id = v.column2)"
    )
}

/// Writes how the role stands and which policies it has.
pub(super) async fn put(
    tx: &mut Tx,
    role: &RoleInAccount,
    status: &str,
    policies: &Policies,
    now: Timestamp,
) -> Stored<()> {
    execute!(
        tx,
        "INSERT INTO access_configuration_provisionings
             (account_id, access_configuration_id, status, inline_policy, provisioned_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account_id, access_configuration_id) DO UPDATE SET
             status = excluded.status, inline_policy = excluded.inline_policy,
             provisioned_at = excluded.provisioned_at",
        role.account_id.as_str(),
        role.access_configuration_id.as_str(),
        status,
        policies.inline.as_str(),
        now.as_millisecond()
    )?;
    execute!(
        tx,
        "DELETE FROM provisioned_system_policies WHERE access_configuration_id = $1 AND account_id = $2",
        role.access_configuration_id.as_str(),
        role.account_id.as_str()
    )?;
    let names: Vec<&String> = policies.system.iter().collect();
    let _nothing: Vec<(i64,)> = insert_rows!(
        tx,
        (i64,),
        "INSERT INTO provisioned_system_policies (account_id, access_configuration_id, name) ",
        names,
        |name| [role.account_id.as_str(), role.access_configuration_id.as_str(), name.as_str()],
        ""
    )?;
    Ok(())
}

pub(super) async fn update_status(tx: &mut Tx, role: &RoleInAccount, status: &str) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE access_configuration_provisionings SET status = $3
         WHERE account_id = $1 AND access_configuration_id = $2",
        role.account_id.as_str(),
        role.access_configuration_id.as_str(),
        status
    )
}

pub(super) async fn update_statuses(tx: &mut Tx, roles: &[RoleInAccount], status: &str) -> Stored<()> {
    let _nothing: Vec<(i64,)> = fetch_among!(
        tx,
        (i64,),
        "UPDATE access_configuration_provisionings SET status = v.column3 FROM (",
        roles,
        |role| [role.account_id.as_str(), role.access_configuration_id.as_str(), status],
        ") AS v WHERE access_configuration_provisionings.account_id = v.column1
                  AND access_configuration_provisionings.access_configuration_id = v.column2"
    )?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, role: &RoleInAccount) -> Stored<u64> {
    execute!(
        tx,
        "DELETE FROM access_configuration_provisionings WHERE account_id = $1 AND access_configuration_id = $2",
        role.account_id.as_str(),
        role.access_configuration_id.as_str()
    )
}

pub(super) async fn delete_on_account(tx: &mut Tx, account: &AccountId) -> Stored<u64> {
    execute!(tx, "DELETE FROM access_configuration_provisionings WHERE account_id = $1", account.as_str())
}

/// How a role stands and the inline policy that it has.
#[derive(sqlx::FromRow)]
pub(super) struct Snapshot {
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub status: String,
    pub inline_policy: String,
}

/// What stands with the access configuration, on one account or (with an empty text) on all.
pub(super) async fn list_snapshots(
    tx: &mut Tx,
    access_configuration: &AccessConfigurationId,
    account: &str,
) -> Stored<Vec<Snapshot>> {
    fetch_all!(
        tx,
        Snapshot,
        "SELECT account_id, status, inline_policy FROM access_configuration_provisionings
         WHERE access_configuration_id = $1 AND ($2 = '' OR account_id = $2)",
        access_configuration.as_str(),
        account
    )
}

/// The system policies that stand with the access configuration, on one account or on all.
pub(super) async fn list_system_policies(
    tx: &mut Tx,
    access_configuration: &AccessConfigurationId,
    account: &str,
) -> Stored<Vec<(String, String)>> {
    fetch_all!(
        tx,
        (String, String),
        "SELECT account_id, name FROM provisioned_system_policies
         WHERE access_configuration_id = $1 AND ($2 = '' OR account_id = $2)",
        access_configuration.as_str(),
        account
    )
}

pub(super) async fn count_on_account(tx: &mut Tx, account: &AccountId) -> Stored<i64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM access_configuration_provisionings WHERE account_id = $1",
        account.as_str()
    )?;
    Ok(count)
}

pub(super) async fn count_with_access_configuration(
    tx: &mut Tx,
    access_configuration: &AccessConfigurationId,
) -> Stored<i64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM access_configuration_provisionings WHERE access_configuration_id = $1",
        access_configuration.as_str()
    )?;
    Ok(count)
}

/// A row of the list.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
    pub access_configuration_key: String,
    pub status: String,
    pub provisioned_at: i64,
    pub assignments: i64,
}

/// A place in the list; rows after it are greater.
#[derive(Default)]
pub(super) struct Place {
    account_name: String,
    account_id: String,
    access_configuration_key: String,
}

impl Place {
    /// What [`Row::place`] wrote. An account's name may hold the separator.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        let account_id: AccountId = parts.next()?.parse().ok()?;
        let access_configuration_key = parts.next().filter(|key| !key.is_empty())?.to_owned();
        let account_name = parts.next()?.to_owned();
        Some(Self { account_name, account_id: account_id.into(), access_configuration_key })
    }
}

impl Row {
    /// The row's place in the list, as text.
    pub(super) fn place(&self) -> String {
        format!("{}/{}/{}", self.account_id, self.access_configuration_key, self.account_name)
    }
}

/// Which provisionings; an empty text filters nothing.
pub(super) struct Filter<'a> {
    pub account: &'a str,
    pub access_configuration: &'a str,
    pub status: &'a str,
}

/// The conditions of a filter, `$1` to `$3`, led by the one that has an index.
macro_rules! narrowed {
    ($filter:expr, $head:literal, $rest:literal) => {
        if !$filter.account.is_empty() {
            narrowed!(@text $head, "p.account_id = $1 AND ", $rest)
        } else if !$filter.access_configuration.is_empty() {
            narrowed!(@text $head, "p.access_configuration_id = $2 AND ", $rest)
        } else if !$filter.status.is_empty() {
            narrowed!(@text $head, "p.status = $3 AND ", $rest)
        } else {
            narrowed!(@text $head, "", $rest)
        }
    };
    (@text $head:literal, $lead:literal, $rest:literal) => {
        concat!(
            $head,
            " WHERE ",
            $lead,
            "($1 = '' OR p.account_id = $1) AND ($2 = '' OR p.access_configuration_id = $2)
             AND ($3 = '' OR p.status = $3) ",
            $rest
        )
    };
}

/// The provisionings after this place, by account name, account and access configuration name.
pub(super) async fn list(tx: &mut Tx, filter: &Filter<'_>, after: &Place, limit: i64) -> Stored<Vec<Row>> {
    let text = narrowed!(
        filter,
        "SELECT p.account_id, o.name AS account_name, p.access_configuration_id,
                c.name AS access_configuration_name, c.name_key AS access_configuration_key, p.status,
                p.provisioned_at,
                (SELECT COUNT(*) FROM access_assignments a
                 WHERE a.account_id = p.account_id
                   AND a.access_configuration_id = p.access_configuration_id) AS assignments
         FROM access_configuration_provisionings p
         JOIN accounts o ON o.id = p.account_id
         JOIN access_configurations c ON c.id = p.access_configuration_id",
        "AND (o.name, p.account_id, c.name_key) > ($4, $5, $6)
         ORDER BY o.name, p.account_id, c.name_key LIMIT $7"
    );
    fetch_all!(
        tx,
        Row,
        text,
        filter.account,
        filter.access_configuration,
        filter.status,
        after.account_name.as_str(),
        after.account_id.as_str(),
        after.access_configuration_key.as_str(),
        limit
    )
}

/// How many provisionings there are in all.
pub(super) async fn count(tx: &mut Tx, filter: &Filter<'_>) -> Stored<u64> {
    let text = narrowed!(filter, "SELECT COUNT(*) FROM access_configuration_provisionings p", "");
    let (count,): (i64,) =
        fetch_one!(tx, (i64,), text, filter.account, filter.access_configuration, filter.status)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Accounts where the access configuration is out of date, by name, with how many access assignments use it.
pub(super) async fn list_out_of_date(
    tx: &mut Tx,
    access_configuration: &AccessConfigurationId,
) -> Stored<Vec<OutOfDate>> {
    fetch_all!(
        tx,
        OutOfDate,
        "SELECT p.account_id, o.name AS account_name,
                (SELECT COUNT(*) FROM access_assignments a
                 WHERE a.account_id = p.account_id
                   AND a.access_configuration_id = p.access_configuration_id) AS assignments
         FROM access_configuration_provisionings p JOIN accounts o ON o.id = p.account_id
         WHERE p.access_configuration_id = $1 AND p.status = 'ReprovisionRequired'
         ORDER BY o.name, p.account_id",
        access_configuration.as_str()
    )
}

/// An account where the access configuration is out of date.
#[derive(sqlx::FromRow)]
pub(super) struct OutOfDate {
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    pub assignments: i64,
}
