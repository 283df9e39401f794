//! The JSON doors of the page Settings, section **SSO Logon**.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::settings::{ConfigureIdentityProvider, Preview, SetSsoLogon, Settings};

use super::Understood;
use crate::app::App;
use crate::directory;
use crate::events::ActingAdministrator;
use crate::platform::Error;
use crate::platform::http::respond::ApiFault;
use crate::platform::http::{ApiJson, ApiResult, SignedInAdministrator};

/// Most bytes of the two bodies that hold a metadata document: 1 MiB in base64, and the JSON around it.
pub const BODY_LIMIT: usize = shared::settings::METADATA_MAX / 3 * 4 + 64 * 1024;

/// GET [`shared::paths::SETTINGS`].
pub async fn get_settings(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
) -> ApiResult<Json<Settings>> {
    let mut tx = app.db.read().await?;
    let directory = directory::get(&mut tx).await?;
    let identity_provider = super::find(&mut tx).await?;
    let url = &app.config.public_url;
    Ok(Json(Settings {
        logon_preferences: directory::settings::logon_preferences(&directory),
        entity_id: directory.sp_entity_id(url),
        acs_url: directory.acs_url(url),
        cloud_idp_entity_id: directory.idp_entity_id(url),
        saml_provider_name: directory.saml_provider_name(),
        directory_name: directory.name,
        directory_id: directory.id.into(),
        identity_provider: identity_provider.map(|identity_provider| identity_provider.to_wire()),
        sso_enabled: directory.sso_enabled,
        idp_initiated_allowed: directory.idp_initiated_allowed,
        clock_skew_seconds: directory.clock_skew_seconds,
        access_contact: directory.access_contact,
    }))
}

/// POST [`shared::paths::IDENTITY_PROVIDER_PREVIEW`].
pub async fn preview_identity_provider(
    State(app): State<App>,
    _administrator: SignedInAdministrator,
    body: ApiResult<ApiJson<ConfigureIdentityProvider>>,
) -> ApiResult<Json<Preview>> {
    let body = whole(body)?;
    Ok(Json(match super::understand(&body, app.clock.now())? {
        Understood::One(identity_provider) => Preview::Understood(identity_provider.to_wire()),
        Understood::Several(entity_ids) => Preview::Several { entity_ids },
    }))
}

/// PUT [`shared::paths::IDENTITY_PROVIDER`].
pub async fn configure_identity_provider(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    body: ApiResult<ApiJson<ConfigureIdentityProvider>>,
) -> ApiResult<StatusCode> {
    let body = whole(body)?;
    let mut tx = app.db.write().await?;
    super::configure_identity_provider(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// DELETE [`shared::paths::IDENTITY_PROVIDER`].
pub async fn clear_identity_provider(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::clear_identity_provider(&mut tx, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// PUT [`shared::paths::SSO_LOGON`].
pub async fn set_sso_logon(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<SetSsoLogon>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::set_sso_logon(&mut tx, body.enabled, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A body that is too large holds a document that is too large.
fn whole(body: ApiResult<ApiJson<ConfigureIdentityProvider>>) -> ApiResult<ConfigureIdentityProvider> {
    match body {
        Ok(ApiJson(body)) => Ok(body),
        Err(ApiFault(Error::TooLarge { .. })) => Err(ApiFault(super::too_large())),
        Err(fault) => Err(fault),
    }
}
