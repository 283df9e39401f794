//! The page Settings beside the identity provider: switch, rules, the directory's name.

use shared::error::{Allowed, ErrorCode, Rule};
use shared::events::EventKind;
use shared::paths;
use shared::session::{PortalSession, SignInOptions};
use shared::settings::{RenameDirectory, SetAccessContact, SetSsoLogon, Settings, UpdateSsoRules};

use crate::support::idp::{ENTITY_ID, LOGON_URL};
use crate::support::{Browser, IdentityProvider, PUBLIC_URL, TestServer, upload};

async fn settings(administrator: &Browser) -> Settings {
    administrator.get(paths::SETTINGS).await.json()
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
async fn the_contact_for_access_is_shown_to_people_who_are_signed_in() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let alice = server.create_user("alice").await;
    let session = async || server.signed_in(&alice).await.get(paths::SESSION).await.json::<PortalSession>();
    assert_eq!(session().await.access_contact, "");
    let set = async |text: &str| {
        let body = SetAccessContact { access_contact: text.into() };
        administrator.put(paths::ACCESS_CONTACT, &body).await
    };
    assert_eq!(set("  Cloud team\r\n<b>help@example.com</b>\n").await.status, 204);
    assert_eq!(session().await.access_contact, "Cloud team\n<b>help@example.com</b>");
    assert_eq!(settings(&administrator).await.access_contact, "Cloud team\n<b>help@example.com</b>");
    assert_eq!(set("Cloud team\n<b>help@example.com</b>").await.status, 204, "the same again");
    server.clock.advance(1);
    assert_eq!(set(&"王".repeat(300)).await.status, 204);
    assert_eq!(set("").await.status, 204, "none again");
    let events = server.events(EventKind::AccessContactUpdated).await;
    assert_eq!(events.len(), 3, "what changes nothing is not recorded");
    let first = events.iter().find(|event| event.details["before.access_contact"].is_empty()).unwrap();
    assert_eq!(first.details["after.access_contact"], "Cloud team\n<b>help@example.com</b>");
    for (text, rule) in [
        ("x".repeat(301), Rule::TooLong { max: 300 }),
        ("a\u{202E}b".into(), Rule::Characters { allowed: Allowed::Printable }),
        ("a\u{0}b".into(), Rule::Characters { allowed: Allowed::Printable }),
    ] {
        let answer = set(&text).await;
        let field = answer.error().fields.remove(0);
        assert_eq!((answer.status, field.field.as_str(), field.rule), (400, "access_contact", rule));
    }
    assert_eq!(session().await.access_contact, "");
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
