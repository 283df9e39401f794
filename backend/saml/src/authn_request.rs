//! The question we send: an AuthnRequest (SAML core, section 3.4.1; SAML profiles, section 4.1.4.1).
//!
//! It names us, where to answer and by which binding, and nothing else: no Subject (Entra ID refuses one), no
//! wishes about the kind of authentication (so S-48 has nothing to compare). The identifier is the only thing
//! that ties the answer to the browser that asked; keeping it, and using it up, is the server's task.

use jiff::Timestamp;

use crate::keys::{self, SigningKey};
use crate::names;
use crate::settings::ServiceProvider;
use crate::write::{WriteRefused, Writer, instant};

/// A request that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthnRequest {
    id: String,
    issue_instant: Timestamp,
    destination: String,
    acs_url: String,
    issuer: String,
}

impl AuthnRequest {
    /// A request with a fresh identifier to the identity provider's address `destination`.
    pub fn new(
        sp: &ServiceProvider,
        destination: &str,
        now: Timestamp,
    ) -> Result<AuthnRequest, WriteRefused> {
        Ok(AuthnRequest {
            id: keys::fresh_id().ok_or(WriteRefused::SigningFailed)?,
            issue_instant: now,
            destination: destination.to_owned(),
            acs_url: sp.acs_url.clone(),
            issuer: sp.entity_id.clone(),
        })
    }

    /// The identifier: an underscore and 160 random bits (S-52).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When the request was made.
    pub fn issue_instant(&self) -> Timestamp {
        self.issue_instant
    }

    /// The address it is sent to.
    pub fn destination(&self) -> &str {
        &self.destination
    }

    /// The message without a signature, as the HTTP-Redirect binding carries it.
    pub fn to_xml(&self) -> Result<String, WriteRefused> {
        self.write().0.finish()
    }

    /// The message with an enveloped RSA-SHA256 signature, as the HTTP-POST binding carries it.
    pub fn to_signed_xml(&self, key: &SigningKey) -> Result<String, WriteRefused> {
        let (writer, after_issuer) = self.write();
        writer.finish_signed(after_issuer, &self.id, key)
    }

    fn write(&self) -> (Writer, usize) {
        let mut writer = Writer::new();
        writer
            .open(
                "samlp:AuthnRequest",
                &[
                    ("xmlns:samlp", names::PROTOCOL),
                    ("AssertionConsumerServiceURL", &self.acs_url),
                    ("Destination", &self.destination),
                    ("ID", &self.id),
                    ("IssueInstant", &instant(self.issue_instant)),
                    ("ProtocolBinding", names::HTTP_POST),
                    ("Version", "2.0"),
                ],
            )
            .leaf("saml:Issuer", &[("xmlns:saml", names::ASSERTION)], &self.issuer);
        let after_issuer = writer.position();
        writer.close("samlp:AuthnRequest");
        (writer, after_issuer)
    }
}
