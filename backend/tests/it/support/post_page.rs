//! What a browser and the cloud make of a page that posts itself: its form, its policy, and the response in
//! it. Read by quick-xml and verified by OpenSSL, apart from our own SAML code.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::hash::{MessageDigest, hash};
use openssl::sign::Verifier;
use openssl::x509::X509;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

use super::Answer;

/// The form of a page that posts itself.
pub struct PostPage {
    pub action: String,
    pub fields: Vec<(String, String)>,
    pub policy: String,
    pub script: String,
}

impl PostPage {
    #[track_caller]
    pub fn of(answer: &Answer) -> PostPage {
        assert_eq!(answer.status, 200, "{:?}", answer.headers.get("location"));
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        let page = answer.text();
        let forms: Vec<&str> = tags(page, "<form ");
        assert_eq!(forms.len(), 1);
        assert_eq!(attribute(forms[0], "method"), "post");
        let inputs = tags(page, "<input ");
        PostPage {
            action: attribute(forms[0], "action"),
            fields: inputs.iter().map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect(),
            policy: answer.header("content-security-policy").unwrap().to_owned(),
            script: between(page, "<script>", "</script>").to_owned(),
        }
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        let found: Vec<&str> =
            self.fields.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect();
        assert!(found.len() <= 1, "{name} twice");
        found.first().copied()
    }

    /// The XML of the response.
    pub fn response(&self) -> String {
        String::from_utf8(STANDARD.decode(self.field("SAMLResponse").unwrap()).unwrap()).unwrap()
    }

    /// `script-src` of the policy for the script that is on the page.
    pub fn script_source(&self) -> String {
        let digest = hash(MessageDigest::sha256(), self.script.as_bytes()).unwrap();
        format!("script-src 'sha256-{}'", STANDARD.encode(digest))
    }
}

fn tags<'a>(page: &'a str, start: &str) -> Vec<&'a str> {
    page.match_indices(start).map(|(at, _)| &page[at..=at + page[at..].find('>').unwrap()]).collect()
}

pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap() + start.len();
    &text[from..from + text[from..].find(end).unwrap()]
}

fn attribute(tag: &str, name: &str) -> String {
    let value = between(tag, &format!(" {name}=\""), "\"");
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(value.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// An XML element; prefixes are kept as written.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The root of a document.
    pub fn parse(xml: &str) -> Element {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) => {
                    let attributes = tag.attributes().map(|attribute| {
                        let attribute = attribute.unwrap();
                        let key = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
                        let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap();
                        (key, value.into_owned())
                    });
                    let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                    let attributes = attributes.collect();
                    open.push(Element { name, attributes, ..Element::default() });
                }
                Event::End(_) => {
                    let done = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(done);
                }
                Event::Text(text) => open.last_mut().unwrap().text += &text.decode().unwrap(),
                Event::GeneralRef(name) => {
                    let name = name.decode().unwrap();
                    let resolved = match name.strip_prefix("#x") {
                        Some(hex) => {
                            char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap().to_string()
                        }
                        None => quick_xml::escape::resolve_xml_entity(&name).unwrap().to_owned(),
                    };
                    open.last_mut().unwrap().text += &resolved;
                }
                Event::Eof => break,
                other => panic!("unexpected {other:?}"),
            }
        }
        assert_eq!(open.len(), 1);
        let mut roots = open.pop().unwrap().children;
        assert_eq!(roots.len(), 1);
        roots.pop().unwrap()
    }

    /// The one child of this name.
    #[track_caller]
    pub fn child(&self, name: &str) -> &Element {
        let found: Vec<&Element> = self.children.iter().filter(|child| child.name == name).collect();
        assert_eq!(found.len(), 1, "{name} in {}", self.name);
        found[0]
    }

    /// One below the other.
    #[track_caller]
    pub fn at(&self, path: &[&str]) -> &Element {
        path.iter().fold(self, |element, name| element.child(name))
    }

    #[track_caller]
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).unwrap_or_else(|| panic!("{name} of {}", self.name))
    }

    pub fn names(&self) -> Vec<&str> {
        self.children.iter().map(|child| child.name.as_str()).collect()
    }

    /// Values of the SAML attribute of this name.
    #[track_caller]
    pub fn saml_attribute(&self, name: &str) -> Vec<&str> {
        let statement = self.child("saml:AttributeStatement");
        let found: Vec<&Element> =
            statement.children.iter().filter(|child| child.attribute("Name") == name).collect();
        assert_eq!(found.len(), 1, "{name}");
        found[0].children.iter().map(|value| value.text.as_str()).collect()
    }
}

/// Verifies the assertion's enveloped signature; answers the certificate in it, DER.
///
/// The text is canonical as it is written, so hashing it is enough (XML Signature 1.1, section 3.2): were it
/// not, the cloud's canonicalizer would find another hash, which the journeys in the browser would notice.
#[track_caller]
pub fn verified_certificate(xml: &str) -> Vec<u8> {
    let assertion_at = xml.find("<saml:Assertion ").unwrap();
    let end = "</saml:Assertion>";
    let assertion = &xml[assertion_at..xml.find(end).unwrap() + end.len()];
    let signature_at = assertion.find("<ds:Signature ").unwrap();
    let signature_end = assertion.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = &assertion[signature_at..signature_end];
    let signed = format!("{}{}", &assertion[..signature_at], &assertion[signature_end..]);
    let id = between(assertion, " ID=\"", "\"");
    assert_eq!(between(signature, "<ds:Reference URI=\"", "\""), format!("#{id}"));
    let digest = STANDARD.encode(hash(MessageDigest::sha256(), signed.as_bytes()).unwrap());
    assert_eq!(between(signature, "<ds:DigestValue>", "</ds:DigestValue>"), digest);
    assert!(
        signature.contains("SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"")
    );
    let signed_info = between(signature, "<ds:SignedInfo>", "</ds:SignedInfo>");
    let signed_info = format!(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{signed_info}</ds:SignedInfo>"
    );
    let certificate =
        STANDARD.decode(between(signature, "<ds:X509Certificate>", "</ds:X509Certificate>")).unwrap();
    let key = X509::from_der(&certificate).unwrap().public_key().unwrap();
    let value = STANDARD.decode(between(signature, "<ds:SignatureValue>", "</ds:SignatureValue>")).unwrap();
    let mut verifier = Verifier::new(MessageDigest::sha256(), &key).unwrap();
    assert!(verifier.verify_oneshot(&value, signed_info.as_bytes()).unwrap());
    certificate
}
