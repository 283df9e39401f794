//! Folders and accounts are renamed, moved and marked: what is allowed, what is told, and two changes at once.

use std::collections::BTreeMap;

use shared::accounts::{
    Account, AccountColour, AccountDetail, CreateFolder, Folder, ResourceDirectory, UpdateAccount,
    UpdateFolder,
};
use shared::error::{Allowed, ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{AccountId, FolderId};
use shared::paths::{self, with_id};

use crate::support::{Administrator, Answer, MANAGEMENT_ACCOUNT, TestServer};

const MEMBER: &str = "2000000000000001";
const NOWHERE: &str = "fd-00000000000000000000";

async fn folder(administrator: &Administrator, parent: Option<&Folder>, name: &str) -> Folder {
    let parent_id = parent.map(|parent| parent.id.clone());
    administrator.post(paths::FOLDERS, &CreateFolder { parent_id, name: name.into() }).await.json()
}

/// Folders one in the other, outermost first.
async fn nested(administrator: &Administrator, stem: &str, levels: usize) -> Vec<Folder> {
    let mut made: Vec<Folder> = Vec::new();
    for level in 1..=levels {
        made.push(folder(administrator, made.last(), &format!("{stem} {level}")).await);
    }
    made
}

async fn put_folder(administrator: &Administrator, id: &str, name: &str, parent: Option<&str>) -> Answer {
    let parent_id = parent.map(|id| id.parse().unwrap());
    administrator.put(&with_id(paths::FOLDER, id), &UpdateFolder { name: name.into(), parent_id }).await
}

async fn move_folder(administrator: &Administrator, folder: &Folder, to: Option<&Folder>) -> Answer {
    put_folder(administrator, folder.id.as_str(), &folder.name, to.map(|to| to.id.as_str())).await
}

/// The account as it stands, for a change of some of it.
fn as_is(account: &Account) -> UpdateAccount {
    UpdateAccount {
        name: account.name.clone(),
        folder_id: account.folder_id.clone(),
        colour: account.colour,
        label: account.label.clone(),
    }
}

async fn put_account(administrator: &Administrator, id: &str, wanted: &UpdateAccount) -> Answer {
    administrator.put(&with_id(paths::ACCOUNT, id), wanted).await
}

async fn detail(administrator: &Administrator, id: &str) -> AccountDetail {
    administrator.get(&with_id(paths::ACCOUNT, id)).await.json()
}

async fn tree(administrator: &Administrator) -> ResourceDirectory {
    administrator.get(paths::RESOURCE_DIRECTORY).await.json()
}

fn refusal(answer: &Answer) -> (u16, ErrorCode) {
    (answer.status, answer.error().code)
}

fn details(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_folder_is_renamed_and_the_log_says_from_what_to_what() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let shop = folder(&administrator, None, "Shop").await;
    let renamed: Folder = put_folder(&administrator, shop.id.as_str(), "商店", None).await.json();
    assert_eq!(renamed, Folder { name: "商店".into(), ..shop.clone() });
    assert_eq!(tree(&administrator).await.folders, [renamed]);
    let event = Administrator::only(administrator.events(EventKind::FolderUpdated).await);
    assert_eq!(event.target, "Shop");
    let expected = [("id", shop.id.as_str()), ("before.name", "Shop"), ("after.name", "商店")];
    assert_eq!(event.details, details(&expected));
}

#[tokio::test]
async fn a_folder_is_moved_with_all_that_is_in_it() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let apps = nested(&administrator, "apps", 2).await;
    let core = folder(&administrator, None, "core").await;
    administrator.create_account(MEMBER, "Shop").await;
    let shop = detail(&administrator, MEMBER).await.account;
    let inside = UpdateAccount { folder_id: Some(apps[1].id.clone()), ..as_is(&shop) };
    assert_eq!(put_account(&administrator, MEMBER, &inside).await.status, 200);
    assert_eq!(move_folder(&administrator, &apps[0], Some(&core)).await.status, 200);
    assert_eq!(detail(&administrator, MEMBER).await.folder_path, ["core", "apps 1", "apps 2"]);
    let event = Administrator::only(administrator.events(EventKind::FolderUpdated).await);
    let expected = [
        ("id", apps[0].id.as_str()),
        ("before.parent_id", ""),
        ("after.parent_id", core.id.as_str()),
        ("before.path", ""),
        ("after.path", "core"),
    ];
    assert_eq!(event.details, details(&expected));
    assert_eq!(move_folder(&administrator, &apps[0], None).await.status, 200);
    assert_eq!(detail(&administrator, MEMBER).await.folder_path, ["apps 1", "apps 2"]);
}

