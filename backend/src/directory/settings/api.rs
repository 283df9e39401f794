//! The JSON doors of the directory's own settings.

use axum::extract::State;
use axum::http::StatusCode;
use shared::settings::{LogonPreferences, RenameDirectory, SetAccessContact, UpdateSsoRules};

use crate::app::App;
use crate::events::ActingAdministrator;
use crate::platform::http::{ApiJson, ApiResult};

/// PUT [`shared::paths::DIRECTORY_NAME`].
pub async fn rename_directory(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<RenameDirectory>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::rename_directory(&mut tx, &body.name, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// PUT [`shared::paths::LOGON_PREFERENCES`].
pub async fn update_logon_preferences(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<LogonPreferences>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::update_logon_preferences(&mut tx, body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// PUT [`shared::paths::ACCESS_CONTACT`].
pub async fn set_access_contact(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<SetAccessContact>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::set_access_contact(&mut tx, &body.access_contact, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// PUT [`shared::paths::SSO_RULES`].
pub async fn update_sso_rules(
    State(app): State<App>,
    ActingAdministrator(actor): ActingAdministrator,
    ApiJson(body): ApiJson<UpdateSsoRules>,
) -> ApiResult<StatusCode> {
    let mut tx = app.db.write().await?;
    super::update_sso_rules(&mut tx, &body, &actor, app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
