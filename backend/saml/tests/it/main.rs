//! The tests of the SAML crate as its users see it; each file holds one area of the checks.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod support;

mod acceptance;
mod assertion;
mod correlation;
mod idp_metadata;
mod mutation;
mod own_metadata;
mod protocol;
mod readme;
mod requests;
mod role_response;
mod signature;
mod transport;
mod user_response;
mod wrapping;
mod xml;
