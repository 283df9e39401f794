//! Everybody who is not let through to an account, and the record of it.

use axum::body::Body;
use axum::http::{Method, header};
use shared::events::EventKind;
use shared::paths;
use shared::users::{UpdateUserStatus, UserStatus};

use crate::support::{Administrator, Person, SHOP, TestServer, named};

const SIGN_IN_PAGE: &str = "/example/login";

#[tokio::test]
async fn an_assignment_revoked_between_page_and_click_is_refused() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    alice.administrator.revoke(&alice.id, &alice.account, &alice.configuration).await;
    let answer = alice.log_on(&server, "").await;
    alice.assert_refused(&answer, "NotAssigned").await;
    let event = alice.refused().await;
    assert_eq!(
        (event.actor_name.as_str(), event.details["account_id"].as_str()),
        ("alice@example.com", SHOP)
    );
}

#[tokio::test]
async fn what_somebody_else_may_use_or_nobody_has_is_refused() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let log = alice.administrator.create_account("2000000000000002", "Log").await;
    let write = alice.administrator.create_access_configuration(&named("Write")).await;
    let bob = alice.administrator.create_user("bob").await;
    alice.administrator.grant(&bob.id, &log, &write).await;
    let (shop, read) = (SHOP, alice.configuration.id.as_str());
    let token = alice.session(&server).form_token();
    let tries = [
        (log.id.as_str(), write.id.as_str()),
        (log.id.as_str(), read),
        (shop, write.id.as_str()),
        ("9999999999999999", read),
        (shop, "ac-00000000000000000000"),
        ("", ""),
        ("' OR '1'='1", read),
        (shop, "Read-Only"),
    ];
    for (account, configuration) in tries {
        let fields =
            [("account_id", account), ("access_configuration_id", configuration), ("form_token", &token)];
        let answer = alice.browser.post_form(paths::LOG_ON, &fields).await;
        assert!(answer.location().starts_with("/portal/log-on-problem/e-"), "{account} {configuration}");
    }
    let events = alice.administrator.events(EventKind::RoleLogOnRefused).await;
    assert_eq!(events.len(), tries.len());
    assert!(events.iter().all(|event| event.details["reason"] == "NotAssigned"));
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn a_disabled_user_is_sent_to_the_sign_in_page() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let path = paths::with_id(paths::USER_STATUS, alice.id.as_str());
    let disable = UpdateUserStatus { status: UserStatus::Disabled };
    assert_eq!(alice.administrator.put(&path, &disable).await.status, 200);
    assert_eq!(alice.log_on(&server, "").await.location(), SIGN_IN_PAGE);
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn a_user_whose_session_outlived_a_disabling_is_sent_to_the_sign_in_page() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    server.set_status(&alice.id, "Disabled").await;
    assert_eq!(alice.log_on(&server, "").await.location(), SIGN_IN_PAGE);
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn nobody_signed_in_is_sent_to_the_sign_in_page() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let fields = [
        ("account_id", SHOP),
        ("access_configuration_id", alice.configuration.id.as_str()),
        ("form_token", &alice.session(&server).form_token()),
    ];
    assert_eq!(server.browser().post_form(paths::LOG_ON, &fields).await.location(), SIGN_IN_PAGE);
    assert_eq!(alice.administrator.post_form(paths::LOG_ON, &fields).await.location(), SIGN_IN_PAGE);
    server.clock.advance(8 * 60 * 60);
    assert_eq!(alice.browser.post_form(paths::LOG_ON, &fields).await.location(), SIGN_IN_PAGE);
    let administrator = Administrator::of(&server).await;
    assert!(administrator.events(EventKind::RoleLogOn).await.is_empty());
}

