//! What the tests share: keys, an identity provider that makes responses with every fault wanted, and a
//! verifier with fixed settings and a fixed clock.
//!
//! The signing here is written apart from the crate's own, so that each checks the other: the texts are
//! canonical because they are written so, and OpenSSL hashes and signs.

pub mod keys;
pub mod message;
pub mod mutate;
pub mod random;

use jiff::Timestamp;
use saml::error::{Check, ResponseRefused};
use saml::response::{self, VerifiedResponse};
use saml::settings::{Policy, ServiceProvider, TrustedIdentityProvider};

pub use keys::Key;
pub use message::{Message, Signing};

pub const SP_ENTITY_ID: &str = "https://sso.example.com/saml/sp/d-00fc2p61";
pub const ACS_URL: &str = "https://sso.example.com/saml/acs/d-00fc2p61";
pub const IDP_ENTITY_ID: &str = "https://sts.windows.net/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11/";
pub const NAME_ID: &str = "alice@example.com";
pub const ASSERTION_ID: &str = "_2f6d1c3e-77aa-4c1b-8f55-0123456789ab";
pub const RESPONSE_ID: &str = "_9d3c5b7a-1e2f-4a6b-8c9d-abcdef012345";

/// The clock of all tests.
pub fn now() -> Timestamp {
    "2026-06-21T09:30:00Z".parse().unwrap()
}

/// The time this many seconds after the clock's.
pub fn after(seconds: i64) -> String {
    Timestamp::from_second(now().as_second() + seconds).unwrap().to_string()
}

pub fn sp() -> ServiceProvider {
    ServiceProvider { entity_id: SP_ENTITY_ID.to_owned(), acs_url: ACS_URL.to_owned() }
}

/// The identity provider, trusted by these keys.
pub fn idp_with(keys: &[&Key]) -> TrustedIdentityProvider {
    TrustedIdentityProvider {
        entity_id: IDP_ENTITY_ID.to_owned(),
        signing_certificates: keys.iter().map(|key| key.certificate()).collect(),
    }
}

pub fn idp() -> TrustedIdentityProvider {
    idp_with(&[keys::rsa()])
}

pub fn verify(xml: &str) -> Result<VerifiedResponse, ResponseRefused> {
    response::verify(xml.as_bytes(), &sp(), &idp(), &Policy::default(), now())
}

pub fn verify_trusting(xml: &str, keys: &[&Key]) -> Result<VerifiedResponse, ResponseRefused> {
    response::verify(xml.as_bytes(), &sp(), &idp_with(keys), &Policy::default(), now())
}

/// The message is accepted and names the person it should.
#[track_caller]
pub fn accepted(xml: &str) -> VerifiedResponse {
    match verify(xml) {
        Ok(response) => {
            assert_eq!(response.name_id, NAME_ID);
            assert_eq!(response.assertion_id, ASSERTION_ID);
            response
        }
        Err(refusal) => {
            panic!("refused by {refusal}: expected {}, received {}", refusal.expected, refusal.received)
        }
    }
}

/// The message is refused by exactly this check.
#[track_caller]
pub fn refused(xml: &str, check: Check) -> ResponseRefused {
    match verify(xml) {
        Ok(response) => panic!("accepted for {}, not refused by {}", response.name_id, check.reason()),
        Err(refusal) => {
            assert_eq!(
                refusal.check, check,
                "another check; expected {}, received {}",
                refusal.expected, refusal.received
            );
            refusal
        }
    }
}

/// Replaces exactly one occurrence, so that a test cannot pass because its fault was never made.
#[track_caller]
pub fn swap(xml: &str, old: &str, new: &str) -> String {
    assert_eq!(xml.matches(old).count(), 1, "{old} occurs {} times", xml.matches(old).count());
    xml.replace(old, new)
}
