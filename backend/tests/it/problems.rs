//! The problem page: a code and a plain reason for everybody, the values for the administrator alone.

use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::paths;
use shared::session::Problem;

use crate::support::{IdentityProvider, Response, TestServer};

#[tokio::test]
async fn the_page_holds_no_values_and_needs_no_session() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider::default()).await;
    let response = Response::new(&server, "mallory@example.com")
        .with(|r| r.audience = "https://other.example/<script>".replace('<', "&lt;"));
    let answer = server.browser().bring(&server, &response, None).await;
    let id = answer.location().strip_prefix("/sign-in/problem/").unwrap().to_owned();
    let page = server.browser().get(&paths::with_id(paths::PROBLEM, &id)).await;
    for value in ["mallory", "other.example", "script", "Audience", "S-43", "192.0.2"] {
        assert!(!page.text().contains(value), "{value} in {}", page.text());
    }
    let problem: Problem = page.json();
    assert_eq!((problem.id.as_str(), problem.sign_in_path.as_str()), (id.as_str(), "/example/login"));
    assert_eq!(problem.occurred_at.0, server.now().as_millisecond());
}

#[tokio::test]
async fn the_administrator_sees_what_was_expected_and_received() {
    let server = TestServer::start().await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    let response =
        Response::new(&server, "alice@example.com").with(|r| r.audience = "https://other.example".into());
    server.browser().bring(&server, &response, None).await.location();
    let log = administrator.get(&format!("{}?kind=SsoSignInRefused", paths::EVENTS)).await;
    for value in ["AudienceMismatch", "S-43", "https://other.example", "/saml/sp/d-", "192.0.2.10"] {
        assert!(log.text().contains(value), "{value} in {}", log.text());
    }
}

#[tokio::test]
async fn only_refusals_are_problems() {
    let server = TestServer::start().await;
    server.administrator().await;
    let other = server.events(EventKind::AdministratorCreated).await.remove(0);
    let unknown = ["e-00000000000000000000", "e-", "u-1", "..", "e-1'--", "e-%00", &"e".repeat(2_000)];
    for id in unknown.into_iter().chain([other.id.as_str()]) {
        let answer = server.browser().get(&paths::with_id(paths::PROBLEM, id)).await;
        assert_eq!((answer.status, answer.error().code), (404, ErrorCode::ProblemNotExists), "{id}");
    }
}
