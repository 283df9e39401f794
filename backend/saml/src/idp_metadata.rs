//! Reading the identity provider's metadata (SAML metadata, section 2), and the same by hand.
//!
//! What is taken: the entity ID, the single sign-on addresses, and the signing certificates of the one
//! IDPSSODescriptor for SAML 2.0. Everything else is skipped; in particular the keys of WS-Federation's
//! RoleDescriptors are not trusted (S-71). A signature on the document proves that nobody edited it by
//! accident (S-72): trust comes from the administrator who uploads it.

mod entities;

use jiff::Timestamp;
use url::{Host, Url};

use crate::binding::Binding;
use crate::checks;
use crate::engine::Message;
use crate::error::{Check, ResponseRefused};
use crate::gate::characters::text_of;
use crate::keys::{Certificate, CertificateRefused};
use entities::{Document, Entity, IdpRole};

/// The largest document, in bytes.
pub const LARGEST_METADATA: usize = 1024 * 1024;
/// The longest entity ID, in characters (SAML core, section 8.3.6).
const LONGEST_ENTITY_ID: usize = 1024;

/// What is known of an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdpMetadata {
    /// Its entity ID.
    pub entity_id: String,
    /// Its single sign-on addresses with the bindings we speak; at least one, the preferred one first.
    pub sso: Vec<(Binding, String)>,
    /// Its signing certificates; at least one.
    pub signing_certificates: Vec<Certificate>,
    /// Whether it wants our requests signed.
    pub want_authn_requests_signed: bool,
    /// Why certificates of the document were left out, if some were.
    pub unusable_certificates: Vec<CertificateRefused>,
}

impl IdpMetadata {
    /// The address and binding that requests are sent to: HTTP-Redirect where there is one.
    pub fn preferred_sso(&self) -> Option<(Binding, &str)> {
        self.sso.first().map(|(binding, url)| (*binding, url.as_str()))
    }
}

/// Why a metadata document is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataRefused {
    /// The document is larger than one mebibyte, or holds too many elements.
    #[error("the document is larger than 1 MiB")]
    TooLarge,
    /// The document is not well-formed XML in UTF-8.
    #[error("the document is not XML: {0}")]
    NotXml(String),
    /// The document has a document type declaration.
    #[error("the document has a document type declaration (DTD), which is not allowed")]
    Doctype,
    /// The document is XML of another kind.
    #[error("the document is not SAML metadata; it begins with {0}")]
    NotMetadata(String),
    /// No entity in the document is a SAML 2.0 identity provider.
    #[error("the document describes no SAML 2.0 identity provider")]
    NoIdpDescriptor,
    /// The identity provider is described twice.
    #[error("the document describes the identity provider {0} more than once")]
    DescribedTwice(String),
    /// The identity provider has no entity ID, or one that is too long.
    #[error("the identity provider has no usable entity ID")]
    NoEntityId,
    /// There is no single sign-on address for HTTP-Redirect or HTTP-POST.
    #[error("the identity provider offers no address for single sign-on by HTTP-Redirect or HTTP-POST")]
    NoSsoUrl,
    /// A single sign-on address is not an https address.
    #[error("the address for single sign-on is not an https address: {0}")]
    SsoUrlNotHttps(String),
    /// There is no signing certificate that can be used.
    #[error("the identity provider has no signing certificate that can be used{}", reasons(.0))]
    NoUsableSigningCertificate(Vec<CertificateRefused>),
    /// Several identity providers are described: one of these entity IDs has to be chosen.
    #[error("the document describes several identity providers; choose one")]
    SeveralIdentityProviders(Vec<String>),
    /// The signature of the document does not verify with a key in it.
    #[error("the signature of the document does not verify: {0}")]
    SignatureInvalid(String),
    /// The document is not valid any more.
    #[error("the document was valid until {0}")]
    Expired(String),
}

fn reasons(refusals: &[CertificateRefused]) -> String {
    refusals.iter().map(|refusal| format!("; {refusal}")).collect()
}

/// Reads a metadata document; `wanted_entity_id` chooses where it describes several identity providers.
pub fn read(
    bytes: &[u8],
    wanted_entity_id: Option<&str>,
    now: Timestamp,
) -> Result<IdpMetadata, MetadataRefused> {
    if bytes.len() > LARGEST_METADATA {
        return Err(MetadataRefused::TooLarge);
    }
    let text = text_of(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(not_xml)?;
    let document = entities::read(text)?;
    let (entity, role) = chosen(&document, wanted_entity_id)?;
    for valid_until in [&document.valid_until, &entity.valid_until, &role.valid_until].into_iter().flatten() {
        still_valid(valid_until, now)?;
    }
    let entity_id = entity_id_of(&entity.entity_id).ok_or(MetadataRefused::NoEntityId)?;
    let (signing_certificates, unusable_certificates) = certificates(role);
    if signing_certificates.is_empty() {
        return Err(MetadataRefused::NoUsableSigningCertificate(unusable_certificates));
    }
    consistent(text, &document, &signing_certificates)?;
    Ok(IdpMetadata {
        entity_id,
        sso: sso(role)?,
        signing_certificates,
        want_authn_requests_signed: role.want_authn_requests_signed,
        unusable_certificates,
    })
}

/// How a fault of the XML is told to whoever uploads it.
fn not_xml(refusal: ResponseRefused) -> MetadataRefused {
    match refusal.check {
        Check::DocumentType => MetadataRefused::Doctype,
        Check::TooComplex => MetadataRefused::TooLarge,
        _ => MetadataRefused::NotXml(format!("expected {}, found {}", refusal.expected, refusal.received)),
    }
}

fn chosen<'d>(
    document: &'d Document,
    wanted: Option<&str>,
) -> Result<(&'d Entity, &'d IdpRole), MetadataRefused> {
    let with_role = document.entities.iter().filter(|entity| !entity.idp_roles.is_empty());
    let providers: Vec<&Entity> = with_role.collect();
    let names = || providers.iter().map(|entity| entity.entity_id.clone()).collect();
    let mut matching = providers.iter().filter(|entity| wanted.is_none_or(|id| entity.entity_id == id));
    let entity = match (providers.len(), matching.next(), matching.next()) {
        (0, ..) => return Err(MetadataRefused::NoIdpDescriptor),
        (_, Some(entity), None) => *entity,
        (_, Some(entity), Some(_)) if wanted.is_some() => {
            return Err(MetadataRefused::DescribedTwice(entity.entity_id.clone()));
        }
        _ => return Err(MetadataRefused::SeveralIdentityProviders(names())),
    };
    match &entity.idp_roles[..] {
        [role] => Ok((entity, role)),
        _ => Err(MetadataRefused::DescribedTwice(entity.entity_id.clone())),
    }
}

