//! Every route beside everybody who may come: nobody signed in, a user, an administrator (W-17).
//!
//! A path that is in `shared::paths` and not in this table fails the test, and so does a method that is
//! answered and not in it.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::json;
use shared::error::ErrorCode;
use shared::paths::{self, WRITE_HEADER};

use crate::support::{Answer, Browser, TestServer};

/// Who gets past the door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum May {
    Anybody,
    User,
    Administrator,
}

use May::{Administrator, Anybody, User};

/// Methods of each path, and who may call them.
const TABLE: &[(&str, &[&str], May)] = &[
    (paths::SIGN_IN_OPTIONS, &["GET"], Anybody),
    (paths::PASSWORD_SIGN_IN, &["POST"], Anybody),
    (paths::PROBLEM, &["GET"], Anybody),
    (paths::SESSION, &["GET", "DELETE"], User),
    (paths::ADMINISTRATOR_SESSION, &["GET", "DELETE"], Administrator),
    (paths::ADMINISTRATOR_SESSION, &["POST"], Anybody),
    (paths::PORTAL_ACCOUNTS, &["GET"], User),
    (paths::PORTAL_ACCESS_CONFIGURATIONS, &["GET"], User),
    (paths::PORTAL_DIRECT_ACCESS, &["GET"], User),
    (paths::OVERVIEW, &["GET"], Administrator),
    (paths::USERS, &["GET", "POST"], Administrator),
    (paths::USER, &["GET", "DELETE"], Administrator),
    (paths::USER_STATUS, &["PUT"], Administrator),
    (paths::USER_PASSWORD, &["POST"], Administrator),
    (paths::RESOURCE_DIRECTORY, &["GET"], Administrator),
    (paths::FOLDERS, &["POST"], Administrator),
    (paths::FOLDER, &["DELETE"], Administrator),
    (paths::ACCOUNTS, &["POST"], Administrator),
    (paths::ACCOUNT, &["DELETE"], Administrator),
    (paths::ACCESS_CONFIGURATIONS, &["GET", "POST"], Administrator),
    (paths::ACCESS_CONFIGURATION, &["GET", "DELETE"], Administrator),
    (paths::ACCESS_ASSIGNMENTS, &["GET", "POST", "DELETE"], Administrator),
    (paths::SETTINGS, &["GET"], Administrator),
    (paths::DIRECTORY_NAME, &["PUT"], Administrator),
    (paths::IDENTITY_PROVIDER, &["PUT", "DELETE"], Administrator),
    (paths::IDENTITY_PROVIDER_PREVIEW, &["POST"], Administrator),
    (paths::SSO_LOGON, &["PUT"], Administrator),
    (paths::SSO_RULES, &["PUT"], Administrator),
    (paths::EVENTS, &["GET"], Administrator),
    (paths::SAML_SIGN_IN, &["GET"], Anybody),
    (paths::LOG_ON, &["POST"], User),
    (paths::SP_METADATA, &["GET"], Anybody),
    (paths::IDP_METADATA, &["GET"], Anybody),
    (paths::ACS, &["POST"], Anybody),
];

/// Every path of `shared::paths`.
fn known_paths() -> BTreeSet<&'static str> {
    include_str!("../../../shared/src/paths.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split('"').nth(1))
        .filter(|path| path.starts_with('/'))
        .collect()
}

/// The path with the id of something that does not exist.
fn filled(path: &str) -> String {
    let id = match path {
        paths::ACCOUNT | paths::PORTAL_ACCESS_CONFIGURATIONS => "9999999999999999",
        paths::FOLDER => "fd-00000000000000000000",
        paths::ACCESS_CONFIGURATION => "ac-00000000000000000000",
        paths::PROBLEM => "e-00000000000000000000",
        _ => "u-00000000000000000000",
    };
    paths::with_id(path, id)
}

async fn call(browser: &Browser, method: &str, path: &str) -> Answer {
    let method: Method = method.parse().unwrap();
    let path = filled(path);
    match method {
        Method::GET => browser.get(&path).await,
        _ => browser.write(method, &path, &json!({})).await,
    }
}

/// A browser of each kind, fresh: some calls sign out.
async fn browsers(server: &TestServer, user: &shared::ids::UserId) -> [(May, Browser); 3] {
    [
        (Anybody, server.browser()),
        (User, server.signed_in(user).await),
        (Administrator, server.administrator().await),
    ]
}

#[test]
fn the_table_holds_every_path() {
    let listed: BTreeSet<&str> = TABLE.iter().map(|(path, ..)| *path).collect();
    assert_eq!(listed, known_paths());
}

#[tokio::test]
async fn whoever_may_not_call_gets_no_further_than_the_door() {
    let server = TestServer::start().await;
    let user = server.create_user("alice").await;
    for (path, methods, may) in TABLE {
        for method in *methods {
            for (who, browser) in browsers(&server, &user).await {
                let answer = call(&browser, method, path).await;
                let case = format!("{method} {path} by {who:?}: {} {}", answer.status, answer.text());
                if *may != Anybody && *may != who {
                    if *path == paths::LOG_ON {
                        assert_eq!(answer.location(), "/example/login", "{case}");
                    } else {
                        assert_eq!(
                            (answer.status, answer.error().code),
                            (401, ErrorCode::SignInNeeded),
                            "{case}"
                        );
                    }
                } else {
                    assert!(!matches!(answer.status, 401 | 403 | 405 | 500..), "{case}");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_other_method_is_answered() {
    let server = TestServer::start().await;
    let user = server.create_user("alice").await;
    for path in known_paths() {
        let listed: Vec<&str> =
            TABLE.iter().filter(|row| row.0 == path).flat_map(|row| row.1.iter().copied()).collect();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if listed.contains(&method) {
                continue;
            }
            for (who, browser) in browsers(&server, &user).await {
                let answer = call(&browser, method, path).await;
                assert_eq!(answer.status, 405, "{method} {path} by {who:?}");
            }
        }
    }
}

#[tokio::test]
async fn no_write_passes_that_is_not_from_our_own_pages() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    for (path, methods, _) in TABLE.iter().filter(|row| row.0.starts_with("/api/")) {
        for method in methods.iter().filter(|method| **method != "GET") {
            let request = || administrator.request(method.parse().unwrap(), &filled(path), false);
            let written = "application/json";
            for request in [
                request().header("content-type", written),
                request().header("content-type", written).header("sec-fetch-site", "same-origin"),
                request()
                    .header("content-type", written)
                    .header("sec-fetch-site", "cross-site")
                    .header(WRITE_HEADER, "1"),
                request()
                    .header("content-type", written)
                    .header("sec-fetch-site", "same-site")
                    .header(WRITE_HEADER, "1"),
                request()
                    .header("content-type", written)
                    .header("origin", "https://evil.example")
                    .header(WRITE_HEADER, "1"),
            ] {
                let answer = administrator.send(request, "{}".into()).await;
                assert_eq!(
                    (answer.status, answer.error().code),
                    (403, ErrorCode::CrossSiteRequest),
                    "{method} {path}"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_address_that_is_nothing_says_so_to_everybody() {
    let server = TestServer::start().await;
    let user = server.create_user("alice").await;
    for (_, browser) in browsers(&server, &user).await {
        for path in ["/api/nothing", "/api/users/u-1/nothing"] {
            let answer = browser.get(path).await;
            assert_eq!((answer.status, answer.error().code), (404, ErrorCode::PathNotExists), "{path}");
        }
    }
}
