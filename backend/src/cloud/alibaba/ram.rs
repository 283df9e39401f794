//! RAM, version 2015-05-01: roles, custom policies, and what is attached to a role.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::client::{InAccount, gone, if_there, made};
use super::http::Call;
use crate::cloud::role::{CloudFault, MAX_SESSION_SECONDS};

type Answered<T> = Result<T, CloudFault>;

/// A role as it is.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Role {
    pub assume_role_policy_document: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub max_session_duration: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RoleAnswer {
    role: Role,
}

/// Whose a policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum PolicyType {
    /// The cloud's.
    System,
    /// The account's.
    Custom,
}

impl PolicyType {
    pub(super) fn name(self) -> &'static str {
        match self {
            PolicyType::System => "System",
            PolicyType::Custom => "Custom",
        }
    }
}

/// A policy attached to a role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Attached {
    pub policy_name: String,
    pub policy_type: PolicyType,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttachedAnswer {
    policies: AttachedList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttachedList {
    #[serde(default)]
    policy: Vec<Attached>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyAnswer {
    default_policy_version: DefaultVersion,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DefaultVersion {
    policy_document: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VersionsAnswer {
    policy_versions: VersionList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VersionList {
    #[serde(default)]
    policy_version: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    version_id: String,
    is_default_version: bool,
}

impl InAccount<'_> {
    pub(super) fn ram<'c>(&'c self, action: &'static str, parameters: &'c [(&'c str, &'c str)]) -> Call<'c> {
        Call { endpoint: &self.client.settings.ram_endpoint, version: "2015-05-01", action, parameters }
    }

    pub(super) async fn find_role(&self, name: &str) -> Answered<Option<Role>> {
        let answer = self.call::<RoleAnswer>(self.ram("GetRole", &[("RoleName", name)])).await;
        Ok(if_there(answer)?.map(|answer| answer.role))
    }

    /// `false` when there is a role of this name already.
    pub(super) async fn create_role(&self, name: &str, description: &str, trust: &str) -> Answered<bool> {
        let longest = MAX_SESSION_SECONDS.to_string();
        let mut parameters = vec![
            ("RoleName", name),
            ("AssumeRolePolicyDocument", trust),
            ("MaxSessionDuration", longest.as_str()),
        ];
        if !description.is_empty() {
            parameters.push(("Description", description));
        }
        made(self.call(self.ram("CreateRole", &parameters)).await)
    }

    /// Changes what is named in `changes`, by the parameters' own names.
    pub(super) async fn update_role(&self, name: &str, changes: &[(&str, &str)]) -> Answered<()> {
        let mut parameters = vec![("RoleName", name)];
        parameters.extend_from_slice(changes);
        self.call::<IgnoredAny>(self.ram("UpdateRole", &parameters)).await.map(|_| ())
    }

    pub(super) async fn delete_role(&self, name: &str) -> Answered<()> {
        gone(self.call(self.ram("DeleteRole", &[("RoleName", name)])).await)
    }

    /// What is attached to the role; nothing when there is no such role.
    pub(super) async fn attached(&self, role: &str) -> Answered<Vec<Attached>> {
        let answer =
            self.call::<AttachedAnswer>(self.ram("ListPoliciesForRole", &[("RoleName", role)])).await;
        Ok(if_there(answer)?.map(|answer| answer.policies.policy).unwrap_or_default())
    }

    pub(super) async fn attach(&self, role: &str, policy: &Attached) -> Answered<()> {
        let parameters = [
            ("RoleName", role),
            ("PolicyName", policy.policy_name.as_str()),
            ("PolicyType", policy.policy_type.name()),
        ];
        made(self.call(self.ram("AttachPolicyToRole", &parameters)).await).map(|_| ())
    }

    pub(super) async fn detach(&self, role: &str, policy: &Attached) -> Answered<()> {
        let parameters = [
            ("RoleName", role),
            ("PolicyName", policy.policy_name.as_str()),
            ("PolicyType", policy.policy_type.name()),
        ];
        gone(self.call(self.ram("DetachPolicyFromRole", &parameters)).await)
    }

    /// The document that holds of a custom policy.
    pub(super) async fn find_custom_policy(&self, name: &str) -> Answered<Option<String>> {
        let parameters = [("PolicyName", name), ("PolicyType", "Custom")];
        let answer = self.call::<PolicyAnswer>(self.ram("GetPolicy", &parameters)).await;
        Ok(if_there(answer)?.map(|answer| answer.default_policy_version.policy_document))
    }

    /// `false` when there is a custom policy of this name already.
    pub(super) async fn create_policy(&self, name: &str, document: &str) -> Answered<bool> {
        let parameters = [("PolicyName", name), ("PolicyDocument", document)];
        made(self.call(self.ram("CreatePolicy", &parameters)).await)
    }

    /// Makes `document` the one that holds. A policy has five versions at most: the oldest of the others goes.
    pub(super) async fn replace_policy(&self, name: &str, document: &str) -> Answered<()> {
        let parameters = [
            ("PolicyName", name),
            ("PolicyDocument", document),
            ("SetAsDefault", "true"),
            ("RotateStrategy", "DeleteOldestNonDefaultVersionWhenLimitExceeded"),
        ];
        self.call::<IgnoredAny>(self.ram("CreatePolicyVersion", &parameters)).await.map(|_| ())
    }

    /// Removes a custom policy and the versions that it keeps, which the cloud wants removed first.
    pub(super) async fn delete_policy(&self, name: &str) -> Answered<()> {
        let parameters = [("PolicyName", name), ("PolicyType", "Custom")];
        let versions = self.call::<VersionsAnswer>(self.ram("ListPolicyVersions", &parameters)).await;
        let Some(versions) = if_there(versions)? else { return Ok(()) };
        for version in versions.policy_versions.policy_version {
            if !version.is_default_version {
                let parameters = [("PolicyName", name), ("VersionId", version.version_id.as_str())];
                gone(self.call(self.ram("DeletePolicyVersion", &parameters)).await)?;
            }
        }
        gone(self.call(self.ram("DeletePolicy", &[("PolicyName", name)])).await)
    }
}
