//! **Configure Identity Provider**: what is understood, what is refused and why.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::paths;
use shared::settings::{Binding, ConfigureIdentityProvider, Preview, Settings};

use crate::support::idp::{ENTITY_ID, LOGON_URL, key, next_key};
use crate::support::{Browser, IdentityProvider, TestServer, upload};

async fn settings(administrator: &Browser) -> Settings {
    administrator.get(paths::SETTINGS).await.json()
}

async fn preview(administrator: &Browser, body: &ConfigureIdentityProvider) -> Preview {
    administrator.post(paths::IDENTITY_PROVIDER_PREVIEW, body).await.json()
}

/// The code and message of a document that is refused, by preview and by saving.
async fn refusal(administrator: &Browser, document: &[u8]) -> String {
    let body = ConfigureIdentityProvider::Metadata { document: STANDARD.encode(document), entity_id: None };
    let preview = administrator.post(paths::IDENTITY_PROVIDER_PREVIEW, &body).await;
    let saved = administrator.put(paths::IDENTITY_PROVIDER, &body).await;
    assert_eq!((preview.status, saved.status), (400, 400), "{}", preview.text());
    assert_eq!(preview.text(), saved.text());
    assert_eq!(preview.error().code, ErrorCode::MetadataRefused);
    preview.error().message
}

fn manual(entity_id: &str, logon_url: &str, certificate: &str) -> ConfigureIdentityProvider {
    ConfigureIdentityProvider::Manual {
        entity_id: entity_id.into(),
        logon_url: logon_url.into(),
        certificate: certificate.into(),
    }
}

#[tokio::test]
async fn a_document_is_shown_as_understood_before_it_is_saved_and_after() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let body = upload(
        &IdentityProvider {
            keys: vec![key(), next_key()],
            wants_signed_requests: true,
            ..Default::default()
        }
        .metadata(),
    );
    let Preview::Understood(understood) = preview(&administrator, &body).await else { panic!("several") };
    assert_eq!((understood.entity_id.as_str(), understood.logon_url.as_str()), (ENTITY_ID, LOGON_URL));
    assert_eq!((understood.binding, understood.wants_signed_requests), (Binding::Redirect, true));
    let fingerprints: Vec<_> = understood.certificates.iter().map(|c| c.fingerprint.clone()).collect();
    assert_eq!(fingerprints, [key().fingerprint(), next_key().fingerprint()]);
    assert!(understood.certificates[0].subject.contains("Microsoft Azure Federated SSO Certificate"));
    assert_eq!(understood.certificates[0].key, "RSA 2048");
    assert_eq!(understood.certificates[0].not_before.0, 1_700_000_000_000);
    assert_eq!(settings(&administrator).await.identity_provider, None, "a preview saves nothing");
    assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &body).await.status, 204);
    assert_eq!(settings(&administrator).await.identity_provider, Some(understood));
}

#[tokio::test]
async fn a_document_with_a_byte_order_mark_and_foreign_parts_is_understood() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let entra = concat!(env!("CARGO_MANIFEST_DIR"), "/saml/fixtures/entra/federationmetadata.xml");
    let document = [b"\xef\xbb\xbf".as_slice(), &std::fs::read(entra).unwrap()].concat();
    let body = ConfigureIdentityProvider::Metadata { document: STANDARD.encode(document), entity_id: None };
    // The fixture's own times are later than the clock of these tests; only its keys and addresses matter.
    let Preview::Understood(understood) = preview(&administrator, &body).await else { panic!("several") };
    assert!(understood.entity_id.starts_with("https://sts.windows.net/"));
    assert!(!understood.certificates.is_empty());
}

#[tokio::test]
async fn of_several_identity_providers_one_is_chosen() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let other = IdentityProvider { entity_id: "https://idp.example/other", ..Default::default() };
    let document = format!(
        "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">{}{}</EntitiesDescriptor>",
        IdentityProvider::default().entity_descriptor(),
        other.entity_descriptor()
    );
    let both = vec![ENTITY_ID.to_owned(), other.entity_id.to_owned()];
    assert_eq!(preview(&administrator, &upload(&document)).await, Preview::Several { entity_ids: both });
    let undecided = administrator.put(paths::IDENTITY_PROVIDER, &upload(&document)).await;
    assert_eq!(undecided.error().code, ErrorCode::MetadataRefused);
    assert!(undecided.error().message.contains(other.entity_id));
    let chosen = ConfigureIdentityProvider::Metadata {
        document: STANDARD.encode(&document),
        entity_id: Some(other.entity_id.into()),
    };
    assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &chosen).await.status, 204);
    let known = settings(&administrator).await.identity_provider.unwrap();
    assert_eq!(known.entity_id, other.entity_id);
}

#[tokio::test]
async fn a_document_is_refused_with_the_reason() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let good = IdentityProvider::default().metadata();
    let certificate = key().base64();
    for (document, reason) in [
        ("not XML at all".to_owned(), "not XML"),
        (good.replace("IDPSSODescriptor", "SPSSODescriptor"), "no SAML 2.0 identity provider"),
        ("<a/>".to_owned(), "not SAML metadata"),
        (format!("<!DOCTYPE a>{good}"), "document type declaration"),
        (good.replace("https://login", "http://login"), "not an https address"),
        (good.replace(&certificate, "AAAA"), "no signing certificate"),
        (good.replace("SingleSignOnService", "SingleLogoutService"), "no address for single sign-on"),
        (
            good.replace("<IDPSSODescriptor", "<IDPSSODescriptor validUntil=\"2020-01-01T00:00:00Z\""),
            "valid until",
        ),
        (String::new(), ""),
    ] {
        let message = refusal(&administrator, document.as_bytes()).await;
        assert!(message.contains(reason), "{reason}: {message}");
        assert!(!message.contains('<') && message.ends_with('.'), "{message}");
    }
    assert_eq!(settings(&administrator).await.identity_provider, None);
}

