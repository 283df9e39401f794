//! SQL of the tables `sessions` and `administrator_sessions`.

use jiff::Timestamp;
use shared::ids::{AdministratorId, UserId};

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_optional};

/// A user's live session with what every page wants to know of the user.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct UserSessionRow {
    /// The user.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The user's display name; may be empty.
    pub display_name: String,
    /// When the user signed in, in milliseconds since 1970.
    pub created_at: i64,
    /// When the session ends, in milliseconds since 1970.
    pub expires_at: i64,
}

/// An administrator's live session.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AdministratorSessionRow {
    /// The administrator.
    #[sqlx(try_from = "String")]
    pub administrator_id: AdministratorId,
    /// The administrator's name.
    pub name: String,
    /// When the session ends, in milliseconds since 1970.
    pub expires_at: i64,
}

pub(super) async fn insert_for_user(
    tx: &mut Tx,
    value_hash: &str,
    user: &UserId,
    now: Timestamp,
    expires: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO sessions (value_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        value_hash,
        user.as_str(),
        now.as_millisecond(),
        expires.as_millisecond()
    )
}

pub(super) async fn insert_for_administrator(
    tx: &mut Tx,
    value_hash: &str,
    administrator: &AdministratorId,
    now: Timestamp,
    expires: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO administrator_sessions (value_hash, administrator_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4)",
        value_hash,
        administrator.as_str(),
        now.as_millisecond(),
        expires.as_millisecond()
    )
}

pub(super) async fn find_user(
    tx: &mut Tx,
    value_hash: &str,
    now: Timestamp,
) -> Result<Option<UserSessionRow>, StoreError> {
    fetch_optional!(
        tx,
        UserSessionRow,
        "SELECT s.user_id, u.user_name, u.display_name, s.created_at, s.expires_at
         FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.value_hash = $1 AND s.expires_at > $2 AND u.status = 'Enabled'",
        value_hash,
        now.as_millisecond()
    )
}

pub(super) async fn find_administrator(
    tx: &mut Tx,
    value_hash: &str,
    now: Timestamp,
) -> Result<Option<AdministratorSessionRow>, StoreError> {
    fetch_optional!(
        tx,
        AdministratorSessionRow,
        "SELECT s.administrator_id, a.name, s.expires_at
         FROM administrator_sessions s JOIN administrators a ON a.id = s.administrator_id
         WHERE s.value_hash = $1 AND s.expires_at > $2",
        value_hash,
        now.as_millisecond()
    )
}

pub(super) async fn delete_user_session(tx: &mut Tx, value_hash: &str) -> Result<u64, StoreError> {
    execute!(tx, "DELETE FROM sessions WHERE value_hash = $1", value_hash)
}

pub(super) async fn delete_administrator_session(tx: &mut Tx, value_hash: &str) -> Result<u64, StoreError> {
    execute!(tx, "DELETE FROM administrator_sessions WHERE value_hash = $1", value_hash)
}

pub(super) async fn delete_of_user(tx: &mut Tx, user: &UserId) -> Result<u64, StoreError> {
    execute!(tx, "DELETE FROM sessions WHERE user_id = $1", user.as_str())
}

pub(super) async fn delete_of_administrator(
    tx: &mut Tx,
    administrator: &AdministratorId,
) -> Result<u64, StoreError> {
    execute!(tx, "DELETE FROM administrator_sessions WHERE administrator_id = $1", administrator.as_str())
}

pub(super) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, "DELETE FROM sessions WHERE expires_at <= $1", now.as_millisecond())?;
    execute!(tx, "DELETE FROM administrator_sessions WHERE expires_at <= $1", now.as_millisecond())?;
    Ok(())
}
