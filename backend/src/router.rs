//! Every address of the server, in one place. `house.md`'s "Doors": the JSON doors under `/api`, the SAML
//! doors, the pages.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use shared::error::ErrorCode;
use shared::paths;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::events;
use crate::platform::Error;
use crate::platform::http::respond::ApiFault;
use crate::platform::http::{headers, same_origin};

/// Most bytes of an ordinary JSON body.
pub const API_BODY_LIMIT: usize = 64 * 1024;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The whole server.
pub fn router(app: App) -> Router {
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(app.clone(), headers::secure))
        .layer(CatchPanicLayer::custom(after_panic))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE));
    Router::new().merge(api(&app)).merge(health()).merge(pages()).layer(layers).with_state(app)
}

/// JSON doors for our own pages.
fn api(app: &App) -> Router<App> {
    Router::new()
        .route(paths::EVENTS, get(events::api::list_events))
        .route("/api/{*rest}", axum::routing::any(nothing_here))
        .layer(middleware::from_fn_with_state(app.clone(), same_origin::writes_only))
        .layer(DefaultBodyLimit::max(API_BODY_LIMIT))
}

async fn nothing_here() -> ApiFault {
    ApiFault(Error::not_found(ErrorCode::PathNotExists, "There is nothing at this address."))
}

/// For those who watch the server.
fn health() -> Router<App> {
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(ready))
}

async fn ready(State(app): State<App>) -> Response {
    let answer = async {
        let mut tx = app.db.read().await?;
        crate::directory::get(&mut tx).await
    };
    match answer.await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(cause = ?error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Everything else is a page.
fn pages() -> Router<App> {
    Router::new()
}

fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    ApiFault(Error::bug("a panic; see the line above")).into_response()
}
