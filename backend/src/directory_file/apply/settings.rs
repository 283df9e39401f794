//! Settings and identity provider.

use shared::settings::{LogonPreferences, UpdateSsoRules};

use super::super::difference::Difference;
use super::{Applying, about};
use crate::access::ram_users;
use crate::directory::settings;
use crate::platform::Result;
use crate::platform::db::Tx;
use crate::sign_in::identity_provider;

/// What comes before people: SSO Logon is switched off before the identity provider goes.
pub(super) async fn before(tx: &mut Tx, difference: &Difference, by: Applying<'_>) -> Result<()> {
    let wanted = &difference.wanted;
    let (actor, now) = (by.actor, by.now);
    let named = |error| about("settings", error);
    settings::rename_directory(tx, &wanted.name, actor, now).await.map_err(named)?;
    settings::set_access_contact(tx, &wanted.access_contact, actor, now).await.map_err(named)?;
    let rules = UpdateSsoRules {
        idp_initiated_allowed: wanted.idp_initiated_allowed,
        clock_skew_seconds: wanted.clock_skew_seconds,
    };
    settings::update_sso_rules(tx, &rules, actor, now).await.map_err(named)?;
    let preferences = LogonPreferences { users_may_get_credentials: wanted.users_may_get_credentials };
    settings::update_logon_preferences(tx, preferences, actor, now).await.map_err(named)?;
    if difference.settings.iter().any(|(setting, ..)| setting.is_of_ram_users()) {
        ram_users::update_settings(tx, &difference.wanted_ram_users, by.sign_in_url, actor, now)
            .await
            .map_err(named)?;
    }
    if !wanted.sso_enabled {
        identity_provider::set_sso_logon(tx, false, actor, now).await?;
    }
    if let Some(change) = &difference.identity_provider {
        match &change.after {
            Some(after) => identity_provider::replace_identity_provider(tx, after, actor, now).await?,
            None => identity_provider::clear_identity_provider(tx, actor, now).await?,
        }
    }
    Ok(())
}

/// The switches that need the rest.
pub(super) async fn after(tx: &mut Tx, difference: &Difference, by: Applying<'_>) -> Result<()> {
    let wanted = &difference.wanted;
    if wanted.sso_enabled {
        identity_provider::set_sso_logon(tx, true, by.actor, by.now).await?;
    }
    settings::set_scim_synchronization(tx, wanted.scim_enabled, by.actor, by.now).await
}
