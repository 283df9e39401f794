//! Who can reach what, and why, on the wire: users with what they have on accounts, and the ways by which they have
//! it.

use serde::{Deserialize, Serialize};

use crate::access_assignments::Through;
use crate::ids::{AccessConfigurationId, AccountId, GroupId, UserId};
use crate::time::UnixMillis;
use crate::users::UserStatus;

/// What one user has on one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The user's display name; may be empty.
    pub display_name: String,
    /// Whether the user may sign in; whoever may not reaches nothing meanwhile.
    pub user_status: UserStatus,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
    /// The access configuration's name.
    pub access_configuration_name: String,
    /// Every way by which the user has it: what was granted to the user first, then groups by name.
    pub ways: Vec<Way>,
}

/// A way by which a user has access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The group that brings it; absent where it was granted to the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Through>,
    /// When it was granted to the user or to the group.
    pub granted_at: UnixMillis,
}

/// Query of who can reach what; exactly one of the four ids. The answer is by user name, account name and access
/// configuration name. `Page::total` counts rows for a user, and for anything else users.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReachQuery {
    /// What this user reaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// What members of this group reach of what the group was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_id: Option<GroupId>,
    /// Who reaches this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// Who has this access configuration somewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_configuration_id: Option<AccessConfigurationId>,
    /// For a user: only where the name or number of the account, the access configuration or a group holds this
    /// text. Else: only users whose user name or display name begins with it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub search: String,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// A line for each way (RFC 4180), for spreadsheets.
    Csv,
    /// An array of [`Reach`].
    Json,
}

impl ExportFormat {
    /// How it is called in an address and at the end of a file's name.
    pub fn word(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Json => "json",
        }
    }
}

/// Query of an export: as [`ReachQuery`], all rows at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// How it is written.
    pub format: ExportFormat,
    /// See [`ReachQuery::user_id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// See [`ReachQuery::group_id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_id: Option<GroupId>,
    /// See [`ReachQuery::account_id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// See [`ReachQuery::access_configuration_id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_configuration_id: Option<AccessConfigurationId>,
    /// See [`ReachQuery::search`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub search: String,
}

impl From<ExportQuery> for ReachQuery {
    fn from(query: ExportQuery) -> Self {
        Self {
            user_id: query.user_id,
            group_id: query.group_id,
            account_id: query.account_id,
            access_configuration_id: query.access_configuration_id,
            search: query.search,
            after: None,
        }
    }
}
