//! Who may see which page: the portal's pages and the code page need a session, and the address of the site leads where the
//! person belongs. What a page then shows, the JSON doors decide.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::direct_link;
use super::landing::{self, landing};
use crate::app::App;
use crate::directory;
use crate::platform::http::SignedInUser;
use crate::platform::http::respond::ApiFault;
use crate::platform::{Error, Result};

/// Layer over the pages.
pub async fn lead(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path();
    let is_start = path == "/";
    let is_portal =
        path == landing::PORTAL || path.starts_with("/portal/") || path == shared::paths::DEVICE_CODE_PAGE;
    if !reads {
        return next.run(request).await;
    }
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let led = if is_start || is_portal {
        lead_to(&app, &headers, &uri).await
    } else {
        ask_first(&app, &headers, &uri).await
    };
    match led {
        Ok(Some(address)) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        Ok(None) => next.run(request).await,
        Err(error) => ApiFault(error).into_response(),
    }
}

/// Another address, when this is not the place to be.
async fn lead_to(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<Option<HeaderValue>> {
    let is_start = uri.path() == "/";
    let address = match SignedInUser::of(headers, app).await {
        Ok(_) if is_start => landing::PORTAL.to_owned(),
        Ok(_) => return Ok(None),
        Err(Error::SignInNeeded { .. }) => {
            let wanted = uri.path_and_query().map_or("", |wanted| wanted.as_str());
            let target = landing(wanted, &app.config.public_url).filter(|_| !is_start);
            sign_in_page(app, target.as_deref()).await?
        }
        Err(error) => return Err(error),
    };
    Ok(Some(header_value(&address)?))
}

/// Where a direct access link is asked about that another site opened by itself.
async fn ask_first(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<Option<HeaderValue>> {
    direct_link::asking(app, headers, uri).await?.map(|address| header_value(&address)).transpose()
}

fn header_value(address: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(address).map_err(|_| Error::bug("an address that is no header"))
}

/// The user logon URL's path; afterwards the person lands on `target`.
async fn sign_in_page(app: &App, target: Option<&str>) -> Result<String> {
    let mut tx = app.db.read().await?;
    let page = directory::get(&mut tx).await?.sign_in_path();
    let Some(target) = target.filter(|target| *target != landing::PORTAL) else { return Ok(page) };
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("target", target).finish();
    Ok(format!("{page}?{query}"))
}
