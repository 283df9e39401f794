//! Sessions: a random value in a cookie, its hash in the database.
//!
//! Users and administrators have tables and cookies of their own, so that one is never taken for the other.
//! A session ends at its fixed time, on sign-out, or when its owner is disabled or deleted.

mod cookies;
mod store;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use shared::ids::{AdministratorId, UserId};

use super::clock::plus_seconds;
use super::db::Tx;
use super::secrets::hash_value;
use super::{Error, Result, random};

pub use cookies::{CookieKind, Cookies};
pub use store::{AdministratorSessionRow, UserSessionRow};

/// How long a portal session lasts, in seconds: CloudSSO's 8 hours, not prolonged by use.
pub const PORTAL_SESSION_SECONDS: i64 = 8 * 60 * 60;
/// How long an administrator's session lasts, in seconds.
pub const CONSOLE_SESSION_SECONDS: i64 = 8 * 60 * 60;

/// The value of a session or of a sign-in under way: 256 random bits. Never printed.
#[derive(Clone)]
pub struct SessionValue(String);

impl SessionValue {
    /// A fresh value.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn fresh() -> Result<Self> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?)))
    }

    /// A value that a browser sent.
    pub fn from_cookie(text: &str) -> Option<Self> {
        let shaped =
            text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        shaped.then(|| Self(text.to_owned()))
    }

    /// The value, for the cookie.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database keeps instead of the value.
    pub fn hash(&self) -> String {
        hash_value(&self.0)
    }

    /// What the audit log and assertions call the session: tells nothing about its value.
    pub fn label(&self) -> String {
        let mut label = hash_value(&format!("label of {}", self.0));
        label.truncate(20);
        label.insert(0, 's');
        label
    }

    /// Proof for forms that our own page made them: bound to the session, tells nothing about its value.
    pub fn form_token(&self) -> String {
        hash_value(&format!("form token of {}", self.0))
    }
}

/// Opens a portal session for a user. It ends after 8 hours, or at `not_after` if that comes first (a SAML
/// `SessionNotOnOrAfter`, core 2.7.2).
///
/// # Errors
/// When the database fails.
pub async fn open_for_user(
    tx: &mut Tx,
    user: &UserId,
    not_after: Option<Timestamp>,
    now: Timestamp,
) -> Result<(SessionValue, Timestamp)> {
    let value = SessionValue::fresh()?;
    let longest = plus_seconds(now, PORTAL_SESSION_SECONDS);
    let expires = not_after.map_or(longest, |end| end.min(longest));
    store::insert_for_user(tx, &value.hash(), user, now, expires).await?;
    Ok((value, expires))
}

/// Opens a console session for an administrator.
///
/// # Errors
/// When the database fails.
pub async fn open_for_administrator(
    tx: &mut Tx,
    administrator: &AdministratorId,
    now: Timestamp,
) -> Result<(SessionValue, Timestamp)> {
    let value = SessionValue::fresh()?;
    let expires = plus_seconds(now, CONSOLE_SESSION_SECONDS);
    store::insert_for_administrator(tx, &value.hash(), administrator, now, expires).await?;
    Ok((value, expires))
}

/// The live session with this value, with its enabled user.
///
/// # Errors
/// `SignInNeeded` when there is none.
pub async fn user_session(tx: &mut Tx, value: &SessionValue, now: Timestamp) -> Result<UserSessionRow> {
    store::find_user(tx, &value.hash(), now).await?.ok_or_else(Error::sign_in_needed)
}

/// The live session with this value, with its administrator.
///
/// # Errors
/// `SignInNeeded` when there is none.
pub async fn administrator_session(
    tx: &mut Tx,
    value: &SessionValue,
    now: Timestamp,
) -> Result<AdministratorSessionRow> {
    store::find_administrator(tx, &value.hash(), now).await?.ok_or_else(Error::sign_in_needed)
}

/// Ends one session of a user; answers whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn end_user_session(tx: &mut Tx, value: &SessionValue) -> Result<bool> {
    Ok(store::delete_user_session(tx, &value.hash()).await? == 1)
}

/// Ends the session of a user of which only the hash was kept; answers whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn end_user_session_kept(tx: &mut Tx, value_hash: &str) -> Result<bool> {
    Ok(store::delete_user_session(tx, value_hash).await? == 1)
}

/// Ends one session of an administrator; answers whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn end_administrator_session(tx: &mut Tx, value: &SessionValue) -> Result<bool> {
    Ok(store::delete_administrator_session(tx, &value.hash()).await? == 1)
}

/// Ends every session of a user; answers how many there were.
///
/// # Errors
/// When the database fails.
pub async fn end_all_of_user(tx: &mut Tx, user: &UserId) -> Result<u64> {
    Ok(store::delete_of_user(tx, user).await?)
}

/// Ends every session of an administrator; answers how many there were.
///
/// # Errors
/// When the database fails.
pub async fn end_all_of_administrator(tx: &mut Tx, administrator: &AdministratorId) -> Result<u64> {
    Ok(store::delete_of_administrator(tx, administrator).await?)
}

/// Forgets sessions that are over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    Ok(store::delete_expired(tx, now).await?)
}
