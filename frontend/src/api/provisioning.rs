//! Provisioning: which access configuration stands as a role in which account, and what waits for a hand.

use shared::page::Page;
use shared::paths;
use shared::provisioning::{
    Comparison, ManualWork, ManualWorkDone, Provision, Provisioning, RoleInAccount, RollOutPreview,
};
use shared::tasks::{Started, TasksChanged};

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

/// One page of what waits for an administrator's hand.
pub async fn list_manual_work(after: &str) -> Answer<Page<ManualWork>> {
    http::get(&with_query(paths::MANUAL_WORK, &[("after", after)])).await
}

/// Says that something was done by hand.
pub async fn finish_manual_work(body: &ManualWorkDone) -> Answer<TasksChanged> {
    http::ask("POST", paths::MANUAL_WORK_DONE, body).await
}
