//! Users in the console: rules of their fields, paging and search, status, password, deletion.

use std::collections::BTreeSet;

use axum::http::Method;
use shared::error::{Allowed, ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::groups::{ChangeMembers, Group, WriteGroup};
use shared::page::{PAGE_SIZE, Page};
use shared::paths::{self, with_id};
use shared::session::PasswordSignIn;
use shared::users::{CreateUser, NewPassword, SetPassword, UpdateUser, UpdateUserStatus, User, UserStatus};

use crate::support::{Administrator, TestServer, named};

async fn list(administrator: &Administrator, query: &str) -> Page<User> {
    administrator.get(&format!("{}?{query}", paths::USERS)).await.json()
}

fn names(page: &Page<User>) -> Vec<&str> {
    page.items.iter().map(|user| user.user_name.as_str()).collect()
}

#[tokio::test]
async fn a_user_is_made_as_written_enabled_and_without_a_password() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let new = CreateUser {
        user_name: "Alice.B-c_d@example.com".into(),
        first_name: "Alice".into(),
        last_name: "Bé".into(),
        display_name: "爱丽丝".into(),
        email: "Alice@example.com".into(),
        description: "two\nlines".into(),
    };
    let answer = administrator.post(paths::USERS, &new).await;
    assert_eq!(answer.status, 201);
    let user: User = answer.json();
    assert_eq!(user.user_name, new.user_name);
    assert_eq!((user.display_name.as_str(), user.email.as_str()), ("爱丽丝", "Alice@example.com"));
    assert_eq!((user.status, user.has_password), (UserStatus::Enabled, false));
    assert_eq!(user.created_at.0, server.now().as_millisecond());
    let again: User = administrator.get(&with_id(paths::USER, user.id.as_str())).await.json();
    assert_eq!(again, user);
    let event = Administrator::only(administrator.events(EventKind::UserCreated).await);
    assert_eq!(event.target, new.user_name);
    assert_eq!(event.details["id"], user.id.to_string());
    assert_eq!(event.address, "192.0.2.10");
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let new = CreateUser {
        user_name: "a b".into(),
        first_name: "x".repeat(65),
        last_name: "\u{202E}".into(),
        display_name: "x".repeat(257),
        email: "nobody".into(),
        description: "x".repeat(1_025),
    };
    let answer = administrator.post(paths::USERS, &new).await;
    assert_eq!(answer.status, 400);
    let error = answer.error();
    assert_eq!(error.code, ErrorCode::InvalidParameter);
    assert_eq!(
        error.fields,
        [
            FieldError::new("user_name", Rule::Characters { allowed: Allowed::UserName }),
            FieldError::new("first_name", Rule::TooLong { max: 64 }),
            FieldError::new("last_name", Rule::Characters { allowed: Allowed::Printable }),
            FieldError::new("display_name", Rule::TooLong { max: 256 }),
            FieldError::new("email", Rule::NotAnEmail),
            FieldError::new("description", Rule::TooLong { max: 1_024 }),
        ]
    );
    assert!(administrator.events(EventKind::UserCreated).await.is_empty());
}

#[tokio::test]
async fn names_and_addresses_are_unique_whatever_their_case() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let new = |name: &str, email: &str| CreateUser {
        user_name: name.into(),
        email: email.into(),
        ..CreateUser::default()
    };
    assert_eq!(administrator.post(paths::USERS, &new("alice", "a@example.com")).await.status, 201);
    for (name, email, taken) in [
        ("ALICE", "b@example.com", vec!["user_name"]),
        ("bob", "A@Example.com", vec!["email"]),
        ("Alice", "A@example.com", vec!["user_name", "email"]),
    ] {
        let answer = administrator.post(paths::USERS, &new(name, email)).await;
        assert_eq!(answer.status, 409);
        let error = answer.error();
        assert_eq!(error.code, ErrorCode::EntityAlreadyExists);
        let fields: Vec<&str> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, taken);
        assert!(error.fields.iter().all(|field| field.rule == Rule::Taken));
    }
    assert_eq!(administrator.post(paths::USERS, &new("bob", "")).await.status, 201);
    assert_eq!(administrator.post(paths::USERS, &new("carol", "")).await.status, 201, "no address is shared");
}

