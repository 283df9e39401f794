//! The provisioning log: what SCIM clients changed and what they were refused.

use axum::http::Method;
use serde_json::json;
use shared::events::{ActorKind, Event, EventKind};
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::scim::{
    ScimCredential, ScimCredentialStatus, SetScimSynchronization, UpdateScimCredentialStatus,
};

use crate::support::{Administrator, TestServer};

/// The provisioning log, newest first.
async fn log(administrator: &Administrator, more: &str) -> Page<Event> {
    administrator.get(&format!("{}?actor_kind=ScimCredential{more}", paths::EVENTS)).await.json()
}

async fn set_status(administrator: &Administrator, id: &str, status: ScimCredentialStatus) {
    let path = with_id(paths::SCIM_CREDENTIAL_STATUS, id);
    administrator.put(&path, &UpdateScimCredentialStatus { status }).await.json::<ScimCredential>();
}

#[tokio::test]
async fn a_refused_write_is_kept_with_what_was_asked_and_answered_but_not_its_body() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        server.clock.advance(1);
        let answer = client
            .write(method.clone(), "/nothing?filter=hidden", json!({"userName": "hidden"}).to_string())
            .await;
        assert_eq!(answer.status, 404);
        let event = log(&administrator, "").await.items.remove(0);
        assert_eq!(
            (event.kind, event.actor_kind),
            (EventKind::ScimRequestRefused, ActorKind::ScimCredential)
        );
        assert_eq!((event.actor_name.as_str(), event.address.as_str()), (client.id.as_str(), "192.0.2.20"));
        assert_eq!(event.details["method"], method.as_str());
        assert_eq!(event.details["path"], "/scim/v2/nothing");
        assert_eq!(event.details["status"], "404");
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(event.details["detail"], body["detail"].as_str().unwrap());
        let text = serde_json::to_string(&event).unwrap();
        assert!(!text.contains("hidden") && !text.contains(&client.value[5..]), "{text}");
    }
    assert_eq!(log(&administrator, "").await.total, 4);
}

#[tokio::test]
async fn a_read_that_finds_nothing_is_not_kept() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    assert_eq!(client.get("/nothing").await.status, 404);
    let head = client.request(Method::HEAD, "/nothing");
    assert_eq!(client.send(head, "").await.status, 404);
    assert_eq!(log(&administrator, "").await.total, 0);
}

#[tokio::test]
async fn a_refusal_names_whom_it_was_about() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    let alice = server.create_synchronized_user("alice@example.com").await;
    let path = format!("/Users/{alice}");
    assert_eq!(client.write(Method::PATCH, &path, "{").await.status / 100, 4);
    let event = Administrator::only(log(&administrator, "&person=Alice").await.items);
    assert_eq!(event.target, "alice@example.com");
    server.clock.advance(1);
    assert_eq!(client.write(Method::PATCH, "/Users/u-0'", "{").await.status / 100, 4);
    assert_eq!(log(&administrator, "").await.items[0].target, "");
}

#[tokio::test]
async fn a_refused_creation_is_kept_by_the_name_that_was_sent_and_with_the_kind_of_refusal() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    let schemas = json!(["urn:ietf:params:scim:schemas:core:2.0:User"]);
    let alice = json!({"schemas": schemas, "userName": "alice@example.com", "title": "hidden"});
    assert_eq!(client.post("/Users", &alice).await.status, 201);
    assert_eq!(client.post("/Users", &alice).await.status, 409);
    let refused = Administrator::only(log(&administrator, "&kind=ScimRequestRefused").await.items);
    assert_eq!(refused.target, "alice@example.com");
    assert_eq!(
        (refused.details["scimType"].as_str(), refused.details["status"].as_str()),
        ("uniqueness", "409")
    );
    assert!(!serde_json::to_string(&refused).unwrap().contains("hidden"));
    server.clock.advance(1);
    let strange = json!({"schemas": schemas, "username": "a#b@example.com"});
    assert_eq!(client.post("/Users", &strange).await.status, 400);
    let refused = log(&administrator, "&kind=ScimRequestRefused&person=a%23b").await;
    assert_eq!((refused.total, refused.items[0].details["scimType"].as_str()), (1, "invalidValue"));
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_kept_but_not_its_text() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    assert_eq!(client.get("/Users?filter=hidden%20xx%20%22y%22").await.status, 400);
    let refused = Administrator::only(log(&administrator, "").await.items);
    assert_eq!(
        (refused.details["method"].as_str(), refused.details["path"].as_str()),
        ("GET", "/scim/v2/Users")
    );
    assert_eq!(refused.details["scimType"], "invalidFilter");
}

