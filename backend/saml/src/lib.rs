//! SAML 2.0 for CloudSSO: bytes and `now` in, a verified value or a refusal out.
//!
//! As service provider: `authn_request` asks, `binding` packs and unpacks, `response` verifies what comes
//! back, `idp_metadata` reads whom to trust. As identity provider towards member accounts: `role_response` and
//! `user_response` sign. `own_metadata` describes us in both roles. Nothing here reads a clock, a file or the network;
//! randomness is used for identifiers and keys alone. Requests, used assertions, users and sessions are the
//! server's.
//!
//! *Why not samael.* samael 0.0.22 does not compile without its `xmlsec` feature, and with it brings libxml2
//! and libxmlsec1 into whatever is built; its writer does not escape text, its reader matches local names
//! only, and its service provider accepts what S-12 … S-16, S-41, S-43 and S-54 refuse. So the shipped crate
//! does without it. It is the second opinion of the tests (`second_opinion`): the same corpus goes through
//! samael on libxmlsec1, an independent parser, canonicalizer and verifier, and the verdicts are compared.

pub mod authn_request;
pub mod binding;
pub mod checks;
mod cloud_response;
mod engine;
pub mod error;
mod gate;
pub mod idp_metadata;
pub mod keys;
mod names;
pub mod own_metadata;
pub mod response;
pub mod role_response;
pub mod settings;
pub mod user_response;
pub mod write;

pub use authn_request::AuthnRequest;
pub use cloud_response::SignedResponse;
pub use error::{Check, ResponseRefused, WhoCanFix};
pub use keys::Certificate;
pub use response::VerifiedResponse;
pub use settings::{Policy, ServiceProvider, TrustedIdentityProvider};
