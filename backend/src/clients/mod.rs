//! Command-line clients: `aliyun configure --mode CloudSSO`, `acs-sso` and the credential modes of the SDKs, which a
//! person lets in from a browser (RFC 8628). A client gets a device code and shows the person a user code; the person
//! confirms it at the code page; the client exchanges the device code for an access token.
//!
//! An access token stands for the session that confirmed it and ends with it: when the person signs out, when the user
//! is disabled or deleted, at the session's end. What the token opens, [`crate::portal`] decides at each request.

mod access_tokens;
pub mod api;
mod attempts;
mod device_codes;
pub mod routes;
mod store;
pub mod wire;

use jiff::Timestamp;
use shared::error::ErrorCode;

use crate::directory::{self, Directory};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

pub use access_tokens::{AccessToken, Holder, holder_of};
pub use device_codes::{decide, find_request, redeem, start};

/// Seconds between two questions of a client for its access token.
pub const INTERVAL: i64 = 5;
/// Seconds that a device code lives. `aliyun` asks 101 times at [`INTERVAL`], which is less.
pub const DEVICE_CODE_SECONDS: i64 = 600;

/// The directory, when its users may retrieve temporary credentials. Without that a client has nothing to come for.
///
/// # Errors
/// Forbidden when they may not.
pub async fn allowed(tx: &mut Tx) -> Result<Directory> {
    let directory = directory::get(tx).await?;
    if directory.users_may_get_credentials { Ok(directory) } else { Err(not_allowed()) }
}

/// The refusal while users may not retrieve temporary credentials.
pub fn not_allowed() -> Error {
    Error::forbidden(
        ErrorCode::CredentialsNotAllowed,
        "Users of this directory may not retrieve temporary credentials. An administrator of CloudSSO can allow it \
         under Settings, Logon Preferences.",
    )
}

/// Ends every device code and access token: the way in has changed.
///
/// # Errors
/// When the database fails.
pub async fn end_all(tx: &mut Tx) -> Result<()> {
    Ok(store::delete_all(tx).await?)
}

/// Forgets what is over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    Ok(store::delete_expired(tx, now).await?)
}
