//! SQL of the tables `device_codes`, `access_tokens` and `device_attempts`.

use jiff::Timestamp;
use shared::ids::UserId;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_optional};

type Stored<T> = Result<T, StoreError>;

/// How a device code stands.
pub(super) const WAITING: &str = "Waiting";
pub(super) const CONFIRMED: &str = "Confirmed";
pub(super) const DENIED: &str = "Denied";
pub(super) const REDEEMED: &str = "Redeemed";

/// A device code as it is made.
pub(super) struct NewDeviceCode<'a> {
    pub device_code_hash: &'a str,
    pub user_code: &'a str,
    pub client_id: &'a str,
    pub code_challenge: &'a str,
    pub user_agent: &'a str,
    pub address: &'a str,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Answers whether it was made: not when another one has this user code.
pub(super) async fn insert_device_code(tx: &mut Tx, new: &NewDeviceCode<'_>) -> Stored<bool> {
    let made = execute!(
        tx,
        "INSERT INTO device_codes (device_code_hash, user_code, client_id, code_challenge, user_agent, address,
                                   status, session_label, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'Waiting', '', $7, $8) ON CONFLICT (user_code) DO NOTHING",
        new.device_code_hash,
        new.user_code,
        new.client_id,
        new.code_challenge,
        new.user_agent,
        new.address,
        new.created_at.as_millisecond(),
        new.expires_at.as_millisecond()
    )?;
    Ok(made == 1)
}

/// A client that waits, as the code page needs it.
#[derive(sqlx::FromRow)]
pub(super) struct WaitingRow {
    pub client_id: String,
    pub user_agent: String,
    pub address: String,
    pub created_at: i64,
    pub expires_at: i64,
}

pub(super) async fn find_waiting(tx: &mut Tx, user_code: &str, now: Timestamp) -> Stored<Option<WaitingRow>> {
    fetch_optional!(
        tx,
        WaitingRow,
        "SELECT client_id, user_agent, address, created_at, expires_at FROM device_codes
         WHERE user_code = $1 AND status = 'Waiting' AND expires_at > $2",
        user_code,
        now.as_millisecond()
    )
}

/// Confirms a code that waits, for this session; answers whether it was this call that did.
pub(super) async fn confirm(
    tx: &mut Tx,
    user_code: &str,
    session_hash: &str,
    session_label: &str,
    now: Timestamp,
) -> Stored<bool> {
    let changed = execute!(
        tx,
        "UPDATE device_codes SET status = 'Confirmed', session_hash = $2, session_label = $3
         WHERE user_code = $1 AND status = 'Waiting' AND expires_at > $4",
        user_code,
        session_hash,
        session_label,
        now.as_millisecond()
    )?;
    Ok(changed == 1)
}

/// Denies a code that waits; answers whether it was this call that did.
pub(super) async fn deny(tx: &mut Tx, user_code: &str, now: Timestamp) -> Stored<bool> {
    let changed = execute!(
        tx,
        "UPDATE device_codes SET status = 'Denied'
         WHERE user_code = $1 AND status = 'Waiting' AND expires_at > $2",
        user_code,
        now.as_millisecond()
    )?;
    Ok(changed == 1)
}

/// A device code as its client needs it. No `Debug`: it holds what a proof is compared with.
#[derive(sqlx::FromRow)]
pub(super) struct DeviceCodeRow {
    pub status: String,
    pub client_id: String,
    pub code_challenge: String,
    pub session_hash: Option<String>,
    pub session_label: String,
    pub expires_at: i64,
}

pub(super) async fn find_device_code(tx: &mut Tx, device_code_hash: &str) -> Stored<Option<DeviceCodeRow>> {
    fetch_optional!(
        tx,
        DeviceCodeRow,
        "SELECT status, client_id, code_challenge, session_hash, session_label, expires_at
         FROM device_codes WHERE device_code_hash = $1",
        device_code_hash
    )
}

