//! SQL of the tables `key_rotation` and `key_rotation_accounts`, and which accounts hold our metadata.

use jiff::Timestamp;
use shared::ids::AccountId;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_optional};

type Stored<T> = Result<T, StoreError>;

/// The rotation under way.
#[derive(sqlx::FromRow)]
pub(super) struct RotationRow {
    pub phase: String,
    pub started_at: i64,
}

/// An account that holds our metadata.
#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    #[sqlx(try_from = "String")]
    pub id: AccountId,
    pub name: String,
    /// Whether one of our roles stands there: then its SAML provider holds our metadata.
    pub roles: bool,
    /// Whether one of our RAM users stands there: then its user-based SSO holds our metadata.
    pub ram_users: bool,
    /// Whether a role or a RAM user is being worked at in it.
    pub busy: bool,
    pub document_hash: String,
    pub due_at: i64,
    pub held_until: i64,
    pub attempts: i64,
    pub failure_code: String,
    pub failure_message: String,
    pub failure_request_id: String,
}

pub(super) async fn find(tx: &mut Tx) -> Stored<Option<RotationRow>> {
    fetch_optional!(tx, RotationRow, "SELECT phase, started_at FROM key_rotation")
}

/// Answers whether it was we who began it.
pub(super) async fn insert_if_missing(tx: &mut Tx, phase: &str, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO key_rotation (phase, started_at, only_one) VALUES ($1, $2, 1)
         ON CONFLICT (only_one) DO NOTHING",
        phase,
        now.as_millisecond()
    )
}

pub(super) async fn set_phase(tx: &mut Tx, from: &str, to: &str) -> Stored<u64> {
    execute!(tx, "UPDATE key_rotation SET phase = $2 WHERE phase = $1", from, to)
}

pub(super) async fn delete(tx: &mut Tx) -> Stored<()> {
    execute!(tx, "DELETE FROM key_rotation")?;
    execute!(tx, "DELETE FROM key_rotation_accounts")?;
    Ok(())
}

/// Accounts in which one of our roles or RAM users stands, or is being worked at: what is under way may put metadata
/// there.
pub(super) async fn list_accounts(tx: &mut Tx, now: Timestamp) -> Stored<Vec<AccountRow>> {
    fetch_all!(
        tx,
        AccountRow,
        "SELECT a.id, a.name,
                EXISTS (SELECT 1 FROM access_configuration_provisionings p WHERE p.account_id = a.id) AS roles,
                EXISTS (SELECT 1 FROM ram_users u
                        WHERE u.account_id = a.id AND u.status = 'Provisioned') AS ram_users,
                (EXISTS (SELECT 1 FROM role_work w
                         WHERE w.account_id = a.id AND w.holder IS NOT NULL AND w.held_until > $1)
                 OR EXISTS (SELECT 1 FROM ram_users u
                            WHERE u.account_id = a.id AND u.holder IS NOT NULL AND u.held_until > $1)) AS busy,
                COALESCE(r.document_hash, '') AS document_hash, COALESCE(r.due_at, 0) AS due_at,
                COALESCE(r.held_until, 0) AS held_until, COALESCE(r.attempts, 0) AS attempts,
                COALESCE(r.failure_code, '') AS failure_code, COALESCE(r.failure_message, '') AS failure_message,
                COALESCE(r.failure_request_id, '') AS failure_request_id
         FROM accounts a LEFT JOIN key_rotation_accounts r ON r.account_id = a.id
         WHERE EXISTS (SELECT 1 FROM access_configuration_provisionings p WHERE p.account_id = a.id)
            OR EXISTS (SELECT 1 FROM role_work w
                       WHERE w.account_id = a.id AND w.holder IS NOT NULL AND w.held_until > $1)
            OR EXISTS (SELECT 1 FROM ram_users u
                       WHERE u.account_id = a.id
                         AND (u.status = 'Provisioned' OR (u.holder IS NOT NULL AND u.held_until > $1)))
         ORDER BY a.name, a.id",
        now.as_millisecond()
    )
}

/// Makes room for what is kept of an account.
async fn ensure(tx: &mut Tx, account: &AccountId) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO key_rotation_accounts
             (account_id, document_hash, put_at, due_at, held_until, attempts, failure_code, failure_message,
              failure_request_id)
         VALUES ($1, '', NULL, 0, 0, 0, '', '', '') ON CONFLICT (account_id) DO NOTHING",
        account.as_str()
    )
}

/// The account holds this document.
pub(super) async fn set_document(tx: &mut Tx, account: &AccountId, hash: &str, now: Timestamp) -> Stored<()> {
    ensure(tx, account).await?;
    execute!(
        tx,
        "UPDATE key_rotation_accounts
         SET document_hash = $2, put_at = $3, due_at = 0, held_until = 0, attempts = 0, failure_code = '',
             failure_message = '', failure_request_id = ''
         WHERE account_id = $1",
        account.as_str(),
        hash,
        now.as_millisecond()
    )?;
    Ok(())
}

/// Takes an account for as long as `until`; which document it holds is unknown from now on. Answers whether it was
/// free.
pub(super) async fn claim(
    tx: &mut Tx,
    account: &AccountId,
    now: Timestamp,
    until: Timestamp,
) -> Stored<bool> {
    ensure(tx, account).await?;
    let taken = execute!(
        tx,
        "UPDATE key_rotation_accounts
         SET held_until = $3, document_hash = '', put_at = NULL, attempts = attempts + 1
         WHERE account_id = $1 AND held_until <= $2 AND due_at <= $2",
        account.as_str(),
        now.as_millisecond(),
        until.as_millisecond()
    )?;
    Ok(taken == 1)
}

/// It could not be put there; it is tried again from `due_at` on.
pub(super) async fn set_failure(
    tx: &mut Tx,
    account: &AccountId,
    due_at: i64,
    failure: [&str; 3],
) -> Stored<u64> {
    let [code, message, request_id] = failure;
    execute!(
        tx,
        "UPDATE key_rotation_accounts
         SET due_at = $2, held_until = 0, failure_code = $3, failure_message = $4, failure_request_id = $5
         WHERE account_id = $1",
        account.as_str(),
        due_at,
        code,
        message,
        request_id
    )
}

/// Is tried again at once.
pub(super) async fn set_due(tx: &mut Tx, account: &AccountId) -> Stored<u64> {
    ensure(tx, account).await?;
    execute!(
        tx,
        "UPDATE key_rotation_accounts SET due_at = 0, attempts = 0 WHERE account_id = $1",
        account.as_str()
    )
}

/// Everything is tried again at once: what stood in the way of the phase before need not stand in that of this one.
pub(super) async fn set_all_due(tx: &mut Tx) -> Stored<u64> {
    execute!(tx, "UPDATE key_rotation_accounts SET due_at = 0, attempts = 0")
}
