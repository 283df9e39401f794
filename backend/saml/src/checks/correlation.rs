//! Which request a response answers (SAML profiles, sections 4.1.4.3 and 4.1.5).
//!
//! Finding the open request of a browser, and using it up, are the server's; the decision is here.

use jiff::Timestamp;

use super::{Result, later, refused};
use crate::error::Check;
use crate::response::VerifiedResponse;
use crate::settings::Policy;

/// How long, in seconds, a request may wait for its answer (S-51).
const REQUEST_LIFETIME: i64 = 10 * 60;

/// A request that is open in the browser that posted: sent, not answered yet, found by its ID and cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    /// The ID of the AuthnRequest.
    pub id: String,
    /// When it was made.
    pub issued_at: Timestamp,
}

/// How a sign-in began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initiated {
    /// With a request of ours, which is now to be used up.
    ByServiceProvider,
    /// At the identity provider.
    ByIdentityProvider,
}

/// S-50, S-51, S-53: a response that names a request answers one that is open in this browser, always; one
/// that names none is accepted while the directory allows it.
pub fn correlation(
    response: &VerifiedResponse,
    stored: Option<&StoredRequest>,
    policy: &Policy,
    now: Timestamp,
) -> Result<Initiated> {
    match (&response.in_response_to, stored) {
        (None, _) if policy.allow_idp_initiated => Ok(Initiated::ByIdentityProvider),
        (None, _) => {
            refused(Check::IdpInitiatedNotAllowed, "an answer to a request", "an unsolicited response")
        }
        (Some(id), Some(request)) if *id == request.id => {
            if now >= later(request.issued_at, REQUEST_LIFETIME) {
                return refused(
                    Check::RequestExpired,
                    "an answer within 10 minutes",
                    request.issued_at.to_string(),
                );
            }
            Ok(Initiated::ByServiceProvider)
        }
        (Some(id), _) => refused(Check::RequestUnknown, "a request open in this browser", id),
    }
}
