//! Groups on the wire.

use serde::{Deserialize, Serialize};

use crate::ids::{GroupId, UserId};
use crate::time::UnixMillis;
use crate::users::ProvisionType;

/// A group of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Id.
    pub id: GroupId,
    /// Name.
    pub name: String,
    /// Description; may be empty.
    pub description: String,
    /// Who owns the group.
    pub provision_type: ProvisionType,
    /// The identity provider's own id of the group, where SCIM gave one.
    pub external_id: Option<String>,
    /// How many members it has.
    pub members: u64,
    /// Whether it is kept by SCIM now, and so cannot be changed here.
    pub read_only: bool,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it was changed last.
    pub updated_at: UnixMillis,
}

/// Query of the list of groups; every part may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupQuery {
    /// Only those whose name begins with this text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub search: String,
    /// Only those of this owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provision_type: Option<ProvisionType>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Makes a group, or changes its name and description.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteGroup {
    /// See [`Group::name`].
    pub name: String,
    /// See [`Group::description`].
    #[serde(default)]
    pub description: String,
}

/// Adds members to a group, or removes them; at most [`MEMBERS_MAX`] at once. Who is there already, or is not
/// there, stays so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeMembers {
    /// The users.
    pub user_ids: Vec<UserId>,
}

/// Most members that are added or removed at once.
pub const MEMBERS_MAX: usize = 1_000;
