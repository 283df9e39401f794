//! Groups in the console: their names, their members, and what stands in the way of deleting them. What SCIM
//! keeps is made here by the rules that SCIM's door calls.

use std::collections::BTreeSet;

use axum::http::Method;
use cloudsso::directory::groups::members::GROUP_MEMBERS_MAX;
use cloudsso::directory::groups::{self, NewGroup};
use cloudsso::events::Actor;
use cloudsso::insert_rows;
use serde_json::json;
use shared::error::{Allowed, ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::groups::{ChangeMembers, Group, MEMBERS_MAX, WriteGroup};
use shared::ids::{GroupId, UserId};
use shared::overview::Overview;
use shared::page::{PAGE_SIZE, Page};
use shared::paths::{self, with_id};
use shared::users::{CreateUser, ProvisionType, User};

use crate::support::{Administrator, Answer, TestServer, named};

fn write(name: &str, description: &str) -> WriteGroup {
    WriteGroup { name: name.into(), description: description.into() }
}

async fn create(administrator: &Administrator, name: &str) -> Group {
    administrator.post(paths::GROUPS, &write(name, "")).await.json()
}

fn at(path: &str, group: &Group) -> String {
    with_id(path, group.id.as_str())
}

async fn get(administrator: &Administrator, group: &Group) -> Group {
    administrator.get(&at(paths::GROUP, group)).await.json()
}

async fn change(administrator: &Administrator, method: Method, group: &Group, users: &[&UserId]) -> Answer {
    let body = ChangeMembers { user_ids: users.iter().copied().cloned().collect() };
    administrator.write(method, &at(paths::GROUP_MEMBERS, group), &body).await
}

async fn add(administrator: &Administrator, group: &Group, users: &[&UserId]) -> Group {
    change(administrator, Method::POST, group, users).await.json()
}

async fn member_names(administrator: &Administrator, group: &Group, query: &str) -> Vec<String> {
    let page: Page<User> =
        administrator.get(&format!("{}?{query}", at(paths::GROUP_MEMBERS, group))).await.json();
    assert_eq!(page.total, page.items.len() as u64);
    page.items.into_iter().map(|user| user.user_name).collect()
}

/// A group that SCIM made, with SCIM Synchronization switched on.
async fn synchronized(server: &TestServer, name: &str) -> Group {
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "UPDATE directory SET scim_enabled = TRUE").unwrap();
    let new = NewGroup {
        name,
        description: "",
        provision_type: ProvisionType::Synchronized,
        external_id: Some("object-1"),
    };
    let group = groups::create_group(&mut tx, &new, &scim(), server.now()).await.unwrap();
    tx.commit().await.unwrap();
    group
}

fn scim() -> Actor {
    Actor::scim_credential(&"scimcred-1".parse().unwrap(), "192.0.2.20")
}

async fn version(server: &TestServer, id: &GroupId) -> i64 {
    let mut tx = server.app.db.read().await.unwrap();
    let (version,): (i64,) =
        cloudsso::fetch_one!(&mut tx, (i64,), "SELECT version FROM groups WHERE id = $1", id.as_str())
            .unwrap();
    version
}

/// Users straight in the database, for groups of thousands.
async fn many_users(server: &TestServer, count: usize) -> Vec<UserId> {
    let ids: Vec<UserId> = (0..count).map(|n| format!("u-{n:05}").parse().unwrap()).collect();
    let mut tx = server.app.db.write().await.unwrap();
    let _none: Vec<(String,)> = insert_rows!(
        &mut tx,
        (String,),
        "INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name, email,
                            description, status, provision_type, created_at) ",
        ids,
        |id| [id.as_str(), id.as_str(), id.as_str(), "", "", "", "", "", "Enabled", "Manual", 0_i64],
        " RETURNING id"
    )
    .unwrap();
    tx.commit().await.unwrap();
    ids
}