#[tokio::test]
async fn a_body_with_unknown_fields_or_of_another_shape_is_refused() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for body in [
        serde_json::json!({"user_name": "alice", "status": "Disabled"}),
        serde_json::json!({"user_name": 7}),
        serde_json::json!([]),
        serde_json::json!({}),
    ] {
        let answer = administrator.post(paths::USERS, &body).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{body}");
    }
}

#[tokio::test]
async fn a_long_list_comes_in_pages_that_together_hold_everybody_once() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let total = 2 * PAGE_SIZE + 1;
    for number in 0..total {
        // Punctuation and case, which collations order differently.
        let name = match number % 3 {
            0 => format!("user-{number}"),
            1 => format!("USER.{number}@x"),
            _ => format!("user_{number}"),
        };
        administrator.create_user(&name).await;
    }
    let mut seen = BTreeSet::new();
    let mut after = String::new();
    let mut sizes = Vec::new();
    loop {
        let page = list(&administrator, &format!("search=&after={after}")).await;
        assert_eq!(page.total, total as u64);
        sizes.push(page.items.len());
        seen.extend(page.items.into_iter().map(|user| user.user_name));
        match page.next {
            Some(next) => after = next.replace('@', "%40"),
            None => break,
        }
    }
    assert_eq!(sizes, [PAGE_SIZE, PAGE_SIZE, 1]);
    assert_eq!(seen.len(), total);
}

#[tokio::test]
async fn a_page_that_follows_no_other_is_refused() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for query in ["after=a%20b", "after=%00", "search=%00", "page=2", "after=a&after=b"] {
        let answer = administrator.get(&format!("{}?{query}", paths::USERS)).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{query}");
    }
}

#[tokio::test]
async fn a_search_finds_the_beginnings_of_names_and_takes_every_character_for_itself() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for (name, display_name) in
        [("alice", "Zoë 100% sure"), ("a_b", ""), ("axb", "王小明"), ("bob", "ALICE B"), ("c.d", "a\\b")]
    {
        let new =
            CreateUser { user_name: name.into(), display_name: display_name.into(), ..CreateUser::default() };
        assert_eq!(administrator.post(paths::USERS, &new).await.status, 201);
    }
    for (search, found) in [
        ("", vec!["a_b", "alice", "axb", "bob", "c.d"]),
        ("AL", vec!["alice", "bob"]),
        ("lice", vec![]),
        ("%25", vec![]),
        ("_", vec![]),
        ("a_", vec!["a_b"]),
        ("a%25", vec![]),
        ("zo%C3%AB%20100%25%20S", vec!["alice"]),
        ("ZO%C3%8B", vec!["alice"]),
        ("%E7%8E%8B", vec!["axb"]),
        ("%F4%8F%BF%BF", vec![]),
        ("a%5C", vec!["c.d"]),
        ("'%20OR%20''='", vec![]),
        ("%20bob%20", vec!["bob"]),
    ] {
        let page = list(&administrator, &format!("search={search}")).await;
        let mut names = names(&page);
        names.sort_unstable();
        assert_eq!(names, found, "{search}");
        assert_eq!(page.total, found.len() as u64, "{search}");
    }
}

