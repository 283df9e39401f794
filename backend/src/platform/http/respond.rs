//! The JSON face of an error, and the place where it is logged.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::error::{ApiError, ErrorCode, FieldError};

use crate::platform::Error;

/// Answer of a JSON door.
pub type ApiResult<T> = Result<T, ApiFault>;

/// An error on its way out as JSON.
pub struct ApiFault(pub Error);

impl<E: Into<Error>> From<E> for ApiFault {
    fn from(error: E) -> Self {
        ApiFault(error.into())
    }
}

/// An error on its way out of a door that browsers navigate to: a plain sentence.
pub struct PageFault(pub Error);

impl IntoResponse for PageFault {
    fn into_response(self) -> Response {
        log(&self.0);
        (status(&self.0), format!("{}\n", self.0)).into_response()
    }
}

/// Status, code and field errors of an error. The message is its `Display`.
fn parts(error: &Error) -> (StatusCode, ErrorCode, Vec<FieldError>) {
    match error {
        Error::Invalid { code, fields, .. } => (StatusCode::BAD_REQUEST, *code, fields.clone()),
        Error::NotFound { code, .. } => (StatusCode::NOT_FOUND, *code, Vec::new()),
        Error::Conflict { code, fields, .. } => (StatusCode::CONFLICT, *code, fields.clone()),
        Error::Forbidden { code, .. } => (StatusCode::FORBIDDEN, *code, Vec::new()),
        Error::SignInNeeded { code, .. } => (StatusCode::UNAUTHORIZED, *code, Vec::new()),
        Error::TooManyAttempts { .. } => {
            (StatusCode::TOO_MANY_REQUESTS, ErrorCode::TooManyAttempts, Vec::new())
        }
        Error::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BodyTooLarge, Vec::new()),
        Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Unavailable, Vec::new()),
        Error::Bug(_) => (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::InternalError, Vec::new()),
    }
}

/// Logs what a person is not told. Called once, where an error becomes an answer.
pub fn log(error: &Error) {
    match error {
        Error::Bug(text) => tracing::error!(fault = %text, "a fault of ours"),
        Error::Unavailable(text) => tracing::warn!(cause = %text, "not available"),
        other => tracing::debug!(refusal = %other, "refused"),
    }
}

/// Status that an error answers with, for doors that make their own body.
pub fn status(error: &Error) -> StatusCode {
    parts(error).0
}

impl IntoResponse for ApiFault {
    fn into_response(self) -> Response {
        let error = self.0;
        log(&error);
        let (status, code, fields) = parts(&error);
        let body = ApiError { code, message: error.to_string(), fields };
        let mut response = (status, Json(body)).into_response();
        let wait = match error {
            Error::TooManyAttempts { retry_after } => Some(retry_after),
            Error::Unavailable(_) => Some(1),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
