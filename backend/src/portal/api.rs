//! The JSON doors of the user portal.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::ids::AccountId;
use shared::page::Page;
use shared::portal::{
    DirectAccess, DirectAccessLink, DirectAccessQuery, PortalAccessConfiguration, PortalAccount,
    PortalAccountQuery, RecentLogOn,
};
use shared::ram_users::{PortalRamUser, PortalRamUserQuery};

use super::accounts;
use super::direct_access::{self, Builder, Site};
use super::ram_users;
use crate::app::App;
use crate::events::Actor;
use crate::platform::http::{
    ApiPath, ApiQuery, ApiResult, ClientAddress, SignedInAdministrator, SignedInUser,
};

/// GET [`shared::paths::PORTAL_ACCOUNTS`].
pub async fn list_accounts(
    State(app): State<App>,
    user: SignedInUser,
    ApiQuery(query): ApiQuery<PortalAccountQuery>,
) -> ApiResult<Json<Page<PortalAccount>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(accounts::list_accounts(&mut tx, &user.id, &query).await?))
}

/// GET [`shared::paths::PORTAL_RECENT`].
pub async fn list_recent(State(app): State<App>, user: SignedInUser) -> ApiResult<Json<Vec<RecentLogOn>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(accounts::list_recent(&mut tx, &user.id).await?))
}

/// GET [`shared::paths::PORTAL_RAM_USERS`].
pub async fn list_ram_users(
    State(app): State<App>,
    user: SignedInUser,
    ApiQuery(query): ApiQuery<PortalRamUserQuery>,
) -> ApiResult<Json<Page<PortalRamUser>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(ram_users::list_ram_users(&mut tx, &user.id, &query).await?))
}

/// PUT [`shared::paths::PORTAL_FAVOURITE`].
pub async fn mark_favourite(
    State(app): State<App>,
    user: SignedInUser,
    ApiPath(account): ApiPath<AccountId>,
) -> ApiResult<StatusCode> {
    set_favourite(&app, &user, &account, true).await
}

/// DELETE [`shared::paths::PORTAL_FAVOURITE`].
pub async fn unmark_favourite(
    State(app): State<App>,
    user: SignedInUser,
    ApiPath(account): ApiPath<AccountId>,
) -> ApiResult<StatusCode> {
    set_favourite(&app, &user, &account, false).await
}

async fn set_favourite(
    app: &App,
    user: &SignedInUser,
    account: &AccountId,
    favourite: bool,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    accounts::set_favourite(&mut tx, &user.id, account, favourite).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// GET [`shared::paths::PORTAL_ACCESS_CONFIGURATIONS`].
pub async fn list_access_configurations(
    State(app): State<App>,
    user: SignedInUser,
    ApiPath(account): ApiPath<AccountId>,
) -> ApiResult<Json<Vec<PortalAccessConfiguration>>> {
    let mut tx = app.db.read().await?;
    Ok(Json(super::list_access_configurations(&mut tx, &user.id, &account).await?))
}

/// GET [`shared::paths::PORTAL_DIRECT_ACCESS`]. A refusal is recorded, so this writes.
pub async fn get_direct_access(
    State(app): State<App>,
    user: SignedInUser,
    ClientAddress(address): ClientAddress,
    ApiQuery(link): ApiQuery<DirectAccessQuery>,
) -> ApiResult<Json<DirectAccess>> {
    let actor = Actor::user(&user.id, &user.user_name, &address);
    let sign_in_url = &app.config.alibaba.sign_in_url;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let found = direct_access::get_direct_access(&mut tx, &user.id, &link, sign_in_url, &actor, now).await;
    tx.commit().await?;
    Ok(Json(found?))
}

/// GET [`shared::paths::PORTAL_DIRECT_ACCESS_LINK`].
pub async fn get_own_direct_access_link(
    State(app): State<App>,
    user: SignedInUser,
    ApiQuery(wanted): ApiQuery<DirectAccessQuery>,
) -> ApiResult<Json<DirectAccessLink>> {
    build_link(&app, Builder::User(&user.id), &wanted).await
}

/// GET [`shared::paths::DIRECT_ACCESS_LINK`].
pub async fn get_direct_access_link(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    ApiQuery(wanted): ApiQuery<DirectAccessQuery>,
) -> ApiResult<Json<DirectAccessLink>> {
    build_link(&app, Builder::Administrator, &wanted).await
}

async fn build_link(
    app: &App,
    builder: Builder<'_>,
    wanted: &DirectAccessQuery,
) -> ApiResult<Json<DirectAccessLink>> {
    let site = Site { public_url: &app.config.public_url, sign_in_url: &app.config.alibaba.sign_in_url };
    let mut tx = app.db.read().await?;
    Ok(Json(direct_access::build_link(&mut tx, builder, wanted, &site).await?))
}
