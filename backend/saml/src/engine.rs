//! The engine: is this element signed by one of these keys, and if so, what exactly was signed?
//!
//! This is the only file that knows bergshamra. Its canonicalizer turns the parsed document into the bytes
//! that were signed; aws-lc does the arithmetic. Nothing is fetched, resolved or transformed beside that: the
//! element is the document element or a child of it, found by its ID, and the gate has already refused every
//! other algorithm and transform.
//!
//! *Why not bergshamra's own verifier.* It answers yes or no and keeps the canonical text to itself, it can
//! read files for references, and it carries transforms and algorithms that are forbidden here. With the
//! canonicalizer alone there is nothing to switch off. The order is strict: first SignatureValue over the
//! canonical SignedInfo, then the digest named by that canonical text, then what was digested is handed out.

use aws_lc_rs::digest;
use bergshamra_c14n::{C14nMode, canonicalize_doc};
use bergshamra_xml::{Document, NodeId, NodeSet, uppsala};

use crate::error::{Check, ResponseRefused};
use crate::gate::signature::{DigestMethod, Signature, read_signed_info};
use crate::keys::Certificate;
use crate::names;

type Result<T> = std::result::Result<T, ResponseRefused>;

/// A parsed message.
pub(crate) struct Message<'x> {
    document: Document<'x>,
}

/// What a signature was found to cover.
pub(crate) struct Signed<'c> {
    /// The canonical text that was digested, byte for byte.
    pub(crate) text: String,
    /// The certificate whose key verified.
    pub(crate) certificate: &'c Certificate,
}

impl<'x> Message<'x> {
    /// Parses a message that the gate has let through.
    pub(crate) fn parse(text: &'x str) -> Result<Message<'x>> {
        let document = uppsala::parse(text).map_err(|error| {
            ResponseRefused::new(Check::NotWellFormed, "well-formed XML", error.to_string())
        })?;
        Ok(Message { document })
    }

    /// Verifies the enveloped signature of the element with this ID, which keeps to the profile `signature`.
    pub(crate) fn verify<'c>(
        &self,
        id: &str,
        signature: &Signature,
        certificates: &'c [Certificate],
    ) -> Result<Signed<'c>> {
        let element = self.element_with_id(id)?;
        let signature_node = self.only_child(element, "Signature")?;
        let signed_info_node = self.only_child(signature_node, "SignedInfo")?;
        let signed_info = self.canonical(signed_info_node, None, &signature.signed_info.prefixes)?;
        let certificate = verifying_certificate(signature, signed_info.as_bytes(), certificates)?;
        let authentic = read_signed_info(&signed_info, id)?;
        if authentic != signature.signed_info {
            return Err(ResponseRefused::new(Check::ReadDiffers, "one reading of SignedInfo", "two"));
        }
        let text = self.canonical(element, Some(signature_node), &authentic.reference_prefixes)?;
        if digest_of(authentic.digest_method, text.as_bytes()).as_ref() != authentic.digest {
            return Err(ResponseRefused::new(
                Check::DigestMismatch,
                "the content that was signed",
                "other content",
            ));
        }
        Ok(Signed { text, certificate })
    }

    /// The document element or its one child with this ID.
    fn element_with_id(&self, id: &str) -> Result<NodeId> {
        let document = &self.document;
        let refused = |what: &str| ResponseRefused::new(Check::ReferenceElsewhere, format!("#{id}"), what);
        let root = document.document_element().ok_or_else(|| refused("nothing"))?;
        let has_id = |node: &NodeId| {
            document.element(*node).is_some_and(|element| {
                element.attributes.iter().any(|attribute| {
                    attribute.name.prefix.is_none()
                        && attribute.name.local_name == "ID"
                        && attribute.value == id
                })
            })
        };
        let mut found = std::iter::once(root).chain(document.children_iter(root)).filter(has_id);
        match (found.next(), found.next()) {
            (Some(node), None) => Ok(node),
            (None, _) => Err(refused("nothing")),
            _ => Err(refused("two elements")),
        }
    }

    /// The one child of XML Signature with this name.
    fn only_child(&self, parent: NodeId, name: &str) -> Result<NodeId> {
        let named = |node: &NodeId| {
            self.document.element(*node).is_some_and(|element| element.matches_name_ns(names::DSIG, name))
        };
        let mut found = self.document.children_iter(parent).filter(named);
        match (found.next(), found.next()) {
            (Some(node), None) => Ok(node),
            _ => {
                Err(ResponseRefused::new(Check::SignatureStructure, format!("one {name}"), "none or several"))
            }
        }
    }

    /// The exclusive canonical form of a subtree (S-24), without one subtree of it.
    fn canonical(&self, root: NodeId, without: Option<NodeId>, prefixes: &[String]) -> Result<String> {
        let failed =
            |what: &str| ResponseRefused::new(Check::CanonicalizationFailed, "a canonical form", what);
        let mut nodes = NodeSet::tree_without_comments(root, &self.document);
        if let Some(without) = without {
            nodes.remove_id(without);
            for node in self.document.descendants(without) {
                nodes.remove_id(node);
            }
        }
        let bytes = canonicalize_doc(&self.document, C14nMode::Exclusive, Some(&nodes), prefixes)
            .map_err(|error| failed(&error.to_string()))?;
        if bytes.is_empty() {
            return Err(failed("nothing"));
        }
        String::from_utf8(bytes).map_err(|_| failed("no text"))
    }
}

