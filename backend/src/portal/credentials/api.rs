//! The JSON door of the portal's temporary credentials.

use axum::Json;
use axum::extract::State;
use shared::credentials::{Credentials, GetCredentials};
use shared::time::UnixMillis;

use super::{Proof, Request, obtain};
use crate::app::App;
use crate::platform::Error;
use crate::platform::http::{ApiJson, ApiResult, ClientAddress, SignedInUser};
use crate::portal::log_on::Wanted;

/// POST [`shared::paths::PORTAL_CREDENTIALS`]. The answer is nowhere kept.
pub async fn get_credentials(
    State(app): State<App>,
    user: SignedInUser,
    ClientAddress(address): ClientAddress,
    ApiJson(body): ApiJson<GetCredentials>,
) -> ApiResult<Json<Credentials>> {
    let request = Request {
        proof: Proof::Session(&user.session),
        wanted: Wanted { account_id: &body.account_id, access_configuration: &body.access_configuration_id },
        address: &address,
        request_id: "",
    };
    let given = obtain(&app, &request).await.map_err(Error::from)?;
    Ok(Json(Credentials {
        access_key_id: given.access_key_id,
        access_key_secret: given.access_key_secret.expose().to_owned(),
        security_token: given.security_token.expose().to_owned(),
        expires_at: UnixMillis(given.expires_at.as_millisecond()),
    }))
}
