//! Logging on to an account: what the cloud is told, and the page that carries it there.

use axum::body::Body;
use axum::http::{Method, header};
use cloudsso::platform::sessions::CookieKind;
use shared::events::EventKind;
use shared::paths;

use crate::support::{Element, PUBLIC_URL, Person, PostPage, SHOP, TestServer, named, verified_certificate};

const ROLE: &str = "https://www.aliyun.com/SAML-Role/Attributes/Role";
const ROLE_SESSION_NAME: &str = "https://www.aliyun.com/SAML-Role/Attributes/RoleSessionName";
const SESSION_DURATION: &str = "https://www.aliyun.com/SAML-Role/Attributes/SessionDuration";

#[tokio::test]
async fn the_cloud_is_told_what_role_based_sso_asks_for() {
    let server = TestServer::start().await;
    let mut configuration = named("Read-Only");
    configuration.session_duration = 7_200;
    let alice = Person::new(&server, "alice@example.com", configuration).await;
    server.clock.advance(600);
    let page = PostPage::of(&alice.log_on(&server, "").await);
    assert_eq!(page.action, "https://signin.alibabacloud.com/saml-role/sso");
    assert_eq!(page.fields.len(), 1, "no RelayState for the console's home");
    let xml = page.response();
    let response = Element::parse(&xml);
    assert_eq!(response.names(), ["saml:Issuer", "samlp:Status", "saml:Assertion"]);
    let issuer = format!("{PUBLIC_URL}/saml/idp/{}", server.directory.id);
    let now = "2026-06-21T09:40:00Z";
    assert_eq!(response.child("saml:Issuer").text, issuer);
    assert_eq!(response.attribute("Destination"), page.action);
    assert_eq!(response.attribute("Version"), "2.0");
    assert_eq!(response.attribute("IssueInstant"), now);
    assert!(!response.attributes.contains_key("InResponseTo"));
    let status = response.at(&["samlp:Status", "samlp:StatusCode"]);
    assert_eq!(status.attribute("Value"), "urn:oasis:names:tc:SAML:2.0:status:Success");

    let assertion = response.child("saml:Assertion");
    assert_eq!(assertion.child("saml:Issuer").text, issuer);
    assert_eq!(assertion.attribute("IssueInstant"), now);
    assert_ne!(assertion.attribute("ID"), response.attribute("ID"));
    assert_eq!(assertion.at(&["saml:Subject", "saml:NameID"]).text, "alice@example.com");
    let confirmation = assertion.at(&["saml:Subject", "saml:SubjectConfirmation"]);
    assert_eq!(confirmation.attribute("Method"), "urn:oasis:names:tc:SAML:2.0:cm:bearer");
    let data = confirmation.child("saml:SubjectConfirmationData");
    assert_eq!(data.attribute("Recipient"), page.action);
    assert_eq!(data.attribute("NotOnOrAfter"), "2026-06-21T09:45:00Z");
    assert!(!data.attributes.contains_key("InResponseTo"));
    let conditions = assertion.child("saml:Conditions");
    assert_eq!(conditions.attribute("NotBefore"), "2026-06-21T09:39:00Z");
    assert_eq!(conditions.attribute("NotOnOrAfter"), "2026-06-21T09:45:00Z");
    let audience = conditions.at(&["saml:AudienceRestriction", "saml:Audience"]);
    assert_eq!(audience.text, "urn:alibaba:cloudcomputing:international");

    let authn = assertion.child("saml:AuthnStatement");
    assert_eq!(authn.attribute("AuthnInstant"), "2026-06-21T09:30:00Z", "when the person signed in to us");
    assert_eq!(authn.attribute("SessionNotOnOrAfter"), "2026-06-21T11:40:00Z");
    assert_eq!(assertion.child("saml:AttributeStatement").children.len(), 3);
    let role = format!(
        "acs:ram::{SHOP}:role/AliyunReservedSSO-Read-Only,\
         acs:ram::{SHOP}:saml-provider/AliyunReservedSSO-{}",
        server.directory.id
    );
    assert_eq!(assertion.saml_attribute(ROLE), [role]);
    assert_eq!(assertion.saml_attribute(ROLE_SESSION_NAME), ["alice@example.com"]);
    assert_eq!(assertion.saml_attribute(SESSION_DURATION), ["7200"]);

    let mut tx = server.app.db.read().await.unwrap();
    let key = server.app.keys.cloud_identity_provider(&mut tx).await.unwrap();
    drop(tx);
    let ours = key.certificate().to_der().to_vec();
    assert_eq!(verified_certificate(&xml), ours);
    assert_ne!(server.app.keys.service_provider.certificate().to_der(), ours);
}