#[tokio::test]
async fn a_document_of_a_mebibyte_is_read_and_a_larger_one_is_told_so() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let good = IdentityProvider::default().metadata();
    let of = |size: usize| format!("{good}<!--{}-->", "x".repeat(size - good.len() - 7));
    assert_eq!(of(1_048_576).len(), 1_048_576);
    let whole = administrator.post(paths::IDENTITY_PROVIDER_PREVIEW, &upload(&of(1_048_576))).await;
    assert_eq!(whole.status, 200, "{}", whole.text());
    for size in [1_048_577, 1_200_000, 6_000_000] {
        let message = refusal(&administrator, of(size).as_bytes()).await;
        assert_eq!(message, "The document is larger than 1 MiB.", "{size}");
    }
}

#[tokio::test]
async fn a_document_that_is_no_base64_is_refused() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let body = ConfigureIdentityProvider::Metadata { document: "<xml>".into(), entity_id: None };
    let answer = administrator.post(paths::IDENTITY_PROVIDER_PREVIEW, &body).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::MetadataRefused));
}

#[tokio::test]
async fn the_manual_configuration_takes_one_certificate_or_several() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let two = format!("{}\r\n{}", key().pem(), next_key().pem());
    for (pem, count) in [(key().pem(), 1), (two.clone(), 2), (format!("{two}{two}"), 2), (key().base64(), 1)]
    {
        let body = manual(" https://idp.example ", " https://idp.example/sso ", &pem);
        assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &body).await.status, 204);
        let known = settings(&administrator).await.identity_provider.unwrap();
        assert_eq!(known.certificates.len(), count);
        assert_eq!(
            (known.entity_id.as_str(), known.logon_url.as_str()),
            ("https://idp.example", "https://idp.example/sso")
        );
        assert_eq!((known.binding, known.wants_signed_requests), (Binding::Redirect, false));
    }
}

#[tokio::test]
async fn the_manual_configuration_names_every_field_that_is_wrong() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let pem = key().pem();
    let broken = format!("{pem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
    let required = |field: &str| (field.to_owned(), Rule::Required);
    let not_https = || ("logon_url".to_owned(), Rule::NotAnHttpsUrl);
    let not_a_certificate = || ("certificate".to_owned(), Rule::NotACertificate);
    let url = "https://idp.example/sso";
    // Each row's fields in the order of the alphabet.
    for (body, wrong) in [
        (manual("", "", ""), vec![required("certificate"), required("entity_id"), required("logon_url")]),
        (manual("  ", url, &pem), vec![required("entity_id")]),
        (manual("x", "http://idp.example/sso", &pem), vec![not_https()]),
        (manual("x", "javascript:alert(1)", &pem), vec![not_https()]),
        (manual("x", "https://a@idp.example/", &pem), vec![not_https()]),
        (manual("x", "https://idp.example/\u{0}", &pem), vec![not_https()]),
        (manual("x", "https://idp.example/ a", &pem), vec![not_https()]),
        (manual("x", url, "no certificate"), vec![not_a_certificate()]),
        (manual("x", url, &broken), vec![not_a_certificate()]),
        (manual("x", url, &pem.repeat(11)), vec![("certificate".to_owned(), Rule::TooMany { max: 10 })]),
        (manual(&"x".repeat(1_025), url, &pem), vec![("entity_id".to_owned(), Rule::TooLong { max: 1_024 })]),
        (
            manual("a\u{0}b", url, &pem),
            vec![("entity_id".to_owned(), Rule::Characters { allowed: shared::error::Allowed::Printable })],
        ),
    ] {
        let answer = administrator.put(paths::IDENTITY_PROVIDER, &body).await;
        let mut found: Vec<_> = answer.error().fields.into_iter().map(|f| (f.field, f.rule)).collect();
        found.sort_by(|one, two| one.0.cmp(&two.0));
        assert_eq!((answer.status, found), (400, wrong), "{body:?}");
    }
    let loopback = manual("x", "http://localhost:9090/sso", &pem);
    assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &loopback).await.status, 204);
}

#[tokio::test]
async fn a_new_configuration_replaces_all_of_the_old_and_both_are_audited() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let old = IdentityProvider { keys: vec![key(), next_key()], ..Default::default() };
    administrator.put(paths::IDENTITY_PROVIDER, &upload(&old.metadata())).await;
    let body = manual("https://idp.example", "https://idp.example/sso", &next_key().pem());
    server.clock.advance(1);
    assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &body).await.status, 204);
    assert_eq!(settings(&administrator).await.identity_provider.unwrap().certificates.len(), 1);
    let event = server.events(EventKind::IdentityProviderConfigured).await.remove(0);
    assert_eq!(event.target, "https://idp.example");
    assert_eq!(event.details["entity ID before"], ENTITY_ID);
    assert_eq!(event.details["certificates"], next_key().fingerprint());
    let before = format!("{}, {}", key().fingerprint(), next_key().fingerprint());
    assert_eq!(event.details["certificates before"], before);
}

#[tokio::test]
async fn unknown_fields_and_methods_of_a_body_are_refused() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    for body in [
        serde_json::json!({ "method": "Fetch", "url": "https://idp.example" }),
        serde_json::json!({ "method": "Metadata", "document": "", "url": "x" }),
        serde_json::json!({ "document": "" }),
        serde_json::json!([]),
    ] {
        assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &body).await.status, 400, "{body}");
    }
}
