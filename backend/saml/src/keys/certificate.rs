//! Certificates of others and our own: what they say, and which keys may verify (S-19, S-22).
//!
//! A certificate is taken apart once, when it is read, so that verifying costs arithmetic alone: keep the
//! `Certificate` (cloning is cheap) rather than its bytes, since reading one costs as much as a verification. It is
//! a container for a key: trust comes from the metadata it stood in, so its dates are shown and never decide (S-73).

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, ParsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use openssl::asn1::{Asn1Time, Asn1TimeRef};
use openssl::bn::BigNumContext;
use openssl::ec::PointConversionForm;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Public};
use openssl::x509::{X509, X509NameRef};

/// What signs in SAML messages: the algorithms of S-19, and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureMethod {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RsaSha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RsaSha512,
    /// ECDSA with SHA-256.
    EcdsaSha256,
    /// ECDSA with SHA-384.
    EcdsaSha384,
}

/// The kind and size of a certificate's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// RSA, with the length of the modulus in bits.
    Rsa(u32),
    /// The NIST curve P-256.
    EcP256,
    /// The NIST curve P-384.
    EcP384,
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyType::Rsa(bits) => write!(f, "RSA {bits}"),
            KeyType::EcP256 => f.write_str("EC P-256"),
            KeyType::EcP384 => f.write_str("EC P-384"),
        }
    }
}

/// Why a certificate cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRefused {
    /// The text is neither PEM nor base64.
    #[error("this is not a certificate in PEM form")]
    NotPem,
    /// The text holds more than one certificate.
    #[error("this holds {0} certificates; give one")]
    Several(usize),
    /// The bytes are not an X.509 certificate.
    #[error("this is not an X.509 certificate")]
    NotACertificate,
    /// The key is too short (S-22).
    #[error("the key has {bits} bits; at least {least} are needed")]
    KeyTooShort {
        /// The length of the key.
        bits: u32,
        /// The shortest length accepted.
        least: u32,
    },
    /// The key is of a kind that does not sign here (S-22).
    #[error("a key of this kind ({0}) cannot be used; RSA, EC P-256 and EC P-384 can")]
    KeyNotSupported(String),
}

/// A certificate that was read and whose key can verify; cheap to clone.
#[derive(Clone)]
pub struct Certificate(Arc<Parts>);

struct Parts {
    der: Vec<u8>,
    subject: String,
    issuer: String,
    serial: String,
    fingerprint: String,
    key_fingerprint: String,
    not_before: Timestamp,
    not_after: Timestamp,
    key_type: KeyType,
    key: VerifyingKey,
}

enum VerifyingKey {
    Rsa { sha256: ParsedPublicKey, sha384: ParsedPublicKey, sha512: ParsedPublicKey },
    EcP256(ParsedPublicKey),
    EcP384(ParsedPublicKey),
}

impl Certificate {
    /// Reads a certificate in DER form.
    pub fn from_der(der: &[u8]) -> Result<Certificate, CertificateRefused> {
        let x509 = X509::from_der(der).map_err(|_| CertificateRefused::NotACertificate)?;
        let canonical = x509.to_der().map_err(|_| CertificateRefused::NotACertificate)?;
        if canonical != der {
            return Err(CertificateRefused::NotACertificate);
        }
        let public = x509.public_key().map_err(|_| CertificateRefused::NotACertificate)?;
        let (key_type, key_bytes, key) = verifying_key(&public)?;
        Ok(Certificate(Arc::new(Parts {
            subject: name_text(x509.subject_name()),
            issuer: name_text(x509.issuer_name()),
            serial: serial_text(&x509)?,
            fingerprint: fingerprint_of(der),
            key_fingerprint: fingerprint_of(&key_bytes),
            not_before: time_of(x509.not_before())?,
            not_after: time_of(x509.not_after())?,
            key_type,
            key,
            der: canonical,
        })))
    }

    /// Reads one certificate in PEM form, with or without its armour, whatever the line breaks.
    pub fn from_pem(text: &str) -> Result<Certificate, CertificateRefused> {
        const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
        const END: &str = "-----END CERTIFICATE-----";
        let body = match text.matches(BEGIN).count() {
            0 if text.contains("-----") => return Err(CertificateRefused::NotPem),
            0 => text,
            1 => {
                let after = text.split_once(BEGIN).map(|(_, after)| after);
                after
                    .and_then(|rest| rest.split_once(END))
                    .map(|(body, _)| body)
                    .ok_or(CertificateRefused::NotPem)?
            }
            several => return Err(CertificateRefused::Several(several)),
        };
        Certificate::from_base64(body)
    }

    /// Reads the base64 text of an `X509Certificate` element.
    pub(crate) fn from_base64(text: &str) -> Result<Certificate, CertificateRefused> {
        let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        if compact.is_empty() {
            return Err(CertificateRefused::NotPem);
        }
        let der = STANDARD.decode(compact).map_err(|_| CertificateRefused::NotPem)?;
        Certificate::from_der(&der)
    }

    /// The subject, as `CN=…, O=…`.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The issuer, as `CN=…, O=…`.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The serial number in hexadecimal digits.
    pub fn serial(&self) -> &str {
        &self.0.serial
    }

    /// The SHA-256 fingerprint of the certificate in hexadecimal digits.
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    /// The SHA-256 fingerprint of the key alone, which stays when a certificate is renewed with the same key.
    pub fn key_fingerprint(&self) -> &str {
        &self.0.key_fingerprint
    }

    /// The first moment the certificate claims to be valid.
    pub fn not_before(&self) -> Timestamp {
        self.0.not_before
    }

