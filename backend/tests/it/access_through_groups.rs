//! Access that is granted to a group: its members have it, each of them once, and only as long as they are members.

use axum::http::Method;
use shared::access_assignments::{
    AccessAssignment, DeprovisionStrategy, GrantAccess, Principal, RevokeAccess, Through,
};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::GroupId;
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::portal::{DirectAccess, PortalAccessConfiguration, PortalAccount};
use shared::tasks::Started;

use crate::support::{Administrator, Person, SHOP, TestServer, named};

/// Alice, who has nothing of her own; the shop; a group of which she is a member and to which it is granted.
async fn member(server: &TestServer, group: &str) -> (Person, GroupId) {
    let alice = Person::without_access(server, "alice@example.com", named("Read-Only")).await;
    let group = alice.administrator.create_group(group, &[&alice.id]).await;
    let principal = Principal::Group(group.clone());
    alice.administrator.grant_to(&principal, &alice.account, &alice.configuration).await;
    (alice, group)
}

async fn accounts(alice: &Person) -> Vec<PortalAccount> {
    alice.browser.get(paths::PORTAL_ACCOUNTS).await.json::<Page<PortalAccount>>().items
}

fn details() -> String {
    with_id(paths::PORTAL_ACCESS_CONFIGURATIONS, SHOP)
}

fn direct() -> String {
    format!("{}?accountId={SHOP}&accessConfigurationName=Read-Only", paths::PORTAL_DIRECT_ACCESS)
}

async fn list(administrator: &Administrator, query: &str) -> Page<AccessAssignment> {
    administrator.get(&format!("{}?{query}", paths::ACCESS_ASSIGNMENTS)).await.json()
}

#[tokio::test]
async fn a_member_sees_and_uses_what_the_group_was_given() {
    let server = TestServer::start().await;
    let (alice, _) = member(&server, "Shop team").await;
    let [shop] = accounts(&alice).await.try_into().unwrap();
    assert_eq!(
        (&shop.account.id, shop.account.name.as_str(), shop.access_configurations),
        (&alice.account.id, "Shop", 1)
    );
    let roles: Vec<PortalAccessConfiguration> = alice.browser.get(&details()).await.json();
    assert_eq!(roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(), ["Read-Only"]);
    let found: DirectAccess = alice.browser.get(&direct()).await.json();
    assert_eq!(found.access_configurations[0].id, alice.configuration.id);
    assert_eq!(alice.log_on(&server, "").await.status, 200);
}

#[tokio::test]
async fn somebody_outside_the_group_has_nothing_of_it() {
    let server = TestServer::start().await;
    let (alice, _) = member(&server, "Shop team").await;
    let bob = server.create_user("bob").await;
    alice.administrator.create_group("Others", &[&bob]).await;
    let bob = alice.at(server.signed_in(&bob).await);
    assert!(accounts(&bob).await.is_empty());
    assert_eq!(bob.browser.get(&details()).await.status, 404);
    assert_eq!(bob.browser.get(&direct()).await.status, 403);
    let answer = bob.log_on(&server, "").await;
    assert!(answer.location().starts_with("/portal/log-on-problem/"));
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn a_member_who_is_removed_is_refused_at_the_next_click() {
    let server = TestServer::start().await;
    let (alice, group) = member(&server, "Shop team").await;
    assert_eq!(accounts(&alice).await.len(), 1);
    alice.administrator.remove_member(&group, &alice.id).await;
    let answer = alice.log_on(&server, "").await;
    alice.assert_refused(&answer, "NotAssigned").await;
    assert!(accounts(&alice).await.is_empty());
    assert_eq!(alice.browser.get(&details()).await.status, 404);
    assert_eq!(alice.browser.get(&direct()).await.status, 403);
}

#[tokio::test]
async fn access_that_is_revoked_from_the_group_is_gone_for_its_members() {
    let server = TestServer::start().await;
    let (alice, group) = member(&server, "Shop team").await;
    let principal = Principal::Group(group);
    alice.administrator.revoke_from(&principal, &alice.account, &alice.configuration).await;
    assert!(accounts(&alice).await.is_empty());
    let answer = alice.log_on(&server, "").await;
    alice.assert_refused(&answer, "NotAssigned").await;
}

#[tokio::test]
async fn what_comes_by_several_ways_is_there_once_and_stays_while_one_way_is_left() {
    let server = TestServer::start().await;
    let (alice, first) = member(&server, "Shop team").await;
    let second = alice.administrator.create_group("Admins", &[&alice.id]).await;
    let second = Principal::Group(second);
    alice.administrator.grant_to(&second, &alice.account, &alice.configuration).await;
    alice.administrator.grant(&alice.id, &alice.account, &alice.configuration).await;
    let once = async || {
        assert_eq!(accounts(&alice).await.len(), 1);
        assert_eq!(alice.browser.get(&details()).await.json::<Vec<PortalAccessConfiguration>>().len(), 1);
        server.clock.advance(1);
        assert_eq!(alice.log_on(&server, "").await.status, 200);
    };
    once().await;
    alice.administrator.revoke(&alice.id, &alice.account, &alice.configuration).await;
    once().await;
    alice.administrator.remove_member(&first, &alice.id).await;
    once().await;
    alice.administrator.revoke_from(&second, &alice.account, &alice.configuration).await;
    assert!(accounts(&alice).await.is_empty());
    let events = alice.administrator.events(EventKind::RoleLogOn).await;
    let ways: Vec<Option<&str>> =
        events.iter().map(|event| event.details.get("through_group").map(String::as_str)).collect();
    assert_eq!(ways, [Some("Admins"), Some("Admins"), None], "newest first; one's own access names no group");
}

#[tokio::test]
async fn a_grant_reaches_users_and_groups_in_one_go_and_is_safe_to_repeat() {
    let server = TestServer::start().await;
    let (alice, group) = member(&server, "Shop team").await;
    let grant = GrantAccess {
        user_ids: vec![alice.id.clone()],
        group_ids: vec![group.clone(), group],
        account_ids: vec![alice.account.id.clone()],
        access_configuration_ids: vec![alice.configuration.id.clone()],
    };
    let send = || alice.administrator.post(paths::ACCESS_ASSIGNMENTS, &grant);
    let counts = |started: Started| (started.tasks, started.existing);
    assert_eq!(counts(send().await.json()), (1, 1));
    assert_eq!(counts(send().await.json()), (0, 2));
    assert_eq!(list(&alice.administrator, "").await.total, 2);
}

#[tokio::test]
async fn a_grant_to_a_group_that_does_not_exist_makes_nothing() {
    let server = TestServer::start().await;
    let alice = Person::without_access(&server, "alice", named("Read-Only")).await;
    let grant = GrantAccess {
        user_ids: vec![alice.id.clone()],
        group_ids: vec!["g-00000000000000000000".parse().unwrap()],
        account_ids: vec![alice.account.id.clone()],
        access_configuration_ids: vec![alice.configuration.id.clone()],
    };
    let answer = alice.administrator.post(paths::ACCESS_ASSIGNMENTS, &grant).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.error().fields, [FieldError::new("group_ids", Rule::Unknown)]);
    assert_eq!(list(&alice.administrator, "").await.total, 0);
}

