//! The JSON doors of users.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::ids::UserId;
use shared::page::Page;
use shared::users::{CreateUser, NewPassword, SetPassword, UpdateUser, UpdateUserStatus, User, UserQuery};

use super::password;
use crate::app::App;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiPath, ApiQuery, ApiResult, SignedInAdministrator};
use crate::platform::secrets::{SecretText, fresh_password};

/// GET [`shared::paths::USERS`].
pub async fn list_users(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<UserQuery>,
) -> ApiResult<Json<Page<User>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_users(&mut tx, &query).await?))
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

/// PUT [`shared::paths::USER`].
pub async fn update_user(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<UserId>,
    ApiJson(body): ApiJson<UpdateUser>,
) -> ApiResult<Json<User>> {
    let mut tx = app.db.write().await?;
    let user = super::update_user(&mut tx, &id, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(user))
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

/// PUT [`shared::paths::USER_PASSWORD`]. A password that is made is in this answer and nowhere else.
pub async fn set_user_password(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<UserId>,
    ApiJson(body): ApiJson<SetPassword>,
) -> ApiResult<Json<NewPassword>> {
    let chosen = body.password.map(SecretText::new);
    let mut tx = app.db.read().await?;
    password::judge_password(&mut tx, &id, chosen.as_ref()).await?;
    drop(tx);
    let (password, made) = match chosen {
        Some(chosen) => (chosen, None),
        None => {
            let made = fresh_password()?;
            (made.clone(), Some(made))
        }
    };
    let hash = app.passwords.hash(password).await?;
    let mut tx = app.db.write().await?;
    password::set_user_password(&mut tx, &id, &hash, body.must_reset, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(NewPassword { password: made.map(|made| made.expose().to_owned()) }))
}
