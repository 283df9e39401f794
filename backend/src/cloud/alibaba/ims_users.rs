//! RAM users, one operation at a time: IMS, version 2019-08-15, by principal name; and RAM, version 2015-05-01, by
//! name, for what is attached to them.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::client::{InAccount, gone, if_there, made};
use super::ram::Attached;
use crate::cloud::role::CloudFault;

type Answered<T> = Result<T, CloudFault>;

/// Most characters of a display name that IMS takes; RAM takes more, and shows them in another place.
const DISPLAY_NAME_MAX: usize = 24;

/// A RAM user as it is.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RamUser {
    pub user_principal_name: String,
    #[serde(default)]
    pub comments: Option<String>,
}

impl RamUser {
    /// The part of the principal name by which RAM knows the user.
    pub(super) fn name(&self) -> &str {
        name_of(&self.user_principal_name)
    }

    pub(super) fn comments(&self) -> &str {
        self.comments.as_deref().unwrap_or_default()
    }
}

/// The RAM user's name in a principal name.
pub(super) fn name_of(principal_name: &str) -> &str {
    principal_name.split('@').next().unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UserAnswer {
    user: RamUser,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DomainAnswer {
    default_domain_name: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct PoliciesAnswer {
    policies: PolicyList,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct PolicyList {
    policy: Vec<Attached>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct GroupsAnswer {
    groups: GroupList,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct GroupList {
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    group_name: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct KeysAnswer {
    access_keys: KeyList,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct KeyList {
    access_key: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Key {
    access_key_id: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct MfaAnswer {
    #[serde(rename = "MFADevice")]
    device: Option<IgnoredAny>,
}

impl InAccount<'_> {
    /// The domain of the account's principal names.
    pub(super) async fn default_domain(&self) -> Answered<String> {
        let answer = self.call::<DomainAnswer>(self.ims("GetDefaultDomain", &[])).await?;
        Ok(answer.default_domain_name)
    }

    pub(super) async fn find_user(&self, principal_name: &str) -> Answered<Option<RamUser>> {
        let parameters = [("UserPrincipalName", principal_name)];
        let answer = self.call::<UserAnswer>(self.ims("GetUser", &parameters)).await;
        Ok(if_there(answer)?.map(|answer| answer.user))
    }

    /// `false` when there is a user of this name already.
    pub(super) async fn create_user(
        &self,
        principal_name: &str,
        display_name: &str,
        comments: &str,
    ) -> Answered<bool> {
        let display_name: String = match display_name.trim() {
            "" => name_of(principal_name).chars().take(DISPLAY_NAME_MAX).collect(),
            text => text.chars().take(DISPLAY_NAME_MAX).collect(),
        };
        let parameters = [
            ("UserPrincipalName", principal_name),
            ("DisplayName", display_name.as_str()),
            ("Comments", comments),
        ];
        made(self.call(self.ims("CreateUser", &parameters)).await)
    }

    pub(super) async fn set_comments(&self, user: &RamUser, comments: &str) -> Answered<()> {
        let parameters =
            [("UserPrincipalName", user.user_principal_name.as_str()), ("NewComments", comments)];
        self.call::<IgnoredAny>(self.ims("UpdateUser", &parameters)).await.map(|_| ())
    }

    /// Ends the user's password logon.
    pub(super) async fn delete_login_profile(&self, user: &RamUser) -> Answered<()> {
        let parameters = [("UserPrincipalName", user.user_principal_name.as_str())];
        gone(self.call(self.ims("DeleteLoginProfile", &parameters)).await)
    }

    /// Deletes the user, and first what the cloud wants gone before: policies, groups, AccessKeys, the MFA device.
    pub(super) async fn delete_user(&self, user: &RamUser) -> Answered<()> {
        self.detach_all(user.name()).await?;
        let principal_name = ("UserPrincipalName", user.user_principal_name.as_str());
        for group in self.groups_of(principal_name).await? {
            let parameters = [principal_name, ("GroupName", group.group_name.as_str())];
            gone(self.call(self.ims("RemoveUserFromGroup", &parameters)).await)?;
        }
        for key in self.access_keys_of(principal_name).await? {
            let parameters = [principal_name, ("UserAccessKeyId", key.access_key_id.as_str())];
            gone(self.call(self.ims("DeleteAccessKey", &parameters)).await)?;
        }
        if self.has_mfa_device(principal_name).await? {
            gone(self.call(self.ims("UnbindMFADevice", &[principal_name])).await)?;
        }
        self.delete_login_profile(user).await?;
        gone(self.call(self.ims("DeleteUser", &[principal_name])).await)
    }

    async fn detach_all(&self, name: &str) -> Answered<()> {
        let answer =
            self.call::<PoliciesAnswer>(self.ram("ListPoliciesForUser", &[("UserName", name)])).await;
        let policies = if_there(answer)?.map(|answer| answer.policies.policy).unwrap_or_default();
        for policy in policies {
            let parameters = [
                ("UserName", name),
                ("PolicyName", policy.policy_name.as_str()),
                ("PolicyType", policy.policy_type.name()),
            ];
            gone(self.call(self.ram("DetachPolicyFromUser", &parameters)).await)?;
        }
        Ok(())
    }

    async fn groups_of(&self, principal_name: (&str, &str)) -> Answered<Vec<Group>> {
        let answer = self.call::<GroupsAnswer>(self.ims("ListGroupsForUser", &[principal_name])).await;
        Ok(if_there(answer)?.map(|answer| answer.groups.group).unwrap_or_default())
    }

    async fn access_keys_of(&self, principal_name: (&str, &str)) -> Answered<Vec<Key>> {
        let answer = self.call::<KeysAnswer>(self.ims("ListAccessKeys", &[principal_name])).await;
        Ok(if_there(answer)?.map(|answer| answer.access_keys.access_key).unwrap_or_default())
    }

    async fn has_mfa_device(&self, principal_name: (&str, &str)) -> Answered<bool> {
        let answer = self.call::<MfaAnswer>(self.ims("GetUserMFAInfo", &[principal_name])).await;
        Ok(if_there(answer)?.is_some_and(|answer| answer.device.is_some()))
    }
}
