//! Access assignments on the wire: who may use which access configuration on which account.

use serde::{Deserialize, Serialize};

use crate::ids::{AccessConfigurationId, AccountId, GroupId, NotAnId, UserId};
use crate::page::Page;
use crate::time::UnixMillis;

/// Whom access is granted to: a user, or all members of a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "type", content = "id")]
pub enum Principal {
    /// A user.
    User(UserId),
    /// A group: whoever is a member of it at the moment.
    Group(GroupId),
}

impl Principal {
    /// The id as text; its prefix tells the kind.
    pub fn id(&self) -> &str {
        match self {
            Principal::User(id) => id.as_str(),
            Principal::Group(id) => id.as_str(),
        }
    }

    /// The kind, as it stands on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Principal::User(_) => "User",
            Principal::Group(_) => "Group",
        }
    }
}

impl TryFrom<String> for Principal {
    type Error = NotAnId;

    fn try_from(text: String) -> Result<Self, NotAnId> {
        match GroupId::try_from(text.clone()) {
            Ok(id) => Ok(Principal::Group(id)),
            Err(_) => UserId::try_from(text).map(Principal::User),
        }
    }
}

/// One access assignment, with the names that a table shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessAssignment {
    /// Whom it was granted to.
    pub principal: Principal,
    /// The user's or group's name.
    pub principal_name: String,
    /// The group that brings it to the user who was asked for; absent when it was granted to that user, and in
    /// lists of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Through>,
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

/// The group through which a user has access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Through {
    /// The group.
    pub id: GroupId,
    /// The group's name.
    pub name: String,
}

/// Grants every access configuration named to every user and group named on every account named. At least one
/// user or group. All or nothing; what is there already stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantAccess {
    /// The users.
    #[serde(default)]
    pub user_ids: Vec<UserId>,
    /// The groups.
    #[serde(default)]
    pub group_ids: Vec<GroupId>,
    /// The accounts.
    pub account_ids: Vec<AccountId>,
    /// The access configurations.
    pub access_configuration_ids: Vec<AccessConfigurationId>,
}

/// Most triplets of one grant.
pub const GRANT_MAX: usize = 10_000;

/// Asks what a grant would do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewGrant {
    /// The grant.
    pub grant: GrantAccess,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default)]
    pub after: Option<String>,
}

/// What a grant would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantPreview {
    /// Assignments that would be made.
    pub new: u64,
    /// Assignments that are there already.
    pub existing: u64,
    /// Roles that do not stand in their account yet and would be made first.
    pub roles: u64,
    /// Every combination, by account, user or group, and access configuration.
    pub page: Page<PlannedAssignment>,
}

/// One combination of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAssignment {
    /// Whom it is granted to.
    pub principal: Principal,
    /// The user's or group's name.
    pub principal_name: String,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
    /// The access configuration's name.
    pub access_configuration_name: String,
    /// Whether it is there already.
    pub existing: bool,
}

/// What becomes of the role in the account once its last access assignment is gone, in CloudSSO's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DeprovisionStrategy {
    /// It is removed.
    DeprovisionForLastAccessAssignmentOnAccount,
    /// It stays.
    #[default]
    None,
}

/// Revokes one access assignment, or calls off the task that was to make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeAccess {
    /// The user or group.
    pub principal: Principal,
    /// The account.
    pub account_id: AccountId,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
    /// What becomes of the role in the account.
    #[serde(default)]
    pub deprovision_strategy: DeprovisionStrategy,
}

/// Revokes several access assignments: all or none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeMuch {
    /// The access assignments; at least one.
    pub access_assignments: Vec<RevokeAccess>,
}

/// Most access assignments that are revoked at once.
pub const REVOKE_MAX: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_says_its_kind_and_takes_no_id_of_another() {
        let group = Principal::Group("g-1".parse().unwrap());
        let text = r#"{"type":"Group","id":"g-1"}"#;
        assert_eq!(serde_json::to_string(&group).unwrap(), text);
        assert_eq!(serde_json::from_str::<Principal>(text).unwrap(), group);
        assert_eq!(Principal::try_from("g-1".to_owned()).unwrap(), group);
        assert_eq!(Principal::try_from("u-1".to_owned()).unwrap().kind(), "User");
        assert!(serde_json::from_str::<Principal>(r#"{"type":"Group","id":"u-1"}"#).is_err());
        assert!(Principal::try_from("ac-1".to_owned()).is_err());
    }
}