#[tokio::test]
async fn users_and_groups_count_together_against_the_most_of_one_grant() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let body = serde_json::json!({
        "user_ids": vec!["u-1"; 51],
        "group_ids": vec!["g-1"; 50],
        "account_ids": vec!["10000000"; 100],
        "access_configuration_ids": ["ac-1"],
    });
    let answer = administrator.post(paths::ACCESS_ASSIGNMENTS, &body).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::LimitExceeded));
}

#[tokio::test]
async fn the_audit_log_names_the_group_that_got_or_lost_access() {
    let server = TestServer::start().await;
    let (alice, group) = member(&server, "Shop team").await;
    let principal = Principal::Group(group.clone());
    alice.administrator.revoke_from(&principal, &alice.account, &alice.configuration).await;
    for kind in [EventKind::AccessGranted, EventKind::AccessRevoked] {
        let event = Administrator::only(alice.administrator.events(kind).await);
        assert_eq!(event.target, "Shop team");
        assert_eq!(event.details["principal_type"], "Group");
        assert_eq!(event.details["principal_id"], group.as_str());
        assert_eq!(event.details["account_id"], SHOP);
    }
}

#[tokio::test]
async fn revoking_from_a_member_what_the_group_has_finds_nothing() {
    let server = TestServer::start().await;
    let (alice, group) = member(&server, "Shop team").await;
    let revoke = RevokeAccess {
        principal: Principal::User(alice.id.clone()),
        account_id: alice.account.id.clone(),
        access_configuration_id: alice.configuration.id.clone(),
        deprovision_strategy: DeprovisionStrategy::None,
    };
    let answer = alice.administrator.write(Method::DELETE, paths::ACCESS_ASSIGNMENTS, &revoke).await;
    assert_eq!((answer.status, answer.error().code), (404, ErrorCode::AccessAssignmentNotExists));
    assert_eq!(list(&alice.administrator, &format!("group_id={group}")).await.total, 1);
}

#[tokio::test]
async fn the_list_of_a_user_holds_what_comes_through_groups_only_when_asked_for() {
    let server = TestServer::start().await;
    let (alice, group) = member(&server, "Shop team").await;
    let write = alice.administrator.create_access_configuration(&named("Write")).await;
    alice.administrator.grant(&alice.id, &alice.account, &write).await;
    let other = alice.administrator.create_group("Others", &[]).await;
    alice.administrator.grant_to(&Principal::Group(other), &alice.account, &write).await;

    let own = list(&alice.administrator, &format!("user_id={}", alice.id)).await;
    assert_eq!((own.total, own.items.len()), (1, 1));
    assert_eq!((own.items[0].access_configuration_name.as_str(), &own.items[0].through), ("Write", &None));

    let query = format!("user_id={}&through_groups=true", alice.id);
    let all = list(&alice.administrator, &query).await;
    assert_eq!((all.total, all.items.len()), (2, 2));
    assert_eq!(all.items[0], own.items[0]);
    let inherited = &all.items[1];
    assert_eq!(inherited.principal, Principal::Group(group.clone()));
    assert_eq!(inherited.through, Some(Through { id: group, name: "Shop team".into() }));
    assert_eq!(inherited.access_configuration_name, "Read-Only");
    for (narrowing, total) in [
        (format!("account_id={SHOP}"), 2),
        (format!("access_configuration_id={}", write.id), 1),
        ("account_id=99999999".to_owned(), 0),
    ] {
        assert_eq!(
            list(&alice.administrator, &format!("{query}&{narrowing}")).await.total,
            total,
            "{narrowing}"
        );
    }
}

