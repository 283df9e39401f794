//! The JSON doors of an import.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::users::{IMPORT_BYTES_MAX, ImportPreview, ImportUsers, Imported};

use crate::app::App;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiResult, SignedInAdministrator};

/// Most bytes of a body: the table, in which JSON may write every character as two, and what is around it.
pub const BODY_LIMIT: usize = 2 * IMPORT_BYTES_MAX + 64 * 1024;

/// POST [`shared::paths::USER_IMPORT_PREVIEW`].
pub async fn preview_user_import(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiJson(body): ApiJson<ImportUsers>,
) -> ApiResult<Json<ImportPreview>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::preview_import(&mut tx, &body.csv).await?))
}

/// POST [`shared::paths::USER_IMPORT`].
pub async fn import_users(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<ImportUsers>,
) -> ApiResult<(StatusCode, Json<Imported>)> {
    let mut tx = app.db.write().await?;
    let imported = super::import_users(&mut tx, &body.csv, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(imported)))
}
