//! The SAML doors of the service provider: where sign-ins start and where responses arrive.
//!
//! A refusal leads to the problem page, never to a session. What is no SAML response at all gets a constant
//! sentence. The door at the ACS URL is the only one that another site may post to.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use saml::binding::{PostedResponse, posted_response};
use saml::{Check, ResponseRefused};
use url::Url;

use super::{Arrival, BrowserState, SignInProblem, SignedIn, Site, Started, Stopped, Way};
use crate::app::App;
use crate::directory;
use crate::platform::http::respond::{log, status};
use crate::platform::http::{ClientAddress, metrics, post_form};
use crate::platform::sessions::CookieKind;
use crate::platform::{Error, Result};

/// Most bytes of a posted form: 1 MiB in base64 with line breaks, some of it percent-encoded, and a RelayState.
pub const BODY_LIMIT: usize = 1_572_864;

/// GET [`shared::paths::SAML_SIGN_IN`].
pub async fn start(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let now = app.clock.now();
    let query = query.unwrap_or_default();
    let target = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "target");
    let started = async {
        let mut tx = app.db.write().await?;
        let browser = browser_state(&app, &headers);
        let target = target.as_ref().map(|(_, value)| &**value);
        let started = super::start(&mut tx, &site(&app), target, browser, now).await?;
        tx.commit().await?;
        Ok(send(&app, &started)?)
    };
    match started.await {
        Ok(response) => response,
        Err(stopped) => stop(&app, stopped, &address, now).await,
    }
}

/// POST [`shared::paths::ACS`].
pub async fn receive(
    State(app): State<App>,
    Path(directory_id): Path<String>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    body: std::result::Result<Bytes, BytesRejection>,
) -> Response {
    let now = app.clock.now();
    match is_ours(&app, &directory_id).await {
        Ok(true) => {}
        Ok(false) => return plain(StatusCode::NOT_FOUND, "There is nothing at this address.\n"),
        Err(error) => return failed(&error),
    }
    let Ok(body) = body else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "This is larger than any SAML response.\n");
    };
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let posted = match posted_response(content_type, &body) {
        Ok(posted) => posted,
        Err(refused) => return no_response(&app, refused, &address, now).await,
    };
    let finished = async {
        let signed_in = finish(&app, posted, browser_state(&app, &headers), &address, now).await?;
        Ok(let_in(&app, &signed_in)?)
    };
    match finished.await {
        Ok(response) => {
            metrics::sign_in("sso", true);
            response
        }
        Err(stopped) => stop(&app, stopped, &address, now).await,
    }
}

async fn is_ours(app: &App, directory_id: &str) -> Result<bool> {
    let mut tx = app.db.read().await?;
    Ok(directory::get(&mut tx).await?.id.as_str() == directory_id)
}

/// Verifies between two transactions: the first says whom to trust, the second reads everything again.
async fn finish(
    app: &App,
    posted: PostedResponse,
    browser: BrowserState,
    address: &str,
    now: Timestamp,
) -> std::result::Result<SignedIn, Stopped> {
    let mut tx = app.db.read().await?;
    let logon = super::sso_logon(&mut tx, &app.identity_provider).await?;
    drop(tx);
    let sp = super::service_provider(&logon.directory, &app.config.public_url);
    let idp = &logon.configured.identity_provider;
    let policy = super::policy(&logon.directory);
    let response = app.verifier.verify(posted.xml, sp, idp, policy, now).await?;
    let arrival = Arrival {
        response: &response,
        revision: &logon.configured.revision,
        relay_state: posted.relay_state.as_deref(),
        browser,
        address,
    };
    let mut tx = app.db.write().await?;
    let signed_in = super::finish(&mut tx, &site(app), arrival, now).await?;
    tx.commit().await?;
    Ok(signed_in)
}

fn site(app: &App) -> Site<'_> {
    Site {
        public_url: &app.config.public_url,
        key: &app.keys.service_provider,
        identity_provider: &app.identity_provider,
    }
}

fn browser_state(app: &App, headers: &HeaderMap) -> BrowserState {
    BrowserState {
        sign_in: app.cookies.get(CookieKind::SignIn, headers),
        session: app.cookies.get(CookieKind::Portal, headers),
    }
}

/// Sends the request on its way, with the cookie that its answer must come back with.
fn send(app: &App, started: &Started) -> Result<Response> {
    let mut response = match &started.way {
        Way::Redirect(address) => see_other(address)?,
        Way::Post(form) => {
            let origin = Url::parse(&form.action)
                .map_err(|e| Error::bug(format!("logon URL of the identity provider: {e}")))?
                .origin();
            post_form::page(form, &origin.ascii_serialization(), "Corporate account sign-in")?
        }
    };
    let cookie = app.cookies.set(CookieKind::SignIn, &started.browser, super::REQUEST_SECONDS)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

fn let_in(app: &App, signed_in: &SignedIn) -> Result<Response> {
    let mut response = see_other(&signed_in.target)?;
    let headers = response.headers_mut();
    headers.append(
        header::SET_COOKIE,
        app.cookies.set(CookieKind::Portal, &signed_in.session, signed_in.seconds)?,
    );
    if signed_in.forget_browser {
        headers.append(header::SET_COOKIE, app.cookies.clear(CookieKind::SignIn)?);
    }
    Ok(response)
}

fn see_other(address: &str) -> Result<Response> {
    let location = HeaderValue::from_str(address).map_err(|_| Error::bug("an address that is no header"))?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

/// A sign-in that stops here: a refusal is recorded, and the person is told with its code.
async fn stop(app: &App, stopped: Stopped, address: &str, now: Timestamp) -> Response {
    let problem = match stopped {
        Stopped::Refused(problem) => problem,
        Stopped::Failed(error) => return failed(&error),
    };
    metrics::sign_in("sso", false);
    tracing::debug!(reason = problem.reason(), "a sign-in was refused");
    let told = async {
        let id = record(app, &problem, address, now).await?;
        see_other(&format!("/sign-in/problem/{id}"))
    };
    told.await.unwrap_or_else(|error| failed(&error))
}

/// What is no SAML response at all: recorded, and answered with a constant.
async fn no_response(app: &App, refused: ResponseRefused, address: &str, now: Timestamp) -> Response {
    metrics::sign_in("sso", false);
    let (status, text) = match refused.check {
        Check::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "This is larger than any SAML response.\n"),
        _ => (StatusCode::BAD_REQUEST, "This is not a SAML response.\n"),
    };
    match record(app, &refused.into(), address, now).await {
        Ok(_) => plain(status, text),
        Err(error) => failed(&error),
    }
}

async fn record(
    app: &App,
    problem: &SignInProblem,
    address: &str,
    now: Timestamp,
) -> Result<shared::ids::EventId> {
    let mut tx = app.db.write().await?;
    let id = super::record_refusal(&mut tx, problem, address, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// The server could not say; the log knows more.
fn failed(error: &Error) -> Response {
    log(error);
    plain(status(error), "The server cannot answer just now. Try again in a moment.\n")
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, text).into_response()
}
