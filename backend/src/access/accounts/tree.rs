//! The shape of the tree: its order (folders before what they hold, each level by name), its levels and paths. Pure.

use std::collections::HashMap;

use shared::accounts::{Account, Folder, ResourceDirectory};
use shared::ids::FolderId;

/// What a level is sorted by: case aside first, so that `beta` is not behind `Zeta`.
fn by_name(name: &str) -> (String, String) {
    (name.to_lowercase(), name.to_owned())
}

/// Folders and accounts in the order of the tree; the accounts of a folder stand together.
pub(super) fn ordered(mut folders: Vec<Folder>, mut accounts: Vec<Account>) -> ResourceDirectory {
    folders.sort_by_cached_key(|folder| (by_name(&folder.name), folder.id.clone()));
    let mut below: HashMap<Option<FolderId>, Vec<Folder>> = HashMap::new();
    for folder in folders {
        below.entry(folder.parent_id.clone()).or_default().push(folder);
    }
    let mut in_order = Vec::new();
    descend(None, &mut below, &mut in_order);
    let place = |folder: Option<&FolderId>| {
        folder.and_then(|id| in_order.iter().position(|f| f.id == *id)).map_or(0, |at| at + 1)
    };
    accounts.sort_by_cached_key(|account| {
        (place(account.folder_id.as_ref()), by_name(&account.name), account.id.clone())
    });
    ResourceDirectory { folders: in_order, accounts }
}

/// As deep as folders nest, which is a handful of levels.
fn descend(
    parent: Option<FolderId>,
    below: &mut HashMap<Option<FolderId>, Vec<Folder>>,
    in_order: &mut Vec<Folder>,
) {
    for folder in below.remove(&parent).unwrap_or_default() {
        let id = folder.id.clone();
        in_order.push(folder);
        descend(Some(id), below, in_order);
    }
}

/// How many folders one must enter, from the root, to be in `folder`.
pub(super) fn levels_above(folders: &[Folder], folder: Option<&FolderId>) -> usize {
    let mut levels = 0;
    let mut at = folder;
    while let Some(id) = at
        && levels < folders.len()
    {
        levels += 1;
        at = folders.iter().find(|f| f.id == *id).and_then(|f| f.parent_id.as_ref());
    }
    levels
}

/// Whether `folder` is `above` or in it.
pub(super) fn is_in(folders: &[Folder], folder: &FolderId, above: &FolderId) -> bool {
    let mut at = Some(folder);
    for _ in 0..=folders.len() {
        match at {
            Some(id) if id == above => return true,
            Some(id) => at = parent_of(folders, id),
            None => return false,
        }
    }
    true
}

fn parent_of<'a>(folders: &'a [Folder], id: &FolderId) -> Option<&'a FolderId> {
    folders.iter().find(|folder| folder.id == *id).and_then(|folder| folder.parent_id.as_ref())
}

/// How many levels a folder and what is in it take up.
pub(super) fn levels_of(folders: &[Folder], id: &FolderId) -> usize {
    let inside = folders.iter().filter(|folder| is_in(folders, &folder.id, id));
    let deepest = inside.map(|folder| levels_above(folders, Some(&folder.id))).max().unwrap_or_default();
    (deepest + 1).saturating_sub(levels_above(folders, Some(id)))
}

/// Names of the folders that one must enter, from the root, to be in `folder`.
pub(super) fn path(folders: &[Folder], folder: Option<&FolderId>) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = folder;
    while let Some(found) = at.and_then(|id| folders.iter().find(|f| f.id == *id))
        && names.len() < folders.len()
    {
        names.push(found.name.clone());
        at = found.parent_id.as_ref();
    }
    names.reverse();
    names
}

/// What no two folders share: the folder above and the name, case aside.
pub(super) fn place_key(folder: &Folder) -> String {
    let parent = folder.parent_id.as_ref().map_or("", FolderId::as_str);
    format!("{parent}/{}", folder.name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::accounts::{AccountColour, AccountType};

    fn folder(id: &str, parent: Option<&str>, name: &str) -> Folder {
        Folder { id: id.parse().unwrap(), parent_id: parent.map(|p| p.parse().unwrap()), name: name.into() }
    }

    fn account(id: &str, folder: Option<&str>, name: &str) -> Account {
        Account {
            id: id.parse().unwrap(),
            name: name.into(),
            account_type: AccountType::MemberAccount,
            folder_id: folder.map(|f| f.parse().unwrap()),
            colour: AccountColour::None,
            label: String::new(),
        }
    }

    #[test]
    fn folders_come_before_what_they_hold_and_each_level_is_by_name() {
        let folders = vec![
            folder("fd-1", Some("fd-3"), "alpha"),
            folder("fd-2", None, "beta"),
            folder("fd-3", None, "Alpha"),
            folder("fd-4", Some("fd-1"), "deep"),
        ];
        let accounts = vec![
            account("10000001", Some("fd-2"), "b"),
            account("10000002", Some("fd-4"), "z"),
            account("10000003", None, "z"),
            account("10000004", Some("fd-2"), "A"),
        ];
        let tree = ordered(folders, accounts);
        let ids: Vec<&str> = tree.folders.iter().map(|f| f.id.as_str()).collect();
        assert_eq!(ids, ["fd-3", "fd-1", "fd-4", "fd-2"]);
        let ids: Vec<&str> = tree.accounts.iter().map(|a| a.id.as_str()).collect();
        assert_eq!(ids, ["10000003", "10000002", "10000004", "10000001"]);
    }

    #[test]
    fn levels_are_counted_from_the_root() {
        let folders = [folder("fd-1", None, "a"), folder("fd-2", Some("fd-1"), "b")];
        assert_eq!(levels_above(&folders, None), 0);
        assert_eq!(levels_above(&folders, Some(&folders[0].id)), 1);
        assert_eq!(levels_above(&folders, Some(&folders[1].id)), 2);
    }

    #[test]
    fn a_subtree_takes_up_the_levels_of_its_deepest_folder() {
        let folders = [
            folder("fd-1", None, "a"),
            folder("fd-2", Some("fd-1"), "b"),
            folder("fd-3", Some("fd-2"), "c"),
            folder("fd-4", Some("fd-1"), "d"),
        ];
        let levels = |at: usize| levels_of(&folders, &folders[at].id);
        assert_eq!([levels(0), levels(1), levels(2), levels(3)], [3, 2, 1, 1]);
        assert!(
            is_in(&folders, &folders[2].id, &folders[0].id)
                && is_in(&folders, &folders[0].id, &folders[0].id)
        );
        assert!(
            !is_in(&folders, &folders[0].id, &folders[2].id)
                && !is_in(&folders, &folders[3].id, &folders[1].id)
        );
        assert_eq!(path(&folders, Some(&folders[2].id)), ["a", "b", "c"]);
        assert!(path(&folders, None).is_empty());
    }

    #[test]
    fn a_ring_of_folders_hangs_nothing() {
        let ring = [folder("fd-1", Some("fd-2"), "a"), folder("fd-2", Some("fd-1"), "b")];
        let elsewhere = "fd-3".parse().unwrap();
        assert!(is_in(&ring, &ring[0].id, &elsewhere), "in doubt it is, so that nothing is moved there");
        assert_eq!(path(&ring, Some(&ring[0].id)).len(), 2);
        assert_eq!(levels_of(&ring, &ring[0].id), 1);
    }
}
