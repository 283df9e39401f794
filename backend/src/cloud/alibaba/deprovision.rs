//! Removes what an access configuration had in an account.

use super::client::Client;
use crate::cloud::role::{CloudFault, UnwantedRole};

impl Client {
    /// Removes the role with its policies, and the SAML provider when nothing else needs it. Safe to repeat.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer: then some steps may have been taken.
    pub async fn deprovision(&self, unwanted: &UnwantedRole) -> Result<(), CloudFault> {
        let account = self.in_account(&unwanted.account).await?;
        for policy in account.attached(&unwanted.role_name).await? {
            account.detach(&unwanted.role_name, &policy).await?;
        }
        account.delete_role(&unwanted.role_name).await?;
        account.delete_policy(&unwanted.inline_policy_name).await?;
        match &unwanted.last_of_saml_provider {
            Some(name) => account.delete_saml_provider(name).await,
            None => Ok(()),
        }
    }
}