#[tokio::test]
async fn disabling_ends_every_session_and_enabling_brings_none_back() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = server.create_user("alice").await;
    let bob = server.create_user("bob").await;
    let (one, two) = (server.signed_in(&alice).await, server.signed_in(&alice).await);
    let other = server.signed_in(&bob).await;
    let path = with_id(paths::USER_STATUS, alice.as_str());
    let disabled: User =
        administrator.put(&path, &UpdateUserStatus { status: UserStatus::Disabled }).await.json();
    assert_eq!(disabled.status, UserStatus::Disabled);
    for browser in [&one, &two] {
        assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 401);
    }
    assert_eq!(other.get(paths::PORTAL_ACCOUNTS).await.status, 200);
    administrator.put(&path, &UpdateUserStatus { status: UserStatus::Enabled }).await.json::<User>();
    assert_eq!(one.get(paths::PORTAL_ACCOUNTS).await.status, 401);
    let event = Administrator::only(administrator.events(EventKind::UserDisabled).await);
    assert_eq!(event.target, "alice");
    let detail = |name: &str| event.details[name].as_str();
    assert_eq!((detail("before.status"), detail("after.status")), ("Enabled", "Disabled"));
    assert_eq!((detail("after.blocked"), detail("ended_sessions")), ("true", "2"));
    assert_eq!(administrator.events(EventKind::UserEnabled).await.len(), 1);
}

#[tokio::test]
async fn setting_the_status_that_is_there_changes_nothing() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = server.create_user("alice").await;
    let browser = server.signed_in(&alice).await;
    let path = with_id(paths::USER_STATUS, alice.as_str());
    administrator.put(&path, &UpdateUserStatus { status: UserStatus::Enabled }).await.json::<User>();
    assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 200);
    assert!(administrator.events(EventKind::UserEnabled).await.is_empty());
}

#[tokio::test]
async fn a_password_reset_gives_a_password_once_and_ends_the_sessions() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let browser = server.signed_in(&user.id).await;
    let path = with_id(paths::USER_PASSWORD, user.id.as_str());
    let made = SetPassword { password: None, must_reset: false };
    let one: NewPassword = administrator.put(&path, &made).await.json();
    let two: NewPassword = administrator.put(&path, &made).await.json();
    assert_ne!(one.password, two.password);
    assert_eq!(shared::names::password(one.password.as_deref().unwrap()), Ok(()));
    assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 401);
    let user: User = administrator.get(&with_id(paths::USER, user.id.as_str())).await.json();
    assert!(user.has_password);
    let events = administrator.events(EventKind::UserPasswordReset).await;
    assert_eq!(events.len(), 2);
    let told = serde_json::to_string(&events).unwrap();
    assert!(
        !told.contains(one.password.as_deref().unwrap()) && !told.contains(two.password.as_deref().unwrap())
    );
}

#[tokio::test]
async fn a_password_cannot_be_reset_while_sso_logon_is_on() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "UPDATE directory SET sso_enabled = TRUE").unwrap();
    tx.commit().await.unwrap();
    for password in [None, Some("correct horse battery".to_owned()), Some("short".to_owned())] {
        let set = SetPassword { password, must_reset: false };
        let answer = administrator.put(&with_id(paths::USER_PASSWORD, user.id.as_str()), &set).await;
        assert_eq!((answer.status, answer.error().code), (409, ErrorCode::PasswordLogonOff));
    }
    let user: User = administrator.get(&with_id(paths::USER, user.id.as_str())).await.json();
    assert!(!user.has_password);
}

#[tokio::test]
async fn a_user_with_access_assignments_is_not_deleted_and_the_refusal_says_how_many() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let account = administrator.create_account("2000000000000001", "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    let write = administrator.create_access_configuration(&named("Write")).await;
    administrator.grant(&user.id, &account, &read).await;
    administrator.grant(&user.id, &account, &write).await;
    let path = with_id(paths::USER, user.id.as_str());
    let answer = administrator.delete(&path).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::UserHasAssignments));
    assert!(answer.error().message.contains("(2)"), "{}", answer.error().message);
    administrator.revoke(&user.id, &account, &read).await;
    administrator.revoke(&user.id, &account, &write).await;
    assert_eq!(administrator.delete(&path).await.status, 204);
}

