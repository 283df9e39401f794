//! The cloud's resource directory is imported: what differs, what may be chosen, and that it is all or nothing.

use shared::account_import::{
    ApplyImport, HeldBy, ImportApplied, ImportChange, ImportDifference, ImportKind,
};
use shared::accounts::{
    AccountColour, AccountType, CreateAccount, CreateFolder, Folder, ResourceDirectory, UpdateAccount,
};
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::ids::FolderId;
use shared::paths::{self, RESOURCE_DIRECTORY_IMPORT, with_id};

use crate::support::cloud::{StandInCloud, Trouble, server_at_cloud, server_with_cloud};
use crate::support::{Administrator, Answer, MANAGEMENT_ACCOUNT, SHOP, TestServer, named};

const LOG: &str = "2000000000000077";
const OLD: &str = "2000000000000088";

async fn difference(administrator: &Administrator) -> ImportDifference {
    administrator.get(RESOURCE_DIRECTORY_IMPORT).await.json()
}

async fn apply(administrator: &Administrator, revision: &str, keys: &[&str]) -> Answer {
    let keys = keys.iter().map(|&key| key.to_owned()).collect();
    administrator.post(RESOURCE_DIRECTORY_IMPORT, &ApplyImport { revision: revision.to_owned(), keys }).await
}

/// Takes over everything that differs.
async fn import_all(administrator: &Administrator) -> ImportDifference {
    let found = difference(administrator).await;
    let applied: ImportApplied = apply(administrator, &found.revision, &keys(&found.changes)).await.json();
    assert_eq!(applied.changes, found.changes.len() as u64);
    found
}

fn keys(changes: &[ImportChange]) -> Vec<&str> {
    changes.iter().map(|change| change.key.as_str()).collect()
}

#[track_caller]
fn change<'a>(found: &'a ImportDifference, key: &str) -> &'a ImportChange {
    found.changes.iter().find(|change| change.key == key).unwrap()
}

async fn tree(administrator: &Administrator) -> ResourceDirectory {
    administrator.get(paths::RESOURCE_DIRECTORY).await.json()
}

/// Every folder by its path, and every account by the path of its folder and its name.
async fn shape(administrator: &Administrator) -> Vec<String> {
    let tree = tree(administrator).await;
    let path = |of: Option<&FolderId>| {
        let mut names = Vec::new();
        let mut at = of.cloned();
        while let Some(folder) = tree.folders.iter().find(|folder| Some(&folder.id) == at.as_ref()) {
            names.insert(0, folder.name.as_str());
            at = folder.parent_id.clone();
        }
        names.join("/")
    };
    let folders = tree.folders.iter().map(|folder| path(Some(&folder.id)));
    let accounts =
        tree.accounts.iter().map(|account| format!("{}:{}", path(account.folder_id.as_ref()), account.name));
    folders.chain(accounts).collect()
}

fn refusal(answer: &Answer) -> (u16, ErrorCode) {
    (answer.status, answer.error().code)
}

/// A cloud with the folders Core and Core/Log, whose ids are of either case, and a member in the inner one.
fn fill(cloud: &StandInCloud) {
    cloud.add_folder("fd-CoreAbCd1", "Core", None);
    cloud.add_folder("fd-LogXyZ2", "Log", Some("fd-CoreAbCd1"));
    cloud.add_member_to(LOG, "Log archive", Some("fd-LogXyZ2"));
}

async fn start() -> (TestServer, StandInCloud, Administrator) {
    let (server, cloud) = server_with_cloud().await;
    fill(&cloud);
    let administrator = Administrator::of(&server).await;
    (server, cloud, administrator)
}

#[tokio::test]
async fn without_a_cloud_credential_the_answer_says_what_to_configure() {
    let (server, cloud) = server_at_cloud(&[]).await;
    let administrator = Administrator::of(&server).await;
    let expected = (409, ErrorCode::CloudCredentialNotExists);
    assert_eq!(refusal(&administrator.get(RESOURCE_DIRECTORY_IMPORT).await), expected);
    assert_eq!(refusal(&apply(&administrator, "", &[]).await), expected);
    assert!(cloud.calls().is_empty());
}

