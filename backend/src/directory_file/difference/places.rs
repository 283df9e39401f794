//! Folders and accounts: in what they differ.

use std::collections::HashSet;

use shared::accounts::AccountType;
use shared::ids::{AccountId, FolderId};

use super::super::entries::{AccountEntry, Entry, FolderEntry, folder_key};
use super::super::present::{Here, Present};
use super::super::read::{Fault, File};
use super::access::Uses;
use super::people::unknown;
use super::{Changes, Difference, Terms, Unnamed, compare, part};

type Folders = Changes<FolderId, FolderEntry>;
type Accounts = Changes<AccountId, AccountEntry>;

pub(super) fn folders(
    file: &File,
    present: &Present,
    faults: &mut Vec<Fault>,
) -> (Folders, Unnamed<FolderId, FolderEntry>) {
    let (mut changes, unnamed) = compare(&file.folders, &present.folders);
    // The folders above have entries of their own.
    changes.change.retain(|change| change.before.path.last() != change.after.path.last());
    // From the root down: a folder is there before what it holds.
    changes.add.sort_by_key(|located| located.entry.path.len());
    changes.change.sort_by_key(|change| change.after.path.len());
    let known = known_folders(present, &changes);
    for located in &changes.add {
        let path = &located.entry.path;
        let above = path.get(..path.len().saturating_sub(1)).unwrap_or_default();
        if !above.is_empty() && !known.contains(&folder_key(above)) {
            faults.push(unknown("folder", &above.join(" / "), "folders", located.line));
        }
    }
    (changes, unnamed)
}

fn known_folders(present: &Present, changes: &Folders) -> HashSet<String> {
    let new = changes.add.iter().map(|located| located.entry.key());
    present.folders.keys().cloned().chain(new).collect()
}

pub(super) fn accounts(
    file: &File,
    present: &Present,
    folders: &Folders,
    faults: &mut Vec<Fault>,
) -> (Accounts, Unnamed<AccountId, AccountEntry>) {
    let (mut changes, unnamed) = compare(&file.accounts, &present.accounts);
    for change in &mut changes.change {
        if folder_key(&change.before.folder) == folder_key(&change.after.folder) {
            change.after.folder.clone_from(&change.before.folder);
        }
        if change.before.account_type != change.after.account_type {
            let text = format!(
                "account {}: account_type is {:?} and cannot be changed",
                change.before.id, change.before.account_type
            );
            faults.push(Fault { line: change.line, text });
        }
    }
    changes.change.retain(|change| change.before != change.after);
    // The management account comes first: members need it.
    changes.add.sort_by_key(|located| located.entry.account_type != AccountType::ManagementAccount);
    let known = known_folders(present, folders);
    let new = changes.add.iter().map(|it| (it.line, &it.entry.folder));
    for (line, folder) in new.chain(changes.change.iter().map(|it| (it.line, &it.after.folder))) {
        if !folder.is_empty() && !known.contains(&folder_key(folder)) {
            faults.push(unknown("folder", &folder.join(" / "), "folders", line));
        }
    }
    (changes, unnamed)
}

/// Folders and accounts that the file does not name.
pub(super) fn unnamed(
    difference: &mut Difference,
    (folders, accounts): (Unnamed<FolderId, FolderEntry>, Unnamed<AccountId, AccountEntry>),
    present: &Present,
    uses: &Uses,
    terms: Terms<'_>,
) {
    let is_owner = |entry: &AccountEntry| entry.account_type == AccountType::ManagementAccount;
    let (owner, members): (Vec<_>, Vec<_>) = accounts.into_iter().partition(|here| is_owner(&here.entry));
    let hangs = |here: &Here<AccountId, AccountEntry>| uses.of_account(&here.entry.key());
    part(&mut difference.accounts, members, terms, hangs);
    let stay = present.accounts.len() + difference.accounts.add.len() - difference.accounts.delete.len();
    part(&mut difference.accounts, owner, terms, |here| {
        let members = (stay > 1).then(|| format!("it is the management account of {} members", stay - 1));
        members.or_else(|| hangs(here))
    });
    let mut full = full_folders(difference, present);
    // From the deepest up: a folder that stays keeps those above it.
    let mut deepest_first = folders;
    deepest_first.sort_by_key(|here| std::cmp::Reverse(here.entry.path.len()));
    for here in deepest_first {
        let path = here.entry.path.clone();
        let before = difference.folders.delete.len();
        let hangs = full.contains(&folder_key(&path)).then(|| "folders or accounts are in it".to_owned());
        part(&mut difference.folders, vec![here], terms, |_| hangs.clone());
        if difference.folders.delete.len() == before
            && let Some((_, above)) = path.split_last()
        {
            full.insert(folder_key(above));
        }
    }
}

/// The folders that will hold an account, or a folder that the file names.
fn full_folders(difference: &Difference, present: &Present) -> HashSet<String> {
    let gone: HashSet<&str> = difference.accounts.delete.iter().map(|here| here.entry.id.as_str()).collect();
    let moved: HashSet<&str> = difference.accounts.change.iter().map(|it| it.after.id.as_str()).collect();
    let stay = present.accounts.values().map(|here| &here.entry);
    let stay = stay.filter(|it| !gone.contains(it.id.as_str()) && !moved.contains(it.id.as_str()));
    let new = difference.accounts.add.iter().map(|it| &it.entry);
    let accounts = stay.chain(new).chain(difference.accounts.change.iter().map(|it| &it.after));
    let mut full: HashSet<String> = accounts.map(|account| folder_key(&account.folder)).collect();
    for located in &difference.folders.add {
        if let Some((_, above)) = located.entry.path.split_last() {
            full.insert(folder_key(above));
        }
    }
    full
}

/// There is one management account at most, and one where there are members.
pub(super) fn one_owner(difference: &Difference, present: &Present, faults: &mut Vec<Fault>) {
    let is_owner = |entry: &AccountEntry| entry.account_type == AccountType::ManagementAccount;
    let mut owned = present.accounts.values().any(|here| is_owner(&here.entry));
    for located in &difference.accounts.add {
        let text = match (is_owner(&located.entry), owned) {
            (true, true) => "there is another management account; one directory has one",
            (false, false) => {
                "there is no management account; name one, with account_type = \"ManagementAccount\""
            }
            _ => {
                owned = true;
                continue;
            }
        };
        let text = format!("account {}: {text}", located.entry.name());
        faults.push(Fault { line: located.line, text });
    }
}
