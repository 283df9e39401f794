//! Who gets RAM users where.

use serde::Deserialize;
use shared::ram_users::{ConflictPolicy, DeletionPolicy};

use super::{Attribute, Entry, group_key, user_key};

/// A RAM user provisioning of a user or a group, exactly one of which is named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct RamUserProvisioningEntry {
    pub account: String,
    #[serde(default)]
    pub group: String,
    #[serde(default)]
    pub user: String,
    #[serde(default)]
    pub conflict_policy: ConflictPolicy,
    #[serde(default)]
    pub deletion_policy: DeletionPolicy,
    #[serde(default)]
    pub description: String,
}

impl Entry for RamUserProvisioningEntry {
    const SECTION: &'static str = "ram_user_provisionings";
    const THING: &'static str = "RAM user provisioning";
    const TOLD_BY_NAME: usize = 3;

    fn key(&self) -> String {
        format!("{}\n{}\n{}", self.account, group_key(&self.group), user_key(&self.user))
    }

    fn name(&self) -> String {
        let (kind, principal) =
            if self.group.is_empty() { ("user", &self.user) } else { ("group", &self.group) };
        format!("{kind} {principal} on {}", self.account)
    }

    fn attributes(&self) -> Vec<Attribute> {
        vec![
            Attribute::text("account", &self.account),
            Attribute::text("group", &self.group),
            Attribute::text("user", &self.user),
            Attribute::word("conflict_policy", &format!("{:?}", self.conflict_policy), "KeepBoth"),
            Attribute::word("deletion_policy", &format!("{:?}", self.deletion_policy), "Delete"),
            Attribute::text("description", &self.description),
        ]
    }
}
