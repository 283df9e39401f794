//! The portal's list of accounts: what the search finds, page by page, in the order in which people look; what
//! they marked and used.

use std::collections::BTreeSet;

use shared::access_assignments::{GrantAccess, Principal};
use shared::error::ErrorCode;
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::portal::{PortalAccount, RecentLogOn};

use crate::support::{Administrator, Browser, Person, SHOP, TestServer, named};

/// The page that a query brings.
async fn page(browser: &Browser, query: &[(&str, &str)]) -> Page<PortalAccount> {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    browser.get(&format!("{}?{query}", paths::PORTAL_ACCOUNTS)).await.json()
}

/// The names of the accounts that a search finds.
async fn found(browser: &Browser, search: &str) -> Vec<String> {
    page(browser, &[("search", search)]).await.items.into_iter().map(|one| one.account.name).collect()
}

async fn names(browser: &Browser) -> Vec<String> {
    found(browser, "").await
}

fn favourite(account: &str) -> String {
    with_id(paths::PORTAL_FAVOURITE, account)
}

async fn recent(browser: &Browser) -> Vec<(String, String)> {
    let recent: Vec<RecentLogOn> = browser.get(paths::PORTAL_RECENT).await.json();
    recent.into_iter().map(|one| (one.account.name, one.access_configuration.name)).collect()
}

/// A person with accounts `Account 00`, `Account 01` and so on, through a group.
async fn with_accounts(server: &TestServer, count: usize) -> Person {
    let person = Person::without_access(server, "alice", named("Reader")).await;
    let team = person.administrator.create_group("Team", &[&person.id]).await;
    let mut grant = GrantAccess {
        group_ids: vec![team],
        access_configuration_ids: vec![person.configuration.id.clone()],
        ..GrantAccess::default()
    };
    for at in 0..count {
        let id = format!("30000000000000{at:02}");
        grant
            .account_ids
            .push(person.administrator.create_account(&id, &format!("Account {at:02}")).await.id);
    }
    assert_eq!(person.administrator.grant_all(&grant).await.status, 200);
    person
}

/// Logs the person on to an account and lets a second pass.
async fn use_role(server: &TestServer, person: &Person, account: &str) {
    let token = person.session(server).form_token();
    let fields = [
        ("account_id", account),
        ("access_configuration_id", person.configuration.id.as_str()),
        ("form_token", &token),
    ];
    assert_eq!(person.browser.post_form(paths::LOG_ON, &fields).await.status, 200);
    server.clock.advance(1);
}

#[tokio::test]
async fn the_search_finds_names_numbers_and_access_configurations() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = administrator.create_user("alice").await;
    let shop = administrator.create_account("2000000000000001", "Shop Production 生产").await;
    let test = administrator.create_account("2000000000000022", "shop test ÄRGER").await;
    let reader = administrator.create_access_configuration(&named("Reader")).await;
    let admin = administrator.create_access_configuration(&named("ecs-admin")).await;
    let other = administrator.create_access_configuration(&named("billing")).await;
    administrator.grant(&alice.id, &shop, &reader).await;
    administrator.grant(&alice.id, &test, &reader).await;
    administrator.grant(&alice.id, &test, &admin).await;
    let bob = administrator.create_user("bob").await;
    administrator.grant(&bob.id, &shop, &other).await;
    let alice = server.signed_in(&alice.id).await;
    let (shop, test) = ("Shop Production 生产", "shop test ÄRGER");
    for (search, expected) in [
        ("", vec![shop, test]),
        ("  SHOP ", vec![shop, test]),
        ("生产", vec![shop]),
        ("ärger", vec![test]),
        ("0022", vec![test]),
        ("ECS-A", vec![test]),
        ("reader", vec![shop, test]),
        ("prod read", vec![shop]),
        ("read 22 shop", vec![test]),
        ("billing", vec![]),
        ("prod admin", vec![]),
        ("%", vec![]),
        ("_", vec![]),
        ("' OR 1=1 --", vec![]),
    ] {
        assert_eq!(found(&alice, search).await, expected, "{search:?}");
    }
}

