//! The user portal's lists: one's own, and nothing about anybody else's.

use shared::error::ErrorCode;
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::portal::{PortalAccessConfiguration, PortalAccount};

use crate::support::{Administrator, Browser, TestServer, named};

const SHOP: &str = "2000000000000001";
const LOG: &str = "2000000000000002";

/// Alice reads and writes the shop, Bob reads the log.
async fn browsers(server: &TestServer) -> (Browser, Browser) {
    let administrator = Administrator::of(server).await;
    let alice = administrator.create_user("alice").await;
    let bob = administrator.create_user("bob").await;
    let shop = administrator.create_account(SHOP, "shop").await;
    let log = administrator.create_account(LOG, "Log").await;
    let mut read = named("Read");
    read.description = "只读".into();
    read.session_duration = 7_200;
    let read = administrator.create_access_configuration(&read).await;
    let write = administrator.create_access_configuration(&named("administer")).await;
    administrator.grant(&alice.id, &shop, &read).await;
    administrator.grant(&alice.id, &shop, &write).await;
    administrator.grant(&bob.id, &log, &read).await;
    (server.signed_in(&alice.id).await, server.signed_in(&bob.id).await)
}

fn access_configurations(account: &str) -> String {
    with_id(paths::PORTAL_ACCESS_CONFIGURATIONS, account)
}

async fn accounts(browser: &Browser) -> Vec<PortalAccount> {
    browser.get(paths::PORTAL_ACCOUNTS).await.json::<Page<PortalAccount>>().items
}

#[tokio::test]
async fn the_accounts_are_ones_own_each_once() {
    let server = TestServer::start().await;
    let (alice, bob) = browsers(&server).await;
    let names =
        |accounts: Vec<PortalAccount>| accounts.into_iter().map(|a| a.account.name).collect::<Vec<_>>();
    assert_eq!(names(accounts(&alice).await), ["shop"]);
    assert_eq!(names(accounts(&bob).await), ["Log"]);
}

#[tokio::test]
async fn accounts_are_by_name_whatever_its_case() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = administrator.create_user("alice").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    for (id, name) in [("20000001", "zoo"), ("20000002", "Beta"), ("20000003", "alpha"), ("20000004", "商店")]
    {
        let account = administrator.create_account(id, name).await;
        administrator.grant(&alice.id, &account, &read).await;
    }
    let list = accounts(&server.signed_in(&alice.id).await).await;
    let names: Vec<&str> = list.iter().map(|one| one.account.name.as_str()).collect();
    assert_eq!(names, ["alpha", "Beta", "zoo", "商店"]);
}

#[tokio::test]
async fn somebody_without_access_assignments_sees_an_empty_list() {
    let server = TestServer::start().await;
    let carol = server.create_user("carol").await;
    let answer = server.signed_in(&carol).await.get(paths::PORTAL_ACCOUNTS).await;
    assert_eq!(answer.json::<Page<PortalAccount>>(), Page { items: Vec::new(), total: 0, next: None });
}

#[tokio::test]
async fn the_details_of_an_account_are_ones_own_access_configurations() {
    let server = TestServer::start().await;
    let (alice, _) = browsers(&server).await;
    let list: Vec<PortalAccessConfiguration> = alice.get(&access_configurations(SHOP)).await.json();
    let seen: Vec<(&str, &str, i64)> =
        list.iter().map(|c| (c.name.as_str(), c.description.as_str(), c.session_duration)).collect();
    assert_eq!(seen, [("administer", "", 3_600), ("Read", "只读", 7_200)]);
}

#[tokio::test]
async fn the_account_of_somebody_else_answers_as_one_that_does_not_exist() {
    let server = TestServer::start().await;
    let (alice, _) = browsers(&server).await;
    let foreign = alice.get(&access_configurations(LOG)).await;
    let absent = alice.get(&access_configurations("9999999999999999")).await;
    assert_eq!((foreign.status, foreign.error().code), (404, ErrorCode::AccountNotExists));
    assert_eq!(absent.error().message.replace("9999999999999999", LOG), foreign.error().message);
    assert_eq!(alice.get(&access_configurations("x")).await.status, 404);
}

#[tokio::test]
async fn what_is_revoked_is_out_of_sight_at_once() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = administrator.create_user("alice").await;
    let shop = administrator.create_account(SHOP, "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    administrator.grant(&alice.id, &shop, &read).await;
    let browser = server.signed_in(&alice.id).await;
    assert_eq!(accounts(&browser).await.len(), 1);
    administrator.revoke(&alice.id, &shop, &read).await;
    assert!(accounts(&browser).await.is_empty());
    assert_eq!(browser.get(&access_configurations(SHOP)).await.status, 404);
}
