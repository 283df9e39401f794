//! Provisioning: which access configuration stands as a role in which account, and how it gets there.

use shared::page::Page;
use shared::paths;
use shared::provisioning::{Comparison, Provision, Provisioning, RoleInAccount, RollOutPreview};
use shared::tasks::Started;

use super::{Answer, http};
use crate::links::{encode, with_query};

/// Which provisionings to list; empty parts do not narrow the list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// On this account.
    pub account_id: String,
    /// Of this access configuration.
    pub access_configuration_id: String,
    /// Of this status, as on the wire.
    pub status: String,
}

/// One page of what stands in accounts.
pub async fn list_provisionings(filter: &Filter, after: &str) -> Answer<Page<Provisioning>> {
    let query = [
        ("account_id", filter.account_id.as_str()),
        ("access_configuration_id", &filter.access_configuration_id),
        ("status", &filter.status),
        ("after", after),
    ];
    http::get(&with_query(paths::PROVISIONINGS, &query)).await
}

/// Provisions an access configuration on accounts, or again.
pub async fn provision(body: &Provision) -> Answer<Started> {
    http::ask("POST", paths::PROVISIONINGS, body).await
}

/// Removes a role from its account.
pub async fn deprovision(body: &RoleInAccount) -> Answer<Started> {
    http::ask("DELETE", paths::PROVISIONINGS, body).await
}

/// How a role differs from what it should be, as the cloud says now.
pub async fn compare_provisioning(body: &RoleInAccount) -> Answer<Comparison> {
    http::ask("POST", paths::PROVISIONING_COMPARISON, body).await
}

/// What rolling an access configuration out would change.
pub async fn preview_roll_out(access_configuration_id: &str) -> Answer<RollOutPreview> {
    http::get(&paths::with_id(paths::ROLL_OUT_PREVIEW, &encode(access_configuration_id))).await
}
