//! An account's user-based SSO: by whose assertions its RAM users are let in.
//!
//! Documented by the cloud (help pages "SetUserSsoSettings", "GetUserSsoSettings" of IMS 2019-08-15 and "Configure
//! SAML on Alibaba Cloud" of user-based SSO): an account has one metadata document and one switch; while it is on,
//! no RAM user of the account logs on by password; the account's own logon and AccessKeys are not touched;
//! SsoLoginWithDomain says that the NameID carries the domain, as ours does.
//!
//! Our deduction, for the pages do not say it: a parameter that is left out may be set back, so what is there is
//! sent along; and an account that never had user-based SSO may answer with nothing or that it does not exist.
//!
//! *Why what somebody else has turned on is never replaced:* all RAM users of the account would lose their way in.
//! What is there but turned off lets nobody in, and gives way.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde::de::IgnoredAny;
use shared::ids::AccountId;

use super::client::{Client, InAccount, if_there};
use super::http::refused;
use crate::cloud::role::CloudFault;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SettingsAnswer {
    user_sso_settings: UserSso,
}

/// An account's user-based SSO as it is.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct UserSso {
    sso_enabled: Option<bool>,
    metadata_document: Option<String>,
    auxiliary_domain: Option<String>,
    sso_login_with_domain: Option<bool>,
    authn_sign_algo: Option<String>,
}

impl UserSso {
    fn is_on(&self) -> bool {
        self.sso_enabled == Some(true)
    }

    fn metadata(&self) -> String {
        let bytes = STANDARD.decode(self.metadata_document.as_deref().unwrap_or_default().trim());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }

    /// Whether it lets in whom we name, with these keys of ours or with others.
    fn is_ours(&self, metadata: &str) -> bool {
        self.is_on() && head(&self.metadata()) == head(metadata)
    }

    fn is_as_wanted(&self, metadata: &str) -> bool {
        self.is_on() && self.sso_login_with_domain != Some(false) && self.metadata() == metadata
    }
}

/// A document of ours up to where the keys begin: it names the entity.
fn head(metadata: &str) -> &str {
    metadata.split("<md:IDPSSODescriptor").next().unwrap_or_default()
}

impl Client {
    /// Brings user-based SSO of ours up to date with this metadata document. Where it is off nobody needs the document,
    /// and it stays off: whoever makes a RAM user there turns it on. Safe to repeat.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer; refused when it is on with another's document.
    pub async fn put_user_sso(&self, account: &AccountId, metadata: &str) -> Result<(), CloudFault> {
        let account = self.in_account(account).await?;
        let found = account.user_sso_for(metadata).await?;
        if found.is_on() { account.put_user_sso(&found, metadata).await } else { Ok(()) }
    }
}

impl InAccount<'_> {
    async fn find_user_sso(&self) -> Result<UserSso, CloudFault> {
        let answer = self.call::<SettingsAnswer>(self.ims("GetUserSsoSettings", &[])).await;
        Ok(if_there(answer)?.map(|answer| answer.user_sso_settings).unwrap_or_default())
    }

    /// The account's user-based SSO, if it may become ours.
    pub(super) async fn user_sso_for(&self, metadata: &str) -> Result<UserSso, CloudFault> {
        let found = self.find_user_sso().await?;
        if found.is_on() && !found.is_ours(metadata) {
            return Err(refused(
                "UserSsoOfAnotherIdentityProvider",
                "User-based SSO of the account is on with the metadata of another identity provider. \
                 Turn it off in the account first, or leave the account without RAM users.",
            ));
        }
        Ok(found)
    }

    pub(super) async fn put_user_sso(&self, found: &UserSso, metadata: &str) -> Result<(), CloudFault> {
        if found.is_as_wanted(metadata) { Ok(()) } else { self.set_user_sso(found, metadata, true).await }
    }

    /// Turns the account's user-based SSO off where it is ours.
    pub(super) async fn end_user_sso(&self, metadata: &str) -> Result<(), CloudFault> {
        let found = self.find_user_sso().await?;
        if found.is_ours(metadata) { self.set_user_sso(&found, metadata, false).await } else { Ok(()) }
    }

    async fn set_user_sso(&self, found: &UserSso, metadata: &str, on: bool) -> Result<(), CloudFault> {
        let encoded = STANDARD.encode(metadata);
        let mut parameters = vec![
            ("MetadataDocument", encoded.as_str()),
            ("SsoEnabled", if on { "true" } else { "false" }),
            ("SsoLoginWithDomain", "true"),
        ];
        let kept = [("AuxiliaryDomain", &found.auxiliary_domain), ("AuthnSignAlgo", &found.authn_sign_algo)];
        for (name, value) in kept {
            if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
                parameters.push((name, value));
            }
        }
        self.call::<IgnoredAny>(self.ims("SetUserSsoSettings", &parameters)).await.map(|_| ())
    }
}
