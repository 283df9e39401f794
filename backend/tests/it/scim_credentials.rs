//! SCIM credentials: the switch, the doors of the settings, and who gets past the SCIM doors.

use axum::body::Body;
use axum::http::{Method, header};
use serde_json::{Value, json};
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::paths::{self, with_id};
use shared::scim::{
    CreateScimCredential, NewScimCredential, ScimCredential, ScimCredentialStatus, ScimSettings,
    SetScimSynchronization, UpdateScimCredentialStatus,
};

use crate::support::{Administrator, Answer, PUBLIC_URL, ScimClient, TestServer};

const DAY: i64 = 24 * 60 * 60;

async fn settings(administrator: &Administrator) -> ScimSettings {
    administrator.get(paths::SCIM_SETTINGS).await.json()
}

async fn create(administrator: &Administrator, days: i64) -> Answer {
    administrator.post(paths::SCIM_CREDENTIALS, &CreateScimCredential { days }).await
}

async fn set_status(
    administrator: &Administrator,
    client: &ScimClient,
    status: ScimCredentialStatus,
) -> Answer {
    let path = with_id(paths::SCIM_CREDENTIAL_STATUS, client.id.as_str());
    administrator.put(&path, &UpdateScimCredentialStatus { status }).await
}

async fn switch(administrator: &Administrator, enabled: bool) -> ScimSettings {
    administrator.put(paths::SCIM_SYNCHRONIZATION, &SetScimSynchronization { enabled }).await.json()
}

/// Status and detail of a SCIM error body.
#[track_caller]
fn refusal(answer: &Answer) -> (u16, String) {
    assert_eq!(answer.header("content-type"), Some("application/scim+json"), "{}", answer.text());
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(body["status"], answer.status.to_string());
    (answer.status, body["detail"].as_str().unwrap().to_owned())
}

/// Asserts a 401 for this reason.
#[track_caller]
fn assert_shut_out(answer: &Answer, reason: &str) {
    let (status, detail) = refusal(answer);
    assert!(status == 401 && detail.contains(reason), "{status} {detail}");
    assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"));
}

/// Asserts that the credential was accepted: what is at this address is another question.
#[track_caller]
fn assert_let_in(answer: &Answer) {
    assert!(!matches!(answer.status, 401 | 403 | 429 | 500..), "{} {}", answer.status, answer.text());
}

#[tokio::test]
async fn a_fresh_directory_has_synchronization_off_and_no_credential() {
    let server = TestServer::start().await;
    let settings = settings(&Administrator::of(&server).await).await;
    assert_eq!(settings.base_url, format!("{PUBLIC_URL}/scim/v2"));
    assert!(!settings.enabled && settings.credentials.is_empty());
    assert_eq!((settings.synchronized_users, settings.synchronized_groups), (0, 0));
}

#[tokio::test]
async fn the_switch_is_kept_and_recorded_once_for_each_change() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    assert!(switch(&administrator, true).await.enabled);
    assert!(switch(&administrator, true).await.enabled);
    assert!(settings(&administrator).await.enabled);
    assert!(!switch(&administrator, false).await.enabled);
    for kind in [EventKind::ScimSynchronizationEnabled, EventKind::ScimSynchronizationDisabled] {
        let event = Administrator::only(administrator.events(kind).await);
        assert_eq!(event.target, "example");
    }
}

#[tokio::test]
async fn switching_off_keeps_the_credentials_and_the_people() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    server.create_synchronized_user("alice@example.com").await;
    let off = switch(&administrator, false).await;
    assert_eq!((off.credentials.len(), off.synchronized_users), (1, 1));
    let (status, detail) = refusal(&client.get("/Users").await);
    assert!(status == 403 && detail.contains("switch it on in Settings"), "{status} {detail}");
    switch(&administrator, true).await;
    assert_let_in(&client.get("/Users").await);
}

