//! SCIM credentials: who may push users and groups.
//!
//! A credential's value is 256 random bits behind a prefix that scanners of leaked secrets know. It is shown once and
//! kept as its SHA-256, which is enough for a value that nobody can guess. Two may exist, so that one can take over
//! from the other without a gap; each ends by itself, and a credential that is disabled or deleted opens nothing from
//! the next request on.

pub mod api;
mod authenticate;
pub mod limit;
mod store;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::ids::ScimCredentialId;
use shared::scim::{
    CREDENTIAL_DAYS_MAX, CREDENTIAL_DAYS_MIN, CREDENTIALS_MAX, NewScimCredential, ScimCredential,
    ScimCredentialStatus, ScimSettings,
};
use subtle::ConstantTimeEq;

use crate::directory::{self, mismatch::find_mismatch};
use crate::events::{self, Actor, NewEvent};
use crate::platform::clock::{from_millis, plus_seconds};
use crate::platform::db::{Tx, word};
use crate::platform::secrets::hash_value;
use crate::platform::{Error, Result, random};

pub use authenticate::authenticate;

/// What every value begins with.
const VALUE_PREFIX: &str = "scim_";
/// Characters after the prefix: 32 bytes in base64 without padding.
const VALUE_LENGTH: usize = 43;
const SECONDS_A_DAY: i64 = 24 * 60 * 60;

/// Everything that the section **SCIM Synchronization** shows.
///
/// # Errors
/// When the database fails.
pub async fn get_settings(tx: &mut Tx, public_url: &str, now: Timestamp) -> Result<ScimSettings> {
    let directory = directory::get(tx).await?;
    let (synchronized_users, synchronized_groups) = store::count_synchronized(tx).await?;
    Ok(ScimSettings {
        base_url: format!("{public_url}{}", shared::paths::SCIM),
        enabled: directory.scim_enabled,
        credentials: list_credentials(tx, now).await?,
        synchronized_users,
        synchronized_groups,
        mismatch: find_mismatch(tx, now).await?,
    })
}

/// The credentials, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_credentials(tx: &mut Tx, now: Timestamp) -> Result<Vec<ScimCredential>> {
    store::list(tx).await?.into_iter().map(|row| row.to_wire(now)).collect()
}

/// Makes a credential that is valid for so many days. Its value is in this answer and nowhere else.
///
/// # Errors
/// When the days are out of range, or there are [`CREDENTIALS_MAX`] credentials already.
pub async fn create_credential(
    tx: &mut Tx,
    days: i64,
    actor: &Actor,
    now: Timestamp,
) -> Result<NewScimCredential> {
    if !(CREDENTIAL_DAYS_MIN..=CREDENTIAL_DAYS_MAX).contains(&days) {
        let rule = Rule::OutOfRange { min: CREDENTIAL_DAYS_MIN, max: CREDENTIAL_DAYS_MAX };
        return Err(Error::field("days", rule));
    }
    // Held, so that of two made at once the second sees the first.
    directory::lock(tx).await?;
    if store::list(tx).await?.len() >= CREDENTIALS_MAX {
        return Err(Error::conflict(
            ErrorCode::LimitExceeded,
            format!(
                "There are {CREDENTIALS_MAX} SCIM credentials already. Delete one before another is made."
            ),
        ));
    }
    let id: ScimCredentialId = random::id(ScimCredentialId::PREFIX)?;
    let value = format!("{VALUE_PREFIX}{}", URL_SAFE_NO_PAD.encode(random::bytes::<32>()?));
    let expires_at = plus_seconds(now, days * SECONDS_A_DAY);
    store::insert(tx, &id, &hash_value(&value), now, expires_at).await?;
    let event = NewEvent::new(EventKind::ScimCredentialCreated, actor)
        .target(id.as_str())
        .detail("after.expires_at", expires_at);
    events::record(tx, event, now).await?;
    Ok(NewScimCredential { credential: get(tx, &id).await?.to_wire(now)?, value })
}

