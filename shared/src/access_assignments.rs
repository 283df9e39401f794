//! Access assignments on the wire: who may use which access configuration on which account.

use serde::{Deserialize, Serialize};

use crate::ids::{AccessConfigurationId, AccountId, UserId};
use crate::time::UnixMillis;

/// One access assignment, with the names that a table shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessAssignment {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
    /// The access configuration's name.
    pub access_configuration_name: String,
    /// When it was granted.
    pub created_at: UnixMillis,
}

/// Grants every access configuration named to every user named on every account named. All or nothing; what
/// is there already stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantAccess {
    /// The users.
    pub user_ids: Vec<UserId>,
    /// The accounts.
    pub account_ids: Vec<AccountId>,
    /// The access configurations.
    pub access_configuration_ids: Vec<AccessConfigurationId>,
}

/// Most triplets of one grant.
pub const GRANT_MAX: usize = 10_000;

/// What a grant did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// Assignments that were made.
    pub granted: u64,
    /// Assignments that were there already.
    pub existing: u64,
}

/// Revokes one access assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeAccess {
    /// The user.
    pub user_id: UserId,
    /// The account.
    pub account_id: AccountId,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
}
