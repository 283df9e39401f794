//! Folders and accounts: the shape of the tree, its limits, and what may be removed when.

use shared::accounts::{Account, AccountType, CreateAccount, CreateFolder, Folder, ResourceDirectory};
use shared::error::{Allowed, ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::FolderId;
use shared::paths::{self, with_id};

use crate::support::{Administrator, Answer, MANAGEMENT_ACCOUNT, TestServer, named};

const MEMBER: &str = "2000000000000001";

async fn folder(administrator: &Administrator, parent: Option<&FolderId>, name: &str) -> Answer {
    let new = CreateFolder { parent_id: parent.cloned(), name: name.into() };
    administrator.post(paths::FOLDERS, &new).await
}

async fn account(
    administrator: &Administrator,
    id: &str,
    name: &str,
    account_type: AccountType,
    folder_id: Option<&FolderId>,
) -> Answer {
    let new = CreateAccount { id: id.into(), name: name.into(), account_type, folder_id: folder_id.cloned() };
    administrator.post(paths::ACCOUNTS, &new).await
}

async fn tree(administrator: &Administrator) -> ResourceDirectory {
    administrator.get(paths::RESOURCE_DIRECTORY).await.json()
}

fn refusal(answer: &Answer) -> (u16, ErrorCode) {
    (answer.status, answer.error().code)
}

#[tokio::test]
async fn the_tree_holds_folders_before_what_is_in_them_and_each_level_by_name() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    assert_eq!(tree(&administrator).await, ResourceDirectory::default());
    let test: Folder = folder(&administrator, None, "test").await.json();
    let core: Folder = folder(&administrator, None, "Core").await.json();
    let shop: Folder = folder(&administrator, Some(&core.id), "商店").await.json();
    let management = AccountType::ManagementAccount;
    let member = AccountType::MemberAccount;
    account(&administrator, MANAGEMENT_ACCOUNT, "Example", management, None).await.json::<Account>();
    account(&administrator, "20000003", "b", member, Some(&test.id)).await.json::<Account>();
    account(&administrator, "20000002", "A", member, Some(&test.id)).await.json::<Account>();
    account(&administrator, "20000001", "log", member, Some(&shop.id)).await.json::<Account>();
    let tree = tree(&administrator).await;
    let folders: Vec<&str> = tree.folders.iter().map(|folder| folder.name.as_str()).collect();
    assert_eq!(folders, ["Core", "商店", "test"]);
    assert_eq!(tree.folders[1].parent_id, Some(core.id));
    let accounts: Vec<&str> = tree.accounts.iter().map(|account| account.name.as_str()).collect();
    assert_eq!(accounts, ["Example", "log", "A", "b"]);
    assert_eq!(tree.accounts[1].folder_id, Some(shop.id));
    assert_eq!(administrator.events(EventKind::FolderCreated).await.len(), 3);
    assert_eq!(administrator.events(EventKind::AccountCreated).await.len(), 4);
}

#[tokio::test]
async fn a_folders_name_is_unique_among_its_siblings_only() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let above: Folder = folder(&administrator, None, "Apps").await.json();
    let answer = folder(&administrator, None, "APPS").await;
    assert_eq!(refusal(&answer), (409, ErrorCode::EntityAlreadyExists));
    assert_eq!(answer.error().fields, [FieldError::new("name", Rule::Taken)]);
    assert_eq!(folder(&administrator, Some(&above.id), "Apps").await.status, 201);
}

#[tokio::test]
async fn a_folder_needs_a_name_and_a_folder_above_that_exists() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let nowhere: FolderId = "fd-00000000000000000000".parse().unwrap();
    let answer = folder(&administrator, Some(&nowhere), " ").await;
    assert_eq!(refusal(&answer), (400, ErrorCode::InvalidParameter));
    assert_eq!(
        answer.error().fields,
        [FieldError::new("name", Rule::Required), FieldError::new("parent_id", Rule::Unknown)]
    );
}

#[tokio::test]
async fn folders_nest_five_levels_and_no_more() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let mut above: Option<FolderId> = None;
    for level in 1..=5 {
        let made: Folder = folder(&administrator, above.as_ref(), &format!("level {level}")).await.json();
        above = Some(made.id);
    }
    let answer = folder(&administrator, above.as_ref(), "level 6").await;
    assert_eq!(refusal(&answer), (409, ErrorCode::LimitExceeded));
}

#[tokio::test]
async fn there_are_a_hundred_folders_at_most() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for number in 0..100 {
        assert_eq!(folder(&administrator, None, &format!("f{number}")).await.status, 201);
    }
    assert_eq!(refusal(&folder(&administrator, None, "f100").await), (409, ErrorCode::LimitExceeded));
}

