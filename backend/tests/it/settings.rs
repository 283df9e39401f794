//! The page Settings: identity provider, switch, rules, the directory's name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::paths;
use shared::session::SignInOptions;
use shared::settings::{
    Binding, ConfigureIdentityProvider, Preview, RenameDirectory, SetSsoLogon, Settings, UpdateSsoRules,
};

use crate::support::idp::{ENTITY_ID, LOGON_URL, key, next_key};
use crate::support::{Browser, IdentityProvider, PUBLIC_URL, TestServer, upload};

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
async fn a_fresh_directory_has_no_identity_provider_and_the_rules_of_the_product() {
    let server = TestServer::start().await;
    let settings = settings(&server.administrator().await).await;
    assert_eq!(settings.directory_name, "example");
    assert_eq!(settings.entity_id, format!("{PUBLIC_URL}/saml/sp/{}", settings.directory_id));
    assert_eq!(settings.acs_url, format!("{PUBLIC_URL}/saml/acs/{}", settings.directory_id));
    assert_eq!(settings.cloud_idp_entity_id, format!("{PUBLIC_URL}/saml/idp/{}", settings.directory_id));
    assert_eq!(settings.saml_provider_name, format!("AliyunReservedSSO-{}", settings.directory_id));
    assert_eq!((settings.identity_provider, settings.sso_enabled), (None, false));
    assert_eq!((settings.idp_initiated_allowed, settings.clock_skew_seconds), (true, 180));
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
async fn sso_logon_needs_an_identity_provider() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let answer = administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: true }).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::IdentityProviderMissing));
    assert!(!settings(&administrator).await.sso_enabled);
    assert_eq!(administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: false }).await.status, 204);
    assert!(server.events(EventKind::SsoLogonDisabled).await.is_empty(), "nothing was switched");
}

#[tokio::test]
async fn the_identity_provider_is_cleared_only_while_sso_logon_is_off() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    let answer = administrator.delete(paths::IDENTITY_PROVIDER).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::SsoLogonOn));
    administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: false }).await;
    assert!(settings(&administrator).await.identity_provider.is_some(), "off keeps the configuration");
    assert_eq!(administrator.delete(paths::IDENTITY_PROVIDER).await.status, 204);
    assert_eq!(settings(&administrator).await.identity_provider, None);
    assert_eq!(administrator.delete(paths::IDENTITY_PROVIDER).await.status, 204, "again changes nothing");
    assert_eq!(server.events(EventKind::IdentityProviderCleared).await.len(), 1);
    let switched = server.events(EventKind::SsoLogonEnabled).await;
    assert_eq!((switched.len(), switched[0].target.as_str()), (1, ENTITY_ID));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_switch_and_clearing_at_once_never_leave_sso_logon_on_without_an_identity_provider() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    for _ in 0..5 {
        administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: false }).await;
        administrator.put(paths::IDENTITY_PROVIDER, &upload(&IdentityProvider::default().metadata())).await;
        let (one, two) = (administrator.clone(), administrator.clone());
        let on = tokio::spawn(async move { one.put(paths::SSO_LOGON, &SetSsoLogon { enabled: true }).await });
        let clear = tokio::spawn(async move { two.delete(paths::IDENTITY_PROVIDER).await });
        let statuses = (on.await.unwrap().status, clear.await.unwrap().status);
        assert!(matches!(statuses, (204, 409) | (409, 204)), "{statuses:?}");
        let settings = settings(&administrator).await;
        assert_eq!(settings.sso_enabled, settings.identity_provider.is_some());
    }
}

#[tokio::test]
async fn the_rules_are_changed_within_their_range_and_audited() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    for clock_skew_seconds in [-1, 301, i64::MIN, i64::MAX] {
        let body = UpdateSsoRules { idp_initiated_allowed: true, clock_skew_seconds };
        let answer = administrator.put(paths::SSO_RULES, &body).await;
        let field = answer.error().fields.remove(0);
        assert_eq!((answer.status, field.field.as_str()), (400, "clock_skew_seconds"));
        assert_eq!(field.rule, Rule::OutOfRange { min: 0, max: 300 });
    }
    for clock_skew_seconds in [0, 300] {
        let body = UpdateSsoRules { idp_initiated_allowed: false, clock_skew_seconds };
        assert_eq!(administrator.put(paths::SSO_RULES, &body).await.status, 204);
        let now = settings(&administrator).await;
        assert_eq!((now.idp_initiated_allowed, now.clock_skew_seconds), (false, clock_skew_seconds));
        server.clock.advance(1);
    }
    let events = server.events(EventKind::SsoRulesUpdated).await;
    assert_eq!(events.len(), 2);
    assert_eq!(
        (events[0].details["clock skew before"].as_str(), events[0].details["clock skew"].as_str()),
        ("0", "300")
    );
    assert_eq!(events[1].details["IdP-initiated before"], "true");
}

#[tokio::test]
async fn renaming_the_directory_changes_the_user_logon_url_and_nothing_else() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let before = settings(&administrator).await;
    let rename = |name: &str| RenameDirectory { name: name.into() };
    assert_eq!(administrator.put(paths::DIRECTORY_NAME, &rename("new-name")).await.status, 204);
    let after = settings(&administrator).await;
    assert_eq!(after, Settings { directory_name: "new-name".into(), ..before });
    let options = |name: &str| paths::with_id(paths::SIGN_IN_OPTIONS, name);
    assert_eq!(administrator.get(&options("new-name")).await.status, 200);
    assert_eq!(administrator.get(&options("example")).await.status, 404);
    assert_eq!(administrator.get(&options(&after.directory_id)).await.status, 200, "the id names it too");
    let event = server.events(EventKind::DirectoryRenamed).await.remove(0);
    assert_eq!((event.target.as_str(), event.details["name before"].as_str()), ("new-name", "example"));
    assert_eq!(administrator.put(paths::DIRECTORY_NAME, &rename(&after.directory_id)).await.status, 204);
}

#[tokio::test]
async fn a_directory_name_keeps_its_rule() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    for name in
        ["", "a", "A-b", "-ab", "ab-", "a--b", "d-other", "a b", "a/b", "é1", "a\u{0}b", &"a".repeat(65)]
    {
        let answer = administrator.put(paths::DIRECTORY_NAME, &RenameDirectory { name: name.into() }).await;
        assert_eq!((answer.status, answer.error().fields[0].field.as_str()), (400, "name"), "{name:?}");
    }
    assert_eq!(settings(&administrator).await.directory_name, "example");
}

#[tokio::test]
async fn the_sign_in_page_shows_where_go_leads_while_sso_logon_is_on() {
    let server = TestServer::start().await;
    let path = paths::with_id(paths::SIGN_IN_OPTIONS, "example");
    let options: SignInOptions = server.browser().get(&path).await.json();
    assert_eq!(options, SignInOptions { directory_name: "example".into(), corporate_sign_in_url: None });
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    let options: SignInOptions = server.browser().get(&path).await.json();
    assert_eq!(options.corporate_sign_in_url.as_deref(), Some(LOGON_URL));
    administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: false }).await;
    let options: SignInOptions = server.browser().get(&path).await.json();
    assert_eq!(options.corporate_sign_in_url, None, "configured, but off");
    for name in ["other", "%00", "..", "EXAMPLE"] {
        let answer = server.browser().get(&paths::with_id(paths::SIGN_IN_OPTIONS, name)).await;
        assert_eq!((answer.status, answer.error().code), (404, ErrorCode::DirectoryNotExists), "{name}");
    }
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
