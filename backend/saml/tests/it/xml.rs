//! S-05 … S-11 and S-23: what XML may be at all. Each fault is made in a message that is otherwise genuine,
//! before it is signed where a signature could cover it, so that nothing else refuses it.

use super::support::message::{ASSERTION, PROTOCOL, attributes};
use super::support::*;
use saml::error::Check;

fn genuine() -> String {
    Message::default().xml()
}

/// A genuine, signed message with this XML inside an attribute value.
fn with_inside(xml: &str) -> String {
    Message::with(|m| {
        m.statements = m.statements.replace(
            "<AttributeValue>Alice</AttributeValue>",
            &format!("<AttributeValue>{xml}</AttributeValue>"),
        );
    })
    .xml()
}

// S-05

#[test]
fn a_document_type_of_any_kind_is_refused() {
    for doctype in [
        "<!DOCTYPE x>",
        "<!DOCTYPE samlp:Response>",
        "<!DOCTYPE x []>",
        "<!DOCTYPE x [<!ENTITY e \"alice@example.com\">]>",
        "<!DOCTYPE x [<!ATTLIST Assertion Other ID #IMPLIED>]>",
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">",
        "<!doctype x>",
    ] {
        refused(&format!("{doctype}{}", genuine()), Check::DocumentType);
        refused(&format!("<?xml version=\"1.0\"?>\n{doctype}\n{}", genuine()), Check::DocumentType);
    }
}

#[test]
fn a_document_type_inside_the_document_is_refused() {
    refused(&with_inside("<!DOCTYPE x>"), Check::DocumentType);
}

#[test]
fn no_file_is_opened_for_an_external_entity() {
    let doctype = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>";
    let refusal = refused(&format!("{doctype}{}", with_inside("&e;")), Check::DocumentType);
    assert_eq!(refusal.received, "DOCTYPE");
}

#[test]
fn entities_that_expand_without_end_are_never_expanded() {
    let mut doctype = String::from("<!DOCTYPE x [<!ENTITY a0 \"lol\">");
    for level in 1..12 {
        doctype.push_str(&format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10)));
    }
    refused(&format!("{doctype}]>{}", with_inside("&a11;")), Check::DocumentType);
}

#[test]
fn an_entity_that_is_not_one_of_the_five_is_refused() {
    for entity in ["&nbsp;", "&e;", "&AMP;", "&amp", "& ", "&&amp;"] {
        refused(&with_inside(entity), Check::NotWellFormed);
    }
}

// S-06

#[test]
fn a_processing_instruction_anywhere_is_refused() {
    for xml in [
        format!("<?xml-stylesheet href=\"x.xsl\"?>{}", genuine()),
        format!("{}<?php?>", genuine()),
        with_inside("<?x y?>"),
        swap(&genuine(), &format!(">{NAME_ID}</NameID>"), &format!(">{NAME_ID}<?x?>.evil.com</NameID>")),
        swap(&genuine(), "<samlp:Status>", "<?x?><samlp:Status>"),
    ] {
        refused(&xml, Check::ProcessingInstruction);
    }
}

#[test]
fn a_comment_inside_the_name_is_refused() {
    let name = format!(">{NAME_ID}</NameID>");
    for changed in [
        ">alice@example.com<!---->.evil.com</NameID>",
        "><!-- x -->alice@example.com</NameID>",
        ">alice<!-- -->@example.com</NameID>",
    ] {
        refused(&swap(&genuine(), &name, changed), Check::CommentInValue);
    }
}

#[test]
fn a_comment_inside_issuer_audience_or_recipient_is_refused() {
    let xml = genuine();
    refused(&xml.replacen("windows.net", "windows<!-- -->.net", 1), Check::CommentInValue);
    let inner = format!("<Issuer>{IDP_ENTITY_ID}</Issuer>");
    refused(&swap(&xml, &inner, &format!("<Issuer>{IDP_ENTITY_ID}<!--x--></Issuer>")), Check::CommentInValue);
    refused(&swap(&xml, "<Audience>https", "<Audience><!--x-->https"), Check::CommentInValue);
    refused(
        &swap(&xml, "</SubjectConfirmationData>", "<!--x--></SubjectConfirmationData>"),
        Check::CommentInValue,
    );
}

