//! The response we send: it logs a person on to a member account as a RAM user.
//!
//! Its shape is the one Alibaba Cloud's user-based SSO asks for (help page "SAML response for user-based SSO"): what
//! every response to the cloud says, with the RAM user's principal name as NameID, and no attributes. Whether the
//! person has the RAM user is the caller's decision; every value comes from what is stored and none from a request
//! (O-03).

use jiff::Timestamp;

use crate::cloud_response::{self, Common, SignedResponse};
use crate::keys::SigningKey;
use crate::write::WriteRefused;

/// What a user response says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserResponse {
    /// Our entity ID towards member accounts.
    pub issuer: String,
    /// The address the response is posted to; it is Destination and Recipient.
    pub destination: String,
    /// The audience of the account.
    pub audience: String,
    /// The RAM user: `<name>@<domain>`.
    pub principal_name: String,
    /// When the person signed in to us.
    pub authn_instant: Timestamp,
    /// When the RAM user's session with the cloud ends at the latest.
    pub session_not_on_or_after: Timestamp,
    /// An identifier of the person's session with us that is not its secret.
    pub session_index: String,
}

/// Writes and signs a user response.
///
/// # Errors
/// When the cloud would refuse what it says, or signing fails.
pub fn sign(
    response: &UserResponse,
    key: &SigningKey,
    now: Timestamp,
) -> Result<SignedResponse, WriteRefused> {
    acceptable(response)?;
    let common = Common {
        issuer: &response.issuer,
        destination: &response.destination,
        audience: &response.audience,
        name_id: &response.principal_name,
        authn_instant: response.authn_instant,
        session_not_on_or_after: Some(response.session_not_on_or_after),
        session_index: Some(&response.session_index),
    };
    cloud_response::sign(&common, |_| (), key, now)
}

/// What the cloud would refuse is refused here, where the reason can still be told: a principal name is at most 128
/// characters, 64 of them the user's name (help page "CreateUser" of IMS 2019-08-15).
fn acceptable(response: &UserResponse) -> Result<(), WriteRefused> {
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let fits = response.principal_name.split_once('@').is_some_and(|(name, domain)| {
        (1..=64).contains(&name.len()) && !domain.is_empty() && plain(name) && plain(domain)
    });
    if fits && response.principal_name.len() <= 128 {
        Ok(())
    } else {
        Err(WriteRefused::Unacceptable("the principal name of the RAM user"))
    }
}