#[tokio::test]
async fn the_page_may_run_its_script_post_to_the_cloud_and_nothing_else() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let answer = alice.log_on(&server, "").await;
    let page = PostPage::of(&answer);
    let form_action = "form-action https://signin.alibabacloud.com https://*.aliyun.com \
         https://*.alibabacloud.com https://*.hichina.com https://*.yunos.com https://*.taobao.com \
         https://*.tmall.com https://*.alipay.com";
    let expected = [
        "default-src 'none'",
        &page.script_source(),
        form_action,
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ];
    assert_eq!(page.policy.split("; ").collect::<Vec<_>>(), expected);
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), Some(value));
    }
    assert!(answer.text().contains("<html lang=\"en\">"));
    assert!(answer.text().contains("<button type=\"submit\">"), "for browsers that run no script");
    assert!(answer.set_cookie(server.app.cookies.name(CookieKind::Portal)).is_none());
}

#[tokio::test]
async fn the_site_and_a_private_deployment_decide_where_to_and_for_whom() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let china = server.again_with(&[("CLOUDSSO_ALIBABA_SITE", "china")]).await;
    let private = server
        .again_with(&[
            ("CLOUDSSO_ALIBABA_SIGN_IN_URL", "http://127.0.0.1:9080"),
            ("CLOUDSSO_ALIBABA_AUDIENCE", "urn:example:cloud"),
        ])
        .await;
    for (server, origin, audience, own_pages) in [
        (&china, "https://signin.aliyun.com", "urn:alibaba:cloudcomputing", true),
        (&private, "http://127.0.0.1:9080", "urn:example:cloud", false),
    ] {
        let alice = alice.at(alice.browser.at(&server.router));
        let page = PostPage::of(&alice.log_on(server, "").await);
        assert_eq!(page.action, format!("{origin}/saml-role/sso"));
        assert!(page.policy.contains(&format!("form-action {origin}")));
        assert_eq!(page.policy.contains("*.aliyun.com"), own_pages);
        let response = Element::parse(&page.response());
        let conditions = response.at(&["saml:Assertion", "saml:Conditions"]);
        assert_eq!(conditions.at(&["saml:AudienceRestriction", "saml:Audience"]).text, audience);
    }
}

#[tokio::test]
async fn each_logon_is_recorded_with_its_own_assertion() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let one = Element::parse(&PostPage::of(&alice.log_on(&server, "").await).response());
    server.clock.advance(1);
    let two = Element::parse(&PostPage::of(&alice.log_on(&server, "").await).response());
    let ids = [&two, &one].map(|response| response.child("saml:Assertion").attribute("ID").to_owned());
    assert_ne!(ids[0], ids[1]);
    let events = alice.administrator.events(EventKind::RoleLogOn).await;
    let recorded: Vec<&String> = events.iter().map(|event| &event.details["assertion_id"]).collect();
    assert_eq!(recorded, ids.iter().collect::<Vec<_>>());
    let event = &events[0];
    assert_eq!((event.actor_name.as_str(), event.target.as_str()), ("alice@example.com", "Shop"));
    assert_eq!(event.address, "192.0.2.10");
    assert_eq!(event.details["account_id"], SHOP);
    assert_eq!(event.details["access_configuration"], "Read-Only");
    assert_eq!(event.details["role"], "AliyunReservedSSO-Read-Only");
    let label = &event.details["session"];
    assert_eq!(one.at(&["saml:Assertion", "saml:AuthnStatement"]).attribute("SessionIndex"), label);
    let session = alice.session(&server);
    let told = serde_json::to_string(&events).unwrap();
    for secret in [session.expose().to_owned(), session.hash(), session.form_token()] {
        assert!(!told.contains(&secret));
    }
}