/// Tries one certificate after the other whose key fits the method (S-21, S-25).
fn verifying_certificate<'c>(
    signature: &Signature,
    signed_info: &[u8],
    certificates: &'c [Certificate],
) -> Result<&'c Certificate> {
    let method = signature.signed_info.method;
    let fits = |certificate: &&Certificate| {
        certificate.verifies(method, signed_info, &signature.value).unwrap_or(false)
    };
    certificates.iter().find(fits).ok_or_else(|| {
        let known: Vec<&str> = certificates.iter().map(Certificate::fingerprint).collect();
        ResponseRefused::new(
            Check::SignatureNotVerified,
            known.join(", "),
            "a signature by another key, or changed",
        )
    })
}

fn digest_of(method: DigestMethod, bytes: &[u8]) -> digest::Digest {
    let algorithm = match method {
        DigestMethod::Sha256 => &digest::SHA256,
        DigestMethod::Sha384 => &digest::SHA384,
        DigestMethod::Sha512 => &digest::SHA512,
    };
    digest::digest(algorithm, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate;

    const XML: &str = include_str!("../fixtures/keycloak/response.xml");
    const PEM: &str = include_str!("../fixtures/keycloak/signing.pem");

    #[test]
    fn a_canonical_form_of_nothing_is_refused() {
        let message = Message::parse("<a/>").unwrap();
        let refusal = message.canonical(NodeId::new(10_000), None, &[]).unwrap_err();
        assert_eq!(refusal.check, Check::CanonicalizationFailed);
    }

    #[test]
    fn an_id_that_two_elements_have_resolves_to_neither() {
        let message = Message::parse("<a ID=\"x\"><b ID=\"x\"/><c ID=\"y\"><d ID=\"z\"/></c></a>").unwrap();
        assert_eq!(message.element_with_id("x").unwrap_err().check, Check::ReferenceElsewhere);
        assert!(message.element_with_id("y").is_ok());
        // Deeper elements are never signed on their own.
        assert_eq!(message.element_with_id("z").unwrap_err().check, Check::ReferenceElsewhere);
    }

    #[test]
    fn a_signed_info_that_reads_differently_than_the_gate_said_is_refused() {
        let certificates = [Certificate::from_pem(PEM).unwrap()];
        let response = gate::read_response(XML).unwrap();
        let mut signature = response.signature.unwrap();
        let message = Message::parse(XML).unwrap();
        assert!(message.verify(&response.id, &signature, &certificates).is_ok());
        signature.signed_info.digest.push(0);
        let refusal = message.verify(&response.id, &signature, &certificates).err().unwrap();
        assert_eq!(refusal.check, Check::ReadDiffers);
    }
}
