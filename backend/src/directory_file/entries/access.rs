//! Who may do what where, and the identity provider.

use serde::Deserialize;
use shared::names::SESSION_DURATION_DEFAULT;

use super::{Attribute, Entry, Value, access_configuration_key, group_key, user_key};

/// An access configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct AccessConfigurationEntry {
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default = "usual_session_duration")]
    pub session_duration: i64,
    #[serde(default)]
    pub relay_state: String,
    #[serde(default)]
    pub system_policies: Vec<String>,
    #[serde(default)]
    pub inline_policy: String,
}

fn usual_session_duration() -> i64 {
    SESSION_DURATION_DEFAULT
}

impl Entry for AccessConfigurationEntry {
    const SECTION: &'static str = "access_configurations";
    const THING: &'static str = "access configuration";

    fn key(&self) -> String {
        access_configuration_key(&self.name)
    }

    fn name(&self) -> String {
        self.name.clone()
    }

    fn attributes(&self) -> Vec<Attribute> {
        vec![
            Attribute::text("name", &self.name),
            Attribute::text("description", &self.description),
            Attribute::of("session_duration", Value::Number(self.session_duration)),
            Attribute::text("relay_state", &self.relay_state),
            Attribute::of("system_policies", Value::List(self.system_policies.clone())),
            Attribute::text("inline_policy", &self.inline_policy),
        ]
    }
}

/// Access of a user or a group, exactly one of which is named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct AccessAssignmentEntry {
    pub account: String,
    pub access_configuration: String,
    #[serde(default)]
    pub group: String,
    #[serde(default)]
    pub user: String,
}

impl Entry for AccessAssignmentEntry {
    const SECTION: &'static str = "access_assignments";
    const THING: &'static str = "access assignment";
    const TOLD_BY_NAME: usize = 4;

    fn key(&self) -> String {
        let configuration = access_configuration_key(&self.access_configuration);
        let (group, user) = (group_key(&self.group), user_key(&self.user));
        format!("{}\n{configuration}\n{group}\n{user}", self.account)
    }

    fn name(&self) -> String {
        let (kind, principal) =
            if self.group.is_empty() { ("user", &self.user) } else { ("group", &self.group) };
        format!("{kind} {principal} as {} on {}", self.access_configuration, self.account)
    }

    fn attributes(&self) -> Vec<Attribute> {
        vec![
            Attribute::text("account", &self.account),
            Attribute::text("access_configuration", &self.access_configuration),
            Attribute::text("group", &self.group),
            Attribute::text("user", &self.user),
        ]
    }
}

/// The identity provider; all empty when none is configured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in super::super) struct IdentityProviderEntry {
    pub entity_id: String,
    pub logon_url: String,
    pub binding: Option<shared::settings::Binding>,
    pub wants_signed_requests: bool,
    pub certificates: Vec<String>,
}
