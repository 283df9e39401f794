//! The cloud credential, and the rotation of the key that signs role logons.

use shared::cloud_credential::{
    CloudCredential, CloudCredentialTest, PutCloudCredential, TestCloudCredential,
};
use shared::ids::AccountId;
use shared::key_rotation::{KeyRotation, MarkRotationAccount, RotationStep, StepKeyRotation};
use shared::paths;

use super::{Answer, http};

/// What is configured, without secrets.
pub async fn get_cloud_credential() -> Answer<CloudCredential> {
    http::get(paths::CLOUD_CREDENTIAL).await
}

/// Enters an access key in place of the one before.
pub async fn put_cloud_credential(body: PutCloudCredential) -> Answer<()> {
    http::send("PUT", paths::CLOUD_CREDENTIAL, &body).await
}

/// Removes the access key.
pub async fn delete_cloud_credential() -> Answer<()> {
    http::send_bare("DELETE", paths::CLOUD_CREDENTIAL).await
}

/// Tries out what the credential can do.
pub async fn test_cloud_credential(member: Option<AccountId>) -> Answer<CloudCredentialTest> {
    http::ask("POST", paths::CLOUD_CREDENTIAL_TEST, &TestCloudCredential { member }).await
}

/// How far the rotation is.
pub async fn get_key_rotation() -> Answer<KeyRotation> {
    http::get(paths::KEY_ROTATION).await
}

/// Takes the rotation a step further, or back.
pub async fn step_key_rotation(step: RotationStep) -> Answer<KeyRotation> {
    http::ask("POST", paths::KEY_ROTATION, &StepKeyRotation { step }).await
}

/// The metadata was put into the account by hand, or is to be tried again.
pub async fn mark_rotation_account(account_id: AccountId, done: bool) -> Answer<KeyRotation> {
    http::ask("POST", paths::KEY_ROTATION_ACCOUNT, &MarkRotationAccount { account_id, done }).await
}
