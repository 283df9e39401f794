//! STS, version 2015-04-01: who the keys belong to, and temporary keys of a role.

use jiff::Timestamp;
use serde::Deserialize;

use super::access_keys::{AccessKeys, TemporaryCredentials};
use super::http::{Call, Http, moment};
use crate::cloud::role::CloudFault;
use crate::platform::config::AlibabaSettings;
use crate::platform::secrets::SecretText;

/// Version of the interface.
pub(super) const VERSION: &str = "2015-04-01";
/// How our sessions are called in the cloud's own audit log.
pub(super) const SESSION_NAME: &str = "CloudSSO";
/// How long our sessions last. A role that is assumed by a role is not given for longer.
pub(super) const SESSION_SECONDS: &str = "3600";

/// Whom keys belong to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CallerIdentity {
    /// The account.
    pub account_id: String,
    /// The user or role.
    pub arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Assumed {
    credentials: Credentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials {
    access_key_id: String,
    access_key_secret: String,
    security_token: String,
    #[serde(deserialize_with = "moment")]
    expiration: Timestamp,
}

impl From<Assumed> for TemporaryCredentials {
    fn from(assumed: Assumed) -> Self {
        TemporaryCredentials {
            access_key_id: assumed.credentials.access_key_id,
            access_key_secret: SecretText::new(assumed.credentials.access_key_secret),
            security_token: SecretText::new(assumed.credentials.security_token),
            expires_at: assumed.credentials.expiration,
        }
    }
}

/// GetCallerIdentity.
pub(super) async fn get_caller_identity(
    settings: &AlibabaSettings,
    http: &Http,
    keys: &AccessKeys,
    now: Timestamp,
) -> Result<CallerIdentity, CloudFault> {
    let call = Call {
        endpoint: &settings.sts_endpoint,
        version: VERSION,
        action: "GetCallerIdentity",
        parameters: &[],
    };
    http.signed(call, keys, now).await
}

/// AssumeRole.
pub(super) async fn assume_role(
    settings: &AlibabaSettings,
    http: &Http,
    keys: &AccessKeys,
    role_arn: &str,
    now: Timestamp,
) -> Result<TemporaryCredentials, CloudFault> {
    let call = Call {
        endpoint: &settings.sts_endpoint,
        version: VERSION,
        action: "AssumeRole",
        parameters: &[
            ("RoleArn", role_arn),
            ("RoleSessionName", SESSION_NAME),
            ("DurationSeconds", SESSION_SECONDS),
        ],
    };
    Ok(http.signed::<Assumed>(call, keys, now).await?.into())
}

/// Temporary credentials of a role, for an assertion of ours: AssumeRoleWithSAML, which needs no access key.
/// `assertion_base64` is the whole response in base64, as it would be posted to the cloud.
///
/// # Errors
/// What the cloud said instead, or that it did not answer.
pub async fn assume_role_with_saml(
    settings: &AlibabaSettings,
    http: &Http,
    provider_arn: &str,
    role_arn: &str,
    assertion_base64: &str,
    duration_seconds: i64,
    now: Timestamp,
) -> Result<TemporaryCredentials, CloudFault> {
    let call = Call {
        endpoint: &settings.sts_endpoint,
        version: VERSION,
        action: "AssumeRoleWithSAML",
        parameters: &[
            ("SAMLProviderArn", provider_arn),
            ("RoleArn", role_arn),
            ("SAMLAssertion", assertion_base64),
            ("DurationSeconds", &duration_seconds.to_string()),
        ],
    };
    Ok(http.unsigned::<Assumed>(call, now).await?.into())
}
