//! Responses that let nobody in: switched off, unknown people, failed checks, and what is no response at all.

use axum::body::Body;
use axum::http::Method;
use shared::events::EventKind;
use shared::paths;
use shared::session::{ProblemKind, WhoCanFix};
use shared::settings::SetSsoLogon;

use crate::support::idp::next_key;
use crate::support::{
    Browser, IdentityProvider, Response, SESSION_COOKIE, SIGN_IN_COOKIE, TestServer, upload,
};

const ALICE: &str = "alice@example.com";

async fn with_alice() -> (TestServer, Browser) {
    let server = TestServer::start().await;
    server.create_user(ALICE).await;
    let administrator = server.with_sso(&IdentityProvider::default()).await;
    (server, administrator)
}

#[tokio::test]
async fn nobody_signs_in_while_sso_logon_is_off() {
    let (server, administrator) = with_alice().await;
    let browser = server.browser();
    let sent = browser.start(None).await;
    assert_eq!(administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: false }).await.status, 204);
    for response in [Response::new(&server, ALICE), Response::new(&server, ALICE).answering(sent.id())] {
        let answer = browser.bring(&server, &response, None).await;
        server.refused(&answer, "SsoSwitchedOff").await;
        assert_eq!(browser.problem(&answer).await.kind, ProblemKind::SsoLogonOff);
    }
    let answer = browser.get(paths::SAML_SIGN_IN).await;
    server.refused(&answer, "SsoSwitchedOff").await;
}

#[tokio::test]
async fn nobody_signs_in_without_an_identity_provider() {
    let server = TestServer::start().await;
    server.create_user(ALICE).await;
    let answer = server.browser().bring(&server, &Response::new(&server, ALICE), None).await;
    server.refused(&answer, "SsoSwitchedOff").await;
    let answer = server.browser().get(paths::SAML_SIGN_IN).await;
    assert!(answer.set_cookie(SIGN_IN_COOKIE).is_none());
    server.refused(&answer, "SsoSwitchedOff").await;
}

#[tokio::test]
async fn an_unknown_user_is_refused_and_not_made() {
    let (server, _) = with_alice().await;
    let browser = server.browser();
    let sent = browser.start(None).await;
    let response = Response::new(&server, "mallory@example.com").answering(sent.id());
    let answer = browser.bring(&server, &response, None).await;
    let event = server.refused(&answer, "InvalidUser").await;
    assert_eq!(event.actor_name, "mallory@example.com");
    assert_eq!(event.details["received"], "mallory@example.com");
    let told = browser.problem(&answer).await;
    assert_eq!((told.kind, told.who_can_fix), (ProblemKind::UnknownUser, WhoCanFix::DirectoryAdministrator));
    // Nothing was used up: once the administrator has made the user, the same answer is good.
    server.create_user("mallory@example.com").await;
    assert_eq!(browser.bring(&server, &response, None).await.location(), "/portal");
}

#[tokio::test]
async fn a_disabled_user_is_refused() {
    let (server, _) = with_alice().await;
    let bob = server.create_user("bob@example.com").await;
    server.set_status(&bob, "Disabled").await;
    let browser = server.browser();
    let answer = browser.bring(&server, &Response::new(&server, "bob@example.com"), None).await;
    server.refused(&answer, "UserDisabled").await;
    assert_eq!(browser.problem(&answer).await.kind, ProblemKind::UnknownUser);
}

#[tokio::test]
async fn a_name_that_can_be_no_user_name_is_refused_by_name() {
    let (server, _) = with_alice().await;
    for name in ["a".repeat(65).as_str(), "alice smith", "älice@example.com", "alice;DROP TABLE users"] {
        let browser = server.browser();
        let answer = browser.bring(&server, &Response::new(&server, name), None).await;
        server.refused(&answer, "InvalidSubjectValue").await;
        assert_eq!(browser.problem(&answer).await.kind, ProblemKind::InvalidSubject, "{name}");
    }
}

