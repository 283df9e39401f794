//! What an administrator sends about the identity provider, and what is understood of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use saml::Certificate;
use saml::idp_metadata::{self, Field, FieldRefused, IdpMetadata, MetadataRefused};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::settings::{Binding, ConfigureIdentityProvider, METADATA_MAX};

use super::IdentityProvider;
use crate::platform::{Error, Result};

/// Most certificates that are typed in at once.
const CERTIFICATES_MAX: usize = 10;

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
        return Err(refused(&MetadataRefused::TooLarge));
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
    let first = texts.first().copied().unwrap_or_default();
    let binding = saml::binding::Binding::HttpRedirect;
    let read = idp_metadata::from_parts(entity_id, logon_url, first, binding);
    let more: std::result::Result<Vec<_>, _> =
        texts.iter().skip(1).map(|t| Certificate::from_pem(t)).collect();
    let mut fields: Vec<FieldError> = read.as_ref().err().into_iter().flatten().map(field_error).collect();
    if texts.len() > CERTIFICATES_MAX {
        fields.push(FieldError::new("certificate", Rule::TooMany { max: CERTIFICATES_MAX }));
    } else if more.is_err() && fields.iter().all(|field| field.field != "certificate") {
        fields.push(FieldError::new("certificate", Rule::NotACertificate));
    }
    match (read, more) {
        (Ok(mut metadata), Ok(more)) if fields.is_empty() => {
            for certificate in more {
                if !metadata.signing_certificates.contains(&certificate) {
                    metadata.signing_certificates.push(certificate);
                }
            }
            one(metadata)
        }
        _ => Err(Error::fields(fields)),
    }
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
