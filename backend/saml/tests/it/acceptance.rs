//! Genuine responses are accepted: in the shapes of four identity providers, signed by another library, and in
//! every combination of what is signed by what.

use super::support::message::*;
use super::support::*;
use saml::keys::Certificate;
use saml::response::{self, VerifiedResponse};
use saml::settings::{Policy, TrustedIdentityProvider};

const REQUEST: &str = "_3f1c5a9e7b2d4f60a1b2c3d4e5f60718";

#[track_caller]
fn fixture(xml: &[u8], pem: &str, entity_id: &str) -> VerifiedResponse {
    let idp = TrustedIdentityProvider {
        entity_id: entity_id.to_owned(),
        signing_certificates: vec![keys::second_rsa().certificate(), Certificate::from_pem(pem).unwrap()],
    };
    let verified = response::verify(xml, &sp(), &idp, &Policy::default(), now()).unwrap_or_else(|refusal| {
        panic!("refused by {refusal}: expected {}, received {}", refusal.expected, refusal.received)
    });
    assert_eq!(verified.name_id, NAME_ID);
    verified
}

macro_rules! file {
    ($path:literal) => {
        include_bytes!(concat!("../../fixtures/", $path))
    };
}

macro_rules! text {
    ($path:literal) => {
        include_str!(concat!("../../fixtures/", $path))
    };
}

#[test]
fn a_response_of_entra_id_is_accepted() {
    let verified = fixture(file!("entra/response.xml"), text!("entra/signing.pem"), IDP_ENTITY_ID);
    assert_eq!(verified.in_response_to.as_deref(), Some(REQUEST));
    assert_eq!(verified.assertion_id, "_2f6d1c3e-77aa-4c1b-8f55-0123456789ab");
    assert_eq!(verified.session_index.as_deref(), Some("_2f6d1c3e-77aa-4c1b-8f55-0123456789ab"));
    assert_eq!(verified.session_not_on_or_after, None);
    assert_eq!(verified.issue_instant.to_string(), "2026-06-21T09:29:58.868Z");
    assert_eq!(verified.replay_until.to_string(), "2026-06-21T10:35:58.711Z");
}

#[test]
fn a_response_of_okta_with_both_signed_and_an_inclusive_prefix_is_accepted() {
    let verified = fixture(
        file!("okta/response.xml"),
        text!("okta/signing.pem"),
        "http://www.okta.com/exk1abcd2EFGHIJkl3m4",
    );
    assert_eq!(verified.response_id, "id9271468013572");
    assert_eq!(verified.assertion_id, "id9271468013573");
}

#[test]
fn a_response_of_keycloak_with_the_response_signed_is_accepted() {
    let verified = fixture(
        file!("keycloak/response.xml"),
        text!("keycloak/signing.pem"),
        "https://id.example.com/realms/master",
    );
    assert_eq!(verified.session_not_on_or_after.unwrap().to_string(), "2026-06-21T19:29:58.5Z");
}

#[test]
fn an_unsolicited_response_of_ad_fs_is_accepted() {
    let verified = fixture(
        file!("adfs/response.xml"),
        text!("adfs/signing.pem"),
        "http://sts.example.com/adfs/services/trust",
    );
    assert_eq!(verified.in_response_to, None);
    assert_eq!(verified.name_id_format, None);
}

#[test]
fn every_combination_of_what_is_signed_and_by_what_is_accepted() {
    let all = [keys::rsa(), keys::rsa_3072(), keys::p256(), keys::p384()];
    for outer in all.map(Some).into_iter().chain([None]) {
        for inner in all.map(Some).into_iter().chain([None]) {
            if outer.is_none() && inner.is_none() {
                continue;
            }
            let xml = Message::with(|m| {
                m.sign_assertion = inner.map(Signing::by);
                m.sign_response = outer.map(Signing::by);
            })
            .xml();
            let verified = verify_trusting(&xml, &all).unwrap();
            assert_eq!((verified.name_id.as_str(), verified.assertion_id.as_str()), (NAME_ID, ASSERTION_ID));
            assert_eq!(verified.response_id, RESPONSE_ID);
        }
    }
}

#[test]
fn white_space_between_elements_does_no_harm_when_it_was_signed() {
    let xml = Message::with(|m| {
        m.subject = format!("\n  {}\n  ", m.subject);
        m.conditions = format!("{}\n", m.conditions);
        m.status = format!("\n{}\n", m.status);
    })
    .xml();
    accepted(&xml);
}

#[test]
fn values_with_every_kind_of_escape_are_read_as_written() {
    let xml = Message::with(|m| {
        m.subject = m.subject.replace(NAME_ID, "a&amp;b&lt;c&gt;d\"e'f ä 😀");
    })
    .xml();
    assert_eq!(verify(&xml).unwrap().name_id, "a&b<c>d\"e'f ä 😀");
}

#[test]
fn messages_do_not_appear_in_debug_output() {
    let xml = Message::default().xml();
    let posted = saml::binding::PostedResponse { xml: xml.clone().into_bytes(), relay_state: None };
    assert!(!format!("{posted:?}").contains("alice"));
    let form = saml::binding::response_form(&xml, "https://cloud.example/", None);
    assert!(!format!("{form:?}").contains(&form.message[..40]));
}
