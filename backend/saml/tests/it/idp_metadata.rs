//! S-70 … S-73: which metadata is taken, what of it, and why other documents are refused.

use super::support::*;
use saml::binding::Binding;
use saml::idp_metadata::{Field, LARGEST_METADATA, MetadataRefused, from_parts, read};
use saml::keys::{Certificate, CertificateRefused};

const ENTRA: &str = include_str!("../../fixtures/entra/federationmetadata.xml");
const OKTA: &str = include_str!("../../fixtures/okta/metadata.xml");
const KEYCLOAK: &str = include_str!("../../fixtures/keycloak/metadata.xml");
const ADFS: &str = include_str!("../../fixtures/adfs/federationmetadata.xml");
const SSO: &str = "https://login.microsoftonline.com/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11/saml2";

#[track_caller]
fn read_refused(xml: &str) -> MetadataRefused {
    read(xml.as_bytes(), None, now()).unwrap_err()
}

fn key_descriptor(usage: &str, key: &Key) -> String {
    format!(
        "<md:KeyDescriptor{usage}><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>\
         {}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>",
        key.base64()
    )
}

fn sso(binding: &str, location: &str) -> String {
    format!(
        "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:{binding}\" Location=\"{location}\"/>"
    )
}

fn entity(id: &str, keys: &str, services: &str) -> String {
    format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{id}\"><md:IDPSSODescriptor \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{keys}{services}</md:IDPSSODescriptor>\
         </md:EntityDescriptor>"
    )
}

fn plain() -> String {
    entity(
        "https://idp.example",
        &key_descriptor(" use=\"signing\"", keys::rsa()),
        &sso("HTTP-Redirect", "https://idp.example/sso"),
    )
}

#[test]
fn the_federation_metadata_of_entra_id_is_read() {
    let metadata = read(ENTRA.as_bytes(), None, now()).unwrap();
    assert_eq!(metadata.entity_id, IDP_ENTITY_ID);
    assert_eq!(metadata.preferred_sso(), Some((Binding::HttpRedirect, SSO)));
    assert_eq!(metadata.sso.len(), 2);
    // Two keys of the IDPSSODescriptor; the third, of WS-Federation alone, is not trusted (S-71).
    assert_eq!(metadata.signing_certificates.len(), 2);
    assert!(!metadata.want_authn_requests_signed);
    assert!(metadata.unusable_certificates.is_empty());
    let signing = Certificate::from_pem(include_str!("../../fixtures/entra/signing.pem")).unwrap();
    assert_eq!(metadata.signing_certificates[0], signing);
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    let with_mark = format!("\u{feff}{ENTRA}");
    assert_eq!(read(with_mark.as_bytes(), None, now()), read(ENTRA.as_bytes(), None, now()));
}

#[test]
fn the_metadata_of_okta_keycloak_and_ad_fs_is_read() {
    let okta = read(OKTA.as_bytes(), None, now()).unwrap();
    assert_eq!(okta.entity_id, "http://www.okta.com/exk1abcd2EFGHIJkl3m4");
    assert_eq!(okta.preferred_sso().unwrap().0, Binding::HttpRedirect);
    let keycloak = read(KEYCLOAK.as_bytes(), None, now()).unwrap();
    assert!(keycloak.want_authn_requests_signed);
    assert_eq!(
        keycloak.preferred_sso().unwrap(),
        (Binding::HttpPost, "https://id.example.com/realms/master/protocol/saml")
    );
    let adfs = read(ADFS.as_bytes(), None, now()).unwrap();
    // The key for encryption is left out (S-21).
    assert_eq!(adfs.signing_certificates.len(), 1);
    assert_eq!(adfs.signing_certificates[0].subject(), "CN=ADFS Signing - sts.example.com");
}

#[test]
fn a_document_padded_to_one_mebibyte_is_read_and_one_byte_more_is_refused() {
    let comment = "x".repeat(LARGEST_METADATA - plain().len() - "<!---->".len());
    let full = format!("{}<!--{comment}-->", plain());
    assert_eq!(full.len(), LARGEST_METADATA);
    assert!(read(full.as_bytes(), None, now()).is_ok());
    assert_eq!(read_refused(&format!("{full} ")), MetadataRefused::TooLarge);
}

