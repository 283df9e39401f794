//! The JSON doors of access configurations.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::access_configurations::{
    AccessConfiguration, CreateAccessConfiguration, SystemPolicy, SystemPolicyQuery,
    UpdateAccessConfiguration,
};
use shared::ids::AccessConfigurationId;
use shared::page::Page;

use crate::app::App;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiPath, ApiQuery, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::ACCESS_CONFIGURATIONS`].
pub async fn list_access_configurations(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
) -> ApiResult<Json<Vec<AccessConfiguration>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_access_configurations(&mut tx).await?))
}

/// POST [`shared::paths::ACCESS_CONFIGURATIONS`].
pub async fn create_access_configuration(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<CreateAccessConfiguration>,
) -> ApiResult<(StatusCode, Json<AccessConfiguration>)> {
    let mut tx = app.db.write().await?;
    let sign_in_url = &app.config.alibaba.sign_in_url;
    let made =
        super::create_access_configuration(&mut tx, body, sign_in_url, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// GET [`shared::paths::ACCESS_CONFIGURATION`].
pub async fn get_access_configuration(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiPath(id): ApiPath<AccessConfigurationId>,
) -> ApiResult<Json<AccessConfiguration>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_access_configuration(&mut tx, &id).await?))
}

/// PUT [`shared::paths::ACCESS_CONFIGURATION`].
pub async fn update_access_configuration(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<AccessConfigurationId>,
    ApiJson(body): ApiJson<UpdateAccessConfiguration>,
) -> ApiResult<Json<AccessConfiguration>> {
    let mut tx = app.db.write().await?;
    let sign_in_url = &app.config.alibaba.sign_in_url;
    let changed =
        super::update_access_configuration(&mut tx, &id, body, sign_in_url, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// DELETE [`shared::paths::ACCESS_CONFIGURATION`].
pub async fn delete_access_configuration(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<AccessConfigurationId>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::delete_access_configuration(&mut tx, &id, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// GET [`shared::paths::SYSTEM_POLICIES`].
pub async fn list_system_policies(
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<SystemPolicyQuery>,
) -> ApiResult<Json<Page<SystemPolicy>>> {
    Ok(Json(super::list_system_policies(&query)?))
}