#[tokio::test]
async fn what_does_not_change_is_no_event() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let shop = folder(&administrator, None, "Shop").await;
    assert_eq!(move_folder(&administrator, &shop, None).await.status, 200);
    let account = administrator.create_account(MEMBER, "Shop").await;
    assert_eq!(put_account(&administrator, MEMBER, &as_is(&account)).await.status, 200);
    assert!(administrator.events(EventKind::FolderUpdated).await.is_empty());
    assert!(administrator.events(EventKind::AccountUpdated).await.is_empty());
}

#[tokio::test]
async fn a_folder_is_not_put_into_itself_or_below() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let apps = nested(&administrator, "apps", 3).await;
    for inside in &apps {
        let answer = move_folder(&administrator, &apps[0], Some(inside)).await;
        assert_eq!(refusal(&answer), (400, ErrorCode::InvalidParameter));
        assert_eq!(answer.error().fields, [FieldError::new("parent_id", Rule::InItself)]);
    }
    assert_eq!(tree(&administrator).await.folders, apps);
}

#[tokio::test]
async fn levels_are_counted_for_the_whole_of_what_is_moved() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let three = nested(&administrator, "three", 3).await;
    let two = nested(&administrator, "two", 2).await;
    let one = folder(&administrator, None, "one").await;
    let answer = move_folder(&administrator, &three[0], Some(&two[1])).await;
    assert_eq!(answer.status, 200, "five levels are allowed");
    let answer = move_folder(&administrator, &two[0], Some(&one)).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::LimitExceeded));
    assert_eq!(move_folder(&administrator, &three[1], Some(&one)).await.status, 200);
    assert_eq!(move_folder(&administrator, &two[0], Some(&one)).await.status, 200, "three levels and one");
}

#[tokio::test]
async fn a_renamed_or_moved_folder_has_a_name_of_its_own_among_its_siblings() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let core = folder(&administrator, None, "Core").await;
    let apps = folder(&administrator, None, "Apps").await;
    let inner = folder(&administrator, Some(&core), "APPS").await;
    for answer in [
        put_folder(&administrator, apps.id.as_str(), "cORE", None).await,
        move_folder(&administrator, &inner, None).await,
    ] {
        assert_eq!(refusal(&answer), (409, ErrorCode::EntityAlreadyExists));
        assert_eq!(answer.error().fields, [FieldError::new("name", Rule::Taken)]);
    }
    let own = put_folder(&administrator, apps.id.as_str(), "apps", None).await;
    assert_eq!(own.json::<Folder>().name, "apps", "another case of its own name");
}

#[tokio::test]
async fn every_wrong_field_of_a_changed_folder_is_named_and_an_unknown_folder_is_not_found() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let shop = folder(&administrator, None, "Shop").await;
    let answer = put_folder(&administrator, shop.id.as_str(), &"x".repeat(65), Some(NOWHERE)).await;
    assert_eq!(refusal(&answer), (400, ErrorCode::InvalidParameter));
    let expected =
        [FieldError::new("name", Rule::TooLong { max: 64 }), FieldError::new("parent_id", Rule::Unknown)];
    assert_eq!(answer.error().fields, expected);
    let answer = put_folder(&administrator, NOWHERE, "Shop", None).await;
    assert_eq!(refusal(&answer), (404, ErrorCode::FolderNotExists));
}

