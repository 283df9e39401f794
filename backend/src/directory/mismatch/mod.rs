//! Whether user names and NameIDs seem to come from different fields of the identity provider.
//!
//! SCIM then makes users who can never sign in: their names are those of one field, the NameIDs those of another. What
//! shows it is both sides at once: a sign-in that was refused lately because nobody has that name, and a synchronized
//! user who may sign in and never did.

mod store;

use jiff::Timestamp;
use saml::Check;
use shared::events::{Event, EventKind};
use shared::scim::NameIdMismatch;

use super::users;
use crate::directory;
use crate::events::{self, REASON};
use crate::platform::Result;
use crate::platform::clock::plus_seconds;
use crate::platform::db::Tx;

/// A refusal counts for so many seconds.
const LATELY: i64 = 7 * 24 * 60 * 60;
/// Refused sign-ins that are looked at, newest first.
const LOOKED_AT: i64 = 50;

/// An example of both sides, when the fields seem to differ.
///
/// # Errors
/// When the database fails.
pub async fn find_mismatch(tx: &mut Tx, now: Timestamp) -> Result<Option<NameIdMismatch>> {
    if !directory::get(tx).await?.scim_enabled {
        return Ok(None);
    }
    let Some(name_id) = refused_name(tx, now).await? else { return Ok(None) };
    let user_name = most_like(tx, &name_id).await?;
    Ok(user_name.map(|user_name| NameIdMismatch { name_id, user_name }))
}

/// The synchronized user who never signed in and is most like the NameID: it is the e-mail address, or what stands
/// before the `@` is the same; else the first.
async fn most_like(tx: &mut Tx, name_id: &str) -> Result<Option<String>> {
    if let Some(found) = store::find_by_email(tx, name_id).await? {
        return Ok(Some(found));
    }
    let local_part = name_id.split('@').next().unwrap_or_default();
    if let Some(found) = store::find_by_local_part(tx, local_part).await? {
        return Ok(Some(found));
    }
    Ok(store::find_first(tx).await?)
}

/// The NameID of the newest sign-in that was refused lately for want of a user, and for which there is none still.
async fn refused_name(tx: &mut Tx, now: Timestamp) -> Result<Option<String>> {
    let since = plus_seconds(now, -LATELY).as_millisecond();
    let refused = events::newest_events(tx, EventKind::SsoSignInRefused, LOOKED_AT).await?;
    let mut seen = Vec::new();
    for event in refused {
        if event.occurred_at.0 < since || !names_nobody(&event) || seen.contains(&event.actor_name) {
            continue;
        }
        if users::find_by_name(tx, &event.actor_name).await?.is_none() {
            return Ok(Some(event.actor_name));
        }
        seen.push(event.actor_name);
    }
    Ok(None)
}

fn names_nobody(event: &Event) -> bool {
    let reason = event.details.get(REASON).and_then(|reason| Check::from_reason(reason));
    matches!(reason, Some(Check::InvalidUser | Check::InvalidSubjectValue)) && !event.actor_name.is_empty()
}
