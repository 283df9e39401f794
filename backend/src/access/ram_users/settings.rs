//! What holds for all logons as RAM users. Read at each logon, so that a change holds at once.

use jiff::Timestamp;
use shared::error::{FieldError, Rule};
use shared::events::EventKind;
use shared::names;
use shared::ram_users::RamUserSettings;

use super::store;
use crate::cloud::alibaba;
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Shortest and longest session, in hours: the limits of the cloud's own setting.
const HOURS: std::ops::RangeInclusive<u32> = 1..=24;

/// The settings.
///
/// # Errors
/// When the database fails.
pub async fn get_settings(tx: &mut Tx) -> Result<RamUserSettings> {
    let (hours, landing_page) = store::find_settings(tx).await?;
    let session_hours = u32::try_from(hours).map_err(|e| Error::bug(format!("kept hours: {e}")))?;
    Ok(RamUserSettings { session_hours, landing_page })
}

/// Changes the settings. `sign_in_url` is where this deployment's logons are posted.
///
/// # Errors
/// Hours out of range; a landing page that is none of the cloud's own.
pub async fn update_settings(
    tx: &mut Tx,
    wanted: &RamUserSettings,
    sign_in_url: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<RamUserSettings> {
    let page = wanted.landing_page.trim();
    let faults = FieldError::of([
        ("session_hours", session_hours(wanted.session_hours)),
        ("landing_page", landing_page(page, sign_in_url)),
    ]);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    let directory = directory::lock(tx).await?;
    let before = get_settings(tx).await?;
    let after = RamUserSettings { session_hours: wanted.session_hours, landing_page: page.to_owned() };
    if before == after {
        return Ok(after);
    }
    store::update_settings(tx, i64::from(after.session_hours), page).await?;
    let mut event = NewEvent::new(EventKind::RamUserSettingsUpdated, actor).target(&directory.name);
    let values = |settings: &RamUserSettings| {
        [
            ("session_hours", settings.session_hours.to_string()),
            ("landing_page", settings.landing_page.clone()),
        ]
    };
    for ((name, before), (_, after)) in values(&before).into_iter().zip(values(&after)) {
        if before != after {
            event = event.detail(&format!("before.{name}"), before).detail(&format!("after.{name}"), after);
        }
    }
    events::record(tx, event, now).await?;
    Ok(after)
}

/// Whether a session may last that many hours.
///
/// # Errors
/// Hours out of range.
pub fn session_hours(hours: u32) -> std::result::Result<(), Rule> {
    if HOURS.contains(&hours) {
        Ok(())
    } else {
        Err(Rule::OutOfRange { min: i64::from(*HOURS.start()), max: i64::from(*HOURS.end()) })
    }
}

/// Whether people may land there. `sign_in_url` is where this deployment's logons are posted.
///
/// # Errors
/// What is missing, too long, or none of the cloud's own pages.
pub fn landing_page(page: &str, sign_in_url: &str) -> std::result::Result<(), Rule> {
    if page.is_empty() {
        Err(Rule::Required)
    } else if page.chars().count() > names::RELAY_STATE_MAX {
        Err(Rule::TooLong { max: names::RELAY_STATE_MAX })
    } else if alibaba::is_console_page(page, sign_in_url) {
        Ok(())
    } else {
        Err(Rule::NotAConsoleUrl)
    }
}
