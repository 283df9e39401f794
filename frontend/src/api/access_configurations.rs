//! Access configurations, and the system policies to choose from.

use shared::access_configurations::{
    AccessConfiguration, CreateAccessConfiguration, SystemPolicy, UpdateAccessConfiguration,
};
use shared::page::Page;
use shared::paths;

use super::{Answer, http};
use crate::links::{encode, with_query};

/// All access configurations.
pub async fn list_access_configurations() -> Answer<Vec<AccessConfiguration>> {
    http::get(paths::ACCESS_CONFIGURATIONS).await
}

/// One access configuration.
pub async fn get_access_configuration(id: &str) -> Answer<AccessConfiguration> {
    http::get(&paths::with_id(paths::ACCESS_CONFIGURATION, &encode(id))).await
}

/// Makes an access configuration.
pub async fn create_access_configuration(body: &CreateAccessConfiguration) -> Answer<AccessConfiguration> {
    http::ask("POST", paths::ACCESS_CONFIGURATIONS, body).await
}

/// Changes an access configuration.
pub async fn update_access_configuration(
    id: &str,
    body: &UpdateAccessConfiguration,
) -> Answer<AccessConfiguration> {
    http::ask("PUT", &paths::with_id(paths::ACCESS_CONFIGURATION, &encode(id)), body).await
}

/// Deletes an access configuration.
pub async fn delete_access_configuration(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::ACCESS_CONFIGURATION, &encode(id))).await
}

/// One page of the system policies that a search finds.
pub async fn list_system_policies(search: &str, after: &str) -> Answer<Page<SystemPolicy>> {
    http::get(&with_query(paths::SYSTEM_POLICIES, &[("search", search), ("after", after)])).await
}
