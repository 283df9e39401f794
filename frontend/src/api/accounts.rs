//! The resource directory: folders and accounts.

use shared::account_import::{ApplyImport, ImportApplied, ImportDifference};
use shared::accounts::{
    AccountDetail, CreateAccount, CreateFolder, ResourceDirectory, UpdateAccount, UpdateFolder,
};
use shared::paths;

use super::{Answer, http};
use crate::links::{encode, with_query};

/// All folders and accounts.
pub async fn get_resource_directory() -> Answer<ResourceDirectory> {
    http::get(paths::RESOURCE_DIRECTORY).await
}

/// Makes a folder.
pub async fn create_folder(body: &CreateFolder) -> Answer<()> {
    http::send("POST", paths::FOLDERS, body).await
}

/// Renames or moves a folder.
pub async fn update_folder(id: &str, body: &UpdateFolder) -> Answer<()> {
    http::send("PUT", &paths::with_id(paths::FOLDER, &encode(id)), body).await
}

/// Deletes a folder.
pub async fn delete_folder(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::FOLDER, &encode(id))).await
}

/// Adds an account.
pub async fn create_account(body: &CreateAccount) -> Answer<()> {
    http::send("POST", paths::ACCOUNTS, body).await
}

/// One account.
pub async fn get_account(id: &str) -> Answer<AccountDetail> {
    http::get(&paths::with_id(paths::ACCOUNT, &encode(id))).await
}

/// Renames, moves or marks an account.
pub async fn update_account(id: &str, body: &UpdateAccount) -> Answer<()> {
    http::send("PUT", &paths::with_id(paths::ACCOUNT, &encode(id)), body).await
}

/// How the resource directory differs from the cloud's, as the cloud says now.
pub async fn get_import_difference() -> Answer<ImportDifference> {
    http::get(paths::RESOURCE_DIRECTORY_IMPORT).await
}

/// Takes chosen changes over.
pub async fn apply_import(body: &ApplyImport) -> Answer<ImportApplied> {
    http::ask("POST", paths::RESOURCE_DIRECTORY_IMPORT, body).await
}

/// Removes an account; of one that is gone at the cloud what was provisioned there is forgotten.
pub async fn delete_account(id: &str, is_gone: bool) -> Answer<()> {
    let path = paths::with_id(paths::ACCOUNT, &encode(id));
    http::send_bare("DELETE", &with_query(&path, &[("forget", if is_gone { "true" } else { "" })])).await
}
