//! S-12 … S-22, S-24, S-25: who signed, what is signed, and with which algorithms.

use super::support::message::*;
use super::support::*;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use saml::error::Check;
use saml::keys::{Certificate, CertificateRefused};

fn genuine() -> String {
    Message::default().xml()
}

/// The assertion signed with this changed.
fn signed_with(change: impl FnOnce(&mut Signing)) -> String {
    Message::with(|m| m.sign_assertion = Some(Signing::by(keys::rsa()).with(change))).xml()
}

/// A genuine message with the algorithm of one method replaced, signature and all.
fn method(uri: &str) -> String {
    signed_with(|s| s.method = uri.to_owned())
}

// S-12

#[test]
fn without_a_trusted_key_every_response_is_refused() {
    for message in
        [Message::default(), Message::response_signed(), Message::with(|m| m.sign_assertion = None)]
    {
        assert_eq!(verify_trusting(&message.xml(), &[]).unwrap_err().check, Check::NoTrustedKey);
    }
}

// S-13

#[test]
fn a_response_with_nothing_signed_is_refused() {
    refused(&Message::with(|m| m.sign_assertion = None).xml(), Check::NotSigned);
}

#[test]
fn when_both_are_signed_both_must_verify() {
    let both = Message::both_signed().xml();
    accepted(&both);
    let outer_wrong = Message::with(|m| m.sign_response = Some(Signing::by(keys::attacker())));
    refused(&outer_wrong.xml(), Check::SignatureNotVerified);
    let inner_wrong = Message::with(|m| {
        m.sign_assertion = Some(Signing::by(keys::attacker()));
        m.sign_response = Some(Signing::by(keys::rsa()));
    });
    refused(&inner_wrong.xml(), Check::SignatureNotVerified);
}

#[test]
fn the_two_signatures_may_be_of_two_keys() {
    let xml = Message::with(|m| m.sign_response = Some(Signing::by(keys::p256()))).xml();
    assert!(verify_trusting(&xml, &[keys::rsa(), keys::p256()]).is_ok());
}

#[test]
fn a_signature_in_a_third_place_is_refused() {
    let signature = Signing::by(keys::rsa()).sign(ASSERTION_ID, "x");
    let claims = Message::with(|m| m.statements = m.statements.replace(">Alice<", &format!(">{signature}<")));
    refused(&claims.xml(), Check::SignatureElsewhere);
    let key_info = signed_with(|s| s.key_info = format!("<KeyInfo>{}</KeyInfo>", s.sign("_x", "x")));
    refused(&key_info, Check::SignatureElsewhere);
}

// S-14

#[test]
fn a_signature_that_is_not_after_the_issuer_is_refused() {
    let message = Message::default();
    let xml = message.xml();
    let signature = &xml[xml.find("<Signature ").unwrap()..xml.find("</Signature>").unwrap() + 12];
    let without = xml.replace(signature, "");
    let issuer = "<Issuer>https";
    for (before, _why) in
        [(issuer, "before"), ("<Conditions ", "after the subject"), ("<AuthnStatement ", "late")]
    {
        let moved = swap(&without, before, &format!("{signature}{before}"));
        assert!(matches!(
            verify(&moved).unwrap_err().check,
            Check::SignatureNotEnveloped | Check::ConditionsMissing
        ));
    }
    for (before, after) in [("<samlp:Status>", false), ("</samlp:Response>", false), ("<Assertion ", true)] {
        let moved = swap(&without, before, &format!("{signature}{before}"));
        let check = verify(&moved).unwrap_err().check;
        assert!(
            matches!(check, Check::SignatureNotEnveloped | Check::ReferenceElsewhere),
            "{check:?} {after}"
        );
    }
}

#[test]
fn two_signatures_of_one_parent_are_refused() {
    let xml = genuine();
    let signature = xml[xml.find("<Signature ").unwrap()..xml.find("</Signature>").unwrap() + 12].to_owned();
    refused(&xml.replace(&signature, &format!("{signature}{signature}")), Check::SignatureNotEnveloped);
}

#[test]
fn a_signed_response_without_issuer_has_no_place_for_its_signature() {
    let xml = Message::response_signed().xml();
    let issuer = Message::default().response_issuer;
    refused(&swap(&xml, &issuer, ""), Check::SignatureNotEnveloped);
}