#[test]
fn what_is_not_xml_is_refused() {
    for text in ["", " ", "hello", "{\"a\": 1}", "PGEvPg==", "-----BEGIN CERTIFICATE-----"] {
        assert!(matches!(read_refused(text), MetadataRefused::NotXml(_)), "{text}");
    }
    for cut in [plain().len() - 1, plain().len() / 2] {
        assert!(matches!(read_refused(&plain()[..cut]), MetadataRefused::NotXml(_)));
    }
    assert!(matches!(read_refused(&format!("{}<a/>", plain())), MetadataRefused::NotXml(_)));
    assert!(matches!(read(&[0xff, 0xfe, 0x3c, 0x00], None, now()), Err(MetadataRefused::NotXml(_))));
    assert!(matches!(
        read_refused(&swap(&plain(), "https://idp.example/sso", "https://idp.example/&x;")),
        MetadataRefused::NotXml(_)
    ));
}

#[test]
fn xml_that_is_not_well_formed_is_refused_also_where_it_is_skipped() {
    // Unsigned metadata meets no second parser, so the reader stands alone.
    for fault in [
        "<a b=\"1\"c=\"2\"/>",
        "<a b/>",
        "<a b=1/>",
        "<a b=\"<\"/>",
        "<a b=\"&x;\"/>",
        "<a b=\"1\" b=\"2\"/>",
        "<x:a/>",
        "<a x:b=\"1\"/>",
        "<1/>",
        "<a:b:c/>",
        "<a xmlns:x=\"\"/>",
        "<a xmlns:x=\"urn:x\" xmlns:x=\"urn:x\"/>",
        "<a xmlns=\"urn:x\" xmlns=\"urn:y\"/>",
        "<a xmlns:xml=\"urn:x\"/>",
        "<a xmlns=\"relative\"/>",
        "&nbsp;",
        "&#0;",
        "]]>",
        "<?x?>",
        "<!-- -- -->",
        "<a xmlns:p=\"urn:p\" xmlns:q=\"urn:p\" p:a=\"\" q:a=\"\"/>",
        "<a ID=\"1\"/>",
        "<a ID=\"_x\"/><a ID=\"_x\"/>",
        "<a></b>",
        "<a>",
    ] {
        let xml = swap(
            &plain(),
            "<md:IDPSSODescriptor",
            &format!("<md:Extensions>{fault}</md:Extensions><md:IDPSSODescriptor"),
        );
        assert!(matches!(read_refused(&xml), MetadataRefused::NotXml(_)), "{fault}");
    }
    for declaration in [
        "<?xml ?>",
        "<?xml encoding=\"UTF-8\"?>",
        "<?xml version=\"1.1\"?>",
        "<?xml version=\"1.0\" standalone=\"maybe\"?>",
        "<?xml version=\"1.0\" version=\"1.0\"?>",
        "<?xml version=\"1.0\" x=\"y\"?>",
        "<?xml version=\"1.0\" encoding=\"latin1\"?>",
        "<?xml standalone=\"yes\" version=\"1.0\"?>",
        " <?xml version=\"1.0\"?>",
    ] {
        assert!(
            matches!(read_refused(&format!("{declaration}{}", plain())), MetadataRefused::NotXml(_)),
            "{declaration}"
        );
    }
    let fine =
        "<a b=\"&lt;&#65;\" xmlns:p=\"urn:p\" p:b=\"2\" id=\"1\" Id=\"1\"><![CDATA[<]]>&amp;<!-- - --></a>";
    let xml = swap(
        &plain(),
        "<md:IDPSSODescriptor",
        &format!("<md:Extensions>{fine}</md:Extensions><md:IDPSSODescriptor"),
    );
    assert!(read(xml.as_bytes(), None, now()).is_ok());
}

#[test]
fn xml_of_another_kind_is_refused() {
    for xml in [
        "<html></html>",
        "<EntityDescriptor entityID=\"x\"></EntityDescriptor>",
        "<md:EntityDescriptor xmlns:md=\"urn:x\"/>",
    ] {
        assert!(matches!(read_refused(xml), MetadataRefused::NotMetadata(_)), "{xml}");
    }
}

#[test]
fn a_document_type_is_refused() {
    for doctype in
        ["<!DOCTYPE x>", "<!DOCTYPE x [<!ENTITY e \"x\">]>", "<!DOCTYPE x SYSTEM \"file:///etc/hostname\">"]
    {
        assert_eq!(read_refused(&format!("{doctype}{}", plain())), MetadataRefused::Doctype);
    }
}

