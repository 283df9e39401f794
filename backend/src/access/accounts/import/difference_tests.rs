//! The difference by itself, and what comes of choosing from it.

use super::*;
use crate::access::accounts::import::outcome;
use shared::account_import::HeldBy;
use shared::accounts::AccountColour;

fn known(id: &str, parent: Option<&str>, name: &str, cloud_id: Option<&str>) -> KnownFolder {
    let parent_id = parent.map(|id| id.parse().unwrap());
    let folder = Folder { id: id.parse().unwrap(), parent_id, name: name.into() };
    KnownFolder { folder, cloud_id: cloud_id.map(str::to_owned) }
}

fn listed(id: &str, parent: Option<&str>, name: &str) -> ListedFolder {
    ListedFolder { id: id.into(), parent_id: parent.map(str::to_owned), name: name.into() }
}

fn owner() -> (Account, ListedAccount) {
    let id: AccountId = "10000000".parse().unwrap();
    let here = Account {
        id: id.clone(),
        name: "Owner".into(),
        account_type: AccountType::ManagementAccount,
        folder_id: None,
        colour: AccountColour::None,
        label: String::new(),
    };
    (here, ListedAccount { id, name: "Owner".into(), folder_id: None, is_management_account: true })
}

/// The folders here and in the cloud, with the management account in both.
fn trees(here: Vec<KnownFolder>, cloud: Vec<ListedFolder>) -> (Here, ListedDirectory) {
    let (ours, theirs) = owner();
    let here = Here { folders: here, accounts: vec![ours], held: BTreeMap::new() };
    (here, ListedDirectory { folders: cloud, accounts: vec![theirs] })
}

fn member(here: &mut Here, id: &str, folder: Option<&str>) {
    let account = Account {
        id: id.parse().unwrap(),
        name: id.into(),
        account_type: AccountType::MemberAccount,
        folder_id: folder.map(|id| id.parse().unwrap()),
        colour: AccountColour::Red,
        label: "Production".into(),
    };
    here.accounts.push(account);
}

fn keys(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.change.key.as_str()).collect()
}

fn ids() -> BTreeMap<String, FolderId> {
    [("fd-Xy".to_owned(), "fd-new1".parse().unwrap()), ("fd-Yz".to_owned(), "fd-new2".parse().unwrap())]
        .into()
}

/// What the tree is once these changes are made.
fn made(here: &Here, steps: &[Step], keys: &[&str]) -> crate::platform::Result<outcome::Outcome> {
    let chosen: Vec<&Step> = steps.iter().filter(|step| keys.contains(&step.change.key.as_str())).collect();
    assert_eq!(chosen.len(), keys.len());
    outcome::of(here, &chosen, &ids())
}

#[test]
fn like_trees_do_not_differ() {
    let (here, cloud) = trees(
        vec![known("fd-a", None, "A", Some("fd-Aa")), known("fd-b", Some("fd-a"), "B", Some("fd-Bb"))],
        vec![listed("fd-Aa", None, "A"), listed("fd-Bb", Some("fd-Aa"), "B")],
    );
    assert_eq!(between(&here, &cloud), []);
}

#[test]
fn a_folder_is_known_by_the_clouds_id_whatever_it_is_called_and_wherever_it_is() {
    let (here, cloud) = trees(
        vec![known("fd-a", None, "A", Some("fd-Aa")), known("fd-b", Some("fd-a"), "B", Some("fd-Bb"))],
        vec![listed("fd-Aa", None, "A"), listed("fd-Bb", None, "C")],
    );
    let steps = between(&here, &cloud);
    assert_eq!(keys(&steps), ["Moved.Folder.fd-Bb", "Renamed.Folder.fd-Bb"]);
    assert_eq!((steps[0].change.before.as_str(), steps[0].change.after.as_str()), ("A", ""));
    assert_eq!((steps[1].change.before.as_str(), steps[1].change.after.as_str()), ("B", "C"));
}

#[test]
fn a_folder_made_by_hand_is_recognized_by_its_place_and_name_once() {
    let (here, cloud) = trees(
        vec![known("fd-a", None, "shop", None), known("fd-b", Some("fd-a"), "B", None)],
        vec![listed("fd-Aa", None, "Shop"), listed("fd-Bb", Some("fd-Aa"), "B"), listed("fd-Cc", None, "B")],
    );
    let steps = between(&here, &cloud);
    let expected =
        ["New.Folder.fd-Cc", "Renamed.Folder.fd-Aa", "Recognized.Folder.fd-Aa", "Recognized.Folder.fd-Bb"];
    assert_eq!(keys(&steps), expected);
}

#[test]
fn what_is_new_needs_the_new_folder_that_it_lies_in_and_is_refused_without() {
    let (here, mut cloud) =
        trees(vec![], vec![listed("fd-Xy", None, "X"), listed("fd-Yz", Some("fd-Xy"), "Y")]);
    let account = ListedAccount {
        id: "20000000".parse().unwrap(),
        name: "Shop".into(),
        folder_id: Some("fd-Yz".into()),
        is_management_account: false,
    };
    cloud.accounts.push(account);
    let steps = between(&here, &cloud);
    assert_eq!(keys(&steps), ["New.Folder.fd-Xy", "New.Folder.fd-Yz", "New.Account.20000000"]);
    assert_eq!(steps[2].change.needs, ["New.Folder.fd-Yz"]);
    assert_eq!(steps[2].change.after, "X / Y");
    assert!(made(&here, &steps, &["New.Folder.fd-Yz"]).is_err());
    let outcome = made(&here, &steps, &["New.Folder.fd-Xy", "New.Folder.fd-Yz", "New.Account.20000000"]);
    let outcome = outcome.unwrap();
    assert_eq!(outcome.accounts[1].folder_id, Some("fd-new2".parse().unwrap()));
    assert_eq!(outcome.folders[1].folder.parent_id, Some("fd-new1".parse().unwrap()));
}

