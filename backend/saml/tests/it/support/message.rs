//! Responses in the shape of Entra ID's, with a knob for every fault.
//!
//! Each part is a piece of canonical XML that a test may replace before the message is signed; a finished
//! message may be changed as text after it was signed. Entra signs the assertion; the knobs sign the response
//! or both.

use openssl::hash::{MessageDigest, hash};
use openssl::pkey::Id;
use openssl::sign::Signer;

use super::{ACS_URL, ASSERTION_ID, IDP_ENTITY_ID, Key, NAME_ID, RESPONSE_ID, SP_ENTITY_ID, after, keys};

pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
pub const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
pub const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
pub const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// How an element is signed; the pieces of SignedInfo can each be replaced.
pub struct Signing {
    pub key: &'static Key,
    pub method: String,
    pub digest_method: String,
    pub c14n: String,
    pub transforms: String,
    pub reference_uri: Option<String>,
    pub more_references: String,
    pub key_info: String,
    pub after: String,
}

impl Signing {
    pub fn by(key: &'static Key) -> Signing {
        let family = match (key.private.id(), key.private.bits()) {
            (Id::EC, 384) => "ecdsa-sha384",
            (Id::EC, _) => "ecdsa-sha256",
            _ => "rsa-sha256",
        };
        Signing {
            key,
            method: format!("http://www.w3.org/2001/04/xmldsig-more#{family}"),
            digest_method: SHA256.to_owned(),
            c14n: format!("<CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></CanonicalizationMethod>"),
            transforms: format!("{}{}", transform(ENVELOPED), transform(EXCLUSIVE)),
            reference_uri: None,
            more_references: String::new(),
            key_info: format!(
                "<KeyInfo><X509Data><X509Certificate>{}</X509Certificate></X509Data></KeyInfo>",
                key.base64()
            ),
            after: String::new(),
        }
    }

    pub fn with(mut self, change: impl FnOnce(&mut Signing)) -> Signing {
        change(&mut self);
        self
    }

    /// SignedInfo without its start tag, for an element with this ID and this canonical text.
    fn signed_info(&self, id: &str, element: &str) -> String {
        let uri = self.reference_uri.clone().unwrap_or_else(|| format!("#{id}"));
        let digest =
            openssl::base64::encode_block(&hash(digest_of(&self.digest_method), element.as_bytes()).unwrap());
        let reference = format!(
            "<Reference URI=\"{uri}\"><Transforms>{}</Transforms><DigestMethod Algorithm=\"{}\"></DigestMethod>\
             <DigestValue>{digest}</DigestValue></Reference>",
            self.transforms, self.digest_method
        );
        format!(
            "{}<SignatureMethod Algorithm=\"{}\"></SignatureMethod>{reference}{}</SignedInfo>",
            self.c14n, self.method, self.more_references
        )
    }

    /// The Signature element over this canonical text.
    pub fn sign(&self, id: &str, element: &str) -> String {
        let inner = self.signed_info(id, element);
        let value = signature_value(
            self.key,
            &self.method,
            format!("<SignedInfo xmlns=\"{DSIG}\">{inner}").as_bytes(),
        );
        format!(
            "<Signature xmlns=\"{DSIG}\"><SignedInfo>{inner}<SignatureValue>{}</SignatureValue>{}{}</Signature>",
            openssl::base64::encode_block(&value),
            self.key_info,
            self.after
        )
    }
}

pub fn transform(algorithm: &str) -> String {
    format!("<Transform Algorithm=\"{algorithm}\"></Transform>")
}

fn digest_of(method: &str) -> MessageDigest {
    match method.rsplit(['#', '-']).next() {
        Some("sha1") => MessageDigest::sha1(),
        Some("sha384") => MessageDigest::sha384(),
        Some("sha512") => MessageDigest::sha512(),
        Some("md5") => MessageDigest::md5(),
        _ => MessageDigest::sha256(),
    }
}

/// The value of a signature; ECDSA as two numbers of fixed length (XML Signature 1.1, section 6.4.3).
pub fn signature_value(key: &Key, method: &str, message: &[u8]) -> Vec<u8> {
    let mut signer = Signer::new(digest_of(method), &key.private).unwrap();
    let value = signer.sign_oneshot_to_vec(message).unwrap();
    if key.private.id() != Id::EC {
        return value;
    }
    let size = i32::try_from(key.private.bits().div_ceil(8)).unwrap();
    let pair = openssl::ecdsa::EcdsaSig::from_der(&value).unwrap();
    [pair.r().to_vec_padded(size).unwrap(), pair.s().to_vec_padded(size).unwrap()].concat()
}

/// A response in pieces.
pub struct Message {
    pub response_attributes: String,
    pub response_issuer: String,
    pub status: String,
    pub assertion_attributes: String,
    pub issuer: String,
    pub subject: String,
    pub conditions: String,
    pub statements: String,
    pub after_assertion: String,
    pub sign_assertion: Option<Signing>,
    pub sign_response: Option<Signing>,
}

