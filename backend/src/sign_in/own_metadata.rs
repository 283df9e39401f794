//! Our two metadata documents at the addresses that are our entity IDs. They say nothing that is not public.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use saml::own_metadata;

use crate::app::App;
use crate::cloud;
use crate::directory::{self, Directory};
use crate::platform::db::Tx;
use crate::platform::http::respond::{log, status};
use crate::platform::{Error, Result};

/// GET [`shared::paths::SP_METADATA`], for the company's identity provider.
pub async fn service_provider(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let xml = async {
        let mut tx = app.db.read().await?;
        let Some(directory) = ours(&mut tx, &id).await? else { return Ok(None) };
        let sp = super::service_provider(&directory, &app.config.public_url);
        let certificate = app.keys.service_provider.certificate().clone();
        let xml = own_metadata::sp_metadata(&sp, &[certificate], false);
        xml.map(Some).map_err(|e| Error::bug(format!("our metadata: {e}")))
    };
    document(xml.await, &id, query.as_deref(), "service-provider")
}

/// GET [`shared::paths::IDP_METADATA`], for the member accounts.
pub async fn cloud_identity_provider(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let xml = async {
        let mut tx = app.db.read().await?;
        let Some(directory) = ours(&mut tx, &id).await? else { return Ok(None) };
        cloud::idp_metadata(&mut tx, &directory, &app.config.public_url).await.map(Some)
    };
    document(xml.await, &id, query.as_deref(), "identity-provider")
}

/// The directory, when its id is the one asked for.
async fn ours(tx: &mut Tx, id: &str) -> Result<Option<Directory>> {
    let directory = directory::get(tx).await?;
    Ok((directory.id.as_str() == id).then_some(directory))
}

fn document(xml: Result<Option<String>>, id: &str, query: Option<&str>, name: &str) -> Response {
    let made = xml.and_then(|xml| {
        let Some(xml) = xml else {
            return Ok((StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response());
        };
        let mut response = ([(header::CONTENT_TYPE, "application/samlmetadata+xml")], xml).into_response();
        if is_download(query) {
            let disposition = format!("attachment; filename=\"cloudsso-{name}-{id}.xml\"");
            let disposition = HeaderValue::from_str(&disposition)
                .map_err(|_| Error::bug("a file name that is no header"))?;
            response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
        }
        Ok(response)
    });
    made.unwrap_or_else(|error| {
        log(&error);
        (status(&error), "The server cannot answer just now. Try again in a moment.\n").into_response()
    })
}

fn is_download(query: Option<&str>) -> bool {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).any(|(name, _)| name == "download")
}
