//! The signature profile: one enveloped signature over its parent, with listed algorithms (S-15 … S-20).
//!
//! What is refused here never reaches the engine: no transform but two, no reference but to the parent, no
//! algorithm that is not on the list. A key inside the message is skipped and never looked at (S-21).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::reader::{Element, Namespace, Reader};
use crate::error::{Check, ResponseRefused};
use crate::keys::SignatureMethod;
use crate::names;

/// The longest list of prefixes that exclusive canonicalization may be told to treat inclusively.
const MOST_PREFIXES: usize = 32;

type Result<T> = std::result::Result<T, ResponseRefused>;

/// The digest algorithms of S-20.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DigestMethod {
    Sha256,
    Sha384,
    Sha512,
}

/// A signature that keeps to the profile.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) signed_info: SignedInfo,
    pub(crate) value: Vec<u8>,
}

/// What is signed directly: the algorithms and the digest.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SignedInfo {
    /// The inclusive prefixes for SignedInfo itself.
    pub(crate) prefixes: Vec<String>,
    pub(crate) method: SignatureMethod,
    /// The inclusive prefixes for the element that is signed.
    pub(crate) reference_prefixes: Vec<String>,
    pub(crate) digest_method: DigestMethod,
    pub(crate) digest: Vec<u8>,
}

fn refused<T>(check: Check, expected: &str, received: &str) -> Result<T> {
    Err(ResponseRefused::new(check, expected, received))
}

fn structure<T>(received: &str) -> Result<T> {
    refused(Check::SignatureStructure, "SignedInfo, SignatureValue and KeyInfo, each at most once", received)
}

/// The next child, which must be this element of XML Signature.
fn expect(reader: &mut Reader<'_>, name: &str) -> Result<()> {
    match reader.child()? {
        Some(child) if child.is(Namespace::Dsig, name) => Ok(()),
        Some(child) => structure(&format!("{} in place of {name}", child.name)),
        None => structure(&format!("no {name}")),
    }
}

fn nothing_more(reader: &mut Reader<'_>) -> Result<()> {
    match reader.child()? {
        None => Ok(()),
        Some(child) => structure(&format!("{} too many", child.name)),
    }
}

/// Reads a Signature element, just opened, whose parent has this ID.
pub(crate) fn signature(reader: &mut Reader<'_>, parent_id: &str) -> Result<Signature> {
    expect(reader, "SignedInfo")?;
    let signed_info = signed_info(reader, parent_id)?;
    expect(reader, "SignatureValue")?;
    let value = bytes(&reader.value()?, "SignatureValue")?;
    if let Some(child) = reader.child()? {
        if !child.is(Namespace::Dsig, "KeyInfo") {
            return structure(child.name);
        }
        reader.skip()?;
        nothing_more(reader)?;
    }
    Ok(Signature { signed_info, value })
}

/// Reads the canonical text of a SignedInfo that was verified.
pub(crate) fn read_signed_info(text: &str, parent_id: &str) -> Result<SignedInfo> {
    let mut reader = Reader::new(text, super::Rules::Response);
    let root: Element<'_> = reader.root()?;
    if !root.is(Namespace::Dsig, "SignedInfo") {
        return structure(root.name);
    }
    let signed_info = signed_info(&mut reader, parent_id)?;
    reader.end()?;
    Ok(signed_info)
}

fn signed_info(reader: &mut Reader<'_>, parent_id: &str) -> Result<SignedInfo> {
    expect(reader, "CanonicalizationMethod")?;
    let algorithm = reader.owned_attribute("Algorithm").unwrap_or_default();
    if algorithm != names::EXCLUSIVE_C14N {
        return refused(Check::CanonicalizationNotAllowed, names::EXCLUSIVE_C14N, &algorithm);
    }
    let prefixes = inclusive_prefixes(reader, Check::CanonicalizationNotAllowed)?;
    expect(reader, "SignatureMethod")?;
    let method = signature_method(reader.attribute("Algorithm").unwrap_or_default())?;
    nothing_more(reader)?;
    expect(reader, "Reference")?;
    reference_to(reader.attribute("URI"), parent_id)?;
    expect(reader, "Transforms")?;
    let reference_prefixes = transforms(reader)?;
    expect(reader, "DigestMethod")?;
    let digest_method = digest_method(reader.attribute("Algorithm").unwrap_or_default())?;
    nothing_more(reader)?;
    expect(reader, "DigestValue")?;
    let digest = bytes(&reader.value()?, "DigestValue")?;
    nothing_more(reader)?;
    nothing_more(reader)?;
    Ok(SignedInfo { prefixes, method, reference_prefixes, digest_method, digest })
}

