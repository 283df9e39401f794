//! Keys and certificates: reading those of others, making and using our own.
//!
//! OpenSSL reads and writes certificates; aws-lc does the arithmetic. Private keys exist here only while they are
//! made or used; sealing and keeping them is the server's.

mod certificate;

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::signature::{self, KeyPair as _, RsaKeyPair};
use aws_lc_rs::{rand, rsa};
use jiff::{SignedDuration, Timestamp};
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::extension::{BasicConstraints, KeyUsage};
use openssl::x509::{X509, X509Name};

pub use certificate::{Certificate, CertificateRefused, KeyType, SignatureMethod};

/// Why a key of our own could not be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    /// Making the key or its certificate failed.
    #[error("a key could not be made")]
    NotMade,
    /// The bytes are not an RSA key in PKCS#8 form.
    #[error("this is not an RSA private key in PKCS#8 form")]
    NotAKey,
    /// The certificate cannot be used.
    #[error("the certificate cannot be used: {0}")]
    Certificate(#[from] CertificateRefused),
    /// The certificate is for another key.
    #[error("the certificate does not belong to this key")]
    OtherCertificate,
}

/// A fresh key with its self-signed certificate.
pub struct GeneratedKey {
    /// The private key in PKCS#8 form, to be sealed at once.
    pub private_key_pkcs8: Vec<u8>,
    /// The certificate in DER form.
    pub certificate_der: Vec<u8>,
}

impl fmt::Debug for GeneratedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GeneratedKey")
    }
}

/// Makes an RSA key of 2048 bits and a self-signed certificate that is valid from `now` for `years`.
pub fn generate_key_pair(common_name: &str, now: Timestamp, years: u8) -> Result<GeneratedKey, KeyRefused> {
    let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).map_err(|_| KeyRefused::NotMade)?;
    let pkcs8 = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| KeyRefused::NotMade)?;
    let certificate_der =
        self_signed(pkcs8.as_ref(), common_name, now, years).map_err(|_| KeyRefused::NotMade)?;
    Ok(GeneratedKey { private_key_pkcs8: pkcs8.as_ref().to_vec(), certificate_der })
}

fn self_signed(
    pkcs8: &[u8],
    common_name: &str,
    now: Timestamp,
    years: u8,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let key = PKey::private_key_from_pkcs8(pkcs8)?;
    let mut name = X509Name::builder()?;
    // X.520 limits a common name to 64 characters.
    name.append_entry_by_nid(Nid::COMMONNAME, &common_name.chars().take(64).collect::<String>())?;
    let name = name.build();
    let mut serial = [0u8; 16];
    rand::fill(&mut serial)?;
    serial[0] &= 0x7f;
    let end = now.checked_add(SignedDuration::from_hours(24 * 365 * i64::from(years)))?;
    let mut certificate = X509::builder()?;
    certificate.set_version(2)?;
    certificate.set_serial_number(&*Asn1Integer::from_bn(&*BigNum::from_slice(&serial)?)?)?;
    certificate.set_subject_name(&name)?;
    certificate.set_issuer_name(&name)?;
    certificate.set_not_before(&*Asn1Time::from_unix(now.as_second())?)?;
    certificate.set_not_after(&*Asn1Time::from_unix(end.as_second())?)?;
    certificate.set_pubkey(&key)?;
    certificate.append_extension(BasicConstraints::new().critical().build()?)?;
    certificate.append_extension(KeyUsage::new().critical().digital_signature().build()?)?;
    certificate.sign(&key, MessageDigest::sha256())?;
    Ok(certificate.build().to_der()?)
}

/// A private key of ours with the certificate we publish for it.
pub struct SigningKey {
    pair: RsaKeyPair,
    certificate: Certificate,
}

impl SigningKey {
    /// Reads a key in PKCS#8 form and checks that the certificate is its own.
    pub fn from_pkcs8(private_key_pkcs8: &[u8], certificate_der: &[u8]) -> Result<SigningKey, KeyRefused> {
        let pair = RsaKeyPair::from_pkcs8(private_key_pkcs8).map_err(|_| KeyRefused::NotAKey)?;
        let certificate = Certificate::from_der(certificate_der)?;
        let key = SigningKey { pair, certificate };
        let same = X509::from_der(certificate_der)
            .and_then(|x509| x509.public_key())
            .and_then(|public| public.rsa())
            .and_then(|rsa| rsa.public_key_to_der_pkcs1())
            .is_ok_and(|der| der == key.pair.public_key().as_ref());
        if same { Ok(key) } else { Err(KeyRefused::OtherCertificate) }
    }

    /// The certificate published for this key.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256; `None` only when the system's randomness fails.
    pub(crate) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut value = vec![0; self.pair.public_modulus_len()];
        let random = rand::SystemRandom::new();
        self.pair.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut value).ok()?;
        Some(value)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// A fresh identifier: an underscore and 160 random bits in hexadecimal digits (S-52), or `None` when the
/// system's randomness fails.
pub(crate) fn fresh_id() -> Option<String> {
    let mut bytes = [0u8; 20];
    rand::fill(&mut bytes).ok()?;
    let mut id = String::with_capacity(41);
    id.push('_');
    for byte in bytes {
        id.push(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]));
        id.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
    }
    Some(id)
}