#[tokio::test]
async fn a_group_is_made_as_written_without_members() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let answer = administrator.post(paths::GROUPS, &write("Ops & 运维 (EU)", "two\nlines")).await;
    assert_eq!(answer.status, 201);
    let group: Group = answer.json();
    assert_eq!((group.name.as_str(), group.description.as_str()), ("Ops & 运维 (EU)", "two\nlines"));
    assert_eq!((group.provision_type, group.members, group.read_only), (ProvisionType::Manual, 0, false));
    assert_eq!(group.created_at.0, server.now().as_millisecond());
    assert_eq!((group.updated_at, group.external_id.as_deref()), (group.created_at, None));
    assert_eq!(get(&administrator, &group).await, group);
    let event = Administrator::only(administrator.events(EventKind::GroupCreated).await);
    assert_eq!((event.target.as_str(), event.details["id"].as_str()), ("Ops & 运维 (EU)", group.id.as_str()));
    let overview: Overview = administrator.get(paths::OVERVIEW).await.json();
    assert_eq!((overview.groups, overview.users), (1, 0));
}

#[tokio::test]
async fn every_wrong_field_of_a_group_is_named_at_once() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ops").await;
    let wrong = write("a\u{202E}b", &"x".repeat(1_025));
    let answers = [
        administrator.post(paths::GROUPS, &wrong).await,
        administrator.put(&at(paths::GROUP, &group), &wrong).await,
    ];
    for answer in answers {
        assert_eq!(answer.status, 400);
        let faults = [
            FieldError::new("name", Rule::Characters { allowed: Allowed::Printable }),
            FieldError::new("description", Rule::TooLong { max: 1_024 }),
        ];
        assert_eq!(answer.error().fields, faults);
    }
    for (name, rule) in
        [("", Rule::Required), (" \t ", Rule::Required), (&*"x".repeat(129), Rule::TooLong { max: 128 })]
    {
        let answer = administrator.post(paths::GROUPS, &write(name, "")).await;
        assert_eq!((answer.status, answer.error().fields), (400, vec![FieldError::new("name", rule)]));
    }
    for body in [json!({}), json!([]), json!({"name": 7}), json!({"name": "x", "members": []})] {
        assert_eq!(administrator.post(paths::GROUPS, &body).await.status, 400, "{body}");
    }
    assert_eq!(server.count("groups").await, 1);
}

#[tokio::test]
async fn a_groups_name_is_unique_whatever_its_case_in_any_script() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    create(&administrator, "Zoë’s Team").await;
    let other = create(&administrator, "Other").await;
    let answers = [
        administrator.post(paths::GROUPS, &write("ZOË’S TEAM", "")).await,
        administrator.put(&at(paths::GROUP, &other), &write("zoë’s team", "")).await,
    ];
    for answer in answers {
        assert_eq!((answer.status, answer.error().code), (409, ErrorCode::EntityAlreadyExists));
        assert_eq!(answer.error().fields, [FieldError::new("name", Rule::Taken)]);
    }
    assert_eq!(get(&administrator, &other).await.name, "Other");
    assert!(administrator.events(EventKind::GroupUpdated).await.is_empty());
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_groups_name() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let tries = ["ops", "Ops", "OPS", "oPS"].map(|name| {
        let administrator = administrator.0.clone();
        tokio::spawn(async move { administrator.post(paths::GROUPS, &write(name, "")).await.status })
    });
    let mut answers = Vec::new();
    for answer in tries {
        answers.push(answer.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!(answers, [201, 409, 409, 409]);
}

#[tokio::test]
async fn a_changed_group_is_recorded_with_what_it_was_and_an_unchanged_one_is_not() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ops").await;
    server.clock.advance(60);
    let changed: Group =
        administrator.put(&at(paths::GROUP, &group), &write("OPS", "night shift")).await.json();
    assert_eq!((changed.name.as_str(), changed.description.as_str()), ("OPS", "night shift"));
    assert_eq!(changed.updated_at.0, group.created_at.0 + 60_000);
    assert_eq!(changed.created_at, group.created_at);
    server.clock.advance(60);
    let same: Group = administrator.put(&at(paths::GROUP, &group), &write("OPS", "night shift")).await.json();
    assert_eq!(same, changed);
    assert_eq!(version(&server, &group.id).await, 2);
    let event = Administrator::only(administrator.events(EventKind::GroupUpdated).await);
    let details: Vec<(&str, &str)> =
        event.details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        details,
        [
            ("after.description", "night shift"),
            ("after.name", "OPS"),
            ("before.description", ""),
            ("before.name", "Ops"),
        ]
    );
}

