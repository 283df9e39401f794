//! Resource Management, version 2020-03-31: the cloud's own tree of folders and accounts.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::ids::AccountId;

use super::client::Client;
use super::http::{Call, refused};
use crate::cloud::resource_directory::{ListedAccount, ListedDirectory, ListedFolder};
use crate::cloud::role::CloudFault;

/// Entries that are asked for at once: the most that the cloud gives.
const PAGE: usize = 100;
/// Most pages of one list: a cloud that never ends a list must not keep us for ever.
const PAGES_MAX: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DirectoryAnswer {
    resource_directory: Directory,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Directory {
    master_account_id: String,
    #[serde(default)]
    master_account_name: String,
    root_folder_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FoldersAnswer {
    folders: FolderList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FolderList {
    #[serde(default)]
    folder: Vec<Folder>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Folder {
    folder_id: String,
    folder_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AccountsAnswer {
    accounts: AccountList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AccountList {
    #[serde(default)]
    account: Vec<Account>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Account {
    account_id: String,
    #[serde(default)]
    display_name: String,
}

impl Client {
    /// The resource directory that the credential's account owns.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer.
    pub async fn list_resource_directory(&self) -> Result<ListedDirectory, CloudFault> {
        let root = self.resource_directory().await?;
        let mut tree = ListedDirectory { folders: Vec::new(), accounts: Vec::new() };
        tree.accounts.push(ListedAccount {
            name: named(root.master_account_name, &root.master_account_id),
            id: account_id(&root.master_account_id)?,
            folder_id: None,
            is_management_account: true,
        });
        // Folders are appended while they are gone through, so parents come first.
        self.read_folder(&root.root_folder_id, None, &mut tree).await?;
        let mut next = 0;
        while let Some(folder) = tree.folders.get(next).cloned() {
            self.read_folder(&folder.id, Some(&folder.id), &mut tree).await?;
            next += 1;
        }
        Ok(tree)
    }

    /// Id of the account that owns the resource directory.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer.
    pub async fn management_account(&self) -> Result<AccountId, CloudFault> {
        account_id(&self.resource_directory().await?.master_account_id)
    }

    async fn resource_directory(&self) -> Result<Directory, CloudFault> {
        Ok(self.ask::<DirectoryAnswer>("GetResourceDirectory", &[]).await?.resource_directory)
    }

    async fn read_folder(
        &self,
        id: &str,
        known_as: Option<&str>,
        tree: &mut ListedDirectory,
    ) -> Result<(), CloudFault> {
        let folders = |answer: FoldersAnswer| answer.folders.folder;
        for folder in self.every_page("ListFoldersForParent", id, folders).await? {
            if tree.folders.iter().any(|known| known.id == folder.folder_id) {
                return Err(refused(
                    "UnreadableAnswer",
                    "A folder lies in two places of the resource directory.",
                ));
            }
            tree.folders.push(ListedFolder {
                id: folder.folder_id,
                parent_id: known_as.map(str::to_owned),
                name: folder.folder_name,
            });
        }
        let accounts = |answer: AccountsAnswer| answer.accounts.account;
        for account in self.every_page("ListAccountsForParent", id, accounts).await? {
            // The management account may be listed among the members of the root.
            let id = account_id(&account.account_id)?;
            if tree.accounts.iter().any(|known| known.id == id) {
                continue;
            }
            tree.accounts.push(ListedAccount {
                name: named(account.display_name, &account.account_id),
                id,
                folder_id: known_as.map(str::to_owned),
                is_management_account: false,
            });
        }
        Ok(())
    }

    async fn every_page<T: DeserializeOwned, Entry>(
        &self,
        action: &'static str,
        folder: &str,
        entries: impl Fn(T) -> Vec<Entry>,
    ) -> Result<Vec<Entry>, CloudFault> {
        let mut all = Vec::new();
        for page in 1..=PAGES_MAX {
            let (number, size) = (page.to_string(), PAGE.to_string());
            let parameters = [("ParentFolderId", folder), ("PageNumber", &number), ("PageSize", &size)];
            let found = entries(self.ask(action, &parameters).await?);
            let is_last = found.len() < PAGE;
            all.extend(found);
            if is_last {
                return Ok(all);
            }
        }
        Err(refused("UnreadableAnswer", format!("{action} does not come to an end.")))
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        action: &'static str,
        parameters: &[(&str, &str)],
    ) -> Result<T, CloudFault> {
        let keys = self.keys().await?;
        let endpoint = &self.settings.resource_manager_endpoint;
        let call = Call { endpoint, version: "2020-03-31", action, parameters };
        let answer = self.http.signed(call, &keys, self.now()).await;
        answer.map_err(|fault| self.judged(fault, &keys))
    }
}

fn account_id(text: &str) -> Result<AccountId, CloudFault> {
    text.parse().map_err(|_| refused("UnreadableAnswer", format!("{text} is not the id of an account.")))
}

/// What an account is called: by its id when it has no name.
fn named(name: String, id: &str) -> String {
    if name.is_empty() { id.to_owned() } else { name }
}
