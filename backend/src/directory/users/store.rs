//! SQL of the table `users`. What hangs on a user is counted here too.
//!
//! Whatever changes a user sets `updated_at` and counts up `version`. A sign-in is no change.

mod list;

use jiff::Timestamp;
use shared::ids::UserId;
use shared::time::UnixMillis;
use shared::users::{CreateUser, UpdateUser, User};

use crate::platform::db::{StoreError, Tx, kind_of};
use crate::platform::{Error, Result};
use crate::{execute, fetch_one, fetch_optional};

pub(in crate::directory) use list::{Narrowed, count, list};

type Stored<T> = std::result::Result<T, StoreError>;

/// The columns of a [`UserRow`], of the table `users u`.
macro_rules! user_columns {
    () => {
        "SELECT u.id, u.user_name, u.user_name_key, u.first_name, u.last_name, u.display_name, u.email,
                u.description, u.status, u.provision_type, u.external_id, u.blocked,
                (u.provision_type = 'Synchronized' AND (SELECT scim_enabled FROM directory)) AS read_only,
                u.password_hash IS NOT NULL AS has_password, u.must_reset_password, u.created_at,
                u.updated_at, u.last_sign_in_at"
    };
}
pub(in crate::directory) use user_columns;

/// A user as the pages see them.
#[derive(sqlx::FromRow)]
pub(in crate::directory) struct UserRow {
    #[sqlx(try_from = "String")]
    pub id: UserId,
    pub user_name: String,
    pub user_name_key: String,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub email: String,
    pub description: String,
    pub status: String,
    pub provision_type: String,
    pub external_id: Option<String>,
    pub blocked: bool,
    pub read_only: bool,
    pub has_password: bool,
    pub must_reset_password: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub last_sign_in_at: Option<i64>,
}

impl TryFrom<UserRow> for User {
    type Error = Error;

    fn try_from(row: UserRow) -> Result<User> {
        Ok(User {
            id: row.id,
            user_name: row.user_name,
            first_name: row.first_name,
            last_name: row.last_name,
            display_name: row.display_name,
            email: row.email,
            description: row.description,
            status: kind_of(&row.status)?,
            provision_type: kind_of(&row.provision_type)?,
            external_id: row.external_id,
            blocked: row.blocked,
            read_only: row.read_only,
            has_password: row.has_password,
            must_reset_password: row.must_reset_password,
            created_at: UnixMillis(row.created_at),
            updated_at: UnixMillis(row.updated_at),
            last_sign_in_at: row.last_sign_in_at.map(UnixMillis),
        })
    }
}

/// A user as a sign-in needs it. No `Debug`: it holds a password hash.
#[derive(sqlx::FromRow)]
pub struct SignInUser {
    /// Id.
    #[sqlx(try_from = "String")]
    pub id: UserId,
    /// Name, as written when the user was made.
    pub user_name: String,
    /// `Enabled` or `Disabled`.
    status: String,
    /// Argon2id hash with its parameters, when a password is set.
    pub password_hash: Option<String>,
    /// Whether a new password must be chosen at the next password sign-in.
    pub must_reset_password: bool,
}

impl SignInUser {
    /// Whether the user may sign in.
    pub fn is_enabled(&self) -> bool {
        self.status == "Enabled"
    }
}

pub(super) async fn find_by_name(tx: &mut Tx, name: &str) -> Stored<Option<SignInUser>> {
    fetch_optional!(
        tx,
        SignInUser,
        "SELECT id, user_name, status, password_hash, must_reset_password FROM users WHERE user_name_key = $1",
        name.to_ascii_lowercase()
    )
}

pub(super) async fn find(tx: &mut Tx, id: &UserId) -> Stored<Option<UserRow>> {
    fetch_optional!(tx, UserRow, concat!(user_columns!(), " FROM users u WHERE id = $1"), id.as_str())
}

/// Inserts the user unless the user name or e-mail address is taken.
pub(super) async fn insert_if_free(
    tx: &mut Tx,
    id: &UserId,
    user: &CreateUser,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name, email,
                            email_key, description, status, provision_type, created_at, updated_at,
                            display_name_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'Enabled', 'Manual', $10, $10, $11)
         ON CONFLICT DO NOTHING",
        id.as_str(),
        user.user_name.as_str(),
        user.user_name.to_ascii_lowercase(),
        user.first_name.as_str(),
        user.last_name.as_str(),
        user.display_name.as_str(),
        user.email.as_str(),
        email_key(&user.email),
        user.description.as_str(),
        now.as_millisecond(),
        user.display_name.to_lowercase()
    )
}