#[tokio::test]
async fn the_list_of_a_group_holds_its_own_and_nothing_of_its_members() {
    let server = TestServer::start().await;
    let (alice, group) = member(&server, "Shop team").await;
    alice.administrator.grant(&alice.id, &alice.account, &alice.configuration).await;
    let page = list(&alice.administrator, &format!("group_id={group}&account_id={SHOP}")).await;
    assert_eq!((page.total, page.items.len()), (1, 1));
    assert_eq!((&page.items[0].principal, &page.items[0].through), (&Principal::Group(group), &None));
    assert_eq!(page.items[0].principal_name, "Shop team");
}

#[tokio::test]
async fn a_long_list_goes_from_users_to_groups_whatever_a_group_is_called() {
    let server = TestServer::start().await;
    let alice = Person::without_access(&server, "zoe", named("Read-Only")).await;
    let mut grant = GrantAccess {
        account_ids: vec![alice.account.id.clone()],
        access_configuration_ids: vec![alice.configuration.id.clone()],
        ..GrantAccess::default()
    };
    for number in 0..40 {
        grant.user_ids.push(server.create_user(&format!("user-{number:02}")).await);
        grant
            .group_ids
            .push(alice.administrator.create_group(&format!("A/B % 组 {number:02}"), &[&alice.id]).await);
    }
    for number in 40..80 {
        grant
            .group_ids
            .push(alice.administrator.create_group(&format!("A/B % 组 {number:02}"), &[&alice.id]).await);
    }
    alice.administrator.grant_all(&grant).await.json::<Started>();
    let user = format!("user_id={}&through_groups=true", alice.id);
    let account = format!("account_id={SHOP}");
    let configuration = format!("access_configuration_id={}", alice.configuration.id);
    for (query, total) in [(String::new(), 120), (account, 120), (configuration, 120), (user, 80)] {
        let seen = every_page(&alice.administrator, &query, total).await;
        let mut sorted = seen.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(seen.len() as u64, total, "{query}");
        assert_eq!(seen.len(), sorted.len(), "each once: {query}");
        let users = seen.iter().take_while(|name| name.starts_with("user-")).count() as u64;
        assert_eq!(users, total - 80, "users first: {query}");
    }
}

async fn every_page(administrator: &Administrator, query: &str, total: u64) -> Vec<String> {
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = list(administrator, &format!("{query}{after}")).await;
        assert_eq!(page.total, total);
        seen.extend(page.items.into_iter().map(|row| row.principal_name));
        let Some(next) = page.next else { return seen };
        let escaped: String = next.bytes().map(|byte| format!("%{byte:02X}")).collect();
        after = format!("&after={escaped}");
    }
}

#[tokio::test]
async fn what_a_group_has_keeps_the_account_and_the_access_configuration_from_being_deleted() {
    let server = TestServer::start().await;
    let (alice, _) = member(&server, "Shop team").await;
    for (path, code) in [
        (with_id(paths::ACCOUNT, SHOP), ErrorCode::AccountHasAssignments),
        (
            with_id(paths::ACCESS_CONFIGURATION, alice.configuration.id.as_str()),
            ErrorCode::AccessConfigurationHasAssignments,
        ),
    ] {
        let answer = alice.administrator.delete(&path).await;
        assert_eq!((answer.status, answer.error().code), (409, code));
    }
    assert_eq!(accounts(&alice).await.len(), 1);
}

#[tokio::test]
async fn a_grant_to_a_group_and_its_deletion_at_once_leave_no_access_of_nobody() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    for number in 0..10 {
        let group = alice.administrator.create_group(&format!("Team {number}"), &[]).await;
        let grant = GrantAccess {
            group_ids: vec![group.clone()],
            account_ids: vec![alice.account.id.clone()],
            access_configuration_ids: vec![alice.configuration.id.clone()],
            ..GrantAccess::default()
        };
        let path = with_id(paths::GROUP, group.as_str());
        let (granted, deleted) = tokio::join!(
            alice.administrator.post(paths::ACCESS_ASSIGNMENTS, &grant),
            alice.administrator.delete(&path)
        );
        let remains = list(&alice.administrator, &format!("group_id={group}")).await.total;
        match (granted.status, deleted.status) {
            (200, 409) => assert_eq!(remains, 1),
            (400 | 409, 204) => assert_eq!(remains, 0),
            other => panic!("{other:?}: {} {}", granted.text(), deleted.text()),
        }
    }
}