#[tokio::test]
async fn an_account_is_renamed_moved_and_marked() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let shop = folder(&administrator, None, "Shop").await;
    let account = administrator.create_account(MEMBER, "Shop").await;
    assert_eq!((account.colour, account.label.as_str()), (AccountColour::None, ""));
    let wanted = UpdateAccount {
        name: "Shop production".into(),
        folder_id: Some(shop.id.clone()),
        colour: AccountColour::Red,
        label: "Production".into(),
    };
    let changed: Account = put_account(&administrator, MEMBER, &wanted).await.json();
    assert_eq!(as_is(&changed), wanted);
    assert_eq!(changed.account_type, account.account_type);
    assert!(tree(&administrator).await.accounts.contains(&changed));
    let event = Administrator::only(administrator.events(EventKind::AccountUpdated).await);
    assert_eq!(event.target, "Shop");
    let expected = [
        ("id", MEMBER),
        ("before.name", "Shop"),
        ("after.name", "Shop production"),
        ("before.folder_id", ""),
        ("after.folder_id", shop.id.as_str()),
        ("before.path", ""),
        ("after.path", "Shop"),
        ("before.colour", "None"),
        ("after.colour", "Red"),
        ("before.label", ""),
        ("after.label", "Production"),
    ];
    assert_eq!(event.details, details(&expected));
}

#[tokio::test]
async fn every_wrong_field_of_a_changed_account_is_named_and_an_unknown_account_is_not_found() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let account = administrator.create_account(MEMBER, "Shop").await;
    let wanted = UpdateAccount {
        name: String::new(),
        folder_id: Some(NOWHERE.parse::<FolderId>().unwrap()),
        label: "a\u{202E}b".into(),
        ..as_is(&account)
    };
    let answer = put_account(&administrator, MEMBER, &wanted).await;
    let expected = [
        FieldError::new("name", Rule::Required),
        FieldError::new("folder_id", Rule::Unknown),
        FieldError::new("label", Rule::Characters { allowed: Allowed::Printable }),
    ];
    assert_eq!(answer.error().fields, expected);
    let long = UpdateAccount { label: "x".repeat(21), ..as_is(&account) };
    let answer = put_account(&administrator, MEMBER, &long).await;
    assert_eq!(answer.error().fields, [FieldError::new("label", Rule::TooLong { max: 20 })]);
    let body = serde_json::json!({ "name": "Shop", "colour": "Pink" });
    let answer = administrator.put(&with_id(paths::ACCOUNT, MEMBER), &body).await;
    assert_eq!(refusal(&answer), (400, ErrorCode::InvalidParameter));
    let answer = put_account(&administrator, "99999999", &as_is(&account)).await;
    assert_eq!(refusal(&answer), (404, ErrorCode::AccountNotExists));
    let answer = administrator.get(&with_id(paths::ACCOUNT, "99999999")).await;
    assert_eq!(refusal(&answer), (404, ErrorCode::AccountNotExists));
}

#[tokio::test]
async fn the_page_of_an_account_names_its_folders_and_what_stands_for_us_in_it() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    administrator.create_account(MEMBER, "Shop").await;
    let detail = detail(&administrator, MANAGEMENT_ACCOUNT).await;
    assert_eq!(detail.account.id, MANAGEMENT_ACCOUNT.parse::<AccountId>().unwrap());
    assert!(detail.folder_path.is_empty());
    assert_eq!(detail.created_at.0, server.now().as_millisecond());
    assert_eq!(detail.saml_provider_name, format!("AliyunReservedSSO-{}", server.directory.id));
    assert_eq!(detail.role_name_prefix, "AliyunReservedSSO-");
}

#[tokio::test]
async fn of_two_folders_that_go_into_each_other_at_once_one_stays() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for round in 0..4 {
        let left = folder(&administrator, None, &format!("left {round}")).await;
        let right = folder(&administrator, None, &format!("right {round}")).await;
        let (one, other) = tokio::join!(
            move_folder(&administrator, &left, Some(&right)),
            move_folder(&administrator, &right, Some(&left))
        );
        let mut outcomes = [one.status, other.status];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [200, 400]);
    }
    let folders = tree(&administrator).await.folders;
    assert_eq!(folders.len(), 8, "none has left the tree");
}

#[tokio::test]
async fn of_a_deletion_and_a_move_into_the_folder_at_once_one_is_refused() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for round in 0..4 {
        let to = folder(&administrator, None, &format!("to {round}")).await;
        let moved = folder(&administrator, None, &format!("moved {round}")).await;
        let path = with_id(paths::FOLDER, to.id.as_str());
        let (deleted, put) =
            tokio::join!(administrator.delete(&path), move_folder(&administrator, &moved, Some(&to)));
        assert!(matches!((deleted.status, put.status), (204, 400) | (409, 200)), "{}", put.text());
    }
}