/// An empty address belongs to nobody and may be had by many.
pub(super) fn email_key(email: &str) -> Option<String> {
    (!email.is_empty()).then(|| email.to_ascii_lowercase())
}

pub(super) async fn is_user_name_taken(tx: &mut Tx, user_name: &str) -> Stored<bool> {
    let found: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT id FROM users WHERE user_name_key = $1",
        user_name.to_ascii_lowercase()
    )?;
    Ok(found.is_some())
}

/// Whether another user than `id` has the address.
pub(super) async fn is_email_taken(tx: &mut Tx, email: &str, id: Option<&UserId>) -> Stored<bool> {
    let found: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT id FROM users WHERE email_key = $1 AND id <> $2",
        email_key(email),
        id.map_or("", UserId::as_str)
    )?;
    Ok(found.is_some())
}

/// Writes the row as it is, which makes other writers wait on either database.
pub(super) async fn lock(tx: &mut Tx, id: &UserId) -> Stored<u64> {
    execute!(tx, "UPDATE users SET version = version WHERE id = $1", id.as_str())
}

/// Fails with a conflict when another user has the address.
pub(super) async fn update(tx: &mut Tx, id: &UserId, user: &UpdateUser, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE users SET first_name = $2, last_name = $3, display_name = $4, display_name_key = $5,
                          email = $6, email_key = $7, description = $8, updated_at = $9,
                          version = version + 1
         WHERE id = $1",
        id.as_str(),
        user.first_name.as_str(),
        user.last_name.as_str(),
        user.display_name.as_str(),
        user.display_name.to_lowercase(),
        user.email.as_str(),
        email_key(&user.email),
        user.description.as_str(),
        now.as_millisecond()
    )
}

/// Blocks the user or lifts the block; who is inactive stays disabled.
pub(super) async fn update_blocked(tx: &mut Tx, id: &UserId, blocked: bool, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE users SET blocked = $2, status = CASE WHEN $2 OR inactive THEN 'Disabled' ELSE 'Enabled' END,
                          updated_at = $3, version = version + 1
         WHERE id = $1",
        id.as_str(),
        blocked,
        now.as_millisecond()
    )
}

/// Enables a user who is not blocked, whatever the identity provider said.
pub(super) async fn override_inactive(tx: &mut Tx, id: &UserId, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE users SET inactive = FALSE, status = 'Enabled', updated_at = $2, version = version + 1
         WHERE id = $1 AND NOT blocked",
        id.as_str(),
        now.as_millisecond()
    )
}

pub(super) async fn update_password(
    tx: &mut Tx,
    id: &UserId,
    password_hash: &str,
    must_reset: bool,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE users SET password_hash = $2, must_reset_password = $3, updated_at = $4,
                          version = version + 1
         WHERE id = $1",
        id.as_str(),
        password_hash,
        must_reset,
        now.as_millisecond()
    )
}

pub(super) async fn update_last_sign_in(tx: &mut Tx, id: &UserId, name: &str, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE users SET last_sign_in_at = $3 WHERE id = $1 AND user_name_key = $2 AND status = 'Enabled'",
        id.as_str(),
        name.to_ascii_lowercase(),
        now.as_millisecond()
    )
}

/// Fails with a conflict while something hangs on the user. Sessions go with the user.
pub(super) async fn delete(tx: &mut Tx, id: &UserId) -> Stored<u64> {
    execute!(tx, "DELETE FROM users WHERE id = $1", id.as_str())
}

/// What hangs on a user.
#[derive(sqlx::FromRow)]
pub(super) struct Uses {
    pub groups: i64,
    pub access_assignments: i64,
}

pub(super) async fn count_uses(tx: &mut Tx, id: &UserId) -> Stored<Uses> {
    fetch_one!(
        tx,
        Uses,
        "SELECT (SELECT COUNT(*) FROM group_members WHERE user_id = $1) AS groups,
                (SELECT COUNT(*) FROM access_assignments WHERE user_id = $1) AS access_assignments",
        id.as_str()
    )
}

/// Calls off the tasks that were to give the user access. Whoever makes the roles finds that out by itself.
pub(in crate::directory) async fn call_off_tasks(tx: &mut Tx, id: &UserId, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE tasks SET status = 'Canceled', finished_at = $2 WHERE user_id = $1 AND finished_at IS NULL",
        id.as_str(),
        now.as_millisecond()
    )
}
