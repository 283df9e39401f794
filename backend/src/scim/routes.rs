//! The SCIM doors (RFC 7644, section 3.2), all behind a credential, also those that do not exist.

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, post};
use axum::{Router, middleware};
use shared::paths;

use super::extract::nothing_here;
use super::respond::ScimFault;
use super::{credentials, discovery, groups, log, users};
use crate::app::App;

/// Most bytes of a request (C-12).
pub const BODY_LIMIT: usize = 1024 * 1024;

/// The doors below [`paths::SCIM`].
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .nest(paths::SCIM, doors())
        .route(&format!("{}/", paths::SCIM), any(|| async { nothing_here() }))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), log::record_refusals))
        .layer(middleware::from_fn_with_state(app.clone(), credentials::authenticate))
}

fn doors() -> Router<App> {
    let list_users = get(users::list).post(users::create);
    let user = get(users::get).put(users::replace).patch(users::patch).delete(users::delete);
    let list_groups = get(groups::list).post(groups::create);
    let group = get(groups::get).put(groups::replace).patch(groups::patch).delete(groups::delete);
    Router::new()
        .route("/ServiceProviderConfig", read_only(get(discovery::service_provider_config)))
        .route("/ResourceTypes", read_only(get(discovery::list_resource_types)))
        .route("/ResourceTypes/{id}", read_only(get(discovery::get_resource_type)))
        .route("/Schemas", read_only(get(discovery::list_schemas)))
        .route("/Schemas/{id}", read_only(get(discovery::get_schema)))
        .route("/Users", only(list_users, "GET, HEAD, POST"))
        .route("/Users/.search", only(post(users::search), "POST"))
        .route("/Users/{id}", only(user, "GET, HEAD, PUT, PATCH, DELETE"))
        .route("/Groups", only(list_groups, "GET, HEAD, POST"))
        .route("/Groups/.search", only(post(groups::search), "POST"))
        .route("/Groups/{id}", only(group, "GET, HEAD, PUT, PATCH, DELETE"))
        .route("/Bulk", any(|| not_offered("Send each operation as a request of its own.")))
        .route("/Me", any(|| not_offered("A SCIM credential is no user.")))
        .route("/.search", any(|| not_offered("Search at /Users/.search or /Groups/.search.")))
        .route("/", any(|| async { nothing_here() }))
        .route("/{*rest}", any(|| async { nothing_here() }))
}

fn read_only(door: MethodRouter<App>) -> MethodRouter<App> {
    only(door, "GET, HEAD")
}

/// The door, with a refusal of every method that it does not know.
fn only(door: MethodRouter<App>, allowed: &'static str) -> MethodRouter<App> {
    door.fallback(move || async move { wrong_method(allowed) })
}

fn wrong_method(allowed: &'static str) -> Response {
    let detail = format!("This address takes {allowed} only.");
    let mut response = ScimFault::new(StatusCode::METHOD_NOT_ALLOWED, None, detail).into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

/// The refusal of what RFC 7644 has and we have not.
async fn not_offered(instead: &str) -> ScimFault {
    ScimFault::new(StatusCode::NOT_IMPLEMENTED, None, format!("This is not offered. {instead}"))
}