#[tokio::test]
async fn a_credential_shows_its_value_once_and_is_kept_as_a_hash() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let new: NewScimCredential = create(&administrator, 365).await.json();
    assert!(new.value.starts_with("scim_") && new.value.len() == 48, "{}", new.value);
    assert!(new.credential.id.as_str().starts_with("scimcred-"));
    assert_eq!(new.credential.expires_at.0 - new.credential.created_at.0, 365 * DAY * 1_000);
    assert_eq!((new.credential.status, new.credential.expired), (ScimCredentialStatus::Enabled, false));
    assert_eq!((new.credential.last_used_at, new.credential.last_used_from.as_str()), (None, ""));
    let listed = administrator.get(paths::SCIM_SETTINGS).await;
    assert!(!listed.text().contains(&new.value[5..]));
    assert_eq!(settings(&administrator).await.credentials, vec![new.credential.clone()]);
    let mut tx = server.app.db.read().await.unwrap();
    let (hash,): (String,) =
        cloudsso::fetch_one!(&mut tx, (String,), "SELECT value_hash FROM scim_credentials").unwrap();
    assert!(hash.len() == 64 && !hash.contains(&new.value[5..]));
    let event = Administrator::only(administrator.events(EventKind::ScimCredentialCreated).await);
    assert_eq!(event.target, new.credential.id.as_str());
    assert!(!serde_json::to_string(&event).unwrap().contains(&new.value[5..]));
}

#[tokio::test]
async fn a_credential_lasts_30_to_365_days() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for days in [i64::MIN, -1, 0, 29, 366, i64::MAX] {
        let error = create(&administrator, days).await;
        assert_eq!((error.status, error.error().code), (400, ErrorCode::InvalidParameter), "{days}");
        assert_eq!(error.error().fields[0].rule, Rule::OutOfRange { min: 30, max: 365 }, "{days}");
    }
    for body in [json!({}), json!({"days": "30"}), json!({"days": 30.5}), json!({"days": 30, "value": "x"})] {
        assert_eq!(administrator.post(paths::SCIM_CREDENTIALS, &body).await.status, 400, "{body}");
    }
    assert!(settings(&administrator).await.credentials.is_empty());
    assert_eq!(create(&administrator, 30).await.status, 201);
}

#[tokio::test]
async fn there_are_two_at_most_and_both_are_valid_at_once() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let (one, two) = (server.scim().await, server.scim().await);
    assert_ne!(one.value, two.value);
    let third = create(&administrator, 365).await;
    assert_eq!((third.status, third.error().code), (409, ErrorCode::LimitExceeded));
    assert_let_in(&one.get("/Users").await);
    assert_let_in(&two.get("/Users").await);
    let path = with_id(paths::SCIM_CREDENTIAL, one.id.as_str());
    assert_eq!(administrator.delete(&path).await.status, 204);
    assert_shut_out(&one.get("/Users").await, "not valid");
    assert_let_in(&two.get("/Users").await);
    assert_eq!(create(&administrator, 365).await.status, 201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_made_at_once_two_are_made() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let tries = [(); 6].map(|()| {
        let administrator = administrator.clone();
        tokio::spawn(async move { create(&administrator, 90).await.status })
    });
    let mut answers = Vec::new();
    for answer in tries {
        answers.push(answer.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!(answers, [201, 201, 409, 409, 409, 409]);
    assert_eq!(settings(&administrator).await.credentials.len(), 2);
}

#[tokio::test]
async fn a_disabled_credential_opens_nothing_until_it_is_enabled_again() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    let disabled: ScimCredential =
        set_status(&administrator, &client, ScimCredentialStatus::Disabled).await.json();
    assert_eq!(disabled.status, ScimCredentialStatus::Disabled);
    assert_shut_out(&client.get("/Users").await, "disabled");
    set_status(&administrator, &client, ScimCredentialStatus::Disabled).await.json::<ScimCredential>();
    set_status(&administrator, &client, ScimCredentialStatus::Enabled).await.json::<ScimCredential>();
    assert_let_in(&client.get("/Users").await);
    let event = Administrator::only(administrator.events(EventKind::ScimCredentialDisabled).await);
    assert_eq!(event.target, client.id.as_str());
    assert_eq!(
        (event.details["before.status"].as_str(), event.details["after.status"].as_str()),
        ("Enabled", "Disabled")
    );
    assert_eq!(administrator.events(EventKind::ScimCredentialEnabled).await.len(), 1);
}

#[tokio::test]
async fn a_credential_ends_by_itself() {
    let server = TestServer::start().await;
    let client = server.scim().await;
    server.clock.advance(365 * DAY - 1);
    assert_let_in(&client.get("/Users").await);
    server.clock.advance(1);
    assert_shut_out(&client.get("/Users").await, "expired");
    assert!(settings(&Administrator::of(&server).await).await.credentials[0].expired);
}

#[tokio::test]
async fn what_does_not_exist_can_be_neither_changed_nor_deleted() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let status = UpdateScimCredentialStatus { status: ScimCredentialStatus::Disabled };
    for (id, code) in [
        ("scimcred-00000000000000000000", ErrorCode::ScimCredentialNotExists),
        ("u-00000000000000000000", ErrorCode::PathNotExists),
        ("%27", ErrorCode::PathNotExists),
    ] {
        let answers = [
            administrator.delete(&with_id(paths::SCIM_CREDENTIAL, id)).await,
            administrator.put(&with_id(paths::SCIM_CREDENTIAL_STATUS, id), &status).await,
        ];
        assert!(answers.iter().all(|answer| (answer.status, answer.error().code) == (404, code)), "{id}");
    }
}

