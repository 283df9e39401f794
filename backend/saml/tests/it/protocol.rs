//! S-30 … S-35: the rules about the Response and about times of issue.

use super::support::message::*;
use super::support::*;
use saml::error::{Check, WhoCanFix};
use saml::response;
use saml::settings::Policy;

/// The message with the attributes of its Response changed, as assertion-signed, response-signed and both.
fn in_all_signings(change: impl Fn(&mut Message)) -> Vec<String> {
    [Message::default(), Message::response_signed(), Message::both_signed()]
        .into_iter()
        .map(|mut message| {
            change(&mut message);
            message.xml()
        })
        .collect()
}

#[track_caller]
fn all_refused(change: impl Fn(&mut Message), check: Check) {
    for xml in in_all_signings(change) {
        refused(&xml, check);
    }
}

fn status(code: &str) -> String {
    format!("<samlp:Status><samlp:StatusCode Value=\"{code}\"></samlp:StatusCode></samlp:Status>")
}

#[test]
fn a_response_of_another_version_is_refused() {
    for version in ["1.1", "2", "2.00", "3.0", ""] {
        all_refused(
            |m| m.response_attributes = swap(&m.response_attributes, "\"2.0\"", &format!("\"{version}\"")),
            Check::ResponseVersion,
        );
    }
    all_refused(
        |m| m.response_attributes = swap(&m.response_attributes, " Version=\"2.0\"", ""),
        Check::ResponseVersion,
    );
}

#[test]
fn a_response_without_id_is_refused() {
    let xml = Message::default().xml();
    refused(&swap(&xml, &format!(" ID=\"{RESPONSE_ID}\""), ""), Check::ResponseIdMissing);
}

#[test]
fn a_response_without_status_is_refused() {
    let status = Message::default().status;
    all_refused(|m| m.status = swap(&m.status, &status, ""), Check::StatusMissing);
    all_refused(|m| m.status = "<samlp:Status></samlp:Status>".to_owned(), Check::StatusMissing);
}

#[test]
fn a_status_that_is_not_success_is_refused_and_told_to_the_audit_log() {
    let denied = "<samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\"><samlp:StatusCode \
                  Value=\"urn:oasis:names:tc:SAML:2.0:status:RequestDenied\"></samlp:StatusCode></samlp:StatusCode>\
                  <samlp:StatusMessage>AADSTS50105: not assigned</samlp:StatusMessage></samlp:Status>";
    for xml in in_all_signings(|m| m.status = denied.to_owned()) {
        let refusal = refused(&xml, Check::StatusNotSuccess);
        assert!(refusal.received.contains("status:RequestDenied"), "{}", refusal.received);
        assert!(refusal.received.contains("AADSTS50105: not assigned"), "{}", refusal.received);
    }
    for code in [
        "",
        "Success",
        "urn:oasis:names:tc:SAML:2.0:status:success",
        "urn:oasis:names:tc:SAML:2.0:status:Requester",
    ] {
        all_refused(|m| m.status = status(code), Check::StatusNotSuccess);
    }
}

#[test]
fn a_status_with_anything_else_inside_is_refused() {
    let success = status(SUCCESS);
    let inside = |xml: &str| swap(&success, "></samlp:StatusCode>", &format!(">{xml}</samlp:StatusCode>"));
    for changed in [
        inside("<samlp:StatusMessage></samlp:StatusMessage>"),
        inside("<x></x>"),
        inside(
            "<samlp:StatusCode Value=\"a\"></samlp:StatusCode><samlp:StatusCode Value=\"b\"></samlp:StatusCode>",
        ),
        swap(&success, "</samlp:Status>", "<x></x></samlp:Status>"),
        swap(&success, "</samlp:Status>", "<samlp:StatusCode Value=\"a\"></samlp:StatusCode></samlp:Status>"),
        swap(&success, "<samlp:Status>", "<samlp:Status><x></x>"),
        swap(
            &success,
            "</samlp:Status>",
            &format!("{}</samlp:Status>", "<samlp:StatusMessage>m</samlp:StatusMessage>".repeat(2)),
        ),
    ] {
        all_refused(|m| m.status = changed.clone(), Check::UnexpectedContent);
    }
}

#[test]
fn an_error_response_without_assertion_or_signature_is_told_apart() {
    let mut message = Message::with(|m| {
        m.sign_assertion = None;
        m.status = status("urn:oasis:names:tc:SAML:2.0:status:Responder");
    });
    let assertion = message.assertion();
    refused(&swap(&message.xml(), &assertion, ""), Check::StatusNotSuccess);
    message.status = status(SUCCESS);
    refused(&swap(&message.xml(), &assertion, ""), Check::UnexpectedContent);
}

#[test]
fn a_very_long_status_message_is_shortened() {
    let long = format!(
        "<samlp:Status><samlp:StatusCode Value=\"x\"></samlp:StatusCode><samlp:StatusMessage>{}</samlp:StatusMessage></samlp:Status>",
        "m".repeat(50_000)
    );
    let refusal = refused(&Message::with(|m| m.status = long).xml(), Check::StatusNotSuccess);
    assert!(refusal.received.chars().count() < 250);
}

#[test]
fn another_issuer_of_the_response_is_refused() {
    for issuer in [
        "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
        "https://sts.windows.net/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11",
        "HTTPS://STS.WINDOWS.NET/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11/",
        " https://sts.windows.net/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11/",
        "",
    ] {
        all_refused(
            |m| m.response_issuer = swap(&m.response_issuer, IDP_ENTITY_ID, issuer),
            Check::ResponseIssuerMismatch,
        );
    }
}

