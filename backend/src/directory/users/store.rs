//! SQL of the table `users`. What hangs on a user is counted here too.
//!
//! Beginnings of names are compared by `substr`, so that `%` and `_` in a search are what they are. Whether
//! letters outside ASCII match without regard to case is the database's business.

use jiff::Timestamp;
use shared::ids::UserId;
use shared::time::UnixMillis;
use shared::users::{CreateUser, User};

use crate::platform::db::{StoreError, Tx, kind_of};
use crate::platform::{Error, Result};
use crate::{execute, fetch_all, fetch_one, fetch_optional};

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
        "SELECT id, user_name, status, password_hash FROM users WHERE user_name_key = $1",
        name.to_ascii_lowercase()
    )
}

pub(super) async fn find(tx: &mut Tx, id: &UserId) -> Stored<Option<UserRow>> {
    fetch_optional!(tx, UserRow, concat!(user_columns!(), " FROM users u WHERE id = $1"), id.as_str())
}

/// Users whose user name or display name begins with `search`, after the user name `after`.
pub(super) async fn list(tx: &mut Tx, search: &str, after: &str, limit: i64) -> Stored<Vec<UserRow>> {
    fetch_all!(
        tx,
        UserRow,
        concat!(
            user_columns!(),
            " FROM users u
         WHERE user_name_key > $2
           AND (substr(user_name_key, 1, length($1)) = $1
                OR lower(substr(display_name, 1, length($1))) = lower($1))
         ORDER BY user_name_key LIMIT $3"
        ),
        search.to_ascii_lowercase(),
        after.to_ascii_lowercase(),
        limit
    )
}

pub(super) async fn count(tx: &mut Tx, search: &str) -> Stored<u64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM users
         WHERE substr(user_name_key, 1, length($1)) = $1
            OR lower(substr(display_name, 1, length($1))) = lower($1)",
        search.to_ascii_lowercase()
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
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

pub(super) async fn is_email_taken(tx: &mut Tx, email: &str) -> Stored<bool> {
    let found: Option<(String,)> =
        fetch_optional!(tx, (String,), "SELECT id FROM users WHERE email_key = $1", email_key(email))?;
    Ok(found.is_some())
}

pub(super) async fn update_status(tx: &mut Tx, id: &UserId, status: &str) -> Stored<u64> {
    execute!(tx, "UPDATE users SET status = $2 WHERE id = $1", id.as_str(), status)
}

pub(super) async fn update_password(tx: &mut Tx, id: &UserId, password_hash: &str) -> Stored<u64> {
    execute!(tx, "UPDATE users SET password_hash = $2 WHERE id = $1", id.as_str(), password_hash)
}

/// Fails with a conflict while something hangs on the user. Sessions go with the user.
pub(super) async fn delete(tx: &mut Tx, id: &UserId) -> Stored<u64> {
    execute!(tx, "DELETE FROM users WHERE id = $1", id.as_str())
}

pub(super) async fn count_assignments(tx: &mut Tx, id: &UserId) -> Stored<i64> {
    let (count,): (i64,) =
        fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM access_assignments WHERE user_id = $1", id.as_str())?;
    Ok(count)
}