#[tokio::test]
async fn groups_are_found_by_the_beginning_of_their_name_and_by_owner() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for name in ["Ops", "operators", "100% sure", "a_b", "Äther", "X-ops"] {
        create(&administrator, name).await;
    }
    synchronized(&server, "Ops EU").await;
    for (query, found) in [
        ("search=", vec!["100% sure", "a_b", "operators", "Ops", "Ops EU", "X-ops", "Äther"]),
        ("search=OP", vec!["operators", "Ops", "Ops EU"]),
        ("search=%20ops%20", vec!["Ops", "Ops EU"]),
        ("search=%C3%A4", vec!["Äther"]),
        ("search=100%25", vec!["100% sure"]),
        ("search=%25", vec![]),
        ("search=a_", vec!["a_b"]),
        ("search=_", vec![]),
        ("search=o&provision_type=Manual", vec!["operators", "Ops"]),
        ("provision_type=Synchronized", vec!["Ops EU"]),
    ] {
        let page: Page<Group> = administrator.get(&format!("{}?{query}", paths::GROUPS)).await.json();
        let mut names: Vec<&str> = page.items.iter().map(|group| group.name.as_str()).collect();
        names.sort_by_key(|name| name.to_lowercase());
        assert_eq!(names, found, "{query}");
        assert_eq!(page.total, found.len() as u64, "{query}");
    }
    for query in ["search=%00", "provision_type=Nobody", "page=2", &format!("after={}", "x".repeat(400))] {
        let answer = administrator.get(&format!("{}?{query}", paths::GROUPS)).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{query}");
    }
}

#[tokio::test]
async fn a_long_list_of_groups_comes_in_pages() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = administrator.create_user("alice").await;
    for number in 0..=PAGE_SIZE {
        let group = create(&administrator, &format!("Team {number:03}")).await;
        add(&administrator, &group, &[&alice.id]).await;
    }
    for path in [paths::GROUPS.to_owned(), with_id(paths::USER_GROUPS, alice.id.as_str())] {
        let first: Page<Group> = administrator.get(&path).await.json();
        assert_eq!((first.items.len(), first.total), (PAGE_SIZE, 51), "{path}");
        let next = first.next.unwrap().replace(' ', "%20");
        let second: Page<Group> = administrator.get(&format!("{path}?after={next}")).await.json();
        assert_eq!((second.items.len(), second.next), (1, None), "{path}");
        assert_eq!(second.items[0].name, "Team 050");
    }
}

#[tokio::test]
async fn members_come_and_go_and_the_log_names_who() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ops").await;
    let alice = administrator.create_user("alice").await;
    let bob = administrator.create_user("bob").await;
    server.clock.advance(60);
    let with_both = add(&administrator, &group, &[&bob.id, &alice.id, &bob.id]).await;
    assert_eq!(with_both.members, 2);
    assert_eq!(with_both.updated_at.0, group.updated_at.0 + 60_000);
    assert_eq!(member_names(&administrator, &group, "").await, ["alice", "bob"]);
    let without: Group = change(&administrator, Method::DELETE, &group, &[&alice.id]).await.json();
    assert_eq!(without.members, 1);
    assert_eq!(member_names(&administrator, &group, "").await, ["bob"]);
    let groups: Page<Group> = administrator.get(&with_id(paths::USER_GROUPS, bob.id.as_str())).await.json();
    assert_eq!(groups.items, [without]);
    let groups: Page<Group> = administrator.get(&with_id(paths::USER_GROUPS, alice.id.as_str())).await.json();
    assert_eq!(groups.total, 0);
    let event = Administrator::only(administrator.events(EventKind::GroupMembersAdded).await);
    assert_eq!(event.target, "Ops");
    assert_eq!((event.details["count"].as_str(), event.details["users"].as_str()), ("2", "alice, bob"));
    let event = Administrator::only(administrator.events(EventKind::GroupMembersRemoved).await);
    assert_eq!((event.details["count"].as_str(), event.details["users"].as_str()), ("1", "alice"));
}

