//! Logging on to an account as a RAM user: provisioned at a cloud that judges every response, and everybody who is not
//! let through.

use axum::body::Body;
use axum::http::{Method, header};
use cloudsso::access::ram_users::work::{self, Todo};
use cloudsso::cloud::idp_metadata;
use cloudsso::platform::sessions::{CookieKind, SessionValue};
use shared::access_assignments::Principal;
use shared::events::{Event, EventKind};
use shared::groups::ChangeMembers;
use shared::ids::{GroupId, UserId};
use shared::paths;
use shared::ram_users::{ConflictPolicy, CreateRamUserProvisionings, DeletionPolicy, RamUserSettings};
use shared::session::{Problem, ProblemKind};

use crate::support::cloud::{StandInCloud, client, server_with_cloud};
use crate::support::{Administrator, Answer, Browser, Element, PUBLIC_URL, PostPage, SHOP, TestServer};

const PRINCIPAL: &str = "ada@2000000000000001.onaliyun.com";
const LANDING: &str = "https://homenew.console.aliyun.com";

struct World {
    server: TestServer,
    cloud: StandInCloud,
    administrator: Administrator,
    ada: UserId,
    team: GroupId,
    browser: Browser,
}

impl World {
    /// Ada is in a group that is given RAM users; nothing is made yet.
    async fn before_work() -> World {
        let (server, cloud) = server_with_cloud().await;
        let administrator = Administrator::of(&server).await;
        let ada = administrator.create_user("ada@example.com").await.id;
        let team = administrator.create_group("team", &[&ada]).await;
        administrator.create_account(SHOP, "Shop").await;
        let new = CreateRamUserProvisionings {
            principals: vec![Principal::Group(team.clone())],
            account_ids: vec![SHOP.parse().unwrap()],
            conflict_policy: ConflictPolicy::KeepBoth,
            deletion_policy: DeletionPolicy::Delete,
            description: String::new(),
            user_sso_accepted: true,
        };
        assert_eq!(administrator.post(paths::RAM_USER_PROVISIONINGS, &new).await.status, 201);
        let browser = server.signed_in(&ada).await;
        World { server, cloud, administrator, ada, team, browser }
    }

    async fn new() -> World {
        let world = World::before_work().await;
        world.work().await;
        world
    }

