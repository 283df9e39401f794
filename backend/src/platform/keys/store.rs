//! SQL of the table `signing_keys`.

use jiff::Timestamp;

use super::MadeKey;
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_optional};

type Stored<T> = Result<T, StoreError>;

/// A key at rest.
#[derive(sqlx::FromRow)]
pub(super) struct KeyRow {
    /// Certificate, DER in base64.
    pub certificate: String,
    /// Private key, PKCS#8, sealed.
    pub sealed_private_key: String,
}

/// What is public of a key.
#[derive(sqlx::FromRow)]
pub(super) struct CertificateRow {
    pub state: String,
    /// Certificate, DER in base64.
    pub certificate: String,
}

pub(super) async fn find_id(tx: &mut Tx, purpose: &str, state: &str) -> Stored<Option<String>> {
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT id FROM signing_keys WHERE purpose = $1 AND state = $2",
        purpose,
        state
    )?;
    Ok(row.map(|(id,)| id))
}

pub(super) async fn find(tx: &mut Tx, purpose: &str, state: &str) -> Stored<Option<KeyRow>> {
    fetch_optional!(
        tx,
        KeyRow,
        "SELECT certificate, sealed_private_key FROM signing_keys WHERE purpose = $1 AND state = $2",
        purpose,
        state
    )
}

/// In the order in which keys sign, which is that in which they were made.
pub(super) async fn list_certificates(tx: &mut Tx, purpose: &str) -> Stored<Vec<CertificateRow>> {
    fetch_all!(
        tx,
        CertificateRow,
        "SELECT state, certificate FROM signing_keys WHERE purpose = $1
         ORDER BY CASE state WHEN 'Previous' THEN 1 WHEN 'Current' THEN 2 ELSE 3 END",
        purpose
    )
}

pub(super) async fn insert_if_missing(
    tx: &mut Tx,
    made: &MadeKey,
    state: &str,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO signing_keys (id, purpose, state, certificate, sealed_private_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (purpose, state) DO NOTHING",
        made.id.as_str(),
        made.purpose.name(),
        state,
        made.certificate.as_str(),
        made.sealed_private_key.as_str(),
        now.as_millisecond()
    )
}

pub(super) async fn set_state(tx: &mut Tx, purpose: &str, from: &str, to: &str) -> Stored<u64> {
    execute!(tx, "UPDATE signing_keys SET state = $3 WHERE purpose = $1 AND state = $2", purpose, from, to)
}

pub(super) async fn delete(tx: &mut Tx, purpose: &str, state: &str) -> Stored<u64> {
    execute!(tx, "DELETE FROM signing_keys WHERE purpose = $1 AND state = $2", purpose, state)
}