#[tokio::test]
async fn who_is_there_already_or_is_not_there_changes_nothing() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ops").await;
    let alice = administrator.create_user("alice").await;
    let bob = administrator.create_user("bob").await;
    let before = add(&administrator, &group, &[&alice.id]).await;
    server.clock.advance(60);
    assert_eq!(add(&administrator, &group, &[&alice.id]).await, before);
    let nobody = "u-00000000000000000000".parse().unwrap();
    let same: Group = change(&administrator, Method::DELETE, &group, &[&bob.id, &nobody]).await.json();
    assert_eq!(same, before);
    assert_eq!(version(&server, &group.id).await, 2);
    assert_eq!(administrator.events(EventKind::GroupMembersAdded).await.len(), 1);
    assert!(administrator.events(EventKind::GroupMembersRemoved).await.is_empty());
}

#[tokio::test]
async fn an_unknown_user_keeps_everybody_out() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ops").await;
    let alice = administrator.create_user("alice").await;
    let nobody = "u-00000000000000000000".parse().unwrap();
    let answer = change(&administrator, Method::POST, &group, &[&alice.id, &nobody]).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.error().fields, [FieldError::new("user_ids", Rule::Unknown)]);
    assert_eq!(get(&administrator, &group).await, group);
    assert_eq!(server.count("group_members").await, 0);
}

#[tokio::test]
async fn a_change_of_members_names_between_one_and_a_thousand() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ops").await;
    let users = many_users(&server, MEMBERS_MAX + 1).await;
    for method in [Method::POST, Method::DELETE] {
        let answer = change(&administrator, method.clone(), &group, &[]).await;
        assert_eq!(answer.error().fields, [FieldError::new("user_ids", Rule::Required)]);
        let all: Vec<&UserId> = users.iter().collect();
        let answer = change(&administrator, method.clone(), &group, &all).await;
        assert_eq!(answer.error().fields, [FieldError::new("user_ids", Rule::TooMany { max: MEMBERS_MAX })]);
        let body = json!({"user_ids": ["g-1"]});
        assert_eq!(administrator.write(method, &at(paths::GROUP_MEMBERS, &group), &body).await.status, 400);
    }
    let thousand: Vec<&UserId> = users[..MEMBERS_MAX].iter().collect();
    assert_eq!(add(&administrator, &group, &thousand).await.members, 1_000);
    let event = Administrator::only(administrator.events(EventKind::GroupMembersAdded).await);
    assert_eq!(event.details["count"], "1000");
    assert_eq!(event.details["users"].split(", ").count(), 20);
    let gone: Group = change(&administrator, Method::DELETE, &group, &thousand).await.json();
    assert_eq!(gone.members, 0);
}

#[tokio::test]
async fn members_are_found_by_name_and_come_in_pages() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ops").await;
    let outside = administrator.create_user("alan").await;
    for (user_name, display_name) in [("alice", ""), ("bob", "ÄLTESTER"), ("c_d", "Al")] {
        let new = CreateUser {
            user_name: user_name.into(),
            display_name: display_name.into(),
            ..CreateUser::default()
        };
        let user: User = administrator.post(paths::USERS, &new).await.json();
        add(&administrator, &group, &[&user.id]).await;
    }
    for (search, found) in
        [("AL", vec!["alice", "c_d"]), ("%C3%A4lt", vec!["bob"]), ("c_", vec!["c_d"]), ("%25", vec![])]
    {
        assert_eq!(member_names(&administrator, &group, &format!("search={search}")).await, found);
    }
    assert_eq!(member_names(&administrator, &group, "after=ALICE&search=c").await, ["c_d"]);
    let users = many_users(&server, PAGE_SIZE).await;
    add(&administrator, &group, &users.iter().collect::<Vec<_>>()).await;
    let path = at(paths::GROUP_MEMBERS, &group);
    let first: Page<User> = administrator.get(&path).await.json();
    assert_eq!((first.items.len(), first.total), (PAGE_SIZE, 53));
    let second: Page<User> = administrator.get(&format!("{path}?after={}", first.next.unwrap())).await.json();
    assert_eq!((second.items.len(), second.next), (3, None));
    assert!(first.items.iter().chain(&second.items).all(|user| user.id != outside.id));
    for query in ["after=a%20b", "search=%00", "status=Enabled"] {
        assert_eq!(administrator.get(&format!("{path}?{query}")).await.status, 400, "{query}");
    }
}