#[test]
fn a_document_without_identity_provider_is_refused() {
    let sp = "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"x\"><md:SPSSODescriptor/></md:EntityDescriptor>";
    assert_eq!(read_refused(sp), MetadataRefused::NoIdpDescriptor);
    let saml_1 = plain().replace("SAML:2.0:protocol", "SAML:1.1:protocol");
    assert_eq!(read_refused(&saml_1), MetadataRefused::NoIdpDescriptor);
    let ws_federation_only = &ENTRA.replace("IDPSSODescriptor", "PDPDescriptor");
    assert_eq!(read_refused(ws_federation_only), MetadataRefused::NoIdpDescriptor);
    assert_eq!(
        read_refused("<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>"),
        MetadataRefused::NoIdpDescriptor
    );
}

#[test]
fn a_blank_entity_id_is_refused() {
    for id in ["", "  ", &"x".repeat(1025)] {
        assert_eq!(
            read_refused(&swap(&plain(), "https://idp.example\"", &format!("{id}\""))),
            MetadataRefused::NoEntityId
        );
    }
}

#[test]
fn a_document_without_sso_address_we_can_use_is_refused() {
    let key = key_descriptor("", keys::rsa());
    assert_eq!(read_refused(&entity("x", &key, "")), MetadataRefused::NoSsoUrl);
    assert_eq!(
        read_refused(&entity("x", &key, &sso("SOAP", "https://idp.example/soap"))),
        MetadataRefused::NoSsoUrl
    );
}

#[test]
fn an_sso_address_must_be_https_or_stay_on_this_machine() {
    let with = |location: &str| entity("x", &key_descriptor("", keys::rsa()), &sso("HTTP-POST", location));
    for location in [
        "http://idp.example/sso",
        "ftp://idp.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "/sso",
        "",
        "https://",
        "http://localhost.evil.example/",
        "http://127.0.0.1.evil.example/",
        "https://user:secret@idp.example/",
        "https://idp.example/#fragment",
        "http://10.0.0.1/",
        "idp.example",
    ] {
        assert!(matches!(read_refused(&with(location)), MetadataRefused::SsoUrlNotHttps(_)), "{location}");
    }
    for location in [
        "https://idp.example/sso?tenant=1",
        "http://localhost:8091/sso",
        "http://127.0.0.1:8091/sso",
        "http://[::1]:8091/sso",
    ] {
        assert!(read(with(location).as_bytes(), None, now()).is_ok(), "{location}");
    }
    let mixed = format!(
        "{}{}",
        sso("HTTP-Redirect", "https://idp.example/"),
        sso("HTTP-POST", "http://idp.example/")
    );
    assert!(matches!(
        read_refused(&entity("x", &key_descriptor("", keys::rsa()), &mixed)),
        MetadataRefused::SsoUrlNotHttps(_)
    ));
}

#[test]
fn a_document_without_usable_signing_certificate_is_refused_with_the_reasons() {
    let services = sso("HTTP-POST", "https://idp.example/sso");
    let refusals = |keys: &str| match read_refused(&entity("x", keys, &services)) {
        MetadataRefused::NoUsableSigningCertificate(refusals) => refusals,
        other => panic!("{other}"),
    };
    assert_eq!(refusals(""), []);
    assert_eq!(refusals(&key_descriptor(" use=\"encryption\"", keys::rsa())), []);
    assert_eq!(
        refusals(&key_descriptor("", keys::rsa_1024())),
        [CertificateRefused::KeyTooShort { bits: 1024, least: 2048 }]
    );
    let broken = key_descriptor("", keys::rsa()).replace(&keys::rsa().base64(), "AAAA");
    assert_eq!(refusals(&broken), [CertificateRefused::NotACertificate]);
    let empty = key_descriptor("", keys::rsa()).replace(&keys::rsa().base64(), "");
    assert_eq!(refusals(&empty), [CertificateRefused::NotPem]);
}