#[tokio::test]
async fn a_deleted_user_is_gone_with_the_sessions_and_the_name_is_free_again() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let alice = server.create_user("alice").await;
    let browser = server.signed_in(&alice).await;
    let path = with_id(paths::USER, alice.as_str());
    assert_eq!(administrator.delete(&path).await.status, 204);
    assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 401);
    for answer in [administrator.get(&path).await, administrator.delete(&path).await] {
        assert_eq!((answer.status, answer.error().code), (404, ErrorCode::UserNotExists));
    }
    let event = Administrator::only(administrator.events(EventKind::UserDeleted).await);
    assert_eq!((event.target.as_str(), event.details["ended_sessions"].as_str()), ("alice", "1"));
    administrator.create_user("Alice").await;
}

#[tokio::test]
async fn an_id_of_nobody_or_of_no_user_is_not_found() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let status = UpdateUserStatus { status: UserStatus::Disabled };
    for id in ["u-00000000000000000000", "ac-00000000000000000000", "1", "u-%00", "u-A", "%27"] {
        let answers = [
            administrator.get(&with_id(paths::USER, id)).await,
            administrator.delete(&with_id(paths::USER, id)).await,
            administrator.put(&with_id(paths::USER_STATUS, id), &status).await,
            administrator.put(&with_id(paths::USER, id), &UpdateUser::default()).await,
            administrator
                .put(&with_id(paths::USER_PASSWORD, id), &SetPassword { password: None, must_reset: true })
                .await,
        ];
        assert!(answers.iter().all(|answer| answer.status == 404), "{id}");
    }
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_name() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let tries = ["alice", "Alice", "ALICE", "aLICE", "alicE"].map(|name| {
        let administrator = administrator.0.clone();
        let new = CreateUser { user_name: name.into(), ..CreateUser::default() };
        tokio::spawn(async move { administrator.post(paths::USERS, &new).await.status })
    });
    let mut answers = Vec::new();
    for answer in tries {
        answers.push(answer.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!(answers, [201, 409, 409, 409, 409]);
    assert_eq!(list(&administrator, "").await.total, 1);
}

/// Makes the users of these names SCIM's own and switches SCIM Synchronization on.
async fn synchronize(server: &TestServer, names: &[&str]) {
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "UPDATE directory SET scim_enabled = TRUE").unwrap();
    for name in names {
        cloudsso::execute!(
            &mut tx,
            "UPDATE users SET provision_type = 'Synchronized' WHERE user_name_key = $1",
            *name
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn version(server: &TestServer, user: &User) -> i64 {
    let mut tx = server.app.db.read().await.unwrap();
    let (version,): (i64,) =
        cloudsso::fetch_one!(&mut tx, (i64,), "SELECT version FROM users WHERE id = $1", user.id.as_str())
            .unwrap();
    version
}

#[tokio::test]
async fn the_list_is_narrowed_by_status_owner_and_search_together() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for (name, display_name) in
        [("alan", ""), ("alice", "Zoe"), ("bob", "Al B"), ("carol", ""), ("zoe", "AL")]
    {
        let new =
            CreateUser { user_name: name.into(), display_name: display_name.into(), ..CreateUser::default() };
        let user: User = administrator.post(paths::USERS, &new).await.json();
        if ["alice", "zoe"].contains(&name) {
            server.set_status(&user.id, "Disabled").await;
        }
    }
    synchronize(&server, &["bob", "zoe"]).await;
    for (query, found) in [
        ("status=Enabled", vec!["alan", "bob", "carol"]),
        ("status=Disabled", vec!["alice", "zoe"]),
        ("provision_type=Synchronized", vec!["bob", "zoe"]),
        ("provision_type=Manual", vec!["alan", "alice", "carol"]),
        ("status=Disabled&provision_type=Manual", vec!["alice"]),
        ("status=Enabled&provision_type=Synchronized", vec!["bob"]),
        ("search=al", vec!["alan", "alice", "bob", "zoe"]),
        ("search=zo", vec!["alice", "zoe"]),
        ("search=al&status=Enabled", vec!["alan", "bob"]),
        ("search=al&provision_type=Synchronized", vec!["bob", "zoe"]),
        ("search=al&status=Disabled&provision_type=Synchronized", vec!["zoe"]),
        ("search=x&status=Disabled", vec![]),
    ] {
        let page = list(&administrator, query).await;
        assert_eq!(names(&page), found, "{query}");
        assert_eq!(page.total, found.len() as u64, "{query}");
    }
    assert_eq!(names(&list(&administrator, "search=al&after=ALICE").await), ["bob", "zoe"]);
    assert_eq!(names(&list(&administrator, "status=Enabled&after=bob").await), ["carol"]);
    for query in ["status=enabled", "provision_type=Nobody", "status="] {
        let answer = administrator.get(&format!("{}?{query}", paths::USERS)).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{query}");
    }
}

#[tokio::test]
async fn every_page_of_a_search_follows_the_one_before() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for number in 0..=PAGE_SIZE {
        // Every second one is found by the display name only.
        let (user_name, display_name) = match number % 2 {
            0 => (format!("team.{number:03}"), "x".to_owned()),
            _ => (format!("user.{number:03}"), format!("TEAM {number}")),
        };
        let new = CreateUser { user_name, display_name, ..CreateUser::default() };
        assert_eq!(administrator.post(paths::USERS, &new).await.status, 201);
    }
    let first = list(&administrator, "search=Team").await;
    assert_eq!((first.items.len(), first.total), (PAGE_SIZE, 51));
    let second = list(&administrator, &format!("search=Team&after={}", first.next.clone().unwrap())).await;
    assert_eq!((second.total, second.next.clone()), (51, None));
    let mut all: Vec<&str> = names(&first);
    all.extend(names(&second));
    assert!(all.is_sorted() && all.len() == 51, "{all:?}");
}

#[tokio::test]
async fn a_changed_user_is_recorded_with_what_was_and_an_unchanged_one_is_not() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let path = with_id(paths::USER, user.id.as_str());
    server.clock.advance(60);
    let wanted = UpdateUser {
        first_name: "Alice".into(),
        display_name: "ÄLICE".into(),
        email: "A@example.com".into(),
        ..UpdateUser::default()
    };
    let changed: User = administrator.put(&path, &wanted).await.json();
    assert_eq!((changed.first_name.as_str(), changed.email.as_str()), ("Alice", "A@example.com"));
    assert_eq!(changed.updated_at.0, user.updated_at.0 + 60_000);
    assert_eq!(changed.user_name, "alice");
    server.clock.advance(60);
    assert_eq!(administrator.put(&path, &wanted).await.json::<User>(), changed);
    assert_eq!(version(&server, &user).await, 2);
    let event = Administrator::only(administrator.events(EventKind::UserUpdated).await);
    assert_eq!(event.target, "alice");
    let attributes: Vec<&str> = event.details.keys().map(String::as_str).collect();
    assert_eq!(
        attributes,
        [
            "after.display_name",
            "after.email",
            "after.first_name",
            "before.display_name",
            "before.email",
            "before.first_name"
        ]
    );
    assert_eq!(
        (event.details["before.email"].as_str(), event.details["after.email"].as_str()),
        ("", "A@example.com")
    );
    assert_eq!(names(&list(&administrator, "search=%C3%A4l").await), ["alice"], "found by the new name");
}

