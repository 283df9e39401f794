//! SQL of what an identity provider keeps of users: the columns of `users` that are its own, the rows of
//! `user_attributes` that they are found by, and what hangs on a user who is deleted.

use jiff::Timestamp;
use serde_json::{Map, Value};
use shared::ids::UserId;

use super::super::store::email_key;
use super::findable::findables;
use super::{Membership, Told};
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_among, fetch_optional, insert_rows};

type Stored<T> = std::result::Result<T, StoreError>;

/// A user as SCIM sees them.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(try_from = "String")]
    pub id: UserId,
    pub user_name: String,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub email: String,
    pub external_id: Option<String>,
    pub blocked: bool,
    pub inactive: bool,
    pub attributes: String,
    pub version: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub has_password: bool,
    provision_type: String,
}

impl Row {
    pub(super) fn is_synchronized(&self) -> bool {
        self.provision_type == "Synchronized"
    }
}

macro_rules! columns {
    () => {
        "SELECT id, user_name, first_name, last_name, display_name, email, external_id, blocked, inactive,
                attributes, version, created_at, updated_at, password_hash IS NOT NULL AS has_password,
                provision_type
         FROM users WHERE id "
    };
}

pub(super) async fn find(tx: &mut Tx, id: &UserId) -> Stored<Option<Row>> {
    fetch_optional!(tx, Row, concat!(columns!(), "= $1"), id.as_str())
}

pub(super) async fn find_many(tx: &mut Tx, ids: &[UserId]) -> Stored<Vec<Row>> {
    fetch_among!(tx, Row, concat!(columns!(), "IN ("), ids, |id| [id.as_str()], ")")
}

/// How many bytes the attributes of each user take.
pub(super) async fn list_sizes(tx: &mut Tx, ids: &[UserId]) -> Stored<Vec<Size>> {
    fetch_among!(
        tx,
        Size,
        "SELECT id, CAST(octet_length(attributes) AS BIGINT) AS bytes FROM users WHERE id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// How large a user is.
#[derive(sqlx::FromRow)]
pub(super) struct Size {
    #[sqlx(try_from = "String")]
    pub id: UserId,
    pub bytes: i64,
}

/// Holds the row until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: &UserId) -> Stored<u64> {
    execute!(tx, "UPDATE users SET version = version WHERE id = $1", id.as_str())
}

/// Who has what is asked for.
#[derive(sqlx::FromRow)]
pub(super) struct Holder {
    #[sqlx(try_from = "String")]
    pub id: UserId,
}

pub(super) async fn find_by_name(tx: &mut Tx, user_name: &str) -> Stored<Option<Holder>> {
    fetch_optional!(
        tx,
        Holder,
        "SELECT id FROM users WHERE user_name_key = $1",
        user_name.to_ascii_lowercase()
    )
}

pub(super) async fn find_by_email(tx: &mut Tx, email: &str) -> Stored<Option<Holder>> {
    fetch_optional!(tx, Holder, "SELECT id FROM users WHERE email_key = $1", email_key(email))
}

/// Inserts the user unless the user name or e-mail address is taken.
pub(super) async fn insert_if_free(tx: &mut Tx, id: &UserId, told: &Told, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name,
                            display_name_key, email, email_key, description, status, inactive,
                            provision_type, external_id, attributes, created_at, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', CASE WHEN $10 THEN 'Disabled' ELSE 'Enabled' END, $10,
                 'Synchronized', $11, $12, $13, $13, 1)
         ON CONFLICT DO NOTHING",
        id.as_str(),
        told.user_name.as_str(),
        told.user_name.to_ascii_lowercase(),
        told.first_name.as_str(),
        told.last_name.as_str(),
        told.display_name.as_str(),
        told.display_name.to_lowercase(),
        told.email(),
        email_key(told.email()),
        !told.active,
        told.external_id.as_deref(),
        text_of(&told.attributes),
        now.as_millisecond()
    )
}

