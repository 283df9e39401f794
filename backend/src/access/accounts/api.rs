//! The JSON doors of the resource directory.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::accounts::{
    Account, AccountDetail, CreateAccount, CreateFolder, DeleteAccount, Folder, ResourceDirectory,
    UpdateAccount, UpdateFolder,
};
use shared::ids::{AccountId, FolderId};

use crate::app::App;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiPath, ApiQuery, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::RESOURCE_DIRECTORY`].
pub async fn get_resource_directory(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
) -> ApiResult<Json<ResourceDirectory>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_resource_directory(&mut tx).await?))
}

/// POST [`shared::paths::FOLDERS`].
pub async fn create_folder(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<CreateFolder>,
) -> ApiResult<(StatusCode, Json<Folder>)> {
    let mut tx = app.db.write().await?;
    let folder = super::create_folder(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(folder)))
}

/// PUT [`shared::paths::FOLDER`].
pub async fn update_folder(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<FolderId>,
    ApiJson(body): ApiJson<UpdateFolder>,
) -> ApiResult<Json<Folder>> {
    let mut tx = app.db.write().await?;
    let folder = super::update_folder(&mut tx, &id, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(folder))
}

/// DELETE [`shared::paths::FOLDER`].
pub async fn delete_folder(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<FolderId>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::delete_folder(&mut tx, &id, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// POST [`shared::paths::ACCOUNTS`].
pub async fn create_account(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<CreateAccount>,
) -> ApiResult<(StatusCode, Json<Account>)> {
    let mut tx = app.db.write().await?;
    let account = super::create_account(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(account)))
}

/// GET [`shared::paths::ACCOUNT`].
pub async fn get_account(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiPath(id): ApiPath<AccountId>,
) -> ApiResult<Json<AccountDetail>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_account_detail(&mut tx, &id).await?))
}

/// PUT [`shared::paths::ACCOUNT`].
pub async fn update_account(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<AccountId>,
    ApiJson(body): ApiJson<UpdateAccount>,
) -> ApiResult<Json<Account>> {
    let mut tx = app.db.write().await?;
    let account = super::update_account(&mut tx, &id, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(account))
}

/// DELETE [`shared::paths::ACCOUNT`].
pub async fn delete_account(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<AccountId>,
    ApiQuery(query): ApiQuery<DeleteAccount>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::delete_account(&mut tx, &id, query.forget, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
