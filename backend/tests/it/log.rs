//! The log at its most talkative holds no password, cookie, response, assertion or SCIM credential.

use std::io::Write;
use std::sync::{Arc, Mutex};

use shared::paths;
use shared::session::PasswordSignIn;

use crate::support::{IdentityProvider, PASSWORD, Response, SESSION_COOKIE, SIGN_IN_COOKIE, TestServer};

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_secret_is_logged_during_sign_ins_and_provisioning() {
    let log = Log::default();
    let writer = log.clone();
    // For the whole process: the other tests may talk too, which does no harm.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let server = TestServer::start().await;
    server.create_user("alice@example.com").await;
    server.create_administrator("root").await;
    let administrator = server.browser();
    for password in ["a wrong password 4711", PASSWORD] {
        let body = PasswordSignIn { user_name: "root".into(), password: password.into(), new_password: None };
        administrator.post(paths::ADMINISTRATOR_SESSION, &body).await;
    }
    server.with_sso(&IdentityProvider::default()).await;
    let browser = server.browser();
    let sent = browser.start(None).await;
    let in_flight = browser.cookie(SIGN_IN_COOKIE).unwrap();
    let refused = Response::new(&server, "mallory-the-unknown@example.com").answering(sent.id());
    browser.bring(&server, &refused, Some("/portal/relay-4711")).await.location();
    let accepted = Response::new(&server, "alice@example.com").answering(sent.id());
    assert_eq!(browser.bring(&server, &accepted, None).await.location(), "/portal");
    let scim = server.scim().await;
    let guess = scim.showing(&format!("scim_{}", "4711".repeat(11)));
    assert_eq!(guess.get("/Users").await.status, 401);
    let told = serde_json::json!({"schemas": [], "userName": "not a name", "password": "hunter-4711"});
    assert_eq!(scim.post("/Users", &told).await.status, 400);
    let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(text.contains("a sign-in was refused"), "something was logged");
    let secrets = [
        "a wrong password 4711".to_owned(),
        PASSWORD.to_owned(),
        administrator.cookie("__Host-cloudsso-administrator").unwrap(),
        browser.cookie(SESSION_COOKIE).unwrap(),
        in_flight,
        refused.assertion_id.clone(),
        accepted.assertion_id.clone(),
        accepted.base64()[..60].to_owned(),
        "SubjectConfirmation".to_owned(),
        "mallory-the-unknown".to_owned(),
        "relay-4711".to_owned(),
        scim.value.clone(),
        guess.value.clone(),
        "hunter-4711".to_owned(),
    ];
    for secret in secrets {
        assert!(!text.contains(&secret), "{secret} is in the log");
    }
}