#[test]
fn a_comment_inside_digest_or_signature_value_is_refused() {
    refused(&swap(&genuine(), "<DigestValue>", "<DigestValue><!--x-->"), Check::CommentInValue);
    refused(&swap(&genuine(), "</DigestValue>", "<!--AAAA--></DigestValue>"), Check::CommentInValue);
    refused(&swap(&genuine(), "<SignatureValue>", "<SignatureValue><!--x-->"), Check::CommentInValue);
}

#[test]
fn a_cdata_section_inside_a_value_is_refused() {
    refused(
        &swap(&genuine(), ">alice@example.com</NameID>", "><![CDATA[alice@example.com]]></NameID>"),
        Check::CommentInValue,
    );
}

#[test]
fn comments_elsewhere_do_no_harm() {
    let xml = genuine();
    for (before, comment) in [
        ("<samlp:Status>", "<!-- status -->"),
        ("<Subject>", "<!-- subject -->"),
        ("<NameID ", "<!-- name -->"),
        ("<SignedInfo>", "<!-- signed -->"),
        ("<Conditions ", "<!-- conditions -->"),
        ("<AttributeStatement>", "<!-- claims --><!-- more -->"),
    ] {
        accepted(&swap(&xml, before, &format!("{comment}{before}")));
    }
    accepted(&format!("<!-- before -->\n{xml}\n<!-- after -->"));
    accepted(&swap(&xml, ">Alice<", ">Al<!-- in a claim -->ice<"));
}

#[test]
fn a_comment_that_is_not_a_comment_is_refused() {
    refused(&swap(&genuine(), "<samlp:Status>", "<!-- -- --><samlp:Status>"), Check::NotWellFormed);
    refused(&swap(&genuine(), "<samlp:Status>", "<!-- x --->"), Check::NotWellFormed);
}

// S-07

#[test]
fn an_element_that_is_not_closed_is_refused() {
    let xml = genuine();
    refused(xml.strip_suffix("</samlp:Response>").unwrap(), Check::NotWellFormed);
    refused(&swap(&xml, "</AuthnContext>", ""), Check::NotWellFormed);
    refused(&swap(&xml, "</Subject>", "</subject>"), Check::NotWellFormed);
    refused(&format!("{xml}</samlp:Response>"), Check::NotWellFormed);
    for cut in (0..xml.len()).step_by(97) {
        let Some(part) = xml.get(..cut) else { continue };
        assert!(verify(part).is_err());
    }
}

#[test]
fn content_after_the_root_and_two_roots_are_refused() {
    let xml = genuine();
    let another = xml.replace(RESPONSE_ID, "_r2").replace(ASSERTION_ID, "_a2");
    for after in ["x", "<a/>", "&amp;", "<![CDATA[]]>", &another] {
        refused(&format!("{xml}{after}"), Check::NotWellFormed);
    }
    refused(&format!("x{xml}"), Check::NotWellFormed);
    refused("", Check::NotWellFormed);
    refused("alice", Check::NotWellFormed);
}

#[test]
fn an_attribute_given_twice_is_refused() {
    let xml = genuine();
    refused(&swap(&xml, "<NameID ", "<NameID Format=\"x\" "), Check::NotWellFormed);
    let attribute = format!(" ID=\"{RESPONSE_ID}\"");
    refused(&swap(&xml, &attribute, &format!("{attribute} ID=\"_x\"")), Check::NotWellFormed);
    refused(
        &swap(&xml, "<Subject>", "<Subject xmlns:a=\"urn:x\" xmlns:b=\"urn:x\" a:c=\"1\" b:c=\"2\">"),
        Check::NotWellFormed,
    );
}

