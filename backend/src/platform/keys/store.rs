//! SQL of the table `signing_keys`.

use jiff::Timestamp;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_optional};

/// A key at rest.
#[derive(sqlx::FromRow)]
pub(super) struct KeyRow {
    /// Certificate, DER in base64.
    pub certificate: String,
    /// Private key, PKCS#8, sealed.
    pub sealed_private_key: String,
}

pub(super) async fn find(tx: &mut Tx, purpose: &str) -> Result<Option<KeyRow>, StoreError> {
    fetch_optional!(
        tx,
        KeyRow,
        "SELECT certificate, sealed_private_key FROM signing_keys
         WHERE purpose = $1 AND state = 'Current'",
        purpose
    )
}

pub(super) async fn insert_if_missing(
    tx: &mut Tx,
    id: &str,
    purpose: &str,
    certificate: &str,
    sealed: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO signing_keys (id, purpose, state, certificate, sealed_private_key, created_at)
         VALUES ($1, $2, 'Current', $3, $4, $5) ON CONFLICT (purpose, state) DO NOTHING",
        id,
        purpose,
        certificate,
        sealed,
        now.as_millisecond()
    )
}