/// Large groups are read in another way than small ones.
#[tokio::test]
async fn members_of_a_large_group_are_found_like_those_of_a_small_one() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Everybody").await;
    let users = many_users(&server, 2_600).await;
    for (user_name, display_name, member) in [
        ("alice", "", true),
        ("alan", "", false),
        ("bob", "ÄL", true),
        ("c_d", "Äl", false),
        ("u-99", "ALI", true),
    ] {
        let new = CreateUser {
            user_name: user_name.into(),
            display_name: display_name.into(),
            ..CreateUser::default()
        };
        let user: User = administrator.post(paths::USERS, &new).await.json();
        if member {
            add(&administrator, &group, &[&user.id]).await;
        }
    }
    let mut tx = server.app.db.write().await.unwrap();
    let some: Vec<UserId> = users.iter().skip(200).cloned().collect();
    groups::add_members(&mut tx, &group.id, &some, &scim(), server.now()).await.unwrap();
    tx.commit().await.unwrap();
    for (search, found) in [
        ("search=AL", vec!["alice", "u-99"]),
        ("search=%C3%A4l", vec!["bob"]),
        ("search=u-0019", vec![]),
        (
            "search=u-0200",
            vec![
                "u-02000", "u-02001", "u-02002", "u-02003", "u-02004", "u-02005", "u-02006", "u-02007",
                "u-02008", "u-02009",
            ],
        ),
        ("search=al&after=alice", vec!["u-99"]),
    ] {
        let path = format!("{}?{search}", at(paths::GROUP_MEMBERS, &group));
        let page: Page<User> = administrator.get(&path).await.json();
        let names: Vec<&str> = page.items.iter().map(|user| user.user_name.as_str()).collect();
        assert_eq!(names, found, "{search}");
    }
    let path = at(paths::GROUP_MEMBERS, &group);
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page: Page<User> = administrator.get(&format!("{path}?after={after}")).await.json();
        assert_eq!(page.total, 2_403);
        seen.extend(page.items.into_iter().map(|user| user.user_name));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert!(seen.is_sorted() && seen.len() == 2_403, "{}", seen.len());
    assert_eq!((seen[0].as_str(), seen[2].as_str()), ("alice", "u-00200"));
}

#[tokio::test]
async fn a_group_with_members_or_access_is_not_deleted_and_the_refusal_says_how_many() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ops").await;
    let alice = administrator.create_user("alice").await;
    let account = administrator.create_account("2000000000000001", "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    add(&administrator, &group, &[&alice.id]).await;
    let path = at(paths::GROUP, &group);
    let answer = administrator.delete(&path).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::GroupHasMembers));
    assert!(answer.error().message.contains("members (1)"), "{}", answer.error().message);
    assign(&server, &group.id, &account.id.to_string(), &read.id.to_string()).await;
    let answer = administrator.delete(&path).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::GroupHasMembers));
    let message = answer.error().message;
    assert!(message.contains("members (1)") && message.contains("access assignments (1)"), "{message}");
    change(&administrator, Method::DELETE, &group, &[&alice.id]).await.json::<Group>();
    let answer = administrator.delete(&path).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::GroupHasAssignments));
    assert!(answer.error().message.contains("(1)"), "{}", answer.error().message);
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "DELETE FROM access_assignments").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(administrator.delete(&path).await.status, 204);
    for answer in [administrator.get(&path).await, administrator.delete(&path).await] {
        assert_eq!((answer.status, answer.error().code), (404, ErrorCode::GroupNotExists));
    }
    let event = Administrator::only(administrator.events(EventKind::GroupDeleted).await);
    assert_eq!((event.target.as_str(), event.details["id"].as_str()), ("Ops", group.id.as_str()));
    create(&administrator, "OPS").await;
}

