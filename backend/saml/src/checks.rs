//! The rules of the protocol: one rule, one function, with the check it makes and the section it follows.
//!
//! Everything here is a comparison of what was verified with what is configured and one reading of the clock.
//! The rules about requests (S-50 … S-53) are offered as pure functions for the server, which has the database.

mod correlation;

use jiff::{SignedDuration, Timestamp};

use crate::error::{Check, ResponseRefused};
use crate::gate::{Assertion, AuthnStatement, Conditions, Confirmation, Content, Response, Subject};
use crate::names;
use crate::settings::{Policy, ServiceProvider, TrustedIdentityProvider};

/// How old, in seconds, a message may be when it arrives (S-34, S-35).
const OLDEST: i64 = 75 * 60;
/// The longest user name, in characters (A14).
const LONGEST_NAME: usize = 64;

pub use correlation::{Initiated, StoredRequest, correlation};

type Result<T> = std::result::Result<T, ResponseRefused>;

fn refused<T>(check: Check, expected: impl AsRef<str>, received: impl AsRef<str>) -> Result<T> {
    Err(ResponseRefused::new(check, expected, received))
}

/// What the rules about an assertion yield.
pub(crate) struct Accepted {
    pub(crate) issue_instant: Timestamp,
    pub(crate) replay_until: Timestamp,
    pub(crate) in_response_to: Option<String>,
    pub(crate) session_index: Option<String>,
    pub(crate) session_not_on_or_after: Option<Timestamp>,
}

/// All rules about the Response (S-30, S-32 … S-34).
pub(crate) fn response(
    response: &Response,
    sp: &ServiceProvider,
    idp: &TrustedIdentityProvider,
    policy: &Policy,
    now: Timestamp,
) -> Result<()> {
    response_version(response)?;
    response_issuer(response, idp)?;
    destination(response, sp)?;
    response_issue_instant(response, policy, now)
}

/// All rules about the Assertion (S-35 … S-47).
pub(crate) fn assertion(
    assertion: &Assertion,
    sp: &ServiceProvider,
    idp: &TrustedIdentityProvider,
    policy: &Policy,
    now: Timestamp,
) -> Result<Accepted> {
    assertion_version(assertion)?;
    let issue_instant = assertion_issue_instant(assertion, policy, now)?;
    assertion_issuer(assertion, idp)?;
    name_id(&assertion.subject)?;
    name_id_format(&assertion.subject)?;
    let conditions_end = validity(&assertion.conditions, policy, now)?;
    audience(&assertion.conditions, sp)?;
    known_conditions(&assertion.conditions)?;
    let (confirmation, confirmation_end) = bearer_confirmation(&assertion.subject, sp, policy, now)?;
    let (session_index, session_not_on_or_after) = session(&assertion.authn_statements, policy, now)?;
    // Acceptance ends where both have ended, so that is how long the memory of a used ID must last (S-54).
    let end = conditions_end.max(confirmation_end);
    Ok(Accepted {
        issue_instant,
        replay_until: later(end, 2 * i64::from(policy.clock_skew)),
        in_response_to: confirmation.in_response_to.clone(),
        session_index,
        session_not_on_or_after,
    })
}

/// S-12: with no trusted key nothing can be believed.
pub(crate) fn trusted_key(idp: &TrustedIdentityProvider) -> Result<()> {
    if idp.signing_certificates.is_empty() {
        return refused(Check::NoTrustedKey, "a signing certificate", "none configured");
    }
    Ok(())
}

/// S-31: the status is Success (SAML core, section 3.2.2.2); what it says otherwise is for the audit log.
pub(crate) fn status(response: &Response) -> Result<()> {
    let Some(status) = &response.status else {
        return refused(Check::StatusMissing, names::SUCCESS, "no status");
    };
    if status.code == names::SUCCESS {
        return Ok(());
    }
    let parts = [Some(status.code.as_str()), status.second_code.as_deref(), status.message.as_deref()];
    let received: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    refused(Check::StatusNotSuccess, names::SUCCESS, received.join(" · "))
}

/// S-10 and S-27: there is an assertion, and it is not encrypted.
pub(crate) fn plain_assertion(response: &Response) -> Result<&Assertion> {
    match &response.content {
        Content::Assertion(assertion) => Ok(assertion),
        Content::Encrypted => refused(Check::EncryptedAssertion, "an Assertion", "an EncryptedAssertion"),
        Content::Nothing => refused(Check::UnexpectedContent, "an Assertion", "a Response without one"),
    }
}

/// S-13: something is signed.
pub(crate) fn signed(response: &Response, assertion: &Assertion) -> Result<()> {
    if response.signature.is_none() && assertion.signature.is_none() {
        return refused(Check::NotSigned, "a signed Response or Assertion", "no signature");
    }
    Ok(())
}

/// S-30 (SAML core, section 3.2.2).
fn response_version(response: &Response) -> Result<()> {
    equal(Check::ResponseVersion, "2.0", &response.version)
}

