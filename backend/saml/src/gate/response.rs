//! The grammar of Response and Assertion (SAML core, sections 2 and 3), as far as a sign-in needs it.
//!
//! Children stand in the schema's order and each at most once. What the schema allows and a sign-in has no use
//! for (Extensions, Advice, a second assertion) is refused; what it carries along (attributes, the kind of
//! authentication) is skipped under the reader's rules.

use super::reader::{Element, Namespace, Reader};
use super::signature::{Signature, signature};
use super::{Assertion, AuthnStatement, Conditions, Confirmation, Content, Response, Status, Subject};
use crate::error::{Check, ResponseRefused};

type Result<T> = std::result::Result<T, ResponseRefused>;

fn refused<T>(check: Check, expected: &str, received: &str) -> Result<T> {
    Err(ResponseRefused::new(check, expected, received))
}

/// An element that has no place where it stands; a Signature is told apart, since it is an attack.
fn misplaced<T>(expected: &str, child: Element<'_>) -> Result<T> {
    match (child.namespace, child.name) {
        (Namespace::Dsig, "Signature") => {
            refused(Check::SignatureNotEnveloped, "a Signature after Issuer", "elsewhere")
        }
        _ => refused(Check::UnexpectedContent, expected, child.name),
    }
}

/// Reads a Response, just opened.
pub(super) fn response(reader: &mut Reader<'_>) -> Result<Response> {
    let id = reader.owned_attribute("ID").unwrap_or_default();
    if id.is_empty() {
        return refused(Check::ResponseIdMissing, "an ID", "none");
    }
    let mut response = Response {
        version: reader.owned_attribute("Version").unwrap_or_default(),
        issue_instant: reader.owned_attribute("IssueInstant").unwrap_or_default(),
        destination: reader.owned_attribute("Destination"),
        in_response_to: reader.owned_attribute("InResponseTo"),
        id,
        issuer: None,
        signature: None,
        status: None,
        content: Content::Nothing,
    };
    let mut child = reader.child()?;
    if child.is_some_and(|c| c.is(Namespace::Assertion, "Issuer")) {
        response.issuer = Some(reader.value()?.into_owned());
        child = reader.child()?;
        (response.signature, child) = optional_signature(reader, child, &response.id)?;
    }
    match child {
        Some(status_element) if status_element.is(Namespace::Protocol, "Status") => {
            response.status = Some(status(reader)?);
            child = reader.child()?;
        }
        Some(other) if other.is(Namespace::Dsig, "Signature") => return misplaced("Status", other),
        Some(other) if other.is(Namespace::Assertion, "Assertion") => {
            return refused(Check::StatusMissing, "a Status", "none");
        }
        Some(other) => return misplaced("Status", other),
        None => return refused(Check::StatusMissing, "a Status", "none"),
    }
    let Some(content) = child else { return Ok(response) };
    response.content = match (content.namespace, content.name) {
        (Namespace::Assertion, "Assertion") => Content::Assertion(Box::new(assertion(reader)?)),
        (Namespace::Assertion, "EncryptedAssertion") => {
            reader.skip()?;
            Content::Encrypted
        }
        _ => return misplaced("an Assertion", content),
    };
    match reader.child()? {
        None => Ok(response),
        Some(other) => misplaced("one Assertion and nothing after it", other),
    }
}

type WithNext<'x> = (Option<Signature>, Option<Element<'x>>);

/// The Signature that may follow an Issuer, and the child after it.
fn optional_signature<'x>(
    reader: &mut Reader<'x>,
    child: Option<Element<'x>>,
    parent_id: &str,
) -> Result<WithNext<'x>> {
    match child {
        Some(element) if element.is(Namespace::Dsig, "Signature") => {
            let signature = signature(reader, parent_id)?;
            Ok((Some(signature), reader.child()?))
        }
        other => Ok((None, other)),
    }
}