/// Writes all but the attributes. Fails with a conflict when the user name or e-mail address is taken.
pub(super) async fn update(tx: &mut Tx, id: &UserId, told: &Told, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE users SET user_name = $2, user_name_key = $3, first_name = $4, last_name = $5,
                          display_name = $6, display_name_key = $7, email = $8, email_key = $9, inactive = $10,
                          status = CASE WHEN $10 OR blocked THEN 'Disabled' ELSE 'Enabled' END,
                          external_id = $11, updated_at = $12, version = version + 1
         WHERE id = $1",
        id.as_str(),
        told.user_name.as_str(),
        told.user_name.to_ascii_lowercase(),
        told.first_name.as_str(),
        told.last_name.as_str(),
        told.display_name.as_str(),
        told.display_name.to_lowercase(),
        told.email(),
        email_key(told.email()),
        !told.active,
        told.external_id.as_deref(),
        now.as_millisecond()
    )
}

fn text_of(attributes: &Map<String, Value>) -> String {
    serde_json::Value::from(attributes.clone()).to_string()
}

/// A user whom SCIM keeps signs in through the identity provider.
pub(super) async fn make_synchronized(tx: &mut Tx, id: &UserId) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE users SET provision_type = 'Synchronized', password_hash = NULL, must_reset_password = FALSE
         WHERE id = $1",
        id.as_str()
    )
}

pub(super) async fn insert_attributes(
    tx: &mut Tx,
    id: &UserId,
    attributes: &Map<String, Value>,
) -> Stored<()> {
    let rows = findables(attributes);
    let _nothing: Vec<(i64,)> = insert_rows!(
        tx,
        (i64,),
        "INSERT INTO user_attributes (user_id, attribute, element, sub_attribute, value, value_key) ",
        rows,
        |row| [
            id.as_str(),
            row.attribute.as_str(),
            row.element,
            row.sub_attribute.as_str(),
            row.value.as_str(),
            row.value.to_lowercase(),
        ],
        ""
    )?;
    Ok(())
}

/// Puts these attributes in the place of those there.
pub(super) async fn replace_attributes(
    tx: &mut Tx,
    id: &UserId,
    attributes: &Map<String, Value>,
) -> Stored<()> {
    let text = text_of(attributes);
    execute!(tx, "UPDATE users SET attributes = $2 WHERE id = $1", id.as_str(), text)?;
    execute!(tx, "DELETE FROM user_attributes WHERE user_id = $1", id.as_str())?;
    insert_attributes(tx, id, attributes).await
}

pub(super) async fn list_memberships(tx: &mut Tx, ids: &[UserId]) -> Stored<Vec<Membership>> {
    fetch_among!(
        tx,
        Membership,
        "SELECT m.user_id, m.group_id, g.group_name FROM group_members m JOIN groups g ON g.id = m.group_id
         WHERE g.provision_type = 'Synchronized' AND m.user_id IN (",
        ids,
        |id| [id.as_str()],
        ") ORDER BY m.user_id, g.group_name_key"
    )
}

pub(super) async fn list_group_names(tx: &mut Tx, id: &UserId) -> Stored<Vec<(String,)>> {
    fetch_all!(
        tx,
        (String,),
        "SELECT g.group_name FROM group_members m JOIN groups g ON g.id = m.group_id
         WHERE m.user_id = $1 ORDER BY g.group_name_key",
        id.as_str()
    )
}

/// Each as `account: access configuration`.
pub(super) async fn list_assignment_names(tx: &mut Tx, id: &UserId) -> Stored<Vec<(String,)>> {
    fetch_all!(
        tx,
        (String,),
        "SELECT o.name || ': ' || c.name FROM access_assignments a
         JOIN accounts o ON o.id = a.account_id
         JOIN access_configurations c ON c.id = a.access_configuration_id
         WHERE a.user_id = $1 ORDER BY o.name, c.name",
        id.as_str()
    )
}

/// Deletes the user with memberships and access assignments; sessions and attributes go with the user.
pub(super) async fn delete(tx: &mut Tx, id: &UserId, now: Timestamp) -> Stored<()> {
    execute!(
        tx,
        "UPDATE groups SET version = version + 1, updated_at = $2
         WHERE id IN (SELECT group_id FROM group_members WHERE user_id = $1)",
        id.as_str(),
        now.as_millisecond()
    )?;
    execute!(tx, "DELETE FROM group_members WHERE user_id = $1", id.as_str())?;
    execute!(tx, "DELETE FROM access_assignments WHERE user_id = $1", id.as_str())?;
    execute!(tx, "DELETE FROM users WHERE id = $1", id.as_str())?;
    Ok(())
}
