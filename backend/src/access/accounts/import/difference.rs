//! What differs between the tree here and the cloud's. Pure.
//!
//! Accounts are known by their number. A folder is known by the cloud's id, once it was imported or recognized; one
//! that was made by hand is recognized by its place and name.

use std::collections::{BTreeMap, BTreeSet};

use shared::account_import::{HeldBy, ImportChange, ImportKind, ImportedThing};
use shared::accounts::{Account, AccountType, Folder};
use shared::ids::{AccountId, FolderId};

use super::super::tree;
use super::step::{self, Doing, Here, KnownFolder, Place, Step};
use crate::cloud::resource_directory::{ListedAccount, ListedDirectory, ListedFolder};

/// Every change that makes the tree here like the cloud's, by kind, folders before accounts.
pub(super) fn between(here: &Here, cloud: &ListedDirectory) -> Vec<Step> {
    let mut comparing = Comparing::of(here, cloud);
    for folder in &cloud.folders {
        comparing.folder(folder);
    }
    for account in &cloud.accounts {
        comparing.account(account);
    }
    comparing.gone();
    let mut steps = comparing.steps;
    step::judge(&mut steps);
    steps.sort_by_key(|step| (step.change.kind, step.change.thing));
    steps
}

struct Comparing<'a> {
    here: &'a Here,
    cloud: &'a ListedDirectory,
    /// The folders here, without what the cloud calls them.
    folders: Vec<Folder>,
    /// The accounts here.
    accounts: BTreeMap<&'a AccountId, &'a Account>,
    /// The accounts in the cloud.
    listed: BTreeSet<&'a AccountId>,
    /// Folders of the cloud that are here, by the cloud's id.
    known: BTreeMap<String, FolderId>,
    steps: Vec<Step>,
}

impl<'a> Comparing<'a> {
    fn of(here: &'a Here, cloud: &'a ListedDirectory) -> Self {
        let folders = here.folders.iter().map(|known| known.folder.clone()).collect();
        let accounts = here.accounts.iter().map(|account| (&account.id, account)).collect();
        let listed = cloud.accounts.iter().map(|account| &account.id).collect();
        let known = BTreeMap::new();
        let mut comparing = Self { here, cloud, folders, accounts, listed, known, steps: Vec::new() };
        comparing.recognize();
        comparing
    }

    /// Finds out which folders of the cloud are here: by their ids, and then, from the root down, by place and name.
    fn recognize(&mut self) {
        for known in &self.here.folders {
            if let Some(id) = known.cloud_id.as_ref()
                && self.cloud.folders.iter().any(|folder| folder.id == *id)
            {
                self.known.insert(id.clone(), known.folder.id.clone());
            }
        }
        for folder in &self.cloud.folders {
            let place = self.place(folder.parent_id.as_deref());
            let alike = |known: &&KnownFolder| {
                known.cloud_id.is_none()
                    && !self.known.values().any(|id| *id == known.folder.id)
                    && place_of(known.folder.parent_id.as_ref()) == place
                    && known.folder.name.to_lowercase() == folder.name.to_lowercase()
            };
            if !self.known.contains_key(&folder.id)
                && let Some(found) = self.here.folders.iter().find(alike)
            {
                self.known.insert(folder.id.clone(), found.folder.id.clone());
            }
        }
    }

    /// Where the cloud's folder with this id is here.
    fn place(&self, cloud_id: Option<&str>) -> Place {
        match cloud_id {
            None => Place::Root,
            Some(id) => match self.known.get(id) {
                Some(known) => Place::In(known.clone()),
                None => Place::InNew(id.to_owned()),
            },
        }
    }

    fn folder(&mut self, folder: &ListedFolder) {
        let place = self.place(folder.parent_id.as_deref());
        let known = self.known.get(&folder.id);
        let Some(known) = known.and_then(|id| self.here.folders.iter().find(|f| f.folder.id == *id)) else {
            let doing = Doing::AddFolder {
                cloud_id: folder.id.clone(),
                name: folder.name.clone(),
                place: place.clone(),
            };
            let after = self.path_in_cloud(folder.parent_id.as_deref());
            let needs = self.new_place(&place);
            self.add(doing, &folder.id, &folder.name, (String::new(), after), needs);
            return;
        };
        let here = &known.folder;
        let id = here.id.clone();
        if place_of(here.parent_id.as_ref()) != place {
            let mut needs = self.new_place(&place);
            needs.extend(self.out_of_the_way(&id, &place));
            let paths = (
                tree::path(&self.folders, here.parent_id.as_ref()).join(" / "),
                self.path_in_cloud(folder.parent_id.as_deref()),
            );
            self.add(Doing::MoveFolder { id: id.clone(), place }, &folder.id, &here.name, paths, needs);
        }
        if here.name != folder.name {
            let doing = Doing::RenameFolder { id: id.clone(), name: folder.name.clone() };
            self.add(doing, &folder.id, &here.name, (here.name.clone(), folder.name.clone()), Vec::new());
        }
        if known.cloud_id.is_none() {
            let doing = Doing::RecognizeFolder { id, cloud_id: folder.id.clone() };
            let after = self.path_in_cloud(folder.parent_id.as_deref());
            self.add(doing, &folder.id, &here.name, (String::new(), after), Vec::new());
        }
    }

