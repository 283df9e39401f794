//! Who can reach what, and why: every row with every way, on pages and as files.

use shared::access_assignments::{GrantAccess, Principal, Through};
use shared::error::ErrorCode;
use shared::ids::{GroupId, UserId};
use shared::page::{PAGE_SIZE, Page};
use shared::paths;
use shared::reach::Reach;
use shared::users::UserStatus;

use crate::support::{Administrator, Answer, Person, SHOP, TestServer, named};

async fn page(administrator: &Administrator, query: &str) -> Page<Reach> {
    administrator.get(&format!("{}?{query}", paths::REACH)).await.json()
}

async fn export(administrator: &Administrator, query: &str) -> Answer {
    administrator.get(&format!("{}?{query}", paths::REACH_EXPORT)).await
}

/// Every row of every page; the total is the same on all.
async fn every_row(administrator: &Administrator, query: &str) -> (Vec<Reach>, u64) {
    let (mut rows, mut after) = (Vec::new(), String::new());
    loop {
        let page = page(administrator, &format!("{query}{after}")).await;
        assert!(page.items.len() <= PAGE_SIZE);
        rows.extend(page.items);
        let Some(next) = page.next else { return (rows, page.total) };
        let escaped: String = next.bytes().map(|byte| format!("%{byte:02X}")).collect();
        after = format!("&after={escaped}");
    }
}

/// Alice, who has Read-Only on the shop herself and through two groups; Bob, who has it through one of them.
struct Company {
    alice: Person,
    bob: UserId,
    admins: GroupId,
    team: GroupId,
}

async fn company(server: &TestServer) -> Company {
    let alice = Person::without_access(server, "alice@example.com", named("Read-Only")).await;
    let bob = server.create_user("bob@example.com").await;
    server.create_user("carol@example.com").await;
    let team = alice.administrator.create_group("Shop team", &[&alice.id, &bob]).await;
    let admins = alice.administrator.create_group("Admins", &[&alice.id]).await;
    for principal in
        [Principal::Group(team.clone()), Principal::Group(admins.clone()), Principal::User(alice.id.clone())]
    {
        alice.administrator.grant_to(&principal, &alice.account, &alice.configuration).await;
    }
    Company { alice, bob, admins, team }
}

fn ways(row: &Reach) -> Vec<Option<&str>> {
    row.ways.iter().map(|way| way.group.as_ref().map(|group| group.name.as_str())).collect()
}

fn names(rows: &[Reach]) -> Vec<&str> {
    rows.iter().map(|row| row.user_name.as_str()).collect()
}

#[tokio::test]
async fn a_user_has_each_thing_once_with_every_way_to_it() {
    let server = TestServer::start().await;
    let it = company(&server).await;
    let page = page(&it.alice.administrator, &format!("user_id={}", it.alice.id)).await;
    assert_eq!((page.total, page.items.len(), page.next.as_ref()), (1, 1, None));
    let row = &page.items[0];
    assert_eq!(ways(row), [None, Some("Admins"), Some("Shop team")], "one's own first, then groups by name");
    assert_eq!(row.ways[1].group, Some(Through { id: it.admins.clone(), name: "Admins".into() }));
    assert_eq!((row.account_name.as_str(), row.access_configuration_name.as_str()), ("Shop", "Read-Only"));
}

#[tokio::test]
async fn an_account_and_an_access_configuration_name_everybody_who_gets_there() {
    let server = TestServer::start().await;
    let it = company(&server).await;
    for query in [
        format!("account_id={SHOP}"),
        format!("access_configuration_id={}", it.alice.configuration.id),
        format!("group_id={}", it.team),
    ] {
        let page = page(&it.alice.administrator, &query).await;
        assert_eq!(names(&page.items), ["alice@example.com", "bob@example.com"], "{query}");
        assert_eq!(ways(&page.items[0]), [None, Some("Admins"), Some("Shop team")], "{query}");
        assert_eq!(ways(&page.items[1]), [Some("Shop team")], "{query}");
        assert_eq!(page.total, 2, "{query}");
    }
    let of_admins = page(&it.alice.administrator, &format!("group_id={}", it.admins)).await;
    assert_eq!(names(&of_admins.items), ["alice@example.com"]);
}

#[tokio::test]
async fn of_a_group_only_what_the_group_was_granted_counts() {
    let server = TestServer::start().await;
    let it = company(&server).await;
    let write = it.alice.administrator.create_access_configuration(&named("Write")).await;
    it.alice.administrator.grant(&it.alice.id, &it.alice.account, &write).await;
    let of_group = page(&it.alice.administrator, &format!("group_id={}", it.team)).await;
    assert!(of_group.items.iter().all(|row| row.access_configuration_name == "Read-Only"));
    let of_user = page(&it.alice.administrator, &format!("user_id={}", it.alice.id)).await;
    assert_eq!(of_user.total, 2);
}

