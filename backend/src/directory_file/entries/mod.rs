//! What a directory file speaks of, a type for each of its sections.
//!
//! Everything is named as people name it: users and groups by name, folders by their path, accounts by their number.
//! What identifies an entry is its key; everything else about it is an attribute and can differ.

mod access;
mod ram_users;

use serde::Deserialize;
use shared::accounts::{AccountColour, AccountType};
use shared::users::{ProvisionType, UserStatus};

pub(super) use access::{AccessAssignmentEntry, AccessConfigurationEntry, IdentityProviderEntry};
pub(super) use ram_users::RamUserProvisioningEntry;

/// A value of an attribute, as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    Number(i64),
    List(Vec<String>),
}

impl Value {
    /// A value that the file leaves out.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::Flag(flag) => !flag,
            Value::Number(_) => false,
            Value::List(list) => list.is_empty(),
        }
    }
}

/// An attribute of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub name: &'static str,
    pub value: Value,
    /// Whether it is what an entry has that says nothing of it.
    pub is_usual: bool,
}

impl Attribute {
    fn text(name: &'static str, text: &str) -> Self {
        Self::of(name, Value::Text(text.to_owned()))
    }

    fn of(name: &'static str, value: Value) -> Self {
        let is_usual = value.is_empty();
        Self { name, value, is_usual }
    }

    fn word(name: &'static str, word: &str, usual: &str) -> Self {
        Self { name, value: Value::Text(word.to_owned()), is_usual: word == usual }
    }
}

/// An entry of a section.
pub(super) trait Entry: Clone {
    /// The section's key in the file.
    const SECTION: &'static str;
    /// What one of them is called.
    const THING: &'static str;
    /// How many of its attributes, from the first, its name tells.
    const TOLD_BY_NAME: usize = 1;

    /// What no two entries of the section share.
    fn key(&self) -> String;

    /// What people call it.
    fn name(&self) -> String;

    /// Its attributes, those first that identify it.
    fn attributes(&self) -> Vec<Attribute>;
}

/// The key of a user's name: ASCII case aside, as for a sign-in.
pub(super) fn user_key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The key of a group's name: case aside.
pub(super) fn group_key(name: &str) -> String {
    name.to_lowercase()
}

/// The key of an access configuration's name: ASCII case aside.
pub(super) fn access_configuration_key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The key of a folder's path: case aside. No name has a line break in it.
pub(super) fn folder_key(path: &[String]) -> String {
    let names: Vec<String> = path.iter().map(|name| name.to_lowercase()).collect();
    names.join("\n")
}

/// A folder, by the names from the root down to its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(super) struct FolderEntry {
    pub path: Vec<String>,
}

impl Entry for FolderEntry {
    const SECTION: &'static str = "folders";
    const THING: &'static str = "folder";

    fn key(&self) -> String {
        folder_key(&self.path)
    }

    fn name(&self) -> String {
        self.path.join(" / ")
    }

    fn attributes(&self) -> Vec<Attribute> {
        vec![Attribute::of("path", Value::List(self.path.clone()))]
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountEntry {
    pub id: String,
    pub name: String,
    #[serde(default = "member_account")]
    pub account_type: AccountType,
    #[serde(default)]
    pub folder: Vec<String>,
    #[serde(default)]
    pub colour: AccountColour,
    #[serde(default)]
    pub label: String,
}

fn member_account() -> AccountType {
    AccountType::MemberAccount
}

impl Entry for AccountEntry {
    const SECTION: &'static str = "accounts";
    const THING: &'static str = "account";
    const TOLD_BY_NAME: usize = 2;

    fn key(&self) -> String {
        self.id.clone()
    }

    fn name(&self) -> String {
        format!("{} ({})", self.id, self.name)
    }

    fn attributes(&self) -> Vec<Attribute> {
        vec![
            Attribute::text("id", &self.id),
            Attribute::text("name", &self.name),
            Attribute::word("account_type", &format!("{:?}", self.account_type), "MemberAccount"),
            Attribute::of("folder", Value::List(self.folder.clone())),
            Attribute::word("colour", &format!("{:?}", self.colour), "None"),
            Attribute::text("label", &self.label),
        ]
    }
}

/// A user. `status` is an administrator's word, `inactive` the identity provider's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserEntry {
    pub user_name: String,
    #[serde(default)]
    pub first_name: String,
    #[serde(default)]
    pub last_name: String,
    #[serde(default)]
    pub display_name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub description: String,
    #[serde(default = "enabled")]
    pub status: UserStatus,
    #[serde(default = "manual")]
    pub provision_type: ProvisionType,
    #[serde(default)]
    pub external_id: String,
    #[serde(default)]
    pub inactive: bool,
}

fn enabled() -> UserStatus {
    UserStatus::Enabled
}

fn manual() -> ProvisionType {
    ProvisionType::Manual
}

impl Entry for UserEntry {
    const SECTION: &'static str = "users";
    const THING: &'static str = "user";

    fn key(&self) -> String {
        user_key(&self.user_name)
    }

    fn name(&self) -> String {
        self.user_name.clone()
    }

    fn attributes(&self) -> Vec<Attribute> {
        vec![
            Attribute::text("user_name", &self.user_name),
            Attribute::text("first_name", &self.first_name),
            Attribute::text("last_name", &self.last_name),
            Attribute::text("display_name", &self.display_name),
            Attribute::text("email", &self.email),
            Attribute::text("description", &self.description),
            Attribute::word("status", &format!("{:?}", self.status), "Enabled"),
            Attribute::word("provision_type", &format!("{:?}", self.provision_type), "Manual"),
            Attribute::text("external_id", &self.external_id),
            Attribute::of("inactive", Value::Flag(self.inactive)),
        ]
    }
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupEntry {
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default = "manual")]
    pub provision_type: ProvisionType,
    #[serde(default)]
    pub external_id: String,
}

impl Entry for GroupEntry {
    const SECTION: &'static str = "groups";
    const THING: &'static str = "group";

    fn key(&self) -> String {
        group_key(&self.name)
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn attributes(&self) -> Vec<Attribute> {
        vec![
            Attribute::text("name", &self.name),
            Attribute::text("description", &self.description),
            Attribute::word("provision_type", &format!("{:?}", self.provision_type), "Manual"),
            Attribute::text("external_id", &self.external_id),
        ]
    }
}

/// A user who is a member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MembershipEntry {
    pub group: String,
    pub user: String,
}

impl Entry for MembershipEntry {
    const SECTION: &'static str = "memberships";
    const THING: &'static str = "membership";
    const TOLD_BY_NAME: usize = 2;

    fn key(&self) -> String {
        format!("{}\n{}", group_key(&self.group), user_key(&self.user))
    }

    fn name(&self) -> String {
        format!("{} in {}", self.user, self.group)
    }

    fn attributes(&self) -> Vec<Attribute> {
        vec![Attribute::text("group", &self.group), Attribute::text("user", &self.user)]
    }
}
