//! Keys of the other parties, each made once for the whole run.

use std::sync::OnceLock;

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::{X509, X509Name};
use saml::keys::Certificate;

/// A private key with a self-signed certificate.
pub struct Key {
    pub private: PKey<Private>,
    pub der: Vec<u8>,
}

impl Key {
    pub fn new(private: PKey<Private>) -> Key {
        let der = self_signed(&private);
        Key { private, der }
    }

    pub fn rsa_of(bits: u32) -> Key {
        Key::new(PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap())
    }

    pub fn ec_on(curve: Nid) -> Key {
        let group = EcGroup::from_curve_name(curve).unwrap();
        Key::new(PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap())
    }

    pub fn certificate(&self) -> Certificate {
        Certificate::from_der(&self.der).unwrap()
    }

    /// The certificate as an `X509Certificate` element holds it.
    pub fn base64(&self) -> String {
        openssl::base64::encode_block(&self.der)
    }

    pub fn pem(&self) -> String {
        String::from_utf8(X509::from_der(&self.der).unwrap().to_pem().unwrap()).unwrap()
    }
}

fn self_signed(key: &PKey<Private>) -> Vec<u8> {
    let mut name = X509Name::builder().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, "Microsoft Azure Federated SSO Certificate").unwrap();
    let name = name.build();
    let mut certificate = X509::builder().unwrap();
    certificate.set_version(2).unwrap();
    let serial = Asn1Integer::from_bn(&BigNum::from_u32(0x00c0_ffee).unwrap()).unwrap();
    certificate.set_serial_number(&serial).unwrap();
    certificate.set_subject_name(&name).unwrap();
    certificate.set_issuer_name(&name).unwrap();
    certificate.set_not_before(&Asn1Time::from_unix(1_750_000_000).unwrap()).unwrap();
    certificate.set_not_after(&Asn1Time::from_unix(1_850_000_000).unwrap()).unwrap();
    certificate.set_pubkey(key).unwrap();
    let hash =
        if key.id() == openssl::pkey::Id::ED25519 { MessageDigest::null() } else { MessageDigest::sha256() };
    certificate.sign(key, hash).unwrap();
    certificate.build().to_der().unwrap()
}

macro_rules! shared {
    ($($(#[$doc:meta])* $name:ident = $make:expr;)*) => {
        $($(#[$doc])* pub fn $name() -> &'static Key {
            static KEY: OnceLock<Key> = OnceLock::new();
            KEY.get_or_init(|| $make)
        })*
    };
}

shared! {
    /// The identity provider's signing key.
    rsa = Key::rsa_of(2048);
    /// The key that the identity provider rolls over to.
    second_rsa = Key::rsa_of(2048);
    /// A key nobody trusts.
    attacker = Key::rsa_of(2048);
    /// A longer key.
    rsa_3072 = Key::rsa_of(3072);
    /// A key that is too short.
    rsa_1024 = Key::rsa_of(1024);
    /// A key on P-256.
    p256 = Key::ec_on(Nid::X9_62_PRIME256V1);
    /// A key on P-384.
    p384 = Key::ec_on(Nid::SECP384R1);
    /// A key on P-521.
    p521 = Key::ec_on(Nid::SECP521R1);
    /// A key on P-224, which is too short.
    p224 = Key::ec_on(Nid::SECP224R1);
    /// An Ed25519 key.
    ed25519 = Key::new(PKey::generate_ed25519().unwrap());
}
