//! Our requests: what they say, and how both bindings carry them (S-52).

use std::collections::HashSet;
use std::io::Read as _;

use super::own_metadata::valid_by_schema;
use super::support::*;
use openssl::hash::MessageDigest;
use openssl::sign::Verifier;
use openssl::x509::X509;
use saml::AuthnRequest;
use saml::binding::{post_form, redirect_url};
use saml::keys::{SigningKey, generate_key_pair};
use url::Url;

const SSO: &str = "https://login.example.com/tenant/saml2";
const PROTOCOL_SCHEMA: &str = "saml-schema-protocol-2.0.xsd";

fn key() -> SigningKey {
    let generated = generate_key_pair("CloudSSO", now(), 1).unwrap();
    SigningKey::from_pkcs8(&generated.private_key_pkcs8, &generated.certificate_der).unwrap()
}

fn request() -> AuthnRequest {
    AuthnRequest::new(&sp(), SSO, now()).unwrap()
}

fn parameter(url: &str, name: &str) -> Option<String> {
    Url::parse(url).unwrap().query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn inflated(url: &str) -> String {
    let bytes = openssl::base64::decode_block(&parameter(url, "SAMLRequest").unwrap()).unwrap();
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_request_is_valid_by_schema_and_says_only_what_entra_id_takes() {
    let request = request();
    let xml = request.to_xml().unwrap();
    valid_by_schema(&xml, PROTOCOL_SCHEMA);
    for part in [
        format!("AssertionConsumerServiceURL=\"{ACS_URL}\""),
        format!("Destination=\"{SSO}\""),
        format!("ID=\"{}\"", request.id()),
        "IssueInstant=\"2026-06-21T09:30:00Z\"".to_owned(),
        "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"".to_owned(),
        format!(">{SP_ENTITY_ID}</saml:Issuer>"),
    ] {
        assert_eq!(xml.matches(&part).count(), 1, "{part}");
    }
    assert!(!xml.contains("Subject"));
}

#[test]
fn request_ids_start_with_an_underscore_and_never_repeat() {
    let ids: HashSet<String> = (0..10_000).map(|_| request().id().to_owned()).collect();
    assert_eq!(ids.len(), 10_000);
    // An underscore and 160 bits in hexadecimal digits.
    assert!(ids.iter().all(|id| id.len() == 41 && id.starts_with('_')));
}

#[test]
fn the_redirect_address_carries_the_deflated_request_and_the_relay_state() {
    let request = request();
    let url = redirect_url(&request, Some("h-1&x=/ü"), None).unwrap();
    assert!(url.starts_with(&format!("{SSO}?SAMLRequest=")));
    assert_eq!(inflated(&url), request.to_xml().unwrap());
    assert_eq!(parameter(&url, "RelayState").as_deref(), Some("h-1&x=/ü"));
    assert_eq!(parameter(&url, "Signature"), None);
    assert_eq!(parameter(&redirect_url(&request, None, None).unwrap(), "RelayState"), None);
}

#[test]
fn an_address_that_has_a_query_keeps_it() {
    for (destination, start) in [
        ("https://idp.example/sso?tenant=1", "https://idp.example/sso?tenant=1&SAMLRequest="),
        ("https://idp.example/sso?", "https://idp.example/sso?SAMLRequest="),
    ] {
        let request = AuthnRequest::new(&sp(), destination, now()).unwrap();
        assert!(redirect_url(&request, None, None).unwrap().starts_with(start));
    }
    let request = AuthnRequest::new(&sp(), "https://idp.example/#x", now()).unwrap();
    assert!(redirect_url(&request, None, None).is_err());
}

#[test]
fn a_signed_redirect_address_verifies_as_the_binding_says() {
    let key = key();
    let url = redirect_url(&request(), Some("handle"), Some(&key)).unwrap();
    let (_, query) = url.split_once('?').unwrap();
    let (signed, _) = query.split_once("&Signature=").unwrap();
    assert!(signed.ends_with("&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256"));
    let value = openssl::base64::decode_block(&parameter(&url, "Signature").unwrap()).unwrap();
    let public = X509::from_der(key.certificate().to_der()).unwrap().public_key().unwrap();
    let verifies = |text: &str| {
        let mut verifier = Verifier::new(MessageDigest::sha256(), &public).unwrap();
        verifier.verify_oneshot(&value, text.as_bytes()).unwrap()
    };
    assert!(verifies(signed));
    assert!(!verifies(&signed.replace("handle", "other")));
}

#[test]
fn a_posted_request_may_be_signed() {
    let key = key();
    let request = request();
    let unsigned = post_form(&request, Some("handle"), None).unwrap();
    assert_eq!((unsigned.action.as_str(), unsigned.field), (SSO, "SAMLRequest"));
    assert_eq!(unsigned.relay_state.as_deref(), Some("handle"));
    let signed = post_form(&request, None, Some(&key)).unwrap();
    let text = |form: &saml::binding::PostForm| {
        String::from_utf8(openssl::base64::decode_block(&form.message).unwrap()).unwrap()
    };
    let xml = text(&signed);
    valid_by_schema(&xml, PROTOCOL_SCHEMA);
    // OpenSSL agrees with what was signed: the text itself, without the signature.
    let start = xml.find("<ds:Signature ").unwrap();
    let end = xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let without = format!("{}{}", &xml[..start], &xml[end..]);
    assert_eq!(without, text(&unsigned));
    let digest = openssl::base64::encode_block(
        &openssl::hash::hash(MessageDigest::sha256(), without.as_bytes()).unwrap(),
    );
    assert!(xml.contains(&format!("<ds:DigestValue>{digest}</ds:DigestValue>")));
}

#[test]
fn values_in_a_request_are_escaped() {
    let sp = saml::ServiceProvider {
        entity_id: "https://x/?a&b<c>\"".to_owned(),
        acs_url: "https://x/?\"&<".to_owned(),
    };
    let xml = AuthnRequest::new(&sp, "https://idp.example/?a=1&b=\"", now()).unwrap().to_xml().unwrap();
    valid_by_schema(&xml, PROTOCOL_SCHEMA);
    assert!(xml.contains("https://x/?a&amp;b&lt;c&gt;\"</saml:Issuer>"));
}
