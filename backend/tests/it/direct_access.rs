//! Direct access links: they lead to what is assigned, say nothing about anything else, and are made by people who
//! may use them and by administrators.

use axum::body::Body;
use axum::http::Method;
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::ids::UserId;
use shared::paths;
use shared::portal::{DirectAccess, DirectAccessLink};

use crate::support::{Administrator, Browser, PUBLIC_URL, TestServer, named};

const SHOP: &str = "2000000000000001";
const LOG: &str = "2000000000000002";
const ECS: &str = "https%3A%2F%2Fecs.console.aliyun.com%2F";

struct World {
    administrator: Administrator,
    alice: Browser,
    alice_id: UserId,
}

/// Alice reads and administers the shop and reads the log's account; of the audit nobody has anything.
async fn world(server: &TestServer) -> World {
    let administrator = Administrator::of(server).await;
    let alice = administrator.create_user("alice").await;
    let shop = administrator.create_account(SHOP, "shop").await;
    let log = administrator.create_account(LOG, "Log").await;
    let mut read = named("Read");
    read.session_duration = 7_200;
    let read = administrator.create_access_configuration(&read).await;
    let write = administrator.create_access_configuration(&named("administer")).await;
    administrator.create_access_configuration(&named("audit")).await;
    administrator.grant(&alice.id, &shop, &read).await;
    administrator.grant(&alice.id, &shop, &write).await;
    administrator.grant(&alice.id, &log, &read).await;
    World { administrator, alice: server.signed_in(&alice.id).await, alice_id: alice.id }
}

fn direct(account: &str, name: &str) -> String {
    format!("{}?accountId={account}&accessConfigurationName={name}", paths::PORTAL_DIRECT_ACCESS)
}

fn names(found: &DirectAccess) -> Vec<&str> {
    found.access_configurations.iter().map(|one| one.name.as_str()).collect()
}

#[tokio::test]
async fn a_direct_access_link_leads_to_what_is_assigned() {
    let server = TestServer::start().await;
    let World { administrator, alice, .. } = world(&server).await;
    let found: DirectAccess = alice.get(&direct(SHOP, "Read")).await.json();
    assert_eq!((found.account.id.as_str(), found.account.name.as_str()), (SHOP, "shop"));
    assert_eq!((names(&found), found.access_configurations[0].session_duration), (vec!["Read"], 7_200));
    assert!(!found.landing_page_ignored);
    assert!(administrator.events(EventKind::RoleLogOnRefused).await.is_empty());
    assert!(administrator.events(EventKind::RoleLogOn).await.is_empty(), "a link issues nothing");
}

#[tokio::test]
async fn a_direct_access_link_to_anything_else_is_refused_alike_and_recorded() {
    let server = TestServer::start().await;
    let World { administrator, alice, .. } = world(&server).await;
    let wrong = [
        (LOG, "administer"),
        (SHOP, "read"),
        (SHOP, "Rea"),
        (SHOP, "Unknown"),
        (SHOP, "audit"),
        ("9999999999999999", "Read"),
        ("x", "%27%20OR%20%271%27=%271"),
    ];
    for (account, name) in wrong {
        let answer = alice.get(&direct(account, name)).await;
        assert_eq!((answer.status, answer.error().code), (403, ErrorCode::Forbidden), "{account} {name}");
        assert!(answer.error().message.contains("administrator"), "it says whom to ask");
    }
    let events = administrator.events(EventKind::RoleLogOnRefused).await;
    assert_eq!(events.len(), wrong.len());
    assert!(events.iter().all(|e| e.actor_name == "alice" && e.details["reason"] == "NotAssigned"));
}

#[tokio::test]
async fn a_link_without_an_access_configuration_offers_those_that_the_person_has() {
    let server = TestServer::start().await;
    let World { administrator, alice, .. } = world(&server).await;
    let of = async |query: &str| {
        alice.get(&format!("{}?{query}", paths::PORTAL_DIRECT_ACCESS)).await.json::<DirectAccess>()
    };
    assert_eq!(names(&of(&format!("accountId={SHOP}")).await), ["administer", "Read"]);
    assert_eq!(
        names(&of(&format!("accountId={SHOP}&accessConfigurationName=")).await),
        ["administer", "Read"]
    );
    assert_eq!(names(&of(&format!("accountId={LOG}")).await), ["Read"]);
    let nothing = alice.get(&format!("{}?accountId=9999999999999999", paths::PORTAL_DIRECT_ACCESS)).await;
    assert_eq!((nothing.status, nothing.error().code), (403, ErrorCode::Forbidden));
    assert_eq!(administrator.events(EventKind::RoleLogOnRefused).await.len(), 1);
}