#[test]
fn the_first_members_need_the_management_account() {
    let (mut here, mut cloud) = trees(vec![], vec![]);
    here.accounts.clear();
    let (_, owner) = owner();
    cloud.accounts.push(ListedAccount {
        id: "20000000".parse().unwrap(),
        is_management_account: false,
        ..owner
    });
    let steps = between(&here, &cloud);
    assert_eq!(steps[1].change.needs, ["New.Account.10000000"]);
    assert!(made(&here, &steps, &["New.Account.20000000"]).is_err());
}

#[test]
fn a_folder_goes_only_with_everything_in_it_and_not_while_access_hangs_on_it() {
    let (mut here, cloud) = trees(
        vec![known("fd-a", None, "A", Some("fd-Aa")), known("fd-b", Some("fd-a"), "B", Some("fd-Bb"))],
        vec![listed("fd-Bb", None, "B")],
    );
    member(&mut here, "20000000", Some("fd-a"));
    let steps = between(&here, &cloud);
    assert_eq!(keys(&steps), ["Moved.Folder.fd-Bb", "Gone.Folder.fd-a", "Gone.Account.20000000"]);
    assert_eq!(steps[1].change.needs, ["Moved.Folder.fd-Bb", "Gone.Account.20000000"]);
    assert!(steps[1].change.possible && steps[2].change.possible);
    here.held.insert("20000000".parse().unwrap(), HeldBy { assignments: 3, provisionings: 0 });
    let steps = between(&here, &cloud);
    let possible: Vec<bool> = steps.iter().map(|step| step.change.possible).collect();
    assert_eq!(possible, [true, false, false]);
    here.held.insert("20000000".parse().unwrap(), HeldBy { assignments: 0, provisionings: 3 });
    assert!(
        between(&here, &cloud).iter().all(|step| step.change.possible),
        "the cloud has no roles there any more"
    );
}

#[test]
fn folders_change_places_only_together() {
    let (here, cloud) = trees(
        vec![known("fd-a", None, "A", Some("fd-Aa")), known("fd-b", Some("fd-a"), "B", Some("fd-Bb"))],
        vec![listed("fd-Bb", None, "B"), listed("fd-Aa", Some("fd-Bb"), "A")],
    );
    let steps = between(&here, &cloud);
    assert_eq!(keys(&steps), ["Moved.Folder.fd-Bb", "Moved.Folder.fd-Aa"]);
    assert_eq!(steps[1].change.needs, ["Moved.Folder.fd-Bb"]);
    assert!(made(&here, &steps, &["Moved.Folder.fd-Aa"]).is_err());
    let outcome = made(&here, &steps, &["Moved.Folder.fd-Aa", "Moved.Folder.fd-Bb"]).unwrap();
    assert_eq!(tree::path(&outcome.plain_folders(), Some(&"fd-a".parse().unwrap())), ["B", "A"]);
}

#[test]
fn names_are_exchanged_only_together() {
    let (here, cloud) = trees(
        vec![known("fd-a", None, "A", Some("fd-Aa")), known("fd-b", None, "B", Some("fd-Bb"))],
        vec![listed("fd-Aa", None, "B"), listed("fd-Bb", None, "A")],
    );
    let steps = between(&here, &cloud);
    assert!(made(&here, &steps, &["Renamed.Folder.fd-Aa"]).is_err());
    assert!(made(&here, &steps, &["Renamed.Folder.fd-Aa", "Renamed.Folder.fd-Bb"]).is_ok());
}

#[test]
fn a_mark_stays_when_an_account_is_moved() {
    let (mut here, mut cloud) = trees(
        vec![known("fd-a", None, "A", Some("fd-Aa"))],
        vec![listed("fd-Aa", None, "A"), listed("fd-Xy", None, "X")],
    );
    member(&mut here, "20000000", Some("fd-a"));
    let account = ListedAccount {
        id: "20000000".parse().unwrap(),
        name: "20000000".into(),
        folder_id: Some("fd-Xy".into()),
        is_management_account: false,
    };
    cloud.accounts.push(account);
    let steps = between(&here, &cloud);
    assert_eq!(keys(&steps), ["New.Folder.fd-Xy", "Moved.Account.20000000"]);
    let outcome = made(&here, &steps, &["New.Folder.fd-Xy", "Moved.Account.20000000"]).unwrap();
    assert_eq!(
        (outcome.accounts[1].colour, outcome.accounts[1].label.as_str()),
        (AccountColour::Red, "Production")
    );
}

#[test]
fn what_the_cloud_has_beyond_our_limits_is_refused_by_name() {
    let deep: Vec<ListedFolder> = (0..6)
        .map(|level| {
            let above = (level > 0).then(|| format!("fd-L{}", level - 1));
            listed(&format!("fd-L{level}"), above.as_deref(), &format!("level {level}"))
        })
        .collect();
    let ids: BTreeMap<String, FolderId> =
        (0..6).map(|level| (format!("fd-L{level}"), format!("fd-l{level}").parse().unwrap())).collect();
    for cloud in
        [deep, vec![listed("fd-L0", None, &"x".repeat(65))], vec![listed("fd-L0", None, "a\u{202E}")]]
    {
        let (here, cloud) = trees(vec![], cloud);
        let steps = between(&here, &cloud);
        let refused = outcome::of(&here, &steps.iter().collect::<Vec<_>>(), &ids).err().unwrap();
        let name = steps.last().unwrap().change.name.clone();
        assert!(refused.to_string().contains(&name) || refused.to_string().contains("name"), "{refused}");
    }
}
