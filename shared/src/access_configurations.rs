//! Access configurations on the wire: named sets of permissions.

use serde::{Deserialize, Serialize};

use crate::ids::AccessConfigurationId;
use crate::time::UnixMillis;

/// An access configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessConfiguration {
    /// Id.
    pub id: AccessConfigurationId,
    /// Name; part of the RAM role's name, cannot be changed.
    pub name: String,
    /// Description; may be empty.
    pub description: String,
    /// How long a role session lasts, in seconds.
    pub session_duration: i64,
    /// Console page where the person lands; empty for the console's home.
    pub relay_state: String,
    /// Names of the system policies, in the order given.
    pub system_policies: Vec<String>,
    /// Inline policy as RAM policy JSON; empty for none.
    pub inline_policy: String,
    /// The RAM role that stands for it in an account.
    pub role_name: String,
    /// The RAM SAML provider that the role trusts.
    pub saml_provider_name: String,
    /// When it was made.
    pub created_at: UnixMillis,
}

/// Makes an access configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateAccessConfiguration {
    /// Name.
    pub name: String,
    /// Description.
    #[serde(default)]
    pub description: String,
    /// How long a role session lasts, in seconds.
    #[serde(default = "default_session_duration")]
    pub session_duration: i64,
    /// Console page where the person lands.
    #[serde(default)]
    pub relay_state: String,
    /// Names of system policies.
    #[serde(default)]
    pub system_policies: Vec<String>,
    /// Inline policy as RAM policy JSON.
    #[serde(default)]
    pub inline_policy: String,
}

fn default_session_duration() -> i64 {
    crate::names::SESSION_DURATION_DEFAULT
}
