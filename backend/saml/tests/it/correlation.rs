//! S-50 … S-54: which request is answered, and how long an answer must be remembered.

use super::support::message::*;
use super::support::*;
use jiff::SignedDuration;
use saml::checks::{Initiated, StoredRequest, correlation};
use saml::error::Check;
use saml::response::VerifiedResponse;
use saml::settings::Policy;

const REQUEST: &str = "_3f1c5a9e7b2d4f60a1b2c3d4e5f60718";

fn stored(id: &str, age: i64) -> StoredRequest {
    StoredRequest { id: id.to_owned(), issued_at: now() - SignedDuration::from_secs(age) }
}

fn answer() -> VerifiedResponse {
    accepted(&Message::default().answering(REQUEST).xml())
}

fn unsolicited() -> VerifiedResponse {
    accepted(&Message::default().xml())
}

#[track_caller]
fn correlated(
    response: &VerifiedResponse,
    request: Option<&StoredRequest>,
    allowed: bool,
) -> Result<Initiated, Check> {
    let policy = Policy { allow_idp_initiated: allowed, ..Policy::default() };
    correlation(response, request, &policy, now()).map_err(|refusal| refusal.check)
}

#[test]
fn an_answer_to_an_open_request_is_accepted_whether_or_not_unsolicited_ones_are() {
    for allowed in [true, false] {
        assert_eq!(
            correlated(&answer(), Some(&stored(REQUEST, 30)), allowed),
            Ok(Initiated::ByServiceProvider)
        );
    }
}

#[test]
fn an_answer_to_no_open_request_is_refused_also_when_unsolicited_ones_are_allowed() {
    for allowed in [true, false] {
        assert_eq!(correlated(&answer(), None, allowed), Err(Check::RequestUnknown));
        assert_eq!(correlated(&answer(), Some(&stored("_other", 30)), allowed), Err(Check::RequestUnknown));
    }
}

#[test]
fn a_request_waits_ten_minutes_and_no_longer() {
    assert_eq!(correlated(&answer(), Some(&stored(REQUEST, 599)), true), Ok(Initiated::ByServiceProvider));
    assert_eq!(correlated(&answer(), Some(&stored(REQUEST, 600)), true), Err(Check::RequestExpired));
}

#[test]
fn an_unsolicited_response_is_accepted_only_while_allowed() {
    assert_eq!(correlated(&unsolicited(), None, true), Ok(Initiated::ByIdentityProvider));
    assert_eq!(correlated(&unsolicited(), None, false), Err(Check::IdpInitiatedNotAllowed));
}

#[test]
fn an_unsolicited_response_does_not_use_up_the_request_of_the_browser() {
    assert_eq!(
        correlated(&unsolicited(), Some(&stored(REQUEST, 30)), true),
        Ok(Initiated::ByIdentityProvider)
    );
    assert_eq!(
        correlated(&unsolicited(), Some(&stored(REQUEST, 30)), false),
        Err(Check::IdpInitiatedNotAllowed)
    );
}

#[test]
fn the_request_is_found_in_response_and_confirmation() {
    assert_eq!(answer().in_response_to.as_deref(), Some(REQUEST));
    assert_eq!(unsolicited().in_response_to, None);
}

#[test]
fn response_and_confirmation_that_answer_different_requests_are_refused() {
    for mut message in [Message::default(), Message::response_signed(), Message::both_signed()] {
        message = message.answering(REQUEST);
        message.response_attributes = swap(&message.response_attributes, REQUEST, "_other");
        refused(&message.xml(), Check::InResponseToDiffers);
    }
}

#[test]
fn a_request_named_in_the_confirmation_alone_must_match_too() {
    let xml = Message::with(|m| {
        m.subject =
            subject(NAME_ID, &confirmation(&confirmation_data(&format!(" InResponseTo=\"{REQUEST}\""))));
    })
    .xml();
    assert_eq!(accepted(&xml).in_response_to.as_deref(), Some(REQUEST));
}

#[test]
fn an_unsigned_response_cannot_turn_an_unsolicited_assertion_into_an_answer() {
    let name = |m: &mut Message| {
        m.response_attributes = swap(
            &m.response_attributes,
            " IssueInstant",
            &format!(" InResponseTo=\"{REQUEST}\" IssueInstant"),
        );
    };
    refused(&Message::with(name).xml(), Check::InResponseToDiffers);
    let mut signed = Message::response_signed();
    name(&mut signed);
    assert_eq!(accepted(&signed.xml()).in_response_to.as_deref(), Some(REQUEST));
}

#[test]
fn an_unsigned_response_cannot_take_the_request_away() {
    let xml = Message::default().answering(REQUEST).xml();
    let stripped = xml.replacen(&format!(" InResponseTo=\"{REQUEST}\""), "", 1);
    assert_eq!(accepted(&stripped).in_response_to.as_deref(), Some(REQUEST));
}

#[test]
fn an_assertion_is_remembered_until_it_cannot_be_accepted_any_more() {
    // The conditions end after an hour; twice the skew is six minutes.
    assert_eq!(unsolicited().replay_until.to_string(), after(3600 + 360));
    let longer = Message::with(|m| {
        let data = format!(
            "<SubjectConfirmationData NotOnOrAfter=\"{}\" Recipient=\"{ACS_URL}\"></SubjectConfirmationData>",
            after(7200)
        );
        m.subject = subject(NAME_ID, &confirmation(&data));
    });
    assert_eq!(accepted(&longer.xml()).replay_until.to_string(), after(7200 + 360));
}
