//! The user portal: the accounts and roles that a person was given, and the way out to them.
//!
//! Every question carries who asks. What is not assigned to that person gets the answer of what does not
//! exist.

pub mod accounts;
pub mod api;
pub mod clients;
pub mod credentials;
pub mod direct_access;
mod log_on;
mod ram_user;
pub mod ram_users;
mod role;
pub mod routes;
mod store;

use shared::ids::{AccessConfigurationId, AccountId, UserId};
use shared::portal::{AccountName, PortalAccessConfiguration};

use crate::platform::Result;
use crate::platform::db::{Tx, kind_of};

/// One thing that a user may log on to.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct LogOnTarget {
    #[sqlx(try_from = "String")]
    account_id: AccountId,
    account_name: String,
    colour: String,
    label: String,
    #[sqlx(try_from = "String")]
    access_configuration_id: AccessConfigurationId,
    access_configuration_name: String,
    description: String,
    session_duration: i64,
    relay_state: String,
}

impl LogOnTarget {
    /// The account as the person tells it from others.
    fn account(&self) -> Result<AccountName> {
        Ok(AccountName {
            id: self.account_id.clone(),
            name: self.account_name.clone(),
            colour: kind_of(&self.colour)?,
            label: self.label.clone(),
        })
    }
}

impl From<LogOnTarget> for PortalAccessConfiguration {
    fn from(target: LogOnTarget) -> Self {
        Self {
            id: target.access_configuration_id,
            name: target.access_configuration_name,
            description: target.description,
            session_duration: target.session_duration,
        }
    }
}

/// The access configurations that the user may use on the account, by name.
///
/// # Errors
/// Not found when there is none, whether or not the account exists.
pub async fn list_access_configurations(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
) -> Result<Vec<PortalAccessConfiguration>> {
    let targets = store::list_targets(tx, user, account).await?;
    if targets.is_empty() {
        return Err(accounts::no_permissions(account));
    }
    Ok(targets.into_iter().map(PortalAccessConfiguration::from).collect())
}

/// Whether the user may log on to the account with the access configuration, as every click asks it.
///
/// # Errors
/// When the database fails.
pub async fn may_log_on(
    tx: &mut Tx,
    user: &UserId,
    account: &AccountId,
    access_configuration: &AccessConfigurationId,
) -> Result<bool> {
    Ok(store::find_target(tx, user, account, access_configuration).await?.is_some())
}
