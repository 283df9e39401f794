//! The cloud's management interfaces with the credential that is configured, and the way into one account.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use shared::ids::AccountId;

use super::access_keys::{AccessKeys, Holder, Sessions, Source};
use super::http::{Call, Http};
use super::sts::{self, CallerIdentity};
use super::{ecs, oidc};
use crate::cloud::role::{CloudFault, Remedy};
use crate::platform::clock::Clock;
use crate::platform::config::AlibabaSettings;

/// The cloud, with a credential.
#[derive(Clone)]
pub struct Client {
    pub(super) settings: AlibabaSettings,
    pub(super) http: Http,
    clock: Clock,
    source: Source,
    sessions: Sessions,
}

/// One account, with keys that are let in.
pub(super) struct InAccount<'a> {
    pub(super) client: &'a Client,
    keys: AccessKeys,
}

impl Client {
    /// The cloud at these addresses, asked with the keys of `source`.
    pub fn new(
        settings: AlibabaSettings,
        http: Http,
        clock: Clock,
        source: Source,
        sessions: Sessions,
    ) -> Self {
        Self { settings, http, clock, source, sessions }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Keys of the credential itself.
    pub(super) async fn keys(&self) -> Result<AccessKeys, CloudFault> {
        if let Source::AccessKey { keys, .. } = &self.source {
            return Ok(keys.clone());
        }
        let (revision, now) = (self.source.revision(), self.now());
        if let Some(keys) = self.sessions.find(&revision, &Holder::Credential, now) {
            return Ok(keys);
        }
        let fresh = match &self.source {
            Source::AccessKey { keys, .. } => return Ok(keys.clone()),
            Source::OidcRole(role) => oidc::assume(&self.settings, &self.http, role, now).await?,
            Source::EcsRole(role) => ecs::fetch(&self.http, role).await?,
        };
        Ok(self.sessions.keep(&revision, Holder::Credential, fresh))
    }

    /// Whom the credential belongs to.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer.
    pub async fn get_caller_identity(&self) -> Result<CallerIdentity, CloudFault> {
        let keys = self.keys().await?;
        let identity = sts::get_caller_identity(&self.settings, &self.http, &keys, self.now()).await;
        let identity = identity.map_err(|fault| self.judged(fault, &keys))?;
        self.sessions.keep_account(&self.source.revision(), &identity.account_id);
        Ok(identity)
    }

    async fn own_account(&self) -> Result<String, CloudFault> {
        match self.sessions.account(&self.source.revision()) {
            Some(account) => Ok(account),
            None => Ok(self.get_caller_identity().await?.account_id),
        }
    }

    /// The role in the member that the management account assumes.
    pub fn member_role_arn(&self, account: &AccountId) -> String {
        format!("acs:ram::{account}:role/{}", self.settings.member_role)
    }

    /// Temporary keys of the member's role, fresh from the cloud.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer.
    pub async fn assume_member_role(&self, account: &AccountId) -> Result<(), CloudFault> {
        self.member_keys(account).await.map(|_| ())
    }

    async fn member_keys(&self, account: &AccountId) -> Result<AccessKeys, CloudFault> {
        let keys = self.keys().await?;
        let role = self.member_role_arn(account);
        let fresh = sts::assume_role(&self.settings, &self.http, &keys, &role, self.now()).await;
        let fresh = fresh.map_err(|fault| self.judged(fault, &keys))?;
        Ok(self.sessions.keep(&self.source.revision(), Holder::Member(account.clone()), fresh))
    }

    /// The way into the account: the credential's own, or through the role of the management account in a member.
    pub(super) async fn in_account(&self, account: &AccountId) -> Result<InAccount<'_>, CloudFault> {
        let holder = Holder::Member(account.clone());
        let keys = match self.sessions.find(&self.source.revision(), &holder, self.now()) {
            Some(keys) => keys,
            None if self.own_account().await? == account.as_str() => self.keys().await?,
            None => self.member_keys(account).await?,
        };
        Ok(InAccount { client: self, keys })
    }

    /// Temporary keys that the cloud no longer takes are forgotten, and the next attempt begins with fresh ones.
    pub(super) fn judged(&self, fault: CloudFault, keys: &AccessKeys) -> CloudFault {
        if keys.security_token.is_none() || !fault.code.starts_with("InvalidSecurityToken") {
            return fault;
        }
        self.sessions.forget();
        CloudFault { remedy: Remedy::TryAgain { after: None }, ..fault }
    }
}

impl InAccount<'_> {
    pub(super) async fn call<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, CloudFault> {
        let answer = self.client.http.signed(call, &self.keys, self.client.now()).await;
        answer.map_err(|fault| self.client.judged(fault, &self.keys))
    }
}

/// Whether what was named does not exist.
pub(super) fn is_missing(fault: &CloudFault) -> bool {
    fault.code.starts_with("EntityNotExist")
}

/// `None` when what was named does not exist.
pub(super) fn if_there<T>(answer: Result<T, CloudFault>) -> Result<Option<T>, CloudFault> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(fault) if is_missing(&fault) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// A repeated removal: what is gone already is no fault.
pub(super) fn gone(answer: Result<serde::de::IgnoredAny, CloudFault>) -> Result<(), CloudFault> {
    if_there(answer).map(|_| ())
}

/// A repeated creation: `false` when it was there already.
pub(super) fn made(answer: Result<serde::de::IgnoredAny, CloudFault>) -> Result<bool, CloudFault> {
    match answer {
        Ok(_) => Ok(true),
        Err(fault) if fault.code.starts_with("EntityAlreadyExist") => Ok(false),
        Err(fault) => Err(fault),
    }
}
