//! The SCIM doors, all behind a credential, also those that do not exist.

use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use axum::{Router, middleware};
use shared::paths;

use super::respond::ScimFault;
use super::{credentials, log};
use crate::app::App;

/// Most bytes of a request (C-12).
pub const BODY_LIMIT: usize = 1024 * 1024;

/// The doors below [`paths::SCIM`].
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .route(paths::SCIM, any(nothing_here))
        .route(&format!("{}/", paths::SCIM), any(nothing_here))
        .route(&format!("{}/{{*rest}}", paths::SCIM), any(nothing_here))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), log::record_refusals))
        .layer(middleware::from_fn_with_state(app.clone(), credentials::authenticate))
}

async fn nothing_here() -> ScimFault {
    ScimFault::not_found("There is nothing at this address.")
}
