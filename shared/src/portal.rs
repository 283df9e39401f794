//! The user portal on the wire.

use serde::{Deserialize, Serialize};

use crate::accounts::AccountColour;
use crate::ids::{AccessConfigurationId, AccountId};
use crate::time::UnixMillis;

/// An account as the person tells it from others: number, name and mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountName {
    /// The account's number.
    pub id: AccountId,
    /// The account's name.
    pub name: String,
    /// The colour that it is marked with.
    #[serde(default)]
    pub colour: AccountColour,
    /// What is written on the mark; empty for the colour's own name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
}

/// An access configuration by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessConfigurationName {
    /// Id.
    pub id: AccessConfigurationId,
    /// Name.
    pub name: String,
}

/// Query of the list of accounts; every part may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalAccountQuery {
    /// Only accounts in which each of these words is part of the name, of the number, or of the name of an access
    /// configuration that the person may use there; case aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// An account on which the person has at least one access assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalAccount {
    /// The account.
    #[serde(flatten)]
    pub account: AccountName,
    /// Whether the person marked it as a favourite.
    pub favourite: bool,
    /// How many access configurations the person may use there.
    pub access_configurations: u64,
    /// What one press logs on to: what the search found there, else what the person used last, else the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<AccessConfigurationName>,
}

/// What the person used not long ago and still may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentLogOn {
    /// The account.
    pub account: AccountName,
    /// The access configuration.
    pub access_configuration: AccessConfigurationName,
    /// When the person last logged on with it.
    pub used_at: UnixMillis,
}

/// An access configuration that the person may use on the account asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalAccessConfiguration {
    /// Id.
    pub id: AccessConfigurationId,
    /// Name.
    pub name: String,
    /// Description; may be empty.
    pub description: String,
    /// How long the role session lasts, in seconds.
    pub session_duration: i64,
}

/// Query of a direct access link's meaning and of the builder, named as in the link.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DirectAccessQuery {
    /// The account's number, as written.
    pub account_id: String,
    /// The access configuration's name; empty or absent for whichever the person has.
    #[serde(default)]
    pub access_configuration_name: String,
    /// Console page to land on; empty or absent for the access configuration's own.
    #[serde(default)]
    pub landing_page: String,
}

/// What a direct access link leads to, once it is known that the person may go there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectAccess {
    /// The account.
    pub account: AccountName,
    /// The access configuration that the link names, or all that the person may use there; at least one.
    pub access_configurations: Vec<PortalAccessConfiguration>,
    /// Whether the landing page is not the cloud's own and will not be followed.
    pub landing_page_ignored: bool,
}

/// A direct access link that was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectAccessLink {
    /// The whole address.
    pub link: String,
}

/// Fields of the form that logs on to an account ([`crate::paths::LOG_ON`]), as form data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogOn {
    /// The account.
    pub account_id: String,
    /// The access configuration.
    pub access_configuration_id: String,
    /// Console page to land on instead of the access configuration's; empty or absent for that one.
    #[serde(default)]
    pub landing_page: String,
    /// [`crate::session::PortalSession::form_token`].
    pub form_token: String,
}
