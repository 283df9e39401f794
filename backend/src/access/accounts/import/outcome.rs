//! The tree as the chosen changes leave it, and whether it is a tree that may be. Pure.

use std::collections::{BTreeMap, BTreeSet};

use shared::accounts::{Account, AccountColour, AccountType, Folder};
use shared::error::{ErrorCode, Rule};
use shared::ids::{AccountId, FolderId};
use shared::names;

use super::super::{FOLDERS_MAX, LEVELS_MAX, limit, tree};
use super::step::{Doing, Here, KnownFolder, Place, Step};
use crate::platform::{Error, Result};

/// The tree as it is to be.
pub(super) struct Outcome {
    pub folders: Vec<KnownFolder>,
    pub accounts: Vec<Account>,
}

/// Makes the steps in memory; `new_ids` has the id of every folder that is yet to be made, by the cloud's id.
///
/// # Errors
/// When a change is chosen without one that it needs, or the outcome breaks a rule of the tree.
pub(super) fn of(here: &Here, steps: &[&Step], new_ids: &BTreeMap<String, FolderId>) -> Result<Outcome> {
    complete(steps)?;
    let mut outcome = Outcome { folders: here.folders.clone(), accounts: here.accounts.clone() };
    let place = |place: &Place| match place {
        Place::Root => Ok(None),
        Place::In(id) => Ok(Some(id.clone())),
        Place::InNew(id) => match new_ids.get(id) {
            Some(id) => Ok(Some(id.clone())),
            None => Err(Error::bug("a folder of the cloud without an id of ours")),
        },
    };
    for step in steps {
        match &step.doing {
            Doing::AddFolder { cloud_id, name, place: at } => {
                let id = place(&Place::InNew(cloud_id.clone()))?;
                let id = id.ok_or_else(|| Error::bug("a new folder without an id"))?;
                let folder = Folder { id, parent_id: place(at)?, name: name.clone() };
                outcome.folders.push(KnownFolder { folder, cloud_id: Some(cloud_id.clone()) });
            }
            Doing::MoveFolder { id, place: to } => {
                let to = place(to)?;
                outcome.change_folder(id, |known| known.folder.parent_id = to);
            }
            Doing::RenameFolder { id, name } => {
                outcome.change_folder(id, |known| known.folder.name.clone_from(name));
            }
            Doing::RecognizeFolder { id, cloud_id } => {
                outcome.change_folder(id, |known| known.cloud_id = Some(cloud_id.clone()));
            }
            Doing::RemoveFolder { id } => outcome.folders.retain(|known| known.folder.id != *id),
            Doing::AddAccount { id, name, is_management_account, place: at } => {
                let account_type = if *is_management_account {
                    AccountType::ManagementAccount
                } else {
                    AccountType::MemberAccount
                };
                let account = Account {
                    id: id.clone(),
                    name: name.clone(),
                    account_type,
                    folder_id: place(at)?,
                    colour: AccountColour::None,
                    label: String::new(),
                };
                outcome.accounts.push(account);
            }
            Doing::MoveAccount { id, place: to } => {
                let to = place(to)?;
                outcome.change_account(id, |account| account.folder_id = to);
            }
            Doing::RenameAccount { id, name } => {
                outcome.change_account(id, |account| account.name.clone_from(name));
            }
            Doing::RemoveAccount { id } => outcome.accounts.retain(|account| account.id != *id),
        }
    }
    outcome.judge()?;
    Ok(outcome)
}

/// Whether all that the chosen changes need is chosen, too.
fn complete(steps: &[&Step]) -> Result<()> {
    let chosen: BTreeSet<&str> = steps.iter().map(|step| step.change.key.as_str()).collect();
    let lacks = |step: &&&Step| step.change.needs.iter().any(|key| !chosen.contains(key.as_str()));
    match steps.iter().find(lacks) {
        Some(step) => Err(does_not_fit(format!(
            "The change of {} needs others that are not chosen. Choose them as well.",
            step.change.name
        ))),
        None => Ok(()),
    }
}

fn does_not_fit(message: String) -> Error {
    Error::conflict(ErrorCode::ChangesDoNotFit, message)
}

impl Outcome {
    fn change_folder(&mut self, id: &FolderId, change: impl FnOnce(&mut KnownFolder)) {
        if let Some(known) = self.folders.iter_mut().find(|known| known.folder.id == *id) {
            change(known);
        }
    }

    fn change_account(&mut self, id: &AccountId, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.accounts.iter_mut().find(|account| account.id == *id) {
            change(account);
        }
    }

    /// The folders, without what the cloud calls them.
    pub(super) fn plain_folders(&self) -> Vec<Folder> {
        self.folders.iter().map(|known| known.folder.clone()).collect()
    }

    fn judge(&self) -> Result<()> {
        let folders = self.plain_folders();
        if folders.len() > FOLDERS_MAX {
            let message = format!("There would be {} folders; {FOLDERS_MAX} are allowed.", folders.len());
            return Err(limit(message));
        }
        let mut places = BTreeMap::new();
        for folder in &folders {
            readable(&folder.name, names::account_name(&folder.name))?;
            if folder.parent_id.as_ref().is_some_and(|parent| tree::is_in(&folders, parent, &folder.id)) {
                return Err(does_not_fit(format!("The folder {} would come to be in itself.", folder.name)));
            }
            if tree::levels_above(&folders, Some(&folder.id)) > LEVELS_MAX {
                let message = format!("{} would be below the {LEVELS_MAX}th level of folders.", folder.name);
                return Err(limit(message));
            }
            if let Some(other) = places.insert(tree::place_key(folder), &folder.name) {
                return Err(does_not_fit(format!(
                    "There would be two folders named {other} in one place. Choose the change of the other one as well."
                )));
            }
        }
        self.accounts
            .iter()
            .try_for_each(|account| readable(&account.name, names::account_name(&account.name)))
    }
}

/// The cloud's names are held to our rules.
fn readable(name: &str, verdict: std::result::Result<(), Rule>) -> Result<()> {
    verdict.map_err(|_| {
        does_not_fit(format!(
            "{name:?} is not a name that can be kept here: 1 to {} characters, none of them hidden.",
            names::ACCOUNT_NAME_MAX
        ))
    })
}