#[test]
fn an_unsigned_response_may_lack_an_issuer() {
    accepted(&Message::with(|m| m.response_issuer = String::new()).xml());
}

#[test]
fn another_destination_is_refused_signed_or_not() {
    for destination in [
        "https://sso.example.com/saml/acs/d-00fc2p61/",
        "https://sso.example.com/saml/acs/d-00fc2p6",
        "https://evil.example.com/saml/acs/d-00fc2p61",
        "http://sso.example.com/saml/acs/d-00fc2p61",
        "https://sso.example.com/saml/acs/D-00fc2p61",
        "https://sso.example.com:443/saml/acs/d-00fc2p61",
        "",
    ] {
        all_refused(
            |m| m.response_attributes = swap(&m.response_attributes, ACS_URL, destination),
            Check::DestinationMismatch,
        );
    }
}

#[test]
fn a_missing_destination_is_refused_while_the_response_is_signed() {
    let remove = |m: &mut Message| {
        m.response_attributes = swap(&m.response_attributes, &format!(" Destination=\"{ACS_URL}\""), "")
    };
    let [assertion_signed, response_signed, both] = &in_all_signings(remove)[..] else { unreachable!() };
    accepted(assertion_signed);
    refused(response_signed, Check::DestinationMissing);
    refused(both, Check::DestinationMissing);
}

#[test]
fn a_time_of_the_response_that_is_no_time_is_refused() {
    for time in [
        "",
        "now",
        "2026-06-21",
        "2026-06-21T09:29:59",
        "2026-06-21T09:29:59+00:00",
        "2026-06-21 09:29:59Z",
        "2026-13-21T09:29:59Z",
        "2026-06-21T09:29:59.Z",
        "2026-06-21T09:29:59z",
        "1782034199",
    ] {
        all_refused(
            |m| m.response_attributes = swap(&m.response_attributes, &after(-1), time),
            Check::ResponseTimeMalformed,
        );
    }
}

#[test]
fn a_response_from_the_future_or_long_ago_is_refused() {
    let issued = |seconds: i64| {
        move |m: &mut Message| {
            m.response_attributes = swap(&m.response_attributes, &after(-1), &after(seconds))
        }
    };
    all_refused(issued(181), Check::ResponseFromTheFuture);
    all_refused(issued(86_400), Check::ResponseFromTheFuture);
    all_refused(issued(-4_501), Check::ResponseTooOld);
    for seconds in [180, 0, -60, -4_500] {
        for xml in in_all_signings(issued(seconds)) {
            accepted(&xml);
        }
    }
}

#[test]
fn an_assertion_of_another_version_is_refused() {
    for version in ["1.1", "2", ""] {
        let change = |m: &mut Message| {
            m.assertion_attributes = swap(&m.assertion_attributes, "\"2.0\"", &format!("\"{version}\""))
        };
        all_refused(change, Check::AssertionVersion);
    }
}

#[test]
fn an_assertion_without_id_is_refused() {
    let xml = Message::with(|m| m.sign_assertion = None).xml();
    refused(
        &swap(
            &xml,
            &format!("<Assertion xmlns=\"{ASSERTION}\" ID=\"{ASSERTION_ID}\""),
            &format!("<Assertion xmlns=\"{ASSERTION}\""),
        ),
        Check::AssertionIdMissing,
    );
}

#[test]
fn an_assertion_from_the_future_long_ago_or_no_time_is_refused() {
    let issued = |time: String| {
        move |m: &mut Message| m.assertion_attributes = swap(&m.assertion_attributes, &after(-1), &time)
    };
    all_refused(issued(after(181)), Check::AssertionFromTheFuture);
    all_refused(issued(after(-4_501)), Check::AssertionTooOld);
    all_refused(issued("yesterday".to_owned()), Check::AssertionTimeMalformed);
    all_refused(issued(String::new()), Check::AssertionTimeMalformed);
    accepted(&Message::with(issued(after(180))).xml());
    accepted(&Message::with(issued(after(-4_500))).xml());
}

#[test]
fn fractions_of_seconds_are_understood() {
    for fraction in [".1", ".123", ".1234567", ".123456789"] {
        accepted(
            &Message::with(|m| {
                m.assertion_attributes = swap(&m.assertion_attributes, "59Z", &format!("59{fraction}Z"))
            })
            .xml(),
        );
    }
}

#[test]
fn the_skew_is_a_setting() {
    let xml =
        Message::with(|m| m.assertion_attributes = swap(&m.assertion_attributes, &after(-1), &after(30)))
            .xml();
    let strict = Policy { clock_skew: 10, ..Policy::default() };
    let refusal = response::verify(xml.as_bytes(), &sp(), &idp(), &strict, now()).unwrap_err();
    assert_eq!(refusal.check, Check::AssertionFromTheFuture);
    accepted(&xml);
}

#[test]
fn each_refusal_says_who_can_fix_it_and_what_was_expected() {
    let xml = Message::with(|m| {
        m.response_attributes = swap(&m.response_attributes, ACS_URL, "https://other.example/acs")
    })
    .xml();
    let refusal = refused(&xml, Check::DestinationMismatch);
    assert_eq!(
        (refusal.expected.as_str(), refusal.received.as_str()),
        (ACS_URL, "https://other.example/acs")
    );
    assert_eq!(refusal.check.who_can_fix(), WhoCanFix::IdentityProviderAdministrator);
    assert_eq!((refusal.check.code(), refusal.check.reason()), ("S-33", "DestinationMismatch"));
}