#[tokio::test]
async fn a_link_says_whether_its_landing_page_will_be_followed() {
    let server = TestServer::start().await;
    let World { alice, .. } = world(&server).await;
    let long = format!("{ECS}{}", "a".repeat(1_024));
    for (page, ignored) in [
        ("", false),
        (ECS, false),
        ("https%3A%2F%2Fevil.example%2F", true),
        ("%2F%2Fecs.console.aliyun.com", true),
        ("javascript%3Aalert(1)", true),
        (&long, true),
    ] {
        let found: DirectAccess =
            alice.get(&format!("{}&landingPage={page}", direct(SHOP, "Read"))).await.json();
        assert_eq!(found.landing_page_ignored, ignored, "{page}");
    }
}

#[tokio::test]
async fn a_direct_access_link_names_an_account_and_nothing_unknown() {
    let server = TestServer::start().await;
    let World { alice, .. } = world(&server).await;
    for query in [
        "",
        "?accessConfigurationName=Read",
        "?accountId=%00&accessConfigurationName=a",
        "?accountId=1&accountId=2",
        "?accountId=1&roleArn=x",
    ] {
        let answer = alice.get(&format!("{}{query}", paths::PORTAL_DIRECT_ACCESS)).await;
        assert_eq!(answer.status, 400, "{query}");
    }
}

#[tokio::test]
async fn what_is_revoked_is_behind_no_link_any_more() {
    let server = TestServer::start().await;
    let World { administrator, alice, alice_id } = world(&server).await;
    assert_eq!(alice.get(&direct(LOG, "Read")).await.status, 200);
    let directory: shared::accounts::ResourceDirectory =
        administrator.get(paths::RESOURCE_DIRECTORY).await.json();
    let log = directory.accounts.into_iter().find(|account| account.id.as_str() == LOG).unwrap();
    let all: Vec<shared::access_configurations::AccessConfiguration> =
        administrator.get(paths::ACCESS_CONFIGURATIONS).await.json();
    let read = all.into_iter().find(|configuration| configuration.name == "Read").unwrap();
    administrator.revoke(&alice_id, &log, &read).await;
    assert_eq!(alice.get(&direct(LOG, "Read")).await.status, 403);
    assert_eq!(alice.get(&format!("{}?accountId={LOG}", paths::PORTAL_DIRECT_ACCESS)).await.status, 403);
}