/// S-72: `validUntil` is not over.
fn still_valid(valid_until: &str, now: Timestamp) -> Result<(), MetadataRefused> {
    match checks::instant(valid_until) {
        Some(end) if now < end => Ok(()),
        _ => Err(MetadataRefused::Expired(valid_until.to_owned())),
    }
}

fn entity_id_of(text: &str) -> Option<String> {
    let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST_ENTITY_ID;
    fits.then(|| text.to_owned())
}

/// S-21, S-22: the certificates whose keys may sign, and why others may not.
fn certificates(role: &IdpRole) -> (Vec<Certificate>, Vec<CertificateRefused>) {
    let mut usable: Vec<Certificate> = Vec::new();
    let mut unusable = Vec::new();
    for text in &role.signing_certificates {
        match Certificate::from_base64(text) {
            Ok(certificate) if usable.contains(&certificate) => {}
            Ok(certificate) => usable.push(certificate),
            Err(refusal) => unusable.push(refusal),
        }
    }
    (usable, unusable)
}

/// S-72: a signature over the whole document verifies with one of the keys in it.
fn consistent(text: &str, document: &Document, certificates: &[Certificate]) -> Result<(), MetadataRefused> {
    let Some(signature) = &document.signature else { return Ok(()) };
    let invalid =
        |refusal: ResponseRefused| MetadataRefused::SignatureInvalid(refusal.check.reason().to_owned());
    let message = Message::parse(text).map_err(invalid)?;
    message.verify(&document.id, signature, certificates).map_err(invalid)?;
    Ok(())
}

fn sso(role: &IdpRole) -> Result<Vec<(Binding, String)>, MetadataRefused> {
    let mut found = Vec::new();
    for binding in [Binding::HttpRedirect, Binding::HttpPost] {
        let location = role.sso.iter().find(|(uri, _)| uri == binding.uri()).map(|(_, location)| location);
        if let Some(location) = location {
            found.push((binding, sso_url(location)?));
        }
    }
    if found.is_empty() { Err(MetadataRefused::NoSsoUrl) } else { Ok(found) }
}

/// S-70: an https address; http only where it cannot leave the machine.
fn sso_url(location: &str) -> Result<String, MetadataRefused> {
    let refused = || MetadataRefused::SsoUrlNotHttps(location.chars().take(200).collect());
    let url = Url::parse(location.trim()).map_err(|_| refused())?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if scheme && plain && url.has_host() { Ok(location.trim().to_owned()) } else { Err(refused()) }
}

/// A field of the manual configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The entity ID of the identity provider.
    EntityId,
    /// The address for single sign-on.
    LogonUrl,
    /// The signing certificate.
    Certificate,
}

/// Why a field of the manual configuration is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{refusal}")]
pub struct FieldRefused {
    /// The field.
    pub field: Field,
    /// The reason.
    pub refusal: MetadataRefused,
}

/// Makes the same from what an administrator typed; every field that is wrong is named.
pub fn from_parts(
    entity_id: &str,
    logon_url: &str,
    certificate_pem: &str,
    binding: Binding,
) -> Result<IdpMetadata, Vec<FieldRefused>> {
    let entity_id = entity_id_of(entity_id.trim()).ok_or(MetadataRefused::NoEntityId);
    let url = match logon_url.trim() {
        "" => Err(MetadataRefused::NoSsoUrl),
        url => sso_url(url),
    };
    let certificate = Certificate::from_pem(certificate_pem)
        .map_err(|refusal| MetadataRefused::NoUsableSigningCertificate(vec![refusal]));
    match (entity_id, url, certificate) {
        (Ok(entity_id), Ok(url), Ok(certificate)) => Ok(IdpMetadata {
            entity_id,
            sso: vec![(binding, url)],
            signing_certificates: vec![certificate],
            want_authn_requests_signed: false,
            unusable_certificates: Vec::new(),
        }),
        (entity_id, url, certificate) => {
            let refused = |field, refusal: Option<MetadataRefused>| {
                refusal.map(|refusal| FieldRefused { field, refusal })
            };
            let all = [
                refused(Field::EntityId, entity_id.err()),
                refused(Field::LogonUrl, url.err()),
                refused(Field::Certificate, certificate.err()),
            ];
            Err(all.into_iter().flatten().collect())
        }
    }
}