#[tokio::test]
async fn only_an_empty_folder_is_deleted() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let outer: Folder = folder(&administrator, None, "outer").await.json();
    let inner: Folder = folder(&administrator, Some(&outer.id), "inner").await.json();
    administrator.create_account(MEMBER, "Shop").await;
    account(&administrator, "2000000000000002", "Log", AccountType::MemberAccount, Some(&inner.id)).await;
    let path = |folder: &Folder| with_id(paths::FOLDER, folder.id.as_str());
    for folder in [&outer, &inner] {
        let answer = administrator.delete(&path(folder)).await;
        assert_eq!(refusal(&answer), (409, ErrorCode::FolderNotEmpty));
        assert!(answer.error().message.contains(&folder.name));
    }
    assert_eq!(administrator.delete(&with_id(paths::ACCOUNT, "2000000000000002")).await.status, 204);
    assert_eq!(administrator.delete(&path(&inner)).await.status, 204);
    assert_eq!(administrator.delete(&path(&outer)).await.status, 204);
    assert_eq!(refusal(&administrator.delete(&path(&outer)).await), (404, ErrorCode::FolderNotExists));
    assert_eq!(administrator.events(EventKind::FolderDeleted).await.len(), 2);
}

#[tokio::test]
async fn every_wrong_field_of_an_account_is_named_at_once() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let nowhere: FolderId = "fd-00000000000000000000".parse().unwrap();
    let member = AccountType::MemberAccount;
    let answer = account(&administrator, "12 34", "a\u{7}b", member, Some(&nowhere)).await;
    assert_eq!(
        answer.error().fields,
        [
            FieldError::new("id", Rule::Characters { allowed: Allowed::AccountId }),
            FieldError::new("name", Rule::Characters { allowed: Allowed::Printable }),
            FieldError::new("folder_id", Rule::Unknown),
        ]
    );
}

#[tokio::test]
async fn the_management_account_comes_first_is_one_and_goes_last() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let management = AccountType::ManagementAccount;
    let member = AccountType::MemberAccount;
    let answer = account(&administrator, MEMBER, "Shop", member, None).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::ManagementAccountNeeded));
    assert_eq!(account(&administrator, MANAGEMENT_ACCOUNT, "Example", management, None).await.status, 201);
    let answer = account(&administrator, MEMBER, "Second", management, None).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::EntityAlreadyExists));
    assert_eq!(answer.error().fields, [FieldError::new("account_type", Rule::Taken)]);
    assert_eq!(account(&administrator, MEMBER, "Shop", member, None).await.status, 201);
    let path = with_id(paths::ACCOUNT, MANAGEMENT_ACCOUNT);
    assert_eq!(refusal(&administrator.delete(&path).await), (409, ErrorCode::ManagementAccountNeeded));
    assert_eq!(administrator.delete(&with_id(paths::ACCOUNT, MEMBER)).await.status, 204);
    assert_eq!(administrator.delete(&path).await.status, 204);
    assert_eq!(tree(&administrator).await, ResourceDirectory::default());
}

#[tokio::test]
async fn an_account_is_there_once() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    administrator.create_account(MEMBER, "Shop").await;
    let answer = account(&administrator, MEMBER, "Other", AccountType::MemberAccount, None).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::EntityAlreadyExists));
    assert_eq!(answer.error().fields, [FieldError::new("id", Rule::Taken)]);
}

#[tokio::test]
async fn an_account_with_access_assignments_is_not_removed() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let shop = administrator.create_account(MEMBER, "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    administrator.grant(&user.id, &shop, &read).await;
    let path = with_id(paths::ACCOUNT, MEMBER);
    let answer = administrator.delete(&path).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::AccountHasAssignments));
    assert!(answer.error().message.contains("Shop") && answer.error().message.contains("(1)"));
    administrator.revoke(&user.id, &shop, &read).await;
    assert_eq!(refusal(&administrator.delete(&path).await), (409, ErrorCode::AccountProvisioned));
    administrator.deprovision(&shop, &read).await;
    assert_eq!(administrator.delete(&path).await.status, 204);
    assert_eq!(refusal(&administrator.delete(&path).await), (404, ErrorCode::AccountNotExists));
    let event = Administrator::only(administrator.events(EventKind::AccountDeleted).await);
    assert_eq!((event.target.as_str(), event.details["id"].as_str()), ("Shop", MEMBER));
}

#[tokio::test]
async fn of_many_at_once_one_becomes_the_management_account() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let tries = (0..8).map(|number| {
        let administrator = administrator.0.clone();
        let new = CreateAccount {
            id: format!("3000000{number}"),
            name: "Example".into(),
            account_type: AccountType::ManagementAccount,
            folder_id: None,
        };
        tokio::spawn(async move { administrator.post(paths::ACCOUNTS, &new).await.status })
    });
    let mut made = 0;
    for answer in tries.collect::<Vec<_>>() {
        match answer.await.unwrap() {
            201 => made += 1,
            409 => {}
            other => panic!("{other}"),
        }
    }
    assert_eq!(made, 1);
}
