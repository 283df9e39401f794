//! Writing XML in canonical form, and signing what was written.
//!
//! Every document of ours is written so that its exclusive canonical form is the text itself: namespaces are
//! declared where they are used, attributes stand in canonical order, no element is empty-tagged, and every
//! value is escaped the way Canonical XML 1.0, section 2.3 says. Signing then costs one hash and one RSA
//! operation. Callers give attributes in canonical order; the tests compare with a canonicalizer.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::keys::SigningKey;
use crate::names;

/// Why a message of ours could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteRefused {
    /// A value holds a character that XML 1.0 does not allow.
    #[error("{0} holds a character that XML does not allow")]
    ForbiddenCharacter(String),
    /// A value is outside of what the receiver accepts.
    #[error("{0} is not acceptable")]
    Unacceptable(&'static str),
    /// The system's randomness or arithmetic failed.
    #[error("signing failed")]
    SigningFailed,
}

/// A document being written.
pub(crate) struct Writer {
    text: String,
    forbidden: Option<String>,
}

impl Writer {
    pub(crate) fn new() -> Writer {
        Writer { text: String::with_capacity(4096), forbidden: None }
    }

    /// Opens an element; the attributes come in canonical order, namespace declarations first.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Writer {
        self.text.push('<');
        self.text.push_str(name);
        for (attribute, value) in attributes {
            self.check(attribute, value);
            self.text.push(' ');
            self.text.push_str(attribute);
            self.text.push_str("=\"");
            escape_attribute(&mut self.text, value);
            self.text.push('"');
        }
        self.text.push('>');
        self
    }

    pub(crate) fn close(&mut self, name: &str) -> &mut Writer {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
        self
    }

    /// An element that holds nothing.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Writer {
        self.open(name, attributes).close(name)
    }

    /// An element that holds one text.
    pub(crate) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], value: &str) -> &mut Writer {
        self.open(name, attributes);
        self.check(name, value);
        escape_text(&mut self.text, value);
        self.close(name)
    }

    /// Text that is canonical XML already.
    pub(crate) fn raw(&mut self, xml: &str) -> &mut Writer {
        self.text.push_str(xml);
        self
    }

    /// The place reached, for a later [`Writer::finish_signed`].
    pub(crate) fn position(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn finish(self) -> Result<String, WriteRefused> {
        match self.forbidden {
            Some(name) => Err(WriteRefused::ForbiddenCharacter(name)),
            None => Ok(self.text),
        }
    }

    /// Signs the whole text as the element with this id and puts the signature at `position`.
    pub(crate) fn finish_signed(
        self,
        position: usize,
        id: &str,
        key: &SigningKey,
    ) -> Result<String, WriteRefused> {
        let mut text = self.finish()?;
        let signature = signature(&text, id, key)?;
        text.insert_str(position, &signature);
        Ok(text)
    }

    fn check(&mut self, name: &str, value: &str) {
        if self.forbidden.is_none() && !value.chars().all(is_xml_char) {
            self.forbidden = Some(name.to_owned());
        }
    }
}

/// The enveloped signature of a canonical element (XML Signature 1.1, section 4; RSA-SHA256, SHA-256).
fn signature(element: &str, id: &str, key: &SigningKey) -> Result<String, WriteRefused> {
    let hash = STANDARD.encode(digest::digest(&digest::SHA256, element.as_bytes()));
    let reference = format!("#{id}");
    let mut inner = Writer::new();
    inner
        .empty("ds:CanonicalizationMethod", &[("Algorithm", names::EXCLUSIVE_C14N)])
        .empty("ds:SignatureMethod", &[("Algorithm", names::RSA_SHA256)])
        .open("ds:Reference", &[("URI", &reference)])
        .open("ds:Transforms", &[])
        .empty("ds:Transform", &[("Algorithm", names::ENVELOPED)])
        .empty("ds:Transform", &[("Algorithm", names::EXCLUSIVE_C14N)])
        .close("ds:Transforms")
        .empty("ds:DigestMethod", &[("Algorithm", names::SHA256)])
        .leaf("ds:DigestValue", &[], &hash)
        .close("ds:Reference");
    let inner = inner.finish()?;
    let mut signed_info = Writer::new();
    signed_info.open("ds:SignedInfo", &[("xmlns:ds", names::DSIG)]).raw(&inner).close("ds:SignedInfo");
    let value = key.sign(signed_info.finish()?.as_bytes()).ok_or(WriteRefused::SigningFailed)?;
    let mut signature = Writer::new();
    signature
        .open("ds:Signature", &[("xmlns:ds", names::DSIG)])
        .open("ds:SignedInfo", &[])
        .raw(&inner)
        .close("ds:SignedInfo")
        .leaf("ds:SignatureValue", &[], &STANDARD.encode(value));
    key_info(&mut signature, &[], key.certificate().to_der());
    signature.close("ds:Signature");
    signature.finish()
}

/// A `KeyInfo` that holds one certificate.
pub(crate) fn key_info(writer: &mut Writer, attributes: &[(&str, &str)], certificate_der: &[u8]) {
    writer
        .open("ds:KeyInfo", attributes)
        .open("ds:X509Data", &[])
        .leaf("ds:X509Certificate", &[], &STANDARD.encode(certificate_der))
        .close("ds:X509Data")
        .close("ds:KeyInfo");
}

/// A time in the form of SAML core, section 1.3.3: UTC, whole seconds.
pub(crate) fn instant(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).unwrap_or(time).to_string()
}

/// Whether XML 1.0, section 2.2 allows this character.
pub(crate) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn escape_text(into: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '\r' => into.push_str("&#xD;"),
            c => into.push(c),
        }
    }
}

fn escape_attribute(into: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '"' => into.push_str("&quot;"),
            '\t' => into.push_str("&#x9;"),
            '\n' => into.push_str("&#xA;"),
            '\r' => into.push_str("&#xD;"),
            c => into.push(c),
        }
    }
}