#[tokio::test]
async fn a_change_is_kept_with_before_and_after_under_the_names_of_scim() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    let schemas = json!(["urn:ietf:params:scim:schemas:core:2.0:User"]);
    let alice = json!({"schemas": schemas, "userName": "alice@example.com", "displayName": "Alice"});
    let made: serde_json::Value = client.post("/Users", &alice).await.json();
    let path = format!("/Users/{}", made["id"].as_str().unwrap());
    let renamed = json!({"schemas": schemas, "userName": "alice@example.com", "displayName": "Alice Li"});
    assert_eq!(client.put(&path, &renamed).await.status, 200);
    let event = Administrator::only(log(&administrator, "&kind=UserUpdated").await.items);
    assert_eq!((event.target.as_str(), event.actor_name.as_str()), ("alice@example.com", client.id.as_str()));
    let (before, after) = (&event.details["before.displayName"], &event.details["after.displayName"]);
    assert_eq!((before.as_str(), after.as_str()), ("Alice", "Alice Li"));
}

#[tokio::test]
async fn a_right_credential_that_opens_nothing_is_kept_once_a_minute() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    client.get("/Users").await;
    set_status(&administrator, client.id.as_str(), ScimCredentialStatus::Disabled).await;
    for _ in 0..3 {
        assert_eq!(client.get("/Users").await.status, 401);
    }
    let event = Administrator::only(log(&administrator, "").await.items);
    assert_eq!(event.kind, EventKind::ScimRequestRefused);
    assert_eq!((event.details["method"].as_str(), event.details["status"].as_str()), ("GET", "401"));
    assert!(event.details["detail"].contains("disabled"));
    server.clock.advance(60);
    assert_eq!(client.get("/Users").await.status, 401);
    assert_eq!(log(&administrator, "").await.total, 2);
}

#[tokio::test]
async fn an_expired_credential_and_the_switch_are_kept_too_but_no_stranger() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    administrator.put(paths::SCIM_SYNCHRONIZATION, &SetScimSynchronization { enabled: false }).await;
    assert_eq!(client.post("/Users", &json!({})).await.status, 403);
    assert_eq!(log(&administrator, "").await.items[0].details["status"], "403");
    assert_eq!(
        client.showing(&format!("scim_{}", "a".repeat(43))).post("/Users", &json!({})).await.status,
        401
    );
    assert_eq!(server.browser().post_form("/scim/v2/Users", &[]).await.status, 401);
    assert_eq!(log(&administrator, "").await.total, 1);
    server.clock.advance(365 * 24 * 60 * 60);
    let administrator = Administrator::of(&server).await;
    assert_eq!(client.get("/Users").await.status, 401);
    assert!(log(&administrator, "").await.items[0].details["detail"].contains("expired"));
}

#[tokio::test]
async fn the_log_is_filtered_by_actor_kind_together_with_kind_and_person() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    for _ in 0..3 {
        client.delete("/nothing").await;
    }
    administrator.create_user("alice").await;
    let all: Page<Event> = administrator.get(paths::EVENTS).await.json();
    assert!(all.total > 3);
    for (more, total) in [
        ("", 3),
        ("&kind=ScimRequestRefused", 3),
        ("&kind=UserCreated", 0),
        ("&person=scimcred-", 3),
        ("&person=SCIMCRED-", 3),
        ("&person=alice", 0),
        ("&kind=ScimRequestRefused&person=scimcred-", 3),
    ] {
        let page = log(&administrator, more).await;
        assert_eq!((page.items.len(), page.total), (total, total as u64), "{more}");
    }
    let of = |kind| format!("{}?actor_kind={kind}&kind=UserCreated", paths::EVENTS);
    let mine: Page<Event> = administrator.get(&of("Administrator")).await.json();
    assert_eq!((mine.items[0].target.as_str(), mine.total), ("alice", 1));
    for kind in ["Nobody", "", "scimcredential", "%27"] {
        assert_eq!(administrator.get(&of(kind)).await.status, 400, "{kind}");
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let client = server.scim().await;
    for one in 0..60 {
        client.delete(&format!("/nothing/{one}")).await;
        server.clock.advance(1);
        administrator.create_user(&format!("user-{one}")).await;
    }
    let first = log(&administrator, "").await;
    assert_eq!((first.items[0].details["path"].as_str(), first.total), ("/scim/v2/nothing/59", 60));
    let rest = log(&administrator, &format!("&after={}", first.next.unwrap())).await;
    assert_eq!(first.items.len() + rest.items.len(), 60);
    assert_eq!(
        (rest.items.last().unwrap().details["path"].as_str(), rest.next),
        ("/scim/v2/nothing/0", None)
    );
}