#[tokio::test]
async fn an_empty_directory_becomes_the_clouds_and_then_nothing_differs() {
    let (_server, _cloud, administrator) = start().await;
    let found = difference(&administrator).await;
    assert!(found.changes.iter().all(|change| change.kind == ImportKind::New && change.possible));
    assert_eq!(shape(&administrator).await, Vec::<String>::new(), "looking writes nothing");
    import_all(&administrator).await;
    assert_eq!(
        shape(&administrator).await,
        ["Core", "Core/Log", ":Example", ":Shop", "Core/Log:Log archive"]
    );
    let tree = tree(&administrator).await;
    let owner = tree.accounts.iter().find(|account| account.id.as_str() == MANAGEMENT_ACCOUNT).unwrap();
    assert_eq!(owner.account_type, AccountType::ManagementAccount);
    assert_eq!(difference(&administrator).await.changes, []);
    let folders = administrator.events(EventKind::FolderCreated).await;
    let cloud_ids: Vec<&str> = folders.iter().map(|event| event.details["cloud_id"].as_str()).collect();
    assert!(cloud_ids.contains(&"fd-CoreAbCd1") && cloud_ids.contains(&"fd-LogXyZ2"));
    assert_eq!(administrator.events(EventKind::AccountCreated).await.len(), 3);
}

#[tokio::test]
async fn what_is_renamed_and_moved_in_the_cloud_is_known_again_and_each_change_told() {
    let (_server, cloud, administrator) = start().await;
    import_all(&administrator).await;
    let marked = UpdateAccount {
        name: "Log archive".into(),
        folder_id: tree(&administrator).await.folders.iter().find(|f| f.name == "Log").map(|f| f.id.clone()),
        colour: AccountColour::Red,
        label: "Production".into(),
    };
    assert_eq!(administrator.put(&with_id(paths::ACCOUNT, LOG), &marked).await.status, 200);
    cloud.change_folder("fd-LogXyZ2", "Audit", None);
    cloud.with_account(LOG, |account| account.folder = Some("fd-CoreAbCd1".into()));
    cloud.with_account(SHOP, |account| account.name = "Web shop".into());
    let found = import_all(&administrator).await;
    let expected = [
        "Moved.Folder.fd-LogXyZ2".to_owned(),
        format!("Moved.Account.{LOG}"),
        "Renamed.Folder.fd-LogXyZ2".to_owned(),
        format!("Renamed.Account.{SHOP}"),
    ];
    assert_eq!(keys(&found.changes), expected);
    let moved = change(&found, &format!("Moved.Account.{LOG}"));
    assert_eq!((moved.before.as_str(), moved.after.as_str()), ("Core / Log", "Core"));
    let wanted = ["Audit", "Core", ":Example", ":Web shop", "Core:Log archive"];
    assert_eq!(shape(&administrator).await, wanted);
    let account = tree(&administrator).await.accounts.into_iter().find(|it| it.id.as_str() == LOG).unwrap();
    assert_eq!((account.colour, account.label.as_str()), (AccountColour::Red, "Production"));
    let event = Administrator::only(administrator.events(EventKind::FolderUpdated).await);
    assert_eq!(event.target, "Log");
    assert_eq!(
        (event.details["before.name"].as_str(), event.details["after.name"].as_str()),
        ("Log", "Audit")
    );
    assert_eq!((event.details["before.path"].as_str(), event.details["after.path"].as_str()), ("Core", ""));
    assert_eq!(difference(&administrator).await.changes, []);
}

#[tokio::test]
async fn folders_that_exchange_their_names_and_places_are_written_together_or_not_at_all() {
    let (_server, cloud, administrator) = start().await;
    cloud.add_folder("fd-TwoBbBb3", "Two", None);
    import_all(&administrator).await;
    cloud.change_folder("fd-CoreAbCd1", "Two", Some("fd-LogXyZ2"));
    cloud.change_folder("fd-LogXyZ2", "Core", None);
    cloud.change_folder("fd-TwoBbBb3", "Log", None);
    let before = shape(&administrator).await;
    let found = difference(&administrator).await;
    for key in keys(&found.changes) {
        let answer = apply(&administrator, &found.revision, &[key]).await;
        if answer.status != 200 {
            assert_eq!(refusal(&answer), (409, ErrorCode::ChangesDoNotFit));
            assert_eq!(shape(&administrator).await, before);
        } else {
            break;
        }
    }
    import_all(&administrator).await;
    let wanted = ["Core", "Core/Two", "Log", ":Example", ":Shop", "Core:Log archive"];
    assert_eq!(shape(&administrator).await, wanted);
    assert_eq!(difference(&administrator).await.changes, []);
}

