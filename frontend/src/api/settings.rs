//! The directory's settings.

use shared::paths;
use shared::settings::{
    ConfigureIdentityProvider, LogonPreferences, Preview, RenameDirectory, SetAccessContact, SetSsoLogon,
    Settings, UpdateSsoRules,
};

use super::{Answer, http};

/// Everything that the page shows.
pub async fn get_settings() -> Answer<Settings> {
    http::get(paths::SETTINGS).await
}

/// Renames the directory.
pub async fn rename_directory(name: String) -> Answer<()> {
    http::send("PUT", paths::DIRECTORY_NAME, &RenameDirectory { name }).await
}

/// Says whom people ask for access.
pub async fn set_access_contact(access_contact: String) -> Answer<()> {
    http::send("PUT", paths::ACCESS_CONTACT, &SetAccessContact { access_contact }).await
}

/// What would be understood of an identity provider; saves nothing.
pub async fn preview_identity_provider(body: &ConfigureIdentityProvider) -> Answer<Preview> {
    http::ask("POST", paths::IDENTITY_PROVIDER_PREVIEW, body).await
}

/// Configures the identity provider, in place of the one before.
pub async fn configure_identity_provider(body: &ConfigureIdentityProvider) -> Answer<()> {
    http::send("PUT", paths::IDENTITY_PROVIDER, body).await
}

/// Forgets the identity provider.
pub async fn clear_identity_provider() -> Answer<()> {
    http::send_bare("DELETE", paths::IDENTITY_PROVIDER).await
}

/// Turns SSO Logon on or off.
pub async fn set_sso_logon(enabled: bool) -> Answer<()> {
    http::send("PUT", paths::SSO_LOGON, &SetSsoLogon { enabled }).await
}

/// Changes the logon preferences.
pub async fn update_logon_preferences(body: &LogonPreferences) -> Answer<()> {
    http::send("PUT", paths::LOGON_PREFERENCES, body).await
}

/// Changes the rules of SSO Logon.
pub async fn update_sso_rules(body: &UpdateSsoRules) -> Answer<()> {
    http::send("PUT", paths::SSO_RULES, body).await
}