/// S-32 (SAML profiles, section 4.1.4.2).
fn response_issuer(response: &Response, idp: &TrustedIdentityProvider) -> Result<()> {
    match &response.issuer {
        Some(issuer) => equal(Check::ResponseIssuerMismatch, &idp.entity_id, issuer),
        // The gate lets a Signature stand only after an Issuer, so what lacks one is unsigned and need not have it.
        None => Ok(()),
    }
}

/// S-33 (SAML core, section 3.2.2; SAML bindings, section 3.5.5.2).
fn destination(response: &Response, sp: &ServiceProvider) -> Result<()> {
    match &response.destination {
        Some(destination) => equal(Check::DestinationMismatch, &sp.acs_url, destination),
        None if response.signature.is_some() => {
            refused(Check::DestinationMissing, &sp.acs_url, "no Destination")
        }
        None => Ok(()),
    }
}

/// S-34.
fn response_issue_instant(response: &Response, policy: &Policy, now: Timestamp) -> Result<()> {
    let Some(issued) = instant(&response.issue_instant) else {
        return refused(Check::ResponseTimeMalformed, "a time in UTC", &response.issue_instant);
    };
    let checks = (Check::ResponseFromTheFuture, Check::ResponseTooOld);
    issued_recently(issued, checks, policy, now)
}

/// S-35, the version (SAML core, section 2.3.3).
fn assertion_version(assertion: &Assertion) -> Result<()> {
    equal(Check::AssertionVersion, "2.0", &assertion.version)
}

/// S-35, the time of issue.
fn assertion_issue_instant(assertion: &Assertion, policy: &Policy, now: Timestamp) -> Result<Timestamp> {
    let Some(issued) = instant(&assertion.issue_instant) else {
        return refused(Check::AssertionTimeMalformed, "a time in UTC", &assertion.issue_instant);
    };
    let checks = (Check::AssertionFromTheFuture, Check::AssertionTooOld);
    issued_recently(issued, checks, policy, now)?;
    Ok(issued)
}

fn issued_recently(issued: Timestamp, checks: (Check, Check), policy: &Policy, now: Timestamp) -> Result<()> {
    let (future, old) = checks;
    if issued > later(now, i64::from(policy.clock_skew)) {
        return refused(future, format!("not after {now}"), issued.to_string());
    }
    if issued < later(now, -OLDEST) {
        return refused(old, format!("at most 75 minutes before {now}"), issued.to_string());
    }
    Ok(())
}

/// S-36 (SAML profiles, section 4.1.4.2).
fn assertion_issuer(assertion: &Assertion, idp: &TrustedIdentityProvider) -> Result<()> {
    equal(Check::AssertionIssuerMismatch, &idp.entity_id, &assertion.issuer)
}

/// S-37: the NameID says something.
fn name_id(subject: &Subject) -> Result<()> {
    if subject.name_id.trim().is_empty() {
        return refused(Check::NameIdMissing, "a NameID", "an empty one");
    }
    Ok(())
}

/// S-40: a transient name names nobody (SAML core, section 8.3.8).
fn name_id_format(subject: &Subject) -> Result<()> {
    match subject.format.as_deref() {
        Some(names::TRANSIENT) => refused(Check::TransientNameId, "a lasting NameID", names::TRANSIENT),
        _ => Ok(()),
    }
}

/// S-41, S-42: now is within the conditions, give or take the skew (SAML core, section 2.5.1.2).
fn validity(conditions: &Conditions, policy: &Policy, now: Timestamp) -> Result<Timestamp> {
    let skew = i64::from(policy.clock_skew);
    if let Some(not_before) = &conditions.not_before {
        let Some(begin) = instant(not_before) else {
            return refused(Check::ConditionsTimeMalformed, "a time in UTC", not_before);
        };
        if now < later(begin, -skew) {
            return refused(Check::NotYetValid, format!("a beginning before {now}"), not_before);
        }
    }
    let Some(not_on_or_after) = &conditions.not_on_or_after else {
        return refused(Check::ConditionsWithoutEnd, "NotOnOrAfter", "none");
    };
    let Some(end) = instant(not_on_or_after) else {
        return refused(Check::ConditionsTimeMalformed, "a time in UTC", not_on_or_after);
    };
    if now >= later(end, skew) {
        return refused(Check::Expired, format!("an end after {now}"), not_on_or_after);
    }
    Ok(end)
}

/// S-43: there is an audience restriction, and each names us (SAML core, section 2.5.1.4).
fn audience(conditions: &Conditions, sp: &ServiceProvider) -> Result<()> {
    if conditions.audience_restrictions.is_empty() {
        return refused(Check::AudienceMissing, &sp.entity_id, "no AudienceRestriction");
    }
    for audiences in &conditions.audience_restrictions {
        if !audiences.contains(&sp.entity_id) {
            return refused(Check::AudienceMismatch, &sp.entity_id, audiences.join(", "));
        }
    }
    Ok(())
}

/// S-44: a condition that is not understood is not met (SAML core, section 2.5.1.1).
fn known_conditions(conditions: &Conditions) -> Result<()> {
    match &conditions.unknown {
        Some(name) => refused(Check::UnknownCondition, "known conditions", name),
        None => Ok(()),
    }
}

