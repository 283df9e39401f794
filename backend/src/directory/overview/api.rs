//! The JSON door of the console's first page.

use axum::Json;
use axum::extract::State;
use shared::overview::Overview;

use crate::app::App;
use crate::platform::http::{ApiResult, SignedInAdministrator};

/// GET [`shared::paths::OVERVIEW`].
pub async fn get_overview(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
) -> ApiResult<Json<Overview>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_overview(&mut tx, &app.config.public_url, app.clock.now()).await?))
}
