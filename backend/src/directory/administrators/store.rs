//! SQL of the table `administrators`.

use jiff::Timestamp;
use shared::ids::AdministratorId;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_one, fetch_optional};

/// A local administrator, as kept. No `Debug`: it holds a password hash.
#[derive(Clone, sqlx::FromRow)]
pub struct Administrator {
    /// Id.
    #[sqlx(try_from = "String")]
    pub id: AdministratorId,
    /// Name, as written.
    pub name: String,
    /// Argon2id hash with its parameters.
    pub password_hash: String,
}

pub(super) async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<Administrator>, StoreError> {
    fetch_optional!(
        tx,
        Administrator,
        "SELECT id, name, password_hash FROM administrators WHERE name_key = $1",
        name.to_ascii_lowercase()
    )
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: &AdministratorId,
    name: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO administrators (id, name, name_key, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5)",
        id.as_str(),
        name,
        name.to_ascii_lowercase(),
        password_hash,
        now.as_millisecond()
    )
}

pub(super) async fn update_password(
    tx: &mut Tx,
    id: &AdministratorId,
    password_hash: &str,
) -> Result<u64, StoreError> {
    execute!(tx, "UPDATE administrators SET password_hash = $2 WHERE id = $1", id.as_str(), password_hash)
}

pub(super) async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    let (count,): (i64,) = fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM administrators")?;
    Ok(count)
}