#[tokio::test]
async fn a_user_cannot_be_changed_to_what_breaks_a_rule_or_is_taken() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let bob =
        CreateUser { user_name: "bob".into(), email: "bob@example.com".into(), ..CreateUser::default() };
    administrator.post(paths::USERS, &bob).await.json::<User>();
    let user = administrator.create_user("alice").await;
    let path = with_id(paths::USER, user.id.as_str());
    let wrong = UpdateUser {
        first_name: "x".repeat(65),
        last_name: "\u{202E}".into(),
        display_name: "x".repeat(257),
        email: "nobody".into(),
        description: "x".repeat(1_025),
    };
    let answer = administrator.put(&path, &wrong).await;
    assert_eq!(answer.status, 400);
    let fields: Vec<String> = answer.error().fields.into_iter().map(|field| field.field).collect();
    assert_eq!(fields, ["first_name", "last_name", "display_name", "email", "description"]);
    let taken = UpdateUser { email: "BOB@example.com".into(), ..UpdateUser::default() };
    let answer = administrator.put(&path, &taken).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::EntityAlreadyExists));
    assert_eq!(answer.error().fields, [FieldError::new("email", Rule::Taken)]);
    for body in [
        serde_json::json!({"display_name": "x"}),
        serde_json::json!({"user_name": "x", "first_name": "", "last_name": "", "display_name": "", "email": "",
                           "description": ""}),
    ] {
        assert_eq!(administrator.put(&path, &body).await.status, 400, "{body}");
    }
    assert_eq!(administrator.get(&path).await.json::<User>(), user);
    assert!(administrator.events(EventKind::UserUpdated).await.is_empty());
}

