//! The JSON doors of RAM users.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::ids::RamUserProvisioningId;
use shared::page::Page;
use shared::ram_users::{
    CreateRamUserProvisionings, RamUser, RamUserDone, RamUserEvent, RamUserEventQuery, RamUserEventsChanged,
    RamUserProvisioning, RamUserProvisioningQuery, RamUserProvisioningsCreated, RamUserSettings,
    RetryRamUserEvents, UpdateRamUserProvisioning,
};

use super::by_hand::Means;
use crate::access::provisioning::api::metadata;
use crate::app::App;
use crate::cloud::Cloud;
use crate::events::ActingAdministrator;
use crate::platform::Error;
use crate::platform::http::{ApiJson, ApiPath, ApiQuery, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::RAM_USER_PROVISIONINGS`].
pub async fn list_ram_user_provisionings(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<RamUserProvisioningQuery>,
) -> ApiResult<Json<Page<RamUserProvisioning>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_provisionings(&mut tx, &query).await?))
}

/// POST [`shared::paths::RAM_USER_PROVISIONINGS`].
pub async fn create_ram_user_provisionings(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<CreateRamUserProvisionings>,
) -> ApiResult<(StatusCode, Json<RamUserProvisioningsCreated>)> {
    let mut tx = app.db.write().await?;
    let created = super::create_provisionings(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.ram_user_work.wake();
    Ok((StatusCode::CREATED, Json(created)))
}

/// PUT [`shared::paths::RAM_USER_PROVISIONING`].
pub async fn update_ram_user_provisioning(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<RamUserProvisioningId>,
    ApiJson(body): ApiJson<UpdateRamUserProvisioning>,
) -> ApiResult<Json<RamUserProvisioning>> {
    let mut tx = app.db.write().await?;
    let updated = super::update_provisioning(&mut tx, &id, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(updated))
}

/// DELETE [`shared::paths::RAM_USER_PROVISIONING`].
pub async fn delete_ram_user_provisioning(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<RamUserProvisioningId>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::delete_provisioning(&mut tx, &id, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.ram_user_work.wake();
    Ok(StatusCode::NO_CONTENT)
}

/// GET [`shared::paths::RAM_USERS`].
pub async fn list_ram_users(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<RamUserProvisioningQuery>,
) -> ApiResult<Json<Page<RamUser>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_ram_users(&mut tx, &query).await?))
}

/// GET [`shared::paths::RAM_USER_EVENTS`].
pub async fn list_ram_user_events(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<RamUserEventQuery>,
) -> ApiResult<Json<Page<RamUserEvent>>> {
    let is_by_hand = is_by_hand(&app).await?;
    let mut tx = app.db.read().await?;
    let metadata = if is_by_hand { metadata(&app, &mut tx).await? } else { String::new() };
    let means = is_by_hand.then_some(Means { metadata: &metadata });
    Ok(Json(super::list_events(&mut tx, &query, means.as_ref()).await?))
}

async fn is_by_hand(app: &App) -> Result<bool, Error> {
    Ok(matches!(Cloud::open(app).await?, Cloud::Manual))
}

/// POST [`shared::paths::RAM_USER_EVENTS_RETRY`].
pub async fn retry_ram_user_events(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<RetryRamUserEvents>,
) -> ApiResult<Json<RamUserEventsChanged>> {
    let mut tx = app.db.write().await?;
    let changed = super::retry_events(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.ram_user_work.wake();
    Ok(Json(changed))
}

/// POST [`shared::paths::RAM_USER_DONE`].
pub async fn mark_ram_user_done(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<RamUserDone>,
) -> ApiResult<Json<RamUserEventsChanged>> {
    let is_by_hand = is_by_hand(&app).await?;
    let mut tx = app.db.write().await?;
    let changed = super::mark_done(&mut tx, &body, is_by_hand, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// GET [`shared::paths::RAM_USER_SETTINGS`].
pub async fn get_ram_user_settings(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
) -> ApiResult<Json<RamUserSettings>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_settings(&mut tx).await?))
}

/// PUT [`shared::paths::RAM_USER_SETTINGS`].
pub async fn update_ram_user_settings(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<RamUserSettings>,
) -> ApiResult<Json<RamUserSettings>> {
    let sign_in_url = &app.config.alibaba.sign_in_url;
    let mut tx = app.db.write().await?;
    let settings = super::update_settings(&mut tx, &body, sign_in_url, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(settings))
}