#[tokio::test]
async fn a_folder_made_by_hand_is_recognized_and_known_by_the_clouds_id_from_then_on() {
    let (_server, cloud, administrator) = start().await;
    let new = CreateFolder { parent_id: None, name: "core".into() };
    let made: Folder = administrator.post(paths::FOLDERS, &new).await.json();
    let found = import_all(&administrator).await;
    assert_eq!(change(&found, "Recognized.Folder.fd-CoreAbCd1").name, "core");
    assert_eq!(change(&found, "Renamed.Folder.fd-CoreAbCd1").after, "Core");
    let event = Administrator::only(administrator.events(EventKind::FolderUpdated).await);
    assert_eq!(event.details["after.cloud_id"], "fd-CoreAbCd1");
    cloud.change_folder("fd-CoreAbCd1", "Heart", None);
    let found = import_all(&administrator).await;
    assert_eq!(keys(&found.changes), ["Renamed.Folder.fd-CoreAbCd1"]);
    let folders = tree(&administrator).await.folders;
    assert!(folders.contains(&Folder { name: "Heart".into(), ..made }));
}

/// Adds a member here that the cloud does not have, in a folder that it does not have either.
async fn add_old(administrator: &Administrator) -> Folder {
    let new = CreateFolder { parent_id: None, name: "Old".into() };
    let folder: Folder = administrator.post(paths::FOLDERS, &new).await.json();
    let new = CreateAccount {
        id: OLD.into(),
        name: "Old shop".into(),
        account_type: AccountType::MemberAccount,
        folder_id: Some(folder.id.clone()),
    };
    assert_eq!(administrator.post(paths::ACCOUNTS, &new).await.status, 201);
    folder
}

#[tokio::test]
async fn what_is_gone_in_the_cloud_is_removed_only_when_chosen() {
    let (_server, _cloud, administrator) = start().await;
    import_all(&administrator).await;
    let folder = add_old(&administrator).await;
    let found = difference(&administrator).await;
    let (of_folder, of_account) = (format!("Gone.Folder.{}", folder.id), format!("Gone.Account.{OLD}"));
    assert_eq!(keys(&found.changes), [of_folder.as_str(), &of_account]);
    assert_eq!(change(&found, &of_account).before, "Old");
    let answer = apply(&administrator, &found.revision, &[&of_folder]).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::ChangesDoNotFit), "it is not empty");
    let applied: ImportApplied = apply(&administrator, &found.revision, &[]).await.json();
    assert_eq!(applied.changes, 0);
    assert_eq!(apply(&administrator, &found.revision, &[&of_account, &of_folder]).await.status, 200);
    assert_eq!(difference(&administrator).await.changes, []);
    assert_eq!(Administrator::only(administrator.events(EventKind::AccountDeleted).await).target, "Old shop");
    assert_eq!(Administrator::only(administrator.events(EventKind::FolderDeleted).await).target, "Old");
}

#[tokio::test]
async fn an_account_that_is_gone_stays_while_access_is_assigned_and_is_forgotten_with_its_roles_afterwards() {
    let (server, _cloud, administrator) = start().await;
    import_all(&administrator).await;
    let folder = add_old(&administrator).await;
    let account = tree(&administrator).await.accounts.into_iter().find(|it| it.id.as_str() == OLD).unwrap();
    let alice = administrator.create_user("alice").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    // Without the credential roles are made by hand, so that the test needs no role in the cloud.
    assert_eq!(administrator.delete(paths::CLOUD_CREDENTIAL).await.status, 204);
    administrator.grant(&alice.id, &account, &read).await;
    crate::support::cloud::enter_access_key(&server, crate::support::cloud::ACCESS_KEY_SECRET).await;
    let found = difference(&administrator).await;
    let of_account = format!("Gone.Account.{OLD}");
    assert_eq!(change(&found, &of_account).held_by.assignments, 1);
    assert!(!change(&found, &of_account).possible);
    let of_folder = change(&found, &format!("Gone.Folder.{}", folder.id));
    assert_eq!((of_folder.possible, of_folder.held_by), (false, HeldBy::default()));
    let answer = apply(&administrator, &found.revision, &[&of_account]).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::ChangesDoNotFit));
    assert!(answer.error().message.contains("Old shop"));
    assert!(administrator.events(EventKind::AccountDeleted).await.is_empty());
    administrator.revoke(&alice.id, &account, &read).await;
    let found = difference(&administrator).await;
    assert_eq!(change(&found, &of_account).held_by, HeldBy { assignments: 0, provisionings: 1 });
    assert_eq!(apply(&administrator, &found.revision, &[&of_account]).await.status, 200);
    assert_eq!(administrator.events(EventKind::ProvisioningForgotten).await.len(), 1);
    assert_eq!(administrator.events(EventKind::AccountDeleted).await.len(), 1);
}

