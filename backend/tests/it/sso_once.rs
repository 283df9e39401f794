//! Which response answers which request, and that each lets in once.

use shared::paths;
use shared::session::{ProblemKind, WhoCanFix};
use shared::settings::UpdateSsoRules;

use crate::support::{Browser, IdentityProvider, Response, TestServer, upload};

const ALICE: &str = "alice@example.com";

async fn with_alice() -> (TestServer, Browser) {
    let server = TestServer::start().await;
    server.create_user(ALICE).await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    (server, administrator)
}

#[tokio::test]
async fn a_request_of_another_browser_is_not_answered() {
    let (server, _) = with_alice().await;
    let (victim, attacker) = (server.browser(), server.browser());
    let sent = attacker.start(None).await;
    victim.start(None).await;
    let response = Response::new(&server, ALICE).answering(sent.id());
    let answer = victim.bring(&server, &response, None).await;
    let event = server.refused(&answer, "RequestUnknown").await;
    assert_eq!(event.actor_name, ALICE);
    let told = victim.problem(&answer).await;
    assert_eq!((told.kind, told.who_can_fix), (ProblemKind::NotStartedHere, WhoCanFix::Person));
    // The one who asked may still be answered: the refusal used nothing up.
    let answer = attacker.bring(&server, &response, None).await;
    assert_eq!(answer.location(), "/portal");
}

#[tokio::test]
async fn a_request_is_not_answered_in_a_browser_without_its_cookie() {
    let (server, _) = with_alice().await;
    let browser = server.browser();
    let sent = browser.start(None).await;
    let response = Response::new(&server, ALICE).answering(sent.id());
    let answer = server.browser().bring(&server, &response, None).await;
    server.refused(&answer, "RequestUnknown").await;
}

#[tokio::test]
async fn a_request_is_answered_once() {
    let (server, _) = with_alice().await;
    let browser = server.browser();
    let sent = browser.start(None).await;
    let answer = browser.bring(&server, &Response::new(&server, ALICE).answering(sent.id()), None).await;
    assert_eq!(answer.location(), "/portal");
    browser.start(None).await;
    let another_assertion = Response::new(&server, ALICE).answering(sent.id());
    let answer = browser.bring(&server, &another_assertion, None).await;
    server.refused(&answer, "RequestUnknown").await;
}

#[tokio::test]
async fn a_request_waits_ten_minutes_and_no_longer() {
    let (server, _) = with_alice().await;
    let (prompt, late) = (server.browser(), server.browser());
    let sent = [prompt.start(None).await, late.start(None).await];
    server.clock.advance(599);
    let response = Response::new(&server, ALICE).answering(sent[0].id());
    assert_eq!(prompt.bring(&server, &response, None).await.location(), "/portal");
    server.clock.advance(1);
    let response = Response::new(&server, ALICE).answering(sent[1].id());
    let answer = late.bring(&server, &response, None).await;
    server.refused(&answer, "RequestExpired").await;
    assert_eq!(late.problem(&answer).await.kind, ProblemKind::Expired);
}

#[tokio::test]
async fn a_response_that_names_an_unknown_request_is_never_taken_for_an_unsolicited_one() {
    let (server, _) = with_alice().await;
    for id in ["_0123456789abcdef0123456789abcdef01234567", "x"] {
        let browser = server.browser();
        browser.start(None).await;
        let answer = browser.bring(&server, &Response::new(&server, ALICE).answering(id), None).await;
        server.refused(&answer, "RequestUnknown").await;
    }
    assert_eq!(server.count("sessions").await, 0);
}

#[tokio::test]
async fn unsolicited_responses_are_refused_when_the_directory_says_so() {
    let (server, administrator) = with_alice().await;
    let rules = UpdateSsoRules { idp_initiated_allowed: false, clock_skew_seconds: 180 };
    assert_eq!(administrator.put(paths::SSO_RULES, &rules).await.status, 204);
    let browser = server.browser();
    let answer = browser.bring(&server, &Response::new(&server, ALICE), None).await;
    server.refused(&answer, "IdpInitiatedNotAllowed").await;
    let told = browser.problem(&answer).await;
    assert_eq!(
        (told.kind, told.who_can_fix),
        (ProblemKind::IdpInitiatedOff, WhoCanFix::DirectoryAdministrator)
    );
    let sent = browser.start(None).await;
    let response = Response::new(&server, ALICE).answering(sent.id());
    assert_eq!(browser.bring(&server, &response, None).await.location(), "/portal");
}

