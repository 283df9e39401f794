//! The section **Cloud Credential** on the wire: with what the server reaches the cloud's management interfaces.

use serde::{Deserialize, Serialize};

use crate::ids::AccountId;
use crate::tasks::TaskFailure;
use crate::time::UnixMillis;

/// What is configured; never the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudCredential {
    /// What is used.
    #[serde(flatten)]
    pub kind: CredentialKind,
    /// The access key that an administrator entered; not used while the server's settings name a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// When it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configured_at: Option<UnixMillis>,
    /// The role in every member that the management account assumes.
    pub member_role: String,
}

/// Kinds of credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum CredentialKind {
    /// Nothing: roles are provisioned by hand.
    None,
    /// The access key that an administrator entered.
    AccessKey,
    /// A role that the server's settings name, assumed with a token of its platform.
    OidcRole {
        /// The role.
        role_arn: String,
    },
    /// The role of the ECS instance that the server runs on, by its settings.
    EcsRole {
        /// Its name.
        role_name: String,
    },
}

/// Enters an access key in place of the one before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutCloudCredential {
    /// AccessKeyId.
    pub access_key_id: String,
    /// AccessKeySecret; never shown again.
    pub access_key_secret: String,
}

/// Tries out what the credential can do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestCloudCredential {
    /// The member whose role is tried; none leaves that out.
    #[serde(default)]
    pub member: Option<AccountId>,
}

/// What works and what does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudCredentialTest {
    /// Each thing that was tried, in order.
    pub checks: Vec<CloudCheckOutcome>,
}

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloudCheckOutcome {
    /// What.
    pub check: CloudCheck,
    /// Whether it works; `None` when it was not tried.
    #[serde(default)]
    pub works: Option<bool>,
    /// What the cloud answered, such as the ARN of the caller; may be empty.
    pub found: String,
    /// Why it does not work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<TaskFailure>,
}

/// Things to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CloudCheck {
    /// The cloud knows the credential: GetCallerIdentity.
    CallerIdentity,
    /// Its account owns the resource directory: GetResourceDirectory.
    ManagementAccount,
    /// It gets into the member: AssumeRole.
    MemberRole,
}
