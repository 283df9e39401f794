//! An identity provider of the tests, in the shape of Entra ID. Its signing is written apart from ours: the
//! texts are canonical because they are written so, and OpenSSL hashes and signs.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use openssl::asn1::Asn1Time;
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sign::Signer;
use openssl::x509::{X509, X509Name};

const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

pub const ENTITY_ID: &str = "https://sts.windows.net/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11/";
pub const LOGON_URL: &str = "https://login.microsoftonline.com/9b1c6d5e-3f0a-4c55-9a1e-0d4b8f7c2a11/saml2";

/// A key pair with its certificate.
pub struct Key {
    private: PKey<Private>,
    certificate: X509,
}

impl Key {
    /// A fresh RSA key of this size, certified until `not_after` (seconds since 1970).
    pub fn fresh(bits: u32, not_after: i64) -> Key {
        let private = PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap();
        let mut name = X509Name::builder().unwrap();
        name.append_entry_by_text("CN", "Microsoft Azure Federated SSO Certificate").unwrap();
        let name = name.build();
        let mut certificate = X509::builder().unwrap();
        certificate.set_version(2).unwrap();
        certificate.set_subject_name(&name).unwrap();
        certificate.set_issuer_name(&name).unwrap();
        certificate.set_not_before(&Asn1Time::from_unix(1_700_000_000).unwrap()).unwrap();
        certificate.set_not_after(&Asn1Time::from_unix(not_after).unwrap()).unwrap();
        certificate.set_pubkey(&private).unwrap();
        certificate.sign(&private, MessageDigest::sha256()).unwrap();
        Key { private, certificate: certificate.build() }
    }

    pub fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }

    pub fn base64(&self) -> String {
        STANDARD.encode(self.certificate.to_der().unwrap())
    }

    /// Whether this value signs the text (RSA, SHA-256).
    pub fn verifies(certificate_base64: &str, text: &str, value_base64: &str) -> bool {
        let certificate = X509::from_der(&STANDARD.decode(certificate_base64).unwrap()).unwrap();
        let key = certificate.public_key().unwrap();
        let mut verifier = openssl::sign::Verifier::new(MessageDigest::sha256(), &key).unwrap();
        verifier.verify_oneshot(&STANDARD.decode(value_base64).unwrap(), text.as_bytes()).unwrap()
    }

    /// SHA-256 of the certificate as the pages show it.
    pub fn fingerprint(&self) -> String {
        let digest = self.certificate.digest(MessageDigest::sha256()).unwrap();
        let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }

    fn sign(&self, text: &str) -> String {
        let mut signer = Signer::new(MessageDigest::sha256(), &self.private).unwrap();
        STANDARD.encode(signer.sign_oneshot_to_vec(text.as_bytes()).unwrap())
    }
}

/// When the certificates of the tests end.
const NOT_AFTER: i64 = 2_000_000_000;

/// The identity provider's key, made once for the whole run.
pub fn key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(|| Key::fresh(2048, NOT_AFTER))
}

/// The key that the identity provider rolls over to.
pub fn next_key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(|| Key::fresh(2048, NOT_AFTER))
}

/// What the identity provider publishes.
pub struct IdentityProvider {
    pub entity_id: &'static str,
    pub logon_url: &'static str,
    /// `HTTP-Redirect`, `HTTP-POST`.
    pub bindings: Vec<&'static str>,
    pub wants_signed_requests: bool,
    pub keys: Vec<&'static Key>,
}

impl Default for IdentityProvider {
    fn default() -> Self {
        IdentityProvider {
            entity_id: ENTITY_ID,
            logon_url: LOGON_URL,
            bindings: vec!["HTTP-Redirect", "HTTP-POST"],
            wants_signed_requests: false,
            keys: vec![key()],
        }
    }
}

impl IdentityProvider {
    /// The metadata document.
    pub fn metadata(&self) -> String {
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", self.entity_descriptor())
    }

    /// One EntityDescriptor, alone or among others.
    pub fn entity_descriptor(&self) -> String {
        let key = |key: &&Key| {
            format!(
                "<KeyDescriptor use=\"signing\"><KeyInfo xmlns=\"{DSIG}\"><X509Data><X509Certificate>{}\
                 </X509Certificate></X509Data></KeyInfo></KeyDescriptor>",
                key.base64()
            )
        };
        let keys: String = self.keys.iter().map(key).collect();
        let service = |binding: &&str| {
            format!(
                "<SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:{binding}\" Location=\"{}\"/>",
                self.logon_url
            )
        };
        let services: String = self.bindings.iter().map(service).collect();
        format!(
            "<EntityDescriptor ID=\"_{}\" entityID=\"{}\" xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">\
             <IDPSSODescriptor WantAuthnRequestsSigned=\"{}\" protocolSupportEnumeration=\"{PROTOCOL}\">{keys}{services}\
             </IDPSSODescriptor></EntityDescriptor>",
            unique(),
            self.entity_id,
            self.wants_signed_requests
        )
    }
}

/// A response in the making; every part may be changed before it is signed.
#[derive(Clone)]
pub struct Response {
    pub acs_url: String,
    pub audience: String,
    pub issuer: String,
    pub name_id: String,
    pub in_response_to: Option<String>,
    pub assertion_id: String,
    pub status: String,
    pub now: Timestamp,
    pub session_not_on_or_after: Option<Timestamp>,
    pub key: &'static Key,
}

