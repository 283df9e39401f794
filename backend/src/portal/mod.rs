//! The user portal: the accounts and roles that a person was given, and the way out to them.
//!
//! Every question carries who asks. What is not assigned to that person gets the answer of what does not
//! exist.

pub mod api;
pub mod clients;
mod log_on;
pub mod routes;
mod store;

use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::ids::{AccessConfigurationId, AccountId, UserId};
use shared::portal::{DirectAccess, PortalAccessConfiguration, PortalAccount};

use crate::events::Actor;
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// One thing that a user may log on to.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct LogOnTarget {
    #[sqlx(try_from = "String")]
    account_id: AccountId,
    account_name: String,
    #[sqlx(try_from = "String")]
    access_configuration_id: AccessConfigurationId,
    access_configuration_name: String,
    description: String,
    session_duration: i64,
    relay_state: String,
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

/// The accounts on which the user has at least one access assignment, by name.
///
/// # Errors
/// When the database fails.
pub async fn list_accounts(tx: &mut Tx, user: &UserId) -> Result<Vec<PortalAccount>> {
    let rows = store::list_accounts(tx, user).await?;
    let mut accounts: Vec<PortalAccount> =
        rows.into_iter().map(|row| PortalAccount { id: row.id, name: row.name }).collect();
    accounts.sort_by_cached_key(|account| (account.name.to_lowercase(), account.id.clone()));
    Ok(accounts)
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
        return Err(Error::not_found(
            ErrorCode::AccountNotExists,
            format!("You have no permissions on an account {account}."),
        ));
    }
    Ok(targets.into_iter().map(PortalAccessConfiguration::from).collect())
}

/// Where a direct access link leads the user.
///
/// # Errors
/// Forbidden when it is not assigned, whether or not it exists; then `tx` holds the record of the refusal and
/// is to be committed all the same.
pub async fn get_direct_access(
    tx: &mut Tx,
    user: &UserId,
    account_id: &str,
    access_configuration_name: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<DirectAccess> {
    let targets = match account_id.parse::<AccountId>() {
        Ok(account) => store::list_targets(tx, user, &account).await?,
        Err(_) => Vec::new(),
    };
    match targets.into_iter().find(|target| target.access_configuration_name == access_configuration_name) {
        Some(target) => Ok(DirectAccess {
            account: PortalAccount { id: target.account_id.clone(), name: target.account_name.clone() },
            access_configuration: target.into(),
        }),
        None => {
            let wanted = log_on::Wanted { account_id, access_configuration: access_configuration_name };
            log_on::refuse(tx, log_on::Refusal::NotAssigned, &wanted, actor, now).await?;
            Err(Error::forbidden(
                ErrorCode::Forbidden,
                "You do not have this permission on this account. Ask the administrator of CloudSSO in your \
                 company for it.",
            ))
        }
    }
}
