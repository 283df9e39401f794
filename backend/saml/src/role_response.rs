//! The response we send: it logs a person on to a member account as a role.
//!
//! Its shape is the one Alibaba Cloud's role-based SSO asks for: one bearer confirmation with recipient and
//! end, one audience, an AuthnStatement, and the attributes Role, RoleSessionName and SessionDuration. The
//! assertion is signed with RSA-SHA256. Whether the person may have the role is the caller's decision; every
//! value comes from what is stored and none from a request (O-03).

use jiff::{SignedDuration, Timestamp};

use crate::keys::{self, SigningKey};
use crate::names;
use crate::write::{WriteRefused, Writer, instant};

/// How long, in seconds, the cloud may take to receive the response.
const LIFETIME: i64 = 300;
/// How far, in seconds, the cloud's clock may be behind ours.
const CLOCK_ALLOWANCE: i64 = 60;

/// A role and the SAML provider through which it trusts us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolePair {
    /// The role: `acs:ram::<accountId>:role/<role>`.
    pub role_arn: String,
    /// The provider: `acs:ram::<accountId>:saml-provider/<provider>`.
    pub provider_arn: String,
}

/// What a role response says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleResponse {
    /// Our entity ID towards member accounts.
    pub issuer: String,
    /// The address the response is posted to; it is Destination and Recipient.
    pub destination: String,
    /// The audience of the cloud's site.
    pub audience: String,
    /// The roles offered; with several the cloud asks which.
    pub roles: Vec<RolePair>,
    /// The name of the session and the NameID: the user name.
    pub role_session_name: String,
    /// The length of the session in seconds, 900 to 43,200.
    pub session_duration: Option<u32>,
    /// When the person signed in to us.
    pub authn_instant: Timestamp,
    /// When the person's session with us ends; the cloud's session ends no later.
    pub session_not_on_or_after: Option<Timestamp>,
    /// An identifier of the person's session with us that is not its secret.
    pub session_index: Option<String>,
}

/// A signed response, with the two identifiers the audit log keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedRoleResponse {
    /// The message.
    pub xml: String,
    /// The ID of the Response.
    pub response_id: String,
    /// The ID of the Assertion.
    pub assertion_id: String,
}

// The message must not reach a log.
impl std::fmt::Debug for SignedRoleResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedRoleResponse").field("assertion_id", &self.assertion_id).finish_non_exhaustive()
    }
}

/// Writes and signs a role response.
pub fn sign(
    response: &RoleResponse,
    key: &SigningKey,
    now: Timestamp,
) -> Result<SignedRoleResponse, WriteRefused> {
    acceptable(response)?;
    let response_id = keys::fresh_id().ok_or(WriteRefused::SigningFailed)?;
    let assertion_id = keys::fresh_id().ok_or(WriteRefused::SigningFailed)?;
    let assertion = assertion(response, &assertion_id, key, now)?;
    let mut writer = Writer::new();
    writer
        .open(
            "samlp:Response",
            &[
                ("xmlns:samlp", names::PROTOCOL),
                ("Destination", &response.destination),
                ("ID", &response_id),
                ("IssueInstant", &instant(now)),
                ("Version", "2.0"),
            ],
        )
        .leaf("saml:Issuer", &[("xmlns:saml", names::ASSERTION)], &response.issuer)
        .open("samlp:Status", &[])
        .empty("samlp:StatusCode", &[("Value", names::SUCCESS)])
        .close("samlp:Status")
        .raw(&assertion)
        .close("samlp:Response");
    Ok(SignedRoleResponse { xml: writer.finish()?, response_id, assertion_id })
}

/// What the cloud would refuse is refused here, where the reason can still be told.
fn acceptable(response: &RoleResponse) -> Result<(), WriteRefused> {
    let name = &response.role_session_name;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.@=,+".contains(c);
    if !(2..=64).contains(&name.len()) || !name.chars().all(allowed) {
        return Err(WriteRefused::Unacceptable("the role session name"));
    }
    if response.session_duration.is_some_and(|seconds| !(900..=43_200).contains(&seconds)) {
        return Err(WriteRefused::Unacceptable("the session duration"));
    }
    if response.roles.is_empty() {
        return Err(WriteRefused::Unacceptable("an empty list of roles"));
    }
    if response.roles.iter().any(|pair| pair.role_arn.contains(',') || pair.provider_arn.contains(',')) {
        return Err(WriteRefused::Unacceptable("a role or provider name with a comma"));
    }
    Ok(())
}

fn assertion(
    response: &RoleResponse,
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
        .leaf("saml:Issuer", &[], &response.issuer);
    let after_issuer = writer.position();
    writer
        .open("saml:Subject", &[])
        .leaf("saml:NameID", &[("Format", names::PERSISTENT)], &response.role_session_name)
        .open("saml:SubjectConfirmation", &[("Method", names::BEARER)])
        .empty(
            "saml:SubjectConfirmationData",
            &[("NotOnOrAfter", &end), ("Recipient", &response.destination)],
        )
        .close("saml:SubjectConfirmation")
        .close("saml:Subject")
        .open("saml:Conditions", &[("NotBefore", &begin), ("NotOnOrAfter", &end)])
        .open("saml:AudienceRestriction", &[])
        .leaf("saml:Audience", &[], &response.audience)
        .close("saml:AudienceRestriction")
        .close("saml:Conditions");
    authn_statement(&mut writer, response);
    attributes(&mut writer, response);
    writer.close("saml:Assertion");
    writer.finish_signed(after_issuer, id, key)
}

fn authn_statement(writer: &mut Writer, response: &RoleResponse) {
    let authn_instant = instant(response.authn_instant);
    let end = response.session_not_on_or_after.map(instant);
    let mut attributes = vec![("AuthnInstant", authn_instant.as_str())];
    if let Some(index) = &response.session_index {
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

fn attributes(writer: &mut Writer, response: &RoleResponse) {
    let roles: Vec<String> =
        response.roles.iter().map(|pair| format!("{},{}", pair.role_arn, pair.provider_arn)).collect();
    writer.open("saml:AttributeStatement", &[]);
    attribute(writer, names::ROLE, &roles);
    attribute(writer, names::ROLE_SESSION_NAME, std::slice::from_ref(&response.role_session_name));
    if let Some(seconds) = response.session_duration {
        attribute(writer, names::SESSION_DURATION, &[seconds.to_string()]);
    }
    writer.close("saml:AttributeStatement");
}

fn attribute(writer: &mut Writer, name: &str, values: &[String]) {
    writer.open("saml:Attribute", &[("Name", name), ("NameFormat", names::BASIC_ATTRIBUTE_NAME)]);
    for value in values {
        writer.leaf("saml:AttributeValue", &[], value);
    }
    writer.close("saml:Attribute");
}
