//! Users on the wire.

use serde::{Deserialize, Serialize};

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
    /// Whether a password is set for Username-Password Logon.
    pub has_password: bool,
    /// When the user was made.
    pub created_at: UnixMillis,
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

/// Answer to a password reset: shown once, kept only as a hash.
#[derive(Clone, Serialize, Deserialize)]
pub struct NewPassword {
    /// The password that was made.
    pub password: String,
}