/// S-16: the reference is to the parent, and to nothing else.
fn reference_to(uri: Option<&str>, parent_id: &str) -> Result<()> {
    match uri {
        Some(uri) if uri.strip_prefix('#') == Some(parent_id) => Ok(()),
        Some(uri) => refused(Check::ReferenceElsewhere, &format!("#{parent_id}"), uri),
        None => refused(Check::ReferenceElsewhere, &format!("#{parent_id}"), "no URI"),
    }
}

/// S-17: the enveloped-signature transform, then exclusive canonicalization.
fn transforms(reader: &mut Reader<'_>) -> Result<Vec<String>> {
    transform(reader, names::ENVELOPED)?;
    if let Some(child) = reader.child()? {
        return refused(Check::TransformNotAllowed, "no parameter", child.name);
    }
    transform(reader, names::EXCLUSIVE_C14N)?;
    let prefixes = inclusive_prefixes(reader, Check::TransformNotAllowed)?;
    match reader.child()? {
        None => Ok(prefixes),
        Some(child) => refused(Check::TransformNotAllowed, "two transforms", child.name),
    }
}

fn transform(reader: &mut Reader<'_>, expected: &str) -> Result<()> {
    match reader.child()? {
        Some(child) if child.is(Namespace::Dsig, "Transform") => {
            let algorithm = reader.attribute("Algorithm").unwrap_or_default();
            if algorithm == expected {
                Ok(())
            } else {
                refused(Check::TransformNotAllowed, expected, algorithm)
            }
        }
        Some(child) => refused(Check::TransformNotAllowed, expected, child.name),
        None => refused(Check::TransformNotAllowed, expected, "no transform"),
    }
}

/// The optional InclusiveNamespaces of exclusive canonicalization (Exclusive XML Canonicalization, section 4).
fn inclusive_prefixes(reader: &mut Reader<'_>, check: Check) -> Result<Vec<String>> {
    let Some(child) = reader.child()? else { return Ok(Vec::new()) };
    if !child.is(Namespace::ExclusiveC14n, "InclusiveNamespaces") {
        return refused(check, "InclusiveNamespaces", child.name);
    }
    let list = reader.owned_attribute("PrefixList").unwrap_or_default();
    let prefixes: Vec<String> = list.split_ascii_whitespace().map(str::to_owned).collect();
    let a_prefix = |prefix: &String| prefix == "#default" || super::characters::is_ncname(prefix);
    if prefixes.len() > MOST_PREFIXES || !prefixes.iter().all(a_prefix) {
        return refused(check, "a short list of prefixes", &list);
    }
    reader.nothing()?;
    match reader.child()? {
        None => Ok(prefixes),
        Some(child) => refused(check, "one InclusiveNamespaces", child.name),
    }
}

/// S-19.
fn signature_method(algorithm: &str) -> Result<SignatureMethod> {
    match algorithm {
        names::RSA_SHA256 => Ok(SignatureMethod::RsaSha256),
        names::RSA_SHA384 => Ok(SignatureMethod::RsaSha384),
        names::RSA_SHA512 => Ok(SignatureMethod::RsaSha512),
        names::ECDSA_SHA256 => Ok(SignatureMethod::EcdsaSha256),
        names::ECDSA_SHA384 => Ok(SignatureMethod::EcdsaSha384),
        _ => refused(Check::SignatureMethodNotAllowed, "RSA or ECDSA with SHA-256 or better", algorithm),
    }
}

/// S-20.
fn digest_method(algorithm: &str) -> Result<DigestMethod> {
    match algorithm {
        names::SHA256 => Ok(DigestMethod::Sha256),
        names::SHA384 => Ok(DigestMethod::Sha384),
        names::SHA512 => Ok(DigestMethod::Sha512),
        _ => refused(Check::DigestMethodNotAllowed, "SHA-256 or better", algorithm),
    }
}

fn bytes(text: &str, name: &str) -> Result<Vec<u8>> {
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).collect();
    match STANDARD.decode(compact) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes),
        _ => structure(&format!("{name} that is not base64")),
    }
}
