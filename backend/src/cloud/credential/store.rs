//! SQL of the table `cloud_credential`, and which account is the management account.

use jiff::Timestamp;
use shared::ids::AccountId;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_optional};

/// The access key as kept.
#[derive(sqlx::FromRow)]
pub(super) struct CredentialRow {
    pub id: String,
    pub access_key_id: String,
    pub sealed_access_key_secret: String,
    pub created_at: i64,
}

pub(super) async fn find(tx: &mut Tx) -> Result<Option<CredentialRow>, StoreError> {
    fetch_optional!(
        tx,
        CredentialRow,
        "SELECT id, access_key_id, sealed_access_key_secret, created_at FROM cloud_credential"
    )
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: &str,
    access_key_id: &str,
    sealed: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO cloud_credential (id, access_key_id, sealed_access_key_secret, created_at, only_one)
         VALUES ($1, $2, $3, $4, 1)",
        id,
        access_key_id,
        sealed,
        now.as_millisecond()
    )
}

pub(super) async fn delete(tx: &mut Tx) -> Result<u64, StoreError> {
    execute!(tx, "DELETE FROM cloud_credential")
}

pub(super) async fn find_management_account(
    tx: &mut Tx,
    account_type: &str,
) -> Result<Option<AccountId>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(try_from = "String")]
        id: AccountId,
    }
    let row = fetch_optional!(tx, Row, "SELECT id FROM accounts WHERE account_type = $1", account_type)?;
    Ok(row.map(|row| row.id))
}
