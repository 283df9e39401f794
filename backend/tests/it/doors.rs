//! What holds for every address: who may call, from where, and with which headers it is answered.

use axum::body::Body;
use axum::http::Method;
use shared::error::ErrorCode;
use shared::paths::{self, WRITE_HEADER};
use shared::session::PasswordSignIn;

use crate::support::{Browser, IdentityProvider, PUBLIC_URL, Response, TestServer};

/// Who may call a JSON door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Anybody,
    User,
    Administrator,
}

use Caller::{Administrator, Anybody, User};

/// Every JSON door. A door that is missing here fails `every_path_of_the_api_is_in_the_table`.
const DOORS: &[(&str, &str, Caller)] = &[
    ("GET", paths::SIGN_IN_OPTIONS, Anybody),
    ("POST", paths::PASSWORD_SIGN_IN, Anybody),
    ("GET", paths::PROBLEM, Anybody),
    ("GET", paths::SESSION, User),
    ("DELETE", paths::SESSION, User),
    ("GET", paths::ADMINISTRATOR_SESSION, Administrator),
    ("POST", paths::ADMINISTRATOR_SESSION, Anybody),
    ("DELETE", paths::ADMINISTRATOR_SESSION, Administrator),
    ("GET", paths::SETTINGS, Administrator),
    ("PUT", paths::DIRECTORY_NAME, Administrator),
    ("PUT", paths::IDENTITY_PROVIDER, Administrator),
    ("DELETE", paths::IDENTITY_PROVIDER, Administrator),
    ("POST", paths::IDENTITY_PROVIDER_PREVIEW, Administrator),
    ("PUT", paths::SSO_LOGON, Administrator),
    ("PUT", paths::SSO_RULES, Administrator),
    ("PUT", paths::LOGON_PREFERENCES, Administrator),
    ("PUT", paths::ACCESS_CONTACT, Administrator),
    ("GET", paths::SCIM_SETTINGS, Administrator),
    ("PUT", paths::SCIM_SYNCHRONIZATION, Administrator),
    ("POST", paths::SCIM_CREDENTIALS, Administrator),
    ("DELETE", paths::SCIM_CREDENTIAL, Administrator),
    ("PUT", paths::SCIM_CREDENTIAL_STATUS, Administrator),
    ("GET", paths::KEY_ROTATION, Administrator),
    ("POST", paths::KEY_ROTATION, Administrator),
    ("POST", paths::KEY_ROTATION_ACCOUNT, Administrator),
    ("GET", paths::CLOUD_CREDENTIAL, Administrator),
    ("PUT", paths::CLOUD_CREDENTIAL, Administrator),
    ("DELETE", paths::CLOUD_CREDENTIAL, Administrator),
    ("POST", paths::CLOUD_CREDENTIAL_TEST, Administrator),
    ("GET", paths::EVENTS, Administrator),
    ("GET", paths::OVERVIEW, Administrator),
    ("GET", paths::USERS, Administrator),
    ("POST", paths::USERS, Administrator),
    ("GET", paths::USER, Administrator),
    ("PUT", paths::USER, Administrator),
    ("DELETE", paths::USER, Administrator),
    ("PUT", paths::USER_STATUS, Administrator),
    ("PUT", paths::USER_PASSWORD, Administrator),
    ("GET", paths::USER_GROUPS, Administrator),
    ("POST", paths::USER_IMPORT, Administrator),
    ("POST", paths::USER_IMPORT_PREVIEW, Administrator),
    ("GET", paths::GROUPS, Administrator),
    ("POST", paths::GROUPS, Administrator),
    ("GET", paths::GROUP, Administrator),
    ("PUT", paths::GROUP, Administrator),
    ("DELETE", paths::GROUP, Administrator),
    ("GET", paths::GROUP_MEMBERS, Administrator),
    ("POST", paths::GROUP_MEMBERS, Administrator),
    ("DELETE", paths::GROUP_MEMBERS, Administrator),
    ("GET", paths::RESOURCE_DIRECTORY, Administrator),
    ("GET", paths::RESOURCE_DIRECTORY_IMPORT, Administrator),
    ("POST", paths::RESOURCE_DIRECTORY_IMPORT, Administrator),
    ("POST", paths::FOLDERS, Administrator),
    ("PUT", paths::FOLDER, Administrator),
    ("DELETE", paths::FOLDER, Administrator),
    ("POST", paths::ACCOUNTS, Administrator),
    ("GET", paths::ACCOUNT, Administrator),
    ("PUT", paths::ACCOUNT, Administrator),
    ("DELETE", paths::ACCOUNT, Administrator),
    ("GET", paths::ACCESS_CONFIGURATIONS, Administrator),
    ("POST", paths::ACCESS_CONFIGURATIONS, Administrator),
    ("GET", paths::ACCESS_CONFIGURATION, Administrator),
    ("PUT", paths::ACCESS_CONFIGURATION, Administrator),
    ("DELETE", paths::ACCESS_CONFIGURATION, Administrator),
    ("GET", paths::SYSTEM_POLICIES, Administrator),
    ("GET", paths::ACCESS_ASSIGNMENTS, Administrator),
    ("POST", paths::ACCESS_ASSIGNMENTS, Administrator),
    ("DELETE", paths::ACCESS_ASSIGNMENTS, Administrator),
    ("POST", paths::ACCESS_ASSIGNMENT_PREVIEW, Administrator),
    ("GET", paths::REACH, Administrator),
    ("GET", paths::REACH_EXPORT, Administrator),
    ("POST", paths::ACCESS_ASSIGNMENTS_REVOKE, Administrator),
    ("GET", paths::PROVISIONINGS, Administrator),
    ("POST", paths::PROVISIONINGS, Administrator),
    ("DELETE", paths::PROVISIONINGS, Administrator),
    ("POST", paths::PROVISIONING_COMPARISON, Administrator),
    ("GET", paths::ROLL_OUT_PREVIEW, Administrator),
    ("GET", paths::TASKS, Administrator),
    ("GET", paths::TASK_BATCH, Administrator),
    ("POST", paths::TASKS_CANCEL, Administrator),
    ("POST", paths::TASKS_RETRY, Administrator),
    ("GET", paths::MANUAL_WORK, Administrator),
    ("POST", paths::MANUAL_WORK_DONE, Administrator),
    ("GET", paths::RAM_USER_PROVISIONINGS, Administrator),
    ("POST", paths::RAM_USER_PROVISIONINGS, Administrator),
    ("PUT", paths::RAM_USER_PROVISIONING, Administrator),
    ("DELETE", paths::RAM_USER_PROVISIONING, Administrator),
    ("GET", paths::RAM_USERS, Administrator),
    ("GET", paths::RAM_USER_EVENTS, Administrator),
    ("POST", paths::RAM_USER_EVENTS_RETRY, Administrator),
    ("POST", paths::RAM_USER_DONE, Administrator),
    ("GET", paths::RAM_USER_SETTINGS, Administrator),
    ("PUT", paths::RAM_USER_SETTINGS, Administrator),
    ("GET", paths::PORTAL_RAM_USERS, User),
    ("GET", paths::PORTAL_ACCOUNTS, User),
    ("GET", paths::PORTAL_ACCESS_CONFIGURATIONS, User),
    ("PUT", paths::PORTAL_FAVOURITE, User),
    ("DELETE", paths::PORTAL_FAVOURITE, User),
    ("GET", paths::PORTAL_RECENT, User),
    ("GET", paths::PORTAL_DIRECT_ACCESS, User),
    ("POST", paths::PORTAL_CREDENTIALS, User),
    ("GET", paths::DEVICE_REQUEST, User),
    ("POST", paths::DEVICE_REQUEST, User),
    ("GET", paths::PORTAL_DIRECT_ACCESS_LINK, User),
    ("GET", paths::DIRECT_ACCESS_LINK, Administrator),
];

