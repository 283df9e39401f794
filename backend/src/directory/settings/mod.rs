//! What an administrator decides about the directory itself: its name, the rules of SSO Logon, the logon preferences,
//! the switch SCIM Synchronization, and whom people ask for access.
//!
//! The name is part of the user logon URL and of nothing else: entity IDs and ACS URL carry the id.

pub mod api;

use jiff::Timestamp;
use shared::error::Rule;
use shared::events::EventKind;
use shared::names;
use shared::settings::{CLOCK_SKEW_MAX, CLOCK_SKEW_MIN, LogonPreferences, UpdateSsoRules};

use super::{Directory, lock, store};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Renames the directory.
///
/// # Errors
/// When the name breaks the rule for directory names.
pub async fn rename_directory(tx: &mut Tx, name: &str, actor: &Actor, now: Timestamp) -> Result<()> {
    let before = lock(tx).await?;
    names::directory_name(name, before.id.as_str()).map_err(|rule| Error::field("name", rule))?;
    if before.name == name {
        return Ok(());
    }
    store::update_name(tx, name).await?;
    let event =
        NewEvent::new(EventKind::DirectoryRenamed, actor).target(name).detail("name before", &before.name);
    events::record(tx, event, now).await?;
    Ok(())
}

/// Says whom people ask for access. Space around the text is dropped.
///
/// # Errors
/// When the text is too long or holds hidden characters.
pub async fn set_access_contact(tx: &mut Tx, text: &str, actor: &Actor, now: Timestamp) -> Result<()> {
    let text = text.trim().replace("\r\n", "\n");
    names::access_contact(&text).map_err(|rule| Error::field("access_contact", rule))?;
    let before = lock(tx).await?;
    if before.access_contact == text {
        return Ok(());
    }
    store::update_access_contact(tx, &text).await?;
    let event = NewEvent::new(EventKind::AccessContactUpdated, actor)
        .target(&before.name)
        .detail("before.access_contact", &before.access_contact)
        .detail("after.access_contact", &text);
    events::record(tx, event, now).await?;
    Ok(())
}

/// Changes the rules of SSO Logon.
///
/// # Errors
/// When the clock skew is out of range.
pub async fn update_sso_rules(
    tx: &mut Tx,
    rules: &UpdateSsoRules,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    if !(CLOCK_SKEW_MIN..=CLOCK_SKEW_MAX).contains(&rules.clock_skew_seconds) {
        let rule = Rule::OutOfRange { min: CLOCK_SKEW_MIN, max: CLOCK_SKEW_MAX };
        return Err(Error::field("clock_skew_seconds", rule));
    }
    let before = lock(tx).await?;
    let same = before.idp_initiated_allowed == rules.idp_initiated_allowed
        && before.clock_skew_seconds == rules.clock_skew_seconds;
    if same {
        return Ok(());
    }
    store::update_rules(tx, rules.idp_initiated_allowed, rules.clock_skew_seconds).await?;
    let event = NewEvent::new(EventKind::SsoRulesUpdated, actor)
        .target(&before.name)
        .detail("IdP-initiated before", before.idp_initiated_allowed)
        .detail("IdP-initiated", rules.idp_initiated_allowed)
        .detail("clock skew before", before.clock_skew_seconds)
        .detail("clock skew", rules.clock_skew_seconds);
    events::record(tx, event, now).await?;
    Ok(())
}

/// What the section **Logon Preferences** shows.
pub fn logon_preferences(directory: &Directory) -> LogonPreferences {
    LogonPreferences { users_may_get_credentials: directory.users_may_get_credentials }
}

/// Changes the logon preferences. They are read whenever somebody asks for credentials, so a change holds at once.
///
/// # Errors
/// When the database fails.
pub async fn update_logon_preferences(
    tx: &mut Tx,
    preferences: LogonPreferences,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let directory = lock(tx).await?;
    let before = logon_preferences(&directory);
    if before == preferences {
        return Ok(());
    }
    store::update_users_may_get_credentials(tx, preferences.users_may_get_credentials).await?;
    let event = NewEvent::new(EventKind::LogonPreferencesUpdated, actor)
        .target(&directory.name)
        .detail("before.users_may_get_credentials", before.users_may_get_credentials)
        .detail("after.users_may_get_credentials", preferences.users_may_get_credentials);
    events::record(tx, event, now).await?;
    Ok(())
}

/// Turns SCIM Synchronization on or off. Whatever was synchronized stays; off, it can be changed in the console.
///
/// # Errors
/// When the database fails.
pub async fn set_scim_synchronization(
    tx: &mut Tx,
    enabled: bool,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let before = lock(tx).await?;
    if before.scim_enabled == enabled {
        return Ok(());
    }
    store::update_scim_enabled(tx, enabled).await?;
    let kind = match enabled {
        true => EventKind::ScimSynchronizationEnabled,
        false => EventKind::ScimSynchronizationDisabled,
    };
    events::record(tx, NewEvent::new(kind, actor).target(&before.name), now).await?;
    Ok(())
}

/// Sets the switch SSO Logon. Whether it may be set is decided where identity providers are known.
///
/// # Errors
/// When the database fails.
pub(crate) async fn set_sso_enabled(tx: &mut Tx, enabled: bool) -> Result<()> {
    store::update_sso_enabled(tx, enabled).await?;
    Ok(())
}
