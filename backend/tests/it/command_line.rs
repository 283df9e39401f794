//! The program as people start it: settings, administrators, `check`.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use shared::paths;
use shared::session::PasswordSignIn;

use crate::support::{IdentityProvider, TestServer};

/// The program with the settings of this server's database and these besides. Waits beside the runtime, which
/// may have a transaction to roll back that the program waits for.
pub async fn cloudsso(
    server: &TestServer,
    arguments: &[&str],
    settings: &[(&str, &str)],
    input: &str,
) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudsso"));
    command
        .args(arguments)
        .env_clear()
        .current_dir(server.folder())
        .env("CLOUDSSO_PUBLIC_URL", crate::support::PUBLIC_URL)
        .env("CLOUDSSO_DATABASE_URL", server.database_url())
        .env("CLOUDSSO_SECRET_KEY_FILE", server.folder().join("secret.key"))
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let input = input.to_owned();
    let run = move || {
        let mut child = command.spawn().unwrap();
        let _it_may_have_ended_already = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

async fn signs_in(server: &TestServer, name: &str, password: &str) -> bool {
    let body = PasswordSignIn { user_name: name.into(), password: password.into(), new_password: None };
    server.browser().post(paths::ADMINISTRATOR_SESSION, &body).await.status == 204
}

#[tokio::test]
async fn an_administrator_is_made_with_the_password_of_standard_input() {
    let server = TestServer::start().await;
    let made = cloudsso(&server, &["administrator", "create", "root"], &[], "a password of mine\n").await;
    assert!(made.status.success(), "{}", err(&made));
    assert!(out(&made).contains("Administrator root is made."));
    assert!(!out(&made).contains("a password of mine"));
    assert!(signs_in(&server, "root", "a password of mine").await);
}

#[tokio::test]
async fn without_a_password_one_is_made_and_shown_once() {
    let server = TestServer::start().await;
    let made = cloudsso(&server, &["administrator", "create", "root"], &[], "").await;
    let said = out(&made);
    let password = said.split_once("Password, shown this once: ").unwrap().1.trim();
    assert!(signs_in(&server, "root", password).await);
}

#[tokio::test]
async fn a_reset_is_the_way_back_in() {
    let server = TestServer::start().await;
    cloudsso(&server, &["administrator", "create", "root"], &[], "a password of mine\n").await;
    let browser = server.browser();
    let body = PasswordSignIn {
        user_name: "root".into(),
        password: "a password of mine".into(),
        new_password: None,
    };
    assert_eq!(browser.post(paths::ADMINISTRATOR_SESSION, &body).await.status, 204);
    for _ in 0..6 {
        signs_in(&server, "root", "wrong").await;
    }
    assert!(!signs_in(&server, "root", "a password of mine").await, "it waits");
    let reset = cloudsso(&server, &["administrator", "reset", "ROOT"], &[], "another password\n").await;
    assert!(reset.status.success(), "{}", err(&reset));
    assert_eq!(browser.get(paths::ADMINISTRATOR_SESSION).await.status, 401, "open sessions are ended");
    assert!(signs_in(&server, "root", "another password").await, "and nobody waits any more");
    assert!(!signs_in(&server, "root", "a password of mine").await);
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_one_line() {
    let server = TestServer::start().await;
    cloudsso(&server, &["administrator", "create", "root"], &[], "a password of mine\n").await;
    for (arguments, input, said) in [
        (
            ["administrator", "create", "Root"],
            "another password\n",
            "There is an administrator named Root already.",
        ),
        (["administrator", "create", "a b"], "another password\n", "name: "),
        (["administrator", "create", "short"], "short\n", "password: "),
        (
            ["administrator", "reset", "nobody"],
            "another password\n",
            "There is no administrator named nobody.",
        ),
    ] {
        let output = cloudsso(&server, &arguments, &[], input).await;
        let text = err(&output);
        assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{text}");
        assert!(text.starts_with("cloudsso: ") && text.contains(said), "{text}");
        assert_eq!(out(&output), "");
    }
}

#[tokio::test]
async fn a_wrong_or_unknown_setting_stops_the_start_with_its_name() {
    let server = TestServer::start().await;
    for (name, value) in [
        ("CLOUDSSO_PUBLIC_URL", "http://sso.example.com"),
        ("CLOUDSSO_LISTEN", "8080"),
        ("CLOUDSSO_DATABASE_URL", "mysql://root:hunter2@localhost/x"),
        ("CLOUDSSO_DIRECTORY_NAME", "d-x"),
        ("CLOUDSSO_LOG", "cloudsso=loud"),
        ("CLOUDSSO_LOG_FORMAT", "xml"),
        ("CLOUDSSO_NO_SUCH_SETTING", "1"),
    ] {
        for command in ["serve", "check"] {
            let output = cloudsso(&server, &[command], &[(name, value)], "").await;
            let text = err(&output);
            assert_eq!((output.status.code(), text.lines().count()), (Some(1), 1), "{name}: {text}");
            let key = name.strip_prefix("CLOUDSSO_").unwrap().to_ascii_lowercase();
            assert!(text.contains(name) || text.contains(&format!("{key} is")), "{name}: {text}");
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}

#[tokio::test]
async fn check_says_what_is_wrong_and_what_to_do() {
    let server = TestServer::start().await;
    let nothing = server.folder().join("nothing");
    let empty = [
        ("CLOUDSSO_DATABASE_URL", format!("sqlite://{}/none.db", nothing.display())),
        ("CLOUDSSO_SECRET_KEY_FILE", nothing.join("secret.key").display().to_string()),
    ];
    let empty: Vec<(&str, &str)> = empty.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let output = cloudsso(&server, &["check"], &empty, "").await;
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("WRONG  secret key: ") && out(&output).contains("WRONG  database: "));
    assert!(!nothing.exists(), "checking makes nothing");
    let output = cloudsso(&server, &["check"], &[], "").await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).contains("WRONG  administrators: none; make one with cloudsso administrator create")
    );
    assert!(out(&output).contains("SSO Logon: off, no identity provider configured"));
}

#[tokio::test]
async fn check_is_content_with_a_complete_directory() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider::default()).await;
    let output = cloudsso(&server, &["check"], &[], "").await;
    let text = out(&output);
    assert!(output.status.success(), "{text}{}", err(&output));
    assert!(text.contains("SSO Logon: on with https://sts.windows.net/"), "{text}");
    assert!(text.contains(
        "identity provider's CN=Microsoft Azure Federated SSO Certificate: certificate valid until"
    ));
}

#[tokio::test]
async fn check_names_a_certificate_that_is_over() {
    static OVER: std::sync::OnceLock<crate::support::idp::Key> = std::sync::OnceLock::new();
    let over = OVER.get_or_init(|| crate::support::idp::Key::fresh(2048, 1_750_000_000));
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider { keys: vec![over], ..Default::default() }).await;
    let output = cloudsso(&server, &["check"], &[], "").await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).contains("WRONG  identity provider's CN=")
            && out(&output).contains("ended at 2025-06-15")
    );
}

#[tokio::test]
async fn check_names_a_secret_key_of_another_database() {
    let server = TestServer::start().await;
    let other = TestServer::start().await;
    let fresh = other.folder().join("fresh.key");
    cloudsso::platform::secrets::SecretKey::open(&fresh).unwrap();
    let fresh = fresh.display().to_string();
    let output = cloudsso(&server, &["check"], &[("CLOUDSSO_SECRET_KEY_FILE", &fresh)], "").await;
    assert_eq!(output.status.code(), Some(1));
    assert!(
        out(&output).contains("restore the secret key file that belongs to this database"),
        "{}",
        out(&output)
    );
}