#[tokio::test]
async fn every_door_of_the_api_is_in_the_table() {
    let server = TestServer::start().await;
    let (paths, _) = include_str!("../../../shared/src/paths.rs").split_once("#[cfg(test)]").unwrap();
    let paths: Vec<&str> =
        paths.split('"').filter(|text| text.starts_with("/api/") && !text.contains('\n')).collect();
    assert!(paths.len() > 20, "{paths:?}");
    for path in paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let (status, text) = call(&server.browser(), method, path, OURS).await;
            let listed = DOORS.iter().any(|door| (door.0, door.1) == (method, path));
            assert_eq!(status != 405, listed, "{method} {path}: {text}");
        }
    }
}

async fn call(browser: &Browser, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let path = paths::with_id(path, "x");
    let mut request = browser.request(method.parse().unwrap(), &path, false);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = browser.send(request, Body::from("{}")).await;
    (answer.status, answer.text().to_owned())
}

const OURS: &[(&str, &str)] =
    &[("sec-fetch-site", "same-origin"), (WRITE_HEADER, "1"), ("content-type", "application/json")];

#[tokio::test]
async fn without_a_session_every_door_that_needs_one_says_so() {
    let server = TestServer::start().await;
    for (method, path, caller) in DOORS {
        let (status, text) = call(&server.browser(), method, path, OURS).await;
        assert_eq!(
            status == 401 && text.contains("SignInNeeded"),
            *caller != Anybody,
            "{method} {path}: {text}"
        );
    }
}