// S-15

#[test]
fn anything_more_in_the_signature_is_refused() {
    for after in [
        "<Object></Object>",
        "<Object><Manifest></Manifest></Object>",
        "<KeyInfo></KeyInfo>",
        "<SignatureValue>AAAA</SignatureValue>",
        "<x></x>",
    ] {
        refused(&signed_with(|s| s.after = after.to_owned()), Check::SignatureStructure);
    }
}

#[test]
fn anything_in_the_place_of_key_info_is_refused() {
    for other in ["<Object></Object>", "<x></x>", "<KeyInfo xmlns=\"urn:x\"></KeyInfo>"] {
        refused(&signed_with(|s| s.key_info = other.to_owned()), Check::SignatureStructure);
    }
}

#[test]
fn anything_less_in_the_signature_is_refused() {
    let xml = genuine();
    let cut = |from: &str, to: &str| {
        let (start, end) = (xml.find(from).unwrap(), xml.find(to).unwrap() + to.len());
        format!("{}{}", &xml[..start], &xml[end..])
    };
    for (from, to) in [
        ("<SignedInfo>", "</SignedInfo>"),
        ("<SignatureValue>", "</SignatureValue>"),
        ("<CanonicalizationMethod", "</CanonicalizationMethod>"),
        ("<SignatureMethod", "</SignatureMethod>"),
        ("<Reference ", "</Reference>"),
        ("<DigestMethod", "</DigestMethod>"),
        ("<DigestValue>", "</DigestValue>"),
    ] {
        refused(&cut(from, to), Check::SignatureStructure);
    }
}

#[test]
fn a_second_signed_info_is_refused_wherever_it_stands() {
    let xml = genuine();
    let start = xml.find("<SignedInfo>").unwrap();
    let end = xml.find("</SignedInfo>").unwrap() + "</SignedInfo>".len();
    let signed_info = &xml[start..end];
    for doubled in [
        swap(&xml, signed_info, &format!("{signed_info}{signed_info}")),
        swap(&xml, "</SignatureValue>", &format!("</SignatureValue>{signed_info}")),
        swap(&xml, "</KeyInfo>", &format!("</KeyInfo>{signed_info}")),
    ] {
        refused(&doubled, Check::SignatureStructure);
    }
}

#[test]
fn a_second_reference_or_digest_is_refused() {
    let more = |what: &str| signed_with(|s| s.more_references = what.to_owned());
    let reference = format!("<Reference URI=\"#{RESPONSE_ID}\"><Transforms></Transforms></Reference>");
    refused(&more(&reference), Check::SignatureStructure);
    let xml = genuine();
    refused(
        &swap(&xml, "</DigestValue>", "</DigestValue><DigestValue>AAAA</DigestValue>"),
        Check::SignatureStructure,
    );
    refused(
        &swap(&xml, "<DigestValue>", "<DigestValue>AAAA</DigestValue><DigestValue>"),
        Check::SignatureStructure,
    );
}

#[test]
fn values_that_are_not_base64_are_refused() {
    let xml = genuine();
    refused(&swap(&xml, "<DigestValue>", "<DigestValue>!"), Check::SignatureStructure);
    refused(&swap(&xml, "<SignatureValue>", "<SignatureValue>!"), Check::SignatureStructure);
    let start = xml.find("<SignatureValue>").unwrap() + "<SignatureValue>".len();
    let end = xml.find("</SignatureValue>").unwrap();
    refused(&format!("{}{}", &xml[..start], &xml[end..]), Check::SignatureStructure);
}

// S-16

#[test]
fn a_reference_to_anything_but_the_parent_is_refused() {
    let uris = [
        "",
        "#",
        "#_other",
        "#xpointer(/)",
        "#xpointer(id('_2f6d1c3e-77aa-4c1b-8f55-0123456789ab'))",
        "http://127.0.0.1:9/x",
        "file:///etc/hostname",
        "file:///dev/zero",
        "cid:x",
        "x",
        "/etc/hostname",
        "#_2f6d1c3e-77aa-4c1b-8f55-0123456789ab ",
        "_2f6d1c3e-77aa-4c1b-8f55-0123456789ab",
        "%23_2f6d1c3e-77aa-4c1b-8f55-0123456789ab",
    ];
    for uri in uris {
        refused(&signed_with(|s| s.reference_uri = Some(uri.to_owned())), Check::ReferenceElsewhere);
    }
    refused(&signed_with(|s| s.reference_uri = Some(format!("#{RESPONSE_ID}"))), Check::ReferenceElsewhere);
}

