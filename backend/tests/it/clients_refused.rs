//! Command-line clients that are not let in, or not any more.

use axum::http::Method;
use serde_json::{Value, json};
use shared::clients::{DecideDevice, Decision};
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::paths;
use shared::settings::SetSsoLogon;
use shared::users::{UpdateUserStatus, UserStatus};

use crate::support::{Administrator, Client, IdentityProvider, Person, TestServer, upload};

async fn allowed() -> (TestServer, Person, Client) {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    alice.administrator.allow_credentials(true).await;
    let client = Client::new(&server);
    (server, alice, client)
}

fn code_of(started: &Value) -> &str {
    started["UserCode"].as_str().unwrap()
}

impl Client {
    /// The device code leads nowhere, and the client is told so in the one word that it understands.
    async fn assert_dead(&self, started: &Value, sentence: &str) {
        let refused = self.redeem(started).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (400, "InvalidDeviceCodeError"));
        assert!(refused.message.contains(sentence), "{}", refused.message);
    }

    async fn assert_token_dead(&self, token: &str) {
        for answer in
            [self.accounts(token).await, self.access_configurations(token, "2000000000000001").await]
        {
            let refused = answer.unwrap_err();
            assert_eq!((refused.status, refused.code.as_str()), (400, "InvalidAccessTokenError"));
        }
    }
}

#[tokio::test]
async fn a_denied_client_gets_nothing() {
    let (server, alice, client) = allowed().await;
    let started = client.start().await;
    assert_eq!(alice.decide(&server, code_of(&started), Decision::Deny).await.status, 204);
    client.assert_dead(&started, "denied").await;
    let event = Administrator::only(alice.administrator.events(EventKind::ClientDenied).await);
    assert_eq!(event.details["client_address"], "198.51.100.7");
    let again = alice.decide(&server, code_of(&started), Decision::Confirm).await;
    assert_eq!(again.error().code, ErrorCode::DeviceCodeNotExists, "a denial is final");
    client.assert_dead(&started, "denied").await;
}

#[tokio::test]
async fn a_code_that_is_over_leads_nowhere() {
    let (server, alice, client) = allowed().await;
    let (waiting, confirmed) = (client.start().await, client.start().await);
    alice.decide(&server, code_of(&confirmed), Decision::Confirm).await;
    server.clock.advance(599);
    assert_eq!(client.redeem(&waiting).await.unwrap_err().code, "AuthorizationPending");
    server.clock.advance(1);
    client.assert_dead(&waiting, "over").await;
    client.assert_dead(&confirmed, "over").await;
    assert_eq!(alice.look_at(code_of(&waiting)).await.error().code, ErrorCode::DeviceCodeNotExists);
    let late = alice.decide(&server, code_of(&waiting), Decision::Confirm).await;
    assert_eq!((late.status, late.error().code), (404, ErrorCode::DeviceCodeNotExists));
}

#[tokio::test]
async fn a_code_is_used_once() {
    let (server, alice, client) = allowed().await;
    let started = client.start().await;
    alice.decide(&server, code_of(&started), Decision::Confirm).await;
    assert!(client.redeem(&started).await.is_ok());
    client.assert_dead(&started, "used").await;
    assert_eq!(alice.look_at(code_of(&started)).await.status, 404);
    assert_eq!(server.count("access_tokens").await, 1);
}

#[tokio::test]
async fn of_many_clients_with_one_code_one_gets_a_token() {
    let (server, alice, client) = allowed().await;
    let started = client.start().await;
    alice.decide(&server, code_of(&started), Decision::Confirm).await;
    let mut at_once = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (client, started) = (client.clone(), started.clone());
        at_once.spawn(async move { client.redeem(&started).await.is_ok() });
    }
    let given = at_once.join_all().await.into_iter().filter(|ok| *ok).count();
    assert_eq!((given, server.count("access_tokens").await), (1, 1));
}

#[tokio::test]
async fn whoever_cannot_prove_to_have_asked_gets_nothing_and_ends_the_code() {
    let (server, alice, client) = allowed().await;
    for (wrong, value, reason) in [
        ("CodeVerifier", json!("another"), "WrongCodeVerifier"),
        ("CodeVerifier", json!(""), "WrongCodeVerifier"),
        ("CodeVerifier", json!(client.challenge()), "WrongCodeVerifier"),
        ("ClientId", json!("app-another"), "OtherClient"),
    ] {
        let started = client.start().await;
        alice.decide(&server, code_of(&started), Decision::Confirm).await;
        let mut body = client.proof(&started);
        body[wrong] = value;
        assert_eq!(client.redeem_with(&body).await.unwrap_err().code, "InvalidDeviceCodeError", "{body}");
        let event = alice.administrator.events(EventKind::ClientSignInRefused).await.remove(0);
        assert_eq!(event.details["reason"], reason);
        assert_eq!(event.address, "198.51.100.7");
        client.assert_dead(&started, "denied").await;
        server.clock.advance(1);
    }
    assert_eq!(server.count("access_tokens").await, 0);
}

