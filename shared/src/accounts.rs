//! The resource directory on the wire: folders and accounts.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, FolderId};
use crate::time::UnixMillis;

/// Part that an account plays in the resource directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountType {
    /// The account that owns the resource directory; one at most.
    ManagementAccount,
    /// Any other.
    MemberAccount,
}

/// The colour that tells an account from others at a glance. It never stands alone: beside it are the account's
/// label, or the colour's own name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum AccountColour {
    /// No colour.
    #[default]
    None,
    /// Red, which most use for production.
    Red,
    /// Orange.
    Orange,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Grey.
    Grey,
}

impl AccountColour {
    /// Every colour, in the order of the choice.
    pub const ALL: [AccountColour; 7] = [
        AccountColour::None,
        AccountColour::Red,
        AccountColour::Orange,
        AccountColour::Green,
        AccountColour::Blue,
        AccountColour::Purple,
        AccountColour::Grey,
    ];
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
    /// The colour that it is marked with.
    #[serde(default)]
    pub colour: AccountColour,
    /// What is written on the mark, such as `Production`; empty for the colour's own name.
    #[serde(default)]
    pub label: String,
}

/// What an account's page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDetail {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// Names of the folders above it, from the root down; empty for one directly below the root.
    pub folder_path: Vec<String>,
    /// When it was added.
    pub created_at: UnixMillis,
    /// Name of the SAML provider that stands for us in the account.
    pub saml_provider_name: String,
    /// The beginning of the names of all roles that stand for access configurations in the account.
    pub role_name_prefix: String,
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

/// Renames or moves a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateFolder {
    /// Name.
    pub name: String,
    /// The folder above, or absent for the root.
    #[serde(default)]
    pub parent_id: Option<FolderId>,
}

/// Renames, moves or marks an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateAccount {
    /// Name.
    pub name: String,
    /// The folder to put it in, or absent for the root.
    #[serde(default)]
    pub folder_id: Option<FolderId>,
    /// The colour to mark it with.
    #[serde(default)]
    pub colour: AccountColour,
    /// What to write on the mark; may be empty.
    #[serde(default)]
    pub label: String,
}

/// Query of removing an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeleteAccount {
    /// The account is gone at the cloud: what stands there is forgotten, what was to be done there called off.
    #[serde(default)]
    pub forget: bool,
}