#[test]
fn a_reference_without_uri_is_refused() {
    let xml = genuine();
    refused(&swap(&xml, &format!(" URI=\"#{ASSERTION_ID}\""), ""), Check::ReferenceElsewhere);
}

// S-17

#[test]
fn transforms_other_than_the_two_are_refused() {
    let c14n_10 = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    let xslt = "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"><x:stylesheet xmlns:x=\"http://www.w3.org/1999/XSL/Transform\"><x:template match=\"/\"></x:template></x:stylesheet></Transform>";
    let xpath = "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath>count(//. | //@*)</XPath></Transform>";
    let with_comments = format!("{EXCLUSIVE}WithComments");
    for transforms in [
        String::new(),
        transform(ENVELOPED),
        transform(EXCLUSIVE),
        format!("{}{}", transform(EXCLUSIVE), transform(ENVELOPED)),
        format!("{}{}{}", transform(ENVELOPED), transform(EXCLUSIVE), transform(EXCLUSIVE)),
        format!("{}{}", transform(ENVELOPED), transform(c14n_10)),
        format!("{}{}", transform(ENVELOPED), transform(&with_comments)),
        format!("{}{}", transform(ENVELOPED), transform("http://www.w3.org/2000/09/xmldsig#base64")),
        format!("{xslt}{}", transform(EXCLUSIVE)),
        format!("{}{xslt}", transform(ENVELOPED)),
        format!("{}{xpath}", transform(ENVELOPED)),
        format!("{}{}{xpath}", transform(ENVELOPED), transform(EXCLUSIVE)),
        format!("<Transform Algorithm=\"{ENVELOPED}\"><XPath>x</XPath></Transform>{}", transform(EXCLUSIVE)),
        "<Transform></Transform>".to_owned(),
    ] {
        refused(&signed_with(|s| s.transforms = transforms), Check::TransformNotAllowed);
    }
}

#[test]
fn inclusive_namespaces_are_accepted_when_they_are_a_short_list_of_prefixes() {
    let with = |list: &str| {
        let inclusive = format!(
            "<InclusiveNamespaces xmlns=\"{EXCLUSIVE}\" PrefixList=\"{list}\"></InclusiveNamespaces>"
        );
        signed_with(|s| {
            s.transforms = format!(
                "{}<Transform Algorithm=\"{EXCLUSIVE}\">{inclusive}</Transform>",
                transform(ENVELOPED)
            )
        })
    };
    // No such prefix is in scope, so the canonical text stays as written.
    accepted(&with("xs xsi"));
    accepted(&with(""));
    accepted(&with("#default"));
    refused(&with("a:b"), Check::TransformNotAllowed);
    refused(&with(&"p ".repeat(33)), Check::TransformNotAllowed);
}

#[test]
fn anything_else_inside_a_transform_is_refused() {
    let inside = |xml: &str| {
        signed_with(|s| {
            s.transforms =
                format!("{}<Transform Algorithm=\"{EXCLUSIVE}\">{xml}</Transform>", transform(ENVELOPED))
        })
    };
    refused(&inside("<XPath>x</XPath>"), Check::TransformNotAllowed);
    let twice = format!("<InclusiveNamespaces xmlns=\"{EXCLUSIVE}\" PrefixList=\"a\"></InclusiveNamespaces>")
        .repeat(2);
    refused(&inside(&twice), Check::TransformNotAllowed);
}

// S-18

#[test]
fn another_canonicalization_method_is_refused() {
    for algorithm in [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/2010/xml-c14n2",
        "",
    ] {
        let c14n = format!("<CanonicalizationMethod Algorithm=\"{algorithm}\"></CanonicalizationMethod>");
        refused(&signed_with(|s| s.c14n = c14n), Check::CanonicalizationNotAllowed);
    }
    refused(
        &signed_with(|s| s.c14n = "<CanonicalizationMethod></CanonicalizationMethod>".to_owned()),
        Check::CanonicalizationNotAllowed,
    );
}

