//! Signature wrapping and its relatives: a genuine signature, and beside it content that nobody signed.
//!
//! The eight shapes are those of "On Breaking SAML" (USENIX Security 2012); the later ones are named by what
//! they do. For each: the attacker's name must never come out, whatever else happens.

use super::support::message::*;
use super::support::*;
use saml::error::Check;

const EVIL_ID: &str = "_evil";

/// The parts of a genuine message that an attacker moves about.
struct Parts {
    xml: String,
    assertion: String,
    signature: String,
}

impl Parts {
    fn of(message: &Message, id_of_signed: &str) -> Parts {
        let xml = message.xml();
        let start = xml.find("<Assertion ").unwrap();
        let end = xml.find("</Assertion>").unwrap() + "</Assertion>".len();
        let reference = xml.find(&format!("URI=\"#{id_of_signed}\"")).unwrap();
        let from = xml[..reference].rfind("<Signature ").unwrap();
        let to = reference + xml[reference..].find("</Signature>").unwrap() + "</Signature>".len();
        Parts { assertion: xml[start..end].to_owned(), signature: xml[from..to].to_owned(), xml }
    }

    fn genuine() -> Parts {
        Parts::of(&Message::default(), ASSERTION_ID)
    }
}

/// An unsigned assertion for the attacker's victim.
fn evil_assertion(id: &str) -> String {
    Message::with(|m| {
        m.sign_assertion = None;
        m.assertion_attributes = m.assertion_attributes.replace(ASSERTION_ID, id);
        m.subject = m.subject.replace(NAME_ID, "admin@example.com");
    })
    .assertion()
}

#[track_caller]
fn never_evil(xml: &str) {
    match verify(xml) {
        Ok(response) => panic!("accepted for {}", response.name_id),
        Err(refusal) => assert_ne!(
            refusal.check,
            Check::NotWellFormed,
            "the test's own XML is broken: {}",
            refusal.received
        ),
    }
}

#[test]
fn shape_1_the_signed_response_inside_the_signature_of_an_evil_response() {
    let signed = Parts::of(&Message::response_signed(), RESPONSE_ID);
    let evil = signed
        .xml
        .replace(&signed.signature, "")
        .replace(RESPONSE_ID, EVIL_ID)
        .replace(NAME_ID, "admin@example.com")
        .replace(ASSERTION_ID, "_e2");
    let original = signed.xml.replace(&signed.signature, "");
    let signature =
        swap(&signed.signature, "</Signature>", &format!("<Object>{original}</Object></Signature>"));
    let issuer = Message::default().response_issuer;
    never_evil(&swap(&evil, &issuer, &format!("{issuer}{signature}")));
}

#[test]
fn shape_2_the_signed_response_before_a_detached_signature() {
    let signed = Parts::of(&Message::response_signed(), RESPONSE_ID);
    let original = signed.xml.replace(&signed.signature, "");
    let evil = original
        .replace(RESPONSE_ID, EVIL_ID)
        .replace(NAME_ID, "admin@example.com")
        .replace(ASSERTION_ID, "_e2");
    let issuer = Message::default().response_issuer;
    never_evil(&swap(&evil, &issuer, &format!("{issuer}{original}{}", signed.signature)));
}

#[test]
fn shape_3_an_evil_assertion_before_the_signed_one() {
    let parts = Parts::genuine();
    refused(
        &swap(&parts.xml, &parts.assertion, &format!("{}{}", evil_assertion(EVIL_ID), parts.assertion)),
        Check::UnexpectedContent,
    );
    refused(
        &swap(&parts.xml, &parts.assertion, &format!("{}{}", parts.assertion, evil_assertion(EVIL_ID))),
        Check::UnexpectedContent,
    );
}

#[test]
fn shape_4_the_signed_assertion_inside_an_evil_one() {
    let parts = Parts::genuine();
    let evil = evil_assertion(EVIL_ID).replace("</Assertion>", &format!("{}</Assertion>", parts.assertion));
    never_evil(&swap(&parts.xml, &parts.assertion, &evil));
}

