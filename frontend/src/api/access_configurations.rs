//! Access configurations.

use shared::access_configurations::{AccessConfiguration, CreateAccessConfiguration};
use shared::paths;

use super::{Answer, http};
use crate::links::encode;

/// All access configurations.
pub async fn list_access_configurations() -> Answer<Vec<AccessConfiguration>> {
    http::get(paths::ACCESS_CONFIGURATIONS).await
}

/// One access configuration.
pub async fn get_access_configuration(id: &str) -> Answer<AccessConfiguration> {
    http::get(&paths::with_id(paths::ACCESS_CONFIGURATION, &encode(id))).await
}

/// Makes an access configuration.
pub async fn create_access_configuration(body: &CreateAccessConfiguration) -> Answer<()> {
    http::send("POST", paths::ACCESS_CONFIGURATIONS, body).await
}

/// Deletes an access configuration.
pub async fn delete_access_configuration(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::ACCESS_CONFIGURATION, &encode(id))).await
}
