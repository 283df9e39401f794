//! The other outgoing leg: what a user response says, in the schema's order, and that it verifies.

use super::own_metadata::valid_by_schema;
use super::support::*;
use jiff::SignedDuration;
use saml::keys::{SigningKey, generate_key_pair};
use saml::settings::{Policy, ServiceProvider, TrustedIdentityProvider};
use saml::user_response::{UserResponse, sign};
use saml::write::WriteRefused;

const SIGN_IN: &str = "https://signin-intl.aliyun.com/saml/SSO";
const AUDIENCE: &str = "https://signin-intl.aliyun.com/2000000000000001/saml/SSO";
const RAM_USER: &str = "ada@2000000000000001.onaliyun.com";

fn user_response() -> UserResponse {
    UserResponse {
        issuer: "https://sso.example.com/saml/idp/d-00fc2p61".to_owned(),
        destination: SIGN_IN.to_owned(),
        audience: AUDIENCE.to_owned(),
        principal_name: RAM_USER.to_owned(),
        authn_instant: now() - SignedDuration::from_secs(120),
        session_not_on_or_after: now() + SignedDuration::from_hours(6),
        session_index: "s-1".to_owned(),
    }
}

fn key() -> SigningKey {
    let generated = generate_key_pair("CloudSSO", now(), 1).unwrap();
    SigningKey::from_pkcs8(&generated.private_key_pkcs8, &generated.certificate_der).unwrap()
}

#[test]
fn a_user_response_is_valid_by_schema_and_our_own_verifier_takes_it_for_the_account() {
    let (response, key) = (user_response(), key());
    let signed = sign(&response, &key, now()).unwrap();
    valid_by_schema(&signed.xml, "saml-schema-protocol-2.0.xsd");
    for part in [
        format!("<saml:NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">{RAM_USER}<"),
        format!("NotOnOrAfter=\"2026-06-21T09:35:00Z\" Recipient=\"{SIGN_IN}\""),
        format!("<saml:Audience>{AUDIENCE}</saml:Audience>"),
        "SessionNotOnOrAfter=\"2026-06-21T15:30:00Z\"".to_owned(),
    ] {
        assert_eq!(signed.xml.matches(&part).count(), 1, "{part}");
    }
    assert!(!signed.xml.contains("AttributeStatement"));
    let account = |audience: &str| ServiceProvider { entity_id: audience.into(), acs_url: SIGN_IN.into() };
    let us = TrustedIdentityProvider {
        entity_id: response.issuer.clone(),
        signing_certificates: vec![key.certificate().clone()],
    };
    let policy = Policy { clock_skew: 0, allow_idp_initiated: true };
    let verify = |xml: &str, audience: &str| {
        saml::response::verify(xml.as_bytes(), &account(audience), &us, &policy, now())
    };
    let verified = verify(&signed.xml, AUDIENCE).unwrap();
    assert_eq!((verified.name_id.as_str(), verified.assertion_id), (RAM_USER, signed.assertion_id));
    let other = AUDIENCE.replace("0001/", "0002/");
    assert!(verify(&signed.xml, &other).is_err(), "for another account");
    let changed = swap(&signed.xml, RAM_USER, "eva@2000000000000001.onaliyun.com");
    assert_eq!(verify(&changed, AUDIENCE).unwrap_err().check, saml::Check::DigestMismatch);
}

#[test]
fn a_principal_name_that_the_cloud_does_not_have_is_refused_before_it_is_signed() {
    let key = key();
    let long = "a".repeat(65);
    for name in [
        "",
        "ada",
        "@x.onaliyun.com",
        "ada@",
        "ada@b@c",
        "ada lovelace@x.com",
        "ada<@x.com",
        "ådä@x.com",
        &format!("{long}@x.com"),
        &format!("ada@{}", long.repeat(2)),
    ] {
        let response = UserResponse { principal_name: name.to_owned(), ..user_response() };
        let refused = sign(&response, &key, now()).unwrap_err();
        assert!(matches!(refused, WriteRefused::Unacceptable(_)), "{name}");
    }
    let longest = format!("{}@x.com", "a".repeat(64));
    assert!(sign(&UserResponse { principal_name: longest, ..user_response() }, &key, now()).is_ok());
}
