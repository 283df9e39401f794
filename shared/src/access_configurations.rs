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
    /// Stands for what can be changed as it is now; a change names the one that it was made on.
    pub revision: String,
    /// In how many accounts its role stands.
    pub provisioned_accounts: u64,
    /// In how many of these the role still has other policies.
    pub outdated_accounts: u64,
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

/// Changes an access configuration: everything but its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateAccessConfiguration {
    /// The revision that the change was made on.
    pub revision: String,
    /// Description.
    pub description: String,
    /// How long a role session lasts, in seconds.
    pub session_duration: i64,
    /// Console page where the person lands.
    pub relay_state: String,
    /// Names of system policies.
    pub system_policies: Vec<String>,
    /// Inline policy as RAM policy JSON.
    pub inline_policy: String,
}

impl UpdateAccessConfiguration {
    /// The change that changes nothing.
    pub fn of(configuration: &AccessConfiguration) -> Self {
        Self {
            revision: configuration.revision.clone(),
            description: configuration.description.clone(),
            session_duration: configuration.session_duration,
            relay_state: configuration.relay_state.clone(),
            system_policies: configuration.system_policies.clone(),
            inline_policy: configuration.inline_policy.clone(),
        }
    }
}

/// A system policy that the cloud is known to have. It may have others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemPolicy {
    /// Name.
    pub name: String,
    /// What it allows, in English.
    pub description: String,
    /// What it allows, in Simplified Chinese.
    pub description_zh: String,
}

/// Query of the system policies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemPolicyQuery {
    /// Only those in whose name or description every word of this stands, case aside.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub search: String,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

fn default_session_duration() -> i64 {
    crate::names::SESSION_DURATION_DEFAULT
}