#[test]
fn two_attributes_of_one_local_name_in_two_namespaces_are_well_formed() {
    accepted(
        &Message::with(|m| {
            m.statements = m.statements.replacen(
                "<AttributeStatement>",
                "<AttributeStatement xmlns:a=\"urn:a\" xmlns:b=\"urn:b\" c=\"0\" a:c=\"1\" b:c=\"2\">",
                1,
            );
        })
        .xml(),
    );
}

#[test]
fn a_prefix_that_is_not_bound_is_refused() {
    refused(&with_inside("<x:y></x:y>"), Check::NotWellFormed);
    refused(&with_inside("<y x:z=\"1\"></y>"), Check::NotWellFormed);
    refused(&with_inside("<a xmlns:x=\"urn:x\"></a><x:y></x:y>"), Check::NotWellFormed);
}

#[test]
fn names_with_stray_colons_or_characters_are_refused() {
    for xml in [
        "<a:b:c xmlns:a=\"urn:a\"></a:b:c>",
        "<:a></:a>",
        "<a:></a:>",
        "<1a></1a>",
        "<a b:=\"1\"></a>",
        "<-a></-a>",
        "<a 1=\"2\"></a>",
        "<é\u{d7}></é\u{d7}>",
    ] {
        refused(&with_inside(xml), Check::NotWellFormed);
    }
}

#[test]
fn rebinding_xml_or_xmlns_is_refused() {
    for declaration in [
        "xmlns:xml=\"urn:x\"",
        "xmlns:xmlns=\"urn:x\"",
        "xmlns:x=\"http://www.w3.org/XML/1998/namespace\"",
        "xmlns=\"http://www.w3.org/XML/1998/namespace\"",
        "xmlns:x=\"http://www.w3.org/2000/xmlns/\"",
        "xmlns:x=\"\"",
        "xmlns:x=\"urn:x\" xmlns:x=\"urn:x\"",
        "xmlns=\"urn:x\" xmlns=\"urn:x\"",
    ] {
        refused(&with_inside(&format!("<a {declaration}></a>")), Check::NotWellFormed);
    }
}

#[test]
fn attributes_that_are_not_well_formed_are_refused() {
    for tag in [
        "<a b></a>",
        "<a b=1></a>",
        "<a b=\"1></a>",
        "<a b=\"1\"c=\"2\"></a>",
        "<a b=\"<\"></a>",
        "<a b=\"&x;\"></a>",
        "<a b=\"&\"></a>",
        "<a =\"1\"></a>",
        "<a \"1\"></a>",
        "<a / >",
    ] {
        assert!(verify(&with_inside(tag)).is_err(), "{tag}");
    }
}

#[test]
fn the_end_of_a_cdata_section_in_text_is_refused() {
    refused(&with_inside("]]>"), Check::NotWellFormed);
}

#[test]
fn an_xml_declaration_out_of_place_or_form_is_refused() {
    refused(&format!("\n<?xml version=\"1.0\"?>{}", genuine()), Check::NotWellFormed);
    refused(&with_inside("<?xml version=\"1.0\"?>"), Check::NotWellFormed);
    for declaration in [
        "<?xml version=\"1.1\"?>",
        "<?xml encoding=\"UTF-8\"?>",
        "<?xml version=\"1.0\" standalone=\"maybe\"?>",
        "<?xml version=\"1.0\" x=\"y\"?>",
        "<?xml ?>",
    ] {
        assert!(verify(&format!("{declaration}{}", genuine())).is_err(), "{declaration}");
    }
}

// S-08

#[test]
fn more_than_64_levels_are_refused_and_what_fits_is_accepted() {
    let nested = |levels: usize| with_inside(&format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels)));
    // Response, Assertion, AttributeStatement, Attribute and AttributeValue stand above.
    accepted(&nested(59));
    refused(&nested(60), Check::TooComplex);
    refused(&nested(30_000), Check::TooComplex);
}

#[test]
fn more_than_20000_elements_are_refused() {
    refused(&with_inside(&"<a></a>".repeat(20_000)), Check::TooComplex);
    refused(&with_inside(&"<a/>".repeat(200_000)), Check::TooComplex);
    accepted(&with_inside(&"<a></a>".repeat(1_000)));
}

