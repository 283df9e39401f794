//! **Logon Preferences**: whether users may retrieve temporary credentials.

use axum::http::Method;
use serde_json::json;
use shared::events::EventKind;
use shared::paths;
use shared::session::PortalSession;
use shared::settings::Settings;

use crate::support::{Administrator, TestServer};

#[tokio::test]
async fn nobody_may_retrieve_credentials_until_an_administrator_allows_it() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = server.create_user("alice@example.com").await;
    let portal = server.signed_in(&alice).await;
    let shown = || async {
        let settings: Settings = administrator.get(paths::SETTINGS).await.json();
        let session: PortalSession = portal.get(paths::SESSION).await.json();
        assert_eq!(settings.logon_preferences.users_may_get_credentials, session.may_get_credentials);
        session.may_get_credentials
    };
    assert!(!shown().await);
    administrator.allow_credentials(true).await;
    assert!(shown().await);
    administrator.allow_credentials(false).await;
    assert!(!shown().await);
}

#[tokio::test]
async fn a_change_is_recorded_with_before_and_after_and_no_change_is_not() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    administrator.allow_credentials(false).await;
    assert!(administrator.events(EventKind::LogonPreferencesUpdated).await.is_empty());
    administrator.allow_credentials(true).await;
    administrator.allow_credentials(true).await;
    let event = Administrator::only(administrator.events(EventKind::LogonPreferencesUpdated).await);
    assert_eq!(event.target, "example");
    assert_eq!(event.details["before.users_may_get_credentials"], "false");
    assert_eq!(event.details["after.users_may_get_credentials"], "true");
}

#[tokio::test]
async fn a_body_that_says_something_else_changes_nothing() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for body in [
        json!({}),
        json!({ "users_may_get_credentials": "yes" }),
        json!({ "users_may_get_credentials": true, "login_network_masks": "" }),
        json!(null),
    ] {
        let answer = administrator.write(Method::PUT, paths::LOGON_PREFERENCES, &body).await;
        assert_eq!(answer.status, 400, "{body}");
    }
    let settings: Settings = administrator.get(paths::SETTINGS).await.json();
    assert!(!settings.logon_preferences.users_may_get_credentials);
}