#[test]
fn one_bad_certificate_does_not_spoil_the_others_and_is_told() {
    let all = format!(
        "{}{}",
        key_descriptor("", keys::rsa_1024()),
        key_descriptor(" use=\"signing\"", keys::p256())
    );
    let xml = entity("x", &all, &sso("HTTP-POST", "https://idp.example/sso"));
    let metadata = read(xml.as_bytes(), None, now()).unwrap();
    assert_eq!(metadata.signing_certificates, [keys::p256().certificate()]);
    assert_eq!(metadata.unusable_certificates.len(), 1);
}

#[test]
fn a_certificate_given_twice_is_taken_once() {
    let twice = key_descriptor("", keys::rsa()).repeat(2);
    let xml = entity("x", &twice, &sso("HTTP-POST", "https://idp.example/sso"));
    assert_eq!(read(xml.as_bytes(), None, now()).unwrap().signing_certificates.len(), 1);
}

#[test]
fn of_several_identity_providers_one_has_to_be_chosen() {
    let service = sso("HTTP-POST", "https://idp.example/sso");
    let one = entity("https://one.example", &key_descriptor("", keys::rsa()), &service);
    let two = entity("https://two.example", &key_descriptor("", keys::p256()), &service);
    let several = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{one}<md:EntitiesDescriptor>{two}</md:EntitiesDescriptor></md:EntitiesDescriptor>"
    );
    let offered = MetadataRefused::SeveralIdentityProviders(vec![
        "https://one.example".to_owned(),
        "https://two.example".to_owned(),
    ]);
    assert_eq!(read_refused(&several), offered);
    assert_eq!(read(several.as_bytes(), Some("https://nobody.example"), now()).unwrap_err(), offered);
    let chosen = read(several.as_bytes(), Some("https://two.example"), now()).unwrap();
    assert_eq!(chosen.signing_certificates, [keys::p256().certificate()]);
}

#[test]
fn a_group_with_one_identity_provider_needs_no_choice() {
    let group = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{}</md:EntitiesDescriptor>",
        plain()
    );
    assert_eq!(read(group.as_bytes(), None, now()).unwrap().entity_id, "https://idp.example");
}

#[test]
fn an_identity_provider_described_twice_is_refused() {
    let inner = plain();
    let start = inner.find("<md:IDPSSODescriptor").unwrap();
    let end = inner.find("</md:EntityDescriptor>").unwrap();
    let twice = format!("{}{}{}", &inner[..end], &inner[start..end], &inner[end..]);
    assert_eq!(read_refused(&twice), MetadataRefused::DescribedTwice("https://idp.example".to_owned()));
    let group = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{inner}{inner}</md:EntitiesDescriptor>"
    );
    assert_eq!(
        read(group.as_bytes(), Some("https://idp.example"), now()).unwrap_err(),
        MetadataRefused::DescribedTwice("https://idp.example".to_owned())
    );
}

#[test]
fn a_document_that_is_over_is_refused() {
    let until = |place: &str, time: &str| swap(&plain(), place, &format!("{place} validUntil=\"{time}\""));
    for place in ["<md:EntityDescriptor", "<md:IDPSSODescriptor"] {
        assert_eq!(read_refused(&until(place, &after(0))), MetadataRefused::Expired(after(0)));
        assert_eq!(read_refused(&until(place, &after(-1))), MetadataRefused::Expired(after(-1)));
        assert!(matches!(read_refused(&until(place, "tomorrow")), MetadataRefused::Expired(_)));
        assert!(read(until(place, &after(1)).as_bytes(), None, now()).is_ok());
    }
    let group = format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" validUntil=\"{}\">{}</md:EntitiesDescriptor>",
        after(-1),
        plain()
    );
    assert_eq!(read_refused(&group), MetadataRefused::Expired(after(-1)));
}

#[test]
fn a_signed_document_that_was_edited_is_refused() {
    assert!(matches!(
        read_refused(&ENTRA.replacen("/saml2", "/saml3", 1)),
        MetadataRefused::SignatureInvalid(_)
    ));
    assert!(matches!(
        read_refused(&ENTRA.replacen("<RoleDescriptor ", "<RoleDescriptor x=\"y\" ", 1)),
        MetadataRefused::SignatureInvalid(_)
    ));
    assert!(matches!(
        read_refused(&ADFS.replacen("sts.example.com", "sts.evil.example", 3)),
        MetadataRefused::SignatureInvalid(_)
    ));
}

