//! Username-Password Logon of users.

use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::page::Page;
use shared::paths;
use shared::session::{PasswordSignIn, PortalSession};
use shared::settings::SetSsoLogon;
use shared::users::User;

use crate::support::{
    Administrator, Answer, Browser, IdentityProvider, PASSWORD, SESSION_COOKIE, TestServer, cookie_of,
};

const ALICE: &str = "alice@example.com";

async fn sign_in(browser: &Browser, user_name: &str, password: &str) -> Answer {
    let body = PasswordSignIn { user_name: user_name.into(), password: password.into(), new_password: None };
    browser.post(paths::PASSWORD_SIGN_IN, &body).await
}

async fn with_alice() -> TestServer {
    let server = TestServer::start().await;
    server.create_user(ALICE).await;
    server
}

#[tokio::test]
async fn the_right_password_opens_a_session() {
    let server = with_alice().await;
    let browser = server.browser();
    let answer = sign_in(&browser, "ALICE@example.com", PASSWORD).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    let cookie = answer.set_cookie(SESSION_COOKIE).unwrap();
    assert!(cookie.ends_with("; Max-Age=28800; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    let session: PortalSession = browser.get(paths::SESSION).await.json();
    assert_eq!((session.user_name.as_str(), session.display_name.as_str()), (ALICE, ALICE));
    let event = server.events(EventKind::PasswordSignIn).await.remove(0);
    assert_eq!(event.actor_name, ALICE);
}

#[tokio::test]
async fn every_wrong_sign_in_gets_the_same_answer() {
    let server = with_alice().await;
    let disabled = server.create_user("bob@example.com").await;
    server.set_status(&disabled, "Disabled").await;
    let no_password = server.create_user("carol@example.com").await;
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "UPDATE users SET password_hash = NULL WHERE id = $1", no_password.as_str())
        .unwrap();
    tx.commit().await.unwrap();
    server.create_administrator("root").await;
    let longest = "x".repeat(20_000);
    let mut answers = Vec::new();
    for (user_name, password) in [
        (ALICE, "wrong"),
        (ALICE, ""),
        (ALICE, "Correct horse battery staple"),
        ("bob@example.com", PASSWORD),
        ("carol@example.com", PASSWORD),
        ("carol@example.com", ""),
        ("nobody@example.com", PASSWORD),
        ("root", PASSWORD),
        ("", ""),
        ("a\u{0}b", PASSWORD),
        (longest.as_str(), longest.as_str()),
    ] {
        let browser = server.browser_at("198.51.100.7");
        let answer = sign_in(&browser, user_name, password).await;
        assert!(answer.set_cookie(SESSION_COOKIE).is_none());
        answers.push((answer.status, answer.text().to_owned()));
    }
    assert_eq!(answers[0].0, 401);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let refused = server.events(EventKind::PasswordSignInRefused).await;
    assert_eq!(refused.len(), answers.len());
    assert!(refused.iter().all(|event| event.details["reason"] == "WrongPassword"));
}

#[tokio::test]
async fn passwords_are_off_on_every_path_while_sso_logon_is_on() {
    let server = with_alice().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    for (user_name, password) in [(ALICE, PASSWORD), (ALICE, "wrong"), ("nobody", "x")] {
        let answer = sign_in(&server.browser(), user_name, password).await;
        assert_eq!((answer.status, answer.error().code), (403, ErrorCode::PasswordLogonOff));
        assert!(answer.set_cookie(SESSION_COOKIE).is_none());
    }
    assert_eq!(server.count("sessions").await, 0);
    let refused = server.events(EventKind::PasswordSignInRefused).await;
    assert_eq!(refused[0].details["reason"], "PasswordLogonOff");
    administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: false }).await;
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.status, 204, "off brings them back");
}

#[tokio::test]
async fn after_five_failures_an_account_waits_longer_and_longer_but_never_for_good() {
    let server = with_alice().await;
    for n in 0..5 {
        let answer = sign_in(&server.browser_at(&format!("192.0.2.{n}")), ALICE, "wrong").await;
        assert_eq!(answer.status, 401, "{n}");
    }
    let blocked = sign_in(&server.browser_at("192.0.2.99"), ALICE, PASSWORD).await;
    assert_eq!((blocked.status, blocked.error().code), (429, ErrorCode::TooManyAttempts));
    assert_eq!(blocked.header("retry-after"), Some("60"));
    server.clock.advance(59);
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.header("retry-after"), Some("1"));
    server.clock.advance(1);
    assert_eq!(sign_in(&server.browser(), ALICE, "wrong").await.status, 401, "one more try");
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.header("retry-after"), Some("120"));
    server.clock.advance(120);
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.status, 204);
    assert_eq!(sign_in(&server.browser(), ALICE, "wrong").await.status, 401, "and the count starts afresh");
}

