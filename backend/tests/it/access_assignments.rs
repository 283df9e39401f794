//! Granting and revoking access, and the list of who has what where.

use axum::http::Method;
use shared::access_assignments::{
    AccessAssignment, DeprovisionStrategy, GrantAccess, Principal, RevokeAccess,
};
use shared::access_configurations::AccessConfiguration;
use shared::accounts::Account;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::page::{PAGE_SIZE, Page};
use shared::paths;
use shared::tasks::Started;
use shared::users::User;

use crate::support::{Administrator, Answer, TestServer, named};

/// Two users, two accounts, two access configurations.
struct Company {
    administrator: Administrator,
    users: [User; 2],
    accounts: [Account; 2],
    configurations: [AccessConfiguration; 2],
}

async fn company(server: &TestServer) -> Company {
    let administrator = Administrator::of(server).await;
    Company {
        users: [administrator.create_user("alice").await, administrator.create_user("Bob").await],
        accounts: [
            administrator.create_account("2000000000000001", "Shop").await,
            administrator.create_account("2000000000000002", "Log").await,
        ],
        configurations: [
            administrator.create_access_configuration(&named("Read")).await,
            administrator.create_access_configuration(&named("Write")).await,
        ],
        administrator,
    }
}

impl Company {
    fn all(&self) -> GrantAccess {
        GrantAccess {
            user_ids: self.users.iter().map(|user| user.id.clone()).collect(),
            account_ids: self.accounts.iter().map(|account| account.id.clone()).collect(),
            access_configuration_ids: self.configurations.iter().map(|one| one.id.clone()).collect(),
            ..GrantAccess::default()
        }
    }

    async fn grant(&self, grant: &GrantAccess) -> Answer {
        self.administrator.grant_all(grant).await
    }

    async fn list(&self, query: &str) -> Page<AccessAssignment> {
        self.administrator.get(&format!("{}?{query}", paths::ACCESS_ASSIGNMENTS)).await.json()
    }
}

/// How many tasks a grant made, and how much was there.
fn counts(answer: &Answer) -> (u64, u64) {
    let started: Started = answer.json();
    (started.tasks, started.existing)
}

fn in_short(page: &Page<AccessAssignment>) -> Vec<String> {
    let line = |one: &AccessAssignment| {
        format!("{} {} {}", one.principal_name, one.account_name, one.access_configuration_name)
    };
    page.items.iter().map(line).collect()
}

#[tokio::test]
async fn a_grant_makes_every_combination_once_and_leaves_what_is_there() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    let mut one = company.all();
    one.user_ids.truncate(1);
    one.account_ids.truncate(1);
    one.access_configuration_ids.truncate(1);
    assert_eq!(counts(&company.grant(&one).await), (1, 0));
    server.clock.advance(60);
    let mut all = company.all();
    all.user_ids.push(company.users[0].id.clone());
    assert_eq!(counts(&company.grant(&all).await), (7, 1));
    assert_eq!(counts(&company.grant(&all).await), (0, 8));
    let page = company.list("").await;
    assert_eq!((page.total, page.items.len(), page.next.is_none()), (8, 8, true));
    let first = page.items.iter().find(|row| {
        row.principal == Principal::User(one.user_ids[0].clone())
            && row.account_id == one.account_ids[0]
            && row.access_configuration_id == one.access_configuration_ids[0]
    });
    assert_eq!(first.unwrap().created_at.0, server.now().as_millisecond() - 60_000);
}

#[tokio::test]
async fn the_audit_log_says_who_got_what_where() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.grant(&company.all()).await.json::<Started>();
    let events = company.administrator.events(EventKind::AccessGranted).await;
    assert_eq!(events.len(), 8);
    let mut told: Vec<String> = events
        .iter()
        .map(|event| {
            let detail = |name: &str| event.details[name].as_str();
            let access_configuration = detail("access_configuration");
            format!("{} {} {} {access_configuration}", event.target, detail("account"), detail("account_id"))
        })
        .collect();
    told.sort_unstable();
    assert_eq!(told[0], "Bob Log 2000000000000002 Read");
    assert_eq!(told[7], "alice Shop 2000000000000001 Write");
}

