//! SCIM credentials: who may push users and groups.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::respond::ScimFault;
use crate::app::App;

/// Lets a request through that shows a credential, with the [`crate::events::Actor`] that it stands for among the
/// request's extensions.
pub async fn authenticate(State(_app): State<App>, _request: Request, _next: Next) -> Response {
    ScimFault::new(StatusCode::UNAUTHORIZED, None, "Show a SCIM credential of this directory.")
        .into_response()
}