/// S-45: one bearer confirmation with data holds; when none does, the first says why.
fn bearer_confirmation<'a>(
    subject: &'a Subject,
    sp: &ServiceProvider,
    policy: &Policy,
    now: Timestamp,
) -> Result<(&'a Confirmation, Timestamp)> {
    let mut first_refusal = None;
    for confirmation in &subject.confirmations {
        if confirmation.method.as_deref() != Some(names::BEARER) || !confirmation.has_data {
            continue;
        }
        match confirmation_data(confirmation, sp, policy, now) {
            Ok(end) => return Ok((confirmation, end)),
            Err(refusal) => first_refusal = first_refusal.or(Some(refusal)),
        }
    }
    Err(first_refusal.unwrap_or_else(|| {
        let methods: Vec<&str> = subject.confirmations.iter().filter_map(|c| c.method.as_deref()).collect();
        ResponseRefused::new(Check::NoBearerConfirmation, names::BEARER, methods.join(", "))
    }))
}

/// S-46 (SAML profiles, section 4.1.4.2).
fn confirmation_data(
    confirmation: &Confirmation,
    sp: &ServiceProvider,
    policy: &Policy,
    now: Timestamp,
) -> Result<Timestamp> {
    equal(
        Check::RecipientMismatch,
        &sp.acs_url,
        confirmation.recipient.as_deref().unwrap_or("no Recipient"),
    )?;
    if let Some(not_before) = &confirmation.not_before {
        return refused(Check::ConfirmationNotBefore, "no NotBefore", not_before);
    }
    let not_on_or_after = confirmation.not_on_or_after.as_deref().unwrap_or_default();
    let Some(end) = instant(not_on_or_after) else {
        return refused(Check::ConfirmationWithoutEnd, "NotOnOrAfter", not_on_or_after);
    };
    if now >= later(end, i64::from(policy.clock_skew)) {
        return refused(Check::ConfirmationExpired, format!("an end after {now}"), not_on_or_after);
    }
    Ok(end)
}

/// S-47: the person was authenticated, and no session named is over (SAML core, section 2.7.2).
fn session(
    statements: &[AuthnStatement],
    policy: &Policy,
    now: Timestamp,
) -> Result<(Option<String>, Option<Timestamp>)> {
    let Some(first) = statements.first() else {
        return refused(Check::AuthnStatementMissing, "an AuthnStatement", "none");
    };
    let mut earliest: Option<Timestamp> = None;
    for text in statements.iter().filter_map(|statement| statement.session_not_on_or_after.as_ref()) {
        let Some(end) = instant(text) else {
            return refused(Check::SessionTimeMalformed, "a time in UTC", text);
        };
        if now >= later(end, i64::from(policy.clock_skew)) {
            return refused(Check::SessionExpired, format!("an end after {now}"), text);
        }
        earliest = Some(earliest.map_or(end, |earliest| earliest.min(end)));
    }
    Ok((first.session_index.clone(), earliest))
}

/// S-50, within the message: Response and confirmation answer one request, or none.
pub(crate) fn one_request(response: &Response, accepted: &Accepted) -> Result<Option<String>> {
    match (&response.in_response_to, &accepted.in_response_to) {
        (Some(outer), Some(inner)) if outer != inner => refused(Check::InResponseToDiffers, inner, outer),
        // An unsigned Response cannot turn an unsolicited assertion into an answer.
        (Some(outer), None) if response.signature.is_none() => {
            refused(Check::InResponseToDiffers, "InResponseTo in the confirmation", outer)
        }
        (Some(id), _) | (None, Some(id)) => Ok(Some(id.clone())),
        (None, None) => Ok(None),
    }
}

/// A14, S-38: the user name in a NameID: 1 to 64 characters of those a user name may have, as it stands.
/// White space around it is not repaired: a name that was signed with it is another name.
pub fn user_name(name_id: &str) -> Result<&str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '_' | '-' | '.');
    if name_id.is_empty() || name_id.len() > LONGEST_NAME || !name_id.chars().all(allowed) {
        return refused(Check::InvalidSubjectValue, "1 to 64 of the characters A–Z a–z 0–9 @ _ - .", name_id);
    }
    Ok(name_id)
}

fn equal(check: Check, expected: &str, received: &str) -> Result<()> {
    if expected == received { Ok(()) } else { refused(check, expected, received) }
}

/// A time of SAML core, section 1.3.3: xs:dateTime in UTC.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let shape = b"0000-00-00T00:00:00";
    let bytes = text.as_bytes();
    let fits = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    let fraction = bytes.get(shape.len()..)?.strip_suffix(b"Z")?;
    let good_fraction = match fraction.split_first() {
        None => true,
        Some((b'.', digits)) => (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
        Some(_) => false,
    };
    if !good_fraction || !bytes.iter().zip(shape).all(fits) {
        return None;
    }
    text.parse().ok()
}

fn later(time: Timestamp, seconds: i64) -> Timestamp {
    time.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(time)
}
