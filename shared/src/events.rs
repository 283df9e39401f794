//! The audit log on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::EventId;
use crate::time::UnixMillis;

/// What happened. The catalogue has a name for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EventKind {
    /// A user signed in through the identity provider.
    SsoSignIn,
    /// A response of the identity provider was refused.
    SsoSignInRefused,
    /// A user signed in with a password.
    PasswordSignIn,
    /// A user's password sign-in was refused.
    PasswordSignInRefused,
    /// A user signed out.
    SignOut,
    /// An administrator signed in.
    AdministratorSignIn,
    /// An administrator's sign-in was refused.
    AdministratorSignInRefused,
    /// An administrator signed out.
    AdministratorSignOut,
    /// A user was sent to an account as a role.
    RoleLogOn,
    /// A user asked for a role and was refused.
    RoleLogOnRefused,
    /// A user was sent to an account as a RAM user.
    RamUserLogOn,
    /// A user asked to log on as a RAM user and was refused.
    RamUserLogOnRefused,
    /// A user got temporary credentials of a role.
    CredentialsIssued,
    /// A user asked for temporary credentials and was refused.
    CredentialsRefused,
    /// A user confirmed a command-line client.
    ClientConfirmed,
    /// A user denied a command-line client.
    ClientDenied,
    /// A command-line client got the access token that a user had confirmed.
    ClientSignIn,
    /// A command-line client asked for a confirmed access token without the right proof.
    ClientSignInRefused,
    /// The directory was made.
    DirectoryCreated,
    /// The directory was renamed.
    DirectoryRenamed,
    /// It was said anew whom people ask for access.
    AccessContactUpdated,
    /// The identity provider was configured or replaced.
    IdentityProviderConfigured,
    /// The identity provider was cleared.
    IdentityProviderCleared,
    /// SSO Logon was switched on.
    SsoLogonEnabled,
    /// SSO Logon was switched off.
    SsoLogonDisabled,
    /// The rules of SSO Logon were changed.
    SsoRulesUpdated,
    /// The logon preferences were changed.
    LogonPreferencesUpdated,
    /// An administrator was made.
    AdministratorCreated,
    /// An administrator's password was reset.
    AdministratorReset,
    /// A user was made.
    UserCreated,
    /// A user was changed.
    UserUpdated,
    /// A hand-made user was taken over by SCIM.
    UserSynchronized,
    /// A user was enabled.
    UserEnabled,
    /// A user was disabled.
    UserDisabled,
    /// A user got a new password.
    UserPasswordReset,
    /// A user chose a new password.
    UserPasswordChanged,
    /// A user was deleted.
    UserDeleted,
    /// A group was made.
    GroupCreated,
    /// A group was renamed or described anew.
    GroupUpdated,
    /// Users became members of a group.
    GroupMembersAdded,
    /// Users left a group.
    GroupMembersRemoved,
    /// SCIM named members of a group who are not there, and who were left out.
    GroupMembersUnknown,
    /// A group was deleted.
    GroupDeleted,
    /// SCIM Synchronization was switched on.
    ScimSynchronizationEnabled,
    /// SCIM Synchronization was switched off.
    ScimSynchronizationDisabled,
    /// A SCIM credential was made.
    ScimCredentialCreated,
    /// A SCIM credential was enabled.
    ScimCredentialEnabled,
    /// A SCIM credential was disabled.
    ScimCredentialDisabled,
    /// A SCIM credential was deleted.
    ScimCredentialDeleted,
    /// A SCIM request was refused.
    ScimRequestRefused,
    /// An access key of the cloud was entered or replaced.
    CloudCredentialConfigured,
    /// The access key of the cloud was deleted.
    CloudCredentialDeleted,
    /// A new key for role logons was made beside the old one.
    KeyRotationStarted,
    /// Our metadata was put into an account's SAML provider.
    SamlMetadataPut,
    /// The new key signs role logons.
    SigningKeySwitched,
    /// The old key for role logons was removed.
    OldSigningKeyRemoved,
    /// The new key for role logons was removed before it signed.
    KeyRotationCanceled,
    /// Every account trusts the one key that is left.
    KeyRotationFinished,
    /// A folder was made.
    FolderCreated,
    /// A folder was renamed or moved.
    FolderUpdated,
    /// A folder was deleted.
    FolderDeleted,
    /// An account was added.
    AccountCreated,
    /// An account was renamed, moved or marked.
    AccountUpdated,
    /// An account was removed.
    AccountDeleted,
    /// An access configuration was made.
    AccessConfigurationCreated,
    /// An access configuration was changed.
    AccessConfigurationUpdated,
    /// An access configuration was deleted.
    AccessConfigurationDeleted,
    /// Access was granted.
    AccessGranted,
    /// Access was revoked.
    AccessRevoked,
    /// A role was made in an account, or brought up to date.
    AccessConfigurationProvisioned,
    /// A role was removed from an account.
    AccessConfigurationDeprovisioned,
    /// What stands in an account that is gone was forgotten.
    ProvisioningForgotten,
    /// Tasks were started that could not be done at once.
    TasksStarted,
    /// A task failed.
    TaskFailed,
    /// A task was called off.
    TaskCanceled,
    /// Failed tasks are tried again.
    TasksRetried,
    /// A user or group was given RAM users in an account.
    RamUserProvisioningCreated,
    /// A RAM user provisioning was changed.
    RamUserProvisioningUpdated,
    /// A RAM user provisioning was deleted.
    RamUserProvisioningDeleted,
    /// A RAM user was made in an account.
    RamUserProvisioned,
    /// A RAM user that was there before became that of a user.
    RamUserTakenOver,
    /// A RAM user was deleted, or kept as nobody's.
    RamUserRemoved,
    /// What was to be done about a RAM user failed.
    RamUserFailed,
    /// What failed about RAM users is tried again.
    RamUsersRetried,
    /// The settings of logons as RAM users were changed.
    RamUserSettingsUpdated,
}

