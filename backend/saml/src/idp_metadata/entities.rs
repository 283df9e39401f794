//! The grammar of a metadata document, as far as an identity provider needs it (SAML metadata, section 2.3).

use crate::error::{Check, ResponseRefused};
use crate::gate::reader::{Element, Namespace, Reader, Rules};
use crate::gate::signature::{Signature, signature};
use crate::names;

use super::{MetadataRefused, not_xml};

/// A document: one entity, or several.
#[derive(Default)]
pub(super) struct Document {
    pub(super) id: String,
    pub(super) valid_until: Option<String>,
    pub(super) signature: Option<Signature>,
    pub(super) entities: Vec<Entity>,
}

/// An EntityDescriptor.
pub(super) struct Entity {
    pub(super) entity_id: String,
    pub(super) valid_until: Option<String>,
    pub(super) idp_roles: Vec<IdpRole>,
}

/// An IDPSSODescriptor for SAML 2.0.
#[derive(Default)]
pub(super) struct IdpRole {
    pub(super) valid_until: Option<String>,
    pub(super) want_authn_requests_signed: bool,
    pub(super) signing_certificates: Vec<String>,
    pub(super) sso: Vec<(String, String)>,
}

/// Reads a document.
pub(super) fn read(text: &str) -> Result<Document, MetadataRefused> {
    let mut reader = Reader::new(text, Rules::Metadata);
    let root = reader.root().map_err(not_xml)?;
    let mut document = Document {
        id: reader.owned_attribute("ID").unwrap_or_default(),
        valid_until: reader.owned_attribute("validUntil"),
        ..Document::default()
    };
    match (root.namespace, root.name) {
        (Namespace::Metadata, "EntityDescriptor") => {
            let mut signature = None;
            let entity = entity(&mut reader, Some((&document.id, &mut signature)))?;
            document.signature = signature;
            document.entities.push(entity);
        }
        (Namespace::Metadata, "EntitiesDescriptor") => entities(&mut reader, &mut document, true)?,
        _ => return Err(MetadataRefused::NotMetadata(root.name.chars().take(80).collect())),
    }
    reader.end().map_err(not_xml)?;
    Ok(document)
}

/// EntitiesDescriptor, which may hold others of its kind; only the outermost signature covers the document.
fn entities(
    reader: &mut Reader<'_>,
    document: &mut Document,
    outermost: bool,
) -> Result<(), MetadataRefused> {
    while let Some(child) = reader.child().map_err(not_xml)? {
        match (child.namespace, child.name) {
            (Namespace::Dsig, "Signature") if outermost && document.signature.is_none() => {
                document.signature = Some(document_signature(reader, &document.id)?);
            }
            (Namespace::Metadata, "EntityDescriptor") => {
                let entity = entity(reader, None)?;
                document.entities.push(entity);
            }
            (Namespace::Metadata, "EntitiesDescriptor") => {
                if let Some(valid_until) = reader.owned_attribute("validUntil") {
                    // The stricter reading: an inner group that is over makes the document over.
                    document.valid_until = Some(match document.valid_until.take() {
                        Some(outer) if outer < valid_until => outer,
                        _ => valid_until,
                    });
                }
                entities(reader, document, false)?;
            }
            _ => reader.skip().map_err(not_xml)?,
        }
    }
    Ok(())
}

/// EntityDescriptor; the signature is read where the caller has a place for it, and skipped elsewhere.
fn entity(
    reader: &mut Reader<'_>,
    mut of_document: Option<(&str, &mut Option<Signature>)>,
) -> Result<Entity, MetadataRefused> {
    let mut entity = Entity {
        entity_id: reader.owned_attribute("entityID").unwrap_or_default(),
        valid_until: reader.owned_attribute("validUntil"),
        idp_roles: Vec::new(),
    };
    while let Some(child) = reader.child().map_err(not_xml)? {
        match (child.namespace, child.name) {
            (Namespace::Dsig, "Signature") => match &mut of_document {
                Some((id, place)) if place.is_none() => **place = Some(document_signature(reader, id)?),
                Some(_) => return Err(MetadataRefused::SignatureInvalid("two signatures".to_owned())),
                None => reader.skip().map_err(not_xml)?,
            },
            (Namespace::Metadata, "IDPSSODescriptor") if for_saml(reader) => {
                let role = idp_role(reader).map_err(not_xml)?;
                entity.idp_roles.push(role);
            }
            _ => reader.skip().map_err(not_xml)?,
        }
    }
    Ok(entity)
}

/// The signature over the whole document, which keeps to the same profile as one over a response.
fn document_signature(reader: &mut Reader<'_>, id: &str) -> Result<Signature, MetadataRefused> {
    signature(reader, id).map_err(|refusal| match refusal.check {
        Check::NotWellFormed | Check::DocumentType | Check::TooComplex => not_xml(refusal),
        check => MetadataRefused::SignatureInvalid(check.reason().to_owned()),
    })
}

fn for_saml(reader: &Reader<'_>) -> bool {
    let protocols = reader.attribute("protocolSupportEnumeration").unwrap_or_default();
    protocols.split_ascii_whitespace().any(|protocol| protocol == names::PROTOCOL)
}

fn idp_role(reader: &mut Reader<'_>) -> Result<IdpRole, ResponseRefused> {
    let mut role = IdpRole {
        valid_until: reader.owned_attribute("validUntil"),
        want_authn_requests_signed: matches!(reader.attribute("WantAuthnRequestsSigned"), Some("true" | "1")),
        ..IdpRole::default()
    };
    while let Some(child) = reader.child()? {
        match (child.namespace, child.name) {
            // S-21: a key without a use is for signing as well.
            (Namespace::Metadata, "KeyDescriptor")
                if matches!(reader.attribute("use"), None | Some("signing")) =>
            {
                inside(reader, "KeyInfo", &mut |reader| {
                    inside(reader, "X509Data", &mut |reader| {
                        certificate(reader, &mut role.signing_certificates)
                    })
                })?;
            }
            (Namespace::Metadata, "SingleSignOnService") => {
                let binding = reader.owned_attribute("Binding").unwrap_or_default();
                let location = reader.owned_attribute("Location").unwrap_or_default();
                role.sso.push((binding, location));
                reader.skip()?;
            }
            _ => reader.skip()?,
        }
    }
    Ok(role)
}

/// Visits each child of XML Signature with this name and skips the others.
fn inside(
    reader: &mut Reader<'_>,
    name: &str,
    visit: &mut dyn FnMut(&mut Reader<'_>) -> Result<(), ResponseRefused>,
) -> Result<(), ResponseRefused> {
    while let Some(child) = reader.child()? {
        if child.is(Namespace::Dsig, name) { visit(reader)? } else { reader.skip()? }
    }
    Ok(())
}

/// The first certificate of an X509Data: the others, if any, are its chain and sign no responses.
fn certificate(reader: &mut Reader<'_>, into: &mut Vec<String>) -> Result<(), ResponseRefused> {
    let mut first = true;
    while let Some(child) = reader.child()? {
        let child: Element<'_> = child;
        if child.is(Namespace::Dsig, "X509Certificate") && first {
            into.push(reader.value()?.into_owned());
            first = false;
        } else {
            reader.skip()?;
        }
    }
    Ok(())
}
