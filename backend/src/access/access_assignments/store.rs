//! SQL of the table `access_assignments`.
//!
//! The list is read by place: user name, account and access configuration of the last row seen. One text for
//! each way to narrow it first, so that each can use its index; what else narrows it is compared after.

use jiff::Timestamp;
use shared::access_assignments::AccessAssignment;
use shared::ids::{AccessConfigurationId, AccountId, UserId};
use shared::time::UnixMillis;

use super::{Filter, Triplet};
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_one, fetch_optional, insert_rows};

/// An access assignment with its names.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    pub user_name: String,
    pub user_name_key: String,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
    pub created_at: i64,
}

impl From<Row> for AccessAssignment {
    fn from(row: Row) -> Self {
        Self {
            user_id: row.user_id,
            user_name: row.user_name,
            account_id: row.account_id,
            account_name: row.account_name,
            access_configuration_id: row.access_configuration_id,
            access_configuration_name: row.access_configuration_name,
            created_at: UnixMillis(row.created_at),
        }
    }
}

/// A place in the list; rows after it are greater.
#[derive(Default)]
pub(super) struct Place {
    user_name_key: String,
    account_id: String,
    access_configuration_id: String,
}

impl Place {
    /// What [`Row::place`] wrote.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let user_name_key = parts.next()?.to_owned();
        let account_id: AccountId = parts.next()?.parse().ok()?;
        let access_configuration_id: AccessConfigurationId = parts.next()?.parse().ok()?;
        let whole = parts.next().is_none() && shared::names::user_name(&user_name_key).is_ok();
        whole.then(|| Self {
            user_name_key,
            account_id: account_id.into(),
            access_configuration_id: access_configuration_id.into(),
        })
    }
}

impl Row {
    /// The row's place in the list, as text.
    pub(super) fn place(&self) -> String {
        format!("{}/{}/{}", self.user_name_key, self.account_id, self.access_configuration_id)
    }
}

/// The three conditions of a filter, `$1` to `$3`; an empty value does not narrow.
macro_rules! narrowed {
    (by nothing) => {
        "$1 = '' AND $2 = '' AND $3 = ''"
    };
    (by user) => {
        "a.user_id = $1 AND ($2 = '' OR a.account_id = $2) AND ($3 = '' OR a.access_configuration_id = $3)"
    };
    (by account) => {
        "$1 = '' AND a.account_id = $2 AND ($3 = '' OR a.access_configuration_id = $3)"
    };
    (by access_configuration) => {
        "$1 = '' AND $2 = '' AND a.access_configuration_id = $3"
    };
}

macro_rules! list_text {
    ($by:ident) => {
        concat!(
            "SELECT a.user_id, u.user_name, u.user_name_key, a.account_id, o.name AS account_name,
                    a.access_configuration_id, c.name AS access_configuration_name, a.created_at
             FROM access_assignments a
             JOIN users u ON u.id = a.user_id
             JOIN accounts o ON o.id = a.account_id
             JOIN access_configurations c ON c.id = a.access_configuration_id
             WHERE ",
            narrowed!(by $by),
            " AND (u.user_name_key, a.account_id, a.access_configuration_id) > ($4, $5, $6)
             ORDER BY u.user_name_key, a.account_id, a.access_configuration_id LIMIT $7"
        )
    };
}

macro_rules! count_text {
    ($by:ident) => {
        concat!("SELECT COUNT(*) FROM access_assignments a WHERE ", narrowed!(by $by))
    };
}

fn text<'a, Id>(id: Option<&'a Id>, as_str: fn(&'a Id) -> &'a str) -> &'a str {
    id.map_or("", as_str)
}