impl Default for Message {
    /// What Entra ID sends: an answer to nobody's request, the assertion signed.
    fn default() -> Message {
        let issued = after(-1);
        Message {
            response_attributes: format!(
                " Destination=\"{ACS_URL}\" ID=\"{RESPONSE_ID}\" IssueInstant=\"{issued}\" Version=\"2.0\""
            ),
            response_issuer: format!("<Issuer xmlns=\"{ASSERTION}\">{IDP_ENTITY_ID}</Issuer>"),
            status: format!(
                "<samlp:Status><samlp:StatusCode Value=\"{SUCCESS}\"></samlp:StatusCode></samlp:Status>"
            ),
            assertion_attributes: format!(" ID=\"{ASSERTION_ID}\" IssueInstant=\"{issued}\" Version=\"2.0\""),
            issuer: format!("<Issuer>{IDP_ENTITY_ID}</Issuer>"),
            subject: subject(NAME_ID, &confirmation(&confirmation_data(""))),
            conditions: conditions(&audience(SP_ENTITY_ID)),
            statements: format!("{}{}", attributes(3), authn_statement("")),
            after_assertion: String::new(),
            sign_assertion: Some(Signing::by(keys::rsa())),
            sign_response: None,
        }
    }
}

impl Message {
    pub fn with(change: impl FnOnce(&mut Message)) -> Message {
        let mut message = Message::default();
        change(&mut message);
        message
    }

    /// The response signed instead of the assertion.
    pub fn response_signed() -> Message {
        Message::with(|m| {
            m.sign_assertion = None;
            m.sign_response = Some(Signing::by(keys::rsa()));
        })
    }

    /// Both signed.
    pub fn both_signed() -> Message {
        Message::with(|m| m.sign_response = Some(Signing::by(keys::rsa())))
    }

    /// An answer to this request.
    pub fn answering(mut self, request: &str) -> Message {
        self.response_attributes = self
            .response_attributes
            .replace(" IssueInstant", &format!(" InResponseTo=\"{request}\" IssueInstant"));
        self.subject =
            subject(NAME_ID, &confirmation(&confirmation_data(&format!(" InResponseTo=\"{request}\""))));
        self
    }

    /// The assertion, signed when it is to be.
    pub fn assertion(&self) -> String {
        let begin = format!("<Assertion xmlns=\"{ASSERTION}\"{}>{}", self.assertion_attributes, self.issuer);
        let rest = format!("{}{}{}</Assertion>", self.subject, self.conditions, self.statements);
        match &self.sign_assertion {
            Some(signing) => {
                let signature = signing.sign(id_in(&self.assertion_attributes), &format!("{begin}{rest}"));
                format!("{begin}{signature}{rest}")
            }
            None => format!("{begin}{rest}"),
        }
    }

    /// The whole message.
    pub fn xml(&self) -> String {
        let begin = format!(
            "<samlp:Response xmlns:samlp=\"{PROTOCOL}\"{}>{}",
            self.response_attributes, self.response_issuer
        );
        let rest = format!("{}{}{}</samlp:Response>", self.status, self.assertion(), self.after_assertion);
        match &self.sign_response {
            Some(signing) => {
                let signature = signing.sign(id_in(&self.response_attributes), &format!("{begin}{rest}"));
                format!("{begin}{signature}{rest}")
            }
            None => format!("{begin}{rest}"),
        }
    }
}

/// The value of the ID among these attributes.
fn id_in(attributes: &str) -> &str {
    attributes.split_once(" ID=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(id, _)| id)
}

pub fn subject(name_id: &str, confirmations: &str) -> String {
    format!(
        "<Subject><NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">{name_id}</NameID>\
         {confirmations}</Subject>"
    )
}

pub fn confirmation(data: &str) -> String {
    format!(
        "<SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">{data}</SubjectConfirmation>"
    )
}

/// Confirmation data; `in_response_to` is an attribute or nothing.
pub fn confirmation_data(in_response_to: &str) -> String {
    format!(
        "<SubjectConfirmationData{in_response_to} NotOnOrAfter=\"{}\" Recipient=\"{ACS_URL}\"></SubjectConfirmationData>",
        after(3600)
    )
}

pub fn audience(entity_id: &str) -> String {
    format!("<AudienceRestriction><Audience>{entity_id}</Audience></AudienceRestriction>")
}

/// Conditions from five minutes ago for an hour, around these.
pub fn conditions(inner: &str) -> String {
    format!("<Conditions NotBefore=\"{}\" NotOnOrAfter=\"{}\">{inner}</Conditions>", after(-300), after(3600))
}

/// An AuthnStatement; `session_end` is an attribute or nothing.
pub fn authn_statement(session_end: &str) -> String {
    format!(
        "<AuthnStatement AuthnInstant=\"{}\" SessionIndex=\"{ASSERTION_ID}\"{session_end}><AuthnContext>\
         <AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext>\
         </AuthnStatement>",
        after(-20)
    )
}

/// The claims Entra ID sends, with this many groups.
pub fn attributes(groups: usize) -> String {
    const CLAIMS: &[(&str, &str)] = &[
        ("http://schemas.microsoft.com/identity/claims/tenantid", "9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11"),
        (
            "http://schemas.microsoft.com/identity/claims/objectidentifier",
            "4d2f1a0b-9c8e-4f7d-8a6b-5c4d3e2f1a0b",
        ),
        ("http://schemas.microsoft.com/identity/claims/displayname", "Alice Ångström &amp; Söhne"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "Alice"),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", NAME_ID),
        ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", NAME_ID),
    ];
    let mut xml = String::from("<AttributeStatement>");
    for (name, value) in CLAIMS {
        xml.push_str(&format!(
            "<Attribute Name=\"{name}\"><AttributeValue>{value}</AttributeValue></Attribute>"
        ));
    }
    xml.push_str("<Attribute Name=\"http://schemas.microsoft.com/ws/2008/06/identity/claims/groups\">");
    for group in 0..groups {
        xml.push_str(&format!("<AttributeValue>7c3f2e1d-0000-4000-8000-{group:012}</AttributeValue>"));
    }
    xml.push_str("</Attribute></AttributeStatement>");
    xml
}