#[tokio::test]
async fn one_press_logs_on_to_the_only_one_or_what_was_used_or_what_was_found() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let ready = async |search: &str| {
        let account = page(&alice.browser, &[("search", search)]).await.items.remove(0);
        (account.access_configurations, account.ready.map(|ready| ready.name))
    };
    assert_eq!(ready("").await, (1, Some("Read-Only".to_owned())), "the only one");
    let admin = alice.administrator.create_access_configuration(&named("admin")).await;
    alice.administrator.grant(&alice.id, &alice.account, &admin).await;
    assert_eq!(ready("").await, (2, None), "either");
    assert_eq!(ready("adm").await, (2, Some("admin".to_owned())), "what was looked for");
    use_role(&server, &alice, SHOP).await;
    assert_eq!(ready("").await, (2, Some("Read-Only".to_owned())), "what was used last");
    assert_eq!(ready("adm").await, (2, Some("admin".to_owned())));
    assert_eq!(ready("shop").await, (2, Some("Read-Only".to_owned())));
    alice.administrator.revoke(&alice.id, &alice.account, &alice.configuration).await;
    assert_eq!(ready("").await, (1, Some("admin".to_owned())), "what is left");
}

#[tokio::test]
async fn the_list_comes_in_pages_without_gap_or_repetition() {
    let server = TestServer::start().await;
    let alice = with_accounts(&server, 60).await;
    alice.browser.put(&favourite("3000000000000059"), &()).await;
    use_role(&server, &alice, "3000000000000058").await;
    let first = page(&alice.browser, &[]).await;
    assert_eq!((first.items.len(), first.total), (50, 60));
    assert_eq!(
        [&first.items[0].account.name, &first.items[1].account.name, &first.items[2].account.name],
        ["Account 59", "Account 58", "Account 00"]
    );
    let after = first.next.unwrap();
    let second = page(&alice.browser, &[("after", &after)]).await;
    assert_eq!((second.items.len(), second.total, second.next), (10, 60, None));
    let all: BTreeSet<String> =
        first.items.into_iter().chain(second.items).map(|one| one.account.id.to_string()).collect();
    assert_eq!(all.len(), 60);
    let searched = page(&alice.browser, &[("search", "account"), ("after", &after)]).await;
    assert_eq!(searched.items.len(), 10);
}