/// Grants access to a group, straight in the database.
async fn assign(server: &TestServer, group: &GroupId, account: &str, access_configuration: &str) {
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(
        &mut tx,
        "INSERT INTO access_assignments (group_id, account_id, access_configuration_id, created_at)
         VALUES ($1, $2, $3, 0)",
        group.as_str(),
        account,
        access_configuration
    )
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_scim_keeps_is_read_only_in_the_console_while_scim_is_on() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = synchronized(&server, "Ops").await;
    let alice = administrator.create_user("alice").await;
    assert!(group.read_only);
    let refused = [
        administrator.put(&at(paths::GROUP, &group), &write("Mine", "")).await,
        administrator.delete(&at(paths::GROUP, &group)).await,
        change(&administrator, Method::POST, &group, &[&alice.id]).await,
        change(&administrator, Method::DELETE, &group, &[&alice.id]).await,
    ];
    for answer in refused {
        assert_eq!((answer.status, answer.error().code), (409, ErrorCode::Synchronized));
        assert!(answer.error().message.contains("Ops"), "{}", answer.error().message);
    }
    assert_eq!(get(&administrator, &group).await, group);
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "UPDATE directory SET scim_enabled = FALSE").unwrap();
    tx.commit().await.unwrap();
    assert!(!get(&administrator, &group).await.read_only);
    assert_eq!(add(&administrator, &group, &[&alice.id]).await.members, 1);
    let mine: Group = administrator.put(&at(paths::GROUP, &group), &write("Mine", "")).await.json();
    assert_eq!((mine.name.as_str(), mine.provision_type), ("Mine", ProvisionType::Synchronized));
}

#[tokio::test]
async fn a_manual_group_stays_the_administrators_while_scim_is_on() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = create(&administrator, "Ours").await;
    synchronized(&server, "Theirs").await;
    let same: Group = administrator.put(&at(paths::GROUP, &group), &write("Ours still", "")).await.json();
    assert!(!same.read_only);
    assert_eq!(administrator.delete(&at(paths::GROUP, &group)).await.status, 204);
}

#[tokio::test]
async fn scim_renames_a_group_and_the_log_says_so_in_scims_words() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = synchronized(&server, "Ops").await;
    create(&administrator, "Taken").await;
    server.clock.advance(60);
    let scim = scim();
    for _ in 0..2 {
        let mut tx = server.app.db.write().await.unwrap();
        let renamed = groups::rename_synchronized_group(
            &mut tx,
            &group.id,
            "Operations",
            Some("object-2"),
            &scim,
            server.now(),
        );
        renamed.await.unwrap();
        tx.commit().await.unwrap();
    }
    let after = get(&administrator, &group).await;
    assert_eq!((after.name.as_str(), after.external_id.as_deref()), ("Operations", Some("object-2")));
    assert_eq!(version(&server, &group.id).await, 2, "the second time nothing changed");
    let event = Administrator::only(administrator.events(EventKind::GroupUpdated).await);
    assert_eq!(event.actor_name, "scimcred-1");
    let detail = |name: &str| event.details[name].as_str();
    assert_eq!((detail("before.displayName"), detail("after.displayName")), ("Ops", "Operations"));
    assert_eq!((detail("before.externalId"), detail("after.externalId")), ("object-1", "object-2"));
    for name in ["TAKEN", "", "a\u{0}b"] {
        let mut tx = server.app.db.write().await.unwrap();
        groups::rename_synchronized_group(&mut tx, &group.id, name, None, &scim, server.now())
            .await
            .unwrap_err();
    }
    assert_eq!(get(&administrator, &group).await, after);
}

