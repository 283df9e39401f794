//! What an administrator sends about the identity provider, and what is understood of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use saml::Certificate;
use saml::idp_metadata::{self, Field, FieldRefused, IdpMetadata, MetadataRefused};
use shared::error::{Allowed, ErrorCode, FieldError, Rule};
use shared::settings::{Binding, ConfigureIdentityProvider, METADATA_MAX};

use super::IdentityProvider;
use crate::platform::{Error, Result};

/// Most certificates that are typed in at once.
const CERTIFICATES_MAX: usize = 10;
/// Most characters of an entity ID (SAML core, section 8.3.6).
const ENTITY_ID_MAX: usize = 1_024;

/// What was understood.
pub enum Understood {
    /// One identity provider.
    One(IdentityProvider),
    /// The document names several: these entity IDs.
    Several(Vec<String>),
}

/// Reads a metadata document or the fields of the manual configuration.
///
/// # Errors
/// `MetadataRefused` with the reason, or what is wrong with single fields.
pub fn understand(body: &ConfigureIdentityProvider, now: Timestamp) -> Result<Understood> {
    match body {
        ConfigureIdentityProvider::Metadata { document, entity_id } => {
            document_of(document, entity_id.as_deref(), now)
        }
        ConfigureIdentityProvider::Manual { entity_id, logon_url, certificate } => {
            typed(entity_id, logon_url, certificate).map(Understood::One)
        }
    }
}

fn document_of(document: &str, entity_id: Option<&str>, now: Timestamp) -> Result<Understood> {
    // What is too large is told by its length; nothing that long is decoded.
    if document.len() / 4 * 3 > METADATA_MAX + 3 {
        return Err(too_large());
    }
    let bytes = STANDARD.decode(document).map_err(|_| {
        Error::invalid(ErrorCode::MetadataRefused, "The document did not arrive whole. Upload it again.")
    })?;
    match idp_metadata::read(&bytes, entity_id, now) {
        Ok(metadata) => one(metadata).map(Understood::One),
        Err(MetadataRefused::SeveralIdentityProviders(entity_ids)) => Ok(Understood::Several(entity_ids)),
        Err(refusal) => Err(refused(&refusal)),
    }
}

/// The refusal of a document that is larger than any is read.
pub fn too_large() -> Error {
    refused(&MetadataRefused::TooLarge)
}

/// The refusal as a sentence.
fn refused(refusal: &MetadataRefused) -> Error {
    let reason = refusal.to_string();
    let mut letters = reason.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    Error::invalid(ErrorCode::MetadataRefused, format!("{first}{}.", letters.as_str()))
}

fn one(metadata: IdpMetadata) -> Result<IdentityProvider> {
    let Some((binding, logon_url)) = metadata.preferred_sso() else {
        return Err(refused(&MetadataRefused::NoSsoUrl));
    };
    Ok(IdentityProvider {
        logon_url: logon_url.to_owned(),
        binding: match binding {
            saml::binding::Binding::HttpRedirect => Binding::Redirect,
            saml::binding::Binding::HttpPost => Binding::Post,
        },
        wants_signed_requests: metadata.want_authn_requests_signed,
        entity_id: metadata.entity_id,
        certificates: metadata.signing_certificates,
    })
}

/// The manual configuration: requests go by HTTP-Redirect, which every identity provider takes.
fn typed(entity_id: &str, logon_url: &str, certificate: &str) -> Result<IdentityProvider> {
    let texts = certificate_texts(certificate);
    let mut wrong = own_rules(entity_id, logon_url, &texts);
    let first = texts.first().copied().unwrap_or_default();
    let read = idp_metadata::from_parts(entity_id, logon_url, first, saml::binding::Binding::HttpRedirect);
    for error in read.as_ref().err().into_iter().flatten().map(field_error) {
        if wrong.iter().all(|known| known.field != error.field) {
            wrong.push(error);
        }
    }
    let (Ok(mut metadata), true) = (read, wrong.is_empty()) else { return Err(Error::fields(wrong)) };
    for text in texts.iter().skip(1) {
        let certificate =
            Certificate::from_pem(text).map_err(|_| Error::field("certificate", Rule::NotACertificate))?;
        if !metadata.signing_certificates.contains(&certificate) {
            metadata.signing_certificates.push(certificate);
        }
    }
    one(metadata)
}

/// An identity provider of which everything is stated, as a directory file does.
///
/// # Errors
/// What is wrong with single fields.
pub fn stated(
    entity_id: &str,
    logon_url: &str,
    binding: Binding,
    wants_signed_requests: bool,
    certificates: &[String],
) -> Result<IdentityProvider> {
    let typed = typed(entity_id, logon_url, &certificates.join("\n"))?;
    Ok(IdentityProvider { binding, wants_signed_requests, ..typed })
}

/// What is asked of the fields before they are read.
fn own_rules(entity_id: &str, logon_url: &str, certificates: &[&str]) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if entity_id.trim().chars().count() > ENTITY_ID_MAX {
        wrong.push(FieldError::new("entity_id", Rule::TooLong { max: ENTITY_ID_MAX }));
    } else if entity_id.trim().chars().any(char::is_control) {
        wrong.push(FieldError::new("entity_id", Rule::Characters { allowed: Allowed::Printable }));
    }
    // A parser of addresses passes over line breaks and tabs; here they are a slip.
    if logon_url.trim().chars().any(|c| c.is_control() || c.is_whitespace()) {
        wrong.push(FieldError::new("logon_url", Rule::NotAnHttpsUrl));
    }
    if certificates.is_empty() {
        wrong.push(FieldError::new("certificate", Rule::Required));
    } else if certificates.len() > CERTIFICATES_MAX {
        wrong.push(FieldError::new("certificate", Rule::TooMany { max: CERTIFICATES_MAX }));
    }
    wrong
}

/// Several certificates in PEM form, each with its armour; text without armour is one.
fn certificate_texts(text: &str) -> Vec<&str> {
    const END: &str = "-----END CERTIFICATE-----";
    text.split_inclusive(END).map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn field_error(refused: &FieldRefused) -> FieldError {
    match (refused.field, &refused.refusal) {
        (Field::EntityId, _) => FieldError::new("entity_id", Rule::Required),
        (Field::LogonUrl, MetadataRefused::NoSsoUrl) => FieldError::new("logon_url", Rule::Required),
        (Field::LogonUrl, _) => FieldError::new("logon_url", Rule::NotAnHttpsUrl),
        (Field::Certificate, _) => FieldError::new("certificate", Rule::NotACertificate),
    }
}