/// Uses a confirmed code up, with this status; answers whether it was this call that did.
pub(super) async fn use_up(tx: &mut Tx, device_code_hash: &str, status: &str) -> Stored<bool> {
    let changed = execute!(
        tx,
        "UPDATE device_codes SET status = $2 WHERE device_code_hash = $1 AND status = 'Confirmed'",
        device_code_hash,
        status
    )?;
    Ok(changed == 1)
}

/// The live session behind a confirmed code.
#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    pub user_name: String,
    pub expires_at: i64,
}

pub(super) async fn find_session(
    tx: &mut Tx,
    session_hash: &str,
    now: Timestamp,
) -> Stored<Option<SessionRow>> {
    fetch_optional!(
        tx,
        SessionRow,
        "SELECT s.user_id, u.user_name, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.value_hash = $1 AND s.expires_at > $2 AND u.status = 'Enabled'",
        session_hash,
        now.as_millisecond()
    )
}

/// An access token as it is made.
pub(super) struct NewAccessToken<'a> {
    pub value_hash: &'a str,
    pub session_hash: &'a str,
    pub session_label: &'a str,
    pub client_id: &'a str,
    pub created_at: Timestamp,
    pub expires_at: i64,
}

pub(super) async fn insert_access_token(tx: &mut Tx, new: &NewAccessToken<'_>) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO access_tokens (value_hash, session_hash, session_label, client_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        new.value_hash,
        new.session_hash,
        new.session_label,
        new.client_id,
        new.created_at.as_millisecond(),
        new.expires_at
    )
}

/// Whoever stands behind an access token.
#[derive(sqlx::FromRow)]
pub(super) struct HolderRow {
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    pub user_name: String,
    pub signed_in_at: i64,
    pub session_label: String,
    pub client_id: String,
}

pub(super) async fn find_holder(tx: &mut Tx, value_hash: &str, now: Timestamp) -> Stored<Option<HolderRow>> {
    fetch_optional!(
        tx,
        HolderRow,
        "SELECT s.user_id, u.user_name, s.created_at AS signed_in_at, t.session_label, t.client_id
         FROM access_tokens t
         JOIN sessions s ON s.value_hash = t.session_hash
         JOIN users u ON u.id = s.user_id
         WHERE t.value_hash = $1 AND t.expires_at > $2 AND s.expires_at > $2 AND u.status = 'Enabled'",
        value_hash,
        now.as_millisecond()
    )
}

/// Counts an attempt of a subject; a window that is over begins anew.
pub(super) async fn count_attempt(
    tx: &mut Tx,
    subject: &str,
    window_ends_at: Timestamp,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO device_attempts (subject, attempts, window_ends_at) VALUES ($1, 1, $2)
         ON CONFLICT (subject) DO UPDATE SET
             attempts = CASE WHEN device_attempts.window_ends_at <= $3
                             THEN 1 ELSE device_attempts.attempts + 1 END,
             window_ends_at = CASE WHEN device_attempts.window_ends_at <= $3
                                   THEN excluded.window_ends_at ELSE device_attempts.window_ends_at END",
        subject,
        window_ends_at.as_millisecond(),
        now.as_millisecond()
    )
}

/// Attempts of a subject in the present window, and when it ends.
pub(super) async fn find_attempts(tx: &mut Tx, subject: &str, now: Timestamp) -> Stored<Option<(i64, i64)>> {
    fetch_optional!(
        tx,
        (i64, i64),
        "SELECT attempts, window_ends_at FROM device_attempts WHERE subject = $1 AND window_ends_at > $2",
        subject,
        now.as_millisecond()
    )
}

pub(super) async fn delete_all(tx: &mut Tx) -> Stored<()> {
    execute!(tx, "DELETE FROM access_tokens")?;
    execute!(tx, "DELETE FROM device_codes")?;
    Ok(())
}

pub(super) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Stored<()> {
    let now = now.as_millisecond();
    execute!(tx, "DELETE FROM access_tokens WHERE expires_at <= $1", now)?;
    execute!(tx, "DELETE FROM device_codes WHERE expires_at <= $1", now)?;
    execute!(tx, "DELETE FROM device_attempts WHERE window_ends_at <= $1", now)?;
    Ok(())
}
