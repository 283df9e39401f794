//! Command-line clients: the way in, and what the access token shows.

use axum::http::Method;
use serde_json::Value;
use shared::clients::{Decision, DeviceRequest, USER_CODE_SYMBOLS};
use shared::events::EventKind;
use shared::paths;
use shared::session::PortalSession;

use crate::support::{Administrator, Client, PUBLIC_URL, Person, SHOP, TestServer, named};

/// A server whose users may retrieve credentials, and somebody with access.
async fn allowed() -> (TestServer, Person, Client) {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    alice.administrator.allow_credentials(true).await;
    let client = Client::new(&server);
    (server, alice, client)
}

#[tokio::test]
async fn a_client_gets_a_token_once_the_person_has_confirmed() {
    let (server, alice, client) = allowed().await;
    let started = client.start().await;
    let user_code = started["UserCode"].as_str().unwrap();
    assert_eq!(started["VerificationUri"], format!("{PUBLIC_URL}/device/code"));
    assert_eq!(started["VerificationUriComplete"], format!("{PUBLIC_URL}/device/code?user_code={user_code}"));
    assert_eq!((&started["ExpiresIn"], &started["Interval"]), (&Value::from(600), &Value::from(5)));
    assert_eq!(client.redeem(&started).await.unwrap_err().code, "AuthorizationPending");

    let shown: DeviceRequest = alice.look_at(user_code).await.json();
    assert_eq!(shown.user_code, user_code);
    assert_eq!(shown.client_id, "app-vaz16tltdxs96audqf35");
    assert_eq!(shown.user_agent, "aliyun/CLI-3.0.300");
    assert_eq!(shown.address, "198.51.100.7");
    assert_eq!(shown.asked_at.0, server.now().as_millisecond());
    assert_eq!(
        client.redeem(&started).await.unwrap_err().code,
        "AuthorizationPending",
        "looking confirms nothing"
    );

    assert_eq!(alice.decide(&server, user_code, Decision::Confirm).await.status, 204);
    let token = client.redeem(&started).await.unwrap();
    assert_eq!(token["AccessToken"].as_str().unwrap().len(), 43);
    let token = token["AccessToken"].as_str().unwrap();
    assert_eq!(client.accounts(token).await.unwrap(), [SHOP]);
    assert_eq!(client.access_configurations(token, SHOP).await.unwrap(), ["Read-Only"]);
}

#[tokio::test]
async fn the_token_lives_as_long_as_the_session_that_confirmed_it_and_says_so_in_seconds() {
    let (server, alice, client) = allowed().await;
    server.clock.advance(3_600);
    let session: PortalSession = alice.browser.get(paths::SESSION).await.json();
    let started = client.start().await;
    alice.decide(&server, started["UserCode"].as_str().unwrap(), Decision::Confirm).await;
    let answer = client.redeem(&started).await.unwrap();
    assert_eq!(answer["ExpiresIn"], 7 * 3_600);
    assert_eq!(session.expires_at.0 - server.now().as_millisecond(), 7 * 3_600_000);
    let token = answer["AccessToken"].as_str().unwrap();
    server.clock.advance(7 * 3_600 - 1);
    assert!(client.accounts(token).await.is_ok());
    server.clock.advance(1);
    assert_eq!(client.accounts(token).await.unwrap_err().code, "InvalidAccessTokenError");
}

#[tokio::test]
async fn a_confirmation_and_the_sign_in_of_the_client_are_recorded() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    let confirmed = Administrator::only(alice.administrator.events(EventKind::ClientConfirmed).await);
    assert_eq!(confirmed.actor_name, "alice@example.com");
    assert_eq!(
        (confirmed.target.as_str(), confirmed.address.as_str()),
        ("app-vaz16tltdxs96audqf35", "192.0.2.10")
    );
    assert_eq!(confirmed.details["client_address"], "198.51.100.7");
    assert_eq!(confirmed.details["user_agent"], "aliyun/CLI-3.0.300");
    let signed_in = Administrator::only(alice.administrator.events(EventKind::ClientSignIn).await);
    assert_eq!(
        (signed_in.actor_name.as_str(), signed_in.address.as_str()),
        ("alice@example.com", "198.51.100.7")
    );
    assert_eq!(signed_in.details["session"], confirmed.details["session"]);
    for event in [confirmed, signed_in] {
        assert!(!format!("{event:?}").contains(&token));
    }
}

#[tokio::test]
async fn the_database_holds_neither_device_codes_nor_tokens_in_clear() {
    let (server, alice, client) = allowed().await;
    let started = client.start().await;
    let waiting = started["DeviceCode"].as_str().unwrap().to_owned();
    let token = client.sign_in(&server, &alice).await;
    let mut tx = server.app.db.read().await.unwrap();
    let codes: Vec<(String,)> =
        cloudsso::fetch_all!(&mut tx, (String,), "SELECT device_code_hash FROM device_codes").unwrap();
    let tokens: Vec<(String,)> =
        cloudsso::fetch_all!(&mut tx, (String,), "SELECT value_hash FROM access_tokens").unwrap();
    assert_eq!((codes.len(), tokens.len()), (2, 1));
    for (kept,) in codes.into_iter().chain(tokens) {
        assert_eq!(kept.len(), 64);
        assert!(kept != waiting && kept != token);
    }
}

