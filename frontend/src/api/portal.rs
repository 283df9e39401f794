//! The user portal.

use shared::paths;
use shared::portal::{DirectAccess, PortalAccessConfiguration, PortalAccount};

use super::{Answer, http};
use crate::links::{encode, with_query};

/// The accounts on which the person has access.
pub async fn list_accounts() -> Answer<Vec<PortalAccount>> {
    http::get(paths::PORTAL_ACCOUNTS).await
}

/// The access configurations that the person may use on an account.
pub async fn list_access_configurations(account_id: &str) -> Answer<Vec<PortalAccessConfiguration>> {
    http::get(&paths::with_id(paths::PORTAL_ACCESS_CONFIGURATIONS, &encode(account_id))).await
}

/// What a direct access link leads to.
pub async fn get_direct_access(account_id: &str, access_configuration_name: &str) -> Answer<DirectAccess> {
    let query = [("accountId", account_id), ("accessConfigurationName", access_configuration_name)];
    http::get(&with_query(paths::PORTAL_DIRECT_ACCESS, &query)).await
}