#[tokio::test]
async fn the_identity_providers_own_no_is_told_as_such() {
    let (server, _) = with_alice().await;
    let browser = server.browser();
    let response = Response::new(&server, ALICE).with(|r| r.status = "Responder".to_owned());
    let answer = browser.bring(&server, &response, None).await;
    server.refused(&answer, "StatusNotSuccess").await;
    let told = browser.problem(&answer).await;
    assert_eq!(
        (told.kind, told.who_can_fix),
        (ProblemKind::IdentityProviderSaidNo, WhoCanFix::IdentityProviderAdministrator)
    );
}

#[tokio::test]
async fn the_checks_of_the_verifier_end_on_the_problem_page() {
    let (server, _) = with_alice().await;
    let response = || Response::new(&server, ALICE);
    let hour_ago = server.now() - jiff::SignedDuration::from_mins(70);
    for (response, reason, kind) in [
        (response().with(|r| r.key = next_key()), "SignatureNotVerified", ProblemKind::ResponseRefused),
        (
            response().with(|r| r.audience = "https://sso.example.com/saml/sp/d-other".into()),
            "AudienceMismatch",
            ProblemKind::ResponseRefused,
        ),
        (
            response().with(|r| r.issuer = "https://sts.windows.net/other/".into()),
            "ResponseIssuerMismatch",
            ProblemKind::ResponseRefused,
        ),
        (response().with(|r| r.acs_url.push('/')), "DestinationMismatch", ProblemKind::ResponseRefused),
        (response().with(|r| r.now = hour_ago), "Expired", ProblemKind::Expired),
    ] {
        let browser = server.browser();
        let answer = browser.bring(&server, &response, None).await;
        server.refused(&answer, reason).await;
        assert_eq!(browser.problem(&answer).await.kind, kind, "{reason}");
    }
    assert_eq!(server.count("used_assertions").await, 0);
}

#[tokio::test]
async fn a_response_changed_after_it_was_signed_is_refused() {
    let (server, _) = with_alice().await;
    server.create_user("mallory@example.com").await;
    let changed = Response::new(&server, "mallory@example.com").xml().replace("mallory@", "alice@");
    let message = openssl::base64::encode_block(changed.as_bytes());
    let answer =
        server.browser().post_form_from_elsewhere(&server.acs(), &[("SAMLResponse", &message)]).await;
    server.refused(&answer, "DigestMismatch").await;
}

#[tokio::test]
async fn what_is_no_response_at_all_gets_a_constant_and_an_event() {
    let (server, _) = with_alice().await;
    let browser = server.browser();
    let message = Response::new(&server, ALICE).base64();
    for (fields, reason) in [
        (vec![], "ResponseMissing"),
        (vec![("SAMLResponse", "")], "ResponseMissing"),
        (vec![("SAMLResponse", "<not base64>")], "NotBase64"),
        (vec![("SAMLResponse", message.as_str()), ("SAMLResponse", message.as_str())], "ResponseRepeated"),
        (vec![("SAMLart", "AAQAA")], "ArtifactNotSupported"),
    ] {
        let answer = browser.post_form_from_elsewhere(&server.acs(), &fields).await;
        assert_eq!((answer.status, answer.text()), (400, "This is not a SAML response.\n"), "{reason}");
        let event = server.events(EventKind::SsoSignInRefused).await.remove(0);
        assert_eq!(event.details["reason"], reason);
        server.clock.advance(1);
    }
    for content_type in ["application/json", "text/xml", "multipart/form-data; boundary=x", ""] {
        let request = browser.request(Method::POST, &server.acs(), true).header("content-type", content_type);
        let answer = browser.send(request, Body::from(format!("SAMLResponse={message}"))).await;
        assert_eq!(answer.status, 400, "{content_type}");
    }
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let answer = browser.send(browser.request(method, &server.acs(), true), Body::empty()).await;
        assert_eq!(answer.status, 405);
    }
    assert_eq!(server.count("sessions").await, 0);
}