#[tokio::test]
async fn scim_replaces_thousands_of_members_and_each_change_counts() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = synchronized(&server, "Everybody").await;
    let users = many_users(&server, 2_500).await;
    let replace = async |range: std::ops::Range<usize>| {
        let mut tx = server.app.db.write().await.unwrap();
        let changed =
            groups::replace_members(&mut tx, &group.id, &users[range], &scim(), server.now()).await.unwrap();
        tx.commit().await.unwrap();
        changed
    };
    assert_eq!(replace(0..2_000).await, 2_000);
    assert_eq!(replace(1_999..2_500).await, 1_999 + 500);
    assert_eq!(get(&administrator, &group).await.members, 501);
    assert_eq!(replace(1_999..2_500).await, 0);
    assert_eq!(version(&server, &group.id).await, 4, "made, filled, somebody went, somebody came");
    assert_eq!(replace(0..0).await, 501);
    let added = administrator.events(EventKind::GroupMembersAdded).await;
    let counts: BTreeSet<&str> = added.iter().map(|event| event.details["count"].as_str()).collect();
    assert_eq!(counts, BTreeSet::from(["500", "2000"]));
    let mut tx = server.app.db.write().await.unwrap();
    let wanted = [users[0].clone(), "u-00000000000000000000".parse().unwrap()];
    let unknown = groups::replace_members(&mut tx, &group.id, &wanted, &scim(), server.now()).await;
    assert!(unknown.unwrap_err().to_string().contains("user_ids"));
    tx.commit().await.unwrap();
    assert_eq!(server.count("group_members").await, 0, "and nothing was written");
}

#[tokio::test]
async fn a_group_is_never_larger_than_the_largest() {
    let server = TestServer::start().await;
    let group = synchronized(&server, "Everybody").await;
    let users = many_users(&server, GROUP_MEMBERS_MAX + 1).await;
    let mut tx = server.app.db.write().await.unwrap();
    let too_many = groups::replace_members(&mut tx, &group.id, &users, &scim(), server.now()).await;
    assert!(too_many.unwrap_err().to_string().contains("50000"));
    let (last, most) = users.split_last().unwrap();
    let added = groups::add_members(&mut tx, &group.id, most, &scim(), server.now()).await.unwrap();
    assert_eq!(added, GROUP_MEMBERS_MAX as u64);
    let last = std::slice::from_ref(last);
    groups::add_members(&mut tx, &group.id, last, &scim(), server.now()).await.unwrap_err();
    assert_eq!(groups::add_members(&mut tx, &group.id, most, &scim(), server.now()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_group_that_scim_deletes_takes_memberships_and_access_with_it() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let group = synchronized(&server, "Ops").await;
    let users = many_users(&server, 3).await;
    let account = administrator.create_account("2000000000000001", "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    assign(&server, &group.id, &account.id.to_string(), &read.id.to_string()).await;
    let mut tx = server.app.db.write().await.unwrap();
    groups::add_members(&mut tx, &group.id, &users, &scim(), server.now()).await.unwrap();
    groups::delete_synchronized_group(&mut tx, &group.id, &scim(), server.now()).await.unwrap();
    tx.commit().await.unwrap();
    for (table, rows) in [("groups", 0), ("group_members", 0), ("access_assignments", 0), ("users", 3)] {
        assert_eq!(server.count(table).await, rows, "{table}");
    }
    let event = Administrator::only(administrator.events(EventKind::GroupDeleted).await);
    let detail = |name: &str| event.details[name].as_str();
    assert_eq!((detail("removed_memberships"), detail("removed_access_assignments")), ("3", "1"));
    assert_eq!(detail("access_assignments"), "Shop: Read");
}

#[tokio::test]
async fn an_id_of_no_group_is_not_found_at_any_door() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = administrator.create_user("alice").await;
    let body = ChangeMembers { user_ids: vec![alice.id] };
    for id in ["g-00000000000000000000", "u-00000000000000000000", "1", "g-%00", "g-A", "%27"] {
        let members = with_id(paths::GROUP_MEMBERS, id);
        let answers = [
            administrator.get(&with_id(paths::GROUP, id)).await,
            administrator.put(&with_id(paths::GROUP, id), &write("x", "")).await,
            administrator.delete(&with_id(paths::GROUP, id)).await,
            administrator.get(&members).await,
            administrator.post(&members, &body).await,
            administrator.write(Method::DELETE, &members, &body).await,
            administrator.get(&with_id(paths::USER_GROUPS, &id.replace("u-", "g-"))).await,
        ];
        assert!(answers.iter().all(|answer| answer.status == 404), "{id}");
    }
    let nobody = administrator.get(&with_id(paths::USER_GROUPS, "u-00000000000000000000")).await;
    assert_eq!((nobody.status, nobody.error().code), (404, ErrorCode::UserNotExists));
}