/// Enables or disables a credential.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn update_credential_status(
    tx: &mut Tx,
    id: &ScimCredentialId,
    status: ScimCredentialStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<ScimCredential> {
    let before = get(tx, id).await?.to_wire(now)?;
    if before.status == status {
        return Ok(before);
    }
    store::update_status(tx, id, &word(status)?).await?;
    let kind = match status {
        ScimCredentialStatus::Enabled => EventKind::ScimCredentialEnabled,
        ScimCredentialStatus::Disabled => EventKind::ScimCredentialDisabled,
    };
    let event = NewEvent::new(kind, actor)
        .target(id.as_str())
        .detail("before.status", word(before.status)?)
        .detail("after.status", word(status)?);
    events::record(tx, event, now).await?;
    Ok(ScimCredential { status, ..before })
}

/// Deletes a credential.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn delete_credential(
    tx: &mut Tx,
    id: &ScimCredentialId,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let before = get(tx, id).await?;
    if store::delete(tx, id).await? == 0 {
        return Err(not_found(id));
    }
    let event = NewEvent::new(EventKind::ScimCredentialDeleted, actor)
        .target(id.as_str())
        .detail("before.status", before.status)
        .detail("before.expires_at", from_millis(before.expires_at));
    events::record(tx, event, now).await?;
    Ok(())
}

async fn get(tx: &mut Tx, id: &ScimCredentialId) -> Result<store::CredentialRow> {
    store::find(tx, id).await?.ok_or_else(|| not_found(id))
}

fn not_found(id: &ScimCredentialId) -> Error {
    Error::not_found(ErrorCode::ScimCredentialNotExists, format!("There is no SCIM credential {id}."))
}

/// Remembers that a credential was used.
///
/// # Errors
/// When the database fails.
pub async fn note_use(tx: &mut Tx, id: &ScimCredentialId, address: &str, now: Timestamp) -> Result<()> {
    store::update_last_use(tx, id, address, now).await?;
    Ok(())
}

/// A value that somebody shows, by its hash.
pub struct ShownValue {
    hash: String,
}

impl ShownValue {
    /// What stands after `Bearer`. What has not the shape of a value is none.
    pub fn read(text: &str) -> Option<Self> {
        let body = text.strip_prefix(VALUE_PREFIX)?;
        let shaped = body.len() == VALUE_LENGTH
            && body.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        shaped.then(|| Self { hash: hash_value(text) })
    }

    /// Names the value where it must not be shown.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// What a shown value opens at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The SCIM doors.
    Open(ScimCredentialId),
    /// Nothing, although the value is right.
    Shut(ScimCredentialId, Shut),
    /// Nothing: no credential has this value.
    Unknown,
}

/// Why a right value opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// An administrator disabled the credential.
    Disabled,
    /// Its time is over.
    Expired,
    /// SCIM Synchronization is off.
    SwitchedOff,
}

/// Judges a shown value.
///
/// # Errors
/// When the database fails.
pub async fn judge(tx: &mut Tx, shown: &ShownValue, now: Timestamp) -> Result<Verdict> {
    let Some(row) = store::find_by_hash(tx, &shown.hash).await? else { return Ok(Verdict::Unknown) };
    if !bool::from(row.value_hash.as_bytes().ct_eq(shown.hash.as_bytes())) {
        return Ok(Verdict::Unknown);
    }
    let shut = if row.status != word(ScimCredentialStatus::Enabled)? {
        Some(Shut::Disabled)
    } else if row.expires_at <= now.as_millisecond() {
        Some(Shut::Expired)
    } else if !row.scim_enabled {
        Some(Shut::SwitchedOff)
    } else {
        None
    };
    Ok(match shut {
        Some(why) => Verdict::Shut(row.id, why),
        None => Verdict::Open(row.id),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_the_shape_of_a_value_is_looked_up() {
        let body = "a".repeat(VALUE_LENGTH);
        assert!(ShownValue::read(&format!("scim_{body}")).is_some());
        for text in [
            String::new(),
            body.clone(),
            format!("SCIM_{body}"),
            format!("scim_{body}a"),
            format!("scim_{}", &body[1..]),
            format!("scim_{}'", &body[1..]),
            format!("scim_{}é", &body[2..]),
            format!(" scim_{body}"),
        ] {
            assert!(ShownValue::read(&text).is_none(), "{text:?}");
        }
    }
}