    /// The last moment the certificate claims to be valid.
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }

    /// The kind and size of the key.
    pub fn key_type(&self) -> KeyType {
        self.0.key_type
    }

    /// The certificate in DER form.
    pub fn to_der(&self) -> &[u8] {
        &self.0.der
    }

    /// The certificate in PEM form.
    pub fn to_pem(&self) -> String {
        let text = STANDARD.encode(&self.0.der);
        let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
        for line in text.as_bytes().chunks(64) {
            pem.extend(line.iter().map(|b| char::from(*b)));
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }

    /// Whether the key fits the method and verifies the signature; `None` when it does not fit.
    pub(crate) fn verifies(&self, method: SignatureMethod, message: &[u8], signature: &[u8]) -> Option<bool> {
        let key = match (&self.0.key, method) {
            (VerifyingKey::Rsa { sha256, .. }, SignatureMethod::RsaSha256) => sha256,
            (VerifyingKey::Rsa { sha384, .. }, SignatureMethod::RsaSha384) => sha384,
            (VerifyingKey::Rsa { sha512, .. }, SignatureMethod::RsaSha512) => sha512,
            (VerifyingKey::EcP256(key), SignatureMethod::EcdsaSha256) => key,
            (VerifyingKey::EcP384(key), SignatureMethod::EcdsaSha384) => key,
            _ => return None,
        };
        Some(key.verify_sig(message, signature).is_ok())
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.0.subject)
            .field("fingerprint", &self.0.fingerprint)
            .finish()
    }
}

/// What the key is, its bytes in the form that aws-lc reads, and what verifies with it.
type KeyParts = (KeyType, Vec<u8>, VerifyingKey);

fn verifying_key(public: &PKey<Public>) -> Result<KeyParts, CertificateRefused> {
    match public.id() {
        Id::RSA => rsa_key(public),
        Id::EC => ec_key(public),
        other => {
            let name = Nid::from_raw(other.as_raw()).long_name().unwrap_or("unknown");
            Err(CertificateRefused::KeyNotSupported(name.to_owned()))
        }
    }
}

fn rsa_key(public: &PKey<Public>) -> Result<KeyParts, CertificateRefused> {
    let bits = public.bits();
    if bits < 2048 {
        return Err(CertificateRefused::KeyTooShort { bits, least: 2048 });
    }
    let der = public.rsa().and_then(|key| key.public_key_to_der_pkcs1());
    let der = der.map_err(|_| CertificateRefused::NotACertificate)?;
    let parsed = |algorithm: &'static signature::RsaParameters| {
        ParsedPublicKey::new(algorithm, &der)
            .map_err(|_| CertificateRefused::KeyNotSupported(format!("RSA {bits}")))
    };
    let key = VerifyingKey::Rsa {
        sha256: parsed(&signature::RSA_PKCS1_2048_8192_SHA256)?,
        sha384: parsed(&signature::RSA_PKCS1_2048_8192_SHA384)?,
        sha512: parsed(&signature::RSA_PKCS1_2048_8192_SHA512)?,
    };
    Ok((KeyType::Rsa(bits), der, key))
}

fn ec_key(public: &PKey<Public>) -> Result<KeyParts, CertificateRefused> {
    let refused = |_| CertificateRefused::NotACertificate;
    let bits = public.bits();
    let ec = public.ec_key().map_err(refused)?;
    let group = ec.group();
    let curve = group.curve_name();
    let point = || {
        let mut numbers = BigNumContext::new()?;
        ec.public_key().to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut numbers)
    };
    let parsed = |algorithm: &'static signature::EcdsaVerificationAlgorithm| {
        let point = point().map_err(refused)?;
        let key = ParsedPublicKey::new(algorithm, &point).map_err(|_| CertificateRefused::NotACertificate)?;
        Ok((point, key))
    };
    match curve {
        Some(Nid::X9_62_PRIME256V1) => {
            let (point, key) = parsed(&signature::ECDSA_P256_SHA256_FIXED)?;
            Ok((KeyType::EcP256, point, VerifyingKey::EcP256(key)))
        }
        Some(Nid::SECP384R1) => {
            let (point, key) = parsed(&signature::ECDSA_P384_SHA384_FIXED)?;
            Ok((KeyType::EcP384, point, VerifyingKey::EcP384(key)))
        }
        _ if bits < 256 => Err(CertificateRefused::KeyTooShort { bits, least: 256 }),
        _ => {
            let name = curve.and_then(|c| c.short_name().ok()).unwrap_or("unnamed curve");
            Err(CertificateRefused::KeyNotSupported(format!("EC {name}")))
        }
    }
}

fn name_text(name: &X509NameRef) -> String {
    let mut text = String::new();
    for entry in name.entries() {
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(entry.object().nid().short_name().unwrap_or("OID"));
        text.push('=');
        match entry.data().to_string() {
            Ok(value) => text.push_str(&value),
            Err(_) => text.push('?'),
        }
    }
    text
}

fn serial_text(x509: &X509) -> Result<String, CertificateRefused> {
    let number = x509.serial_number().to_bn().map_err(|_| CertificateRefused::NotACertificate)?;
    let text = number.to_hex_str().map_err(|_| CertificateRefused::NotACertificate)?;
    Ok(text.to_string())
}

fn fingerprint_of(bytes: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, bytes);
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn time_of(time: &Asn1TimeRef) -> Result<Timestamp, CertificateRefused> {
    let refused = || CertificateRefused::NotACertificate;
    let epoch = Asn1Time::from_unix(0).map_err(|_| refused())?;
    let since = epoch.diff(time).map_err(|_| refused())?;
    let seconds = i64::from(since.days) * 86_400 + i64::from(since.secs);
    Timestamp::from_second(seconds).map_err(|_| refused())
}