impl EventKind {
    /// Every kind, in the order of the filter's list.
    pub const ALL: [EventKind; 85] = [
        EventKind::SsoSignIn,
        EventKind::SsoSignInRefused,
        EventKind::PasswordSignIn,
        EventKind::PasswordSignInRefused,
        EventKind::SignOut,
        EventKind::AdministratorSignIn,
        EventKind::AdministratorSignInRefused,
        EventKind::AdministratorSignOut,
        EventKind::RoleLogOn,
        EventKind::RoleLogOnRefused,
        EventKind::RamUserLogOn,
        EventKind::RamUserLogOnRefused,
        EventKind::CredentialsIssued,
        EventKind::CredentialsRefused,
        EventKind::ClientConfirmed,
        EventKind::ClientDenied,
        EventKind::ClientSignIn,
        EventKind::ClientSignInRefused,
        EventKind::DirectoryCreated,
        EventKind::DirectoryRenamed,
        EventKind::AccessContactUpdated,
        EventKind::IdentityProviderConfigured,
        EventKind::IdentityProviderCleared,
        EventKind::SsoLogonEnabled,
        EventKind::SsoLogonDisabled,
        EventKind::SsoRulesUpdated,
        EventKind::LogonPreferencesUpdated,
        EventKind::AdministratorCreated,
        EventKind::AdministratorReset,
        EventKind::UserCreated,
        EventKind::UserUpdated,
        EventKind::UserSynchronized,
        EventKind::UserEnabled,
        EventKind::UserDisabled,
        EventKind::UserPasswordReset,
        EventKind::UserPasswordChanged,
        EventKind::UserDeleted,
        EventKind::GroupCreated,
        EventKind::GroupUpdated,
        EventKind::GroupMembersAdded,
        EventKind::GroupMembersRemoved,
        EventKind::GroupMembersUnknown,
        EventKind::GroupDeleted,
        EventKind::ScimSynchronizationEnabled,
        EventKind::ScimSynchronizationDisabled,
        EventKind::ScimCredentialCreated,
        EventKind::ScimCredentialEnabled,
        EventKind::ScimCredentialDisabled,
        EventKind::ScimCredentialDeleted,
        EventKind::ScimRequestRefused,
        EventKind::CloudCredentialConfigured,
        EventKind::CloudCredentialDeleted,
        EventKind::KeyRotationStarted,
        EventKind::SamlMetadataPut,
        EventKind::SigningKeySwitched,
        EventKind::OldSigningKeyRemoved,
        EventKind::KeyRotationCanceled,
        EventKind::KeyRotationFinished,
        EventKind::FolderCreated,
        EventKind::FolderUpdated,
        EventKind::FolderDeleted,
        EventKind::AccountCreated,
        EventKind::AccountUpdated,
        EventKind::AccountDeleted,
        EventKind::AccessConfigurationCreated,
        EventKind::AccessConfigurationUpdated,
        EventKind::AccessConfigurationDeleted,
        EventKind::AccessGranted,
        EventKind::AccessRevoked,
        EventKind::AccessConfigurationProvisioned,
        EventKind::AccessConfigurationDeprovisioned,
        EventKind::ProvisioningForgotten,
        EventKind::TasksStarted,
        EventKind::TaskFailed,
        EventKind::TaskCanceled,
        EventKind::TasksRetried,
        EventKind::RamUserProvisioningCreated,
        EventKind::RamUserProvisioningUpdated,
        EventKind::RamUserProvisioningDeleted,
        EventKind::RamUserProvisioned,
        EventKind::RamUserTakenOver,
        EventKind::RamUserRemoved,
        EventKind::RamUserFailed,
        EventKind::RamUsersRetried,
        EventKind::RamUserSettingsUpdated,
    ];
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActorKind {
    /// A user of the directory.
    User,
    /// A local administrator.
    Administrator,
    /// The identity provider's provisioning service, by the id of its SCIM credential.
    ScimCredential,
    /// The server's own command line or first start.
    Server,
    /// Somebody who did not get in; the name is what was claimed.
    Unknown,
}

/// One record of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Id.
    pub id: EventId,
    /// When.
    pub occurred_at: UnixMillis,
    /// What.
    pub kind: EventKind,
    /// Who, as a kind.
    pub actor_kind: ActorKind,
    /// Who, by name at that time.
    pub actor_name: String,
    /// What it was done to, by name at that time; empty where nothing but the actor is concerned.
    pub target: String,
    /// From which network address.
    pub address: String,
    /// More values, such as check, expected and received; never a response, cookie or secret.
    pub details: BTreeMap<String, String>,
}

/// Query of the audit log; every part may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventQuery {
    /// Only this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EventKind>,
    /// Only what was done by actors of this kind: with `ScimCredential` the provisioning log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_kind: Option<ActorKind>,
    /// Only where actor or target begins with this text, ASCII case aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}
