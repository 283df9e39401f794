//! The words of the command-line clients' wire protocol: JSON in PascalCase, a RequestId in every answer, refusals as
//! ErrorCode, ErrorMessage and RequestId.
//!
//! *Why every refusal is a 400:* from 500 on `aliyun` and `acs-sso` take the body for the answer and end with a crash;
//! between 400 and 499 they read it and do not care which it is. So what the cloud or the client did is a 400, and only
//! what is ours is a 500 or 503. What each client sends and reads stands in `tests/it/exchanges/`.
//!
//! *Why `ExpiresIn` is in seconds:* `aliyun` reads it so, as OAuth has it (RFC 6749, section 5.1); `acs-sso` adds the
//! number to a clock in milliseconds. Seconds are safe with both: `acs-sso` forgets its token too early and asks the
//! person again, whereas milliseconds would make `aliyun` believe in a token that has long ended. The server ends the
//! token at its time, whatever the client believes.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::error::ErrorCode;

use super::AccessToken;
use crate::platform::db::word;
use crate::platform::http::respond::{log, status};
use crate::platform::{Error, Result, random};

/// Body of [`shared::paths::DEVICE_AUTHORIZATION`]. Clients may send more.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeviceAuthorizationRequest {
    /// The user logon URL.
    pub portal_url: String,
    /// What the client calls itself.
    pub client_id: String,
    /// SHA-256 of the verifier, in base64url (RFC 7636, section 4.2).
    pub code_challenge: String,
    /// `S256`.
    pub code_challenge_method: String,
}

/// Answer of [`shared::paths::DEVICE_AUTHORIZATION`] (RFC 8628, section 3.2). No `Debug`: it holds a secret.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeviceAuthorization {
    /// What the client shows at [`shared::paths::TOKEN`].
    pub device_code: String,
    /// What the person compares.
    pub user_code: String,
    /// The code page.
    pub verification_uri: String,
    /// The code page with the user code.
    pub verification_uri_complete: String,
    /// Seconds that the codes live.
    pub expires_in: i64,
    /// Seconds to wait between two questions.
    pub interval: i64,
}

/// Body of [`shared::paths::TOKEN`] (RFC 8628, section 3.4). No `Debug`: it holds secrets.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TokenRequest {
    /// `urn:ietf:params:oauth:grant-type:device_code`.
    pub grant_type: String,
    /// The device code.
    pub device_code: String,
    /// What the client calls itself.
    pub client_id: String,
    /// Proof of being the client that asked (RFC 7636, section 4.5).
    pub code_verifier: String,
}

/// Answer of [`shared::paths::TOKEN`]. No `Debug`: it holds a secret.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Token {
    /// The access token.
    pub access_token: String,
    /// Seconds that it lives; see the top of the module.
    pub expires_in: i64,
}

/// Why a door of the protocol does not do what was asked.
#[derive(Debug)]
pub enum Fault {
    /// Nobody has answered the client's request yet.
    AuthorizationPending,
    /// The device code leads nowhere, and why.
    InvalidDeviceCode(&'static str),
    /// The cloud refused: its code and the sentence for the person.
    Cloud {
        /// The cloud's code.
        code: String,
        /// Its words and what to do.
        message: String,
    },
    /// Any other refusal.
    Other(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Other(error)
    }
}

/// What a door answers.
pub type Outcome<T> = std::result::Result<T, Fault>;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Success<'a, T> {
    #[serde(flatten)]
    body: T,
    request_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal<'a> {
    error_code: String,
    error_message: String,
    request_id: &'a str,
}

/// By which a client, the log and the audit log name one request.
pub struct RequestId(String);

impl RequestId {
    /// A fresh one, in the shape of the cloud's own.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn fresh() -> Result<Self> {
        let hex: String = random::bytes::<16>()?.iter().map(|byte| format!("{byte:02X}")).collect();
        let groups = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        Ok(Self(groups.join("-")))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The answer to the request.
    pub fn answer<T: Serialize>(&self, outcome: Outcome<T>) -> Response {
        match outcome {
            Ok(body) => Json(Success { body, request_id: &self.0 }).into_response(),
            Err(fault) => self.refuse(fault),
        }
    }

