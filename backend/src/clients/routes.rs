//! The doors where command-line clients come in: [`shared::paths::DEVICE_AUTHORIZATION`] and [`shared::paths::TOKEN`].

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use shared::error::ErrorCode;

use super::device_codes::Place;
use super::wire::{
    self, DeviceAuthorization, DeviceAuthorizationRequest, Outcome, PostedJson, RequestId, Token,
    TokenRequest,
};
use crate::app::App;
use crate::platform::http::ClientAddress;
use crate::platform::http::respond::ApiFault;
use crate::platform::{Error, Result};

/// POST [`shared::paths::DEVICE_AUTHORIZATION`].
pub async fn start_device_authorization(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    posted: PostedJson<DeviceAuthorizationRequest>,
) -> Response {
    let user_agent =
        headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let place = Place { address: &address, user_agent };
    respond(async |_| start(&app, &place, wire::body(posted)?).await).await
}

async fn start(
    app: &App,
    place: &Place<'_>,
    asked: DeviceAuthorizationRequest,
) -> Outcome<DeviceAuthorization> {
    let mut tx = app.db.write().await.map_err(Error::from)?;
    let outcome = super::start(&mut tx, &asked, place, &app.config.public_url, app.clock.now()).await;
    tx.commit().await.map_err(Error::from)?;
    Ok(outcome?)
}

/// POST [`shared::paths::TOKEN`].
pub async fn create_token(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    posted: PostedJson<TokenRequest>,
) -> Response {
    respond(async |_| redeem(&app, &address, wire::body(posted)?).await).await
}

async fn redeem(app: &App, address: &str, asked: TokenRequest) -> Outcome<Token> {
    let mut tx = app.db.write().await.map_err(Error::from)?;
    let outcome = super::redeem(&mut tx, &asked, address, app.clock.now()).await;
    tx.commit().await.map_err(Error::from)?;
    outcome
}

/// Any other method at a door of the protocol.
pub async fn wrong_method() -> Response {
    respond(async |_| {
        let message = "This address is not asked in this way.";
        Err::<(), _>(Error::invalid(ErrorCode::PathNotExists, message).into())
    })
    .await
}

/// Gives the request its id and answers it.
pub async fn respond<T, W>(work: W) -> Response
where
    T: serde::Serialize,
    W: AsyncFnOnce(&RequestId) -> Outcome<T>,
{
    let id: Result<RequestId> = RequestId::fresh();
    match id {
        Ok(id) => {
            let outcome = work(&id).await;
            id.answer(outcome)
        }
        Err(error) => ApiFault(error).into_response(),
    }
}
