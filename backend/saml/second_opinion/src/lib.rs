//! The second opinion: a home for tests that put the verdicts of `saml` beside those of samael on libxmlsec1.
//!
//! The two share no parser, no canonicalizer and no arithmetic: quick-xml, bergshamra and aws-lc on one side,
//! libxml2, libxmlsec1 and OpenSSL on the other. This crate is never part of the shipped program, so that the
//! C libraries are not either.
