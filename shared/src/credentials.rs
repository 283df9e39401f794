//! Temporary credentials on the wire of our own pages.

use serde::{Deserialize, Serialize};

use crate::time::UnixMillis;

/// Asks for temporary credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetCredentials {
    /// The account.
    pub account_id: String,
    /// The access configuration.
    pub access_configuration_id: String,
}

/// Temporary credentials of a role. No `Debug`: they open the account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// AccessKeyId.
    pub access_key_id: String,
    /// AccessKeySecret.
    pub access_key_secret: String,
    /// SecurityToken.
    pub security_token: String,
    /// When they end.
    pub expires_at: UnixMillis,
}
