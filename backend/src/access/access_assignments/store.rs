//! SQL of the table `access_assignments`; its list is in [`list`], what a grant
//! would find in [`planned`].

mod list;
mod planned;

use jiff::Timestamp;
use shared::access_assignments::Principal;
use shared::ids::{AccessConfigurationId, AccountId, GroupId, UserId};
use shared::provisioning::RoleInAccount;

use super::Triplet;
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_among, fetch_optional, insert_rows};

type Stored<T> = Result<T, StoreError>;

pub(super) use list::{Part, Place, count, list};
pub(super) use planned::{list_existing, list_standing_roles};

/// An access assignment with its names.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(try_from = "String")]
    pub principal: Principal,
    pub principal_name: String,
    pub principal_key: String,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
    pub created_at: i64,
}

/// The rows of a part; one that names the other kind of principal joins with nothing.
macro_rules! from {
    (users) => {
        "FROM access_assignments a"
    };
    (groups) => {
        "FROM access_assignments a"
    };
    (inherited) => {
        "FROM group_members m JOIN access_assignments a ON a.group_id = m.group_id"
    };
}

macro_rules! principal {
    (id users) => {
        "a.user_id"
    };
    (name users) => {
        "p.user_name"
    };
    (table users) => {
        "users"
    };
    (id $groups:ident) => {
        "a.group_id"
    };
    (name $groups:ident) => {
        "p.group_name"
    };
    (table $groups:ident) => {
        "groups"
    };
}

/// The columns of [`Row`] and where they come from.
macro_rules! rows {
    ($part:ident) => {
        concat!(
            "SELECT ", principal!(id $part), " AS principal, ",
            principal!(name $part), " AS principal_name, ", principal!(name $part), "_key AS principal_key,
                    a.account_id, o.name AS account_name,
                    a.access_configuration_id, c.name AS access_configuration_name, a.created_at ",
            from!($part),
            " JOIN ", principal!(table $part), " p ON p.id = ", principal!(id $part),
            " JOIN accounts o ON o.id = a.account_id
              JOIN access_configurations c ON c.id = a.access_configuration_id "
        )
    };
}

use {from, principal, rows};

pub(super) async fn find(tx: &mut Tx, triplet: &Triplet<'_>) -> Result<Option<Row>, StoreError> {
    let sql = match triplet.principal {
        Principal::User(_) => {
            concat!(
                rows!(users),
                "WHERE a.user_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3"
            )
        }
        Principal::Group(_) => {
            concat!(
                rows!(groups),
                "WHERE a.group_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3"
            )
        }
    };
    fetch_optional!(
        tx,
        Row,
        sql,
        triplet.principal.id(),
        triplet.account.as_str(),
        triplet.access_configuration.as_str()
    )
}

/// Ids and names of those of these users that are there.
pub(super) async fn list_user_names(tx: &mut Tx, ids: &[UserId]) -> Stored<Vec<(String, String)>> {
    fetch_among!(
        tx,
        (String, String),
        "SELECT id, user_name FROM users WHERE id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// The same of groups.
pub(super) async fn list_group_names(tx: &mut Tx, ids: &[GroupId]) -> Stored<Vec<(String, String)>> {
    fetch_among!(
        tx,
        (String, String),
        "SELECT id, group_name FROM groups WHERE id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// The same of accounts.
pub(super) async fn list_account_names(tx: &mut Tx, ids: &[AccountId]) -> Stored<Vec<(String, String)>> {
    fetch_among!(
        tx,
        (String, String),
        "SELECT id, name FROM accounts WHERE id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// The same of access configurations.
pub(super) async fn list_access_configuration_names(
    tx: &mut Tx,
    ids: &[AccessConfigurationId],
) -> Stored<Vec<(String, String)>> {
    fetch_among!(
        tx,
        (String, String),
        "SELECT id, name FROM access_configurations WHERE id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// The names of the account and the access configuration.
pub(super) async fn find_names(
    tx: &mut Tx,
    role: &RoleInAccount,
) -> Result<Option<(String, String)>, StoreError> {
    fetch_optional!(
        tx,
        (String, String),
        "SELECT o.name, c.name FROM accounts o, access_configurations c WHERE o.id = $1 AND c.id = $2",
        role.account_id.as_str(),
        role.access_configuration_id.as_str()
    )
}

/// An access assignment that was made.
#[derive(sqlx::FromRow)]
pub(super) struct Made {
    #[sqlx(try_from = "String")]
    pub principal: Principal,
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
        "INSERT INTO access_assignments (user_id, group_id, account_id, access_configuration_id, created_at) ",
        triplets,
        |triplet| [
            triplet.user().map(UserId::as_str),
            triplet.group().map(GroupId::as_str),
            triplet.account.as_str(),
            triplet.access_configuration.as_str(),
            now.as_millisecond(),
        ],
        " ON CONFLICT DO NOTHING
          RETURNING COALESCE(user_id, group_id) AS principal, account_id, access_configuration_id"
    )
}

pub(super) async fn delete(tx: &mut Tx, triplet: &Triplet<'_>) -> Result<u64, StoreError> {
    let sql = match triplet.principal {
        Principal::User(_) => {
            "DELETE FROM access_assignments
             WHERE user_id = $1 AND account_id = $2 AND access_configuration_id = $3"
        }
        Principal::Group(_) => {
            "DELETE FROM access_assignments
             WHERE group_id = $1 AND account_id = $2 AND access_configuration_id = $3"
        }
    };
    execute!(tx, sql, triplet.principal.id(), triplet.account.as_str(), triplet.access_configuration.as_str())
}
