//! Import of users from a table: what a preview names, and that an import makes all users or none.

use shared::error::{Allowed, ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::page::Page;
use shared::paths;
use shared::users::{
    BadLine, CreateUser, IMPORT_BYTES_MAX, IMPORT_USERS_MAX, ImportPreview, ImportUsers, Imported,
    ProvisionType, User, UserStatus,
};

use crate::support::{Administrator, Answer, TestServer};

async fn preview(administrator: &Administrator, csv: &str) -> Answer {
    administrator.post(paths::USER_IMPORT_PREVIEW, &ImportUsers { csv: csv.to_owned() }).await
}

async fn import(administrator: &Administrator, csv: &str) -> Answer {
    administrator.post(paths::USER_IMPORT, &ImportUsers { csv: csv.to_owned() }).await
}

async fn bad_lines(administrator: &Administrator, csv: &str) -> Vec<BadLine> {
    preview(administrator, csv).await.json::<ImportPreview>().bad
}

const TABLE: &str = "\u{FEFF}user_name;display_name;email;description\r\n\
                     alice@example.com;\"ÄLICE; A\";a@example.com;\"two\r\nlines\"\r\n\
                     bob;;;\r\n";

#[tokio::test]
async fn a_table_is_previewed_without_a_trace_and_then_imported() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let seen: ImportPreview = preview(&administrator, TABLE).await.json();
    let alice = CreateUser {
        user_name: "alice@example.com".into(),
        display_name: "ÄLICE; A".into(),
        email: "a@example.com".into(),
        description: "two\nlines".into(),
        ..CreateUser::default()
    };
    let bob = CreateUser { user_name: "bob".into(), ..CreateUser::default() };
    assert_eq!(seen, ImportPreview { good: 2, bad: vec![], first: vec![alice, bob] });
    assert_eq!(server.count("users").await, 0);
    let answer = import(&administrator, TABLE).await;
    assert_eq!((answer.status, answer.json::<Imported>()), (201, Imported { created: 2 }));
    let page: Page<User> = administrator.get(&format!("{}?search=%C3%A4li", paths::USERS)).await.json();
    let user = Administrator::only(page.items);
    assert_eq!((user.user_name.as_str(), user.description.as_str()), ("alice@example.com", "two\nlines"));
    assert_eq!((user.status, user.provision_type), (UserStatus::Enabled, ProvisionType::Manual));
    assert_eq!((user.has_password, user.created_at.0), (false, server.now().as_millisecond()));
    assert_eq!(user.updated_at, user.created_at);
    let mut events = administrator.events(EventKind::UserCreated).await;
    events.sort_by(|one, other| one.target.cmp(&other.target));
    let targets: Vec<&str> = events.iter().map(|event| event.target.as_str()).collect();
    assert_eq!(targets, ["alice@example.com", "bob"]);
    assert_eq!(events[0].details["id"], user.id.to_string());
}

#[tokio::test]
async fn every_bad_line_is_named_with_all_its_faults() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let there =
        CreateUser { user_name: "Carol".into(), email: "carol@example.com".into(), ..CreateUser::default() };
    administrator.post(paths::USERS, &there).await.json::<User>();
    let csv = "user_name,first_name,email\n\
               good,G,good@example.com\n\
               a b,\u{202E},nobody\n\
               \"\",X,\n\
               CAROL,C,x@example.com\n\
               dave,D,CAROL@example.com\n\
               GOOD,G,GOOD@example.com\n\
               erin,E\n\
               frank,F,f@example.com,more\n";
    let fault = |field: &str, rule| FieldError::new(field, rule);
    let wanted = [
        (
            3,
            "a b",
            vec![
                fault("user_name", Rule::Characters { allowed: Allowed::UserName }),
                fault("first_name", Rule::Characters { allowed: Allowed::Printable }),
                fault("email", Rule::NotAnEmail),
            ],
        ),
        (4, "", vec![fault("user_name", Rule::Required)]),
        (5, "CAROL", vec![fault("user_name", Rule::Taken)]),
        (6, "dave", vec![fault("email", Rule::Taken)]),
        (7, "GOOD", vec![fault("user_name", Rule::Taken), fault("email", Rule::Taken)]),
        (8, "erin", vec![fault("email", Rule::Required)]),
        (9, "frank", vec![fault("columns", Rule::TooMany { max: 3 })]),
    ];
    let wanted: Vec<BadLine> = wanted
        .into_iter()
        .map(|(line, user_name, faults)| BadLine { line, user_name: user_name.into(), faults })
        .collect();
    let seen: ImportPreview = preview(&administrator, csv).await.json();
    assert_eq!(seen.bad, wanted);
    assert_eq!((seen.good, seen.first[0].user_name.as_str()), (1, "good"));
    let answer = import(&administrator, csv).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::ImportRefused));
    let message = answer.error().message;
    assert!(message.contains("7 lines") && message.contains("line 3"), "{message}");
    assert_eq!(server.count("users").await, 1, "not even the good one");
    assert_eq!(administrator.events(EventKind::UserCreated).await.len(), 1);
}

