//! The JSON doors of users.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::ids::UserId;
use shared::page::Page;
use shared::users::{CreateUser, NewPassword, UpdateUserStatus, User, UserQuery};

use crate::app::App;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiPath, ApiQuery, ApiResult, SignedInAdministrator};
use crate::platform::secrets::fresh_password;

/// GET [`shared::paths::USERS`].
pub async fn list_users(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<UserQuery>,
) -> ApiResult<Json<Page<User>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_users(&mut tx, &query.search, query.after.as_deref()).await?))
}

/// POST [`shared::paths::USERS`].
pub async fn create_user(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<CreateUser>,
) -> ApiResult<(StatusCode, Json<User>)> {
    let mut tx = app.db.write().await?;
    let user = super::create_user(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// GET [`shared::paths::USER`].
pub async fn get_user(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiPath(id): ApiPath<UserId>,
) -> ApiResult<Json<User>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_user(&mut tx, &id).await?))
}

/// DELETE [`shared::paths::USER`].
pub async fn delete_user(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<UserId>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::delete_user(&mut tx, &id, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// PUT [`shared::paths::USER_STATUS`].
pub async fn update_user_status(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<UserId>,
    ApiJson(body): ApiJson<UpdateUserStatus>,
) -> ApiResult<Json<User>> {
    let mut tx = app.db.write().await?;
    let user = super::update_user_status(&mut tx, &id, body.status, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(user))
}

/// POST [`shared::paths::USER_PASSWORD`]. The password is in this answer and nowhere else.
pub async fn reset_user_password(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<UserId>,
) -> ApiResult<Json<NewPassword>> {
    let password = fresh_password()?;
    let hash = app.passwords.hash(password.clone()).await?;
    let mut tx = app.db.write().await?;
    super::reset_user_password(&mut tx, &id, &hash, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(NewPassword { password: Some(password.expose().to_owned()) }))
}
