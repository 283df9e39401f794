//! Our own metadata is valid by the OASIS schema, says what it must, and escapes what it is given.

use std::process::Command;

use super::support::*;
use saml::idp_metadata::read;
use saml::keys::{self as saml_keys, KeyRefused, SigningKey, generate_key_pair};
use saml::own_metadata::{idp_metadata, sp_metadata};
use saml::settings::ServiceProvider;
use saml::write::WriteRefused;

/// Validates with xmllint against an OASIS schema, without network: a catalog says where Debian keeps the
/// imported schemas (packages libxml2-utils, opensaml-schemas, xmltooling-schemas).
#[track_caller]
pub fn valid_by_schema(xml: &str, schema: &str) {
    let folder = env!("CARGO_MANIFEST_DIR");
    let file = std::env::temp_dir().join(format!("saml-{}-{}.xml", std::process::id(), xml.len()));
    std::fs::write(&file, xml).unwrap();
    let output = Command::new("xmllint")
        .env("XML_CATALOG_FILES", format!("{folder}/fixtures/schema-catalog.xml"))
        .args(["--nonet", "--noout", "--schema"])
        .arg(format!("/usr/share/xml/opensaml/{schema}"))
        .arg(&file)
        .output()
        .expect("xmllint is needed: install libxml2-utils, opensaml-schemas and xmltooling-schemas");
    std::fs::remove_file(&file).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

const METADATA_SCHEMA: &str = "saml-schema-metadata-2.0.xsd";

fn awkward() -> ServiceProvider {
    ServiceProvider {
        entity_id: "https://sso.example.com/saml/sp/d-1?a=1&b=\"<2>\"'".to_owned(),
        acs_url: "https://sso.example.com/saml/acs/d-1?x=<&>\"".to_owned(),
    }
}

#[test]
fn the_service_providers_metadata_is_valid_and_complete() {
    let certificate = keys::rsa().certificate();
    let xml = sp_metadata(&sp(), std::slice::from_ref(&certificate), true).unwrap();
    valid_by_schema(&xml, METADATA_SCHEMA);
    for once in [
        format!("entityID=\"{SP_ENTITY_ID}\""),
        format!("Location=\"{ACS_URL}\" index=\"0\" isDefault=\"true\""),
        "WantAssertionsSigned=\"true\"".to_owned(),
        "AuthnRequestsSigned=\"true\"".to_owned(),
        "<md:KeyDescriptor use=\"signing\">".to_owned(),
        keys::rsa().base64(),
        "Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"".to_owned(),
    ] {
        assert_eq!(xml.matches(&once).count(), 1, "{once}");
    }
    assert!(!xml.contains("encryption"));
}

#[test]
fn the_service_providers_metadata_may_have_no_key_or_two() {
    let none = sp_metadata(&sp(), &[], false).unwrap();
    valid_by_schema(&none, METADATA_SCHEMA);
    assert!(none.contains("AuthnRequestsSigned=\"false\""));
    let two =
        sp_metadata(&sp(), &[keys::rsa().certificate(), keys::second_rsa().certificate()], true).unwrap();
    valid_by_schema(&two, METADATA_SCHEMA);
    assert_eq!(two.matches("<md:KeyDescriptor").count(), 2);
}

#[test]
fn metadata_made_twice_is_the_same_file() {
    let certificates = [keys::rsa().certificate()];
    assert_eq!(sp_metadata(&sp(), &certificates, true), sp_metadata(&sp(), &certificates, true));
}

#[test]
fn awkward_values_are_escaped() {
    let xml = sp_metadata(&awkward(), &[], false).unwrap();
    valid_by_schema(&xml, METADATA_SCHEMA);
    assert!(xml.contains("?a=1&amp;b=&quot;&lt;2>&quot;'"), "{xml}");
}

#[test]
fn values_that_xml_cannot_hold_are_refused() {
    let sp = ServiceProvider { entity_id: "https://sso.example.com/\u{1}".to_owned(), ..sp() };
    assert_eq!(sp_metadata(&sp, &[], false), Err(WriteRefused::ForbiddenCharacter("entityID".to_owned())));
}

#[test]
fn the_identity_providers_metadata_is_valid_and_is_read_back() {
    let certificates = [keys::rsa().certificate(), keys::second_rsa().certificate()];
    let entity_id = "https://sso.example.com/saml/idp/d-1?a=1&b=2";
    let xml = idp_metadata(entity_id, "https://sso.example.com/saml/log-on", &certificates).unwrap();
    valid_by_schema(&xml, METADATA_SCHEMA);
    let metadata = read(xml.as_bytes(), None, now()).unwrap();
    assert_eq!(metadata.entity_id, entity_id);
    assert_eq!(metadata.signing_certificates, certificates);
    assert_eq!(metadata.preferred_sso().unwrap().1, "https://sso.example.com/saml/log-on");
}

#[test]
fn a_generated_key_belongs_to_its_certificate_and_lasts_as_long_as_asked() {
    let generated = generate_key_pair("CloudSSO d-00fc2p61", now(), 10).unwrap();
    let key = SigningKey::from_pkcs8(&generated.private_key_pkcs8, &generated.certificate_der).unwrap();
    let certificate = key.certificate();
    assert_eq!(certificate.subject(), "CN=CloudSSO d-00fc2p61");
    assert_eq!(certificate.key_type(), saml_keys::KeyType::Rsa(2048));
    assert_eq!(certificate.not_before(), now());
    assert_eq!(certificate.not_after().as_second() - now().as_second(), 10 * 365 * 86_400);
}

#[test]
fn two_generated_keys_differ_in_key_and_serial_number() {
    let one = generate_key_pair("x", now(), 1).unwrap();
    let two = generate_key_pair("x", now(), 1).unwrap();
    assert_ne!(one.private_key_pkcs8, two.private_key_pkcs8);
    let certificate =
        |key: &saml_keys::GeneratedKey| saml::Certificate::from_der(&key.certificate_der).unwrap();
    assert_ne!(certificate(&one).serial(), certificate(&two).serial());
}

#[test]
fn a_certificate_of_another_key_is_refused() {
    let one = generate_key_pair("x", now(), 1).unwrap();
    let mismatch = SigningKey::from_pkcs8(&one.private_key_pkcs8, &keys::rsa().der).unwrap_err();
    assert_eq!(mismatch, KeyRefused::OtherCertificate);
    assert_eq!(SigningKey::from_pkcs8(b"nonsense", &keys::rsa().der).unwrap_err(), KeyRefused::NotAKey);
    assert_eq!(
        SigningKey::from_pkcs8(&one.private_key_pkcs8, &keys::p256().der).unwrap_err(),
        KeyRefused::OtherCertificate
    );
}

#[test]
fn private_keys_do_not_appear_in_debug_output() {
    let generated = generate_key_pair("x", now(), 1).unwrap();
    assert_eq!(format!("{generated:?}"), "GeneratedKey");
    let key = SigningKey::from_pkcs8(&generated.private_key_pkcs8, &generated.certificate_der).unwrap();
    assert!(format!("{key:?}").len() < 250);
}