pub(super) async fn list(
    tx: &mut Tx,
    filter: &Filter,
    after: &Place,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let user = text(filter.user_id.as_ref(), UserId::as_str);
    let account = text(filter.account_id.as_ref(), AccountId::as_str);
    let configuration = text(filter.access_configuration_id.as_ref(), AccessConfigurationId::as_str);
    let sql = match (user, account, configuration) {
        ("", "", "") => list_text!(nothing),
        ("", "", _) => list_text!(access_configuration),
        ("", ..) => list_text!(account),
        _ => list_text!(user),
    };
    fetch_all!(
        tx,
        Row,
        sql,
        user,
        account,
        configuration,
        after.user_name_key.as_str(),
        after.account_id.as_str(),
        after.access_configuration_id.as_str(),
        limit
    )
}

pub(super) async fn count(tx: &mut Tx, filter: &Filter) -> Result<u64, StoreError> {
    let user = text(filter.user_id.as_ref(), UserId::as_str);
    let account = text(filter.account_id.as_ref(), AccountId::as_str);
    let configuration = text(filter.access_configuration_id.as_ref(), AccessConfigurationId::as_str);
    let sql = match (user, account, configuration) {
        ("", "", "") => count_text!(nothing),
        ("", "", _) => count_text!(access_configuration),
        ("", ..) => count_text!(account),
        _ => count_text!(user),
    };
    let (count,): (i64,) = fetch_one!(tx, (i64,), sql, user, account, configuration)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub(super) async fn find(tx: &mut Tx, triplet: &Triplet<'_>) -> Result<Option<Row>, StoreError> {
    fetch_optional!(
        tx,
        Row,
        "SELECT a.user_id, u.user_name, u.user_name_key, a.account_id, o.name AS account_name,
                a.access_configuration_id, c.name AS access_configuration_name, a.created_at
         FROM access_assignments a
         JOIN users u ON u.id = a.user_id
         JOIN accounts o ON o.id = a.account_id
         JOIN access_configurations c ON c.id = a.access_configuration_id
         WHERE a.user_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3",
        triplet.user.as_str(),
        triplet.account.as_str(),
        triplet.access_configuration.as_str()
    )
}

pub(super) async fn find_user_name(tx: &mut Tx, id: &UserId) -> Result<Option<(String,)>, StoreError> {
    fetch_optional!(tx, (String,), "SELECT user_name FROM users WHERE id = $1", id.as_str())
}

pub(super) async fn find_account_name(tx: &mut Tx, id: &AccountId) -> Result<Option<(String,)>, StoreError> {
    fetch_optional!(tx, (String,), "SELECT name FROM accounts WHERE id = $1", id.as_str())
}

pub(super) async fn find_access_configuration_name(
    tx: &mut Tx,
    id: &AccessConfigurationId,
) -> Result<Option<(String,)>, StoreError> {
    fetch_optional!(tx, (String,), "SELECT name FROM access_configurations WHERE id = $1", id.as_str())
}

/// An access assignment that was made.
#[derive(sqlx::FromRow)]
pub(super) struct Made {
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
}

/// Inserts the assignments that are missing and answers which those were; fails with a conflict when something
/// that is named has gone.
pub(super) async fn insert_missing(
    tx: &mut Tx,
    triplets: &[Triplet<'_>],
    now: Timestamp,
) -> Result<Vec<Made>, StoreError> {
    insert_rows!(
        tx,
        Made,
        "INSERT INTO access_assignments (user_id, account_id, access_configuration_id, created_at) ",
        triplets,
        |triplet| [
            triplet.user.as_str(),
            triplet.account.as_str(),
            triplet.access_configuration.as_str(),
            now.as_millisecond(),
        ],
        " ON CONFLICT (user_id, account_id, access_configuration_id) DO NOTHING
          RETURNING user_id, account_id, access_configuration_id"
    )
}

pub(super) async fn delete(tx: &mut Tx, triplet: &Triplet<'_>) -> Result<u64, StoreError> {
    execute!(
        tx,
        "DELETE FROM access_assignments
         WHERE user_id = $1 AND account_id = $2 AND access_configuration_id = $3",
        triplet.user.as_str(),
        triplet.account.as_str(),
        triplet.access_configuration.as_str()
    )
}