#[tokio::test]
async fn a_role_session_lasts_as_its_access_configuration_says_even_in_the_portals_last_minute() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    server.clock.advance(8 * 60 * 60 - 60);
    let response = Element::parse(&PostPage::of(&alice.log_on(&server, "").await).response());
    let authn = response.at(&["saml:Assertion", "saml:AuthnStatement"]);
    assert_eq!(authn.attribute("SessionNotOnOrAfter"), "2026-06-21T18:29:00Z");
}

#[tokio::test]
async fn every_character_of_a_user_name_reaches_the_cloud() {
    let server = TestServer::start().await;
    let name = "ABCDEFGHIJKLMNOPQRSTUVWXYZ@abcdefghijklmnopqrstuvwxyz_0123456789-.";
    let name = &name[name.len() - 64..];
    let person = Person::new(&server, name, named("Read")).await;
    let response = Element::parse(&PostPage::of(&person.log_on(&server, "").await).response());
    let assertion = response.child("saml:Assertion");
    assert_eq!(assertion.saml_attribute(ROLE_SESSION_NAME), [name]);
    assert_eq!(assertion.at(&["saml:Subject", "saml:NameID"]).text, name);
}

#[tokio::test]
async fn markup_in_a_relay_state_stays_a_value() {
    let server = TestServer::start().await;
    let relay_state = "https://ecs.console.aliyun.com/?a=\"><script>x</script>&b='c'&amp;d";
    let mut configuration = named("Read");
    configuration.relay_state = relay_state.into();
    configuration.description = "只读 <b>&\"'".into();
    let person = Person::new(&server, "alice", configuration).await;
    let answer = person.log_on(&server, "").await;
    let page = PostPage::of(&answer);
    assert_eq!(page.field("RelayState"), Some(relay_state));
    assert_eq!(answer.text().matches("<script").count(), 1);
    assert_eq!(page.fields.len(), 2);
}

#[tokio::test]
async fn the_page_asked_for_is_followed_only_inside_the_cloud() {
    let server = TestServer::start().await;
    let own = "https://oss.console.aliyun.com/";
    let mut configuration = named("Read");
    configuration.relay_state = own.into();
    let person = Person::new(&server, "alice", configuration).await;
    let ecs = "https://ecs.console.alibabacloud.com/?汉".replace('汉', "%E6%B1%89");
    for (asked, page) in [
        ("", own),
        (ecs.as_str(), ecs.as_str()),
        ("https://evil.example/", own),
        ("https://evilaliyun.com/", own),
        ("https://aliyun.com.evil.example/", own),
        ("https://x@ecs.console.aliyun.com/", own),
        ("http://ecs.console.aliyun.com/", own),
        ("//ecs.console.aliyun.com/", own),
        ("javascript:alert(1)", own),
        ("/portal", own),
        ("汉", own),
        ("https://ecs.console.aliyun.com/\0", own),
    ] {
        let form = PostPage::of(&person.log_on(&server, asked).await);
        assert_eq!(form.field("RelayState"), Some(page), "{asked}");
        server.clock.advance(1);
        let event = person.administrator.events(EventKind::RoleLogOn).await.remove(0);
        assert_eq!(event.details["landing_page"], page);
        let ignored = event.details.get("ignored_landing_page").cloned();
        let told = asked.replace('\0', "\u{FFFD}");
        assert_eq!(ignored, (asked != page && !asked.is_empty()).then_some(told), "{asked}");
    }
}

#[tokio::test]
async fn a_browser_that_hides_the_origin_of_its_own_forms_gets_through() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let token = alice.session(&server).form_token();
    let body =
        format!("account_id={SHOP}&access_configuration_id={}&form_token={token}", alice.configuration.id);
    let request = alice
        .browser
        .request(Method::POST, paths::LOG_ON, false)
        .header("sec-fetch-site", "same-origin")
        .header("origin", "null")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8");
    PostPage::of(&alice.browser.send(request, Body::from(body)).await);
}