#[tokio::test]
async fn a_user_who_is_disabled_in_between_lets_nobody_in() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    let confirmed = client.start().await;
    alice.decide(&server, code_of(&confirmed), Decision::Confirm).await;
    let path = paths::with_id(paths::USER_STATUS, alice.id.as_str());
    let disable = |status| UpdateUserStatus { status };
    assert!(alice.administrator.put(&path, &disable(UserStatus::Disabled)).await.status < 300);
    client.assert_dead(&confirmed, "ended").await;
    client.assert_token_dead(&token).await;
    assert_eq!(server.count("access_tokens").await, 0, "it ended in the same transaction");
    assert!(alice.administrator.put(&path, &disable(UserStatus::Enabled)).await.status < 300);
    client.assert_token_dead(&token).await;
}

#[tokio::test]
async fn a_token_ends_with_the_session_that_confirmed_it() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    let elsewhere = alice.at(server.signed_in(&alice.id).await);
    let other = client.sign_in(&server, &elsewhere).await;
    assert_eq!(alice.browser.delete(paths::SESSION).await.status, 204);
    client.assert_token_dead(&token).await;
    assert!(client.accounts(&other).await.is_ok(), "another session of the same person goes on");
}

#[tokio::test]
async fn switching_sso_ends_codes_and_tokens() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    let confirmed = client.start().await;
    alice.decide(&server, code_of(&confirmed), Decision::Confirm).await;
    let provider = upload(&IdentityProvider::default().metadata());
    assert_eq!(alice.administrator.put(paths::IDENTITY_PROVIDER, &provider).await.status, 204);
    assert!(client.accounts(&token).await.is_ok(), "configuring alone ends nothing");
    alice.administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: true }).await;
    client.assert_token_dead(&token).await;
    client.assert_dead(&confirmed, "does not exist").await;
}

#[tokio::test]
async fn while_it_is_not_allowed_nobody_gets_anywhere() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    let (waiting, confirmed) = (client.start().await, client.start().await);
    alice.decide(&server, code_of(&confirmed), Decision::Confirm).await;
    alice.administrator.allow_credentials(false).await;
    let refused = client.accounts(&token).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (400, "CredentialsNotAllowed"));
    assert!(refused.message.contains("Logon Preferences"), "{}", refused.message);
    assert_eq!(client.start_with(&client.wanted()).await.unwrap_err().code, "CredentialsNotAllowed");
    client.assert_dead(&confirmed, "may not").await;
    for answer in [
        alice.look_at(code_of(&waiting)).await,
        alice.decide(&server, code_of(&waiting), Decision::Confirm).await,
    ] {
        assert_eq!((answer.status, answer.error().code), (403, ErrorCode::CredentialsNotAllowed));
    }
    alice.administrator.allow_credentials(true).await;
    assert!(client.accounts(&token).await.is_ok());
}

#[tokio::test]
async fn what_is_not_assigned_any_more_is_not_listed() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    alice.administrator.revoke(&alice.id, &alice.account, &alice.configuration).await;
    assert!(client.accounts(&token).await.unwrap().is_empty());
    for account in [alice.account.id.as_str(), "3000000000000001"] {
        let refused = client.access_configurations(&token, account).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (400, "EntityNotExists.Account"));
    }
}

#[tokio::test]
async fn a_request_for_a_code_that_is_not_as_it_must_be_is_refused() {
    let (server, _alice, client) = allowed().await;
    for (field, value) in [
        ("PortalUrl", json!("https://sso.example.com/another/login")),
        ("PortalUrl", json!("https://sso.example.com/example")),
        ("PortalUrl", json!("https://sso.example.com/example/login/more")),
        ("PortalUrl", json!("no address")),
        ("PortalUrl", json!(null)),
        ("CodeChallenge", json!("short")),
        ("CodeChallenge", json!("=".repeat(43))),
        ("CodeChallengeMethod", json!("plain")),
        ("ClientId", json!("")),
        ("ClientId", json!("a\nb")),
        ("ClientId", json!("x".repeat(201))),
        ("ClientId", json!(7)),
    ] {
        let mut body = client.wanted();
        body[field] = value;
        let refused = client.start_with(&body).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (400, "InvalidParameter"), "{body}");
    }
    assert!(client.start_with(&json!([])).await.is_err());
    assert_eq!(server.count("device_codes").await, 0);
    let mut more = client.wanted();
    more["Later"] = json!("clients may send more");
    more["PortalUrl"] = json!(format!("https://sso.example.com/{}/login/?x=1", server.directory.id));
    assert!(client.start_with(&more).await.is_ok());
}

