//! The JSON doors of access assignments.

use axum::Json;
use axum::extract::State;
use shared::access_assignments::{
    AccessAssignment, GRANT_MAX, GrantAccess, GrantPreview, PreviewGrant, RevokeAccess, RevokeMuch,
};
use shared::page::Page;
use shared::tasks::Started;

use super::Filter;
use crate::access::provisioning::api::waiting;
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

/// Most bytes of a body that names many access assignments: the largest grant names [`GRANT_MAX`] things and two
/// more, each by an id of 64 characters at the most.
pub const BODY_LIMIT: usize = GRANT_MAX * 70;

/// POST [`shared::paths::ACCESS_ASSIGNMENTS`].
pub async fn grant_access(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<GrantAccess>,
) -> ApiResult<Json<Started>> {
    let waiting = waiting(&app).await?;
    let mut tx = app.db.write().await?;
    let started = super::grant_access(&mut tx, &body, waiting, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.work.wake();
    Ok(Json(started))
}

/// DELETE [`shared::paths::ACCESS_ASSIGNMENTS`].
pub async fn revoke_access(
    State(app): State<App>,
    acting: ActingAdministrator,
    ApiJson(body): ApiJson<RevokeAccess>,
) -> ApiResult<Json<Started>> {
    revoke(&app, acting, &[body]).await
}

/// POST [`shared::paths::ACCESS_ASSIGNMENTS_REVOKE`].
pub async fn revoke_much(
    State(app): State<App>,
    acting: ActingAdministrator,
    ApiJson(body): ApiJson<RevokeMuch>,
) -> ApiResult<Json<Started>> {
    revoke(&app, acting, &body.access_assignments).await
}

async fn revoke(
    app: &App,
    ActingAdministrator(actor): ActingAdministrator,
    access_assignments: &[RevokeAccess],
) -> ApiResult<Json<Started>> {
    let waiting = waiting(app).await?;
    let mut tx = app.db.write().await?;
    let started = super::revoke_access(&mut tx, access_assignments, waiting, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.work.wake();
    Ok(Json(started))
}
