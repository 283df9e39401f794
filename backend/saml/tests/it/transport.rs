//! S-01 … S-04: the form, the encoding, the size.

use super::support::*;
use saml::binding::{LARGEST_RESPONSE, PostedResponse, posted_response};
use saml::error::Check;
use saml::response;
use saml::settings::Policy;

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn base64(bytes: &[u8]) -> String {
    openssl::base64::encode_block(bytes)
}

fn body(xml: &[u8]) -> String {
    format!("SAMLResponse={}", encoded(&base64(xml)))
}

#[track_caller]
fn post(body: &str) -> PostedResponse {
    posted_response(FORM, body.as_bytes()).unwrap_or_else(|refusal| panic!("refused by {refusal}"))
}

#[track_caller]
fn post_refused(content_type: Option<&str>, body: &str, check: Check) {
    assert_eq!(posted_response(content_type, body.as_bytes()).unwrap_err().check, check);
}

#[test]
fn a_posted_form_is_unpacked() {
    let posted = post(&format!("{}&RelayState={}", body(b"<a/>"), encoded("/portal?x=1&y=2")));
    assert_eq!(posted.xml, b"<a/>");
    assert_eq!(posted.relay_state.as_deref(), Some("/portal?x=1&y=2"));
}

#[test]
fn an_empty_relay_state_is_none() {
    assert_eq!(post(&format!("{}&RelayState=", body(b"<a/>"))).relay_state, None);
}

#[test]
fn a_content_type_with_a_charset_in_capitals_is_a_form() {
    let content_type = Some("Application/X-WWW-Form-URLencoded; charset=UTF-8");
    assert!(posted_response(content_type, body(b"<a/>").as_bytes()).is_ok());
}

#[test]
fn json_xml_multipart_and_no_content_type_are_refused() {
    for content_type in
        [None, Some(""), Some("application/json"), Some("text/xml"), Some("multipart/form-data; boundary=x")]
    {
        post_refused(content_type, &body(b"<a/>"), Check::NotAFormPost);
    }
}

#[test]
fn a_form_without_a_response_or_with_an_empty_one_is_refused() {
    for form in
        ["", "RelayState=x", "SAMLResponse=", "SAMLResponse", "samlresponse=PGEvPg==", "SAMLResponse=%0D%0A"]
    {
        post_refused(FORM, form, Check::ResponseMissing);
    }
}

#[test]
fn two_responses_are_refused_even_when_equal() {
    let form = body(b"<a/>");
    post_refused(FORM, &format!("{form}&{form}"), Check::ResponseRepeated);
    post_refused(FORM, &format!("SAMLResponse=&{form}"), Check::ResponseRepeated);
}

#[test]
fn two_relay_states_are_refused() {
    post_refused(FORM, &format!("{}&RelayState=a&RelayState=b", body(b"<a/>")), Check::ResponseRepeated);
}

#[test]
fn an_artifact_is_refused() {
    post_refused(FORM, "SAMLart=AAQAAMFbLinlXaCM", Check::ArtifactNotSupported);
    post_refused(FORM, &format!("{}&SAMLart=x", body(b"<a/>")), Check::ArtifactNotSupported);
}

#[test]
fn base64_with_line_breaks_is_accepted() {
    let text = base64(Message::default().xml().as_bytes());
    for line_break in ["\n", "\r\n"] {
        let lines: Vec<&str> =
            text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let posted = post(&format!("SAMLResponse={}", encoded(&lines.join(line_break))));
        assert_eq!(posted.xml, Message::default().xml().as_bytes());
    }
}

#[test]
fn base64_with_any_other_foreign_byte_is_refused() {
    for foreign in [" ", "\t", "\0", "-", "_", ".", "é", "=", "\u{b}"] {
        let text = base64(b"<samlp:Response/>");
        post_refused(
            FORM,
            &format!("SAMLResponse={}", encoded(&format!("{}{foreign}{}", &text[..8], &text[8..]))),
            Check::NotBase64,
        );
    }
}