// S-19

#[test]
fn every_algorithm_of_the_list_is_accepted() {
    for hash in ["sha256", "sha384", "sha512"] {
        accepted(&method(&format!("http://www.w3.org/2001/04/xmldsig-more#rsa-{hash}")));
    }
    for key in [keys::p256(), keys::p384()] {
        let xml = Message::with(|m| m.sign_assertion = Some(Signing::by(key))).xml();
        assert_eq!(verify_trusting(&xml, &[key]).unwrap().name_id, NAME_ID);
    }
}

#[test]
fn algorithms_not_on_the_list_are_refused_even_with_a_good_signature() {
    for algorithm in [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
        "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256",
        "none",
        "",
    ] {
        refused(&method(algorithm), Check::SignatureMethodNotAllowed);
    }
}

#[test]
fn an_hmac_keyed_with_the_public_key_is_refused() {
    let public = keys::rsa().private.public_key_to_der().unwrap();
    for secret in [public, keys::rsa().der.clone(), keys::rsa().pem().into_bytes()] {
        let xml = method("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256");
        let key = PKey::hmac(&secret).unwrap();
        let start = xml.find("<SignedInfo>").unwrap();
        let end = xml.find("</SignedInfo>").unwrap() + "</SignedInfo>".len();
        let signed_info =
            xml[start..end].replacen("<SignedInfo>", &format!("<SignedInfo xmlns=\"{DSIG}\">"), 1);
        let mut signer = Signer::new(MessageDigest::sha256(), &key).unwrap();
        let value =
            openssl::base64::encode_block(&signer.sign_oneshot_to_vec(signed_info.as_bytes()).unwrap());
        let from = xml.find("<SignatureValue>").unwrap() + "<SignatureValue>".len();
        let to = xml.find("</SignatureValue>").unwrap();
        refused(&format!("{}{value}{}", &xml[..from], &xml[to..]), Check::SignatureMethodNotAllowed);
    }
}

// S-20

#[test]
fn every_digest_of_the_list_is_accepted() {
    for digest in
        [SHA256, "http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2001/04/xmlenc#sha512"]
    {
        accepted(&signed_with(|s| s.digest_method = digest.to_owned()));
    }
}

#[test]
fn digests_not_on_the_list_are_refused() {
    for digest in [
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2001/04/xmldsig-more#md5",
        "http://www.w3.org/2001/04/xmldsig-more#sha224",
        "",
    ] {
        refused(&signed_with(|s| s.digest_method = digest.to_owned()), Check::DigestMethodNotAllowed);
    }
}

#[test]
fn a_truncated_or_empty_digest_is_refused() {
    let xml = genuine();
    let from = xml.find("<DigestValue>").unwrap() + "<DigestValue>".len();
    let to = xml.find("</DigestValue>").unwrap();
    refused(&format!("{}{}", &xml[..from], &xml[to..]), Check::SignatureStructure);
    refused(&format!("{}AAAA{}", &xml[..from], &xml[to..]), Check::SignatureNotVerified);
}

// S-21

#[test]
fn a_signature_by_a_key_that_is_not_trusted_is_refused_with_its_certificate_inside() {
    let xml = Message::with(|m| m.sign_assertion = Some(Signing::by(keys::attacker()))).xml();
    let refusal = refused(&xml, Check::SignatureNotVerified);
    assert_eq!(refusal.expected, keys::rsa().certificate().fingerprint());
}

#[test]
fn the_trusted_certificate_beside_another_key_is_no_proof() {
    let xml = Message::with(|m| {
        m.sign_assertion =
            Some(Signing::by(keys::attacker()).with(|s| s.key_info = Signing::by(keys::rsa()).key_info));
    })
    .xml();
    refused(&xml, Check::SignatureNotVerified);
}

#[test]
fn a_key_value_or_retrieval_method_in_the_message_is_not_used() {
    for key_info in [
        "<KeyInfo><KeyValue><RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></KeyInfo>",
        "<KeyInfo><RetrievalMethod URI=\"http://127.0.0.1:9/key\"></RetrievalMethod></KeyInfo>",
        "<KeyInfo><KeyName>attacker</KeyName></KeyInfo>",
    ] {
        accepted(&signed_with(|s| s.key_info = key_info.to_owned()));
        let xml = Message::with(|m| {
            m.sign_assertion = Some(Signing::by(keys::attacker()).with(|s| s.key_info = key_info.to_owned()))
        });
        refused(&xml.xml(), Check::SignatureNotVerified);
    }
}

