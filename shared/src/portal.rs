//! The user portal on the wire.

use serde::{Deserialize, Serialize};

use crate::ids::{AccessConfigurationId, AccountId};

/// An account on which the person has at least one access assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalAccount {
    /// The account's number.
    pub id: AccountId,
    /// The account's name.
    pub name: String,
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

/// What a direct access link leads to, once it is known that the person may go there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectAccess {
    /// The account.
    pub account: PortalAccount,
    /// The access configuration.
    pub access_configuration: PortalAccessConfiguration,
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