    fn refuse(&self, fault: Fault) -> Response {
        let (status, error_code, error_message, wait) = match fault {
            Fault::AuthorizationPending => (
                StatusCode::BAD_REQUEST,
                "AuthorizationPending".into(),
                "Nobody has confirmed yet.".into(),
                None,
            ),
            Fault::InvalidDeviceCode(why) => {
                (StatusCode::BAD_REQUEST, "InvalidDeviceCodeError".into(), why.into(), None)
            }
            Fault::Cloud { code, message } => (StatusCode::BAD_REQUEST, code, message, None),
            Fault::Other(error) => of_error(&error),
        };
        tracing::info!(request_id = self.0, code = error_code, "a command-line client was refused");
        let body = Refusal { error_code, error_message, request_id: &self.0 };
        let mut response = (status, Json(body)).into_response();
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Status, code, sentence and seconds to wait.
fn of_error(error: &Error) -> (StatusCode, String, String, Option<i64>) {
    log(error);
    let ours = status(error);
    let status = if ours.is_server_error() { ours } else { StatusCode::BAD_REQUEST };
    let (code, wait) = match error {
        Error::SignInNeeded { .. } => {
            let message = "The access token is not valid, or not any more. Sign in again.".to_owned();
            return (status, "InvalidAccessTokenError".to_owned(), message, None);
        }
        Error::Invalid { code, .. }
        | Error::NotFound { code, .. }
        | Error::Conflict { code, .. }
        | Error::Forbidden { code, .. } => (*code, None),
        Error::TooManyAttempts { retry_after } => (ErrorCode::TooManyAttempts, Some(*retry_after)),
        Error::TooLarge { .. } => (ErrorCode::BodyTooLarge, None),
        Error::Unavailable(_) => (ErrorCode::Unavailable, Some(1)),
        Error::Bug(_) => (ErrorCode::InternalError, None),
    };
    (status, word(code).unwrap_or_else(|_| format!("{code:?}")), error.to_string(), wait)
}

/// A body that may be JSON of the wanted shape.
pub type PostedJson<T> = std::result::Result<Json<T>, JsonRejection>;
/// A query that may have the wanted shape.
pub type Asked<T> = std::result::Result<axum::extract::Query<T>, QueryRejection>;

/// The body.
///
/// # Errors
/// When it is none of the wanted shape.
pub fn body<T>(posted: PostedJson<T>) -> Result<T> {
    posted.map(|Json(body)| body).map_err(|rejection| {
        let message = match rejection {
            JsonRejection::MissingJsonContentType(_) => {
                "Send the body as JSON, with Content-Type: application/json."
            }
            JsonRejection::JsonDataError(_) => "A part of the body is missing or has the wrong type.",
            _ => "The body is not JSON, or it is too long.",
        };
        Error::invalid(ErrorCode::InvalidParameter, message)
    })
}

/// The query.
///
/// # Errors
/// When it is none of the wanted shape, or holds the one character that no database of ours keeps.
pub fn query<T>(asked: Asked<T>) -> Result<T> {
    let fault =
        || Error::invalid(ErrorCode::InvalidParameter, "The query of the address is not as it must be.");
    asked.map(|axum::extract::Query(query)| query).map_err(|_| fault())
}

/// The access token that a request shows.
///
/// # Errors
/// `SignInNeeded` when it shows none.
pub fn access_token(headers: &HeaderMap) -> Result<AccessToken> {
    let mut shown = headers.get_all(header::AUTHORIZATION).iter();
    let (first, second) = (shown.next(), shown.next());
    first
        .filter(|_| second.is_none())
        .and_then(|value| value.to_str().ok())
        .and_then(AccessToken::of_header)
        .ok_or_else(Error::sign_in_needed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_looks_like_the_clouds_own() {
        let id = RequestId::fresh().unwrap();
        let lengths: Vec<usize> = id.as_str().split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_ne!(id.as_str(), RequestId::fresh().unwrap().as_str());
    }
}
