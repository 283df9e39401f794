//! The section **SCIM Synchronization** on the wire. SCIM itself is not here: its shapes are in the server.

use serde::{Deserialize, Serialize};

use crate::ids::ScimCredentialId;
use crate::time::UnixMillis;

/// Everything the section shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimSettings {
    /// The SCIM base URL, Entra's "Tenant URL".
    pub base_url: String,
    /// Whether SCIM Synchronization is on.
    pub enabled: bool,
    /// The credentials, oldest first; at most [`CREDENTIALS_MAX`].
    pub credentials: Vec<ScimCredential>,
    /// Synchronized users.
    pub synchronized_users: u64,
    /// Synchronized groups.
    pub synchronized_groups: u64,
    /// Set when user names and NameIDs seem to come from different fields.
    pub mismatch: Option<NameIdMismatch>,
}

/// Most credentials of a directory.
pub const CREDENTIALS_MAX: usize = 2;
/// Shortest life of a credential, in days.
pub const CREDENTIAL_DAYS_MIN: i64 = 30;
/// Longest life of a credential, and that unless said otherwise, in days.
pub const CREDENTIAL_DAYS_MAX: i64 = 365;

/// Whether a credential opens the SCIM door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScimCredentialStatus {
    /// It does, until it expires.
    Enabled,
    /// It does not.
    Disabled,
}

/// A SCIM credential; its value is never shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimCredential {
    /// Id.
    pub id: ScimCredentialId,
    /// Whether it opens the door.
    pub status: ScimCredentialStatus,
    /// Whether its time is over.
    pub expired: bool,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When its time is over.
    pub expires_at: UnixMillis,
    /// When it was used last, give or take a minute.
    pub last_used_at: Option<UnixMillis>,
    /// From which network address; empty until then.
    pub last_used_from: String,
}

/// Turns SCIM Synchronization on or off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetScimSynchronization {
    /// On or off.
    pub enabled: bool,
}

/// Makes a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateScimCredential {
    /// For how many days it is valid.
    pub days: i64,
}

/// A credential that was just made.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewScimCredential {
    /// The credential.
    pub credential: ScimCredential,
    /// Its value, Entra's "Secret Token"; shown once, kept only as a hash.
    pub value: String,
}

/// Enables or disables a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateScimCredentialStatus {
    /// The wanted status.
    pub status: ScimCredentialStatus,
}

/// Sign-ins are refused for names that nobody has, while synchronized users have never signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameIdMismatch {
    /// A NameID that was refused lately.
    pub name_id: String,
    /// The user name of a synchronized user who has never signed in.
    pub user_name: String,
}
