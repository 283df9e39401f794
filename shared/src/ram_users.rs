//! RAM user provisioning on the wire: which users have a RAM user in which account, what stands in the way, and how
//! they log on as it.

use serde::{Deserialize, Serialize};

use crate::access_assignments::Principal;
use crate::ids::{AccountId, GroupId, RamUserEventId, RamUserProvisioningId, UserId};
use crate::portal::AccountName;
use crate::provisioning::ManualStep;
use crate::tasks::TaskFailure;
use crate::time::UnixMillis;

/// What happens when the account has a RAM user of the same name already, in CloudSSO's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum ConflictPolicy {
    /// The other stays as it is; ours gets the suffix [`KEEP_BOTH_SUFFIX`].
    #[default]
    KeepBoth,
    /// The other becomes ours with all its permissions; its password logon stops.
    TakeOver,
}

/// What happens to the RAM user when nothing provisions it any longer, in CloudSSO's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum DeletionPolicy {
    /// It is deleted.
    #[default]
    Delete,
    /// It stays in the account and is ours no longer.
    Keep,
}

/// What a RAM user's name gets when the name is taken and both are kept.
pub const KEEP_BOTH_SUFFIX: &str = "_sso";

/// A RAM user provisioning: a user or group that gets RAM users in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RamUserProvisioning {
    /// Id.
    pub id: RamUserProvisioningId,
    /// The user or group.
    pub principal: Principal,
    /// Its name.
    pub principal_name: String,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// When the name is taken.
    pub conflict_policy: ConflictPolicy,
    /// When it ends.
    pub deletion_policy: DeletionPolicy,
    /// Description; may be empty.
    pub description: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// For how many users the RAM user stands.
    pub ram_users: u64,
    /// How many of its events have failed and were not tried again.
    pub failed_events: u64,
}

/// Query of the RAM user provisionings, by account name; at most one of the first three.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamUserProvisioningQuery {
    /// Only those of this user, not those of the user's groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Only those of this group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_id: Option<GroupId>,
    /// Only those on this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Makes RAM user provisionings: every user and group on every account. What is there already stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateRamUserProvisionings {
    /// The users and groups.
    pub principals: Vec<Principal>,
    /// The accounts.
    pub account_ids: Vec<AccountId>,
    /// When the name is taken.
    pub conflict_policy: ConflictPolicy,
    /// When they end.
    pub deletion_policy: DeletionPolicy,
    /// Description; may be empty.
    #[serde(default)]
    pub description: String,
    /// That the accounts' user-based SSO is turned on, which ends the password logon of all their RAM users, is
    /// accepted. Refused when not.
    pub user_sso_accepted: bool,
}

/// How many RAM user provisionings were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RamUserProvisioningsCreated {
    /// New ones.
    pub created: u64,
    /// What was there already.
    pub existing: u64,
}

/// Changes a RAM user provisioning; RAM users that stand keep their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateRamUserProvisioning {
    /// When the name is taken.
    pub conflict_policy: ConflictPolicy,
    /// When it ends.
    pub deletion_policy: DeletionPolicy,
    /// Description; may be empty.
    pub description: String,
}

/// How far a RAM user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RamUserStatus {
    /// It is to be made; nobody can log on as it.
    Pending,
    /// It stands in the account.
    Provisioned,
    /// It is to be removed; nobody can log on as it.
    Removing,
}

/// The RAM user of a user in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RamUser {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The RAM user's principal name, such as `ada@1234567890123456.onaliyun.com`; empty until it stands.
    pub principal_name: String,
    /// How far it is.
    pub status: RamUserStatus,
    /// Through what the user has it: the provisionings of the user and of the user's groups.
    pub through: Vec<Principal>,
    /// Names of [`RamUser::through`], in the same order.
    pub through_names: Vec<String>,
}

/// Kinds of RAM user events, in CloudSSO's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RamUserEventKind {
    /// A provisioning was made.
    Start,
    /// A provisioning was deleted.
    Delete,
    /// A user came into a group that has one.
    AddToGroup,
    /// A user left a group that has one.
    RemoveFromGroup,
    /// The user or the group was deleted.
    Clearing,
}