#[tokio::test]
async fn a_difference_that_has_changed_since_is_not_taken_over() {
    let (_server, cloud, administrator) = start().await;
    let found = difference(&administrator).await;
    cloud.with_account(LOG, |account| account.name = "Audit archive".into());
    let answer = apply(&administrator, &found.revision, &keys(&found.changes)).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::DifferenceChanged));
    let found = difference(&administrator).await;
    let here = CreateFolder { parent_id: None, name: "Core".into() };
    administrator.post(paths::FOLDERS, &here).await.json::<Folder>();
    let answer = apply(&administrator, &found.revision, &keys(&found.changes)).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::DifferenceChanged));
    let found = difference(&administrator).await;
    let answer = apply(&administrator, &found.revision, &["New.Account.99999999"]).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::DifferenceChanged), "no change of this difference");
    assert_eq!(shape(&administrator).await, ["Core"]);
}

#[tokio::test]
async fn a_change_without_those_that_it_needs_writes_nothing() {
    let (_server, _cloud, administrator) = start().await;
    let found = difference(&administrator).await;
    let of_account = format!("New.Account.{LOG}");
    let owner = format!("New.Account.{MANAGEMENT_ACCOUNT}");
    assert_eq!(change(&found, &of_account).needs, ["New.Folder.fd-LogXyZ2", owner.as_str()]);
    let answer = apply(&administrator, &found.revision, &[&owner, &of_account]).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::ChangesDoNotFit));
    assert_eq!(shape(&administrator).await, Vec::<String>::new());
    assert!(administrator.events(EventKind::AccountCreated).await.is_empty());
}

#[tokio::test]
async fn the_directory_of_another_management_account_is_not_compared() {
    let (_server, _cloud, administrator) = start().await;
    let new = CreateAccount {
        id: "7000000000000007".into(),
        name: "Other".into(),
        account_type: AccountType::ManagementAccount,
        folder_id: None,
    };
    assert_eq!(administrator.post(paths::ACCOUNTS, &new).await.status, 201);
    let answer = administrator.get(RESOURCE_DIRECTORY_IMPORT).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::OtherManagementAccount));
    let message = answer.error().message;
    assert!(message.contains("7000000000000007") && message.contains(MANAGEMENT_ACCOUNT), "{message}");
}

#[tokio::test]
async fn what_the_cloud_says_instead_is_told_in_its_own_words() {
    let (_server, cloud, administrator) = start().await;
    cloud.next("ListFoldersForParent", 1, Trouble::Refused("NoPermission.ListFolders"));
    let answer = administrator.get(RESOURCE_DIRECTORY_IMPORT).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::CloudRefused));
    assert!(answer.error().message.contains("NoPermission.ListFolders"), "{}", answer.text());
}

#[tokio::test]
async fn more_than_a_page_of_the_cloud_is_imported_and_more_folders_than_allowed_are_not() {
    let (_server, cloud, administrator) = start().await;
    for number in 0..240 {
        cloud.add_member_to(&format!("30000000{number:04}"), &format!("member {number}"), Some("fd-LogXyZ2"));
    }
    import_all(&administrator).await;
    assert_eq!(tree(&administrator).await.accounts.len(), 243);
    for number in 0..99 {
        cloud.add_folder(&format!("fd-Many{number}"), &format!("many {number}"), None);
    }
    let found = difference(&administrator).await;
    let answer = apply(&administrator, &found.revision, &keys(&found.changes)).await;
    assert_eq!(refusal(&answer), (409, ErrorCode::LimitExceeded));
    assert_eq!(tree(&administrator).await.folders.len(), 2);
}

#[tokio::test]
async fn of_two_who_take_over_the_same_difference_at_once_one_does() {
    let (_server, _cloud, administrator) = start().await;
    let found = difference(&administrator).await;
    let keys = keys(&found.changes);
    let (one, other) = tokio::join!(
        apply(&administrator, &found.revision, &keys),
        apply(&administrator, &found.revision, &keys)
    );
    let mut outcomes = [one.status, other.status];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [200, 409]);
    assert_eq!(administrator.events(EventKind::AccountCreated).await.len(), 3);
}
