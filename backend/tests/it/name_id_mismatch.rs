//! The notice that NameIDs and user names seem to come from different fields.

use shared::overview::Overview;
use shared::paths;
use shared::scim::{NameIdMismatch, ScimSettings, SetScimSynchronization};

use crate::support::{Browser, IdentityProvider, Response, TestServer};

/// What both places show, which is the same.
async fn mismatch(administrator: &Browser) -> Option<NameIdMismatch> {
    let settings: ScimSettings = administrator.get(paths::SCIM_SETTINGS).await.json();
    let overview: Overview = administrator.get(paths::OVERVIEW).await.json();
    assert_eq!(settings.mismatch, overview.mismatch);
    settings.mismatch
}

fn example(name_id: &str, user_name: &str) -> Option<NameIdMismatch> {
    Some(NameIdMismatch { name_id: name_id.into(), user_name: user_name.into() })
}

/// A sign-in that is refused because nobody has that name.
async fn refused(server: &TestServer, name_id: &str) {
    let answer = server.browser().bring(server, &Response::new(server, name_id), None).await;
    assert!(answer.location().starts_with("/sign-in/problem/"));
}

async fn signed_in_before(server: &TestServer, user_name: &str) {
    let mut tx = server.app.db.write().await.unwrap();
    let text = "UPDATE users SET last_sign_in_at = 1 WHERE user_name = $1";
    cloudsso::execute!(&mut tx, text, user_name).unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn both_sides_are_needed_and_synchronization_must_be_on() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    server.scim().await;
    assert_eq!(mismatch(&administrator).await, None);
    server.create_synchronized_user("alice@contoso.example").await;
    assert_eq!(mismatch(&administrator).await, None, "nobody was refused");
    refused(&server, "alice@example.com").await;
    assert_eq!(mismatch(&administrator).await, example("alice@example.com", "alice@contoso.example"));
    administrator.put(paths::SCIM_SYNCHRONIZATION, &SetScimSynchronization { enabled: false }).await;
    assert_eq!(mismatch(&administrator).await, None);
}

#[tokio::test]
async fn only_enabled_synchronized_users_who_never_signed_in_show_it() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    server.scim().await;
    refused(&server, "alice@example.com").await;
    server.create_user("alice-by-hand").await;
    assert_eq!(mismatch(&administrator).await, None);
    let alice = server.create_synchronized_user("alice").await;
    assert_eq!(mismatch(&administrator).await, example("alice@example.com", "alice"));
    server.set_status(&alice, "Disabled").await;
    assert_eq!(mismatch(&administrator).await, None);
    server.set_status(&alice, "Enabled").await;
    signed_in_before(&server, "alice").await;
    assert_eq!(mismatch(&administrator).await, None);
}

#[tokio::test]
async fn a_name_that_somebody_has_by_now_and_an_old_refusal_do_not_count() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    server.scim().await;
    server.create_synchronized_user("bob").await;
    refused(&server, "alice@example.com").await;
    assert_eq!(mismatch(&administrator).await, example("alice@example.com", "bob"));
    server.create_user("Alice@Example.com").await;
    assert_eq!(mismatch(&administrator).await, None);
    refused(&server, "carol@example.com").await;
    assert!(mismatch(&administrator).await.is_some());
    server.clock.advance(7 * 24 * 60 * 60);
    let administrator = server.administrator().await;
    assert!(mismatch(&administrator).await.is_some());
    server.clock.advance(1);
    assert_eq!(mismatch(&administrator).await, None);
}

#[tokio::test]
async fn a_refusal_for_another_reason_does_not_count() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    server.scim().await;
    server.create_synchronized_user("bob").await;
    let dave = server.create_user("dave@example.com").await;
    server.set_status(&dave, "Disabled").await;
    refused(&server, "dave@example.com").await;
    assert_eq!(mismatch(&administrator).await, None);
}

#[tokio::test]
async fn the_newest_refusal_and_the_user_most_like_it_are_the_example() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    server.scim().await;
    for name in ["aaron@contoso.example", "alice@contoso.example", "alice-li@contoso.example", "zoe"] {
        server.create_synchronized_user(name).await;
    }
    for (name_id, user_name) in [
        ("Alice@example.com", "alice@contoso.example"),
        ("zoe@example.com", "zoe"),
        ("nobody@example.com", "aaron@contoso.example"),
        ("ali%@example.com", "aaron@contoso.example"),
        ("Alice Li", "aaron@contoso.example"),
    ] {
        server.clock.advance(1);
        refused(&server, name_id).await;
        assert_eq!(mismatch(&administrator).await, example(name_id, user_name));
    }
}

#[tokio::test]
async fn a_name_id_that_is_somebodys_mail_address_is_most_like_that_user() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    server.scim().await;
    server.create_synchronized_user("alice.li@contoso.example").await;
    server.create_synchronized_user("u10007").await;
    let mut tx = server.app.db.write().await.unwrap();
    let text = "UPDATE users SET email_key = $1 WHERE user_name = 'u10007'";
    cloudsso::execute!(&mut tx, text, "alice.li@example.com").unwrap();
    tx.commit().await.unwrap();
    refused(&server, "Alice.Li@example.com").await;
    assert_eq!(mismatch(&administrator).await, example("Alice.Li@example.com", "u10007"));
}
