//! What the server answers when it does not do what was asked.
//!
//! The code is for programs and for the catalogue of texts, the message is a plain English sentence, the
//! field errors belong under the form's fields. None of them ever holds SQL, XML or a stack.

use serde::{Deserialize, Serialize};

use crate::policy::PolicyFault;

/// Body of every answer of `/api` that is not 2xx.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// What kind of refusal this is.
    pub code: ErrorCode,
    /// What happened and what to do next, in English.
    pub message: String,
    /// What is wrong with single fields; empty when the request as a whole was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
}

/// Kinds of refusal. The dotted codes are those of CloudSSO's own API where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ErrorCode {
    /// A field or the body as a whole is not as it must be; see the field errors.
    InvalidParameter,
    /// Nobody is signed in, or the session is over.
    SignInNeeded,
    /// User name and password do not belong together.
    WrongPassword,
    /// Too many failed attempts; wait and try again.
    TooManyAttempts,
    /// The request came from another site or lacks the form token.
    CrossSiteRequest,
    /// Signed in, but this is not theirs to do.
    Forbidden,
    /// Username-password logon is off because SSO Logon is on.
    PasswordLogonOff,
    /// SSO Logon cannot be switched on without an identity provider.
    IdentityProviderMissing,
    /// The identity provider cannot be cleared while SSO Logon is on.
    SsoLogonOn,
    /// The metadata document was refused; the message says why.
    MetadataRefused,
    /// The table of users was refused; the message says why.
    ImportRefused,
    /// The cloud did not do it; the message holds its words.
    CloudRefused,
    /// The resource directory here is of another management account than the cloud's; the message says which.
    OtherManagementAccount,
    /// The resource directory differs otherwise from the cloud's than it did when it was looked at.
    DifferenceChanged,
    /// The chosen changes do not go together; the message says why.
    ChangesDoNotFit,
    /// No such address.
    #[serde(rename = "EntityNotExists.Path")]
    PathNotExists,
    /// Users may not retrieve temporary credentials: an administrator has not allowed it.
    CredentialsNotAllowed,
    /// No client waits with this code: it was mistyped, is over, or was answered already.
    #[serde(rename = "EntityNotExists.DeviceCode")]
    DeviceCodeNotExists,
    /// No such directory.
    #[serde(rename = "EntityNotExists.Directory")]
    DirectoryNotExists,
    /// No such user.
    #[serde(rename = "EntityNotExists.User")]
    UserNotExists,
    /// No such group.
    #[serde(rename = "EntityNotExists.Group")]
    GroupNotExists,
    /// No such SCIM credential.
    #[serde(rename = "EntityNotExists.SCIMServerCredential")]
    ScimCredentialNotExists,
    /// No such folder.
    #[serde(rename = "EntityNotExists.Folder")]
    FolderNotExists,
    /// No such account.
    #[serde(rename = "EntityNotExists.Account")]
    AccountNotExists,
    /// No such access configuration.
    #[serde(rename = "EntityNotExists.AccessConfiguration")]
    AccessConfigurationNotExists,
    /// No such access assignment.
    #[serde(rename = "EntityNotExists.AccessAssignment")]
    AccessAssignmentNotExists,
    /// No access key of the cloud is configured.
    #[serde(rename = "EntityNotExists.CloudCredential")]
    CloudCredentialNotExists,
    /// The server's settings say with what the cloud is reached.
    #[serde(rename = "OperationDenied.CloudCredential")]
    CloudCredentialBySettings,
    /// The rotation of the signing key is at another step, or not every account is ready.
    #[serde(rename = "OperationConflict.KeyRotation")]
    KeyRotationConflict,
    /// Nothing stands in the account for the access configuration.
    #[serde(rename = "EntityNotExists.AccessConfigurationProvisioning")]
    ProvisioningNotExists,
    /// No such RAM user provisioning.
    #[serde(rename = "EntityNotExists.UserProvisioning")]
    RamUserProvisioningNotExists,
    /// No such RAM user event.
    #[serde(rename = "EntityNotExists.UserProvisioningEvent")]
    RamUserEventNotExists,
    /// No tasks that were started together under this id.
    #[serde(rename = "EntityNotExists.TaskBatch")]
    TaskBatchNotExists,
    /// No such problem record.
    #[serde(rename = "EntityNotExists.Problem")]
    ProblemNotExists,
    /// Somebody has that name or id already.
    EntityAlreadyExists,
    /// The user still has access assignments. (Spelt as in CloudSSO.)
    #[serde(rename = "DeletionConflict.User.AccessAssigment")]
    UserHasAssignments,
    /// The user is still a member of groups.
    #[serde(rename = "DeletionConflict.User.Group")]
    UserHasGroups,
    /// The group still has members.
    #[serde(rename = "DeletionConflict.Group.User")]
    GroupHasMembers,
    /// The group still has access assignments.
    #[serde(rename = "DeletionConflict.Group.AccessAssigment")]
    GroupHasAssignments,
    /// Kept by SCIM, so not to be changed in the console.
    #[serde(rename = "OperationDenied.Synchronized")]
    Synchronized,
    /// The password is right and must be replaced before anything else.
    PasswordChangeNeeded,
    /// The access configuration is still assigned.
    #[serde(rename = "DeletionConflict.AccessConfiguration.AccessAssignment")]
    AccessConfigurationHasAssignments,
    /// The access configuration is still provisioned in accounts.
    #[serde(rename = "DeletionConflict.AccessConfiguration.Provisioning")]
    AccessConfigurationProvisioned,
    /// Tasks of the access configuration have not ended.
    #[serde(rename = "DeletionConflict.AccessConfiguration.Task")]
    AccessConfigurationHasTasks,
    /// Somebody else has changed it since it was read.
    #[serde(rename = "OperationConflict.ChangedMeanwhile")]
    ChangedMeanwhile,
    /// Access assignments still use the role.
    #[serde(rename = "DeletionConflict.AccessConfigurationProvisioning.AccessAssignment")]
    ProvisioningHasAssignments,
    /// Roles still stand in the account.
    #[serde(rename = "DeletionConflict.Account.Provisioning")]
    AccountProvisioned,
    /// Tasks of the account are not over.
    #[serde(rename = "DeletionConflict.Account.Task")]
    AccountHasTasks,
    /// The account still has RAM user provisionings or RAM users.
    #[serde(rename = "DeletionConflict.Account.UserProvisioning")]
    AccountHasRamUsers,
    /// Another task of the same role is not over.
    #[serde(rename = "OperationConflict.Task")]
    TaskConflict,
    /// What is to be done by hand is not what it was.
    #[serde(rename = "OperationConflict.ManualWork")]
    ManualWorkChanged,
    /// The account still has access assignments.
    #[serde(rename = "DeletionConflict.Account.AccessAssignment")]
    AccountHasAssignments,
    /// The folder still holds folders or accounts.
    #[serde(rename = "DeletionConflict.Folder.Children")]
    FolderNotEmpty,
    /// The management account cannot be removed while members exist.
    #[serde(rename = "DeletionConflict.Account.ManagementAccount")]
    ManagementAccountNeeded,
    /// A limit of the directory is reached.
    LimitExceeded,
    /// The body is larger than this address takes.
    BodyTooLarge,
    /// The server is busy or its database cannot be reached; trying again may help.
    Unavailable,
    /// A fault of ours; it is in the server's log.
    InternalError,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the request body.
    pub field: String,
    /// The rule that it breaks.
    #[serde(flatten)]
    pub rule: Rule,
}