#[tokio::test]
async fn xml_that_is_no_response_ends_on_the_problem_page() {
    let (server, _) = with_alice().await;
    for xml in ["<a/>", "no xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "\u{0}", "<a>", "é"] {
        let message = openssl::base64::encode_block(xml.as_bytes());
        let answer =
            server.browser().post_form_from_elsewhere(&server.acs(), &[("SAMLResponse", &message)]).await;
        server.refusal(&answer).await;
    }
}

#[tokio::test]
async fn a_message_beyond_the_limit_is_told_so() {
    let (server, _) = with_alice().await;
    let browser = server.browser();
    for size in [1_100_000_usize, 1_600_000] {
        let message = "A".repeat(size.next_multiple_of(4) / 3 * 4);
        let answer = browser.post_form_from_elsewhere(&server.acs(), &[("SAMLResponse", &message)]).await;
        assert_eq!(answer.status, 413, "{size}");
    }
    let request = browser
        .request(Method::POST, &server.acs(), true)
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = browser.send(request, Body::from("A".repeat(3_000_000))).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn a_response_near_the_limit_is_still_read() {
    let (server, _) = with_alice().await;
    let xml = format!("<a>{}</a>", "certificates, groups and claims; ".repeat(31_000));
    assert!(xml.len() > 1_000_000 && xml.len() < 1_048_576);
    let message = openssl::base64::encode_block(xml.as_bytes());
    let answer =
        server.browser().post_form_from_elsewhere(&server.acs(), &[("SAMLResponse", &message)]).await;
    server.refused(&answer, "NotAResponse").await;
}

#[tokio::test]
async fn another_directorys_acs_is_not_here() {
    let (server, _) = with_alice().await;
    let message = Response::new(&server, ALICE).base64();
    for id in ["d-other", "example", "..", "d-1%00"] {
        let path = format!("/saml/acs/{id}");
        let answer = server.browser().post_form_from_elsewhere(&path, &[("SAMLResponse", &message)]).await;
        assert_eq!(answer.status, 404, "{id}");
    }
}

#[tokio::test]
async fn an_old_and_a_new_certificate_are_both_good_until_one_is_removed() {
    let (server, administrator) = with_alice().await;
    let both = IdentityProvider {
        keys: vec![crate::support::idp::key(), next_key()],
        ..IdentityProvider::default()
    };
    let only_new = IdentityProvider { keys: vec![next_key()], ..IdentityProvider::default() };
    let old = || Response::new(&server, ALICE);
    let new = || Response::new(&server, ALICE).with(|r| r.key = next_key());
    assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &upload(&both.metadata())).await.status, 204);
    for response in [old(), new()] {
        assert_eq!(server.browser().bring(&server, &response, None).await.location(), "/portal");
    }
    assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &upload(&only_new.metadata())).await.status, 204);
    assert_eq!(server.browser().bring(&server, &new(), None).await.location(), "/portal");
    let answer = server.browser().bring(&server, &old(), None).await;
    server.refused(&answer, "SignatureNotVerified").await;
}

#[tokio::test]
async fn a_second_server_sees_a_new_configuration_at_once() {
    let (server, administrator) = with_alice().await;
    let second = server.again().await;
    let old = Response::new(&second, ALICE);
    assert_eq!(second.browser().bring(&second, &old, None).await.location(), "/portal");
    let only_new = IdentityProvider { keys: vec![next_key()], ..IdentityProvider::default() };
    assert_eq!(administrator.put(paths::IDENTITY_PROVIDER, &upload(&only_new.metadata())).await.status, 204);
    let answer = second.browser().bring(&second, &Response::new(&second, ALICE), None).await;
    second.refused(&answer, "SignatureNotVerified").await;
}

#[tokio::test]
async fn a_refusal_leaves_the_session_that_was_there() {
    let (server, _) = with_alice().await;
    let bob = server.create_user("bob@example.com").await;
    let browser = server.signed_in(&bob).await;
    let answer = browser.bring(&server, &Response::new(&server, "nobody@example.com"), None).await;
    assert!(answer.set_cookie(SESSION_COOKIE).is_none());
    assert_eq!(browser.get(paths::SESSION).await.status, 200);
}
