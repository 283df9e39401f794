//! Makes what an access configuration needs in an account, or brings it up to date.
//!
//! What the role must no longer have is taken away before it gets anything new: a policy that was removed must not
//! stay because a later step was refused.

use shared::ids::AccountId;

use super::client::{Client, InAccount};
use super::policy::{same, trust_policy};
use super::ram::{Attached, PolicyType};
use crate::cloud::role::{CloudFault, MAX_SESSION_SECONDS, WantedRole};

/// Everything that is to be attached to the role.
pub(super) fn wanted_policies(wanted: &WantedRole) -> Vec<Attached> {
    let system = wanted
        .system_policies
        .iter()
        .map(|name| Attached { policy_name: name.clone(), policy_type: PolicyType::System });
    let inline = (!wanted.inline_policy.is_empty()).then(|| Attached {
        policy_name: wanted.inline_policy_name.clone(),
        policy_type: PolicyType::Custom,
    });
    system.chain(inline).collect()
}

impl Client {
    /// Makes everything that `wanted` names stand in the account, and nothing more on the role. Safe to repeat.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer: then some steps may have been taken.
    pub async fn provision(&self, wanted: &WantedRole) -> Result<(), CloudFault> {
        let account = self.in_account(&wanted.account).await?;
        account.put_saml_provider(&wanted.saml_provider_name, &wanted.saml_metadata).await?;
        let trust = self.trust(&wanted.account, &wanted.saml_provider_name);
        account.put_role(wanted, &trust).await?;
        let attached = account.attached(&wanted.role_name).await?;
        let needed = wanted_policies(wanted);
        for policy in attached.iter().filter(|policy| !needed.contains(policy)) {
            account.detach(&wanted.role_name, policy).await?;
        }
        account.put_inline_policy(&wanted.inline_policy_name, &wanted.inline_policy).await?;
        for policy in needed.iter().filter(|policy| !attached.contains(policy)) {
            account.attach(&wanted.role_name, policy).await?;
        }
        Ok(())
    }

    pub(super) fn trust(&self, account: &AccountId, saml_provider_name: &str) -> String {
        trust_policy(account, saml_provider_name, &self.settings.sign_in_url)
    }
}

impl InAccount<'_> {
    async fn put_role(&self, wanted: &WantedRole, trust: &str) -> Result<(), CloudFault> {
        let name = &wanted.role_name;
        let mut found = self.find_role(name).await?;
        if found.is_none() {
            if self.create_role(name, &wanted.description, trust).await? {
                return Ok(());
            }
            found = self.find_role(name).await?;
        }
        let role = found.unwrap_or_default();
        let longest = MAX_SESSION_SECONDS.to_string();
        let mut changes = Vec::new();
        if !same(&role.assume_role_policy_document, trust) {
            changes.push(("NewAssumeRolePolicyDocument", trust));
        }
        if role.max_session_duration != MAX_SESSION_SECONDS {
            changes.push(("NewMaxSessionDuration", longest.as_str()));
        }
        // The cloud takes no empty description.
        if !wanted.description.is_empty() && role.description != wanted.description {
            changes.push(("NewDescription", wanted.description.as_str()));
        }
        if changes.is_empty() { Ok(()) } else { self.update_role(name, &changes).await }
    }

    async fn put_inline_policy(&self, name: &str, document: &str) -> Result<(), CloudFault> {
        if document.is_empty() {
            return self.delete_policy(name).await;
        }
        let mut found = self.find_custom_policy(name).await?;
        if found.is_none() {
            if self.create_policy(name, document).await? {
                return Ok(());
            }
            found = self.find_custom_policy(name).await?;
        }
        match found {
            Some(there) if same(&there, document) => Ok(()),
            _ => self.replace_policy(name, document).await,
        }
    }
}
