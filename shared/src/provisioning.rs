//! Provisioning on the wire: which access configuration stands as a role in which account, and how it gets there.

use serde::{Deserialize, Serialize};

use crate::ids::{AccessConfigurationId, AccountId};
use crate::time::UnixMillis;

/// How the role in the account stands to the access configuration, in CloudSSO's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProvisioningStatus {
    /// As it was when it was last provisioned, and nothing has changed since.
    Provisioned,
    /// The access configuration's policies have changed since.
    ReprovisionRequired,
    /// It is being removed; it may be there in part. CloudSSO has no word of its own for this.
    Deprovisioning,
    /// Removing it failed; it may be there in part.
    DeprovisionFailed,
}

impl ProvisioningStatus {
    /// Every status, in the order of the filter's list.
    pub const ALL: [ProvisioningStatus; 4] = [
        ProvisioningStatus::Provisioned,
        ProvisioningStatus::ReprovisionRequired,
        ProvisioningStatus::Deprovisioning,
        ProvisioningStatus::DeprovisionFailed,
    ];

    /// Whether the role stands in the account, so that somebody can log on as it.
    pub fn stands(self) -> bool {
        matches!(self, ProvisioningStatus::Provisioned | ProvisioningStatus::ReprovisionRequired)
    }
}

/// An access configuration that stands in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provisioning {
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
    /// The access configuration's name.
    pub access_configuration_name: String,
    /// How it stands.
    pub status: ProvisioningStatus,
    /// When it was last provisioned.
    pub provisioned_at: UnixMillis,
    /// How many access assignments use it.
    pub assignments: u64,
}

/// Query of the provisionings, by account name and access configuration name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvisioningQuery {
    /// Only this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// Only this access configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_configuration_id: Option<AccessConfigurationId>,
    /// Only this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ProvisioningStatus>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Provisions an access configuration on accounts (again): one task an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
    /// The accounts; none for every account where it is provisioned and out of date.
    #[serde(default)]
    pub account_ids: Vec<AccountId>,
}

/// One access configuration on one account: what is deprovisioned, compared, or done by hand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleInAccount {
    /// The account.
    pub account_id: AccountId,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
}

/// What rolling an access configuration out would change: one entry for each state in which accounts are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollOutPreview {
    /// The changes; empty when every account is up to date.
    pub changes: Vec<PolicyChange>,
}

/// The difference between what stands in some accounts and the access configuration as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyChange {
    /// System policies that the role gets.
    pub system_policies_added: Vec<String>,
    /// System policies that the role loses.
    pub system_policies_removed: Vec<String>,
    /// The inline policy as it stands there; empty for none.
    pub inline_policy_before: String,
    /// The inline policy to come; empty for none.
    pub inline_policy_after: String,
    /// The accounts, by name.
    pub accounts: Vec<AffectedAccount>,
}

/// An account that a change touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedAccount {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// How many access assignments use the role there.
    pub assignments: u64,
}

/// How the role in the account differs from what it should be, as the cloud answers at this moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The differences; empty when all is as it should be.
    pub differences: Vec<Difference>,
}

/// One thing in the account that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What.
    pub part: RolePart,
    /// As it should be; empty when it should not be there.
    pub expected: String,
    /// As it is; empty when it is not there.
    pub found: String,
}

/// A part of what stands in an account for an access configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RolePart {
    /// The SAML provider with our metadata.
    SamlProvider,
    /// The RAM role itself.
    Role,
    /// The role's trust policy.
    TrustPolicy,
    /// The longest session that the role allows, in seconds.
    MaxSessionDuration,
    /// A system policy attached to the role.
    SystemPolicy,
    /// A custom policy attached to the role: that of the inline policy, or one that is not ours.
    CustomPolicy,
    /// The inline policy.
    InlinePolicy,
}

/// What an administrator has to do in an account by hand, until **Done** is pressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualWork {
    /// The account and access configuration.
    pub role: RoleInAccount,
    /// The account's name.
    pub account_name: String,
    /// The access configuration's name.
    pub access_configuration_name: String,
    /// Whether the role is to be removed, not made or changed.
    pub removes: bool,
    /// The steps in order.
    pub steps: Vec<ManualStep>,
    /// The same as lines of the `aliyun` command line.
    pub command_lines: String,
    /// The same as Terraform; empty where something is removed.
    pub terraform: String,
    /// Stands for what is to be done to the role; see [`ManualWorkDone`].
    pub revision: String,
}

/// **Done**: an administrator has done by hand what [`ManualWork`] says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManualWorkDone {
    /// The account.
    pub account_id: AccountId,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
    /// [`ManualWork::revision`] of what was done. Refused when something else is to be done by now.
    pub revision: String,
}

/// One step of [`ManualWork`]: what to do, and the value to enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualStep {
    /// What to do.
    pub action: ManualAction,
    /// The name that it is about.
    pub name: String,
    /// What to enter, such as a policy's document; empty for nothing.
    pub document: String,
}

/// Kinds of steps; the catalogue has a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ManualAction {
    /// Make the SAML provider with the document as metadata, if it is not there.
    CreateSamlProvider,
    /// Make the role with the document as trust policy, if it is not there.
    CreateRole,
    /// Make the custom policy with the document, or replace its document.
    PutPolicy,
    /// Attach the system policy to the role.
    AttachSystemPolicy,
    /// Attach the custom policy to the role.
    AttachPolicy,
    /// Detach the system policy from the role.
    DetachSystemPolicy,
    /// Detach the custom policy from the role.
    DetachPolicy,
    /// Delete the custom policy.
    DeletePolicy,
    /// Delete the role.
    DeleteRole,
    /// Delete the SAML provider.
    DeleteSamlProvider,
    /// Turn the account's user-based SSO on with the document as metadata, unless it is so already.
    TurnUserSsoOn,
    /// Make the RAM user with the document as comments, if it is not there.
    CreateRamUser,
    /// Delete the RAM user.
    DeleteRamUser,
    /// Replace the comments of the RAM user, which stays, by the document.
    ReleaseRamUser,
    /// Find the RAM user whose comments begin with this text, and delete that one only.
    DeleteMarkedRamUser,
    /// Find the RAM user whose comments begin with this text, and replace them by the document.
    ReleaseMarkedRamUser,
    /// Turn the account's user-based SSO off.
    TurnUserSsoOff,
}
