//! What stands in an account for an access configuration, and why the cloud may not have it so. Words only:
//! nothing here asks the cloud.

use std::time::Duration;

use shared::ids::AccountId;

/// Longest session that our roles allow, in seconds: the cloud's own limit. How long a role session really
/// lasts is said by each role logon.
pub const MAX_SESSION_SECONDS: u32 = 43_200;

/// Everything that stands in an account for an access configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedRole {
    /// The account.
    pub account: AccountId,
    /// Name of the RAM role.
    pub role_name: String,
    /// Description of the RAM role; may be empty.
    pub description: String,
    /// Name of the RAM SAML provider that the role trusts.
    pub saml_provider_name: String,
    /// Our IdP metadata, which the SAML provider holds.
    pub saml_metadata: String,
    /// Names of the system policies attached to the role.
    pub system_policies: Vec<String>,
    /// Name of the custom policy that holds the inline policy.
    pub inline_policy_name: String,
    /// The inline policy's document; empty for none, and then there is no custom policy.
    pub inline_policy: String,
}

/// A role that is to be removed with its custom policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnwantedRole {
    /// The account.
    pub account: AccountId,
    /// Name of the RAM role.
    pub role_name: String,
    /// Name of the custom policy that holds the inline policy.
    pub inline_policy_name: String,
    /// Name of the SAML provider when this was the last role that trusts it: then it goes, too.
    pub last_of_saml_provider: Option<String>,
}

/// What the cloud said instead of doing it, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudFault {
    /// The cloud's code, such as `EntityNotExist.Role`.
    pub code: String,
    /// The cloud's own words.
    pub message: String,
    /// By which the cloud's support finds the request; empty when no answer came.
    pub request_id: String,
    /// What may be done about it.
    pub remedy: Remedy,
}

/// What may be done about a [`CloudFault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Asking again later: the cloud was busy, throttled us, or did not answer.
    TryAgain {
        /// How long the cloud asks to wait, when it says so.
        after: Option<Duration>,
    },
    /// Nothing by itself: somebody has to change something first.
    Refused,
}
