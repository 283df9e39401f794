//! How what stands in an account differs from what should. Changes nothing.

use shared::provisioning::{Difference, RolePart};

use super::client::{Client, InAccount};
use super::policy::same;
use super::provision::wanted_policies;
use super::ram::{Attached, PolicyType};
use crate::cloud::role::{CloudFault, MAX_SESSION_SECONDS, WantedRole};

fn differs(part: RolePart, expected: impl ToString, found: impl ToString) -> Difference {
    Difference { part, expected: expected.to_string(), found: found.to_string() }
}

impl Client {
    /// What in the account is not as it should be; empty when all is.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer.
    pub async fn compare(&self, wanted: &WantedRole) -> Result<Vec<Difference>, CloudFault> {
        let account = self.in_account(&wanted.account).await?;
        let mut differences = Vec::new();
        let provider = account.find_saml_provider(&wanted.saml_provider_name).await?;
        if provider.as_deref() != Some(&wanted.saml_metadata) {
            let found = provider.unwrap_or_default();
            differences.push(differs(RolePart::SamlProvider, &wanted.saml_metadata, found));
        }
        let Some(role) = account.find_role(&wanted.role_name).await? else {
            differences.push(differs(RolePart::Role, &wanted.role_name, ""));
            return Ok(differences);
        };
        let trust = self.trust(&wanted.account, &wanted.saml_provider_name);
        if !same(&role.assume_role_policy_document, &trust) {
            differences.push(differs(RolePart::TrustPolicy, trust, role.assume_role_policy_document));
        }
        if role.max_session_duration != MAX_SESSION_SECONDS {
            let longest = role.max_session_duration;
            differences.push(differs(RolePart::MaxSessionDuration, MAX_SESSION_SECONDS, longest));
        }
        account.compare_policies(wanted, &mut differences).await?;
        Ok(differences)
    }
}

impl InAccount<'_> {
    async fn compare_policies(
        &self,
        wanted: &WantedRole,
        differences: &mut Vec<Difference>,
    ) -> Result<(), CloudFault> {
        let attached = self.attached(&wanted.role_name).await?;
        let needed = wanted_policies(wanted);
        let part = |policy: &Attached| match policy.policy_type {
            PolicyType::System => RolePart::SystemPolicy,
            PolicyType::Custom => RolePart::CustomPolicy,
        };
        for policy in needed.iter().filter(|policy| !attached.contains(policy)) {
            differences.push(differs(part(policy), &policy.policy_name, ""));
        }
        for policy in attached.iter().filter(|policy| !needed.contains(policy)) {
            differences.push(differs(part(policy), "", &policy.policy_name));
        }
        let document = self.find_custom_policy(&wanted.inline_policy_name).await?.unwrap_or_default();
        if !same(&document, &wanted.inline_policy) {
            differences.push(differs(RolePart::InlinePolicy, &wanted.inline_policy, document));
        }
        Ok(())
    }
}