#[tokio::test]
async fn whoever_leaves_the_group_or_loses_the_grant_is_gone_from_the_list() {
    let server = TestServer::start().await;
    let it = company(&server).await;
    let administrator = &it.alice.administrator;
    administrator.remove_member(&it.team, &it.bob).await;
    let account = format!("account_id={SHOP}");
    assert_eq!(names(&page(administrator, &account).await.items), ["alice@example.com"]);
    administrator.revoke(&it.alice.id, &it.alice.account, &it.alice.configuration).await;
    let rows = page(administrator, &account).await.items;
    assert_eq!(ways(&rows[0]), [Some("Admins"), Some("Shop team")]);
    for group in [&it.team, &it.admins] {
        let principal = Principal::Group(group.clone());
        administrator.revoke_from(&principal, &it.alice.account, &it.alice.configuration).await;
    }
    for query in [account, format!("user_id={}", it.alice.id), format!("group_id={}", it.team)] {
        assert!(page(administrator, &query).await.items.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn a_disabled_user_is_listed_as_one() {
    let server = TestServer::start().await;
    let it = company(&server).await;
    server.set_status(&it.bob, "Disabled").await;
    let rows = page(&it.alice.administrator, &format!("account_id={SHOP}")).await.items;
    let status: Vec<_> = rows.iter().map(|row| row.user_status).collect();
    assert_eq!(status, [UserStatus::Enabled, UserStatus::Disabled]);
}

#[tokio::test]
async fn a_search_finds_people_by_their_beginning_and_what_a_user_has_by_any_part() {
    let server = TestServer::start().await;
    let it = company(&server).await;
    let found = async |query: String| page(&it.alice.administrator, &query).await;
    for (search, users) in [("BOB", 1), ("b", 1), ("ob", 0), ("alice%40", 1), ("%25", 0), ("_", 0), ("", 2)] {
        let page = found(format!("account_id={SHOP}&search={search}")).await;
        assert_eq!((page.items.len(), page.total), (users, users as u64), "{search}");
    }
    for (search, rows) in
        [("sho", 1), ("read-o", 1), (&SHOP[4..], 1), ("ADMINS", 1), ("alice", 0), ("%25", 0)]
    {
        let page = found(format!("user_id={}&search={search}", it.alice.id)).await;
        assert_eq!((page.items.len(), page.total), (rows, rows as u64), "{search}");
    }
}

/// 3 users with 30 roles each, half through a group.
async fn many(server: &TestServer) -> (Administrator, Vec<UserId>) {
    let administrator = Administrator::of(server).await;
    let mut users = Vec::new();
    for name in ["zoe", "a-b", "ab"] {
        users.push(server.create_user(name).await);
    }
    let group = administrator.create_group("Everybody", &users.iter().collect::<Vec<_>>()).await;
    let mut grant = GrantAccess::default();
    for number in 0..15_u64 {
        let id = (3_000_000_000_000_000 + number).to_string();
        let name = format!("A/b {}", (b'a' + (number * 7 % 15) as u8) as char);
        grant.account_ids.push(administrator.create_account(&id, &name).await.id);
    }
    for name in ["Read", "Write"] {
        let made = administrator.create_access_configuration(&named(name)).await;
        grant.access_configuration_ids = vec![made.id];
        (grant.user_ids, grant.group_ids) = match name {
            "Read" => (users.clone(), Vec::new()),
            _ => (Vec::new(), vec![group.clone()]),
        };
        assert_eq!(administrator.grant_all(&grant).await.status, 200);
    }
    (administrator, users)
}

#[tokio::test]
async fn a_long_list_comes_page_by_page_each_row_once_and_in_order() {
    let server = TestServer::start().await;
    let (administrator, users) = many(&server).await;
    let everybody = administrator.get(&format!("{}?search=Every", paths::GROUPS)).await;
    let everybody: Page<shared::groups::Group> = everybody.json();
    let group = &everybody.items[0].id;
    let reads = administrator.get(paths::ACCESS_CONFIGURATIONS).await;
    let reads: Vec<shared::access_configurations::AccessConfiguration> = reads.json();
    for (query, rows, total) in [
        (format!("group_id={group}"), 45, 3),
        (format!("access_configuration_id={}", reads[0].id), 45, 3),
        (format!("user_id={}", users[0]), 30, 30),
        ("account_id=3000000000000003".to_owned(), 6, 3),
    ] {
        let (seen, said) = every_row(&administrator, &query).await;
        assert_eq!((seen.len(), said), (rows, total), "{query}");
        let place = |row: &Reach| {
            (row.user_name.clone(), row.account_name.clone(), row.access_configuration_name.clone())
        };
        let places: Vec<_> = seen.iter().map(place).collect();
        let mut sorted = places.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(places, sorted, "{query}");
    }
}

#[tokio::test]
async fn more_than_a_page_of_people_and_of_rows_of_one_person_are_all_there() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let account = administrator.create_account(SHOP, "Shop").await;
    let mut grant = GrantAccess { account_ids: vec![account.id], ..GrantAccess::default() };
    for number in 0..60 {
        grant.user_ids.push(server.create_user(&format!("user-{number:02}")).await);
    }
    for number in 0..3 {
        let made = administrator.create_access_configuration(&named(&format!("Role-{number}"))).await;
        grant.access_configuration_ids.push(made.id);
    }
    assert_eq!(administrator.grant_all(&grant).await.status, 200);
    let (rows, total) = every_row(&administrator, &format!("account_id={SHOP}")).await;
    assert_eq!((rows.len(), total), (180, 60));
    let text = export(&administrator, &format!("account_id={SHOP}&format=json")).await;
    assert_eq!(text.json::<Vec<Reach>>(), rows, "the file holds what the pages hold");
}

#[tokio::test]
async fn a_table_opens_in_a_spreadsheet_and_runs_nothing() {
    let server = TestServer::start().await;
    let it = company(&server).await;
    let administrator = &it.alice.administrator;
    let evil = administrator.create_account("2000000000000009", "=HYPERLINK(\"http://evil.example\")").await;
    administrator.grant(&it.bob, &evil, &it.alice.configuration).await;
    let answer = export(administrator, &format!("user_id={}&format=csv", it.bob)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    let file = format!("attachment; filename=\"access-{}.csv\"", it.bob);
    assert_eq!(answer.header("content-disposition"), Some(file.as_str()));
    let text = answer.text().strip_prefix('\u{FEFF}').unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let of = ["account_name", "path", "group"].map(|name| head.iter().position(|one| one == name).unwrap());
    let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
    let shown: Vec<_> = lines.iter().map(|line| of.map(|at| &line[at])).collect();
    assert_eq!(
        shown,
        [["'=HYPERLINK(\"http://evil.example\")", "Direct", ""], ["Shop", "Group", "Shop team"]]
    );
}

#[tokio::test]
async fn a_file_of_nothing_is_whole() {
    let server = TestServer::start().await;
    let carol = Person::without_access(&server, "carol", named("Read-Only")).await;
    let json = export(&carol.administrator, &format!("user_id={}&format=json", carol.id)).await;
    assert_eq!((json.header("content-type"), json.json::<Vec<Reach>>()), (Some("application/json"), vec![]));
    let table = export(&carol.administrator, &format!("account_id={SHOP}&format=csv")).await;
    assert_eq!(table.text().lines().count(), 1);
}

#[tokio::test]
async fn a_question_about_nothing_or_about_several_things_is_refused() {
    let server = TestServer::start().await;
    let it = company(&server).await;
    let administrator = &it.alice.administrator;
    for query in [
        String::new(),
        format!("user_id={}&account_id={SHOP}", it.alice.id),
        "user_id=alice".to_owned(),
        format!("account_id={SHOP}&after=x"),
        format!("account_id={SHOP}&after=%00"),
        format!("account_id={SHOP}&more=1"),
    ] {
        let answer = administrator.get(&format!("{}?{query}", paths::REACH)).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{query}");
    }
    for (query, code) in [
        ("user_id=u-00000000000000000000", ErrorCode::UserNotExists),
        ("group_id=g-00000000000000000000", ErrorCode::GroupNotExists),
        ("account_id=9000000000000009", ErrorCode::AccountNotExists),
        ("access_configuration_id=ac-00000000000000000000", ErrorCode::AccessConfigurationNotExists),
    ] {
        for path in
            [format!("{}?{query}", paths::REACH), format!("{}?{query}&format=csv", paths::REACH_EXPORT)]
        {
            let answer = administrator.get(&path).await;
            assert_eq!((answer.status, answer.error().code), (404, code), "{path}");
        }
    }
    for query in
        [format!("account_id={SHOP}"), format!("account_id={SHOP}&format=xml"), "format=csv".to_owned()]
    {
        assert_eq!(export(administrator, &query).await.status, 400, "{query}");
    }
}
