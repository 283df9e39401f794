//! SQL of the tables `authn_requests`, `used_assertions` and `password_attempts`.

use jiff::Timestamp;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_one, fetch_optional};

type Result<T> = std::result::Result<T, StoreError>;

/// An AuthnRequest that waits for its answer.
pub(super) struct NewRequest<'a> {
    pub id: &'a str,
    pub browser_hash: &'a str,
    pub previous_session_hash: Option<&'a str>,
    pub target: &'a str,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

pub(super) async fn insert_request(tx: &mut Tx, request: &NewRequest<'_>) -> Result<u64> {
    execute!(
        tx,
        "INSERT INTO authn_requests (id, browser_hash, previous_session_hash, target, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        request.id,
        request.browser_hash,
        request.previous_session_hash,
        request.target,
        request.created_at.as_millisecond(),
        request.expires_at.as_millisecond()
    )
}

/// What was kept with a request.
#[derive(sqlx::FromRow)]
pub(super) struct RequestRow {
    pub previous_session_hash: Option<String>,
    pub target: String,
    pub created_at: i64,
}

/// Takes the request away if this browser sent it; the one who gets the row is the one who used it up.
pub(super) async fn use_up_request(tx: &mut Tx, id: &str, browser_hash: &str) -> Result<Option<RequestRow>> {
    fetch_optional!(
        tx,
        RequestRow,
        "DELETE FROM authn_requests WHERE id = $1 AND browser_hash = $2
         RETURNING previous_session_hash, target, created_at",
        id,
        browser_hash
    )
}

/// How many requests of a browser still wait.
pub(super) async fn count_requests(tx: &mut Tx, browser_hash: &str, now: Timestamp) -> Result<i64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM authn_requests WHERE browser_hash = $1 AND expires_at > $2",
        browser_hash,
        now.as_millisecond()
    )?;
    Ok(count)
}

/// Ends every sign-in under way.
pub(super) async fn delete_all_requests(tx: &mut Tx) -> Result<u64> {
    execute!(tx, "DELETE FROM authn_requests")
}

/// Remembers an assertion; answers 1 to whoever was first.
pub(super) async fn remember_assertion(
    tx: &mut Tx,
    issued_at: Timestamp,
    assertion_id: &str,
    forget_at: Timestamp,
) -> Result<u64> {
    execute!(
        tx,
        "INSERT INTO used_assertions (issued_at, assertion_id, forget_at) VALUES ($1, $2, $3)
         ON CONFLICT (issued_at, assertion_id) DO NOTHING",
        issued_at.as_millisecond(),
        assertion_id,
        forget_at.as_millisecond()
    )
}

/// Counts an attempt, in a fresh window when the last is over; answers 0 while the subject is blocked.
pub(super) async fn count_attempt(
    tx: &mut Tx,
    subject: &str,
    window_ends_at: Timestamp,
    now: Timestamp,
) -> Result<u64> {
    execute!(
        tx,
        "INSERT INTO password_attempts (subject, failures, window_ends_at, blocked_until)
         VALUES ($1, 1, $2, 0)
         ON CONFLICT (subject) DO UPDATE SET
             failures = CASE WHEN password_attempts.window_ends_at <= $3
                             THEN 1 ELSE password_attempts.failures + 1 END,
             window_ends_at = CASE WHEN password_attempts.window_ends_at <= $3
                                   THEN excluded.window_ends_at ELSE password_attempts.window_ends_at END
         WHERE password_attempts.blocked_until <= $3",
        subject,
        window_ends_at.as_millisecond(),
        now.as_millisecond()
    )
}

/// Failures of a subject and until when it is blocked.
pub(super) async fn find_attempts(tx: &mut Tx, subject: &str) -> Result<Option<(i64, i64)>> {
    fetch_optional!(
        tx,
        (i64, i64),
        "SELECT failures, blocked_until FROM password_attempts WHERE subject = $1",
        subject
    )
}

pub(super) async fn block_attempts(
    tx: &mut Tx,
    subject: &str,
    blocked_until: Timestamp,
    window_ends_at: Timestamp,
) -> Result<u64> {
    execute!(
        tx,
        "UPDATE password_attempts SET blocked_until = $2, window_ends_at = $3 WHERE subject = $1",
        subject,
        blocked_until.as_millisecond(),
        window_ends_at.as_millisecond()
    )
}

/// Forgets the attempts of a subject.
pub(super) async fn delete_attempts(tx: &mut Tx, subject: &str) -> Result<u64> {
    execute!(tx, "DELETE FROM password_attempts WHERE subject = $1", subject)
}

/// Takes one attempt back: it was no failure.
pub(super) async fn uncount_attempt(tx: &mut Tx, subject: &str, limit: i64) -> Result<u64> {
    execute!(
        tx,
        "UPDATE password_attempts SET
             failures = failures - 1,
             blocked_until = CASE WHEN failures > $2 THEN blocked_until ELSE 0 END
         WHERE subject = $1 AND failures > 0",
        subject,
        limit
    )
}

/// Forgets what is over.
pub(super) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    let now = now.as_millisecond();
    execute!(tx, "DELETE FROM authn_requests WHERE expires_at <= $1", now)?;
    execute!(tx, "DELETE FROM used_assertions WHERE forget_at <= $1", now)?;
    execute!(tx, "DELETE FROM password_attempts WHERE window_ends_at <= $1", now)?;
    Ok(())
}