#[tokio::test]
async fn a_request_for_a_token_that_is_not_as_it_must_be_is_refused() {
    let (_server, _alice, client) = allowed().await;
    let started = client.start().await;
    for (field, value, code) in [
        ("GrantType", json!("password"), "InvalidParameter"),
        ("GrantType", json!(null), "InvalidParameter"),
        ("DeviceCode", json!("x"), "InvalidDeviceCodeError"),
        ("DeviceCode", json!("a".repeat(43)), "InvalidDeviceCodeError"),
        ("DeviceCode", json!("a\u{0}".repeat(20)), "InvalidDeviceCodeError"),
        ("CodeVerifier", json!(null), "InvalidParameter"),
    ] {
        let mut body = client.proof(&started);
        body[field] = value;
        let refused = client.redeem_with(&body).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (400, code), "{body}");
    }
    let long = json!({ "GrantType": "x".repeat(70_000) });
    let refused = client.redeem_with(&long).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (400, "InvalidParameter"));
}

#[tokio::test]
async fn only_a_bearer_token_opens_the_lists() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    let session = alice.session(&server).expose().to_owned();
    for wrong in ["", "x", &session, &token.to_lowercase(), &format!("{token}x")] {
        client.assert_token_dead(wrong).await;
    }
    let bare = client.send(Method::GET, paths::CLIENT_ACCOUNTS, None, None).await;
    assert!(bare.text().contains("InvalidAccessTokenError"));
    let cookie = alice.browser.get(paths::CLIENT_ACCOUNTS).await;
    assert!(cookie.text().contains("InvalidAccessTokenError"), "a cookie is no token");
    let in_query = format!("{}?AccessToken={token}", paths::CLIENT_ACCOUNTS);
    assert!(client.send(Method::GET, &in_query, None, None).await.text().contains("InvalidAccessTokenError"));
    let as_cookie = server.browser();
    as_cookie.put_cookie("__Host-cloudsso-session", &token, "Lax");
    assert_eq!(as_cookie.get(paths::PORTAL_ACCOUNTS).await.status, 401, "a token is no session");
}

#[tokio::test]
async fn a_page_of_a_list_that_cannot_be_is_refused() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    for query in ["MaxResults=0", "MaxResults=101", "MaxResults=x", "NextToken=%00", "NextToken=x"] {
        let refused = client.get(&format!("{}?{query}", paths::CLIENT_ACCOUNTS), &token).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (400, "InvalidParameter"), "{query}");
    }
    for query in ["", "AccountId=", "AccountId=x", "AccountId=%00"] {
        let path = format!("{}?{query}", paths::CLIENT_ACCESS_CONFIGURATIONS);
        assert_eq!(client.get(&path, &token).await.unwrap_err().code, "InvalidParameter", "{query}");
    }
}

#[tokio::test]
async fn one_network_gets_so_many_codes_a_minute() {
    let (server, _alice, client) = allowed().await;
    for _ in 0..30 {
        client.start().await;
    }
    let refused = client.start_with(&client.wanted()).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (400, "TooManyAttempts"));
    let second = server.again().await;
    assert!(client.at(&second).start_with(&client.wanted()).await.is_err(), "servers count together");
    let elsewhere = Client { address: "198.51.100.8".into(), ..client.clone() };
    elsewhere.start().await;
    server.clock.advance(60);
    client.start().await;
}

#[tokio::test]
async fn user_codes_cannot_be_guessed_for_long() {
    let (server, alice, client) = allowed().await;
    let started = client.start().await;
    for _ in 0..10 {
        assert_eq!(alice.look_at("BCDF-GHJK").await.status, 404);
    }
    for answer in [
        alice.look_at("BCDF-GHJL").await,
        alice.look_at(code_of(&started)).await,
        alice.decide(&server, code_of(&started), Decision::Confirm).await,
    ] {
        assert_eq!((answer.status, answer.error().code), (429, ErrorCode::TooManyAttempts));
        assert_eq!(answer.header("retry-after"), Some("600"));
    }
    let bob = server.create_user("bob@example.com").await;
    let bob = alice.at(server.signed_in(&bob).await);
    assert_eq!(bob.look_at(code_of(&started)).await.status, 200, "others may go on");
    server.clock.advance(599);
    assert_eq!(alice.look_at(code_of(&started)).await.status, 429);
    server.clock.advance(1);
    assert_eq!(alice.look_at("BCDF-GHJK").await.status, 404);
}

#[tokio::test]
async fn a_decision_needs_the_form_token_of_the_session() {
    let (server, alice, client) = allowed().await;
    let started = client.start().await;
    let elsewhere = alice.at(server.signed_in(&alice.id).await);
    for form_token in [String::new(), "x".to_owned(), elsewhere.session(&server).form_token()] {
        let body =
            DecideDevice { user_code: code_of(&started).to_owned(), decision: Decision::Confirm, form_token };
        let answer = alice.browser.post(paths::DEVICE_REQUEST, &body).await;
        assert_eq!((answer.status, answer.error().code), (403, ErrorCode::CrossSiteRequest));
    }
    assert_eq!(client.redeem(&started).await.unwrap_err().code, "AuthorizationPending");
}