#[tokio::test]
async fn a_grant_that_names_what_does_not_exist_makes_nothing() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    let mut grant = company.all();
    grant.user_ids.push("u-00000000000000000000".parse().unwrap());
    grant.account_ids.push("9999999999999999".parse().unwrap());
    grant.access_configuration_ids.push("ac-00000000000000000000".parse().unwrap());
    let answer = company.grant(&grant).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter));
    assert_eq!(
        answer.error().fields,
        ["user_ids", "account_ids", "access_configuration_ids"]
            .map(|field| FieldError::new(field, Rule::Unknown))
    );
    assert_eq!(company.list("").await.total, 0);
    assert!(company.administrator.events(EventKind::AccessGranted).await.is_empty());
}

#[tokio::test]
async fn a_grant_needs_somebody_something_and_somewhere() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    assert_eq!(
        company.grant(&GrantAccess::default()).await.error().fields,
        ["user_ids", "account_ids", "access_configuration_ids"]
            .map(|field| FieldError::new(field, Rule::Required))
    );
}

#[tokio::test]
async fn a_grant_of_more_than_ten_thousand_is_refused_before_anything_is_looked_up() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    let many = |count: usize, id: &str| vec![id.to_owned(); count];
    let body = serde_json::json!({
        "user_ids": many(101, "u-1"),
        "account_ids": many(100, "10000000"),
        "access_configuration_ids": many(1, "ac-1"),
    });
    let answer = company.administrator.post(paths::ACCESS_ASSIGNMENTS, &body).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::LimitExceeded));
}

#[tokio::test]
async fn a_revoked_assignment_is_gone_and_cannot_be_revoked_again() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.grant(&company.all()).await.json::<Started>();
    let revoke = RevokeAccess {
        principal: Principal::User(company.users[0].id.clone()),
        account_id: company.accounts[0].id.clone(),
        access_configuration_id: company.configurations[0].id.clone(),
        deprovision_strategy: DeprovisionStrategy::None,
    };
    let send = || company.administrator.write(Method::DELETE, paths::ACCESS_ASSIGNMENTS, &revoke);
    assert_eq!(counts(&send().await), (1, 0));
    assert_eq!(company.list("").await.total, 7);
    let answer = send().await;
    assert_eq!((answer.status, answer.error().code), (404, ErrorCode::AccessAssignmentNotExists));
    let event = Administrator::only(company.administrator.events(EventKind::AccessRevoked).await);
    assert_eq!(event.target, "alice");
    assert_eq!(
        (event.details["account"].as_str(), event.details["access_configuration"].as_str()),
        ("Shop", "Read")
    );
}

#[tokio::test]
async fn the_list_is_by_user_name_and_narrowed_by_any_part() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.grant(&company.all()).await.json::<Started>();
    let users: Vec<String> = company.list("").await.items.into_iter().map(|row| row.principal_name).collect();
    assert_eq!(users[..4], ["alice"; 4]);
    assert_eq!(users[4..], ["Bob"; 4]);
    let user = format!("user_id={}", company.users[1].id);
    let account = format!("account_id={}", company.accounts[0].id);
    let configuration = format!("access_configuration_id={}", company.configurations[1].id);
    for (parts, total) in [
        (vec![&user], 4),
        (vec![&account], 4),
        (vec![&configuration], 4),
        (vec![&user, &account], 2),
        (vec![&user, &configuration], 2),
        (vec![&account, &configuration], 2),
        (vec![&user, &account, &configuration], 1),
    ] {
        let query = parts.iter().map(|part| part.as_str()).collect::<Vec<_>>().join("&");
        let page = company.list(&query).await;
        assert_eq!((page.total, page.items.len() as u64), (total, total), "{query}");
        let fits = |row: &AccessAssignment| {
            (!parts.contains(&&user) || row.principal == Principal::User(company.users[1].id.clone()))
                && (!parts.contains(&&account) || row.account_id == company.accounts[0].id)
                && (!parts.contains(&&configuration)
                    || row.access_configuration_id == company.configurations[1].id)
        };
        assert!(page.items.iter().all(fits), "{query}");
    }
    assert_eq!(
        in_short(&company.list(&format!("{user}&{account}&{configuration}")).await),
        ["Bob Shop Write"]
    );
    assert_eq!(company.list("user_id=u-00000000000000000000").await.total, 0);
}

