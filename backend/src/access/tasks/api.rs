//! The JSON doors of tasks.

use axum::Json;
use axum::extract::State;
use shared::ids::TaskBatchId;
use shared::page::Page;
use shared::tasks::{BatchProgress, ChooseTasks, Task, TaskQuery, TasksChanged};

use crate::access::provisioning::api::waiting;
use crate::app::App;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiPath, ApiQuery, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::TASKS`].
pub async fn list_tasks(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<TaskQuery>,
) -> ApiResult<Json<Page<Task>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_tasks(&mut tx, &query).await?))
}

/// GET [`shared::paths::TASK_BATCH`].
pub async fn get_batch_progress(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiPath(id): ApiPath<TaskBatchId>,
) -> ApiResult<Json<BatchProgress>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_batch_progress(&mut tx, &id).await?))
}

/// POST [`shared::paths::TASKS_CANCEL`].
pub async fn cancel_tasks(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<ChooseTasks>,
) -> ApiResult<Json<TasksChanged>> {
    let mut tx = app.db.write().await?;
    let changed = super::cancel_tasks(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// POST [`shared::paths::TASKS_RETRY`].
pub async fn retry_tasks(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<ChooseTasks>,
) -> ApiResult<Json<TasksChanged>> {
    let waiting = waiting(&app).await?;
    let mut tx = app.db.write().await?;
    let changed = super::retry_tasks(&mut tx, &body, waiting, &actor, app.clock.now()).await?;
    tx.commit().await?;
    app.work.wake();
    Ok(Json(changed))
}
