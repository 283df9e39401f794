//! Temporary credentials, and command-line clients that wait for consent.

use shared::clients::{DecideDevice, DeviceRequest};
use shared::credentials::{Credentials, GetCredentials};
use shared::paths;

use super::{Answer, http};
use crate::links::with_query;

/// Temporary credentials of a role.
pub async fn get_credentials(wanted: &GetCredentials) -> Answer<Credentials> {
    http::ask("POST", paths::PORTAL_CREDENTIALS, wanted).await
}

/// The client that waits with this user code.
pub async fn get_device_request(user_code: &str) -> Answer<DeviceRequest> {
    http::get(&with_query(paths::DEVICE_REQUEST, &[("user_code", user_code)])).await
}

/// Confirms or denies the client.
pub async fn decide_device_request(body: &DecideDevice) -> Answer<()> {
    http::send("POST", paths::DEVICE_REQUEST, body).await
}
