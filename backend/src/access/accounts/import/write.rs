//! Writes a tree over another, each change with its record.
//!
//! *Why in this order:* folders give up their places before others take them, what is new is there before anything
//! moves into it, and what goes has been emptied before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use shared::accounts::{Account, Folder};
use shared::events::EventKind;
use shared::ids::AccountId;

use super::outcome::Outcome;
use super::step::{Here, KnownFolder};
use crate::access::accounts::changes::Changes;
use crate::access::accounts::{self, folders, store, tree};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result};

/// Writes `outcome` over what is here.
///
/// # Errors
/// When something has come to hang on what is to be removed.
pub(super) async fn write(
    tx: &mut Tx,
    here: &Here,
    outcome: &Outcome,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let writing = Writing {
        were: here.folders.iter().map(|known| known.folder.clone()).collect(),
        are: outcome.plain_folders(),
        actor,
        now,
    };
    writing.vacate(tx, here, outcome).await?;
    writing.new_folders(tx, outcome).await?;
    writing.changed_folders(tx, here, outcome).await?;
    writing.accounts(tx, here, outcome).await?;
    writing.gone(tx, here, outcome).await
}

struct Writing<'a> {
    /// The folders as they were.
    were: Vec<Folder>,
    /// The folders as they are to be.
    are: Vec<Folder>,
    actor: &'a Actor,
    now: Timestamp,
}

impl Writing<'_> {
    /// Takes every folder that changes or goes out of its place, so that others can have it.
    async fn vacate(&self, tx: &mut Tx, here: &Here, outcome: &Outcome) -> Result<()> {
        for known in here.folders.iter().filter(|known| !outcome.folders.contains(known)) {
            // No place is written like this: before the slash stands the id of a folder, or nothing.
            let nowhere = format!("vacated {}", known.folder.id);
            store::set_place_key(tx, &known.folder.id, &nowhere).await?;
        }
        Ok(())
    }

    /// From the root down: a folder is there before what it holds.
    async fn new_folders(&self, tx: &mut Tx, outcome: &Outcome) -> Result<()> {
        let is_new = |known: &&KnownFolder| !self.were.iter().any(|were| were.id == known.folder.id);
        let mut new: Vec<&KnownFolder> = outcome.folders.iter().filter(is_new).collect();
        new.sort_by_key(|known| tree::levels_above(&self.are, Some(&known.folder.id)));
        for known in new {
            let (folder, cloud_id) = (&known.folder, known.cloud_id.as_deref());
            let key = tree::place_key(folder);
            if store::insert_folder_if_free(tx, folder, &key, cloud_id, self.now).await? == 0 {
                return Err(Error::bug("an import met a folder in a place that was judged free"));
            }
            folders::record_created(tx, folder, cloud_id, self.actor, self.now).await?;
        }
        Ok(())
    }

    async fn changed_folders(&self, tx: &mut Tx, here: &Here, outcome: &Outcome) -> Result<()> {
        let before: BTreeMap<_, _> = here.folders.iter().map(|known| (&known.folder.id, known)).collect();
        for is in &outcome.folders {
            let Some(was) = before.get(&is.folder.id).filter(|was| **was != is) else { continue };
            store::update_folder(tx, &is.folder, &tree::place_key(&is.folder)).await?;
            let mut changes = Changes::of_folder(&self.were, &was.folder, &self.are, &is.folder);
            if was.cloud_id != is.cloud_id {
                let (old, new) = (was.cloud_id.as_deref(), is.cloud_id.as_deref());
                store::set_cloud_id(tx, &is.folder.id, new).await?;
                changes.add("cloud_id", old.unwrap_or_default().into(), new.unwrap_or_default().into());
            }
            let event = NewEvent::new(EventKind::FolderUpdated, self.actor).target(&was.folder.name);
            events::record(tx, changes.onto(event.detail("id", &is.folder.id)), self.now).await?;
        }
        Ok(())
    }

    async fn accounts(&self, tx: &mut Tx, here: &Here, outcome: &Outcome) -> Result<()> {
        let before: BTreeMap<_, _> = here.accounts.iter().map(|account| (&account.id, account)).collect();
        let new: Vec<&Account> =
            outcome.accounts.iter().filter(|account| !before.contains_key(&account.id)).collect();
        let mut rows = Vec::with_capacity(new.len());
        let mut records = Vec::with_capacity(new.len());
        for account in new {
            rows.push((account, word(account.account_type)?));
            records.push(accounts::created(account, self.actor)?);
        }
        store::insert_accounts(tx, &rows, self.now).await?;
        for is in &outcome.accounts {
            let Some(was) = before.get(&is.id).filter(|was| **was != is) else { continue };
            store::update_account(tx, is, &word(is.colour)?).await?;
            let event = NewEvent::new(EventKind::AccountUpdated, self.actor).target(&was.name);
            let changes = Changes::of_account(&self.were, was, &self.are, is)?;
            records.push(changes.onto(event.detail("id", &is.id)));
        }
        events::record_all(tx, records, self.now).await
    }

    /// Accounts, then folders from the deepest up.
    async fn gone(&self, tx: &mut Tx, here: &Here, outcome: &Outcome) -> Result<()> {
        let stay: BTreeSet<&AccountId> = outcome.accounts.iter().map(|account| &account.id).collect();
        for account in here.accounts.iter().filter(|account| !stay.contains(&account.id)) {
            // The cloud has it no more, so neither does it have the roles.
            accounts::delete_account(tx, &account.id, true, self.actor, self.now).await?;
        }
        let stays = |folder: &Folder| self.are.iter().any(|is| is.id == folder.id);
        let mut gone: Vec<&Folder> = self.were.iter().filter(|folder| !stays(folder)).collect();
        gone.sort_by_key(|folder| std::cmp::Reverse(tree::levels_above(&self.were, Some(&folder.id))));
        for folder in gone {
            accounts::delete_folder(tx, &folder.id, self.actor, self.now).await?;
        }
        Ok(())
    }
}
