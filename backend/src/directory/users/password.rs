//! Passwords of users: those that an administrator sets, and those that users choose at a sign-in.
//!
//! A password is hashed before the transaction that keeps the hash, as hashing takes long; so it is judged
//! before that. Users kept by SCIM have passwords like others. None can be set while SSO Logon is on.

use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::ids::UserId;
use shared::names;

use super::{get_user, lock, store};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::secrets::SecretText;
use crate::platform::{Error, Result, sessions};

/// Makes sure that an administrator may give the user this password, or one that is made.
///
/// # Errors
/// Not found when there is none with this id; refused while SSO Logon is on, as passwords are not used then; when
/// the password breaks its rule.
pub async fn judge_password(tx: &mut Tx, id: &UserId, password: Option<&SecretText>) -> Result<()> {
    let user = get_user(tx, id).await?;
    ensure_passwords_are_used(tx).await?;
    match password {
        Some(password) => names::password_of(password.expose(), &user.user_name)
            .map_err(|rule| Error::field("password", rule)),
        None => Ok(()),
    }
}

async fn ensure_passwords_are_used(tx: &mut Tx) -> Result<()> {
    if directory::get(tx).await?.sso_enabled {
        return Err(Error::conflict(
            ErrorCode::PasswordLogonOff,
            "Passwords cannot be set while SSO Logon is on: users sign in through the identity provider.",
        ));
    }
    Ok(())
}

/// Gives the user the password of this hash and ends the sessions; with `must_reset` it opens no session until
/// the user chose another.
///
/// # Errors
/// Not found when there is none with this id; refused while SSO Logon is on.
pub async fn set_user_password(
    tx: &mut Tx,
    id: &UserId,
    password_hash: &str,
    must_reset: bool,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let user = lock(tx, id).await?;
    ensure_passwords_are_used(tx).await?;
    store::update_password(tx, id, password_hash, must_reset, now).await?;
    let ended = sessions::end_all_of_user(tx, id).await?;
    let event = NewEvent::new(EventKind::UserPasswordReset, actor)
        .target(&user.user_name)
        .detail("must_reset", must_reset)
        .detail("ended_sessions", ended);
    events::record(tx, event, now).await?;
    Ok(())
}

/// Keeps the password that the user chose in place of the one that had to be changed, and ends the sessions.
///
/// # Errors
/// When the database fails.
pub async fn choose_password(
    tx: &mut Tx,
    id: &UserId,
    password_hash: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    store::update_password(tx, id, password_hash, false, now).await?;
    let ended = sessions::end_all_of_user(tx, id).await?;
    let event = NewEvent::new(EventKind::UserPasswordChanged, actor).detail("ended_sessions", ended);
    events::record(tx, event, now).await?;
    Ok(())
}