#[tokio::test]
async fn every_address_and_method_is_shut_without_a_credential() {
    let server = TestServer::start().await;
    server.scim().await;
    let browser = server.browser();
    for path in [
        "",
        "/",
        "//",
        "/ServiceProviderConfig",
        "/ResourceTypes",
        "/Schemas",
        "/Users",
        "/Users/u-1",
        "/Users/.search",
        "/Groups",
        "/Groups/g-1",
        "/Bulk",
        "/Me",
        "/nothing",
        "/nothing/at/all",
        "/..",
        "/%2e%2e/%2e%2e/console",
    ] {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
            let request = browser.request(method.parse().unwrap(), &format!("/scim/v2{path}"), true);
            let answer = browser.send(request, Body::empty()).await;
            assert_eq!(answer.status, 401, "{method} {path}");
            if method != "HEAD" {
                assert_shut_out(&answer, "missing");
            }
        }
    }
}

#[tokio::test]
async fn with_a_credential_an_address_that_does_not_exist_is_told_in_scim() {
    let server = TestServer::start().await;
    let client = server.scim().await;
    for path in ["/nothing", "/nothing/at/all"] {
        for answer in [
            client.get(path).await,
            client.post(path, &json!({})).await,
            client.put(path, &json!({})).await,
            client.patch(path, &json!({})).await,
            client.delete(path).await,
        ] {
            assert_eq!(refusal(&answer).0, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn only_the_right_value_after_bearer_opens() {
    let server = TestServer::start().await;
    let (client, browser) = (server.scim().await, server.browser());
    let value = client.value.as_str();
    let mut other = value.to_owned();
    other.replace_range(20..21, if &value[20..21] == "a" { "b" } else { "a" });
    for (line, reason) in [
        (String::new(), "missing"),
        ("Bearer".into(), "missing"),
        ("Bearer ".into(), "missing"),
        (value.into(), "missing"),
        (format!("Basic {value}"), "missing"),
        (format!("Token {value}"), "missing"),
        (format!("Bearer={value}"), "missing"),
        (format!("Bearer {other}"), "not valid"),
        (format!("Bearer {}", &value[5..]), "not valid"),
        (format!("Bearer {value}x"), "not valid"),
        (format!("Bearer {value} x"), "not valid"),
        (format!("Bearer \"{value}\""), "not valid"),
        (format!("Bearer {}", value.to_ascii_uppercase()), "not valid"),
        ("Bearer ' OR ''='".into(), "not valid"),
        (format!("Bearer {}", "x".repeat(10_000)), "not valid"),
    ] {
        let request =
            browser.request(Method::GET, "/scim/v2/Users", false).header(header::AUTHORIZATION, &line);
        let answer = browser.send(request, Body::empty()).await;
        assert_shut_out(&answer, reason);
        assert!(!answer.text().contains(&value[5..20]), "{line}");
    }
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let line = format!("{scheme} {value}");
        let request =
            browser.request(Method::GET, "/scim/v2/Users", false).header(header::AUTHORIZATION, line);
        assert_let_in(&browser.send(request, Body::empty()).await);
    }
}

#[tokio::test]
async fn a_value_in_the_address_or_in_a_body_opens_nothing() {
    let server = TestServer::start().await;
    let (client, browser) = (server.scim().await, server.browser());
    for name in ["access_token", "token", "authorization"] {
        let path = format!("/scim/v2/Users?{name}={}", client.value);
        assert_shut_out(&browser.get(&path).await, "missing");
        assert_shut_out(&browser.post_form("/scim/v2/Users", &[(name, &client.value)]).await, "missing");
    }
}

#[tokio::test]
async fn sessions_open_no_scim_door_and_a_credential_no_other() {
    let server = TestServer::start().await;
    let client = server.scim().await;
    let alice = server.create_user("alice@example.com").await;
    for browser in [server.administrator().await, server.signed_in(&alice).await] {
        assert_shut_out(&browser.get("/scim/v2/Users").await, "missing");
    }
    let browser = server.browser();
    for path in [paths::SETTINGS, paths::USERS, paths::SCIM_SETTINGS, paths::SESSION, paths::PORTAL_ACCOUNTS]
    {
        let request = browser
            .request(Method::GET, path, false)
            .header(header::AUTHORIZATION, format!("Bearer {}", client.value));
        assert_eq!(browser.send(request, Body::empty()).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn a_client_is_no_browser_but_must_ask_for_this_server() {
    let server = TestServer::start().await;
    let client = server.scim().await;
    let request = client.request(Method::POST, "/Users").header("origin", "https://elsewhere.example");
    assert_let_in(&client.send(request, "{}").await);
    let mut request = client.request(Method::GET, "/Users");
    request.headers_mut().unwrap().insert(header::HOST, "evil.example".parse().unwrap());
    assert_eq!(client.send(request, Body::empty()).await.status, 421);
}

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    let first = server.now().as_millisecond();
    assert_let_in(&client.get("/Users").await);
    let used = settings(&administrator).await.credentials[0].clone();
    assert_eq!((used.last_used_at.unwrap().0, used.last_used_from.as_str()), (first, "192.0.2.20"));
    server.clock.advance(59);
    assert_let_in(&client.get("/Users").await);
    assert_eq!(settings(&administrator).await.credentials[0].last_used_at.unwrap().0, first);
    server.clock.advance(1);
    assert_let_in(&client.get("/Users").await);
    assert_eq!(settings(&administrator).await.credentials[0].last_used_at.unwrap().0, first + 60_000);
}

#[tokio::test]
async fn beyond_its_rate_a_credential_is_told_to_wait_and_the_other_is_not() {
    let server = TestServer::start().await;
    let (one, two) = (server.scim().await, server.scim().await);
    let slow = server.again_with(&[("CLOUDSSO_SCIM_REQUESTS_PER_SECOND", "5")]).await;
    let (one, two) = (one.at(&slow), two.at(&slow));
    for _ in 0..10 {
        assert_let_in(&one.get("/Users").await);
    }
    let answer = one.get("/Users").await;
    let (status, detail) = refusal(&answer);
    assert!(status == 429 && detail.contains("Too many requests"), "{status} {detail}");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_let_in(&two.get("/Users").await);
    slow.clock.advance(1);
    for _ in 0..5 {
        assert_let_in(&one.get("/Users").await);
    }
    assert_eq!(one.get("/Users").await.status, 429);
}

#[tokio::test]
async fn an_address_that_tries_values_has_to_wait_but_the_client_beside_it_has_not() {
    let server = TestServer::start().await;
    let client = server.scim().await;
    let guess = client.showing(&format!("scim_{}", "a".repeat(43)));
    for _ in 0..20 {
        assert_shut_out(&guess.get("/Users").await, "not valid");
    }
    let answer = guess.get("/Users").await;
    assert_eq!((refusal(&answer).0, answer.header("retry-after")), (429, Some("1")));
    assert_let_in(&client.get("/Users").await);
    server.clock.advance(1);
    assert_shut_out(&guess.get("/Users").await, "not valid");
}
