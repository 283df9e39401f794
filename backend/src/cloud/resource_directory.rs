//! The resource directory as the cloud lists it. Words only: nothing here asks the cloud.

use shared::ids::AccountId;

/// Folders and accounts of the cloud's resource directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDirectory {
    /// All folders, without the root, each after the one that it lies in.
    pub folders: Vec<ListedFolder>,
    /// All accounts, with the management account.
    pub accounts: Vec<ListedAccount>,
}

/// A folder as the cloud lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFolder {
    /// The cloud's id of it, such as `fd-aB3dE5gH1j`.
    pub id: String,
    /// The cloud's id of the folder above; absent for one directly below the root.
    pub parent_id: Option<String>,
    /// Name.
    pub name: String,
}

/// An account as the cloud lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    /// The cloud's number of it.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// The cloud's id of the folder that holds it; absent for one directly below the root.
    pub folder_id: Option<String>,
    /// Whether it is the management account.
    pub is_management_account: bool,
}
