//! Keys of the RAM role of the ECS instance that we run on, from its metadata service, which first wants a token
//! of its own so that a forwarded request gets nothing.

use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;

use super::access_keys::TemporaryCredentials;
use super::http::{Http, refused};
use crate::cloud::role::CloudFault;
use crate::platform::config::EcsRole;
use crate::platform::secrets::SecretText;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    code: String,
    #[serde(default)]
    access_key_id: String,
    #[serde(default)]
    access_key_secret: String,
    #[serde(default)]
    security_token: String,
    #[serde(default)]
    expiration: String,
}

/// Temporary keys of the role.
pub(super) async fn fetch(http: &Http, role: &EcsRole) -> Result<TemporaryCredentials, CloudFault> {
    let base = &role.metadata_address;
    let unreadable = || refused("UnreadableAnswer", "The instance's metadata service gave no keys.");
    let lifetime = ("x-aliyun-ecs-metadata-token-ttl-seconds", "300");
    let token = http.metadata(Method::PUT, &format!("{base}/latest/api/token"), lifetime).await?;
    let token = String::from_utf8(token).map_err(|_| unreadable())?;
    let url = format!("{base}/latest/meta-data/ram/security-credentials/{}", role.role_name);
    let body = http.metadata(Method::GET, &url, ("x-aliyun-ecs-metadata-token", token.trim())).await?;
    let answer: Answer = serde_json::from_slice(&body).map_err(|_| unreadable())?;
    match answer.expiration.parse::<Timestamp>() {
        Ok(expires_at) if answer.code == "Success" => Ok(TemporaryCredentials {
            access_key_id: answer.access_key_id,
            access_key_secret: SecretText::new(answer.access_key_secret),
            security_token: SecretText::new(answer.security_token),
            expires_at,
        }),
        _ => Err(unreadable()),
    }
}
