//! The resource directory: folders and accounts.

use shared::accounts::{CreateAccount, CreateFolder, ResourceDirectory};
use shared::paths;

use super::{Answer, http};
use crate::links::encode;

/// All folders and accounts.
pub async fn get_resource_directory() -> Answer<ResourceDirectory> {
    http::get(paths::RESOURCE_DIRECTORY).await
}

/// Makes a folder.
pub async fn create_folder(body: &CreateFolder) -> Answer<()> {
    http::send("POST", paths::FOLDERS, body).await
}

/// Deletes a folder.
pub async fn delete_folder(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::FOLDER, &encode(id))).await
}

/// Adds an account.
pub async fn create_account(body: &CreateAccount) -> Answer<()> {
    http::send("POST", paths::ACCOUNTS, body).await
}

/// Removes an account.
pub async fn delete_account(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::ACCOUNT, &encode(id))).await
}