#[tokio::test]
async fn a_synchronized_user_is_read_only_in_the_console_save_for_status_and_password() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let ours = administrator.create_user("bob").await;
    synchronize(&server, &["alice"]).await;
    let path = with_id(paths::USER, user.id.as_str());
    assert!(administrator.get(&path).await.json::<User>().read_only);
    let wanted = UpdateUser { display_name: "Mine".into(), ..UpdateUser::default() };
    for answer in [administrator.put(&path, &wanted).await, administrator.delete(&path).await] {
        assert_eq!((answer.status, answer.error().code), (409, ErrorCode::Synchronized));
        assert!(answer.error().message.contains("alice"), "{}", answer.error().message);
    }
    let status = UpdateUserStatus { status: UserStatus::Disabled };
    let disabled: User =
        administrator.put(&with_id(paths::USER_STATUS, user.id.as_str()), &status).await.json();
    assert!(disabled.blocked && disabled.read_only);
    let set = SetPassword { password: None, must_reset: true };
    let set = administrator.put(&with_id(paths::USER_PASSWORD, user.id.as_str()), &set).await;
    assert_eq!(set.status, 200);
    let bob: User = administrator.put(&with_id(paths::USER, ours.id.as_str()), &wanted).await.json();
    assert_eq!((bob.display_name.as_str(), bob.read_only), ("Mine", false), "ours stays ours");
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "UPDATE directory SET scim_enabled = FALSE").unwrap();
    tx.commit().await.unwrap();
    assert_eq!(administrator.put(&path, &wanted).await.json::<User>().display_name, "Mine");
    assert_eq!(administrator.delete(&path).await.status, 204);
}

#[tokio::test]
async fn an_administrator_blocks_also_whom_scim_disabled_already() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    synchronize(&server, &["alice"]).await;
    server.set_status(&user.id, "Disabled").await;
    let path = with_id(paths::USER_STATUS, user.id.as_str());
    server.clock.advance(60);
    for _ in 0..2 {
        let status = UpdateUserStatus { status: UserStatus::Disabled };
        let blocked: User = administrator.put(&path, &status).await.json();
        assert_eq!((blocked.status, blocked.blocked), (UserStatus::Disabled, true));
        assert_eq!(blocked.updated_at.0, user.updated_at.0 + 60_000);
    }
    assert_eq!(version(&server, &user).await, 2, "the second time nothing changed");
    let event = Administrator::only(administrator.events(EventKind::UserDisabled).await);
    assert_eq!(
        (event.details.get("before.status"), event.details["before.blocked"].as_str()),
        (None, "false")
    );
    let status = UpdateUserStatus { status: UserStatus::Enabled };
    for expected in [UserStatus::Disabled, UserStatus::Enabled] {
        let user: User = administrator.put(&path, &status).await.json();
        assert_eq!((user.status, user.blocked), (expected, false), "first the block goes, then SCIM's word");
    }
    let event = Administrator::only(administrator.events(EventKind::UserUpdated).await);
    assert_eq!(event.details["after.blocked"], "false");
    let event = Administrator::only(administrator.events(EventKind::UserEnabled).await);
    assert_eq!(
        (event.details["after.status"].as_str(), event.details.get("after.blocked")),
        ("Enabled", None)
    );
}