impl RamUserEventKind {
    /// Every kind, in the order of the filter's list.
    pub const ALL: [RamUserEventKind; 5] = [
        RamUserEventKind::Start,
        RamUserEventKind::Delete,
        RamUserEventKind::AddToGroup,
        RamUserEventKind::RemoveFromGroup,
        RamUserEventKind::Clearing,
    ];
}

/// How far a RAM user event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RamUserEventStatus {
    /// Not started, or put off until the cloud answers again.
    Waiting,
    /// A server works on it.
    InProgress,
    /// An administrator has to do it in the account by hand and then press **Done**.
    AwaitingAdministrator,
    /// Done, or no longer needed.
    Success,
    /// Refused by the cloud: can be tried again.
    Failed,
}

impl RamUserEventStatus {
    /// Every status, in the order of the filter's list.
    pub const ALL: [RamUserEventStatus; 5] = [
        RamUserEventStatus::Waiting,
        RamUserEventStatus::InProgress,
        RamUserEventStatus::AwaitingAdministrator,
        RamUserEventStatus::Success,
        RamUserEventStatus::Failed,
    ];
}

/// What is to be done, or was done, about the RAM user of one user in one account; names as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RamUserEvent {
    /// Id.
    pub id: RamUserEventId,
    /// Why.
    pub kind: RamUserEventKind,
    /// How far.
    pub status: RamUserEventStatus,
    /// The user or group of the provisioning.
    pub principal: Principal,
    /// Its name.
    pub principal_name: String,
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// When it came up.
    pub created_at: UnixMillis,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<UnixMillis>,
    /// Why it failed, or what put it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<TaskFailure>,
    /// What to do by hand, while it awaits an administrator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_hand: Option<RamUserByHand>,
}

/// What an administrator has to do about a RAM user by hand, until **Done** is pressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RamUserByHand {
    /// Whether it is to be removed.
    pub removes: bool,
    /// The RAM user's name to use, when it is free.
    pub ram_user_name: String,
    /// The steps in order.
    pub steps: Vec<ManualStep>,
    /// The same as lines of the `aliyun` command line.
    pub command_lines: String,
}

/// **Done**: an administrator has done by hand what [`RamUserByHand`] says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamUserDone {
    /// The event.
    pub event_id: RamUserEventId,
    /// The principal name of the RAM user as it was made; empty when it was removed.
    #[serde(default)]
    pub principal_name: String,
}

/// Query of the RAM user events, latest first; every part may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamUserEventQuery {
    /// Only this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RamUserEventStatus>,
    /// Only of this user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Only of this group's provisionings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_id: Option<GroupId>,
    /// Only in this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Tries failed events again: these, or every failed one of a user, group or account. What has not failed is left.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetryRamUserEvents {
    /// These events.
    #[serde(default)]
    pub event_ids: Vec<RamUserEventId>,
    /// Every failed one of this user.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// Every failed one of this group's provisionings.
    #[serde(default)]
    pub group_id: Option<GroupId>,
    /// Every failed one in this account.
    #[serde(default)]
    pub account_id: Option<AccountId>,
}

/// How many events were changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RamUserEventsChanged {
    /// That many.
    pub events: u64,
}

/// What holds for all logons as RAM users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamUserSettings {
    /// How long a session lasts, in hours, 1 to 24.
    pub session_hours: u32,
    /// Where people land: an address of the cloud's own domains.
    pub landing_page: String,
}

impl Default for RamUserSettings {
    fn default() -> Self {
        Self { session_hours: 6, landing_page: "https://homenew.console.aliyun.com".to_owned() }
    }
}

/// An account in which the person has a RAM user, in the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalRamUser {
    /// The account.
    #[serde(flatten)]
    pub account: AccountName,
    /// The RAM user's principal name.
    pub principal_name: String,
}

/// Query of the portal's RAM users, by account name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalRamUserQuery {
    /// As in [`crate::portal::PortalAccountQuery`], over account and RAM user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Fields of the form that logs on as the RAM user, as form data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RamUserLogOn {
    /// The account.
    pub account_id: String,
    /// [`crate::session::PortalSession::form_token`].
    pub form_token: String,
}
