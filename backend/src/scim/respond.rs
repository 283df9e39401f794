//! What SCIM answers: the content type, and the SCIM face of an error (RFC 7644, section 3.12).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use super::words;
use crate::platform::Error;
use crate::platform::db::StoreError;
use crate::platform::http::respond::{log, status};

/// Media type of every body (RFC 7644, section 3.1).
pub const MEDIA_TYPE: &str = "application/scim+json";

/// Answer of a SCIM door.
pub type ScimResult<T> = Result<T, ScimFault>;

/// The `scimType` of a refusal (RFC 7644, table 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ScimType {
    /// The filter cannot be read, or asks what cannot be asked.
    InvalidFilter,
    /// More than the server answers or takes at once.
    TooMany,
    /// Another resource has this value already.
    Uniqueness,
    /// The attribute cannot be changed.
    Mutability,
    /// The body is not what the operation needs.
    InvalidSyntax,
    /// The path of a PATCH operation cannot be read.
    InvalidPath,
    /// The path of a PATCH operation leads nowhere.
    NoTarget,
    /// A value is missing or breaks its rule.
    InvalidValue,
}

/// A refusal on its way out. The response that it becomes carries it among its extensions, for the log.
#[derive(Debug, Clone)]
pub struct ScimFault {
    /// HTTP status.
    pub status: StatusCode,
    /// What kind of refusal, where table 9 has one.
    pub scim_type: Option<ScimType>,
    /// What was wrong, where, and what to do.
    pub detail: String,
    /// Seconds to wait before another attempt.
    pub retry_after: Option<i64>,
}

impl ScimFault {
    /// A refusal of this status.
    pub fn new(status: StatusCode, scim_type: Option<ScimType>, detail: impl Into<String>) -> Self {
        Self { status, scim_type, detail: detail.into(), retry_after: None }
    }

    /// A 400.
    pub fn bad(scim_type: ScimType, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some(scim_type), detail)
    }

    /// A 404: there is no such resource, or none that this caller sees.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, None, detail)
    }
}

impl From<Error> for ScimFault {
    fn from(error: Error) -> Self {
        log(&error);
        let scim_type = match &error {
            Error::Invalid { .. } => Some(ScimType::InvalidValue),
            Error::Conflict { .. } => Some(ScimType::Uniqueness),
            _ => None,
        };
        let in_words = match &error {
            Error::Invalid { fields, .. } => words::sentences(fields),
            _ => None,
        };
        let retry_after = match &error {
            Error::TooManyAttempts { retry_after } => Some(*retry_after),
            Error::Unavailable(_) => Some(1),
            _ => None,
        };
        Self {
            status: status(&error),
            scim_type,
            detail: in_words.unwrap_or_else(|| error.to_string()),
            retry_after,
        }
    }
}

impl From<StoreError> for ScimFault {
    fn from(error: StoreError) -> Self {
        Error::from(error).into()
    }
}

#[derive(Serialize)]
struct Body<'a> {
    schemas: [&'static str; 1],
    status: String,
    #[serde(rename = "scimType", skip_serializing_if = "Option::is_none")]
    scim_type: Option<ScimType>,
    detail: &'a str,
}

impl IntoResponse for ScimFault {
    fn into_response(self) -> Response {
        let body = Body {
            schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
            status: self.status.as_u16().to_string(),
            scim_type: self.scim_type,
            detail: &self.detail,
        };
        let mut response = (self.status, Scim(&body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"SCIM\""));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// A body in SCIM's media type.
pub struct Scim<T>(pub T);

impl<T: Serialize> IntoResponse for Scim<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response(),
            Err(error) => {
                log(&Error::bug(format!("a SCIM body: {error}")));
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// A resource on its way out.
pub struct Resource {
    /// 200, or 201 when it was just made.
    pub status: StatusCode,
    /// As much of it as is wanted.
    pub body: Value,
    /// Where it is (RFC 7644, section 3.3).
    pub location: String,
    /// Its version (RFC 7644, section 3.14).
    pub etag: String,
}

impl IntoResponse for Resource {
    fn into_response(self) -> Response {
        let mut response = (self.status, Scim(&self.body)).into_response();
        add_header(&mut response, header::LOCATION, &self.location);
        add_header(&mut response, header::ETAG, &self.etag);
        response
    }
}

/// An answer without a body, with the version of the resource.
pub fn without_body(status: StatusCode, etag: &str) -> Response {
    let mut response = status.into_response();
    add_header(&mut response, header::ETAG, etag);
    response
}

fn add_header(response: &mut Response, name: header::HeaderName, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => _ = response.headers_mut().insert(name, value),
        Err(error) => log(&Error::bug(format!("the header {name}: {error}"))),
    }
}

/// A page of resources (RFC 7644, section 3.4.2).
#[derive(Serialize)]
pub struct ListResponse {
    schemas: [&'static str; 1],
    #[serde(rename = "totalResults")]
    total: u64,
    #[serde(rename = "startIndex")]
    start_index: i64,
    #[serde(rename = "itemsPerPage")]
    count: usize,
    #[serde(rename = "Resources")]
    resources: Vec<Value>,
}

impl ListResponse {
    /// This page, which begins at `start_index`, of so many in all.
    pub fn new(total: u64, start_index: i64, resources: Vec<Value>) -> Self {
        let schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];
        Self { schemas, total, start_index, count: resources.len(), resources }
    }
}