#[tokio::test]
async fn a_link_is_built_whole_and_leads_where_it_says() {
    let server = TestServer::start().await;
    let World { administrator, alice, .. } = world(&server).await;
    let start = format!("{PUBLIC_URL}/example/login?quickLogin=true&accountId={SHOP}");
    for (query, end) in [
        (String::new(), String::new()),
        ("&accessConfigurationName=Read".into(), "&accessConfigurationName=Read".to_owned()),
        (
            format!("&accessConfigurationName=Read&landingPage=%20{ECS}%20"),
            format!("&accessConfigurationName=Read&landingPage={ECS}"),
        ),
        (format!("&landingPage={ECS}"), format!("&landingPage={ECS}")),
    ] {
        for (browser, door) in
            [(&alice, paths::PORTAL_DIRECT_ACCESS_LINK), (&administrator.0, paths::DIRECT_ACCESS_LINK)]
        {
            let built: DirectAccessLink =
                browser.get(&format!("{door}?accountId={SHOP}{query}")).await.json();
            assert_eq!(built.link, format!("{start}{end}"), "{door}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_link_is_said_at_its_field() {
    let server = TestServer::start().await;
    let World { administrator, alice, .. } = world(&server).await;
    let long = format!("{ECS}{}", "a".repeat(1_024));
    let account = format!("accountId={SHOP}");
    for (query, fields) in [
        ("accountId=".to_owned(), vec!["account_id"]),
        ("accountId=x".into(), vec!["account_id"]),
        ("accountId=9999999999999999".into(), vec!["account_id"]),
        (format!("{account}&accessConfigurationName=Unknown"), vec!["access_configuration_name"]),
        (format!("{account}&accessConfigurationName=read"), vec!["access_configuration_name"]),
        (format!("{account}&landingPage=https%3A%2F%2Fevil.example"), vec!["landing_page"]),
        (format!("{account}&landingPage={long}"), vec!["landing_page"]),
        (
            format!("{account}&accessConfigurationName=x&landingPage=x"),
            vec!["access_configuration_name", "landing_page"],
        ),
    ] {
        for (browser, door) in
            [(&alice, paths::PORTAL_DIRECT_ACCESS_LINK), (&administrator.0, paths::DIRECT_ACCESS_LINK)]
        {
            let answer = browser.get(&format!("{door}?{query}")).await;
            let found: Vec<String> = answer.error().fields.into_iter().map(|field| field.field).collect();
            assert_eq!(
                (answer.status, found),
                (400, fields.iter().map(ToString::to_string).collect()),
                "{query}"
            );
        }
    }
}

#[tokio::test]
async fn an_administrator_builds_links_to_anything_and_a_user_to_what_is_assigned() {
    let server = TestServer::start().await;
    let World { administrator, alice, .. } = world(&server).await;
    let query = format!("accountId={SHOP}&accessConfigurationName=audit");
    let by_user = alice.get(&format!("{}?{query}", paths::PORTAL_DIRECT_ACCESS_LINK)).await;
    assert_eq!(by_user.error().fields[0].rule, Rule::Unknown);
    assert_eq!(administrator.get(&format!("{}?{query}", paths::DIRECT_ACCESS_LINK)).await.status, 200);
    let absent = alice
        .get(&format!("{}?accountId={SHOP}&accessConfigurationName=none", paths::PORTAL_DIRECT_ACCESS_LINK))
        .await;
    assert_eq!(absent.error(), by_user.error(), "what exists is not told");
    assert!(administrator.events(EventKind::RoleLogOnRefused).await.is_empty(), "building is no logon");
}

/// Opens a link with what a browser says about how it came there; answers where the server leads it, if anywhere.
async fn open(browser: &Browser, path: &str, said: &[(&str, &str)]) -> Option<String> {
    let mut request = browser.request(Method::GET, path, false);
    for (name, value) in said {
        request = request.header(*name, *value);
    }
    let answer = browser.send(request, Body::empty()).await;
    (answer.status == 303).then(|| answer.location().to_owned())
}

const NAVIGATES: (&str, &str) = ("sec-fetch-mode", "navigate");
const DOCUMENT: (&str, &str) = ("sec-fetch-dest", "document");
const PRESSED: (&str, &str) = ("sec-fetch-user", "?1");
const CROSS_SITE: (&str, &str) = ("sec-fetch-site", "cross-site");

#[tokio::test]
async fn a_link_that_another_site_opens_by_itself_is_asked_about_first() {
    let server = TestServer::start().await;
    let World { alice, .. } = world(&server).await;
    let link = format!("/example/login?quickLogin=true&accountId={SHOP}&landingPage={ECS}");
    let asked = Some(format!("{link}&confirm=true"));
    server.clock.advance(120);
    for (said, expected) in [
        (&[CROSS_SITE, NAVIGATES, DOCUMENT][..], &asked),
        (&[("sec-fetch-site", "same-site"), NAVIGATES, DOCUMENT], &asked),
        (&[CROSS_SITE, NAVIGATES, ("sec-fetch-dest", "iframe"), PRESSED], &asked),
        (&[CROSS_SITE, ("sec-fetch-user", "?0"), NAVIGATES, DOCUMENT], &asked),
        (&[], &asked),
        (&[CROSS_SITE, NAVIGATES, DOCUMENT, PRESSED], &None),
        (&[("sec-fetch-site", "none"), NAVIGATES, DOCUMENT], &None),
        (&[("sec-fetch-site", "same-origin"), NAVIGATES, DOCUMENT], &None),
    ] {
        assert_eq!(&open(&alice, &link, said).await, expected, "{said:?}");
    }
    assert_eq!(open(&alice, &format!("{link}&confirm=true"), &[CROSS_SITE]).await, None, "asked once");
    for path in ["/example/login/", "//evil.example/login", "/%2e%2e/login", "/other/login"] {
        let led = open(&alice, &format!("{path}?quickLogin=true&accountId={SHOP}"), &[CROSS_SITE]).await;
        let here = format!("/example/login?quickLogin=true&accountId={SHOP}&confirm=true");
        assert_eq!(led, Some(here), "{path}");
    }
}

#[tokio::test]
async fn a_link_goes_straight_on_after_a_sign_in_and_asks_nobody_who_is_not_signed_in() {
    let server = TestServer::start().await;
    let World { alice, .. } = world(&server).await;
    let link = format!("/example/login?quickLogin=true&accountId={SHOP}");
    let said = [CROSS_SITE, NAVIGATES, DOCUMENT];
    server.clock.advance(59);
    assert_eq!(open(&alice, &link, &said).await, None, "the identity provider led here");
    server.clock.advance(1);
    assert_eq!(open(&alice, &link, &said).await, Some(format!("{link}&confirm=true")));
    assert_eq!(open(&server.browser(), &link, &said).await, None, "the sign-in comes first");
    assert_eq!(open(&alice, "/example/login", &said).await, None, "no direct access link");
}
