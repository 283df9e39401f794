//! Who asks, by the signature of version 3, as the cloud's manual describes it. Written apart from our signer, on
//! OpenSSL.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, Method, Uri};
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::PKey;
use openssl::sign::Signer;

use super::state::State;
use super::{Parameters, Refusal};

/// Seconds that the caller's clock may differ.
const SKEW: i64 = 15 * 60;

pub(super) struct Request<'a> {
    pub method: &'a Method,
    pub uri: &'a Uri,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

pub(super) struct Caller {
    /// The account that the keys belong to; `None` without keys.
    pub account: Option<String>,
    pub arn: String,
    pub version: String,
    pub parameters: Parameters,
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

fn encode(text: &str) -> String {
    // What a form encodes, and what the signature wants otherwise.
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    form.replace('+', "%20").replace('*', "%2A").replace("%7E", "~")
}

impl Request<'_> {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn query(&self) -> Vec<(String, String)> {
        pairs(self.uri.query().unwrap_or_default())
    }

    fn parameters(&self) -> Parameters {
        let mut all: Parameters = self.query().into_iter().collect();
        if self.header("content-type").starts_with("application/x-www-form-urlencoded") {
            all.extend(pairs(std::str::from_utf8(self.body).unwrap()));
        }
        all
    }

    pub fn action(&self) -> String {
        match self.header("x-acs-action") {
            "" => self.parameters().get("Action").cloned().unwrap_or_default(),
            action => action.to_owned(),
        }
    }

    /// What has to be signed, given which headers are.
    fn canonical(&self, signed: &str) -> String {
        let mut query: Vec<String> =
            self.query().iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        query.sort();
        let mut canonical = format!("{}\n{}\n{}\n", self.method, self.uri.path(), query.join("&"));
        for name in signed.split(';') {
            canonical += &format!("{name}:{}\n", self.header(name).trim());
        }
        canonical
            + &format!("\n{signed}\n{}", hexadecimal(&hash(MessageDigest::sha256(), self.body).unwrap()))
    }
}

/// Whoever asks; without a signature nobody, which some operations allow.
pub(super) fn caller(state: &mut State, request: &Request<'_>) -> Result<Caller, Refusal> {
    let parameters = request.parameters();
    let authorization = request.header("authorization");
    if authorization.is_empty() {
        let version = parameters.get("Version").cloned().unwrap_or_default();
        return Ok(Caller { account: None, arn: String::new(), version, parameters });
    }
    let incomplete = || Refusal::new(400, "IncompleteSignature", "The request signature does not conform.");
    let fields: BTreeMap<&str, &str> = authorization
        .strip_prefix("ACS3-HMAC-SHA256 ")
        .ok_or_else(incomplete)?
        .split(',')
        .filter_map(|field| field.split_once('='))
        .collect();
    let field = |name: &str| fields.get(name).copied().ok_or_else(incomplete);
    let (id, signed, signature) = (field("Credential")?, field("SignedHeaders")?, field("Signature")?);
    everything_is_signed(request, signed)?;
    let key = state.keys.get(id).cloned();
    let key = key.ok_or_else(|| {
        Refusal::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
    })?;
    let to_sign = hash(MessageDigest::sha256(), request.canonical(signed).as_bytes()).unwrap();
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", hexadecimal(&to_sign));
    let secret = PKey::hmac(key.secret.as_bytes()).unwrap();
    let mut signer = Signer::new(MessageDigest::sha256(), &secret).unwrap();
    signer.update(to_sign.as_bytes()).unwrap();
    if hexadecimal(&signer.sign_to_vec().unwrap()) != signature {
        let message = "Specified signature is not matched with our calculation.";
        return Err(Refusal::new(400, "SignatureDoesNotMatch", message));
    }
    let now = state.clock.now();
    let date: jiff::Timestamp = request.header("x-acs-date").parse().map_err(|_| incomplete())?;
    if (now.as_second() - date.as_second()).abs() > SKEW {
        return Err(Refusal::new(400, "InvalidTimeStamp.Expired", "Specified time stamp is expired."));
    }
    if !state.nonces.insert(request.header("x-acs-signature-nonce").to_owned()) {
        return Err(Refusal::new(400, "SignatureNonceUsed", "Specified signature nonce was used already."));
    }
    if key.token.as_deref().unwrap_or_default() != request.header("x-acs-security-token") {
        return Err(Refusal::new(
            400,
            "InvalidSecurityToken.Malformed",
            "Specified SecurityToken is malformed.",
        ));
    }
    if key.ends_at.is_some_and(|end| end <= now) {
        return Err(Refusal::new(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."));
    }
    let version = request.header("x-acs-version").to_owned();
    Ok(Caller { account: Some(key.account), arn: key.arn, version, parameters })
}

fn everything_is_signed(request: &Request<'_>, signed: &str) -> Result<(), Refusal> {
    let names: Vec<&str> = signed.split(';').collect();
    let ours = request.headers.keys().map(|name| name.as_str()).filter(|name| name.starts_with("x-acs-"));
    let needed = [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    ];
    let body = hexadecimal(&hash(MessageDigest::sha256(), request.body).unwrap());
    let complete = names.is_sorted()
        && ours.chain(needed).all(|name| names.contains(&name) && !request.header(name).is_empty())
        && request.header("x-acs-content-sha256") == body;
    if complete { Ok(()) } else { Err(Refusal::new(400, "IncompleteSignature", "A header is not signed.")) }
}
