//! Our two metadata documents at the addresses that are our entity IDs. They say nothing that is not public.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use saml::own_metadata;

use crate::app::App;
use crate::cloud;
use crate::directory::{self, Directory};
use crate::platform::http::respond::{log, status};
use crate::platform::{Error, Result};

/// GET [`shared::paths::SP_METADATA`], for the company's identity provider.
pub async fn service_provider(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let write = |directory: &Directory| {
        let sp = super::service_provider(directory, &app.config.public_url);
        let certificate = app.keys.service_provider.certificate().clone();
        own_metadata::sp_metadata(&sp, &[certificate], false)
            .map_err(|e| Error::bug(format!("our metadata: {e}")))
    };
    document(&app, &id, query.as_deref(), "service-provider", write).await
}

/// GET [`shared::paths::IDP_METADATA`], for the member accounts.
pub async fn cloud_identity_provider(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let write = |directory: &Directory| cloud::idp_metadata(&app.keys, directory, &app.config.public_url);
    document(&app, &id, query.as_deref(), "identity-provider", write).await
}

async fn document(
    app: &App,
    id: &str,
    query: Option<&str>,
    name: &str,
    write: impl Fn(&Directory) -> Result<String>,
) -> Response {
    let made: Result<Response> = async {
        let mut tx = app.db.read().await?;
        let directory = directory::get(&mut tx).await?;
        if directory.id.as_str() != id {
            return Ok((StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response());
        }
        let xml = write(&directory)?;
        let mut response = ([(header::CONTENT_TYPE, "application/samlmetadata+xml")], xml).into_response();
        if is_download(query) {
            let disposition = format!("attachment; filename=\"cloudsso-{name}-{id}.xml\"");
            let disposition = HeaderValue::from_str(&disposition)
                .map_err(|_| Error::bug("a file name that is no header"))?;
            response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
        }
        Ok(response)
    }
    .await;
    made.unwrap_or_else(|error| {
        log(&error);
        (status(&error), "The server cannot answer just now. Try again in a moment.\n").into_response()
    })
}

fn is_download(query: Option<&str>) -> bool {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).any(|(name, _)| name == "download")
}