#[test]
fn more_than_64_attributes_on_one_element_are_refused() {
    let with = |count: usize| {
        let attributes: String = (0..count).map(|number| format!(" a{number:05}=\"\"")).collect();
        with_inside(&format!("<a{attributes}></a>"))
    };
    accepted(&with(64));
    refused(&with(65), Check::TooComplex);
    refused(&with(50_000), Check::TooComplex);
}

#[test]
fn more_than_32_namespaces_on_one_element_are_refused() {
    let with = |count: usize| {
        let declarations: String =
            (0..count).map(|number| format!(" xmlns:n{number}=\"urn:n:{number}\"")).collect();
        with_inside(&format!("<a{declarations}></a>"))
    };
    refused(&with(33), Check::TooComplex);
    refused(&with(20_000), Check::TooComplex);
}

#[test]
fn namespaces_cannot_be_heaped_up_level_by_level() {
    let mut xml = String::new();
    for level in 0..40 {
        let declarations: String =
            (0..30).map(|number| format!(" xmlns:n{level}x{number}=\"urn:n\"")).collect();
        xml.push_str(&format!("<a{declarations}>"));
    }
    refused(&with_inside(&format!("{xml}{}", "</a>".repeat(40))), Check::TooComplex);
}

#[test]
fn a_great_many_claims_are_accepted() {
    accepted(
        &Message::with(|m| m.statements = m.statements.replace(&attributes(3), &attributes(4_000))).xml(),
    );
}

// S-09

#[test]
fn a_root_that_is_not_a_response_is_refused() {
    let assertion = Message::default().assertion();
    refused(&assertion, Check::NotAResponse);
    for name in ["LogoutResponse", "ArtifactResponse", "AuthnRequest", "response"] {
        let xml = genuine().replace("samlp:Response", &format!("samlp:{name}"));
        refused(&xml, Check::NotAResponse);
    }
    refused(
        &format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{}</s:Body></s:Envelope>",
            genuine()
        ),
        Check::NotAResponse,
    );
    refused("<html></html>", Check::NotAResponse);
}

#[test]
fn a_response_of_another_namespace_is_refused() {
    let xml = genuine();
    refused(
        &swap(
            &xml,
            &format!("xmlns:samlp=\"{PROTOCOL}\""),
            "xmlns:samlp=\"urn:oasis:names:tc:SAML:1.0:protocol\"",
        ),
        Check::NotAResponse,
    );
    refused(
        &xml.replace("samlp:", "").replace(&format!(" xmlns:samlp=\"{PROTOCOL}\""), ""),
        Check::NotAResponse,
    );
}

// S-10

#[test]
fn a_second_assertion_is_refused() {
    let second = Message::with(|m| m.sign_assertion = None).assertion().replace(ASSERTION_ID, "_other");
    refused(&Message::with(|m| m.after_assertion = second.clone()).xml(), Check::UnexpectedContent);
    let xml = genuine();
    refused(&swap(&xml, "<samlp:Status>", &format!("{second}<samlp:Status>")), Check::StatusMissing);
}

#[test]
fn extensions_and_unknown_children_are_refused() {
    let xml = genuine();
    for child in [
        "<samlp:Extensions></samlp:Extensions>",
        "<samlp:Extensions/>",
        "<x></x>",
        "<samlp:StatusDetail></samlp:StatusDetail>",
    ] {
        refused(&swap(&xml, "<samlp:Status>", &format!("{child}<samlp:Status>")), Check::UnexpectedContent);
        refused(&swap(&xml, "</samlp:Status>", &format!("</samlp:Status>{child}")), Check::UnexpectedContent);
        refused(
            &swap(&xml, "</samlp:Response>", &format!("{child}</samlp:Response>")),
            Check::UnexpectedContent,
        );
    }
}

#[test]
fn text_between_the_children_is_refused() {
    for text in ["x", "&#x20;", "&amp;", "<![CDATA[ ]]>"] {
        refused(
            &swap(&genuine(), "<samlp:Status>", &format!("{text}<samlp:Status>")),
            Check::UnexpectedContent,
        );
    }
}

