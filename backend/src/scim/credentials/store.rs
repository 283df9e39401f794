//! SQL of the table `scim_credentials`. What is synchronized is counted here too.

use jiff::Timestamp;
use shared::ids::ScimCredentialId;
use shared::scim::ScimCredential;
use shared::time::UnixMillis;

use crate::platform::Result;
use crate::platform::db::{StoreError, Tx, kind_of};
use crate::{execute, fetch_all, fetch_one, fetch_optional};

type Stored<T> = std::result::Result<T, StoreError>;

/// A credential as kept, without its value's hash.
#[derive(sqlx::FromRow)]
pub(super) struct CredentialRow {
    #[sqlx(try_from = "String")]
    pub id: ScimCredentialId,
    pub status: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub last_used_at: Option<i64>,
    pub last_used_from: String,
}

impl CredentialRow {
    /// The credential as the pages see it.
    pub(super) fn to_wire(&self, now: Timestamp) -> Result<ScimCredential> {
        Ok(ScimCredential {
            id: self.id.clone(),
            status: kind_of(&self.status)?,
            expired: self.expires_at <= now.as_millisecond(),
            created_at: UnixMillis(self.created_at),
            expires_at: UnixMillis(self.expires_at),
            last_used_at: self.last_used_at.map(UnixMillis),
            last_used_from: self.last_used_from.clone(),
        })
    }
}

/// A credential as a request needs it. No `Debug`: it holds a hash.
#[derive(sqlx::FromRow)]
pub(super) struct ShownRow {
    #[sqlx(try_from = "String")]
    pub id: ScimCredentialId,
    pub value_hash: String,
    pub status: String,
    pub expires_at: i64,
    pub scim_enabled: bool,
}

pub(super) async fn find_by_hash(tx: &mut Tx, value_hash: &str) -> Stored<Option<ShownRow>> {
    fetch_optional!(
        tx,
        ShownRow,
        "SELECT c.id, c.value_hash, c.status, c.expires_at, d.scim_enabled
         FROM scim_credentials c CROSS JOIN directory d WHERE c.value_hash = $1",
        value_hash
    )
}

pub(super) async fn find(tx: &mut Tx, id: &ScimCredentialId) -> Stored<Option<CredentialRow>> {
    fetch_optional!(
        tx,
        CredentialRow,
        "SELECT id, status, created_at, expires_at, last_used_at, last_used_from
         FROM scim_credentials WHERE id = $1",
        id.as_str()
    )
}

pub(super) async fn list(tx: &mut Tx) -> Stored<Vec<CredentialRow>> {
    fetch_all!(
        tx,
        CredentialRow,
        "SELECT id, status, created_at, expires_at, last_used_at, last_used_from
         FROM scim_credentials ORDER BY created_at, id"
    )
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: &ScimCredentialId,
    value_hash: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO scim_credentials (id, value_hash, status, created_at, expires_at, last_used_from)
         VALUES ($1, $2, 'Enabled', $3, $4, '')",
        id.as_str(),
        value_hash,
        now.as_millisecond(),
        expires_at.as_millisecond()
    )
}

pub(super) async fn update_status(tx: &mut Tx, id: &ScimCredentialId, status: &str) -> Stored<u64> {
    execute!(tx, "UPDATE scim_credentials SET status = $2 WHERE id = $1", id.as_str(), status)
}

pub(super) async fn update_last_use(
    tx: &mut Tx,
    id: &ScimCredentialId,
    address: &str,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE scim_credentials SET last_used_at = $2, last_used_from = $3 WHERE id = $1",
        id.as_str(),
        now.as_millisecond(),
        address
    )
}

pub(super) async fn delete(tx: &mut Tx, id: &ScimCredentialId) -> Stored<u64> {
    execute!(tx, "DELETE FROM scim_credentials WHERE id = $1", id.as_str())
}

/// How many users and how many groups are synchronized.
pub(super) async fn count_synchronized(tx: &mut Tx) -> Stored<(u64, u64)> {
    let (users, groups): (i64, i64) = fetch_one!(
        tx,
        (i64, i64),
        "SELECT (SELECT COUNT(*) FROM users WHERE provision_type = 'Synchronized'),
                (SELECT COUNT(*) FROM groups WHERE provision_type = 'Synchronized')"
    )?;
    Ok((u64::try_from(users).unwrap_or_default(), u64::try_from(groups).unwrap_or_default()))
}