#[tokio::test]
async fn a_chosen_password_is_set_as_written_and_not_given_back() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let path = with_id(paths::USER_PASSWORD, user.id.as_str());
    let chosen = "  keep my spaces, 王  ";
    let set = SetPassword { password: Some(chosen.into()), must_reset: true };
    let answer = administrator.put(&path, &set).await;
    assert_eq!((answer.status, answer.text()), (200, "{}"));
    let after: User = administrator.get(&with_id(paths::USER, user.id.as_str())).await.json();
    assert!(after.has_password && after.must_reset_password);
    let sign_in = |new_password: Option<&str>| PasswordSignIn {
        user_name: "alice".into(),
        password: chosen.into(),
        new_password: new_password.map(str::to_owned),
    };
    let browser = server.browser();
    assert_eq!(browser.post(paths::PASSWORD_SIGN_IN, &sign_in(None)).await.status, 403);
    let changed = browser.post(paths::PASSWORD_SIGN_IN, &sign_in(Some("correct horse battery"))).await;
    assert_eq!(changed.status, 204);
    let after: User = administrator.get(&with_id(paths::USER, user.id.as_str())).await.json();
    assert!(after.has_password && !after.must_reset_password);
    assert_eq!(version(&server, &after).await, 3);
    let event = Administrator::only(administrator.events(EventKind::UserPasswordReset).await);
    assert_eq!(event.details["must_reset"], "true");
    assert!(!serde_json::to_string(&event).unwrap().contains("spaces"));
}

#[tokio::test]
async fn a_chosen_password_that_breaks_a_rule_is_refused() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("Alice.B@example.com").await;
    let browser = server.signed_in(&user.id).await;
    let path = with_id(paths::USER_PASSWORD, user.id.as_str());
    for (password, rule) in [
        ("", Rule::Required),
        ("elevenchars", Rule::TooShort { min: 12 }),
        (&*"x".repeat(129), Rule::TooLong { max: 128 }),
        ("alice.b@EXAMPLE.com", Rule::HoldsUserName),
        ("my alice.b@example.com!", Rule::HoldsUserName),
    ] {
        let set = SetPassword { password: Some(password.into()), must_reset: false };
        let answer = administrator.put(&path, &set).await;
        assert_eq!(answer.status, 400, "{password}");
        assert_eq!(answer.error().fields, [FieldError::new("password", rule)]);
    }
    for body in [serde_json::json!({}), serde_json::json!({"password": 7, "must_reset": false})] {
        assert_eq!(administrator.put(&path, &body).await.status, 400, "{body}");
    }
    assert!(!administrator.get(&with_id(paths::USER, user.id.as_str())).await.json::<User>().has_password);
    assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 200, "no session ended");
}

#[tokio::test]
async fn a_user_in_groups_is_not_deleted_and_the_refusal_names_every_reason() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let path = with_id(paths::USER, user.id.as_str());
    let members = ChangeMembers { user_ids: vec![user.id.clone()] };
    let mut groups = Vec::new();
    for name in ["Ops", "Staff"] {
        let new = WriteGroup { name: name.into(), description: String::new() };
        let group: Group = administrator.post(paths::GROUPS, &new).await.json();
        let path = with_id(paths::GROUP_MEMBERS, group.id.as_str());
        administrator.post(&path, &members).await.json::<Group>();
        groups.push(path);
    }
    let answer = administrator.delete(&path).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::UserHasGroups));
    assert!(answer.error().message.contains("groups (2)"), "{}", answer.error().message);
    let account = administrator.create_account("2000000000000001", "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    administrator.grant(&user.id, &account, &read).await;
    let answer = administrator.delete(&path).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::UserHasGroups));
    let message = answer.error().message;
    assert!(message.contains("groups (2)") && message.contains("access assignments (1)"), "{message}");
    administrator.revoke(&user.id, &account, &read).await;
    for group in groups {
        administrator.write(Method::DELETE, &group, &members).await.json::<Group>();
    }
    assert_eq!(administrator.delete(&path).await.status, 204);
}