impl FieldError {
    /// `field` breaks `rule`.
    pub fn new(field: &str, rule: Rule) -> Self {
        Self { field: field.to_owned(), rule }
    }

    /// The fields that break a rule, of all that were judged.
    pub fn of<'a>(judged: impl IntoIterator<Item = (&'a str, Result<(), Rule>)>) -> Vec<Self> {
        judged.into_iter().filter_map(|(field, verdict)| Some(Self::new(field, verdict.err()?))).collect()
    }
}

/// Rules that a field can break; the catalogue of texts has a sentence for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule")]
pub enum Rule {
    /// Must be filled in.
    Required,
    /// Longer than allowed, in characters.
    TooLong {
        /// Most characters allowed.
        max: usize,
    },
    /// Shorter than allowed, in characters.
    TooShort {
        /// Fewest characters allowed.
        min: usize,
    },
    /// Holds a character outside the allowed set.
    Characters {
        /// The allowed set.
        allowed: Allowed,
    },
    /// Outside a range of numbers.
    OutOfRange {
        /// Smallest value allowed.
        min: i64,
        /// Largest value allowed.
        max: i64,
    },
    /// Somebody has this value already.
    Taken,
    /// Is not an e-mail address.
    NotAnEmail,
    /// Is not an https address (http is allowed for loopback hosts).
    NotAnHttpsUrl,
    /// Is not an address inside the cloud's own console.
    NotAConsoleUrl,
    /// Is not a readable X.509 certificate in PEM form, or its key is too weak.
    NotACertificate,
    /// Is not a policy of the RAM policy language, or no JSON at all.
    NotAPolicy {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
        /// What is wrong there.
        fault: PolicyFault,
        /// The word that it is about; empty for none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        word: String,
    },
    /// More entries than allowed.
    TooMany {
        /// Most entries allowed.
        max: usize,
    },
    /// Is not the same as the field that it repeats.
    NotRepeated,
    /// Names something that does not exist.
    Unknown,
    /// Would put a folder into itself or into a folder below it.
    InItself,
    /// Is or holds the user's own name, case aside.
    HoldsUserName,
    /// Is what it was before, where something new is needed.
    SameAsBefore,
}

/// Named sets of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Allowed {
    /// Letters, digits and `@ _ - .`
    UserName,
    /// Letters, digits and hyphens.
    AccessConfigurationName,
    /// Lower-case letters, digits and hyphens; no hyphen first, last or doubled; not beginning with `d-`.
    DirectoryName,
    /// Letters, digits and hyphens, as in the names of system policies.
    PolicyName,
    /// 8 to 20 digits.
    AccountId,
    /// No control characters.
    Printable,
    /// Letters, digits and signs of ASCII, no spaces.
    Visible,
    /// A RAM user's name, `@`, and a domain that may be the account's.
    RamPrincipalName,
}
