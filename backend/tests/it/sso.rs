//! Sign-in through the identity provider, both directions: what it ends in.

use shared::events::EventKind;
use shared::paths;
use shared::session::PortalSession;

use crate::support::{
    IdentityProvider, PUBLIC_URL, Response, SESSION_COOKIE, SIGN_IN_COOKIE, TestServer, cookie_of,
};

const ALICE: &str = "alice@example.com";

async fn with_alice() -> TestServer {
    let server = TestServer::start().await;
    server.create_user(ALICE).await;
    server.with_sso(&IdentityProvider::default()).await;
    server
}

#[tokio::test]
async fn a_sign_in_from_our_side_ends_on_the_page_that_was_wanted() {
    let server = with_alice().await;
    let browser = server.browser();
    let sent = browser.start(Some("/portal/accounts?x=1")).await;
    let response = Response::new(&server, ALICE).answering(sent.id());
    let answer = browser.bring(&server, &response, Some(&sent.relay_state)).await;
    assert_eq!(answer.location(), "/portal/accounts?x=1");
    let cookie = answer.set_cookie(SESSION_COOKIE).unwrap();
    assert!(cookie.ends_with("; Max-Age=28800; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    let session: PortalSession = browser.get(paths::SESSION).await.json();
    assert_eq!(session.user_name, ALICE);
    assert_eq!(session.directory_name, "example");
    assert_eq!(session.expires_at.0, server.now().as_millisecond() + 8 * 3_600_000);
}

#[tokio::test]
async fn a_sign_in_from_the_identity_providers_side_ends_in_the_portal() {
    let server = with_alice().await;
    let browser = server.browser();
    let answer = browser.bring(&server, &Response::new(&server, ALICE), None).await;
    assert_eq!(answer.location(), "/portal");
    assert_eq!(browser.get(paths::SESSION).await.status, 200);
    let event = server.events(EventKind::SsoSignIn).await.remove(0);
    assert_eq!((event.actor_name.as_str(), event.address.as_str()), (ALICE, "192.0.2.10"));
    assert_eq!(event.details["initiated by"], "IdP");
}

#[tokio::test]
async fn relay_state_is_followed_inside_this_site_and_nowhere_else() {
    let server = with_alice().await;
    for (relay_state, landing) in [
        ("/portal/ram-users", "/portal/ram-users"),
        ("https://sso.example.com/example/login?quickLogin=true", "/example/login?quickLogin=true"),
        ("", "/portal"),
        ("https://evil.example/portal", "/portal"),
        ("//evil.example", "/portal"),
        ("https://sso.example.com.evil.example/", "/portal"),
        ("https://sso.example.com@evil.example/", "/portal"),
        ("https://sso.example.com:8443/portal", "/portal"),
        ("javascript:alert(1)", "/portal"),
        ("/portal\r\nSet-Cookie: a=b", "/portal"),
        ("/api/session", "/portal"),
        (&"/".repeat(5_000), "/portal"),
    ] {
        let answer = server.browser().bring(&server, &Response::new(&server, ALICE), Some(relay_state)).await;
        assert_eq!(answer.location(), landing, "{relay_state:?}");
        assert!(answer.set_cookie(SESSION_COOKIE).is_some(), "{relay_state:?}");
    }
}

#[tokio::test]
async fn a_target_elsewhere_is_forgotten_before_the_request_is_sent() {
    let server = with_alice().await;
    for target in ["https://evil.example/", "//evil.example", "/saml/sign-in", "/a\\b"] {
        let browser = server.browser();
        let sent = browser.start(Some(target)).await;
        let response = Response::new(&server, ALICE).answering(sent.id());
        // What comes back as RelayState does not matter either: the target was kept here.
        let answer = browser.bring(&server, &response, Some("/portal/other")).await;
        assert_eq!(answer.location(), "/portal", "{target:?}");
    }
}

#[tokio::test]
async fn the_name_is_compared_without_case_and_kept_as_written() {
    let server = TestServer::start().await;
    server.create_user("Alice@Example.com").await;
    server.with_sso(&IdentityProvider::default()).await;
    let browser = server.browser();
    browser.bring(&server, &Response::new(&server, " aLICE@example.COM\n"), None).await.location();
    let session: PortalSession = browser.get(paths::SESSION).await.json();
    assert_eq!(session.user_name, "Alice@Example.com");
}

#[tokio::test]
async fn two_tabs_of_one_browser_sign_in_side_by_side() {
    let server = with_alice().await;
    let browser = server.browser();
    let first = browser.start(Some("/portal/a")).await;
    let value = browser.cookie(SIGN_IN_COOKIE);
    let second = browser.start(Some("/portal/b")).await;
    assert_eq!(browser.cookie(SIGN_IN_COOKIE), value, "both tabs share the cookie");
    let answer = browser.bring(&server, &Response::new(&server, ALICE).answering(first.id()), None).await;
    assert_eq!(answer.location(), "/portal/a");
    assert_eq!(browser.cookie(SIGN_IN_COOKIE), value, "the other tab still waits");
    let answer = browser.bring(&server, &Response::new(&server, ALICE).answering(second.id()), None).await;
    assert_eq!(answer.location(), "/portal/b");
    assert_eq!(browser.cookie(SIGN_IN_COOKIE), None, "the cookie has done its work");
}

#[tokio::test]
async fn the_session_ends_no_later_than_the_one_at_the_identity_provider() {
    let server = with_alice().await;
    let browser = server.browser();
    let end = server.now() + jiff::SignedDuration::from_mins(30);
    let response = Response::new(&server, ALICE).with(|r| r.session_not_on_or_after = Some(end));
    let answer = browser.bring(&server, &response, None).await;
    assert!(answer.set_cookie(SESSION_COOKIE).unwrap().contains("; Max-Age=1800;"));
    server.clock.advance(1_799);
    assert_eq!(browser.get(paths::SESSION).await.status, 200);
    server.clock.advance(1);
    assert_eq!(browser.get(paths::SESSION).await.status, 401);
}

#[tokio::test]
async fn a_session_that_is_over_at_the_identity_provider_is_not_opened() {
    let server = with_alice().await;
    let end = server.now() - jiff::SignedDuration::from_secs(1);
    let response = Response::new(&server, ALICE).with(|r| r.session_not_on_or_after = Some(end));
    let answer = server.browser().bring(&server, &response, None).await;
    server.refused(&answer, "SessionExpired").await;
    assert_eq!(server.count("sessions").await, 0);
}

#[tokio::test]
async fn a_session_lasts_eight_hours_and_is_not_prolonged_by_use() {
    let server = with_alice().await;
    let browser = server.browser();
    browser.bring(&server, &Response::new(&server, ALICE), None).await.location();
    for _ in 0..4 {
        server.clock.advance(2 * 3_600 - 1);
        assert_eq!(browser.get(paths::SESSION).await.status, 200);
    }
    server.clock.advance(4);
    assert_eq!(browser.get(paths::SESSION).await.status, 401);
}

#[tokio::test]
async fn signing_in_as_somebody_else_ends_the_session_before() {
    let server = with_alice().await;
    let bob = server.create_user("bob@example.com").await;
    let browser = server.signed_in(&bob).await;
    let old = browser.cookie(SESSION_COOKIE).unwrap();
    let sent = browser.start(None).await;
    let answer = browser.bring(&server, &Response::new(&server, ALICE).answering(sent.id()), None).await;
    assert_ne!(cookie_of(answer.set_cookie(SESSION_COOKIE).unwrap()), old);
    let session: PortalSession = browser.get(paths::SESSION).await.json();
    assert_eq!(session.user_name, ALICE);
    let stale = server.browser();
    stale.put_cookie(SESSION_COOKIE, &old, "Lax");
    assert_eq!(stale.get(paths::SESSION).await.status, 401, "also for whoever kept the old cookie");
}

#[tokio::test]
async fn signing_out_ends_the_session_for_whoever_kept_the_cookie() {
    let server = with_alice().await;
    let browser = server.browser();
    browser.bring(&server, &Response::new(&server, ALICE), None).await.location();
    let kept = browser.cookie(SESSION_COOKIE).unwrap();
    let answer = browser.delete(paths::SESSION).await;
    assert_eq!(answer.status, 204);
    assert!(answer.set_cookie(SESSION_COOKIE).unwrap().contains("Max-Age=0"));
    let stale = server.browser();
    stale.put_cookie(SESSION_COOKIE, &kept, "Lax");
    assert_eq!(stale.get(paths::SESSION).await.status, 401);
    assert_eq!(stale.delete(paths::SESSION).await.status, 401);
    assert_eq!(server.events(EventKind::SignOut).await.len(), 1);
}

#[tokio::test]
async fn the_form_token_belongs_to_one_session() {
    let server = with_alice().await;
    let token = || async {
        let browser = server.browser();
        browser.bring(&server, &Response::new(&server, ALICE), None).await.location();
        let session: PortalSession = browser.get(paths::SESSION).await.json();
        assert!(!session.form_token.contains(&browser.cookie(SESSION_COOKIE).unwrap()));
        session.form_token
    };
    assert_ne!(token().await, token().await);
}

#[tokio::test]
async fn disabling_a_user_ends_what_the_session_can_do() {
    let server = TestServer::start().await;
    let alice = server.create_user(ALICE).await;
    let browser = server.signed_in(&alice).await;
    assert_eq!(browser.get(paths::SESSION).await.status, 200);
    server.set_status(&alice, "Disabled").await;
    assert_eq!(browser.get(paths::SESSION).await.status, 401);
}

#[tokio::test]
async fn the_response_is_believed_by_the_addresses_of_the_settings_not_of_the_host_header() {
    let server = with_alice().await;
    let response = Response::new(&server, ALICE).with(|r| {
        r.acs_url = r.acs_url.replace(PUBLIC_URL, "https://evil.example");
    });
    let answer = server.browser().bring(&server, &response, None).await;
    server.refused(&answer, "DestinationMismatch").await;
}
