//! Keys by AssumeRoleWithOIDC: the machine is given a token of its platform's, such as a Kubernetes service
//! account's, and shows it in exchange for a role.

use jiff::Timestamp;

use super::access_keys::TemporaryCredentials;
use super::http::{Call, Http, refused};
use super::sts::{Assumed, SESSION_NAME, SESSION_SECONDS, VERSION};
use crate::cloud::role::CloudFault;
use crate::platform::config::{AlibabaSettings, OidcRole};

/// Temporary keys of the role. The token is read each time: the platform renews it.
pub(super) async fn assume(
    settings: &AlibabaSettings,
    http: &Http,
    role: &OidcRole,
    now: Timestamp,
) -> Result<TemporaryCredentials, CloudFault> {
    let file = role.token_file.display();
    let token = std::fs::read_to_string(&role.token_file)
        .map_err(|e| refused("OidcTokenUnreadable", format!("{file} cannot be read: {e}.")))?;
    let call = Call {
        endpoint: &settings.sts_endpoint,
        version: VERSION,
        action: "AssumeRoleWithOIDC",
        parameters: &[
            ("OIDCProviderArn", &role.provider_arn),
            ("RoleArn", &role.role_arn),
            ("OIDCToken", token.trim()),
            ("RoleSessionName", SESSION_NAME),
            ("DurationSeconds", SESSION_SECONDS),
        ],
    };
    Ok(http.unsigned::<Assumed>(call, now).await?.into())
}
