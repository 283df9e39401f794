//! The JSON doors of access assignments.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::access_assignments::{
    AccessAssignment, GrantAccess, GrantPreview, Granted, PreviewGrant, RevokeAccess,
};
use shared::page::Page;

use super::Filter;
use crate::app::App;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiQuery, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::ACCESS_ASSIGNMENTS`].
pub async fn list_access_assignments(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(filter): ApiQuery<Filter>,
) -> ApiResult<Json<Page<AccessAssignment>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_access_assignments(&mut tx, &filter).await?))
}

/// POST [`shared::paths::ACCESS_ASSIGNMENT_PREVIEW`].
pub async fn preview_grant(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiJson(body): ApiJson<PreviewGrant>,
) -> ApiResult<Json<GrantPreview>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::preview::preview_grant(&mut tx, &body).await?))
}

/// POST [`shared::paths::ACCESS_ASSIGNMENTS`].
pub async fn grant_access(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<GrantAccess>,
) -> ApiResult<Json<Granted>> {
    let mut tx = app.db.write().await?;
    let granted = super::grant_access(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(granted))
}

/// DELETE [`shared::paths::ACCESS_ASSIGNMENTS`].
pub async fn revoke_access(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<RevokeAccess>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::revoke_access(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
