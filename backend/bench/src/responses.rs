//! Responses as Entra ID sends them, fresh and signed, for the load.
//!
//! Written in exclusive canonical form, so that signing is a digest and one RSA operation; apart from the
//! product's own writer, which is measured too.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use saml::keys::GeneratedKey;

use crate::Fault;

/// The entity that signs.
pub const ISSUER: &str = "https://sts.windows.net/6b1c9b2e-5d6f-4c53-9a54-0f0e5f9d3c11/";

/// An identity provider that signs as fast as RSA allows.
pub struct Signer {
    key: KeyPair,
    certificate: Vec<u8>,
    random: SystemRandom,
}

/// A signed response with the parts that the floor works on.
pub struct Signed {
    /// The message in base64, as it is posted.
    pub base64: String,
    /// The canonical text that is digested.
    pub digested: String,
    /// The canonical SignedInfo.
    pub signed_info: String,
    /// The signature's value.
    pub signature: Vec<u8>,
}

impl Signer {
    /// A signer with a key of its own.
    pub fn new(made: &GeneratedKey) -> Result<Self, Fault> {
        let key = KeyPair::from_pkcs8(&made.private_key_pkcs8).map_err(|e| format!("key: {e}"))?;
        Ok(Self { key, certificate: made.certificate_der.clone(), random: SystemRandom::new() })
    }

    /// The certificate in PEM form.
    pub fn certificate_pem(&self) -> String {
        format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            STANDARD.encode(&self.certificate)
        )
    }

    /// The certificate.
    pub fn certificate_der(&self) -> &[u8] {
        &self.certificate
    }

    /// The public key, as the verification takes it.
    pub fn public_key(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }

    /// A fresh signature over `text`.
    pub fn sign(&self, text: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &self.random, text, &mut signature)
            .map_err(|_| "the signature failed")?;
        Ok(signature)
    }

    /// A response that signs `user` in at `acs_url`, number `n` of this run.
    pub fn response(
        &self,
        n: usize,
        user: &str,
        entity_id: &str,
        acs_url: &str,
        groups: usize,
        now: Timestamp,
    ) -> Result<Signed, Fault> {
        let (before, signature_place, after) = assertion(n, user, entity_id, acs_url, groups, now);
        let digested = format!("{before}{after}");
        let value = STANDARD.encode(digest(&SHA256, digested.as_bytes()));
        let signed_info = signed_info(&signature_place, &value);
        let signature = self.sign(signed_info.as_bytes())?;
        let inner = signed_info.replacen(" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "", 1);
        let block = format!(
            "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{inner}<ds:SignatureValue>{}</ds:SignatureValue>\
             <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>",
            STANDARD.encode(&signature),
            STANDARD.encode(&self.certificate)
        );
        let xml = format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" Destination=\"{acs_url}\" \
             ID=\"_r{n:032x}\" IssueInstant=\"{now:.3}\" Version=\"2.0\">\
             <Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">{ISSUER}</Issuer>\
             <samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode></samlp:Status>\
             {before}{block}{after}</samlp:Response>"
        );
        Ok(Signed { base64: STANDARD.encode(xml), digested, signed_info, signature })
    }
}

fn signed_info(id: &str, digest_value: &str) -> String {
    format!(
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
         <ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></ds:SignatureMethod>\
         <ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>\
         <ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\
         <ds:DigestValue>{digest_value}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
}

const CLAIMS: [(&str, &str); 7] = [
    ("http://schemas.microsoft.com/identity/claims/tenantid", "6b1c9b2e-5d6f-4c53-9a54-0f0e5f9d3c11"),
    ("http://schemas.microsoft.com/identity/claims/objectidentifier", "0d6ef9e1-4c71-4c9e-9f0a-5f4a6f3f1b22"),
    ("http://schemas.microsoft.com/identity/claims/displayname", "Sample Person"),
    ("http://schemas.microsoft.com/identity/claims/identityprovider", ISSUER),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "Sample"),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "Person"),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "sample@example.com"),
];

/// The assertion's text before and after its signature, and its id.
fn assertion(
    n: usize,
    user: &str,
    entity_id: &str,
    acs_url: &str,
    groups: usize,
    now: Timestamp,
) -> (String, String, String) {
    let id = format!("_a{n:032x}");
    let start = now - SignedDuration::from_secs(300);
    let end = now + SignedDuration::from_secs(3_300);
    let before = format!(
        "<Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" IssueInstant=\"{now:.3}\" Version=\"2.0\">\
         <Issuer>{ISSUER}</Issuer>"
    );
    let group_values: String = (0..groups)
        .map(|g| format!("<AttributeValue>9f8e7d6c-5b4a-4938-8271-{g:012x}</AttributeValue>"))
        .collect();
    let claims: String = CLAIMS
        .iter()
        .map(|(name, value)| {
            format!("<Attribute Name=\"{name}\"><AttributeValue>{value}</AttributeValue></Attribute>")
        })
        .collect();
    let after = format!(
        "<Subject><NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">{user}</NameID>\
         <SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
         <SubjectConfirmationData NotOnOrAfter=\"{end:.3}\" Recipient=\"{acs_url}\"></SubjectConfirmationData>\
         </SubjectConfirmation></Subject>\
         <Conditions NotBefore=\"{start:.3}\" NotOnOrAfter=\"{end:.3}\">\
         <AudienceRestriction><Audience>{entity_id}</Audience></AudienceRestriction></Conditions>\
         <AttributeStatement>{claims}\
         <Attribute Name=\"http://schemas.microsoft.com/ws/2008/06/identity/claims/groups\">{group_values}</Attribute>\
         </AttributeStatement>\
         <AuthnStatement AuthnInstant=\"{start:.3}\" SessionIndex=\"{id}\"><AuthnContext>\
         <AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef>\
         </AuthnContext></AuthnStatement></Assertion>"
    );
    (before, id, after)
}