#[test]
fn shape_5_the_signature_moved_into_an_evil_assertion_and_the_original_at_the_end() {
    let parts = Parts::genuine();
    let original = parts.assertion.replace(&parts.signature, "");
    let issuer = Message::default().issuer;
    let evil = swap(&evil_assertion(EVIL_ID), &issuer, &format!("{issuer}{}", parts.signature));
    refused(&swap(&parts.xml, &parts.assertion, &format!("{evil}{original}")), Check::ReferenceElsewhere);
}

#[test]
fn shape_6_the_original_inside_the_signature_of_an_evil_assertion() {
    let parts = Parts::genuine();
    let original = parts.assertion.replace(&parts.signature, "");
    let signature =
        swap(&parts.signature, "</Signature>", &format!("<Object>{original}</Object></Signature>"));
    let issuer = Message::default().issuer;
    let evil = swap(&evil_assertion(EVIL_ID), &issuer, &format!("{issuer}{signature}"));
    refused(&swap(&parts.xml, &parts.assertion, &evil), Check::ReferenceElsewhere);
}

#[test]
fn shape_7_an_evil_assertion_in_extensions() {
    let parts = Parts::genuine();
    let extensions = format!("<samlp:Extensions>{}</samlp:Extensions>", evil_assertion(EVIL_ID));
    refused(
        &swap(&parts.xml, "<samlp:Status>", &format!("{extensions}<samlp:Status>")),
        Check::UnexpectedContent,
    );
    let hidden = format!("<samlp:Extensions>{}</samlp:Extensions>", parts.assertion);
    let evil = swap(&parts.xml, &parts.assertion, &evil_assertion(EVIL_ID));
    refused(&swap(&evil, "<samlp:Status>", &format!("{hidden}<samlp:Status>")), Check::UnexpectedContent);
}

#[test]
fn shape_8_the_original_in_an_object_of_the_signature() {
    let parts = Parts::genuine();
    let original = parts.assertion.replace(&parts.signature, "");
    let evil = evil_assertion(EVIL_ID);
    let issuer = Message::default().issuer;
    for id in [EVIL_ID, ASSERTION_ID] {
        let evil = evil.replace(EVIL_ID, id);
        let signature =
            swap(&parts.signature, "</Signature>", &format!("<Object>{original}</Object></Signature>"));
        never_evil(&swap(
            &parts.xml,
            &parts.assertion,
            &swap(&evil, &issuer, &format!("{issuer}{signature}")),
        ));
    }
}

#[test]
fn an_evil_assertion_with_the_id_of_the_signed_one_is_refused() {
    let parts = Parts::genuine();
    let evil = evil_assertion(ASSERTION_ID);
    refused(&swap(&parts.xml, &parts.assertion, &format!("{evil}{}", parts.assertion)), Check::IdRepeated);
    let claim = format!("<AttributeValue>{evil}</AttributeValue>");
    never_evil(&parts.xml.replace("<AttributeValue>Alice</AttributeValue>", &claim));
}

#[test]
fn the_original_hidden_in_a_claim_status_detail_or_key_info_is_refused() {
    let parts = Parts::genuine();
    let evil = evil_assertion(EVIL_ID);
    let in_detail = swap(
        &parts.xml,
        "</samlp:Status>",
        &format!("<samlp:StatusDetail>{}</samlp:StatusDetail></samlp:Status>", parts.assertion),
    );
    never_evil(&in_detail.replacen(
        &format!("</samlp:Status>{}", parts.assertion),
        &format!("</samlp:Status>{evil}"),
        1,
    ));
    let in_key_info = swap(&parts.xml, "</KeyInfo>", &format!("{evil}</KeyInfo>"));
    refused(&in_key_info, Check::UnexpectedContent);
    let in_confirmation =
        swap(&parts.xml, "</SubjectConfirmationData>", &format!("{evil}</SubjectConfirmationData>"));
    refused(&in_confirmation, Check::UnexpectedContent);
}

#[test]
fn the_signed_assertion_put_into_another_response_stays_what_it_is() {
    // Only the assertion is signed, so the Response around it is anybody's: its rules are checked all the same.
    let parts = Parts::genuine();
    let again = swap(&parts.xml, RESPONSE_ID, "_another");
    assert_eq!(accepted(&again).response_id, "_another");
    refused(
        &swap(&parts.xml, &format!("Destination=\"{ACS_URL}\""), "Destination=\"https://evil.example/acs\""),
        Check::DestinationMismatch,
    );
}

