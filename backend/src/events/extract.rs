//! Who calls, as the audit log names them.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Actor;
use crate::app::App;
use crate::platform::http::respond::ApiFault;
use crate::platform::http::{ClientAddress, SignedInAdministrator};

/// A signed-in administrator who is about to change something.
pub struct ActingAdministrator(pub Actor);

impl FromRequestParts<App> for ActingAdministrator {
    type Rejection = ApiFault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiFault> {
        let administrator = SignedInAdministrator::from_request_parts(parts, app).await?;
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
        Ok(Self(Actor::administrator(&administrator.id, &administrator.name, &address)))
    }
}
