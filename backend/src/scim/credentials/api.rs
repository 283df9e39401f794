//! The JSON doors of the page Settings, section **SCIM Synchronization**.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::ids::ScimCredentialId;
use shared::scim::{
    CreateScimCredential, NewScimCredential, ScimCredential, ScimSettings, SetScimSynchronization,
    UpdateScimCredentialStatus,
};

use crate::app::App;
use crate::directory::settings;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiPath, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::SCIM_SETTINGS`].
pub async fn get_scim_settings(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
) -> ApiResult<Json<ScimSettings>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_settings(&mut tx, &app.config.public_url, app.clock.now()).await?))
}

/// PUT [`shared::paths::SCIM_SYNCHRONIZATION`].
pub async fn set_scim_synchronization(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<SetScimSynchronization>,
) -> ApiResult<Json<ScimSettings>> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    settings::set_scim_synchronization(&mut tx, body.enabled, &actor, now).await?;
    let settings = super::get_settings(&mut tx, &app.config.public_url, now).await?;
    tx.commit().await?;
    Ok(Json(settings))
}

/// POST [`shared::paths::SCIM_CREDENTIALS`].
pub async fn create_scim_credential(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<CreateScimCredential>,
) -> ApiResult<(StatusCode, Json<NewScimCredential>)> {
    let mut tx = app.db.write().await?;
    let new = super::create_credential(&mut tx, body.days, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(new)))
}

/// DELETE [`shared::paths::SCIM_CREDENTIAL`].
pub async fn delete_scim_credential(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<ScimCredentialId>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::delete_credential(&mut tx, &id, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// PUT [`shared::paths::SCIM_CREDENTIAL_STATUS`].
pub async fn update_scim_credential_status(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<ScimCredentialId>,
    ApiJson(body): ApiJson<UpdateScimCredentialStatus>,
) -> ApiResult<Json<ScimCredential>> {
    let mut tx = app.db.write().await?;
    let credential =
        super::update_credential_status(&mut tx, &id, body.status, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(credential))
}
