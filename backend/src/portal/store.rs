//! SQL of what a user may log on to: access assignments with the account and access configuration they name.

use shared::ids::{AccessConfigurationId, AccountId, UserId};

use super::LogOnTarget;
use crate::platform::db::{StoreError, Tx};
use crate::{fetch_all, fetch_optional};

/// An account of the list; its rows may repeat.
#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    #[sqlx(try_from = "String")]
    pub id: AccountId,
    pub name: String,
}

pub(super) async fn list_accounts(tx: &mut Tx, user: &UserId) -> Result<Vec<AccountRow>, StoreError> {
    fetch_all!(
        tx,
        AccountRow,
        "SELECT DISTINCT o.id, o.name
         FROM access_assignments a JOIN accounts o ON o.id = a.account_id WHERE a.user_id = $1",
        user.as_str()
    )
}

pub(super) async fn list_targets(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
) -> Result<Vec<LogOnTarget>, StoreError> {
    fetch_all!(
        tx,
        LogOnTarget,
        "SELECT o.id AS account_id, o.name AS account_name, c.id AS access_configuration_id,
                c.name AS access_configuration_name, c.description, c.session_duration, c.relay_state
         FROM access_assignments a
         JOIN accounts o ON o.id = a.account_id
         JOIN access_configurations c ON c.id = a.access_configuration_id
         WHERE a.user_id = $1 AND a.account_id = $2 ORDER BY c.name_key",
        user.as_str(),
        account.as_str()
    )
}

pub(super) async fn find_target(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
    access_configuration: &AccessConfigurationId,
) -> Result<Option<LogOnTarget>, StoreError> {
    fetch_optional!(
        tx,
        LogOnTarget,
        "SELECT o.id AS account_id, o.name AS account_name, c.id AS access_configuration_id,
                c.name AS access_configuration_name, c.description, c.session_duration, c.relay_state
         FROM access_assignments a
         JOIN accounts o ON o.id = a.account_id
         JOIN access_configurations c ON c.id = a.access_configuration_id
         WHERE a.user_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3",
        user.as_str(),
        account.as_str(),
        access_configuration.as_str()
    )
}
