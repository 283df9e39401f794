//! AuthnRequests on the wire, read and verified apart from our own code.

use openssl::hash::{MessageDigest, hash};
use shared::paths;

use crate::support::idp::{Key, LOGON_URL};
use crate::support::{IdentityProvider, PUBLIC_URL, SIGN_IN_COOKIE, TestServer};

/// The certificate that our metadata publishes.
async fn published_certificate(server: &TestServer) -> String {
    let path = paths::with_id(paths::SP_METADATA, server.directory.id.as_str());
    let metadata = server.browser().get(&path).await;
    between(metadata.text(), "<ds:X509Certificate>", "</ds:X509Certificate>").to_owned()
}

#[track_caller]
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    text.split_once(begin).unwrap().1.split_once(end).unwrap().0
}

#[tokio::test]
async fn a_request_names_us_and_where_to_answer_and_nobody_else() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider::default()).await;
    let sent = server.browser().start(None).await;
    assert_eq!(sent.address.as_str().split('?').next(), Some(LOGON_URL));
    assert!(sent.id().starts_with('_') && sent.id().len() == 41, "{}", sent.id());
    assert_eq!(sent.attribute("Version"), "2.0");
    assert_eq!(sent.attribute("Destination"), LOGON_URL);
    assert_eq!(sent.attribute("IssueInstant"), "2026-06-21T09:30:00Z");
    assert_eq!(sent.attribute("AssertionConsumerServiceURL"), server.directory.acs_url(PUBLIC_URL));
    assert!(sent.xml.contains(&format!(">{}</saml:Issuer>", server.directory.sp_entity_id(PUBLIC_URL))));
    assert!(!sent.xml.contains("Subject"), "Entra ID refuses a Subject");
    assert!(!sent.address.as_str().contains("Signature="));
    assert_eq!(sent.relay_state, sent.id());
}

#[tokio::test]
async fn every_request_is_another() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider::default()).await;
    let (one, two) = (server.browser(), server.browser());
    assert_ne!(one.start(None).await.id(), two.start(None).await.id());
    assert_ne!(one.cookie(SIGN_IN_COOKIE), two.cookie(SIGN_IN_COOKIE));
}

#[tokio::test]
async fn the_cookie_of_a_sign_in_comes_back_from_another_site_and_is_kept_as_a_hash() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider::default()).await;
    let browser = server.browser();
    let answer = browser.get(paths::SAML_SIGN_IN).await;
    let cookie = answer.set_cookie(SIGN_IN_COOKIE).unwrap();
    assert!(cookie.ends_with("; Max-Age=600; Path=/; HttpOnly; SameSite=None; Secure"), "{cookie}");
    let value = browser.cookie(SIGN_IN_COOKIE).unwrap();
    let mut tx = server.app.db.read().await.unwrap();
    let (kept,): (String,) =
        cloudsso::fetch_one!(&mut tx, (String,), "SELECT browser_hash FROM authn_requests").unwrap();
    assert!(kept.len() == 64 && !kept.contains(&value));
}

#[tokio::test]
async fn a_request_by_redirect_is_signed_when_the_identity_provider_wants_it() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider { wants_signed_requests: true, ..Default::default() }).await;
    let sent = server.browser().start(None).await;
    let query = sent.address.query().unwrap();
    let (signed, value) = query.split_once("&Signature=").unwrap();
    assert!(
        signed.starts_with("SAMLRequest=") && signed.contains("&RelayState=") && signed.contains("&SigAlg=")
    );
    assert!(signed.ends_with("rsa-sha256"));
    let value = url::form_urlencoded::parse(format!("v={value}").as_bytes()).next().unwrap().1.into_owned();
    let certificate = published_certificate(&server).await;
    assert!(Key::verifies(&certificate, signed, &value));
    assert!(!Key::verifies(&certificate, &signed.replace("RelayState=_", "RelayState=x"), &value));
}

#[tokio::test]
async fn a_request_by_post_travels_in_a_form_that_submits_itself_under_its_own_policy() {
    let server = TestServer::start().await;
    server
        .with_sso(&IdentityProvider {
            bindings: vec!["HTTP-POST"],
            wants_signed_requests: true,
            ..Default::default()
        })
        .await;
    let browser = server.browser();
    let answer = browser.get(paths::SAML_SIGN_IN).await;
    assert_eq!(answer.status, 200);
    assert!(answer.set_cookie(SIGN_IN_COOKIE).is_some());
    let page = answer.text();
    assert_eq!(between(page, "action=\"", "\""), LOGON_URL);
    let message = between(page, "name=\"SAMLRequest\" value=\"", "\"");
    let xml = String::from_utf8(openssl::base64::decode_block(message).unwrap()).unwrap();
    let id = between(&xml, " ID=\"", "\"");
    assert_eq!(between(page, "name=\"RelayState\" value=\"", "\""), id);
    let script = between(page, "<script>", "</script>");
    let script_hash =
        openssl::base64::encode_block(&hash(MessageDigest::sha256(), script.as_bytes()).unwrap());
    assert_eq!(
        answer.header("content-security-policy").unwrap(),
        format!(
            "default-src 'none'; script-src 'sha256-{script_hash}'; form-action https://login.microsoftonline.com; \
             base-uri 'none'; frame-ancestors 'none'"
        )
    );
    assert_signed(&xml, id, &published_certificate(&server).await);
}

/// Our messages are written in canonical form, so what was digested is the text without its signature.
#[track_caller]
fn assert_signed(xml: &str, id: &str, certificate: &str) {
    let begin = xml.find("<ds:Signature ").unwrap();
    let end = xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let without = format!("{}{}", &xml[..begin], &xml[end..]);
    let digest = openssl::base64::encode_block(&hash(MessageDigest::sha256(), without.as_bytes()).unwrap());
    assert_eq!(between(xml, "<ds:DigestValue>", "</ds:DigestValue>"), digest);
    assert_eq!(between(xml, "<ds:Reference URI=\"", "\""), format!("#{id}"));
    let inner = between(xml, "<ds:SignedInfo>", "</ds:SignedInfo>");
    let signed_info =
        format!("<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{inner}</ds:SignedInfo>");
    let value = between(xml, "<ds:SignatureValue>", "</ds:SignatureValue>");
    assert!(Key::verifies(certificate, &signed_info, value));
}

#[tokio::test]
async fn a_request_by_post_is_not_signed_unless_the_identity_provider_wants_it() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider { bindings: vec!["HTTP-POST"], ..Default::default() }).await;
    let answer = server.browser().get(paths::SAML_SIGN_IN).await;
    let message = between(answer.text(), "name=\"SAMLRequest\" value=\"", "\"");
    assert!(
        !String::from_utf8(openssl::base64::decode_block(message).unwrap()).unwrap().contains("Signature")
    );
}