#[test]
fn key_info_may_be_missing() {
    accepted(&signed_with(|s| s.key_info = String::new()));
}

#[test]
fn a_changed_signature_value_or_signed_info_is_refused() {
    let xml = genuine();
    let from = xml.find("<SignatureValue>").unwrap() + "<SignatureValue>".len();
    let flipped = if xml.as_bytes()[from + 9] == b'A' { "B" } else { "A" };
    refused(&format!("{}{flipped}{}", &xml[..from + 9], &xml[from + 10..]), Check::SignatureNotVerified);
    refused(&swap(&xml, "<SignedInfo>", "<SignedInfo> "), Check::SignatureNotVerified);
    refused(
        &swap(&xml, RSA_SHA256, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
        Check::SignatureNotVerified,
    );
}

#[test]
fn a_signature_by_an_elliptic_key_in_another_encoding_is_refused() {
    // XML Signature wants two numbers of fixed length, not the DER sequence that OpenSSL makes.
    let xml = Message::with(|m| m.sign_assertion = Some(Signing::by(keys::p256()))).xml();
    let from = xml.find("<SignatureValue>").unwrap() + "<SignatureValue>".len();
    let to = xml.find("</SignatureValue>").unwrap();
    let zeroes = openssl::base64::encode_block(&[0u8; 64]);
    let all_zero = format!("{}{zeroes}{}", &xml[..from], &xml[to..]);
    assert_eq!(verify_trusting(&all_zero, &[keys::p256()]).unwrap_err().check, Check::SignatureNotVerified);
    let der = openssl::ecdsa::EcdsaSig::sign(&[1; 32], &keys::p256().private.ec_key().unwrap())
        .unwrap()
        .to_der()
        .unwrap();
    let der = format!("{}{}{}", &xml[..from], openssl::base64::encode_block(&der), &xml[to..]);
    assert_eq!(verify_trusting(&der, &[keys::p256()]).unwrap_err().check, Check::SignatureNotVerified);
}

// S-22

#[test]
fn certificates_with_short_or_unsuitable_keys_are_refused() {
    let refusal = |key: &Key| Certificate::from_der(&key.der).unwrap_err();
    assert_eq!(refusal(keys::rsa_1024()), CertificateRefused::KeyTooShort { bits: 1024, least: 2048 });
    assert_eq!(refusal(keys::p224()), CertificateRefused::KeyTooShort { bits: 224, least: 256 });
    assert!(matches!(refusal(keys::p521()), CertificateRefused::KeyNotSupported(_)));
    assert!(matches!(refusal(keys::ed25519()), CertificateRefused::KeyNotSupported(_)));
}

// S-25

#[test]
fn any_of_several_keys_in_any_order_verifies() {
    let all = [keys::p384(), keys::second_rsa(), keys::p256(), keys::rsa(), keys::rsa_3072()];
    for signer in all {
        let xml = Message::with(|m| m.sign_assertion = Some(Signing::by(signer))).xml();
        for turn in 0..all.len() {
            let mut trusted = all;
            trusted.rotate_left(turn);
            let verified = verify_trusting(&xml, &trusted).unwrap();
            assert_eq!(verified.certificate_fingerprint, signer.certificate().fingerprint());
        }
    }
}

#[test]
fn a_removed_key_does_not_verify_any_more() {
    let xml = genuine();
    assert!(verify_trusting(&xml, &[keys::second_rsa(), keys::rsa()]).is_ok());
    assert_eq!(verify_trusting(&xml, &[keys::second_rsa()]).unwrap_err().check, Check::SignatureNotVerified);
}

#[test]
fn a_key_of_another_type_does_not_end_the_search() {
    assert!(verify_trusting(&genuine(), &[keys::p256(), keys::p384(), keys::rsa()]).is_ok());
    let only_elliptic = verify_trusting(&genuine(), &[keys::p256()]).unwrap_err();
    assert_eq!(only_elliptic.check, Check::SignatureNotVerified);
}