#[test]
fn children_in_another_order_are_refused() {
    let xml = genuine();
    let status = Message::default().status;
    refused(
        &swap(&swap(&xml, &status, ""), "</samlp:Response>", &format!("{status}</samlp:Response>")),
        Check::StatusMissing,
    );
    refused(&swap(&xml, &status, &format!("{status}{status}")), Check::UnexpectedContent);
    let issuer = Message::default().response_issuer;
    refused(&swap(&xml, &status, &format!("{status}{issuer}")), Check::UnexpectedContent);
}

#[test]
fn a_response_without_an_assertion_is_refused() {
    let message = Message::with(|m| m.sign_assertion = None);
    refused(&swap(&message.xml(), &message.assertion(), ""), Check::UnexpectedContent);
}

#[test]
fn an_assertion_in_a_wrong_namespace_is_refused() {
    let xml = genuine().replace(&format!("<Assertion xmlns=\"{ASSERTION}\""), "<Assertion xmlns=\"urn:x\"");
    refused(&xml, Check::UnexpectedContent);
}

#[test]
fn advice_in_the_assertion_is_refused() {
    refused(&Message::with(|m| m.conditions.push_str("<Advice></Advice>")).xml(), Check::UnexpectedContent);
}

// S-11

#[test]
fn a_relative_namespace_name_is_refused_anywhere() {
    for uri in ["x", "./ns", "../ns", "//host/ns", "#ns", "?ns", ":ns", "1a:b", "a b:c", "urn:", "urn:a b"] {
        refused(&with_inside(&format!("<a xmlns=\"{uri}\"></a>")), Check::RelativeNamespace);
        refused(&with_inside(&format!("<a xmlns:b=\"{uri}\"></a>")), Check::RelativeNamespace);
    }
    let xml = genuine();
    refused(
        &swap(&xml, "<samlp:Response ", "<samlp:Response xmlns:evil=\"relative\" "),
        Check::RelativeNamespace,
    );
}

#[test]
fn a_namespace_name_written_with_references_is_refused() {
    refused(&with_inside("<a xmlns:b=\"urn:&#x61;\"></a>"), Check::RelativeNamespace);
    refused(&with_inside("<a xmlns:b=\"urn:a&amp;b\"></a>"), Check::RelativeNamespace);
}

// S-23

#[test]
fn an_id_used_twice_is_refused() {
    refused(
        &Message::with(|m| m.response_attributes = m.response_attributes.replace(RESPONSE_ID, ASSERTION_ID))
            .xml(),
        Check::IdRepeated,
    );
    refused(&with_inside(&format!("<a ID=\"{ASSERTION_ID}\"></a>")), Check::IdRepeated);
    refused(&with_inside(&format!("<a ID=\"{RESPONSE_ID}\"></a>")), Check::IdRepeated);
    refused(&with_inside("<a ID=\"_x\"></a><a ID=\"_x\"></a>"), Check::IdRepeated);
}

#[test]
fn an_id_that_is_not_a_name_is_refused() {
    for id in ["", "1abc", "a b", "a:b", "-a", "a/b", "&#x31;a"] {
        refused(&with_inside(&format!("<a ID=\"{id}\"></a>")), Check::IdNotAllowed);
    }
    let starts_with_digit =
        Message::with(|m| m.assertion_attributes = m.assertion_attributes.replace(ASSERTION_ID, "2f6d"));
    refused(&starts_with_digit.xml(), Check::IdNotAllowed);
}

#[test]
fn an_id_set_by_another_attribute_is_refused() {
    for attribute in ["Id=\"_x\"", "id=\"_x\"", "iD=\"_x\"", "xml:id=\"_x\"", "xmlns:p=\"urn:p\" p:ID=\"_x\""]
    {
        refused(&with_inside(&format!("<a {attribute}></a>")), Check::IdNotAllowed);
    }
    let xml = genuine();
    refused(&swap(&xml, "<SignedInfo>", "<SignedInfo Id=\"_x\">"), Check::IdNotAllowed);
}