#[test]
fn a_signature_by_a_key_that_is_not_in_the_document_is_refused() {
    let xml = swap(&plain(), " entityID", " ID=\"_m\" entityID");
    let canonical =
        xml.replace("/></md:IDPSSODescriptor>", "></md:SingleSignOnService></md:IDPSSODescriptor>");
    let signed_by = |key: &'static Key| {
        let signature = Signing::by(key).sign("_m", &canonical);
        swap(&canonical, "<md:IDPSSODescriptor ", &format!("{signature}<md:IDPSSODescriptor "))
    };
    assert!(read(signed_by(keys::rsa()).as_bytes(), None, now()).is_ok());
    assert_eq!(
        read_refused(&signed_by(keys::attacker())),
        MetadataRefused::SignatureInvalid("SignatureNotVerified".to_owned())
    );
}

#[test]
fn manual_configuration_follows_the_same_rules() {
    let pem = keys::rsa().pem();
    let metadata =
        from_parts(" https://idp.example ", "https://idp.example/sso", &pem, Binding::HttpPost).unwrap();
    assert_eq!(metadata.entity_id, "https://idp.example");
    assert_eq!(metadata.preferred_sso(), Some((Binding::HttpPost, "https://idp.example/sso")));
    assert_eq!(metadata.signing_certificates, [keys::rsa().certificate()]);
}

#[test]
fn every_wrong_field_of_the_manual_configuration_is_named() {
    let refused = from_parts("", "", "", Binding::HttpRedirect).unwrap_err();
    let fields: Vec<Field> = refused.iter().map(|refused| refused.field).collect();
    assert_eq!(fields, [Field::EntityId, Field::LogonUrl, Field::Certificate]);
    let refused =
        from_parts("x", "http://idp.example", &keys::rsa_1024().pem(), Binding::HttpRedirect).unwrap_err();
    assert_eq!(refused.len(), 2);
    assert!(matches!(refused[0].refusal, MetadataRefused::SsoUrlNotHttps(_)));
    assert!(refused[1].to_string().contains("1024 bits"), "{}", refused[1]);
}

#[test]
fn a_certificate_is_read_with_or_without_armour_and_whatever_its_line_breaks() {
    let key = keys::rsa();
    let pem = key.pem();
    for text in [
        pem.clone(),
        pem.replace('\n', "\r\n"),
        format!("\n\n  {pem}  \n"),
        format!("Bag Attributes\n{pem}"),
        key.base64(),
        format!("  {}\n{}  ", &key.base64()[..100], &key.base64()[100..]),
        pem.replace('\n', ""),
    ] {
        assert_eq!(Certificate::from_pem(&text).unwrap(), key.certificate());
    }
    assert_eq!(Certificate::from_pem(&key.certificate().to_pem()).unwrap(), key.certificate());
}

#[test]
fn what_is_not_one_certificate_is_refused() {
    let pem = keys::rsa().pem();
    assert_eq!(Certificate::from_pem(&pem.repeat(2)).unwrap_err(), CertificateRefused::Several(2));
    for text in [
        "",
        "hello!",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA",
    ] {
        assert_eq!(Certificate::from_pem(text).unwrap_err(), CertificateRefused::NotPem, "{text}");
    }
    assert_eq!(Certificate::from_pem("AAAA").unwrap_err(), CertificateRefused::NotACertificate);
    let trailing = [keys::rsa().der.as_slice(), b"x"].concat();
    assert_eq!(Certificate::from_der(&trailing).unwrap_err(), CertificateRefused::NotACertificate);
}

#[test]
fn a_certificate_says_what_the_page_shows() {
    let certificate = keys::rsa().certificate();
    assert_eq!(certificate.subject(), "CN=Microsoft Azure Federated SSO Certificate");
    assert_eq!(certificate.issuer(), certificate.subject());
    assert_eq!(certificate.serial(), "C0FFEE");
    assert_eq!(certificate.fingerprint().len(), 64);
    assert_eq!(certificate.not_before().as_second(), 1_750_000_000);
    assert_eq!(certificate.not_after().as_second(), 1_850_000_000);
    assert_eq!(certificate.key_type().to_string(), "RSA 2048");
    assert_eq!(keys::p256().certificate().key_type().to_string(), "EC P-256");
    assert_ne!(certificate.fingerprint(), certificate.key_fingerprint());
}