#[test]
fn base64_without_its_padding_or_with_loose_bits_is_refused() {
    for text in ["PGEvPg", "PGEvPg=", "PGEvPh==", "PGEvPg===", "P"] {
        post_refused(FORM, &format!("SAMLResponse={}", encoded(text)), Check::NotBase64);
    }
}

#[test]
fn a_message_of_one_mebibyte_is_unpacked_and_one_byte_more_is_refused() {
    assert_eq!(post(&body(&vec![b'a'; LARGEST_RESPONSE])).xml.len(), LARGEST_RESPONSE);
    post_refused(FORM, &body(&vec![b'a'; LARGEST_RESPONSE + 1]), Check::TooLarge);
    post_refused(FORM, &body(&vec![b'a'; 4 * LARGEST_RESPONSE]), Check::TooLarge);
}

#[test]
fn compressed_data_is_refused_and_never_inflated() {
    post_refused(FORM, &body(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), Check::Compressed);
    post_refused(FORM, &body(&[0x78, 0x9c, 0x4b, 0x4c]), Check::Compressed);
}

#[test]
fn raw_deflate_data_is_refused() {
    use std::io::Write as _;
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    deflate.write_all(Message::default().xml().as_bytes()).unwrap();
    let bytes = deflate.finish().unwrap();
    assert!(response::verify(&bytes, &sp(), &idp(), &Policy::default(), now()).is_err());
}

#[test]
fn a_message_that_is_not_utf_8_is_refused() {
    let genuine = Message::default().xml();
    let mut latin = genuine.clone().into_bytes();
    latin.insert(genuine.find("Alice").unwrap(), 0xe9);
    let overlong = [genuine.as_bytes(), &[0xc0, 0xaf]].concat();
    let surrogate = [genuine.as_bytes(), &[0xed, 0xa0, 0x80]].concat();
    let utf_16: Vec<u8> = genuine.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [latin, overlong, surrogate] {
        let refusal = response::verify(&bytes, &sp(), &idp(), &Policy::default(), now()).unwrap_err();
        assert_eq!(refusal.check, Check::NotUtf8);
    }
    let refusal = response::verify(&utf_16, &sp(), &idp(), &Policy::default(), now()).unwrap_err();
    assert!(matches!(refusal.check, Check::NotUtf8 | Check::ForbiddenCharacter));
}

#[test]
fn another_declared_encoding_is_refused() {
    for encoding in ["ISO-8859-1", "UTF-16", "us-ascii", "UTF-7", "windows-1252"] {
        let xml = format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{}", Message::default().xml());
        refused(&xml, Check::NotUtf8);
    }
}

#[test]
fn a_declaration_of_utf_8_and_a_byte_order_mark_do_no_harm() {
    for start in [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<?xml version='1.0'?>\n",
        "\u{feff}",
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\" ?>",
    ] {
        accepted(&format!("{start}{}", Message::default().xml()));
    }
}

#[test]
fn a_second_byte_order_mark_is_refused() {
    assert!(verify(&format!("\u{feff}\u{feff}{}", Message::default().xml())).is_err());
    assert!(verify(&swap(&Message::default().xml(), "<samlp:Status>", "\u{feff}<samlp:Status>")).is_err());
}

#[test]
fn control_characters_are_refused() {
    for character in ['\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        refused(
            &swap(&Message::default().xml(), "Alice Ång", &format!("Alice{character} Ång")),
            Check::ForbiddenCharacter,
        );
    }
}

#[test]
fn control_characters_as_references_are_refused() {
    for reference in [
        "&#0;",
        "&#x0;",
        "&#8;",
        "&#x1F;",
        "&#xFFFE;",
        "&#xD800;",
        "&#x110000;",
        "&#99999999999;",
        "&#;",
        "&#x;",
        "&#-1;",
    ] {
        refused(
            &swap(&Message::default().xml(), "Alice Ång", &format!("Alice{reference} Ång")),
            Check::NotWellFormed,
        );
    }
}
