//! IMS, version 2019-08-15: the SAML provider that stands for us in an account.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::IgnoredAny;
use shared::ids::AccountId;

use super::client::{Client, InAccount, gone, if_there, made};
use super::http::Call;
use crate::cloud::role::CloudFault;

#[derive(Deserialize)]
struct ProviderAnswer {
    #[serde(rename = "SAMLProvider")]
    provider: Provider,
}

#[derive(Deserialize)]
struct Provider {
    #[serde(rename = "EncodedSAMLMetadataDocument")]
    metadata: String,
}

impl Client {
    /// Gives the account's SAML provider this metadata document; makes the provider when it is missing.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer.
    pub async fn put_saml_provider(
        &self,
        account: &AccountId,
        name: &str,
        metadata: &str,
    ) -> Result<(), CloudFault> {
        self.in_account(account).await?.put_saml_provider(name, metadata).await
    }
}

impl InAccount<'_> {
    pub(super) fn ims<'c>(&'c self, action: &'static str, parameters: &'c [(&'c str, &'c str)]) -> Call<'c> {
        Call { endpoint: &self.client.settings.ims_endpoint, version: "2019-08-15", action, parameters }
    }

    /// The metadata document that the SAML provider holds.
    pub(super) async fn find_saml_provider(&self, name: &str) -> Result<Option<String>, CloudFault> {
        let parameters = [("SAMLProviderName", name)];
        let answer = self.call::<ProviderAnswer>(self.ims("GetSAMLProvider", &parameters)).await;
        let Some(answer) = if_there(answer)? else { return Ok(None) };
        let bytes = STANDARD.decode(answer.provider.metadata.trim()).unwrap_or_default();
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    pub(super) async fn put_saml_provider(&self, name: &str, metadata: &str) -> Result<(), CloudFault> {
        let encoded = STANDARD.encode(metadata);
        let mut found = self.find_saml_provider(name).await?;
        if found.is_none() {
            let parameters = [("SAMLProviderName", name), ("EncodedSAMLMetadataDocument", encoded.as_str())];
            if made(self.call(self.ims("CreateSAMLProvider", &parameters)).await)? {
                return Ok(());
            }
            found = self.find_saml_provider(name).await?;
        }
        if found.as_deref() == Some(metadata) {
            return Ok(());
        }
        let parameters = [("SAMLProviderName", name), ("NewEncodedSAMLMetadataDocument", encoded.as_str())];
        self.call::<IgnoredAny>(self.ims("UpdateSAMLProvider", &parameters)).await.map(|_| ())
    }

    pub(super) async fn delete_saml_provider(&self, name: &str) -> Result<(), CloudFault> {
        gone(self.call(self.ims("DeleteSAMLProvider", &[("SAMLProviderName", name)])).await)
    }
}
