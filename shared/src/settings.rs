//! The section **SSO Logon** and the directory's other settings on the wire.

use serde::{Deserialize, Serialize};

use crate::time::UnixMillis;

/// Everything the Settings page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The directory's name, part of the user logon URL.
    pub directory_name: String,
    /// The directory's id.
    pub directory_id: String,
    /// Our entity ID towards the identity provider.
    pub entity_id: String,
    /// Where the identity provider posts its responses.
    pub acs_url: String,
    /// What is known of the identity provider; absent until configured.
    pub identity_provider: Option<IdentityProvider>,
    /// Whether SSO Logon is on.
    pub sso_enabled: bool,
    /// Whether responses that answer no request of ours are accepted.
    pub idp_initiated_allowed: bool,
    /// Allowed difference between the two clocks, in seconds.
    pub clock_skew_seconds: i64,
    /// Our entity ID towards the accounts; its address answers the metadata to register there.
    pub cloud_idp_entity_id: String,
    /// Name of the RAM SAML provider to register in every account.
    pub saml_provider_name: String,
    /// Whom people ask for access, as plain text; may be empty.
    pub access_contact: String,
    /// The section **Logon Preferences**.
    pub logon_preferences: LogonPreferences,
}

/// The section **Logon Preferences**, as it is and as it is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogonPreferences {
    /// Whether users may retrieve temporary credentials, in the portal and with command-line clients
    /// (CloudSSO's AllowUserToGetCredentials).
    pub users_may_get_credentials: bool,
}

/// Least allowed clock skew, in seconds.
pub const CLOCK_SKEW_MIN: i64 = 0;
/// Largest allowed clock skew, in seconds.
pub const CLOCK_SKEW_MAX: i64 = 300;

/// How an AuthnRequest travels to the identity provider (SAML bindings, sections 3.4 and 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Binding {
    /// HTTP-Redirect.
    Redirect,
    /// HTTP-POST.
    Post,
}

/// What is understood of an identity provider, before saving and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityProvider {
    /// Its entity ID.
    pub entity_id: String,
    /// Where people sign in.
    pub logon_url: String,
    /// How requests travel there.
    pub binding: Binding,
    /// Whether it wants our requests signed.
    pub wants_signed_requests: bool,
    /// Its signing certificates; any of them may have signed a response.
    pub certificates: Vec<Certificate>,
}

/// A certificate as a person compares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Subject.
    pub subject: String,
    /// Serial number, hexadecimal.
    pub serial_number: String,
    /// SHA-256 of the certificate, hexadecimal pairs with colons.
    pub fingerprint: String,
    /// Valid from.
    pub not_before: UnixMillis,
    /// Valid until.
    pub not_after: UnixMillis,
    /// Kind and size of the key, such as `RSA 2048`.
    pub key: String,
}

/// Configures the identity provider, or asks what would be understood (preview).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "method", deny_unknown_fields)]
pub enum ConfigureIdentityProvider {
    /// **Upload Metadata Document**.
    Metadata {
        /// The document's bytes in base64, at most 1 MiB before encoding.
        document: String,
        /// Which entity to take when the document names several.
        #[serde(default)]
        entity_id: Option<String>,
    },
    /// **Manual Configuration**.
    Manual {
        /// Entity ID.
        entity_id: String,
        /// Logon URL.
        logon_url: String,
        /// One certificate, or several one after the other, in PEM form.
        certificate: String,
    },
}

/// Most bytes of a metadata document.
pub const METADATA_MAX: usize = 1024 * 1024;

/// Answer to a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result")]
pub enum Preview {
    /// This would be saved.
    Understood(IdentityProvider),
    /// The document names several identity providers: choose one and ask again.
    Several {
        /// Their entity IDs.
        entity_ids: Vec<String>,
    },
}

/// Turns SSO Logon on or off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSsoLogon {
    /// On or off.
    pub enabled: bool,
}

/// Changes the rules of sign-in from the identity provider's side and of the clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateSsoRules {
    /// See [`Settings::idp_initiated_allowed`].
    pub idp_initiated_allowed: bool,
    /// See [`Settings::clock_skew_seconds`].
    pub clock_skew_seconds: i64,
}

/// Says whom people ask for access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAccessContact {
    /// See [`Settings::access_contact`].
    pub access_contact: String,
}

/// Renames the directory; changes the user logon URL and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenameDirectory {
    /// The new name.
    pub name: String,
}
