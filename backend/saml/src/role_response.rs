//! The response we send: it logs a person on to a member account as a role.
//!
//! Its shape is the one Alibaba Cloud's role-based SSO asks for: what every response to the cloud says, and the
//! attributes Role, RoleSessionName and SessionDuration. Whether the person may have the role is the caller's
//! decision; every value comes from what is stored and none from a request (O-03).

use jiff::Timestamp;

use crate::cloud_response::{self, Common, SignedResponse};
use crate::keys::SigningKey;
use crate::names;
use crate::write::{WriteRefused, Writer};

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

/// Writes and signs a role response.
pub fn sign(
    response: &RoleResponse,
    key: &SigningKey,
    now: Timestamp,
) -> Result<SignedResponse, WriteRefused> {
    acceptable(response)?;
    let common = Common {
        issuer: &response.issuer,
        destination: &response.destination,
        audience: &response.audience,
        name_id: &response.role_session_name,
        authn_instant: response.authn_instant,
        session_not_on_or_after: response.session_not_on_or_after,
        session_index: response.session_index.as_deref(),
    };
    cloud_response::sign(&common, |writer| attributes(writer, response), key, now)
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
