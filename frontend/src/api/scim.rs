//! SCIM Synchronization: the switch and the credentials.

use shared::paths::{self, with_id};
use shared::scim::{
    CreateScimCredential, NewScimCredential, ScimCredentialStatus, ScimSettings, SetScimSynchronization,
    UpdateScimCredentialStatus,
};

use super::{Answer, http};
use crate::links::encode;

/// Everything that the section shows.
pub async fn get_scim_settings() -> Answer<ScimSettings> {
    http::get(paths::SCIM_SETTINGS).await
}

/// Turns SCIM Synchronization on or off.
pub async fn set_scim_synchronization(enabled: bool) -> Answer<()> {
    http::send("PUT", paths::SCIM_SYNCHRONIZATION, &SetScimSynchronization { enabled }).await
}

/// Makes a credential that is valid for so many days.
pub async fn create_scim_credential(days: i64) -> Answer<NewScimCredential> {
    http::ask("POST", paths::SCIM_CREDENTIALS, &CreateScimCredential { days }).await
}

/// Enables or disables a credential.
pub async fn update_scim_credential_status(id: &str, status: ScimCredentialStatus) -> Answer<()> {
    let path = with_id(paths::SCIM_CREDENTIAL_STATUS, &encode(id));
    http::send("PUT", &path, &UpdateScimCredentialStatus { status }).await
}

/// Deletes a credential.
pub async fn delete_scim_credential(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &with_id(paths::SCIM_CREDENTIAL, &encode(id))).await
}
