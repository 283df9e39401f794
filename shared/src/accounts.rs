//! The resource directory on the wire: folders and accounts.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, FolderId};

/// Part that an account plays in the resource directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountType {
    /// The account that owns the resource directory; one at most.
    ManagementAccount,
    /// Any other.
    MemberAccount,
}

/// A folder; folders nest up to five levels below the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Id.
    pub id: FolderId,
    /// The folder above; absent for one directly below the root.
    pub parent_id: Option<FolderId>,
    /// Name, unique among its siblings.
    pub name: String,
}

/// A cloud account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The cloud's number of the account.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// Its part in the resource directory.
    pub account_type: AccountType,
    /// The folder that holds it; absent for one directly below the root.
    pub folder_id: Option<FolderId>,
}

/// The whole resource directory, folders before what they hold, each level by name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ResourceDirectory {
    /// All folders.
    pub folders: Vec<Folder>,
    /// All accounts.
    pub accounts: Vec<Account>,
}

/// Makes a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateFolder {
    /// The folder above, or absent for the root.
    #[serde(default)]
    pub parent_id: Option<FolderId>,
    /// Name.
    pub name: String,
}

/// Adds an account. The id is text here so that a wrong one is answered under its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateAccount {
    /// The cloud's number of the account.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its part in the resource directory.
    pub account_type: AccountType,
    /// The folder to put it in, or absent for the root.
    #[serde(default)]
    pub folder_id: Option<FolderId>,
}