#[tokio::test]
async fn several_servers_serve_one_sign_in() {
    let (server, alice, client) = allowed().await;
    let other = server.again().await;
    let started = client.start().await;
    let at_other = alice.at(alice.browser.at(&other.router));
    let code = started["UserCode"].as_str().unwrap();
    assert_eq!(at_other.decide(&other, code, Decision::Confirm).await.status, 204);
    let token = client.redeem(&started).await.unwrap()["AccessToken"].as_str().unwrap().to_owned();
    assert_eq!(client.at(&other).accounts(&token).await.unwrap(), [SHOP]);
}

#[tokio::test]
async fn user_codes_are_short_without_mistakable_letters_and_all_different() {
    let (_server, _alice, client) = allowed().await;
    let mut codes = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let started = client.start().await;
        let code = started["UserCode"].as_str().unwrap().to_owned();
        assert_eq!((code.len(), code.as_bytes()[4]), (9, b'-'));
        assert!(code.bytes().filter(|b| *b != b'-').all(|b| USER_CODE_SYMBOLS.contains(&b)), "{code}");
        assert!(codes.insert(code));
    }
}

#[tokio::test]
async fn a_code_is_taken_however_it_is_typed() {
    let (_server, alice, client) = allowed().await;
    let started = client.start().await;
    let code = started["UserCode"].as_str().unwrap();
    for typed in [code.to_lowercase(), code.replace('-', ""), code.replace('-', "%20")] {
        let shown: DeviceRequest = alice.look_at(&typed).await.json();
        assert_eq!(shown.user_code, code);
    }
}

#[tokio::test]
async fn the_lists_hold_what_comes_through_groups_and_come_in_pages() {
    let (server, alice, client) = allowed().await;
    let token = client.sign_in(&server, &alice).await;
    let group = alice.administrator.create_group("team", &[&alice.id]).await;
    let principal = shared::access_assignments::Principal::Group(group);
    for n in 2..=5 {
        let account =
            alice.administrator.create_account(&format!("200000000000000{n}"), &format!("Shop {n}")).await;
        alice.administrator.grant_to(&principal, &account, &alice.configuration).await;
    }
    let other = alice.administrator.create_access_configuration(&named("Another")).await;
    alice.administrator.grant_to(&principal, &alice.account, &other).await;

    assert_eq!(client.access_configurations(&token, SHOP).await.unwrap(), ["Another", "Read-Only"]);
    let mut seen = Vec::new();
    let mut next = String::new();
    loop {
        let path = format!("{}?MaxResults=2&NextToken={next}", paths::CLIENT_ACCOUNTS);
        let page = client.get(&path, &token).await.unwrap();
        let accounts = page["Accounts"].as_array().unwrap();
        assert!(accounts.len() <= 2);
        seen.extend(accounts.iter().map(|account| account["DisplayName"].as_str().unwrap().to_owned()));
        if page["IsTruncated"] == false {
            assert!(page.get("NextToken").is_none());
            break;
        }
        page["NextToken"].as_str().unwrap().clone_into(&mut next);
    }
    assert_eq!(seen, ["Shop", "Shop 2", "Shop 3", "Shop 4", "Shop 5"]);
    let whole = client.get(paths::CLIENT_ACCOUNTS, &token).await.unwrap();
    assert_eq!(
        (whole["Accounts"].as_array().unwrap().len(), &whole["IsTruncated"]),
        (5, &Value::from(false))
    );
}

#[tokio::test]
async fn the_code_page_needs_a_session_and_leads_back_with_the_code() {
    let (server, alice, _client) = allowed().await;
    let path = "/device/code?user_code=BCDF-GHJK";
    let stranger = server.browser().get(path).await;
    assert_eq!(stranger.location(), "/example/login?target=%2Fdevice%2Fcode%3Fuser_code%3DBCDF-GHJK");
    assert_ne!(alice.browser.get(path).await.status, 303);
}

#[tokio::test]
async fn what_is_over_is_swept() {
    let (server, alice, client) = allowed().await;
    client.sign_in(&server, &alice).await;
    client.start().await;
    alice.look_at("BCDF-GHJK").await;
    let rows = || async {
        [
            server.count("device_codes").await,
            server.count("access_tokens").await,
            server.count("device_attempts").await,
        ]
    };
    let sweep = || async { cloudsso::worker::sweep(&server.app.db, server.now()).await.unwrap() };
    sweep().await;
    assert_eq!(rows().await, [2, 1, 3]);
    server.clock.advance(60);
    sweep().await;
    assert_eq!(rows().await, [2, 1, 2], "device codes are counted for a minute");
    server.clock.advance(540);
    sweep().await;
    assert_eq!(rows().await, [0, 1, 0]);
    server.clock.advance(8 * 3_600);
    sweep().await;
    assert_eq!(rows().await, [0, 0, 0]);
}

#[tokio::test]
async fn another_method_at_a_door_of_the_protocol_is_told_in_its_words() {
    let (_server, _alice, client) = allowed().await;
    for (method, path) in [
        (Method::GET, paths::TOKEN),
        (Method::GET, paths::DEVICE_AUTHORIZATION),
        (Method::POST, paths::CLIENT_ACCOUNTS),
        (Method::DELETE, paths::CLIENT_ACCESS_CONFIGURATIONS),
    ] {
        let answer = client.send(method, path, None, None).await;
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.text().contains("\"ErrorCode\":\"EntityNotExists.Path\""), "{path}");
    }
}
