//! The one question a sign-in asks: is this posted message a response we may believe, and what does it say?
//!
//! The order is fixed: the gate describes the message, the engine verifies what is signed and hands back the
//! very text that was digested, that text alone is read again, both descriptions must agree, and then the
//! rules of the protocol are checked on the second. Correlation with a request and the memory of used
//! assertions need the database and are the server's, with the help of `checks::correlation` and of
//! `VerifiedResponse::replay_until`.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::checks;
use crate::engine::Message;
use crate::error::{Check, ResponseRefused};
use crate::gate::{self, Assertion, Content, Response, characters};
use crate::settings::{Policy, ServiceProvider, TrustedIdentityProvider};

/// What a response says that was verified and passed every check made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedResponse {
    /// The ID of the Response; not covered by a signature when only the Assertion is signed.
    pub response_id: String,
    /// The request that is answered, or `None` when the identity provider began.
    pub in_response_to: Option<String>,
    /// The ID of the Assertion, which is accepted once (S-54).
    pub assertion_id: String,
    /// The name of the person, as received.
    pub name_id: String,
    /// The format of the name.
    pub name_id_format: Option<String>,
    /// The session at the identity provider.
    pub session_index: Option<String>,
    /// When the session at the identity provider ends.
    pub session_not_on_or_after: Option<Timestamp>,
    /// When the Assertion was issued.
    pub issue_instant: Timestamp,
    /// Until when the Assertion's ID must be remembered: its end and twice the skew (S-54).
    pub replay_until: Timestamp,
    /// The SHA-256 fingerprint of the certificate whose key verified.
    pub certificate_fingerprint: String,
}

/// Verifies a posted message.
pub fn verify(
    xml: &[u8],
    sp: &ServiceProvider,
    idp: &TrustedIdentityProvider,
    policy: &Policy,
    now: Timestamp,
) -> Result<VerifiedResponse, ResponseRefused> {
    let text = characters::text_of(xml.strip_prefix(b"\xef\xbb\xbf").unwrap_or(xml))?;
    let received = gate::read_response(text)?;
    checks::trusted_key(idp)?;
    checks::status(&received)?;
    let assertion = checks::plain_assertion(&received)?;
    checks::signed(&received, assertion)?;
    let believed = believe(text, &received, assertion, idp)?;
    checks::response(&believed.response, sp, idp, policy, now)?;
    let accepted = checks::assertion(&believed.assertion, sp, idp, policy, now)?;
    let in_response_to = checks::one_request(&believed.response, &accepted)?;
    Ok(VerifiedResponse {
        response_id: believed.response.id.clone(),
        in_response_to,
        session_index: accepted.session_index,
        session_not_on_or_after: accepted.session_not_on_or_after,
        issue_instant: accepted.issue_instant,
        replay_until: accepted.replay_until,
        certificate_fingerprint: believed.certificate_fingerprint,
        assertion_id: believed.assertion.id,
        name_id: believed.assertion.subject.name_id,
        name_id_format: believed.assertion.subject.format,
    })
}

/// What is believed: the assertion as it was digested, and the Response around it, digested when signed.
struct Believed<'r> {
    response: Cow<'r, Response>,
    assertion: Assertion,
    certificate_fingerprint: String,
}

/// Verifies every signature there is and reads again only what they cover (S-13, S-26).
fn believe<'r>(
    text: &str,
    received: &'r Response,
    received_assertion: &Assertion,
    idp: &TrustedIdentityProvider,
) -> Result<Believed<'r>, ResponseRefused> {
    let message = Message::parse(text)?;
    let certificates = &idp.signing_certificates;
    let mut believed: Option<Believed<'r>> = None;
    if let Some(signature) = &received.signature {
        let signed = message.verify(&received.id, signature, certificates)?;
        let mut response = gate::read_response(&signed.text)?;
        // The signature itself is what the enveloped-signature transform takes away.
        response.signature = received.signature.clone();
        if response != *received {
            return Err(differs());
        }
        let Content::Assertion(assertion) = std::mem::replace(&mut response.content, Content::Nothing) else {
            return Err(differs());
        };
        let certificate_fingerprint = signed.certificate.fingerprint().to_owned();
        believed =
            Some(Believed { response: Cow::Owned(response), assertion: *assertion, certificate_fingerprint });
    }
    if let Some(signature) = &received_assertion.signature {
        let signed = message.verify(&received_assertion.id, signature, certificates)?;
        let mut assertion = gate::read_assertion(&signed.text)?;
        assertion.signature = received_assertion.signature.clone();
        if assertion != *received_assertion {
            return Err(differs());
        }
        let response = believed.map_or(Cow::Borrowed(received), |believed| believed.response);
        let certificate_fingerprint = signed.certificate.fingerprint().to_owned();
        believed = Some(Believed { response, assertion, certificate_fingerprint });
    }
    believed.ok_or_else(|| {
        ResponseRefused::new(Check::NotSigned, "a signed Response or Assertion", "no signature")
    })
}

fn differs() -> ResponseRefused {
    ResponseRefused::new(Check::ReadDiffers, "one reading of the message", "two")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Certificate;

    fn believed_after(vendor: (&str, &str), change: impl FnOnce(&mut Response)) -> Result<(), Check> {
        let (xml, pem) = vendor;
        let idp = TrustedIdentityProvider {
            entity_id: String::new(),
            signing_certificates: vec![Certificate::from_pem(pem).unwrap()],
        };
        let mut received = gate::read_response(xml).unwrap();
        change(&mut received);
        let Content::Assertion(assertion) = &received.content else { panic!("no assertion") };
        believe(xml, &received, assertion, &idp).map(|_| ()).map_err(|refusal| refusal.check)
    }

    fn rename(response: &mut Response) {
        let Content::Assertion(assertion) = &mut response.content else { panic!("no assertion") };
        assertion.subject.name_id.push('x');
    }

    #[test]
    fn an_assertion_that_reads_differently_than_the_gate_said_is_refused() {
        for vendor in [
            (include_str!("../fixtures/entra/response.xml"), include_str!("../fixtures/entra/signing.pem")),
            (
                include_str!("../fixtures/keycloak/response.xml"),
                include_str!("../fixtures/keycloak/signing.pem"),
            ),
            (include_str!("../fixtures/okta/response.xml"), include_str!("../fixtures/okta/signing.pem")),
        ] {
            assert_eq!(believed_after(vendor, |_| ()), Ok(()));
            assert_eq!(believed_after(vendor, rename), Err(Check::ReadDiffers));
        }
    }

    #[test]
    fn a_signed_response_that_reads_differently_than_the_gate_said_is_refused() {
        let vendor = (
            include_str!("../fixtures/keycloak/response.xml"),
            include_str!("../fixtures/keycloak/signing.pem"),
        );
        assert_eq!(believed_after(vendor, |response| response.destination = None), Err(Check::ReadDiffers));
        assert_eq!(believed_after(vendor, |response| response.status = None), Err(Check::ReadDiffers));
    }
}
