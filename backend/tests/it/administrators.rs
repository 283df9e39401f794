//! Local administrators: their own sign-in, whatever becomes of the identity provider.

use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::paths;
use shared::session::{AdministratorSession, PasswordSignIn};

use crate::support::{Answer, Browser, IdentityProvider, PASSWORD, SESSION_COOKIE, TestServer};

const COOKIE: &str = "__Host-cloudsso-administrator";

async fn sign_in(browser: &Browser, name: &str, password: &str) -> Answer {
    let body = PasswordSignIn { user_name: name.into(), password: password.into(), new_password: None };
    browser.post(paths::ADMINISTRATOR_SESSION, &body).await
}

#[tokio::test]
async fn an_administrator_signs_in_while_sso_logon_is_on() {
    let server = TestServer::start().await;
    server.create_administrator("Root").await;
    server.with_sso(&IdentityProvider::default()).await;
    let browser = server.browser();
    let answer = sign_in(&browser, "root", PASSWORD).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    let cookie = answer.set_cookie(COOKIE).unwrap();
    assert!(cookie.ends_with("; Max-Age=28800; Path=/; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
    let session: AdministratorSession = browser.get(paths::ADMINISTRATOR_SESSION).await.json();
    assert_eq!(session.name, "Root");
    assert_eq!(session.expires_at.0, server.now().as_millisecond() + 8 * 3_600_000);
    assert_eq!(server.events(EventKind::AdministratorSignIn).await[0].actor_name, "Root");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let server = TestServer::start().await;
    server.create_administrator("root").await;
    server.create_user("alice@example.com").await;
    let wrong = sign_in(&server.browser(), "root", "wrong").await;
    assert_eq!((wrong.status, wrong.error().code), (401, ErrorCode::WrongPassword));
    for (name, password) in
        [("nobody", PASSWORD), ("alice@example.com", PASSWORD), ("", ""), ("a\u{0}", PASSWORD)]
    {
        let answer = sign_in(&server.browser(), name, password).await;
        assert_eq!((answer.status, answer.text()), (401, wrong.text()), "{name:?}");
    }
    let refused = server.events(EventKind::AdministratorSignInRefused).await;
    assert_eq!(refused.len(), 5);
    assert!(refused.iter().any(|event| event.actor_name == "root" && event.address == "192.0.2.10"));
}

#[tokio::test]
async fn signing_out_ends_the_session_for_whoever_kept_the_cookie() {
    let server = TestServer::start().await;
    let browser = server.administrator().await;
    let kept = browser.cookie(COOKIE).unwrap();
    let answer = browser.delete(paths::ADMINISTRATOR_SESSION).await;
    assert_eq!(answer.status, 204);
    assert!(answer.set_cookie(COOKIE).unwrap().contains("Max-Age=0"));
    let stale = server.browser();
    stale.put_cookie(COOKIE, &kept, "Strict");
    assert_eq!(stale.get(paths::SETTINGS).await.status, 401);
    assert_eq!(server.events(EventKind::AdministratorSignOut).await.len(), 1);
}

#[tokio::test]
async fn an_administrators_session_ends_after_eight_hours() {
    let server = TestServer::start().await;
    let browser = server.administrator().await;
    server.clock.advance(8 * 3_600 - 1);
    assert_eq!(browser.get(paths::SETTINGS).await.status, 200);
    server.clock.advance(1);
    assert_eq!(browser.get(paths::SETTINGS).await.status, 401);
}

#[tokio::test]
async fn a_portal_session_is_no_console_session_nor_the_other_way_round() {
    let server = TestServer::start().await;
    let alice = server.create_user("alice@example.com").await;
    let user = server.signed_in(&alice).await;
    let administrator = server.administrator().await;
    let exchanged = server.browser();
    exchanged.put_cookie(COOKIE, &user.cookie(SESSION_COOKIE).unwrap(), "Strict");
    exchanged.put_cookie(SESSION_COOKIE, &administrator.cookie(COOKIE).unwrap(), "Lax");
    for browser in [&user, &exchanged] {
        assert_eq!(browser.get(paths::SETTINGS).await.status, 401);
    }
    for browser in [&administrator, &exchanged] {
        assert_eq!(browser.get(paths::SESSION).await.status, 401);
    }
}

#[tokio::test]
async fn administrators_wait_after_five_failures_and_users_do_not_wait_for_them() {
    let server = TestServer::start().await;
    server.create_administrator("root").await;
    server.create_user("root").await;
    for _ in 0..5 {
        assert_eq!(sign_in(&server.browser(), "root", "wrong").await.status, 401);
    }
    let blocked = sign_in(&server.browser_at("198.51.100.1"), "ROOT", PASSWORD).await;
    assert_eq!((blocked.status, blocked.header("retry-after")), (429, Some("60")));
    let body = PasswordSignIn { user_name: "root".into(), password: PASSWORD.into(), new_password: None };
    assert_eq!(server.browser().post(paths::PASSWORD_SIGN_IN, &body).await.status, 204);
    server.clock.advance(60);
    assert_eq!(sign_in(&server.browser(), "root", PASSWORD).await.status, 204);
}
