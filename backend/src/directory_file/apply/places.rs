//! Folders and accounts.

use std::collections::HashMap;

use shared::accounts::{AccountColour, CreateAccount, CreateFolder, UpdateAccount, UpdateFolder};
use shared::ids::{AccountId, FolderId};

use super::super::difference::{Changes, Difference};
use super::super::entries::{AccountEntry, Entry, FolderEntry, folder_key};
use super::super::present::Present;
use super::people::lost;
use super::{Applying, about};
use crate::access::accounts;
use crate::platform::Result;
use crate::platform::db::Tx;

/// Every place that may be named.
pub(super) struct Places {
    folders: HashMap<String, FolderId>,
    /// Names of the accounts.
    accounts: HashMap<String, (AccountId, String)>,
}

impl Places {
    pub(super) async fn apply(
        tx: &mut Tx,
        difference: &Difference,
        present: &Present,
        by: Applying<'_>,
    ) -> Result<Self> {
        let accounts = present.accounts.iter();
        let accounts = accounts.map(|(key, here)| (key.clone(), (here.id.clone(), here.entry.name.clone())));
        let mut places = Self {
            folders: present.folders.iter().map(|(key, here)| (key.clone(), here.id.clone())).collect(),
            accounts: accounts.collect(),
        };
        places.folders(tx, &difference.folders, by).await?;
        places.accounts(tx, &difference.accounts, by).await?;
        for here in &difference.accounts.delete {
            accounts::delete_account(tx, &here.id, false, by.actor, by.now)
                .await
                .map_err(|error| about(&format!("account {}", here.id), error))?;
        }
        Ok(places)
    }

    /// The account of an access assignment, with its name.
    pub(super) fn account(&self, id: &str) -> Result<&(AccountId, String)> {
        self.accounts.get(id).ok_or_else(lost)
    }

    fn folder(&self, path: &[String]) -> Result<Option<FolderId>> {
        if path.is_empty() {
            return Ok(None);
        }
        self.folders.get(&folder_key(path)).cloned().map(Some).ok_or_else(lost)
    }

    async fn folders(
        &mut self,
        tx: &mut Tx,
        changes: &Changes<FolderId, FolderEntry>,
        by: Applying<'_>,
    ) -> Result<()> {
        for change in &changes.change {
            let Some((name, above)) = change.after.path.split_last() else { continue };
            let wanted = UpdateFolder { name: name.clone(), parent_id: self.folder(above)? };
            accounts::update_folder(tx, &change.id, &wanted, by.actor, by.now)
                .await
                .map_err(|error| about(&format!("folder {:?}", change.after.name()), error))?;
        }
        for entry in changes.add.iter().map(|located| &located.entry) {
            let Some((name, above)) = entry.path.split_last() else { continue };
            let new = CreateFolder { parent_id: self.folder(above)?, name: name.clone() };
            let made = accounts::create_folder(tx, &new, by.actor, by.now)
                .await
                .map_err(|error| about(&format!("folder {:?}", entry.name()), error))?;
            self.folders.insert(entry.key(), made.id);
        }
        Ok(())
    }

    async fn accounts(
        &mut self,
        tx: &mut Tx,
        changes: &Changes<AccountId, AccountEntry>,
        by: Applying<'_>,
    ) -> Result<()> {
        for entry in changes.add.iter().map(|located| &located.entry) {
            let named = |error| about(&format!("account {:?}", entry.name()), error);
            let new = CreateAccount {
                id: entry.id.clone(),
                name: entry.name.clone(),
                account_type: entry.account_type,
                folder_id: self.folder(&entry.folder)?,
            };
            let made = accounts::create_account(tx, &new, by.actor, by.now).await.map_err(named)?;
            if entry.colour != AccountColour::None || !entry.label.is_empty() {
                self.write(tx, &made.id, entry, by).await.map_err(named)?;
            }
            self.accounts.insert(entry.key(), (made.id, made.name));
        }
        for change in &changes.change {
            let entry = &change.after;
            self.write(tx, &change.id, entry, by)
                .await
                .map_err(|error| about(&format!("account {:?}", entry.name()), error))?;
            self.accounts.insert(entry.key(), (change.id.clone(), entry.name.clone()));
        }
        Ok(())
    }

    async fn write(&self, tx: &mut Tx, id: &AccountId, entry: &AccountEntry, by: Applying<'_>) -> Result<()> {
        let wanted = UpdateAccount {
            name: entry.name.clone(),
            folder_id: self.folder(&entry.folder)?,
            colour: entry.colour,
            label: entry.label.clone(),
        };
        accounts::update_account(tx, id, &wanted, by.actor, by.now).await?;
        Ok(())
    }

    /// From the deepest up, once nothing is in them.
    pub(super) async fn delete_folders(
        &self,
        tx: &mut Tx,
        changes: &Changes<FolderId, FolderEntry>,
        by: Applying<'_>,
    ) -> Result<()> {
        for here in &changes.delete {
            accounts::delete_folder(tx, &here.id, by.actor, by.now)
                .await
                .map_err(|error| about(&format!("folder {:?}", here.entry.name()), error))?;
        }
        Ok(())
    }
}