#[test]
fn a_changed_name_claim_or_condition_is_refused() {
    let xml = Message::default().xml();
    for changed in [
        swap(&xml, &format!(">{NAME_ID}</NameID>"), ">admin@example.com</NameID>"),
        swap(&xml, ">Alice<", ">Mallory<"),
        swap(&xml, &format!("NotBefore=\"{}\"", after(-300)), &format!("NotBefore=\"{}\"", after(-301))),
        swap(&xml, "<Conditions ", "\n<Conditions "),
        swap(&xml, "<Subject>", "<Subject x=\"y\">"),
        swap(&xml, "<Subject>", "<Subject xml:lang=\"en\">"),
    ] {
        refused(&changed, Check::DigestMismatch);
    }
    let both = Message::response_signed().xml();
    refused(
        &swap(&both, &format!(">{NAME_ID}</NameID>"), ">admin@example.com</NameID>"),
        Check::DigestMismatch,
    );
    refused(&swap(&both, "<samlp:Status>", " <samlp:Status>"), Check::DigestMismatch);
}

#[test]
fn text_written_differently_with_one_canonical_form_is_accepted() {
    let xml = Message::default().xml();
    let attributes = Message::default().assertion_attributes;
    for same in [
        swap(
            &xml,
            &format!("<Assertion xmlns=\"{ASSERTION}\"{attributes}>"),
            &format!("<Assertion{attributes} xmlns=\"{ASSERTION}\">"),
        ),
        swap(&xml, "<Subject>", "<Subject >"),
        swap(&xml, "</Subject>", "</Subject\n>"),
        swap(&xml, "<Subject>", "<Subject xmlns:unused=\"urn:unused\">"),
        xml.replace("></SubjectConfirmationData>", "/>").replace("></samlp:StatusCode>", " />"),
        swap(&xml, ">Alice<", ">&#65;lice<"),
        swap(&xml, ">Alice<", "><![CDATA[Alice]]><"),
        swap(&xml, &format!(">{NAME_ID}</NameID>"), ">&#x61;lice&#64;example.com</NameID>"),
        xml.replace('"', "'"),
    ] {
        accepted(&same);
    }
}

#[test]
fn a_name_with_line_breaks_is_read_as_it_was_signed() {
    let message = Message::with(|m| m.subject = m.subject.replace(NAME_ID, "alice\n@example.com"));
    let xml = message.xml();
    assert_eq!(verify(&xml).unwrap().name_id, "alice\n@example.com");
    assert_eq!(verify(&swap(&xml, "alice\n@", "alice\r\n@")).unwrap().name_id, "alice\n@example.com");
    refused(&swap(&xml, "alice\n@", "alice&#xD;\n@"), Check::DigestMismatch);
}

#[test]
fn a_second_reading_of_digest_value_is_not_possible() {
    let xml = Message::default().xml();
    let from = xml.find("<DigestValue>").unwrap();
    let to = xml.find("</DigestValue>").unwrap();
    let value = &xml[from + 13..to];
    let evil = swap(&xml, &format!(">{NAME_ID}</NameID>"), ">admin@example.com</NameID>");
    for hidden in [
        format!("<DigestValue><!--{value}-->AAAA"),
        format!("<DigestValue>AAAA<![CDATA[{value}]]>"),
        format!("<DigestValue>AAAA<x>{value}</x>"),
        format!("<DigestValue x=\"{value}\">AAAA"),
    ] {
        assert!(verify(&format!("{}{hidden}{}", &evil[..from], &evil[to..])).is_err());
    }
}

#[test]
fn an_encrypted_assertion_is_refused_by_name() {
    let parts = Parts::genuine();
    let encrypted = format!(
        "<EncryptedAssertion xmlns=\"{ASSERTION}\"><x xmlns=\"http://www.w3.org/2001/04/xmlenc#\"></x></EncryptedAssertion>"
    );
    refused(&swap(&parts.xml, &parts.assertion, &encrypted), Check::EncryptedAssertion);
    refused(
        &swap(&parts.xml, &parts.assertion, &format!("{encrypted}{}", parts.assertion)),
        Check::UnexpectedContent,
    );
    refused(
        &swap(&parts.xml, &parts.assertion, &format!("{}{encrypted}", parts.assertion)),
        Check::UnexpectedContent,
    );
}
