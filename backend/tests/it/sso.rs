//! Sign-in through the identity provider: both directions, and everything that ends without a session.

use shared::paths;
use shared::session::PortalSession;

use crate::support::{IdentityProvider, PUBLIC_URL, Response, SESSION_COOKIE, SIGN_IN_COOKIE, TestServer};

#[tokio::test]
async fn a_sign_in_from_our_side_ends_in_the_portal() {
    let server = TestServer::start().await;
    server.create_user("Alice@example.com").await;
    server.with_sso(&IdentityProvider::default()).await;
    let browser = server.browser();
    let sent = browser.start(Some("/portal/accounts?x=1")).await;
    assert_eq!(sent.relay_state, sent.id());
    assert!(sent.address.as_str().starts_with(crate::support::idp::LOGON_URL));
    assert_eq!(sent.attribute("AssertionConsumerServiceURL"), server.directory.acs_url(PUBLIC_URL));
    assert!(browser.cookie(SIGN_IN_COOKIE).is_some());
    let response = Response::new(&server, "alice@example.com").answering(sent.id());
    let answer = browser.bring(&server, &response, Some(&sent.relay_state)).await;
    assert_eq!(answer.location(), "/portal/accounts?x=1");
    let cookie = answer.set_cookie(SESSION_COOKIE).unwrap();
    assert!(cookie.contains("; Max-Age=28800; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert!(browser.cookie(SIGN_IN_COOKIE).is_none(), "the cookie of the sign-in has done its work");
    let session: PortalSession = browser.get(paths::SESSION).await.json();
    assert_eq!(session.user_name, "Alice@example.com", "as written when the user was made");
}

#[tokio::test]
async fn a_sign_in_from_the_identity_providers_side_ends_in_the_portal() {
    let server = TestServer::start().await;
    server.create_user("alice@example.com").await;
    server.with_sso(&IdentityProvider::default()).await;
    let browser = server.browser();
    let answer = browser.bring(&server, &Response::new(&server, "alice@example.com"), None).await;
    assert_eq!(answer.location(), "/portal");
    assert_eq!(browser.get(paths::SESSION).await.status, 200);
}
