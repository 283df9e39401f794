//! Who calls and what they sent. Whoever may not call does not get past the extractor.

use axum::Extension;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Json, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use shared::error::ErrorCode;
use shared::ids::{AdministratorId, UserId};

use super::respond::ApiFault;
use crate::app::App;
use crate::platform::sessions::{self, CookieKind, SessionValue};
use crate::platform::{Error, Result};
use crate::router::API_BODY_LIMIT;

/// Most bytes of a body, where a door takes other than the usual. For the refusal, which names them.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(usize);

/// Lets doors take bodies of so many bytes.
pub fn body_limit(bytes: usize) -> (DefaultBodyLimit, Extension<BodyLimit>) {
    (DefaultBodyLimit::max(bytes), Extension(BodyLimit(bytes)))
}

/// A JSON body of a known shape; unknown fields are refused by the body's own type.
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for ApiJson<T> {
    type Rejection = ApiFault;

    async fn from_request(request: Request, app: &App) -> std::result::Result<Self, ApiFault> {
        let limit = request.extensions().get::<BodyLimit>().map_or(API_BODY_LIMIT, |limit| limit.0);
        match Json::<T>::from_request(request, app).await {
            Ok(Json(body)) => Ok(ApiJson(body)),
            Err(rejection) => Err(ApiFault(body_error(&rejection, limit))),
        }
    }
}

fn body_error(rejection: &JsonRejection, limit: usize) -> Error {
    use std::error::Error as _;
    if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Error::TooLarge { limit };
    }
    let cause = rejection.source().and_then(|e| e.source()).map(ToString::to_string);
    let message = match (rejection, cause) {
        (JsonRejection::MissingJsonContentType(_), _) => {
            "Send the body as JSON, with Content-Type: application/json.".to_owned()
        }
        (_, Some(cause)) => format!("The body is not as expected: {cause}."),
        (_, None) => "The body is not as expected.".to_owned(),
    };
    Error::invalid(ErrorCode::InvalidParameter, message)
}

/// An id in the path. What is no id names nothing that exists.
pub struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for ApiPath<T> {
    type Rejection = ApiFault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, ApiFault> {
        let found: std::result::Result<Path<T>, PathRejection> = Path::from_request_parts(parts, app).await;
        match found {
            Ok(Path(value)) => Ok(ApiPath(value)),
            Err(_) => {
                Err(ApiFault(Error::not_found(ErrorCode::PathNotExists, "There is nothing at this address.")))
            }
        }
    }
}

/// A query of a known shape.
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for ApiQuery<T> {
    type Rejection = ApiFault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, ApiFault> {
        let found: std::result::Result<Query<T>, QueryRejection> =
            Query::from_request_parts(parts, app).await;
        // PostgreSQL cannot take the character U+0000, and nothing that is looked for holds it.
        let null = parts.uri.query().is_some_and(|query| query.contains("%00"));
        match found {
            Ok(Query(value)) if !null => Ok(ApiQuery(value)),
            _ => Err(ApiFault(Error::invalid(
                ErrorCode::InvalidParameter,
                "The address has a query that is not understood.",
            ))),
        }
    }
}

/// A user with a live portal session.
pub struct SignedInUser {
    /// The user.
    pub id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The user's display name; may be empty.
    pub display_name: String,
    /// When the session ends, in milliseconds since 1970.
    pub expires_at: i64,
    /// The session's value.
    pub session: SessionValue,
}

impl SignedInUser {
    /// Reads the session of a request.
    ///
    /// # Errors
    /// `SignInNeeded` when there is none.
    pub async fn of(headers: &axum::http::HeaderMap, app: &App) -> Result<Self> {
        let session = app.cookies.get(CookieKind::Portal, headers).ok_or_else(Error::sign_in_needed)?;
        let mut tx = app.db.read().await?;
        let row = sessions::user_session(&mut tx, &session, app.clock.now()).await?;
        Ok(SignedInUser {
            id: row.user_id,
            user_name: row.user_name,
            display_name: row.display_name,
            expires_at: row.expires_at,
            session,
        })
    }
}

impl FromRequestParts<App> for SignedInUser {
    type Rejection = ApiFault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, ApiFault> {
        Ok(Self::of(&parts.headers, app).await?)
    }
}

/// An administrator with a live console session.
pub struct SignedInAdministrator {
    /// The administrator.
    pub id: AdministratorId,
    /// The administrator's name.
    pub name: String,
    /// When the session ends, in milliseconds since 1970.
    pub expires_at: i64,
    /// The session's value.
    pub session: SessionValue,
}

impl FromRequestParts<App> for SignedInAdministrator {
    type Rejection = ApiFault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, ApiFault> {
        let session =
            app.cookies.get(CookieKind::Console, &parts.headers).ok_or_else(Error::sign_in_needed)?;
        let mut tx = app.db.read().await?;
        let row = sessions::administrator_session(&mut tx, &session, app.clock.now()).await?;
        Ok(SignedInAdministrator {
            id: row.administrator_id,
            name: row.name,
            expires_at: row.expires_at,
            session,
        })
    }
}