fn status(reader: &mut Reader<'_>) -> Result<Status> {
    let mut status = Status::default();
    match reader.child()? {
        Some(code) if code.is(Namespace::Protocol, "StatusCode") => {
            status.code = reader.owned_attribute("Value").unwrap_or_default();
            if let Some(second) = reader.child()? {
                if !second.is(Namespace::Protocol, "StatusCode") {
                    return misplaced("a StatusCode", second);
                }
                status.second_code = reader.owned_attribute("Value");
                reader.skip()?;
                reader.nothing()?;
            }
        }
        Some(other) => return misplaced("a StatusCode", other),
        None => return refused(Check::StatusMissing, "a StatusCode", "none"),
    }
    while let Some(child) = reader.child()? {
        match (child.namespace, child.name) {
            (Namespace::Protocol, "StatusMessage") if status.message.is_none() => {
                status.message = Some(reader.value()?.into_owned());
            }
            (Namespace::Protocol, "StatusDetail") => reader.skip()?,
            _ => return misplaced("StatusMessage or StatusDetail", child),
        }
    }
    Ok(status)
}

/// Reads an Assertion, just opened.
pub(super) fn assertion(reader: &mut Reader<'_>) -> Result<Assertion> {
    let id = reader.owned_attribute("ID").unwrap_or_default();
    if id.is_empty() {
        return refused(Check::AssertionIdMissing, "an ID", "none");
    }
    let version = reader.owned_attribute("Version").unwrap_or_default();
    let issue_instant = reader.owned_attribute("IssueInstant").unwrap_or_default();
    let issuer = match reader.child()? {
        Some(child) if child.is(Namespace::Assertion, "Issuer") => reader.value()?.into_owned(),
        Some(child) => return misplaced("Issuer", child),
        None => return refused(Check::AssertionIssuerMismatch, "an Issuer", "none"),
    };
    let child = reader.child()?;
    let (signature, child) = optional_signature(reader, child, &id)?;
    let subject = match child {
        Some(child) if child.is(Namespace::Assertion, "Subject") => subject(reader)?,
        Some(child) if child.is(Namespace::Dsig, "Signature") => return misplaced("one Signature", child),
        _ => return refused(Check::SubjectMissing, "a Subject", "none"),
    };
    let conditions = match reader.child()? {
        Some(child) if child.is(Namespace::Assertion, "Conditions") => conditions(reader)?,
        Some(child) if child.is(Namespace::Assertion, "Subject") => {
            return refused(Check::SubjectMissing, "one Subject", "two");
        }
        Some(child) if child.is(Namespace::Dsig, "Signature") => return misplaced("one Signature", child),
        _ => return refused(Check::ConditionsMissing, "Conditions", "none"),
    };
    let authn_statements = statements(reader)?;
    Ok(Assertion { id, version, issue_instant, issuer, signature, subject, conditions, authn_statements })
}

fn statements(reader: &mut Reader<'_>) -> Result<Vec<AuthnStatement>> {
    let mut authn_statements = Vec::new();
    while let Some(child) = reader.child()? {
        match (child.namespace, child.name) {
            (Namespace::Assertion, "AuthnStatement") => {
                authn_statements.push(AuthnStatement {
                    session_index: reader.owned_attribute("SessionIndex"),
                    session_not_on_or_after: reader.owned_attribute("SessionNotOnOrAfter"),
                });
                reader.skip()?;
            }
            (Namespace::Assertion, "AttributeStatement" | "AuthzDecisionStatement") => reader.skip()?,
            (Namespace::Assertion, "Conditions") => {
                return refused(Check::ConditionsMissing, "Conditions once", "twice");
            }
            (Namespace::Assertion, "Subject") => return refused(Check::SubjectMissing, "one Subject", "two"),
            _ => return misplaced("statements", child),
        }
    }
    Ok(authn_statements)
}