#[tokio::test]
async fn a_session_of_the_other_kind_opens_no_door() {
    let server = TestServer::start().await;
    let alice = server.create_user("alice@example.com").await;
    for (method, path, caller) in DOORS {
        let browser = match caller {
            Anybody => continue,
            User => server.administrator().await,
            Administrator => server.signed_in(&alice).await,
        };
        assert_eq!(call(&browser, method, path, OURS).await.0, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn whoever_may_call_gets_past_the_door_and_breaks_nothing() {
    let server = TestServer::start().await;
    let alice = server.create_user("alice@example.com").await;
    crate::support::Administrator::of(&server).await.allow_credentials(true).await;
    for (method, path, caller) in DOORS {
        let browser = match caller {
            Anybody => server.browser(),
            User => server.signed_in(&alice).await,
            Administrator => server.administrator().await,
        };
        let (status, text) = call(&browser, method, path, OURS).await;
        assert!(!matches!(status, 401 | 403 | 405 | 500..), "{method} {path}: {status} {text}");
    }
}

#[tokio::test]
async fn a_write_from_another_site_is_refused_whoever_is_signed_in() {
    let server = TestServer::start().await;
    let alice = server.create_user("alice@example.com").await;
    let json = ("content-type", "application/json");
    let marked = (WRITE_HEADER, "1");
    let writes = DOORS.iter().filter(|(method, ..)| *method != "GET");
    for (method, path, caller) in writes {
        let browser = match caller {
            User => server.signed_in(&alice).await,
            _ => server.administrator().await,
        };
        for headers in [
            &[json, marked, ("sec-fetch-site", "cross-site")][..],
            &[json, marked, ("sec-fetch-site", "same-site")],
            &[json, marked, ("sec-fetch-site", "none")],
            &[json, marked, ("origin", "https://evil.example")],
            &[json, marked, ("origin", "null")],
            &[json, ("sec-fetch-site", "same-origin")],
            &[("content-type", "text/plain")],
        ] {
            let (status, text) = call(&browser, method, path, headers).await;
            assert!(
                status == 403 && text.contains("CrossSiteRequest"),
                "{method} {path} {headers:?}: {text}"
            );
        }
    }
}

#[tokio::test]
async fn another_site_cannot_read_either() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let read = |site| call(&administrator, "GET", paths::SETTINGS, site);
    assert_eq!(read(&[("sec-fetch-site", "cross-site")]).await.0, 403);
    assert_eq!(read(&[("sec-fetch-site", "same-site")]).await.0, 403);
    assert_eq!(read(&[("sec-fetch-site", "none")]).await.0, 200, "typed by hand");
    assert_eq!(read(&[]).await.0, 200);
}

#[tokio::test]
async fn no_answer_lets_other_sites_in() {
    let server = TestServer::start().await;
    let browser = server.browser();
    let request = browser
        .request(Method::OPTIONS, paths::SETTINGS, true)
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", WRITE_HEADER);
    let answer = browser.send(request, Body::empty()).await;
    assert_eq!(answer.status, 403);
    assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control")));
}

#[tokio::test]
async fn a_write_without_json_or_beyond_the_limit_is_refused() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let same_site = [("sec-fetch-site", "same-origin"), (WRITE_HEADER, "1"), ("content-type", "text/plain")];
    assert_eq!(call(&administrator, "PUT", paths::SSO_RULES, &same_site).await.0, 400);
    let body = PasswordSignIn { user_name: "x".repeat(70_000), password: String::new(), new_password: None };
    let answer = server.browser().post(paths::PASSWORD_SIGN_IN, &body).await;
    assert_eq!((answer.status, answer.error().code), (413, ErrorCode::BodyTooLarge));
}

#[tokio::test]
async fn an_unknown_path_of_the_api_is_told_in_json() {
    let server = TestServer::start().await;
    for path in ["/api", "/api/", "/api/nothing", "/api/settings/nothing"] {
        let answer = server.browser().get(path).await;
        assert_eq!((answer.status, answer.error().code), (404, ErrorCode::PathNotExists), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_path_of_saml_is_no_page() {
    let server = TestServer::start().await;
    for path in ["/saml/nothing", "/saml/acs", "/saml/sp/d-1/more"] {
        assert_eq!(server.browser().get(path).await.status, 404, "{path}");
        assert_eq!(server.browser().post_form_from_elsewhere(path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn every_kind_of_answer_carries_the_security_headers() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    let browser = server.browser();
    let sp_metadata = paths::with_id(paths::SP_METADATA, server.directory.id.as_str());
    let answers = [
        ("page", browser.get("/console").await),
        ("missing file", browser.get("/assets/none.js").await),
        ("redirect", browser.get("/").await),
        ("redirect to the identity provider", browser.get(paths::SAML_SIGN_IN).await),
        ("JSON", administrator.get(paths::SETTINGS).await),
        ("refusal", browser.get(paths::SETTINGS).await),
        ("unknown", browser.get("/api/nothing").await),
        ("metadata", browser.get(&sp_metadata).await),
        ("no response", browser.post_form_from_elsewhere(&server.acs(), &[]).await),
        ("refused response", browser.bring(&server, &Response::new(&server, "x"), None).await),
        ("health", browser.get("/healthz").await),
        ("measures", browser.get("/metrics").await),
    ];
    for (what, answer) in answers {
        let policy = answer.header("content-security-policy").unwrap_or_default();
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{what}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline"), "{what}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{what}");
        }
        assert!(answer.header("permissions-policy").is_some(), "{what}");
        if !matches!(what, "page" | "missing file") {
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
        }
    }
}

#[tokio::test]
async fn only_the_name_of_the_public_url_is_answered() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    for (host, status) in [("sso.example.com", 200), ("SSO.example.com:443", 200), ("evil.example", 421)] {
        let mut request = administrator.request(Method::GET, paths::SETTINGS, false);
        request.headers_mut().unwrap().insert("host", host.parse().unwrap());
        let answer = administrator.send(request, Body::empty()).await;
        assert_eq!(answer.status, status, "{host}");
        assert!(answer.text().contains(PUBLIC_URL), "{host}");
    }
    for path in ["/healthz", "/readyz", "/metrics"] {
        let mut request = administrator.request(Method::GET, path, false);
        request.headers_mut().unwrap().insert("host", "192.0.2.1:8080".parse().unwrap());
        assert_eq!(administrator.send(request, Body::empty()).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_site_leads_people_where_they_belong() {
    let server = TestServer::start().await;
    let alice = server.create_user("alice@example.com").await;
    let (stranger, user) = (server.browser(), server.signed_in(&alice).await);
    for (path, target) in [
        ("/", "/example/login"),
        ("/portal", "/example/login"),
        ("/portal/", "/example/login?target=%2Fportal%2F"),
        ("/portal/ram-users?page=2", "/example/login?target=%2Fportal%2Fram-users%3Fpage%3D2"),
        ("/portal?x=%2F%2Fevil", "/example/login?target=%2Fportal%3Fx%3D%252F%252Fevil"),
    ] {
        assert_eq!(stranger.get(path).await.location(), target, "{path}");
    }
    assert_eq!(user.get("/").await.location(), "/portal");
    assert_ne!(user.get("/portal").await.status, 303);
    for path in ["/portals", "/example/login", "/console", "/sign-in/problem/e-1"] {
        assert_ne!(stranger.get(path).await.status, 303, "{path}");
    }
}

#[tokio::test]
async fn sign_ins_and_requests_are_counted() {
    let server = TestServer::start().await;
    server.create_user("alice@example.com").await;
    server.with_sso(&IdentityProvider::default()).await;
    let browser = server.browser();
    browser.sign_in(&server, "alice@example.com").await;
    browser.bring(&server, &Response::new(&server, "secret-name@example.com"), None).await.location();
    let text = browser.get("/metrics").await;
    assert!(text.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
    for line in [
        "cloudsso_sign_ins_total{way=\"sso\",outcome=\"accepted\"}",
        "cloudsso_sign_ins_total{way=\"sso\",outcome=\"refused\"}",
        "cloudsso_http_requests_total{route=\"/saml/acs/{id}\",status=\"3xx\"}",
        "cloudsso_http_request_duration_seconds_count{route=\"/saml/acs/{id}\"}",
    ] {
        assert!(text.text().contains(line), "{line}");
    }
    assert!(!text.text().contains("secret-name"));
}
