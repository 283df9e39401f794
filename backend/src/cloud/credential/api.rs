//! The JSON doors of the cloud credential.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::cloud_credential::{
    CloudCredential, CloudCredentialTest, PutCloudCredential, TestCloudCredential,
};
use shared::error::ErrorCode;

use crate::app::App;
use crate::cloud::Cloud;
use crate::events::ActingAdministrator;
use crate::platform::Error;
use crate::platform::http::{ApiJson, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::CLOUD_CREDENTIAL`].
pub async fn get_cloud_credential(
    State(app): State<App>,
    _: SignedInAdministrator,
) -> ApiResult<Json<CloudCredential>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_cloud_credential(&mut tx, &app.config.alibaba).await?))
}

/// PUT [`shared::paths::CLOUD_CREDENTIAL`].
pub async fn put_cloud_credential(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<PutCloudCredential>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    let settings = &app.config.alibaba;
    super::put_cloud_credential(&mut tx, &app.secret, settings, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// DELETE [`shared::paths::CLOUD_CREDENTIAL`].
pub async fn delete_cloud_credential(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::delete_cloud_credential(&mut tx, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// POST [`shared::paths::CLOUD_CREDENTIAL_TEST`].
pub async fn test_cloud_credential(
    State(app): State<App>,
    _: SignedInAdministrator,
    ApiJson(body): ApiJson<TestCloudCredential>,
) -> ApiResult<Json<CloudCredentialTest>> {
    let Cloud::Alibaba(client) = Cloud::open(&app).await? else {
        let message = "No cloud credential is configured. Enter one first.";
        return Err(Error::conflict(ErrorCode::CloudCredentialNotExists, message).into());
    };
    let mut tx = app.db.read().await?;
    let owner = super::find_management_account(&mut tx).await?;
    drop(tx);
    Ok(Json(super::trial::run(&client, owner.as_ref(), body.member.as_ref()).await))
}