fn subject(reader: &mut Reader<'_>) -> Result<Subject> {
    let mut subject = Subject { name_id: String::new(), format: None, confirmations: Vec::new() };
    match reader.child()? {
        Some(child) if child.is(Namespace::Assertion, "NameID") => {
            subject.format = reader.owned_attribute("Format");
            subject.name_id = name_id(reader)?;
        }
        Some(child)
            if child.namespace == Namespace::Assertion && matches!(child.name, "BaseID" | "EncryptedID") =>
        {
            return refused(Check::IdentifierNotSupported, "a NameID", child.name);
        }
        Some(child) if !child.is(Namespace::Assertion, "SubjectConfirmation") => {
            return misplaced("NameID", child);
        }
        _ => return refused(Check::NameIdMissing, "a NameID", "none"),
    }
    while let Some(child) = reader.child()? {
        match (child.namespace, child.name) {
            (Namespace::Assertion, "SubjectConfirmation") => {
                subject.confirmations.push(confirmation(reader)?)
            }
            (Namespace::Assertion, "NameID" | "BaseID" | "EncryptedID") => {
                return refused(Check::NameIdMissing, "one NameID", "two identifiers");
            }
            _ => return misplaced("SubjectConfirmation", child),
        }
    }
    Ok(subject)
}

/// S-37: the NameID is text, with nothing inside; that it is not empty is for the checks.
fn name_id(reader: &mut Reader<'_>) -> Result<String> {
    reader.value().map(|value| value.into_owned()).map_err(|refusal| match refusal.check {
        Check::UnexpectedContent => {
            ResponseRefused::new(Check::NameIdMissing, "text alone", refusal.received)
        }
        _ => refusal,
    })
}

fn confirmation(reader: &mut Reader<'_>) -> Result<Confirmation> {
    let mut confirmation =
        Confirmation { method: reader.owned_attribute("Method"), ..Confirmation::default() };
    while let Some(child) = reader.child()? {
        match (child.namespace, child.name) {
            (Namespace::Assertion, "SubjectConfirmationData") if !confirmation.has_data => {
                confirmation.has_data = true;
                confirmation.not_before = reader.owned_attribute("NotBefore");
                confirmation.not_on_or_after = reader.owned_attribute("NotOnOrAfter");
                confirmation.recipient = reader.owned_attribute("Recipient");
                confirmation.in_response_to = reader.owned_attribute("InResponseTo");
                reader.skip_without_comments()?;
            }
            // Whom the confirmation names is of no use to a bearer; it must not become the subject.
            (Namespace::Assertion, "NameID" | "BaseID" | "EncryptedID") if !confirmation.has_data => {
                reader.skip()?
            }
            _ => return misplaced("SubjectConfirmationData", child),
        }
    }
    Ok(confirmation)
}

fn conditions(reader: &mut Reader<'_>) -> Result<Conditions> {
    let mut conditions = Conditions {
        not_before: reader.owned_attribute("NotBefore"),
        not_on_or_after: reader.owned_attribute("NotOnOrAfter"),
        ..Conditions::default()
    };
    while let Some(child) = reader.child()? {
        match (child.namespace, child.name) {
            (Namespace::Assertion, "AudienceRestriction") => {
                conditions.audience_restrictions.push(audiences(reader)?);
            }
            (Namespace::Assertion, "OneTimeUse" | "ProxyRestriction") => reader.skip()?,
            (Namespace::Dsig, "Signature") => return misplaced("conditions", child),
            _ => {
                conditions.unknown.get_or_insert_with(|| child.name.to_owned());
                reader.skip()?;
            }
        }
    }
    Ok(conditions)
}

fn audiences(reader: &mut Reader<'_>) -> Result<Vec<String>> {
    let mut audiences = Vec::new();
    while let Some(child) = reader.child()? {
        if !child.is(Namespace::Assertion, "Audience") {
            return misplaced("Audience", child);
        }
        audiences.push(reader.value()?.into_owned());
    }
    Ok(audiences)
}
