//! Keys that sign requests: where they come from, and the temporary ones that are held until shortly before
//! their end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use shared::ids::AccountId;

use crate::platform::clock::plus_seconds;
use crate::platform::secrets::SecretText;

/// Seconds before their end at which temporary keys are no longer used: longer than any work begun with them.
const SPARE_SECONDS: i64 = 600;

/// What signs a request.
#[derive(Clone)]
pub struct AccessKeys {
    /// AccessKeyId; no secret.
    pub id: String,
    /// AccessKeySecret.
    pub secret: SecretText,
    /// SecurityToken, with temporary keys.
    pub security_token: Option<SecretText>,
}

/// Access keys that end.
#[derive(Clone)]
pub struct TemporaryCredentials {
    /// AccessKeyId; no secret.
    pub access_key_id: String,
    /// AccessKeySecret.
    pub access_key_secret: SecretText,
    /// SecurityToken, which goes with every request.
    pub security_token: SecretText,
    /// When they end.
    pub expires_at: Timestamp,
}

impl TemporaryCredentials {
    fn keys(&self) -> AccessKeys {
        AccessKeys {
            id: self.access_key_id.clone(),
            secret: self.access_key_secret.clone(),
            security_token: Some(self.security_token.clone()),
        }
    }
}

/// Where the keys of the credential come from.
#[derive(Clone)]
pub enum Source {
    /// A pair that an administrator entered.
    AccessKey {
        /// Changes with every replacement.
        revision: String,
        /// The pair.
        keys: AccessKeys,
    },
    /// A role that is assumed with a token that the machine is given (AssumeRoleWithOIDC).
    OidcRole(crate::platform::config::OidcRole),
    /// The RAM role of the ECS instance that we run on.
    EcsRole(crate::platform::config::EcsRole),
}

impl Source {
    /// What tells its sessions from those of another credential.
    pub(super) fn revision(&self) -> String {
        match self {
            Source::AccessKey { revision, .. } => revision.clone(),
            Source::OidcRole(role) => format!("oidc {} {}", role.provider_arn, role.role_arn),
            Source::EcsRole(role) => format!("ecs {}", role.role_name),
        }
    }
}

/// Whose temporary keys: those of the credential itself, or of the role in a member.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    /// The credential.
    Credential,
    /// The role in this member.
    Member(AccountId),
}

#[derive(Default)]
struct Held {
    /// Of which credential all of this is.
    revision: String,
    /// The account that the credential belongs to.
    account: Option<String>,
    keys: HashMap<Holder, TemporaryCredentials>,
}

/// What was obtained with the present credential; one for the process, forgotten when the credential changes.
#[derive(Clone, Default)]
pub struct Sessions(Arc<Mutex<Held>>);

impl Sessions {
    fn with<T>(&self, revision: &str, read: impl FnOnce(&mut Held) -> T) -> T {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.revision != revision {
            *held = Held { revision: revision.to_owned(), ..Held::default() };
        }
        read(&mut held)
    }

    pub(super) fn find(&self, revision: &str, holder: &Holder, now: Timestamp) -> Option<AccessKeys> {
        self.with(revision, |held| {
            held.keys.retain(|_, keys| plus_seconds(now, SPARE_SECONDS) < keys.expires_at);
            held.keys.get(holder).map(TemporaryCredentials::keys)
        })
    }

    pub(super) fn keep(&self, revision: &str, holder: Holder, keys: TemporaryCredentials) -> AccessKeys {
        let usable = keys.keys();
        self.with(revision, |held| held.keys.insert(holder, keys));
        usable
    }

    pub(super) fn account(&self, revision: &str) -> Option<String> {
        self.with(revision, |held| held.account.clone())
    }

    pub(super) fn keep_account(&self, revision: &str, account: &str) {
        self.with(revision, |held| held.account = Some(account.to_owned()));
    }

    /// Forgets everything: the cloud no longer takes what was obtained.
    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Held::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(name: &str, expires_at: Timestamp) -> TemporaryCredentials {
        TemporaryCredentials {
            access_key_id: name.to_owned(),
            access_key_secret: SecretText::new("secret".into()),
            security_token: SecretText::new("token".into()),
            expires_at,
        }
    }

    #[test]
    fn temporary_keys_are_held_until_shortly_before_their_end_and_for_their_credential_only() {
        let now: Timestamp = "2026-06-21T09:30:00Z".parse().unwrap();
        let sessions = Sessions::default();
        let found = |revision, now| sessions.find(revision, &Holder::Credential, now).map(|keys| keys.id);
        sessions.keep("one", Holder::Credential, keys("STS.1", plus_seconds(now, 3_600)));
        assert_eq!(found("one", now).as_deref(), Some("STS.1"));
        assert_eq!(found("one", plus_seconds(now, 2_999)).as_deref(), Some("STS.1"));
        assert_eq!(found("one", plus_seconds(now, 3_000)), None);
        sessions.keep("one", Holder::Credential, keys("STS.2", plus_seconds(now, 3_600)));
        assert_eq!(found("two", now), None);
        assert_eq!(found("one", now), None, "the credential was replaced");
    }
}
