//! What is committed between two steps of another transaction. PostgreSQL alone lets two write at once, so that the
//! steps can be held apart; on SQLite one waits for the other.

use std::time::Duration;

use cloudsso::platform::db::Tx;
use cloudsso::{execute, fetch_one};
use serde_json::{Value, json};
use shared::events::EventKind;

use crate::support::{IdentityProvider, Response, ScimClient, TestServer};

/// Returns when another transaction waits for this one.
async fn until_somebody_waits(tx: &mut Tx) {
    let waiting = async {
        loop {
            let (count,): (i64,) = fetch_one!(
                tx,
                (i64,),
                "SELECT COUNT(*) FROM pg_locks
                 WHERE NOT granted AND locktype = 'transactionid' AND transactionid = pg_current_xact_id()::xid"
            )
            .unwrap();
            if count > 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("somebody waits");
}

/// A user and a group of the identity provider's, and their ids.
async fn made(scim: &ScimClient) -> (String, String) {
    let user = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "alice"});
    let group = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Staff"});
    let id = |made: Value| made["id"].as_str().unwrap().to_owned();
    (id(scim.post("/Users", &user).await.json()), id(scim.post("/Groups", &group).await.json()))
}

#[tokio::test]
async fn a_membership_that_comes_while_its_user_or_group_is_deleted_asks_for_another_try() {
    for kind in ["/Users", "/Groups"] {
        let server = TestServer::start().await;
        let scim = server.scim().await;
        let (user, group) = made(&scim).await;
        let path = format!("{kind}/{}", if kind == "/Users" { &user } else { &group });
        let mut tx = server.app.db.write().await.unwrap();
        execute!(
            &mut tx,
            "INSERT INTO group_members (group_id, user_id, created_at) VALUES ($1, $2, 0)",
            group.as_str(),
            user.as_str()
        )
        .unwrap();
        if matches!(tx, Tx::Postgres(_)) {
            let deleting = tokio::spawn({
                let (scim, path) = (scim.clone(), path.clone());
                async move { scim.delete(&path).await }
            });
            until_somebody_waits(&mut tx).await;
            tx.commit().await.unwrap();
            let refused = deleting.await.unwrap();
            assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")), "{path}");
            assert_eq!(scim.get(&path).await.status, 200, "nothing is done by half");
        } else {
            tx.commit().await.unwrap();
        }
        assert_eq!(scim.delete(&path).await.status, 204);
        assert_eq!(server.count("group_members").await, 0);
    }
}

#[tokio::test]
async fn who_is_renamed_while_signing_in_is_not_let_in_under_the_old_name() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider::default()).await;
    let alice = server.create_user("alice").await;
    let mut tx = server.app.db.write().await.unwrap();
    execute!(
        &mut tx,
        "UPDATE users SET user_name = 'alicia', user_name_key = 'alicia' WHERE id = $1",
        alice.as_str()
    )
    .unwrap();
    let browser = server.browser();
    let response = Response::new(&server, "alice");
    let answer = if matches!(tx, Tx::Postgres(_)) {
        let renamed = async {
            until_somebody_waits(&mut tx).await;
            tx.commit().await.unwrap();
        };
        tokio::join!(browser.bring(&server, &response, None), renamed).0
    } else {
        tx.commit().await.unwrap();
        browser.bring(&server, &response, None).await
    };
    server.refused(&answer, "InvalidUser").await;
    assert_eq!(server.count("sessions").await, 0);
    assert!(server.events(EventKind::SsoSignIn).await.is_empty());
}

#[tokio::test]
async fn a_sign_in_is_noted_of_the_name_that_signs_in_only() {
    let server = TestServer::start().await;
    let alice = server.create_user("Alice").await;
    let mut tx = server.app.db.write().await.unwrap();
    for (name, noted) in [("alice", true), ("ALICE", true), ("alicia", false)] {
        let is_noted =
            cloudsso::directory::users::note_sign_in(&mut tx, &alice, name, server.now()).await.unwrap();
        assert_eq!(is_noted, noted, "{name}");
    }
}