    fn account(&mut self, account: &ListedAccount) {
        let place = self.place(account.folder_id.as_deref());
        let after = self.path_in_cloud(account.folder_id.as_deref());
        let id = account.id.clone();
        let needs = self.new_place(&place);
        let Some(here) = self.accounts.get(&id).copied() else {
            let is_management_account = account.is_management_account;
            let mut needs = needs;
            if !is_management_account && !self.here.accounts.iter().any(is_management) {
                let owner = self.cloud.accounts.iter().find(|account| account.is_management_account);
                needs.extend(
                    owner.map(|owner| step::key(ImportKind::New, ImportedThing::Account, owner.id.as_str())),
                );
            }
            let doing = Doing::AddAccount { id, name: account.name.clone(), is_management_account, place };
            self.add(doing, account.id.as_str(), &account.name, (String::new(), after), needs);
            return;
        };
        if place_of(here.folder_id.as_ref()) != place {
            let before = tree::path(&self.folders, here.folder_id.as_ref()).join(" / ");
            let doing = Doing::MoveAccount { id: id.clone(), place };
            self.add(doing, id.as_str(), &here.name, (before, after), needs);
        }
        if here.name != account.name {
            let doing = Doing::RenameAccount { id: id.clone(), name: account.name.clone() };
            let names = (here.name.clone(), account.name.clone());
            self.add(doing, id.as_str(), &here.name, names, Vec::new());
        }
    }

    /// What is here and not in the cloud. A folder goes only once everything in it has gone or was moved.
    fn gone(&mut self) {
        let known: BTreeSet<FolderId> = self.known.values().cloned().collect();
        for here in &self.here.folders {
            let folder = &here.folder;
            if known.contains(&folder.id) {
                continue;
            }
            let folders =
                self.here.folders.iter().filter(|f| f.folder.parent_id.as_ref() == Some(&folder.id));
            let mut needs: Vec<String> = folders
                .map(|inside| match self.cloud_id_of(&inside.folder.id) {
                    Some(id) => step::key(ImportKind::Moved, ImportedThing::Folder, &id),
                    None => step::key(ImportKind::Gone, ImportedThing::Folder, inside.folder.id.as_str()),
                })
                .collect();
            let accounts = self.here.accounts.iter().filter(|a| a.folder_id.as_ref() == Some(&folder.id));
            needs.extend(accounts.map(|inside| {
                let kind =
                    if self.listed.contains(&inside.id) { ImportKind::Moved } else { ImportKind::Gone };
                step::key(kind, ImportedThing::Account, inside.id.as_str())
            }));
            let before = tree::path(&self.folders, folder.parent_id.as_ref()).join(" / ");
            let doing = Doing::RemoveFolder { id: folder.id.clone() };
            self.add(doing, folder.id.as_str(), &folder.name, (before, String::new()), needs);
        }
        for account in &self.here.accounts {
            if !self.listed.contains(&account.id) {
                let before = tree::path(&self.folders, account.folder_id.as_ref()).join(" / ");
                let doing = Doing::RemoveAccount { id: account.id.clone() };
                self.add(doing, account.id.as_str(), &account.name, (before, String::new()), Vec::new());
            }
        }
    }

    fn cloud_id_of(&self, folder: &FolderId) -> Option<String> {
        self.known.iter().find(|(_, id)| *id == folder).map(|(cloud_id, _)| cloud_id.clone())
    }

    /// The change that makes the place, where it is yet to be made.
    fn new_place(&self, place: &Place) -> Vec<String> {
        match place {
            Place::InNew(id) => vec![step::key(ImportKind::New, ImportedThing::Folder, id)],
            Place::Root | Place::In(_) => Vec::new(),
        }
    }

    /// The moves without which the folder would come to be in itself: those of the folders between it and the place.
    fn out_of_the_way(&self, folder: &FolderId, place: &Place) -> Vec<String> {
        let Place::In(to) = place else { return Vec::new() };
        let between = self.folders.iter().filter(|between| {
            between.id != *folder
                && tree::is_in(&self.folders, to, &between.id)
                && tree::is_in(&self.folders, &between.id, folder)
        });
        let ids = between.filter_map(|between| self.cloud_id_of(&between.id).map(|id| (between, id)));
        let moving = ids.filter(|(between, id)| {
            let listed = self.cloud.folders.iter().find(|listed| listed.id == *id);
            listed.is_some_and(|listed| {
                self.place(listed.parent_id.as_deref()) != place_of(between.parent_id.as_ref())
            })
        });
        moving.map(|(_, id)| step::key(ImportKind::Moved, ImportedThing::Folder, &id)).collect()
    }

    /// Names of the folders, from the root down, in which something lies in the cloud.
    fn path_in_cloud(&self, folder: Option<&str>) -> String {
        let mut names = Vec::new();
        let mut at = folder;
        while let Some(found) = at.and_then(|id| self.cloud.folders.iter().find(|folder| folder.id == id))
            && names.len() < self.cloud.folders.len()
        {
            names.push(found.name.as_str());
            at = found.parent_id.as_deref();
        }
        names.reverse();
        names.join(" / ")
    }

    fn add(
        &mut self,
        doing: Doing,
        id: &str,
        name: &str,
        (before, after): (String, String),
        needs: Vec<String>,
    ) {
        let (kind, thing) = step::kind_of(&doing);
        let held_by = match &doing {
            Doing::RemoveAccount { id } => self.here.held.get(id).copied().unwrap_or_default(),
            _ => HeldBy::default(),
        };
        let change = ImportChange {
            key: step::key(kind, thing, id),
            kind,
            thing,
            id: id.to_owned(),
            name: name.to_owned(),
            before,
            after,
            needs,
            possible: held_by.assignments == 0,
            held_by,
        };
        self.steps.push(Step { change, doing });
    }
}

fn place_of(folder: Option<&FolderId>) -> Place {
    folder.map_or(Place::Root, |id| Place::In(id.clone()))
}

fn is_management(account: &Account) -> bool {
    account.account_type == AccountType::ManagementAccount
}

#[cfg(test)]
#[path = "difference_tests.rs"]
mod tests;
