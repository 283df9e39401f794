//! What the verifier has to know: who we are, whom we trust, and what the directory allows.

use crate::keys::Certificate;

/// The service provider: this directory as identity providers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProvider {
    /// Our entity ID, compared byte for byte with the audience.
    pub entity_id: String,
    /// Our assertion consumer service, compared byte for byte with destination and recipient.
    pub acs_url: String,
}

/// The one identity provider whose assertions count.
#[derive(Clone, Debug)]
pub struct TrustedIdentityProvider {
    /// Its entity ID, compared byte for byte with the issuer.
    pub entity_id: String,
    /// Every certificate whose key may have signed; with none, nothing is accepted.
    pub signing_certificates: Vec<Certificate>,
}

/// What the directory allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How far, in seconds, the two clocks may be apart.
    pub clock_skew: u32,
    /// Whether a response that answers no request is accepted.
    pub allow_idp_initiated: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Policy { clock_skew: 180, allow_idp_initiated: true }
    }
}
