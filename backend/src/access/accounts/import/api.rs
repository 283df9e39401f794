//! The JSON doors of the import.

use axum::Json;
use axum::extract::State;
use shared::account_import::{ApplyImport, ImportApplied, ImportDifference};

use crate::app::App;
use crate::cloud::Cloud;
use crate::cloud::resource_directory::ListedDirectory;
use crate::events::ActingAdministrator;
use crate::platform::Result;
use crate::platform::http::{ApiJson, ApiResult, SignedInAdministrator};

/// Most bytes of a request: more changes than the largest resource directory has.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// The cloud's resource directory, asked of the cloud now and outside of any transaction.
async fn list(app: &App) -> Result<ListedDirectory> {
    match Cloud::open(app).await? {
        Cloud::Alibaba(client) => client.list_resource_directory().await.map_err(super::refused),
        Cloud::Manual => Err(super::no_credential()),
    }
}

/// GET [`shared::paths::RESOURCE_DIRECTORY_IMPORT`].
pub async fn get_import_difference(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
) -> ApiResult<Json<ImportDifference>> {
    let cloud = list(&app).await?;
    let mut tx = app.db.read().await?;
    Ok(Json(super::import_difference(&mut tx, &cloud).await?))
}

/// POST [`shared::paths::RESOURCE_DIRECTORY_IMPORT`].
pub async fn apply_import(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<ApplyImport>,
) -> ApiResult<Json<ImportApplied>> {
    let cloud = list(&app).await?;
    let mut tx = app.db.write().await?;
    let applied = super::apply_import(&mut tx, &cloud, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(applied))
}