#[tokio::test]
async fn failures_of_more_than_a_minute_ago_do_not_add_up() {
    let server = with_alice().await;
    for _ in 0..12 {
        assert_eq!(sign_in(&server.browser(), ALICE, "wrong").await.status, 401);
        server.clock.advance(15);
    }
}

#[tokio::test]
async fn after_twenty_failures_an_address_waits_whatever_the_names() {
    let server = with_alice().await;
    let attacker = server.browser_at("203.0.113.5");
    for n in 0..20 {
        assert_eq!(sign_in(&attacker, &format!("user-{n}"), "wrong").await.status, 401, "{n}");
    }
    assert_eq!(sign_in(&attacker, ALICE, PASSWORD).await.status, 429);
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.status, 204, "elsewhere nobody waits");
}

#[tokio::test]
async fn a_success_does_not_give_an_address_new_guesses() {
    let server = with_alice().await;
    let attacker = server.browser_at("203.0.113.5");
    let mut guesses = 0;
    for n in 0..40 {
        if sign_in(&attacker, &format!("user-{n}"), "wrong").await.status == 429 {
            break;
        }
        guesses += 1;
        if guesses % 4 == 0 && guesses < 20 {
            assert_eq!(sign_in(&attacker, ALICE, PASSWORD).await.status, 204);
        }
    }
    assert_eq!(guesses, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_sent_at_once_are_counted_before_they_are_judged() {
    let server = with_alice().await;
    let guesses = (0..12).map(|n| {
        let browser = server.browser_at(&format!("192.0.2.{n}"));
        tokio::spawn(async move { sign_in(&browser, ALICE, "wrong").await.status })
    });
    let mut judged = 0;
    for guess in guesses.collect::<Vec<_>>() {
        judged += u32::from(guess.await.unwrap() == 401);
    }
    assert_eq!(judged, 5);
}

#[tokio::test]
async fn a_new_sign_in_gives_a_new_value_and_ends_the_session_before() {
    let server = with_alice().await;
    let browser = server.browser();
    let first = sign_in(&browser, ALICE, PASSWORD).await;
    let second = sign_in(&browser, ALICE, PASSWORD).await;
    let value = |answer: &Answer| cookie_of(answer.set_cookie(SESSION_COOKIE).unwrap()).to_owned();
    assert_ne!(value(&first), value(&second));
    assert_eq!(server.count("sessions").await, 1);
}

#[tokio::test]
async fn session_values_are_kept_as_hashes() {
    let server = with_alice().await;
    let browser = server.browser();
    sign_in(&browser, ALICE, PASSWORD).await;
    let mut tx = server.app.db.read().await.unwrap();
    let (kept,): (String,) =
        cloudsso::fetch_one!(&mut tx, (String,), "SELECT value_hash FROM sessions").unwrap();
    let value = browser.cookie(SESSION_COOKIE).unwrap();
    let hash = openssl::hash::hash(openssl::hash::MessageDigest::sha256(), value.as_bytes()).unwrap();
    assert_eq!(kept, hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
}

/// Gives Alice a password that she must change.
async fn must_change(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "UPDATE users SET must_reset_password = TRUE").unwrap();
    tx.commit().await.unwrap();
}

async fn change_at_sign_in(browser: &Browser, password: &str, new_password: &str) -> Answer {
    let body = PasswordSignIn {
        user_name: ALICE.into(),
        password: password.into(),
        new_password: Some(new_password.into()),
    };
    browser.post(paths::PASSWORD_SIGN_IN, &body).await
}

const ANOTHER: &str = "staple battery horse correct";

#[tokio::test]
async fn a_password_that_must_be_changed_opens_no_session() {
    let server = with_alice().await;
    must_change(&server).await;
    let answer = sign_in(&server.browser(), ALICE, PASSWORD).await;
    assert_eq!((answer.status, answer.error().code), (403, ErrorCode::PasswordChangeNeeded));
    assert!(answer.set_cookie(SESSION_COOKIE).is_none());
    assert_eq!(server.count("sessions").await, 0);
    let refused = server.events(EventKind::PasswordSignInRefused).await.remove(0);
    assert_eq!(refused.details["reason"], "PasswordChangeNeeded");
    assert_eq!(sign_in(&server.browser(), ALICE, "wrong").await.status, 401, "only who knows it is told");
}

#[tokio::test]
async fn the_new_password_opens_the_session_and_takes_the_place_of_the_old_one() {
    let server = with_alice().await;
    must_change(&server).await;
    let browser = server.browser();
    let answer = change_at_sign_in(&browser, PASSWORD, ANOTHER).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    let session: PortalSession = browser.get(paths::SESSION).await.json();
    assert_eq!(session.user_name, ALICE);
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.status, 401);
    assert_eq!(sign_in(&server.browser(), ALICE, ANOTHER).await.status, 204);
    let changed = server.events(EventKind::UserPasswordChanged).await;
    assert_eq!((changed.len(), changed[0].actor_name.as_str()), (1, ALICE));
    let told = serde_json::to_string(&changed).unwrap();
    assert!(!told.contains(ANOTHER) && !told.contains(PASSWORD));
}

#[tokio::test]
async fn a_change_at_sign_in_ends_the_sessions_from_before() {
    let server = with_alice().await;
    let elsewhere = server.browser();
    assert_eq!(sign_in(&elsewhere, ALICE, PASSWORD).await.status, 204);
    must_change(&server).await;
    assert_eq!(change_at_sign_in(&server.browser(), PASSWORD, ANOTHER).await.status, 204);
    assert_eq!(elsewhere.get(paths::SESSION).await.status, 401);
    assert_eq!(server.count("sessions").await, 1);
}

#[tokio::test]
async fn a_new_password_that_breaks_a_rule_changes_nothing() {
    let server = with_alice().await;
    must_change(&server).await;
    for (new_password, rule) in [
        ("", Rule::Required),
        ("too short", Rule::TooShort { min: 12 }),
        (&*"x".repeat(129), Rule::TooLong { max: 128 }),
        (PASSWORD, Rule::SameAsBefore),
        ("xx-ALICE@example.com", Rule::HoldsUserName),
    ] {
        let answer = change_at_sign_in(&server.browser(), PASSWORD, new_password).await;
        assert_eq!(answer.status, 400, "{new_password}");
        assert_eq!(answer.error().fields, [FieldError::new("new_password", rule)]);
        assert!(answer.set_cookie(SESSION_COOKIE).is_none());
    }
    assert!(server.events(EventKind::UserPasswordChanged).await.is_empty());
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.status, 403, "as before, and not locked");
}