#[tokio::test]
async fn a_long_list_comes_in_pages_narrowed_or_not() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    let mut grant = company.all();
    for number in 0..15 {
        grant.user_ids.push(company.administrator.create_user(&format!("user.{number}@x")).await.id);
    }
    company.grant(&grant).await.json::<Started>();
    let account = format!("account_id={}", company.accounts[0].id);
    for (query, total) in [(String::new(), 68), (account, 34)] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = company.list(&format!("{query}{after}")).await;
            assert_eq!(page.total, total);
            assert!(page.items.len() <= PAGE_SIZE);
            seen.extend(in_short(&page));
            let Some(next) = page.next else { break };
            after = format!("&after={}", next.replace('/', "%2F").replace('@', "%40"));
        }
        let count = seen.len() as u64;
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((count, seen.len() as u64), (total, total));
    }
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    for query in [
        "after=x",
        "after=u/a/10000000",
        "after=a/10000000/ac-1",
        "after=x/a/10000000/ac-1",
        "after=u/a/10000000/ac-1/x",
        "after=u/%00/10000000/ac-1",
        "user_id=u-1&after=g/a/10000000/ac-1",
        "group_id=g-1&after=u/a/10000000/ac-1",
        "user_id=1",
        "account_id=u-1",
        "group_id=u-1",
        "user_id=u-1&group_id=g-1",
        "through_groups=true",
        "group_id=g-1&through_groups=true",
        "user_id=u-1&through_groups=maybe",
        "principal=u-1",
    ] {
        let answer = company.administrator.get(&format!("{}?{query}", paths::ACCESS_ASSIGNMENTS)).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{query}");
    }
}

#[tokio::test]
async fn the_overview_counts_what_there_is() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.grant(&company.all()).await.json::<Started>();
    let overview: shared::overview::Overview = company.administrator.get(paths::OVERVIEW).await.json();
    assert_eq!(overview.user_logon_url, "https://sso.example.com/example/login");
    assert_eq!(
        (overview.directory_name.as_str(), overview.directory_id),
        ("example", server.directory.id.to_string())
    );
    assert_eq!((overview.users, overview.accounts), (2, 3));
    assert_eq!((overview.access_configurations, overview.access_assignments), (2, 8));
    assert!(!overview.identity_provider_configured && !overview.sso_enabled);
}

#[tokio::test]
async fn a_grant_and_a_deletion_at_once_leave_no_access_of_nobody() {
    let server = TestServer::start().await;
    let company = company(&server).await;
    company.grant(&company.all()).await.json::<Started>();
    for number in 0..10 {
        let user = company.administrator.create_user(&format!("user-{number}")).await;
        let grant = GrantAccess { user_ids: vec![user.id.clone()], ..company.all() };
        let path = paths::with_id(paths::USER, user.id.as_str());
        let (granted, deleted) = tokio::join!(company.grant(&grant), company.administrator.delete(&path));
        let remains = company.list(&format!("user_id={}", user.id)).await.total;
        match (granted.status, deleted.status) {
            (200, 409) => assert_eq!(remains, 4),
            (400 | 409, 204) => assert_eq!(remains, 0),
            other => panic!("{other:?}: {} {}", granted.text(), deleted.text()),
        }
    }
}
