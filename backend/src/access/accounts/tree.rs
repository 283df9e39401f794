//! The order of the tree: folders before what they hold, each level by name. Pure.

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

#[cfg(test)]
mod tests {
    use super::*;
    use shared::accounts::AccountType;

    fn folder(id: &str, parent: Option<&str>, name: &str) -> Folder {
        Folder { id: id.parse().unwrap(), parent_id: parent.map(|p| p.parse().unwrap()), name: name.into() }
    }

    fn account(id: &str, folder: Option<&str>, name: &str) -> Account {
        Account {
            id: id.parse().unwrap(),
            name: name.into(),
            account_type: AccountType::MemberAccount,
            folder_id: folder.map(|f| f.parse().unwrap()),
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
}
