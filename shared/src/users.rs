//! Users on the wire.

use serde::{Deserialize, Serialize};

use crate::error::FieldError;
use crate::ids::UserId;
use crate::time::UnixMillis;

/// Whether a user may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserStatus {
    /// May sign in.
    Enabled,
    /// May not.
    Disabled,
}

/// Who owns the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProvisionType {
    /// Made by an administrator.
    Manual,
    /// Kept by the identity provider through SCIM.
    Synchronized,
}

/// A user of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// The name that a sign-in's NameID must equal; cannot be changed.
    pub user_name: String,
    /// First name; may be empty.
    pub first_name: String,
    /// Last name; may be empty.
    pub last_name: String,
    /// Display name; may be empty.
    pub display_name: String,
    /// E-mail address; may be empty.
    pub email: String,
    /// Description; may be empty.
    pub description: String,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// Who owns the user.
    pub provision_type: ProvisionType,
    /// The identity provider's own id of the user, where SCIM gave one.
    pub external_id: Option<String>,
    /// Whether an administrator disabled the user: then SCIM cannot enable it.
    pub blocked: bool,
    /// Whether the user is kept by SCIM now: then only status and password can be changed here.
    pub read_only: bool,
    /// Whether a password is set for Username-Password Logon.
    pub has_password: bool,
    /// Whether a new password must be chosen at the next password sign-in.
    pub must_reset_password: bool,
    /// When the user was made.
    pub created_at: UnixMillis,
    /// When the user was changed last.
    pub updated_at: UnixMillis,
    /// When the user signed in last.
    pub last_sign_in_at: Option<UnixMillis>,
}

/// Query of the list of users; every part may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserQuery {
    /// Only those whose user name or display name begins with this text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub search: String,
    /// Only those of this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<UserStatus>,
    /// Only those of this owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provision_type: Option<ProvisionType>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Makes a user.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// See [`User::user_name`].
    pub user_name: String,
    /// First name.
    #[serde(default)]
    pub first_name: String,
    /// Last name.
    #[serde(default)]
    pub last_name: String,
    /// Display name.
    #[serde(default)]
    pub display_name: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// Description.
    #[serde(default)]
    pub description: String,
}

/// Enables or disables a user. Disabling ends the user's sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateUserStatus {
    /// The wanted status.
    pub status: UserStatus,
}

/// Changes what a user is called; the user name cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateUser {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Display name.
    pub display_name: String,
    /// E-mail address.
    pub email: String,
    /// Description.
    pub description: String,
}

/// Gives a user a new password and ends the user's sessions.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// The password; absent to have one made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Whether the user must choose another at the next sign-in.
    pub must_reset: bool,
}

/// Answer to [`SetPassword`].
#[derive(Clone, Serialize, Deserialize)]
pub struct NewPassword {
    /// The password that was made; absent when the administrator chose it. Shown once, kept only as a hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// Users to be made from a table in CSV form (RFC 4180). The first line names the columns, in any order:
/// `user_name` and any of `first_name`, `last_name`, `display_name`, `email`, `description`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportUsers {
    /// The table, at most [`IMPORT_BYTES_MAX`] bytes and [`IMPORT_USERS_MAX`] users.
    pub csv: String,
}

/// Most users of one import.
pub const IMPORT_USERS_MAX: usize = 5_000;
/// Most bytes of one import.
pub const IMPORT_BYTES_MAX: usize = 1024 * 1024;

/// What an import would do. Nothing is written while any line is bad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// How many users would be made.
    pub good: u64,
    /// The lines that cannot be, by line number.
    pub bad: Vec<BadLine>,
    /// The first users that would be made, as they were understood.
    pub first: Vec<CreateUser>,
}

/// A line that makes no user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadLine {
    /// The line of the file, from 1.
    pub line: u64,
    /// What stands in its user name column; may be empty.
    pub user_name: String,
    /// The columns that break a rule.
    pub faults: Vec<FieldError>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// How many users were made.
    pub created: u64,
}
