//! The JSON doors of groups.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use shared::groups::{ChangeMembers, Group, GroupQuery, WriteGroup};
use shared::ids::{GroupId, UserId};
use shared::page::Page;
use shared::users::{ProvisionType, User};

use super::NewGroup;
use super::members::Direction;
use crate::app::App;
use crate::events::{ActingAdministrator, Actor};
use crate::platform::http::{ApiJson, ApiPath, ApiQuery, ApiResult, SignedInAdministrator};

/// GET [`shared::paths::GROUPS`].
pub async fn list_groups(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(query): ApiQuery<GroupQuery>,
) -> ApiResult<Json<Page<Group>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_groups(&mut tx, &query).await?))
}

/// POST [`shared::paths::GROUPS`].
pub async fn create_group(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<WriteGroup>,
) -> ApiResult<(StatusCode, Json<Group>)> {
    let new = NewGroup {
        name: &body.name,
        description: &body.description,
        provision_type: ProvisionType::Manual,
        external_id: None,
    };
    let mut tx = app.db.write().await?;
    let group = super::create_group(&mut tx, &new, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(group)))
}

/// GET [`shared::paths::GROUP`].
pub async fn get_group(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiPath(id): ApiPath<GroupId>,
) -> ApiResult<Json<Group>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_group(&mut tx, &id).await?))
}

/// PUT [`shared::paths::GROUP`].
pub async fn update_group(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<GroupId>,
    ApiJson(body): ApiJson<WriteGroup>,
) -> ApiResult<Json<Group>> {
    let mut tx = app.db.write().await?;
    let group = super::update_group(&mut tx, &id, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(group))
}

/// DELETE [`shared::paths::GROUP`].
pub async fn delete_group(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<GroupId>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::delete_group(&mut tx, &id, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Query of the list of members.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberQuery {
    /// Only those whose user name or display name begins with this text.
    #[serde(default)]
    search: String,
    /// Only what comes after this in the list.
    after: Option<String>,
}

/// GET [`shared::paths::GROUP_MEMBERS`].
pub async fn list_members(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiPath(id): ApiPath<GroupId>,
    ApiQuery(query): ApiQuery<MemberQuery>,
) -> ApiResult<Json<Page<User>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_members(&mut tx, &id, &query.search, query.after.as_deref()).await?))
}

/// POST [`shared::paths::GROUP_MEMBERS`].
pub async fn add_members(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<GroupId>,
    ApiJson(body): ApiJson<ChangeMembers>,
) -> ApiResult<Json<Group>> {
    change_members(&app, &id, &body, Direction::Add, &actor).await
}

/// DELETE [`shared::paths::GROUP_MEMBERS`].
pub async fn remove_members(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiPath(id): ApiPath<GroupId>,
    ApiJson(body): ApiJson<ChangeMembers>,
) -> ApiResult<Json<Group>> {
    change_members(&app, &id, &body, Direction::Remove, &actor).await
}

async fn change_members(
    app: &App,
    id: &GroupId,
    body: &ChangeMembers,
    direction: Direction,
    actor: &Actor,
) -> ApiResult<Json<Group>> {
    let mut tx = app.db.write().await?;
    let group = super::members::change_members(&mut tx, id, body, direction, actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(group))
}

/// Query of a user's groups.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceQuery {
    /// Only what comes after this in the list.
    after: Option<String>,
}

/// GET [`shared::paths::USER_GROUPS`].
pub async fn list_groups_of_user(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiPath(id): ApiPath<UserId>,
    ApiQuery(query): ApiQuery<PlaceQuery>,
) -> ApiResult<Json<Page<Group>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::groups_of_user(&mut tx, &id, query.after.as_deref()).await?))
}
