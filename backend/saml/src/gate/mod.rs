//! The gate: it lets through nothing but the narrow grammar of a SAML Response and says what it saw.
//!
//! It decides form (S-04 … S-24), never meaning, and returns typed descriptions, never a tree. The same
//! grammar reads a message twice: as it came, before any signature is looked at, and then the canonical text
//! that a signature was found to cover. The two descriptions must be equal; only the second is believed.

pub(crate) mod characters;
pub(crate) mod reader;
mod response;
pub(crate) mod signature;
mod tag;

use crate::error::{Check, ResponseRefused};
use reader::{Namespace, Reader, Rules};
use signature::Signature;

/// What a Response says (SAML core, section 3.2.2).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) issue_instant: String,
    pub(crate) destination: Option<String>,
    pub(crate) in_response_to: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) signature: Option<Signature>,
    pub(crate) status: Option<Status>,
    pub(crate) content: Content,
}

/// What a Response carries.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Nothing,
    Assertion(Box<Assertion>),
    Encrypted,
}

/// A status (SAML core, section 3.2.2.1).
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) code: String,
    pub(crate) second_code: Option<String>,
    pub(crate) message: Option<String>,
}

/// What an Assertion says (SAML core, section 2.3.3).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Assertion {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) issue_instant: String,
    pub(crate) issuer: String,
    pub(crate) signature: Option<Signature>,
    pub(crate) subject: Subject,
    pub(crate) conditions: Conditions,
    pub(crate) authn_statements: Vec<AuthnStatement>,
}

/// A subject (SAML core, section 2.4.1).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) name_id: String,
    pub(crate) format: Option<String>,
    pub(crate) confirmations: Vec<Confirmation>,
}

/// A subject confirmation with its data (SAML core, sections 2.4.1.1 and 2.4.1.2).
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Confirmation {
    pub(crate) method: Option<String>,
    pub(crate) has_data: bool,
    pub(crate) not_before: Option<String>,
    pub(crate) not_on_or_after: Option<String>,
    pub(crate) recipient: Option<String>,
    pub(crate) in_response_to: Option<String>,
}

/// Conditions (SAML core, section 2.5.1).
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Conditions {
    pub(crate) not_before: Option<String>,
    pub(crate) not_on_or_after: Option<String>,
    pub(crate) audience_restrictions: Vec<Vec<String>>,
    pub(crate) unknown: Option<String>,
}

/// How and until when the person is signed in at the identity provider (SAML core, section 2.7.2).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct AuthnStatement {
    pub(crate) session_index: Option<String>,
    pub(crate) session_not_on_or_after: Option<String>,
}

/// Reads a whole Response.
pub(crate) fn read_response(text: &str) -> Result<Response, ResponseRefused> {
    let mut reader = Reader::new(text, Rules::Response);
    let root = reader.root()?;
    if !root.is(Namespace::Protocol, "Response") {
        let received = if root.name == "Response" { "a Response of another namespace" } else { root.name };
        return Err(ResponseRefused::new(Check::NotAResponse, "a SAML 2.0 Response", received));
    }
    let response = response::response(&mut reader)?;
    reader.end()?;
    Ok(response)
}

/// Reads the canonical text of an Assertion that was signed on its own.
pub(crate) fn read_assertion(text: &str) -> Result<Assertion, ResponseRefused> {
    let mut reader = Reader::new(text, Rules::Response);
    let root = reader.root()?;
    if !root.is(Namespace::Assertion, "Assertion") {
        return Err(ResponseRefused::new(Check::ReadDiffers, "an Assertion", root.name));
    }
    let assertion = response::assertion(&mut reader)?;
    reader.end()?;
    Ok(assertion)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T>(result: Result<T, ResponseRefused>) -> Option<Check> {
        result.err().map(|refusal| refusal.check)
    }

    #[test]
    fn canonical_text_of_another_element_is_refused() {
        assert_eq!(check(read_assertion("<a></a>")), Some(Check::ReadDiffers));
        assert_eq!(check(signature::read_signed_info("<a></a>", "_x")), Some(Check::SignatureStructure));
    }

    #[test]
    fn canonical_text_with_something_after_it_is_refused() {
        const XML: &str = include_str!("../../fixtures/keycloak/response.xml");
        assert_eq!(check(read_response(XML)), None);
        assert_eq!(check(read_response(&format!("{XML}<a/>"))), Some(Check::NotWellFormed));
        let start = XML.find("<saml:Assertion ").unwrap();
        let end = XML.find("</samlp:Response>").unwrap();
        let assertion = XML[start..end].replace(
            "<saml:Assertion ",
            "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ",
        );
        assert_eq!(check(read_assertion(&assertion)), None);
        assert_eq!(check(read_assertion(&format!("{assertion}<a/>"))), Some(Check::NotWellFormed));
        let start = XML.find("<dsig:SignedInfo>").unwrap();
        let end = XML.find("</dsig:SignedInfo>").unwrap() + "</dsig:SignedInfo>".len();
        let signed_info = XML[start..end].replace(
            "<dsig:SignedInfo>",
            "<dsig:SignedInfo xmlns:dsig=\"http://www.w3.org/2000/09/xmldsig#\">",
        );
        let id = "ID_3a0e2b1c-7d6f-4f5e-9c8b-1a2b3c4d5e6f";
        assert_eq!(check(signature::read_signed_info(&signed_info, id)), None);
        let twice = format!("{signed_info}{signed_info}");
        assert_eq!(check(signature::read_signed_info(&twice, id)), Some(Check::NotWellFormed));
        assert_eq!(
            check(signature::read_signed_info(&signed_info, "_other")),
            Some(Check::ReferenceElsewhere)
        );
    }
}