impl Response {
    /// For the server of this directory, for this person, unsolicited.
    pub fn new(server: &super::TestServer, name_id: &str) -> Response {
        Response {
            acs_url: server.directory.acs_url(super::PUBLIC_URL),
            audience: server.directory.sp_entity_id(super::PUBLIC_URL),
            issuer: ENTITY_ID.to_owned(),
            name_id: name_id.to_owned(),
            in_response_to: None,
            assertion_id: format!("_{}", unique()),
            status: "Success".to_owned(),
            now: server.now(),
            session_not_on_or_after: None,
            key: key(),
        }
    }

    /// In answer to this request.
    pub fn answering(mut self, request_id: &str) -> Response {
        self.in_response_to = Some(request_id.to_owned());
        self
    }

    /// With this change.
    pub fn with(mut self, change: impl FnOnce(&mut Response)) -> Response {
        change(&mut self);
        self
    }

    /// The value of the form field `SAMLResponse`.
    pub fn base64(&self) -> String {
        STANDARD.encode(self.xml())
    }

    /// The message: the assertion is signed, the response around it is not, as Entra ID does it.
    pub fn xml(&self) -> String {
        let answers = self.answers();
        let issued = at(self.now, -1);
        format!(
            "<samlp:Response xmlns:samlp=\"{PROTOCOL}\" ID=\"_{}\" Version=\"2.0\" IssueInstant=\"{issued}\" \
             Destination=\"{}\"{answers}><Issuer xmlns=\"{ASSERTION}\">{}</Issuer><samlp:Status><samlp:StatusCode \
             Value=\"urn:oasis:names:tc:SAML:2.0:status:{}\"/></samlp:Status>{}</samlp:Response>",
            unique(),
            self.acs_url,
            self.issuer,
            self.status,
            self.assertion()
        )
    }

    fn answers(&self) -> String {
        self.in_response_to.as_ref().map_or_else(String::new, |id| format!(" InResponseTo=\"{id}\""))
    }

    fn assertion(&self) -> String {
        let begin = format!(
            "<Assertion xmlns=\"{ASSERTION}\" ID=\"{}\" IssueInstant=\"{}\" Version=\"2.0\"><Issuer>{}</Issuer>",
            self.assertion_id,
            at(self.now, -1),
            self.issuer
        );
        let rest = format!("{}{}{}</Assertion>", self.subject(), self.conditions(), self.statement());
        let signature = signature(self.key, &self.assertion_id, &format!("{begin}{rest}"));
        format!("{begin}{signature}{rest}")
    }

    fn subject(&self) -> String {
        format!(
            "<Subject><NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">{}</NameID>\
             <SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"><SubjectConfirmationData{} \
             NotOnOrAfter=\"{}\" Recipient=\"{}\"></SubjectConfirmationData></SubjectConfirmation></Subject>",
            self.name_id,
            self.answers(),
            at(self.now, 3_600),
            self.acs_url
        )
    }

    fn conditions(&self) -> String {
        format!(
            "<Conditions NotBefore=\"{}\" NotOnOrAfter=\"{}\"><AudienceRestriction><Audience>{}</Audience>\
             </AudienceRestriction></Conditions>",
            at(self.now, -300),
            at(self.now, 3_600),
            self.audience
        )
    }

    fn statement(&self) -> String {
        let end = self
            .session_not_on_or_after
            .map_or_else(String::new, |end| format!(" SessionNotOnOrAfter=\"{}\"", at(end, 0)));
        format!(
            "<AuthnStatement AuthnInstant=\"{}\" SessionIndex=\"{}\"{end}><AuthnContext><AuthnContextClassRef>\
             urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement>",
            at(self.now, -20),
            self.assertion_id
        )
    }
}

fn at(time: Timestamp, seconds: i64) -> String {
    time.saturating_add(SignedDuration::from_secs(seconds)).unwrap().to_string()
}

fn unique() -> String {
    cloudsso::platform::random::symbols::<32>().unwrap()
}

/// The enveloped signature over this canonical text (XML Signature 1.1, section 4.2).
fn signature(key: &Key, id: &str, element: &str) -> String {
    let digest = STANDARD.encode(hash(MessageDigest::sha256(), element.as_bytes()).unwrap());
    let inner = format!(
        "<CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></CanonicalizationMethod>\
         <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></SignatureMethod>\
         <Reference URI=\"#{id}\"><Transforms><Transform Algorithm=\"{DSIG}enveloped-signature\"></Transform>\
         <Transform Algorithm=\"{EXCLUSIVE}\"></Transform></Transforms>\
         <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>\
         <DigestValue>{digest}</DigestValue></Reference></SignedInfo>"
    );
    let value = key.sign(&format!("<SignedInfo xmlns=\"{DSIG}\">{inner}"));
    format!(
        "<Signature xmlns=\"{DSIG}\"><SignedInfo>{inner}<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data>\
         <X509Certificate>{}</X509Certificate></X509Data></KeyInfo></Signature>",
        key.base64()
    )
}
