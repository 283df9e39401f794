//! The JSON doors of the code page.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use shared::clients::{DecideDevice, DeviceRequest};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::platform::http::{ApiJson, ApiQuery, ApiResult, ClientAddress, SignedInUser, same_origin};

/// Query of [`get_device_request`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceRequestQuery {
    #[serde(default)]
    user_code: String,
}

/// GET [`shared::paths::DEVICE_REQUEST`]. Wrong codes are counted, so this writes; it confirms nothing.
pub async fn get_device_request(
    State(app): State<App>,
    user: SignedInUser,
    ClientAddress(address): ClientAddress,
    ApiQuery(query): ApiQuery<DeviceRequestQuery>,
) -> ApiResult<Json<DeviceRequest>> {
    let mut tx = app.db.write().await?;
    let found = super::find_request(&mut tx, &query.user_code, &user, &address, app.clock.now()).await;
    tx.commit().await?;
    Ok(Json(found?))
}

/// POST [`shared::paths::DEVICE_REQUEST`].
pub async fn decide_device_request(
    State(app): State<App>,
    user: SignedInUser,
    ClientAddress(address): ClientAddress,
    ApiJson(body): ApiJson<DecideDevice>,
) -> ApiResult<StatusCode> {
    let ours: bool = body.form_token.as_bytes().ct_eq(user.session.form_token().as_bytes()).into();
    if !ours {
        return Err(same_origin::refusal().into());
    }
    let mut tx = app.db.write().await?;
    let decided =
        super::decide(&mut tx, &body.user_code, body.decision, &user, &address, app.clock.now()).await;
    tx.commit().await?;
    decided?;
    Ok(StatusCode::NO_CONTENT)
}
