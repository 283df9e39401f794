//! The outgoing leg: what a role response says, that it verifies, and that no value can become markup (O-01).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::own_metadata::valid_by_schema;
use super::support::random::Random;
use super::support::*;
use jiff::SignedDuration;
use quick_xml::events::Event;
use saml::SignedResponse;
use saml::keys::{SigningKey, generate_key_pair};
use saml::role_response::{RolePair, RoleResponse, sign};
use saml::settings::{Policy, ServiceProvider, TrustedIdentityProvider};
use saml::write::WriteRefused;

const SIGN_IN: &str = "https://signin.alibabacloud.com/saml-role/sso";
const AUDIENCE: &str = "urn:alibaba:cloudcomputing:international";
const ISSUER: &str = "https://sso.example.com/saml/idp/d-00fc2p61";

fn key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| {
        let generated = generate_key_pair("CloudSSO", now(), 1).unwrap();
        SigningKey::from_pkcs8(&generated.private_key_pkcs8, &generated.certificate_der).unwrap()
    })
}

fn role_response() -> RoleResponse {
    RoleResponse {
        issuer: ISSUER.to_owned(),
        destination: SIGN_IN.to_owned(),
        audience: AUDIENCE.to_owned(),
        roles: vec![RolePair {
            role_arn: "acs:ram::1234567890123456:role/aliyunreservedsso-readonly".to_owned(),
            provider_arn: "acs:ram::1234567890123456:saml-provider/cloudsso-d-00fc2p61".to_owned(),
        }],
        role_session_name: NAME_ID.to_owned(),
        session_duration: Some(3600),
        authn_instant: now() - SignedDuration::from_secs(120),
        session_not_on_or_after: Some(now() + SignedDuration::from_hours(7)),
        session_index: Some("s-1".to_owned()),
    }
}

fn signed(response: &RoleResponse) -> SignedResponse {
    sign(response, key(), now()).unwrap()
}

/// Our own verifier in the place of the cloud.
fn verified_as_the_cloud(
    xml: &str,
    response: &RoleResponse,
) -> Result<saml::VerifiedResponse, saml::ResponseRefused> {
    let cloud =
        ServiceProvider { entity_id: response.audience.clone(), acs_url: response.destination.clone() };
    let us = TrustedIdentityProvider {
        entity_id: response.issuer.clone(),
        signing_certificates: vec![key().certificate().clone()],
    };
    saml::response::verify(
        xml.as_bytes(),
        &cloud,
        &us,
        &Policy { clock_skew: 0, allow_idp_initiated: true },
        now(),
    )
}

/// What quick-xml's own unescaping reads: every attribute of every element and every text, in order.
fn read_back(xml: &str) -> (usize, Vec<(String, String)>) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut elements, mut values, mut text) = (0, Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                elements += 1;
                text.clear();
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap();
                    let name = String::from_utf8(attribute.key.0.to_vec()).unwrap();
                    // Not normalised: the writer escapes what normalisation would change.
                    let value = String::from_utf8(attribute.value.to_vec()).unwrap();
                    values.push((name, quick_xml::escape::unescape(&value).unwrap().into_owned()));
                }
            }
            Event::Text(part) => text.push_str(&part.decode().unwrap()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                Some(character) => text.push(character),
                None => text.push_str(
                    quick_xml::escape::resolve_predefined_entity(&reference.decode().unwrap()).unwrap(),
                ),
            },
            Event::End(end) => {
                values.push((String::from_utf8(end.name().0.to_vec()).unwrap(), std::mem::take(&mut text)));
            }
            Event::Eof => return (elements, values),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_role_response_is_valid_by_schema_and_says_what_the_cloud_asks_for() {
    let response = role_response();
    let signed = signed(&response);
    valid_by_schema(&signed.xml, "saml-schema-protocol-2.0.xsd");
    let (_, values) = read_back(&signed.xml);
    let mut counted: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (name, value) in &values {
        *counted.entry((name, value)).or_default() += 1;
    }
    let pair = format!("{},{}", response.roles[0].role_arn, response.roles[0].provider_arn);
    for (name, value) in [
        ("Destination", SIGN_IN),
        ("Recipient", SIGN_IN),
        ("saml:Audience", AUDIENCE),
        ("saml:NameID", NAME_ID),
        ("Method", "urn:oasis:names:tc:SAML:2.0:cm:bearer"),
        ("NotBefore", "2026-06-21T09:29:00Z"),
        ("SessionNotOnOrAfter", "2026-06-21T16:30:00Z"),
        ("AuthnInstant", "2026-06-21T09:28:00Z"),
        ("Name", "https://www.aliyun.com/SAML-Role/Attributes/Role"),
        ("Name", "https://www.aliyun.com/SAML-Role/Attributes/RoleSessionName"),
        ("Name", "https://www.aliyun.com/SAML-Role/Attributes/SessionDuration"),
        ("saml:AttributeValue", pair.as_str()),
        ("saml:AttributeValue", NAME_ID),
        ("saml:AttributeValue", "3600"),
        ("ID", signed.response_id.as_str()),
        ("ID", signed.assertion_id.as_str()),
        ("Value", "urn:oasis:names:tc:SAML:2.0:status:Success"),
    ] {
        assert_eq!(counted.get(&(name, value)), Some(&1), "{name} {value}");
    }
    // The end of the conditions and of the confirmation: five minutes.
    assert_eq!(counted.get(&("NotOnOrAfter", "2026-06-21T09:35:00Z")), Some(&2));
    assert_eq!(counted.get(&("saml:Issuer", ISSUER)), Some(&2));
    assert!(!values.iter().any(|(name, _)| name == "InResponseTo"));
}