#[tokio::test]
async fn a_page_that_is_none_of_the_list_is_refused() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    for after in ["x", "1", "9.9.9", "-1.0.1.a", "2.99999999999999999999.1.a"] {
        let answer = alice.browser.get(&format!("{}?after={after}", paths::PORTAL_ACCOUNTS)).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{after}");
    }
    for query in ["page=2", "search=%00", "search=a&search=b"] {
        assert_eq!(
            alice.browser.get(&format!("{}?{query}", paths::PORTAL_ACCOUNTS)).await.status,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn favourites_are_ones_own_and_come_first() {
    let server = TestServer::start().await;
    let alice = with_accounts(&server, 3).await;
    let bob = alice.administrator.create_user("bob").await;
    let first = alice.administrator.get(paths::RESOURCE_DIRECTORY).await;
    let first: shared::accounts::ResourceDirectory = first.json();
    let account = first.accounts.into_iter().find(|account| account.name == "Account 02").unwrap();
    alice.administrator.grant_to(&Principal::User(bob.id.clone()), &account, &alice.configuration).await;
    let bob = server.signed_in(&bob.id).await;
    for _ in 0..2 {
        assert_eq!(alice.browser.put(&favourite(account.id.as_str()), &()).await.status, 204, "also twice");
    }
    assert_eq!(names(&alice.browser).await, ["Account 02", "Account 00", "Account 01"]);
    assert!(page(&alice.browser, &[]).await.items[0].favourite);
    assert!(!page(&bob, &[]).await.items[0].favourite);
    for _ in 0..2 {
        assert_eq!(alice.browser.delete(&favourite(account.id.as_str())).await.status, 204, "also twice");
    }
    assert_eq!(names(&alice.browser).await, ["Account 00", "Account 01", "Account 02"]);
}

#[tokio::test]
async fn an_account_that_is_not_ones_own_is_no_favourite_whether_or_not_it_exists() {
    let server = TestServer::start().await;
    let alice = Person::without_access(&server, "alice", named("Reader")).await;
    let foreign = alice.browser.put(&favourite(SHOP), &()).await;
    let absent = alice.browser.put(&favourite("9999999999999999"), &()).await;
    assert_eq!((foreign.status, foreign.error().code), (404, ErrorCode::AccountNotExists));
    assert_eq!(absent.error().message.replace("9999999999999999", SHOP), foreign.error().message);
    assert_eq!(alice.browser.put(&favourite("x"), &()).await.status, 404);
    assert_eq!(
        alice.browser.delete(&favourite("9999999999999999")).await.status,
        204,
        "nothing to take away"
    );
}

#[tokio::test]
async fn what_was_used_last_comes_after_the_favourites_and_is_offered_again() {
    let server = TestServer::start().await;
    let alice = with_accounts(&server, 8).await;
    assert!(recent(&alice.browser).await.is_empty());
    for at in 0..7 {
        use_role(&server, &alice, &format!("300000000000000{at}")).await;
    }
    let used: Vec<String> = recent(&alice.browser).await.into_iter().map(|(account, _)| account).collect();
    assert_eq!(used, ["Account 06", "Account 05", "Account 04", "Account 03", "Account 02"]);
    use_role(&server, &alice, "3000000000000003").await;
    assert_eq!(recent(&alice.browser).await[0], ("Account 03".to_owned(), "Reader".to_owned()));
    alice.browser.put(&favourite("3000000000000007"), &()).await;
    let order = names(&alice.browser).await;
    assert_eq!(order[..3], ["Account 07", "Account 03", "Account 06"]);
    assert_eq!(order[6..], ["Account 00", "Account 01"], "used long ago is by name");
}

#[tokio::test]
async fn uses_are_ones_own_and_only_of_what_one_still_has() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    use_role(&server, &alice, SHOP).await;
    let bob = alice.administrator.create_user("bob").await;
    alice.administrator.grant(&bob.id, &alice.account, &alice.configuration).await;
    assert!(recent(&server.signed_in(&bob.id).await).await.is_empty());
    assert_eq!(recent(&alice.browser).await.len(), 1);
    alice.administrator.revoke(&alice.id, &alice.account, &alice.configuration).await;
    assert!(recent(&alice.browser).await.is_empty());
    alice.administrator.grant(&alice.id, &alice.account, &alice.configuration).await;
    assert_eq!(recent(&alice.browser).await.len(), 1, "given again");
}

#[tokio::test]
async fn a_refused_log_on_is_no_use() {
    let server = TestServer::start().await;
    let alice = Person::without_access(&server, "alice", named("Reader")).await;
    assert_eq!(alice.log_on(&server, "").await.status, 303);
    alice.administrator.grant(&alice.id, &alice.account, &alice.configuration).await;
    assert!(recent(&alice.browser).await.is_empty());
}

#[tokio::test]
async fn fifty_uses_are_kept() {
    let server = TestServer::start().await;
    let alice = with_accounts(&server, 53).await;
    for at in 0..53 {
        use_role(&server, &alice, &format!("30000000000000{at:02}")).await;
    }
    let mut tx = server.app.db.read().await.unwrap();
    let kept: Vec<(String,)> =
        cloudsso::fetch_all!(&mut tx, (String,), "SELECT account_id FROM portal_uses ORDER BY used_at")
            .unwrap();
    assert_eq!((kept.len(), kept[0].0.as_str()), (50, "3000000000000003"));
}

#[tokio::test]
async fn a_deleted_account_takes_marks_and_uses_along() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    use_role(&server, &alice, SHOP).await;
    alice.browser.put(&favourite(SHOP), &()).await;
    alice.administrator.revoke(&alice.id, &alice.account, &alice.configuration).await;
    alice.administrator.deprovision(&alice.account, &alice.configuration).await;
    assert_eq!(alice.administrator.delete(&with_id(paths::ACCOUNT, SHOP)).await.status, 204);
    assert!(recent(&alice.browser).await.is_empty());
    assert!(names(&alice.browser).await.is_empty());
}

#[tokio::test]
async fn the_first_page_of_a_thousand_accounts_is_small() {
    let server = TestServer::start().await;
    let alice = with_accounts(&server, 60).await;
    let answer = alice.browser.get(paths::PORTAL_ACCOUNTS).await;
    assert!(answer.body.len() <= 30 * 1_024, "{}", answer.body.len());
}
