//! Our two metadata documents (SAML metadata, section 2): as service provider for the identity provider, and
//! as identity provider for the member accounts. Both are pure functions of what is configured, so a document
//! downloaded twice is the same file.

use crate::binding::Binding;
use crate::keys::Certificate;
use crate::names;
use crate::settings::ServiceProvider;
use crate::write::{WriteRefused, Writer, key_info};

/// The service provider's metadata: one ACS for HTTP-POST, assertions wanted signed.
pub fn sp_metadata(
    sp: &ServiceProvider,
    signing_certificates: &[Certificate],
    authn_requests_signed: bool,
) -> Result<String, WriteRefused> {
    let signed = if authn_requests_signed { "true" } else { "false" };
    let mut writer = begin(&sp.entity_id);
    writer.open(
        "md:SPSSODescriptor",
        &[
            ("AuthnRequestsSigned", signed),
            ("WantAssertionsSigned", "true"),
            ("protocolSupportEnumeration", names::PROTOCOL),
        ],
    );
    signing_keys(&mut writer, signing_certificates);
    for format in [names::EMAIL, names::UNSPECIFIED, names::PERSISTENT] {
        writer.leaf("md:NameIDFormat", &[], format);
    }
    writer
        .empty(
            "md:AssertionConsumerService",
            &[
                ("Binding", names::HTTP_POST),
                ("Location", &sp.acs_url),
                ("index", "0"),
                ("isDefault", "true"),
            ],
        )
        .close("md:SPSSODescriptor")
        .close("md:EntityDescriptor");
    writer.finish()
}

/// The identity provider's metadata, to be registered in each member account.
pub fn idp_metadata(
    entity_id: &str,
    sso_url: &str,
    signing_certificates: &[Certificate],
) -> Result<String, WriteRefused> {
    let mut writer = begin(entity_id);
    writer.open(
        "md:IDPSSODescriptor",
        &[("WantAuthnRequestsSigned", "false"), ("protocolSupportEnumeration", names::PROTOCOL)],
    );
    signing_keys(&mut writer, signing_certificates);
    writer.leaf("md:NameIDFormat", &[], names::PERSISTENT);
    for binding in [Binding::HttpRedirect, Binding::HttpPost] {
        writer.empty("md:SingleSignOnService", &[("Binding", binding.uri()), ("Location", sso_url)]);
    }
    writer.close("md:IDPSSODescriptor").close("md:EntityDescriptor");
    writer.finish()
}

fn begin(entity_id: &str) -> Writer {
    let mut writer = Writer::new();
    writer.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    writer.open("md:EntityDescriptor", &[("xmlns:md", names::METADATA), ("entityID", entity_id)]);
    writer
}

fn signing_keys(writer: &mut Writer, certificates: &[Certificate]) {
    for certificate in certificates {
        writer.open("md:KeyDescriptor", &[("use", "signing")]);
        key_info(writer, &[("xmlns:ds", names::DSIG)], certificate.to_der());
        writer.close("md:KeyDescriptor");
    }
}