#[test]
fn our_own_verifier_accepts_a_role_response() {
    let response = role_response();
    let signed = signed(&response);
    let verified = verified_as_the_cloud(&signed.xml, &response).unwrap();
    assert_eq!(verified.name_id, NAME_ID);
    assert_eq!(verified.assertion_id, signed.assertion_id);
    assert_eq!(verified.response_id, signed.response_id);
    assert_eq!(verified.certificate_fingerprint, key().certificate().fingerprint());
}

#[test]
fn a_changed_role_response_is_refused() {
    let response = role_response();
    let xml = swap(&signed(&response).xml, "aliyunreservedsso-readonly", "aliyunreservedsso-administrator");
    assert_eq!(verified_as_the_cloud(&xml, &response).unwrap_err().check, saml::Check::DigestMismatch);
}

#[test]
fn several_roles_and_no_duration_are_written() {
    let mut response = role_response();
    response.roles.push(RolePair {
        role_arn: "acs:ram::2:role/b".to_owned(),
        provider_arn: "acs:ram::2:saml-provider/p".to_owned(),
    });
    response.session_duration = None;
    response.session_not_on_or_after = None;
    response.session_index = None;
    let xml = signed(&response).xml;
    valid_by_schema(&xml, "saml-schema-protocol-2.0.xsd");
    assert!(xml.contains("<saml:AttributeValue>acs:ram::2:role/b,acs:ram::2:saml-provider/p</saml:AttributeValue></saml:Attribute>"));
    assert!(!xml.contains("SessionDuration") && !xml.contains("SessionNotOnOrAfter"));
    assert!(verified_as_the_cloud(&xml, &response).is_ok());
}

#[test]
fn what_the_cloud_would_refuse_is_refused_before_it_is_signed() {
    let refused = |change: &dyn Fn(&mut RoleResponse)| {
        let mut response = role_response();
        change(&mut response);
        assert!(matches!(sign(&response, key(), now()).unwrap_err(), WriteRefused::Unacceptable(_)));
    };
    for name in ["", "a", "alice bob", "alice<", "alice&bob", "ålice", &"a".repeat(65), "alice\n"] {
        refused(&|r| r.role_session_name = name.to_owned());
    }
    for seconds in [0, 899, 43_201, u32::MAX] {
        refused(&|r| r.session_duration = Some(seconds));
    }
    refused(&|r| r.roles.clear());
    refused(&|r| r.roles[0].role_arn = "acs:ram::1:role/a,acs:ram::1:role/b".to_owned());
    refused(&|r| r.roles[0].provider_arn = "a,b".to_owned());
    for seconds in [900, 43_200] {
        assert!(
            sign(&RoleResponse { session_duration: Some(seconds), ..role_response() }, key(), now()).is_ok()
        );
    }
}

#[test]
fn characters_that_xml_does_not_allow_are_refused() {
    for character in ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        let response = RoleResponse { issuer: format!("https://x/{character}"), ..role_response() };
        assert!(matches!(sign(&response, key(), now()).unwrap_err(), WriteRefused::ForbiddenCharacter(_)));
    }
}

#[test]
fn a_value_cannot_become_a_second_role() {
    let mut response = role_response();
    response.roles[0].role_arn =
        "x</saml:AttributeValue></saml:Attribute><saml:Attribute Name=\"Role\"><saml:AttributeValue>admin"
            .to_owned();
    let xml = signed(&response).xml;
    assert_eq!(xml.matches("<saml:Attribute ").count(), 3);
    assert!(verified_as_the_cloud(&xml, &response).is_ok());
}

#[test]
fn random_text_comes_out_as_it_went_in_and_never_adds_an_element() {
    let (elements, _) = read_back(&signed(&role_response()).xml);
    let mut random = Random::new(0x0_01);
    for round in 0..2_000 {
        let (issuer, audience, destination) = (random.text(40), random.text(40), random.text(40));
        let (index, role) = (random.text(40), random.text(40).replace(',', ""));
        let response = RoleResponse {
            issuer,
            audience,
            destination,
            session_index: Some(index),
            roles: vec![RolePair { role_arn: role, provider_arn: "p".to_owned() }],
            ..role_response()
        };
        let xml = signed(&response).xml;
        let (count, values) = read_back(&xml);
        assert_eq!(count, elements, "round {round}");
        let all = |name: &str| -> Vec<&str> {
            values.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
        };
        assert_eq!(all("saml:Issuer"), [&response.issuer, &response.issuer]);
        assert_eq!(all("saml:Audience"), [&response.audience]);
        assert_eq!(all("Destination"), [&response.destination]);
        assert_eq!(all("Recipient"), [&response.destination]);
        assert_eq!(all("SessionIndex"), [response.session_index.as_ref().unwrap()]);
        assert_eq!(all("saml:AttributeValue")[0], format!("{},p", response.roles[0].role_arn));
        // And the canonicalizer finds the text to be canonical: the digest verifies.
        if round % 10 == 0 {
            verified_as_the_cloud(&xml, &response).unwrap();
        }
    }
}