#[tokio::test]
async fn a_form_of_another_site_issues_nothing() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let token = alice.session(&server).form_token();
    let configuration = alice.configuration.id.to_string();
    let fields = [
        ("account_id", SHOP),
        ("access_configuration_id", configuration.as_str()),
        ("form_token", token.as_str()),
    ];
    let answer = alice.browser.post_form_from_elsewhere(paths::LOG_ON, &fields).await;
    assert_eq!(answer.location(), SIGN_IN_PAGE, "a browser sends no Lax cookie with it");
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ];
    for (name, value) in foreign {
        let request = alice
            .browser
            .request(Method::POST, paths::LOG_ON, false)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value);
        let answer = alice.browser.send(request, Body::from(body.clone())).await;
        assert!(answer.location().starts_with("/portal/log-on-problem/e-"), "{name}: {value}");
    }
    let events = alice.administrator.events(EventKind::RoleLogOnRefused).await;
    assert_eq!(events.len(), foreign.len());
    assert!(events.iter().all(|event| event.details["reason"] == "CrossSite"));
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn a_token_of_another_session_or_none_is_refused() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let other = alice.at(server.signed_in(&alice.id).await).session(&server);
    let own = alice.session(&server);
    let upper_case = own.form_token().to_ascii_uppercase();
    let tokens = ["", &other.form_token(), own.expose(), &own.hash(), &upper_case, "x"].map(str::to_owned);
    for token in &tokens {
        let fields = [
            ("account_id", SHOP),
            ("access_configuration_id", alice.configuration.id.as_str()),
            ("form_token", token.as_str()),
        ];
        let answer = alice.browser.post_form(paths::LOG_ON, &fields).await;
        assert!(answer.location().starts_with("/portal/log-on-problem/e-"), "{token}");
    }
    let events = alice.administrator.events(EventKind::RoleLogOnRefused).await;
    assert_eq!(events.len(), tokens.len());
    assert!(events.iter().all(|event| event.details["reason"] == "NotOurForm"));
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn a_body_that_is_not_our_form_is_refused() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let token = alice.session(&server).form_token();
    let good = format!(
        "account_id={SHOP}&access_configuration_id={}&form_token={token}&landing_page=",
        alice.configuration.id
    );
    let form = "application/x-www-form-urlencoded";
    let cases = [
        (form, String::new()),
        (form, format!("{good}&role=admin")),
        (form, format!("{good}&account_id={SHOP}")),
        (form, good.replace("form_token", "token")),
        (form, format!("{good}{}", "x".repeat(100_000))),
        ("application/json", good.clone()),
        ("text/plain", good.clone()),
        ("multipart/form-data; boundary=x", good),
    ];
    let count = cases.len();
    for (content_type, body) in cases {
        let request = alice
            .browser
            .request(Method::POST, paths::LOG_ON, false)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, content_type);
        let answer = alice.browser.send(request, Body::from(body)).await;
        assert!(answer.location().starts_with("/portal/log-on-problem/e-"), "{content_type}");
    }
    let events = alice.administrator.events(EventKind::RoleLogOnRefused).await;
    assert_eq!(events.len(), count);
    assert!(events.iter().all(|event| event.details["reason"] == "NotOurForm"));
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn only_a_post_logs_on() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let query = format!(
        "{}?account_id={SHOP}&access_configuration_id={}&form_token={}",
        paths::LOG_ON,
        alice.configuration.id,
        alice.session(&server).form_token()
    );
    let all = "GET,HEAD,POST";
    for (method, allowed) in
        [(Method::GET, "POST"), (Method::HEAD, "POST"), (Method::PUT, all), (Method::OPTIONS, all)]
    {
        let request = alice.browser.request(method.clone(), &query, false);
        let answer = alice.browser.send(request, Body::empty()).await;
        let allow = answer.header("allow").map(|text| text.replace(' ', ""));
        assert_eq!((answer.status, allow.as_deref()), (405, Some(allowed)), "{method}");
    }
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn whoever_comes_from_the_clouds_own_sign_in_page_is_led_to_the_portals_ram_users() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    for browser in [alice.browser.clone(), server.browser()] {
        let asked = format!("{}?SAMLRequest=nVJd&RelayState=x&SigAlg=y&Signature=z", paths::LOG_ON);
        let answer = browser.get(&asked).await;
        assert_eq!((answer.status, answer.location()), (303, "/portal/ram-users"));
        let fields = [("SAMLRequest", "PHNhbWw+"), ("RelayState", "x")];
        let answer = browser.post_form_from_elsewhere(paths::LOG_ON, &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/portal/ram-users"));
    }
    alice.assert_nothing_issued().await;
    let refused = alice.administrator.events(EventKind::RoleLogOnRefused).await;
    assert!(refused.is_empty(), "nobody was refused");
}

#[tokio::test]
async fn a_name_that_the_cloud_would_refuse_is_refused_here_with_its_reason() {
    let server = TestServer::start().await;
    let person = Person::new(&server, "a", named("Read")).await;
    let answer = person.log_on(&server, "").await;
    person.assert_refused(&answer, "CloudWouldRefuse").await;
}