    /// Does what is due, as the worker does.
    async fn work(&self) {
        let (app, now) = (&self.server.app, self.server.clock.now());
        let client = client(&self.server).await;
        let mut tx = app.db.read().await.unwrap();
        let due = work::list_due(&mut tx, now, 10).await.unwrap();
        drop(tx);
        assert!(!due.is_empty());
        for due in &due {
            let mut tx = app.db.write().await.unwrap();
            let metadata = idp_metadata(&mut tx, &self.server.directory, PUBLIC_URL).await.unwrap();
            let seconds = app.config.takeover_seconds;
            let job = work::claim(&mut tx, due, &metadata, seconds, now).await.unwrap().unwrap();
            tx.commit().await.unwrap();
            let outcome = match job.todo() {
                Todo::Make(wanted) => client.put_ram_user(wanted).await.map(Some),
                Todo::Remove(unwanted) => client.remove_ram_user(unwanted).await.map(|()| None),
            };
            let mut tx = app.db.write().await.unwrap();
            work::finish(&mut tx, &job, &outcome, 0, now).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    fn token(&self, browser: &Browser) -> String {
        let name = self.server.app.cookies.name(CookieKind::Portal);
        SessionValue::from_cookie(&browser.cookie(name).unwrap()).unwrap().form_token()
    }

    async fn log_on(&self) -> Answer {
        self.log_on_to(&self.browser, SHOP, &self.token(&self.browser)).await
    }

    async fn log_on_to(&self, browser: &Browser, account: &str, token: &str) -> Answer {
        let fields = [("account_id", account), ("form_token", token)];
        browser.post_form(paths::RAM_USER_LOG_ON, &fields).await
    }

    async fn records(&self, kind: EventKind) -> Vec<Event> {
        self.administrator.events(kind).await
    }

    /// The answer is the page of the one refusal, which has this reason; nothing was issued.
    async fn refused(&self, answer: &Answer, reason: &str) -> Event {
        let event = Administrator::only(self.records(EventKind::RamUserLogOnRefused).await);
        assert_eq!(answer.location(), format!("/portal/log-on-problem/{}", event.id));
        assert_eq!(event.details["reason"], reason);
        assert!(self.records(EventKind::RamUserLogOn).await.is_empty());
        event
    }
}

#[tokio::test]
async fn a_person_is_let_in_as_the_ram_user_and_each_response_serves_once() {
    let world = World::new().await;
    let settings =
        RamUserSettings { session_hours: 2, landing_page: "https://ecs.console.aliyun.com/".into() };
    assert_eq!(world.administrator.put(paths::RAM_USER_SETTINGS, &settings).await.status, 200);
    let page = PostPage::of(&world.log_on().await);
    assert_eq!(page.action, "https://signin-intl.aliyun.com/saml/SSO");
    assert_eq!(page.field("RelayState"), Some(settings.landing_page.as_str()));
    assert!(page.policy.contains("form-action https://signin-intl.aliyun.com https://*.aliyun.com"));
    let response = page.response();
    let expected = Ok((PRINCIPAL.to_owned(), "2026-06-21T11:30:00Z".to_owned()));
    assert_eq!(world.cloud.log_on_as_ram_user(&response), expected);
    assert_eq!(world.cloud.log_on_as_ram_user(&response), Err("used before".into()));
    let again = PostPage::of(&world.log_on().await).response();
    assert_eq!(world.cloud.log_on_as_ram_user(&again), expected);

    let response = Element::parse(&response);
    let assertion = response.child("saml:Assertion");
    let order = ["saml:Issuer", "ds:Signature", "saml:Subject", "saml:Conditions", "saml:AuthnStatement"];
    assert_eq!(assertion.names(), order);
    let audience = assertion.at(&["saml:Conditions", "saml:AudienceRestriction", "saml:Audience"]);
    assert_eq!(audience.text, format!("https://signin-intl.aliyun.com/{SHOP}/saml/SSO"));
    assert_eq!(assertion.child("saml:Issuer").text, world.server.directory.idp_entity_id(PUBLIC_URL));
    let events = world.records(EventKind::RamUserLogOn).await;
    let ids: Vec<&str> = events.iter().map(|event| event.details["assertion_id"].as_str()).collect();
    assert!(ids.len() == 2 && ids.contains(&assertion.attribute("ID")));
    let event = &events[0];
    assert_eq!((event.actor_name.as_str(), event.target.as_str()), ("ada@example.com", "Shop"));
    assert_eq!(event.details["ram_user"], PRINCIPAL);
    let told = serde_json::to_string(&events).unwrap();
    assert!(!told.contains(&world.token(&world.browser)));
}

#[tokio::test]
async fn a_ram_user_that_does_not_stand_yet_is_refused_and_the_page_says_so() {
    let world = World::before_work().await;
    let answer = world.log_on().await;
    let event = world.refused(&answer, "NoRamUser").await;
    assert_eq!((event.actor_name.as_str(), event.target.as_str()), ("ada@example.com", SHOP));
    let path = paths::with_id(paths::PROBLEM, event.id.as_str());
    let problem: Problem = world.browser.get(&path).await.json();
    assert_eq!(problem.kind, ProblemKind::NoRamUser);
}

#[tokio::test]
async fn whoever_left_the_group_a_moment_ago_is_refused_though_the_ram_user_still_stands() {
    let world = World::new().await;
    world.administrator.remove_member(&world.team, &world.ada).await;
    assert!(world.cloud.with_account(SHOP, |account| account.users.contains_key("ada")));
    let answer = world.log_on().await;
    world.refused(&answer, "NoRamUser").await;
    // Back in the group before anything was removed: it stands, and is used again.
    let body = ChangeMembers { user_ids: vec![world.ada.clone()] };
    let path = paths::with_id(paths::GROUP_MEMBERS, world.team.as_str());
    assert_eq!(world.administrator.write(Method::POST, &path, &body).await.status, 200);
    world.work().await;
    let response = PostPage::of(&world.log_on().await).response();
    assert!(world.cloud.log_on_as_ram_user(&response).is_ok());
}

#[tokio::test]
async fn another_persons_ram_user_and_accounts_without_one_are_refused() {
    let world = World::new().await;
    world.administrator.create_account("2000000000000002", "Log").await;
    let bob = world.administrator.create_user("bob").await;
    let browser = world.server.signed_in(&bob.id).await;
    let (bobs, adas) = (world.token(&browser), world.token(&world.browser));
    world.log_on_to(&browser, SHOP, &bobs).await;
    for account in ["2000000000000002", "9999999999999999", "", "' OR '1'='1", PRINCIPAL] {
        world.log_on_to(&world.browser, account, &adas).await;
    }
    let refused = world.records(EventKind::RamUserLogOnRefused).await;
    assert_eq!(refused.len(), 6);
    assert!(refused.iter().all(|event| event.details["reason"] == "NoRamUser"));
    assert!(world.records(EventKind::RamUserLogOn).await.is_empty());
}

#[tokio::test]
async fn nobody_signed_in_and_a_disabled_user_are_sent_to_the_sign_in_page() {
    let world = World::new().await;
    let token = world.token(&world.browser);
    let answer = world.log_on_to(&world.server.browser(), SHOP, &token).await;
    assert_eq!(answer.location(), "/example/login");
    world.server.set_status(&world.ada, "Disabled").await;
    assert_eq!(world.log_on().await.location(), "/example/login");
    assert!(world.records(EventKind::RamUserLogOn).await.is_empty());
}

#[tokio::test]
async fn only_our_own_form_of_this_session_logs_on() {
    let world = World::new().await;
    let token = world.token(&world.browser);
    let other = world.token(&world.server.signed_in(&world.ada).await);
    for wrong in ["", other.as_str(), "x"] {
        world.log_on_to(&world.browser, SHOP, wrong).await;
    }
    let good = format!("account_id={SHOP}&form_token={token}");
    let form = "application/x-www-form-urlencoded";
    let bodies = [
        (form, String::new()),
        (form, format!("{good}&landing_page=https://evil.example/")),
        (form, format!("{good}&account_id={SHOP}")),
        ("application/json", good.clone()),
    ];
    for (content_type, body) in bodies {
        let request = world
            .browser
            .request(Method::POST, paths::RAM_USER_LOG_ON, false)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, content_type);
        world.browser.send(request, Body::from(body)).await;
    }
    let request = world
        .browser
        .request(Method::POST, paths::RAM_USER_LOG_ON, false)
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, form);
    world.browser.send(request, Body::from(good.clone())).await;
    let refused = world.records(EventKind::RamUserLogOnRefused).await;
    let count = |reason: &str| refused.iter().filter(|event| event.details["reason"] == reason).count();
    assert_eq!((count("NotOurForm"), count("CrossSite"), refused.len()), (7, 1, 8));
    let answer = world.browser.get(&format!("{}?{good}", paths::RAM_USER_LOG_ON)).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    assert!(world.records(EventKind::RamUserLogOn).await.is_empty());
    assert_eq!(PostPage::of(&world.log_on().await).field("RelayState"), Some(LANDING));
}
