//! The JSON doors of signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::ids::EventId;
use shared::session::{AdministratorSession, PasswordSignIn, PortalSession, Problem, SignInOptions};
use shared::time::UnixMillis;

use super::password::{self, Place};
use crate::app::App;
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::http::{
    ApiJson, ApiPath, ApiResult, ClientAddress, SignedInAdministrator, SignedInUser, metrics,
};
use crate::platform::sessions::{self, CookieKind, SessionValue};
use crate::platform::{Error, Result};

/// GET [`shared::paths::SIGN_IN_OPTIONS`].
pub async fn get_sign_in_options(
    State(app): State<App>,
    ApiPath(name): ApiPath<String>,
) -> ApiResult<Json<SignInOptions>> {
    let mut tx = app.db.read().await?;
    let directory = directory::get_by_name(&mut tx, &name).await?;
    let configured = app.identity_provider.get(&mut tx).await?.filter(|_| directory.sso_enabled);
    Ok(Json(SignInOptions {
        directory_name: directory.name,
        corporate_sign_in_url: configured.map(|configured| configured.identity_provider.logon_url.clone()),
    }))
}

/// POST [`shared::paths::PASSWORD_SIGN_IN`].
pub async fn sign_in(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    ApiJson(body): ApiJson<PasswordSignIn>,
) -> ApiResult<Response> {
    let place = Place { db: &app.db, passwords: &app.passwords, address: &address };
    let previous = app.cookies.get(CookieKind::Portal, &headers);
    let now = app.clock.now();
    let outcome = password::sign_in_user(&place, body, previous, now).await;
    metrics::sign_in("password", outcome.is_ok());
    let (value, expires) = outcome?;
    Ok(with_session(&app, CookieKind::Portal, &value, expires, now)?)
}

/// GET [`shared::paths::SESSION`].
pub async fn get_session(State(app): State<App>, user: SignedInUser) -> ApiResult<Json<PortalSession>> {
    let mut tx = app.db.read().await?;
    let named = if user.display_name.is_empty() { &user.user_name } else { &user.display_name };
    let directory = directory::get(&mut tx).await?;
    Ok(Json(PortalSession {
        display_name: named.clone(),
        directory_name: directory.name,
        may_get_credentials: directory.users_may_get_credentials,
        access_contact: directory.access_contact,
        expires_at: UnixMillis(user.expires_at),
        form_token: user.session.form_token(),
        user_name: user.user_name,
    }))
}

/// DELETE [`shared::paths::SESSION`].
pub async fn sign_out(
    State(app): State<App>,
    user: SignedInUser,
    ClientAddress(address): ClientAddress,
) -> ApiResult<Response> {
    let mut tx = app.db.write().await?;
    if sessions::end_user_session(&mut tx, &user.session).await? {
        let actor = Actor::user(&user.id, &user.user_name, &address);
        events::record(&mut tx, NewEvent::new(EventKind::SignOut, &actor), app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(without_session(&app, CookieKind::Portal)?)
}

/// GET [`shared::paths::PROBLEM`]. What is no code of ours names no problem.
pub async fn get_problem(State(app): State<App>, ApiPath(id): ApiPath<String>) -> ApiResult<Json<Problem>> {
    let id: EventId = id.parse().map_err(|_| {
        Error::not_found(ErrorCode::ProblemNotExists, "There is no record of a problem with this code.")
    })?;
    let mut tx = app.db.read().await?;
    Ok(Json(super::get_problem(&mut tx, &id).await?))
}

/// POST [`shared::paths::ADMINISTRATOR_SESSION`].
pub async fn sign_in_administrator(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    ApiJson(body): ApiJson<PasswordSignIn>,
) -> ApiResult<Response> {
    let place = Place { db: &app.db, passwords: &app.passwords, address: &address };
    let previous = app.cookies.get(CookieKind::Console, &headers);
    let now = app.clock.now();
    let outcome = password::sign_in_administrator(&place, body, previous, now).await;
    metrics::sign_in("administrator", outcome.is_ok());
    let (value, expires) = outcome?;
    Ok(with_session(&app, CookieKind::Console, &value, expires, now)?)
}

/// GET [`shared::paths::ADMINISTRATOR_SESSION`].
pub async fn get_administrator_session(administrator: SignedInAdministrator) -> Json<AdministratorSession> {
    Json(AdministratorSession { name: administrator.name, expires_at: UnixMillis(administrator.expires_at) })
}

/// DELETE [`shared::paths::ADMINISTRATOR_SESSION`].
pub async fn sign_out_administrator(
    State(app): State<App>,
    administrator: SignedInAdministrator,
    ClientAddress(address): ClientAddress,
) -> ApiResult<Response> {
    let mut tx = app.db.write().await?;
    if sessions::end_administrator_session(&mut tx, &administrator.session).await? {
        let actor = Actor::administrator(&administrator.id, &administrator.name, &address);
        let event = NewEvent::new(EventKind::AdministratorSignOut, &actor);
        events::record(&mut tx, event, app.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(without_session(&app, CookieKind::Console)?)
}

fn with_session(
    app: &App,
    kind: CookieKind,
    value: &SessionValue,
    expires: Timestamp,
    now: Timestamp,
) -> Result<Response> {
    let cookie = app.cookies.set(kind, value, expires.as_second() - now.as_second())?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

fn without_session(app: &App, kind: CookieKind) -> Result<Response> {
    let cookie = app.cookies.clear(kind)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
