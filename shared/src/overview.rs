//! The console's first page on the wire.

use serde::{Deserialize, Serialize};

use crate::scim::NameIdMismatch;

/// What **Overview** shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The directory's name.
    pub directory_name: String,
    /// The directory's id.
    pub directory_id: String,
    /// Address where users sign in.
    pub user_logon_url: String,
    /// Whether an identity provider is configured.
    pub identity_provider_configured: bool,
    /// Whether SSO Logon is on.
    pub sso_enabled: bool,
    /// Number of users.
    pub users: u64,
    /// Number of groups.
    pub groups: u64,
    /// Number of accounts.
    pub accounts: u64,
    /// Number of access configurations.
    pub access_configurations: u64,
    /// Number of access assignments.
    pub access_assignments: u64,
    /// Set when user names and NameIDs seem to come from different fields.
    pub mismatch: Option<NameIdMismatch>,
}