#[tokio::test]
async fn a_new_password_with_a_wrong_old_one_is_a_wrong_password_and_counts() {
    let server = with_alice().await;
    must_change(&server).await;
    for n in 0..5 {
        let answer =
            change_at_sign_in(&server.browser(), "wrong", if n % 2 == 0 { ANOTHER } else { "" }).await;
        assert_eq!((answer.status, answer.error().code), (401, ErrorCode::WrongPassword));
    }
    assert_eq!(change_at_sign_in(&server.browser(), PASSWORD, ANOTHER).await.status, 429);
    assert!(server.events(EventKind::UserPasswordChanged).await.is_empty());
}

#[tokio::test]
async fn a_new_password_that_nobody_asked_for_is_refused() {
    let server = with_alice().await;
    let answer = change_at_sign_in(&server.browser(), PASSWORD, ANOTHER).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter));
    assert!(answer.set_cookie(SESSION_COOKIE).is_none());
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.status, 204, "the old one is still right");
}

#[tokio::test]
async fn an_administrator_changes_no_password_at_sign_in() {
    let server = TestServer::start().await;
    server.create_administrator("root").await;
    let body = PasswordSignIn {
        user_name: "root".into(),
        password: PASSWORD.into(),
        new_password: Some(ANOTHER.into()),
    };
    let answer = server.browser().post(paths::ADMINISTRATOR_SESSION, &body).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter));
    assert_eq!(server.count("administrator_sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_new_passwords_at_once_one_is_kept() {
    let server = with_alice().await;
    must_change(&server).await;
    let tries = (0..4).map(|n| {
        let browser = server.browser_at(&format!("192.0.2.{n}"));
        tokio::spawn(
            async move { change_at_sign_in(&browser, PASSWORD, &format!("{ANOTHER} {n}")).await.status },
        )
    });
    let mut answers = Vec::new();
    for answer in tries.collect::<Vec<_>>() {
        answers.push(answer.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|status| **status == 204).count(), 1, "{answers:?}");
    assert_eq!(server.events(EventKind::UserPasswordChanged).await.len(), 1);
    assert_eq!(server.count("sessions").await, 1);
}

#[tokio::test]
async fn a_sign_in_is_noted_and_is_no_change_of_the_user() {
    let server = with_alice().await;
    let administrator = Administrator::of(&server).await;
    let page: Page<User> = administrator.get(paths::USERS).await.json();
    assert_eq!(page.items[0].last_sign_in_at, None);
    server.clock.advance(60);
    assert_eq!(sign_in(&server.browser(), ALICE, "wrong").await.status, 401);
    assert_eq!(sign_in(&server.browser(), ALICE, PASSWORD).await.status, 204);
    server.clock.advance(60);
    let page: Page<User> = administrator.get(paths::USERS).await.json();
    let signed_in = page.items[0].last_sign_in_at.unwrap();
    assert_eq!(signed_in.0, server.now().as_millisecond() - 60_000);
    assert!(page.items[0].updated_at < signed_in);
    let mut tx = server.app.db.read().await.unwrap();
    let (version,): (i64,) = cloudsso::fetch_one!(&mut tx, (i64,), "SELECT version FROM users").unwrap();
    assert_eq!(version, 1);
}