#[tokio::test]
async fn a_used_assertion_is_refused() {
    let (server, _) = with_alice().await;
    let response = Response::new(&server, ALICE);
    assert_eq!(server.browser().bring(&server, &response, None).await.location(), "/portal");
    // The response around it is written anew each time, with another id: only the assertion is the same.
    let answer = server.browser().bring(&server, &response, None).await;
    let event = server.refused(&answer, "AssertionReplayed").await;
    assert_eq!(event.details["check"], "S-54");
    assert_eq!(server.count("sessions").await, 1);
}

#[tokio::test]
async fn a_used_assertion_is_refused_after_a_restart_and_by_a_second_server() {
    let (server, _) = with_alice().await;
    let response = Response::new(&server, ALICE);
    assert_eq!(server.browser().bring(&server, &response, None).await.location(), "/portal");
    let second = server.again().await;
    let answer = second.browser().bring(&second, &response, None).await;
    second.refused(&answer, "AssertionReplayed").await;
}

#[tokio::test]
async fn a_used_assertion_is_refused_for_as_long_as_it_could_be_valid() {
    let (server, administrator) = with_alice().await;
    let response = Response::new(&server, ALICE);
    assert_eq!(server.browser().bring(&server, &response, None).await.location(), "/portal");
    // The largest skew, set afterwards, does not bring it back; nor does sweeping at the last moment.
    let rules = UpdateSsoRules { idp_initiated_allowed: true, clock_skew_seconds: 300 };
    assert_eq!(administrator.put(paths::SSO_RULES, &rules).await.status, 204);
    server.clock.advance(3_600 + 299);
    cloudsso::worker::sweep(&server.app.db, server.now()).await.unwrap();
    let answer = server.browser().bring(&server, &response, None).await;
    server.refused(&answer, "AssertionReplayed").await;
    server.clock.advance(1);
    let answer = server.browser().bring(&server, &response, None).await;
    server.refused(&answer, "Expired").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_posts_of_one_assertion_at_once_open_one_session() {
    let (server, _) = with_alice().await;
    let second = server.again().await;
    let response = Response::new(&server, ALICE).base64();
    let posts = (0..8).map(|n| {
        let browser = if n % 2 == 0 { server.browser() } else { second.browser() };
        let (path, message) = (server.acs(), response.clone());
        tokio::spawn(
            async move { browser.post_form_from_elsewhere(&path, &[("SAMLResponse", &message)]).await },
        )
    });
    let mut let_in = 0;
    for post in posts.collect::<Vec<_>>() {
        let answer = post.await.unwrap();
        if answer.location() == "/portal" {
            let_in += 1;
        } else {
            server.refused(&answer, "AssertionReplayed").await;
        }
    }
    assert_eq!((let_in, server.count("sessions").await), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_answers_to_one_request_at_once_open_one_session() {
    let (server, _) = with_alice().await;
    let browser = server.browser();
    let sent = browser.start(None).await;
    let posts = (0..8).map(|_| {
        let (browser, path) = (browser.clone(), server.acs());
        let message = Response::new(&server, ALICE).answering(sent.id()).base64();
        tokio::spawn(
            async move { browser.post_form_from_elsewhere(&path, &[("SAMLResponse", &message)]).await },
        )
    });
    let mut let_in = 0;
    for post in posts.collect::<Vec<_>>() {
        let_in += u32::from(post.await.unwrap().location() == "/portal");
    }
    assert_eq!((let_in, server.count("sessions").await), (1, 1));
}

#[tokio::test]
async fn a_new_configuration_ends_the_requests_under_way() {
    let (server, administrator) = with_alice().await;
    let browser = server.browser();
    let sent = browser.start(None).await;
    let same_again = upload(&IdentityProvider::default().metadata());
    assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &same_again).await.status, 204);
    let response = Response::new(&server, ALICE).answering(sent.id());
    let answer = browser.bring(&server, &response, None).await;
    server.refused(&answer, "RequestUnknown").await;
}