#[tokio::test]
async fn an_import_judges_anew_what_a_preview_let_through() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    assert_eq!(bad_lines(&administrator, TABLE).await, []);
    administrator.create_user("BOB").await;
    let answer = import(&administrator, TABLE).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::ImportRefused));
    assert!(answer.error().message.contains("line 4 (user_name)"), "{}", answer.error().message);
    assert_eq!(server.count("users").await, 1);
}

#[tokio::test]
async fn of_two_imports_of_the_same_table_at_once_one_makes_the_users() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let tries = [0, 1, 2].map(|_| {
        let administrator = administrator.clone();
        tokio::spawn(async move { import(&administrator, TABLE).await.status })
    });
    let mut made = 0;
    for answer in tries {
        let status = answer.await.unwrap();
        assert!(matches!(status, 201 | 400 | 409), "{status}");
        made += u32::from(status == 201);
    }
    assert_eq!((made, server.count("users").await), (1, 2));
    assert_eq!(administrator.events(EventKind::UserCreated).await.len(), 2);
}

#[tokio::test]
async fn a_table_that_is_none_is_refused_with_the_reason() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for (csv, word) in [
        ("", "empty"),
        ("\n\n", "empty"),
        ("first_name\nalice", "user_name"),
        ("user_name,phone\nalice,1", "phone"),
        ("user_name,user_name\na,b", "twice"),
        ("user_name,description\nalice,\"open\nbob,", "line 2"),
        ("user_name\0\nalice", "none"),
    ] {
        for answer in [preview(&administrator, csv).await, import(&administrator, csv).await] {
            assert_eq!((answer.status, answer.error().code), (400, ErrorCode::ImportRefused), "{csv:?}");
            assert!(answer.error().message.contains(word), "{csv:?}: {}", answer.error().message);
        }
    }
    let seen: ImportPreview = preview(&administrator, "user_name\n").await.json();
    assert_eq!(seen, ImportPreview { good: 0, bad: vec![], first: vec![] });
    assert_eq!(import(&administrator, "user_name\n").await.error().code, ErrorCode::ImportRefused);
    for body in [serde_json::json!({}), serde_json::json!({"csv": 1}), serde_json::json!({"csv": "", "x": 1})]
    {
        let answer = administrator.post(paths::USER_IMPORT_PREVIEW, &body).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{body}");
    }
}

#[tokio::test]
async fn control_characters_in_a_table_are_faults_of_their_line() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let bad = bad_lines(&administrator, "user_name,display_name\na\0b,\nbob,x\0y\n").await;
    let lines: Vec<u64> = bad.iter().map(|line| line.line).collect();
    assert_eq!(lines, [2, 3]);
}

#[tokio::test]
async fn a_table_of_the_largest_size_is_taken_and_a_larger_one_is_not() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let line = |n: usize| format!("user-{n:05}@example.com,\"{}\"\n", "\"\"".repeat(80));
    let table = |count: usize| {
        let lines: String = (0..count).map(line).collect();
        format!("user_name,display_name\n{lines}")
    };
    let most = table(IMPORT_USERS_MAX);
    assert!(most.len() > 900_000 && most.len() <= IMPORT_BYTES_MAX, "{}", most.len());
    assert_eq!(import(&administrator, &most).await.json::<Imported>().created, IMPORT_USERS_MAX as u64);
    let bad = bad_lines(&administrator, &most).await;
    assert_eq!(bad.len(), IMPORT_USERS_MAX, "everybody is there already");
    assert_eq!(bad[4_999].line, 5_001);
    let answer = preview(&administrator, &table(IMPORT_USERS_MAX + 1)).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::ImportRefused));
    assert!(answer.error().message.contains("5000"), "{}", answer.error().message);
    for (size, told) in [(IMPORT_BYTES_MAX + 1, "1048576"), (3 * IMPORT_BYTES_MAX, "2162688")] {
        let answer = import(&administrator, &"x".repeat(size)).await;
        assert_eq!((answer.status, answer.error().code), (413, ErrorCode::BodyTooLarge), "{size}");
        assert!(answer.error().message.contains(told), "{}", answer.error().message);
    }
}
