//! The two bindings we use: HTTP-POST in and out, HTTP-Redirect out (SAML bindings, sections 3.4 and 3.5).
//!
//! What comes in is unpacked and nothing more: one form, one value, strict base64 (S-01 … S-03). Whether the
//! bytes are a response is the gate's to say. A posted message is never inflated.

use std::borrow::Cow;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::authn_request::AuthnRequest;
use crate::error::{Check, ResponseRefused};
use crate::keys::SigningKey;
use crate::names;
use crate::write::WriteRefused;

/// The largest response, in bytes after decoding.
pub const LARGEST_RESPONSE: usize = 1024 * 1024;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// In the address of a GET.
    HttpRedirect,
    /// In a form that submits itself.
    HttpPost,
}

impl Binding {
    /// The name of the binding in metadata.
    pub fn uri(self) -> &'static str {
        match self {
            Binding::HttpRedirect => names::HTTP_REDIRECT,
            Binding::HttpPost => names::HTTP_POST,
        }
    }
}

/// A response as it was posted.
#[derive(Clone, PartialEq, Eq)]
pub struct PostedResponse {
    /// The decoded message.
    pub xml: Vec<u8>,
    /// The RelayState, not judged in any way.
    pub relay_state: Option<String>,
}

// The message must not reach a log.
impl std::fmt::Debug for PostedResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostedResponse").field("bytes", &self.xml.len()).finish_non_exhaustive()
    }
}

/// Unpacks the body of a POST to the assertion consumer service.
pub fn posted_response(content_type: Option<&str>, body: &[u8]) -> Result<PostedResponse, ResponseRefused> {
    let received = content_type.unwrap_or("no content type");
    let essence = received.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(ResponseRefused::new(Check::NotAFormPost, "application/x-www-form-urlencoded", received));
    }
    let mut response: Option<Cow<'_, str>> = None;
    let mut relay_state: Option<Cow<'_, str>> = None;
    for (name, value) in url::form_urlencoded::parse(body) {
        let slot = match &*name {
            "SAMLResponse" => &mut response,
            "RelayState" => &mut relay_state,
            "SAMLart" => {
                return Err(ResponseRefused::new(Check::ArtifactNotSupported, "SAMLResponse", "SAMLart"));
            }
            _ => continue,
        };
        if slot.replace(value).is_some() {
            return Err(ResponseRefused::new(Check::ResponseRepeated, "one", format!("two fields {name}")));
        }
    }
    let response = response.filter(|value| !value.is_empty());
    let response =
        response.ok_or_else(|| ResponseRefused::new(Check::ResponseMissing, "SAMLResponse", "none"))?;
    let xml = decode(&response)?;
    Ok(PostedResponse {
        xml,
        relay_state: relay_state.map(Cow::into_owned).filter(|value| !value.is_empty()),
    })
}

/// Strict base64, line breaks aside (S-02), within the size limit (S-03).
fn decode(text: &str) -> Result<Vec<u8>, ResponseRefused> {
    let too_large =
        || ResponseRefused::new(Check::TooLarge, "at most 1 MiB", format!("{} characters", text.len()));
    // Four characters hold three bytes; a line break of two characters may follow every 64.
    if text.len() > LARGEST_RESPONSE / 3 * 4 + LARGEST_RESPONSE / 16 {
        return Err(too_large());
    }
    let compact: Cow<'_, str> = if text.bytes().any(|byte| matches!(byte, b'\r' | b'\n')) {
        Cow::Owned(text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect())
    } else {
        Cow::Borrowed(text)
    };
    let bytes = STANDARD
        .decode(compact.as_bytes())
        .map_err(|error| ResponseRefused::new(Check::NotBase64, "base64", error.to_string()))?;
    if bytes.is_empty() {
        return Err(ResponseRefused::new(Check::ResponseMissing, "SAMLResponse", "an empty message"));
    }
    if bytes.len() > LARGEST_RESPONSE {
        return Err(too_large());
    }
    if matches!(bytes[..], [0x1f, 0x8b, ..] | [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]) {
        return Err(ResponseRefused::new(Check::Compressed, "XML", "compressed data"));
    }
    Ok(bytes)
}

/// The address that carries a request by HTTP-Redirect, signed when a key is given.
pub fn redirect_url(
    request: &AuthnRequest,
    relay_state: Option<&str>,
    key: Option<&SigningKey>,
) -> Result<String, WriteRefused> {
    let failed = |_| WriteRefused::SigningFailed;
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
    deflate.write_all(request.to_xml()?.as_bytes()).map_err(failed)?;
    let message = STANDARD.encode(deflate.finish().map_err(failed)?);
    let mut query = String::new();
    push_parameter(&mut query, "SAMLRequest", &message);
    if let Some(state) = relay_state {
        push_parameter(&mut query, "RelayState", state);
    }
    if let Some(key) = key {
        // SAML bindings, section 3.4.4.1: what is signed is the query as sent, up to and with SigAlg.
        push_parameter(&mut query, "SigAlg", names::RSA_SHA256);
        let value = key.sign(query.as_bytes()).ok_or(WriteRefused::SigningFailed)?;
        push_parameter(&mut query, "Signature", &STANDARD.encode(value));
    }
    let destination = request.destination();
    let (address, fragment) = match destination.split_once('#') {
        Some((address, _)) => (address, true),
        None => (destination, false),
    };
    if fragment || address.is_empty() {
        return Err(WriteRefused::Unacceptable("the destination"));
    }
    let joint = match address.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    Ok(format!("{address}{joint}{query}"))
}

fn push_parameter(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.extend(url::form_urlencoded::byte_serialize(value.as_bytes()));
}

/// The fields of a form that posts a message; the page that shows them escapes the values (O-05).
#[derive(Clone, PartialEq, Eq)]
pub struct PostForm {
    /// Where the form is sent.
    pub action: String,
    /// `SAMLRequest` or `SAMLResponse`.
    pub field: &'static str,
    /// The message in base64.
    pub message: String,
    /// The RelayState, when there is one.
    pub relay_state: Option<String>,
}

// The message must not reach a log.
impl std::fmt::Debug for PostForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostForm")
            .field("action", &self.action)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// The form that carries a request by HTTP-POST, signed when a key is given.
pub fn post_form(
    request: &AuthnRequest,
    relay_state: Option<&str>,
    key: Option<&SigningKey>,
) -> Result<PostForm, WriteRefused> {
    let xml = match key {
        Some(key) => request.to_signed_xml(key)?,
        None => request.to_xml()?,
    };
    Ok(PostForm {
        action: request.destination().to_owned(),
        field: "SAMLRequest",
        message: STANDARD.encode(xml),
        relay_state: relay_state.map(str::to_owned),
    })
}

/// The form that carries a response of ours to `action`.
pub fn response_form(xml: &str, action: &str, relay_state: Option<&str>) -> PostForm {
    PostForm {
        action: action.to_owned(),
        field: "SAMLResponse",
        message: STANDARD.encode(xml),
        relay_state: relay_state.map(str::to_owned),
    }
}
