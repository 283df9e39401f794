//! The JSON door of the audit log.

use axum::Json;
use axum::extract::State;
use shared::events::{Event, EventQuery};
use shared::page::Page;

use crate::app::App;
use crate::platform::http::{ApiQuery, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::EVENTS`].
pub async fn list_events(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<EventQuery>,
) -> ApiResult<Json<Page<Event>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_events(&mut tx, &query).await?))
}
