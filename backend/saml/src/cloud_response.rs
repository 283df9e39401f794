//! What both our responses to the cloud share: a Response with one signed Assertion that names a person to an account.
//!
//! One bearer confirmation with recipient and end, one audience, an AuthnStatement; then what the kind of logon adds.
//! The assertion is signed with RSA-SHA256.

use jiff::{SignedDuration, Timestamp};

use crate::keys::{self, SigningKey};
use crate::names;
use crate::write::{WriteRefused, Writer, instant};

/// How long, in seconds, the cloud may take to receive the response.
const LIFETIME: i64 = 300;
/// How far, in seconds, the cloud's clock may be behind ours.
const CLOCK_ALLOWANCE: i64 = 60;

/// A signed response, with the two identifiers the audit log keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedResponse {
    /// The message.
    pub xml: String,
    /// The ID of the Response.
    pub response_id: String,
    /// The ID of the Assertion.
    pub assertion_id: String,
}

// The message must not reach a log.
impl std::fmt::Debug for SignedResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedResponse").field("assertion_id", &self.assertion_id).finish_non_exhaustive()
    }
}

/// What every response to the cloud says.
pub(crate) struct Common<'a> {
    pub issuer: &'a str,
    /// Destination and Recipient.
    pub destination: &'a str,
    pub audience: &'a str,
    pub name_id: &'a str,
    pub authn_instant: Timestamp,
    pub session_not_on_or_after: Option<Timestamp>,
    pub session_index: Option<&'a str>,
}

/// Writes and signs; `statement` writes what follows the AuthnStatement.
pub(crate) fn sign(
    common: &Common<'_>,
    statement: impl FnOnce(&mut Writer),
    key: &SigningKey,
    now: Timestamp,
) -> Result<SignedResponse, WriteRefused> {
    let response_id = keys::fresh_id().ok_or(WriteRefused::SigningFailed)?;
    let assertion_id = keys::fresh_id().ok_or(WriteRefused::SigningFailed)?;
    let assertion = assertion(common, statement, &assertion_id, key, now)?;
    let mut writer = Writer::new();
    writer
        .open(
            "samlp:Response",
            &[
                ("xmlns:samlp", names::PROTOCOL),
                ("Destination", common.destination),
                ("ID", &response_id),
                ("IssueInstant", &instant(now)),
                ("Version", "2.0"),
            ],
        )
        .leaf("saml:Issuer", &[("xmlns:saml", names::ASSERTION)], common.issuer)
        .open("samlp:Status", &[])
        .empty("samlp:StatusCode", &[("Value", names::SUCCESS)])
        .close("samlp:Status")
        .raw(&assertion)
        .close("samlp:Response");
    Ok(SignedResponse { xml: writer.finish()?, response_id, assertion_id })
}

fn assertion(
    common: &Common<'_>,
    statement: impl FnOnce(&mut Writer),
    id: &str,
    key: &SigningKey,
    now: Timestamp,
) -> Result<String, WriteRefused> {
    let begin = instant(now.saturating_sub(SignedDuration::from_secs(CLOCK_ALLOWANCE)).unwrap_or(now));
    let end = instant(now.saturating_add(SignedDuration::from_secs(LIFETIME)).unwrap_or(now));
    let mut writer = Writer::new();
    writer
        .open(
            "saml:Assertion",
            &[
                ("xmlns:saml", names::ASSERTION),
                ("ID", id),
                ("IssueInstant", &instant(now)),
                ("Version", "2.0"),
            ],
        )
        .leaf("saml:Issuer", &[], common.issuer);
    let after_issuer = writer.position();
    writer
        .open("saml:Subject", &[])
        .leaf("saml:NameID", &[("Format", names::PERSISTENT)], common.name_id)
        .open("saml:SubjectConfirmation", &[("Method", names::BEARER)])
        .empty("saml:SubjectConfirmationData", &[("NotOnOrAfter", &end), ("Recipient", common.destination)])
        .close("saml:SubjectConfirmation")
        .close("saml:Subject")
        .open("saml:Conditions", &[("NotBefore", &begin), ("NotOnOrAfter", &end)])
        .open("saml:AudienceRestriction", &[])
        .leaf("saml:Audience", &[], common.audience)
        .close("saml:AudienceRestriction")
        .close("saml:Conditions");
    authn_statement(&mut writer, common);
    statement(&mut writer);
    writer.close("saml:Assertion");
    writer.finish_signed(after_issuer, id, key)
}

fn authn_statement(writer: &mut Writer, common: &Common<'_>) {
    let authn_instant = instant(common.authn_instant);
    let end = common.session_not_on_or_after.map(instant);
    let mut attributes = vec![("AuthnInstant", authn_instant.as_str())];
    if let Some(index) = common.session_index {
        attributes.push(("SessionIndex", index));
    }
    if let Some(end) = &end {
        attributes.push(("SessionNotOnOrAfter", end));
    }
    writer
        .open("saml:AuthnStatement", &attributes)
        .open("saml:AuthnContext", &[])
        .leaf("saml:AuthnContextClassRef", &[], names::AUTHN_UNSPECIFIED)
        .close("saml:AuthnContext")
        .close("saml:AuthnStatement");
}
