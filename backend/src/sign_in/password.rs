//! Username-Password Logon: of users while SSO Logon is off, of administrators always.
//!
//! An unknown name, a disabled user, a user without a password and a wrong password get the same answer after
//! the same work.

use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::ids::{AdministratorId, UserId};
use shared::session::PasswordSignIn;

use super::attempts::{Attempt, Realm};
use crate::directory::users::{self, SignInUser};
use crate::directory::{self, administrators};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Db, Tx};
use crate::platform::secrets::{Passwords, SecretText};
use crate::platform::sessions::{self, SessionValue};
use crate::platform::{Error, Result};

/// Whoever may come in.
struct Known<Id> {
    id: Id,
    name: String,
    hash: String,
}

/// Where a password sign-in takes place.
pub struct Place<'a> {
    /// The database: hashing takes long, so it happens between two transactions.
    pub db: &'a Db,
    /// Verifies passwords.
    pub passwords: &'a Passwords,
    /// The network address of the caller.
    pub address: &'a str,
}

/// Signs a user in; answers the session's value and end. The browser's session before ends.
///
/// # Errors
/// `PasswordLogonOff` while SSO Logon is on (S-58), `TooManyAttempts`, or `WrongPassword`.
pub async fn sign_in_user(
    place: &Place<'_>,
    body: PasswordSignIn,
    previous: Option<SessionValue>,
    now: Timestamp,
) -> Result<(SessionValue, Timestamp)> {
    let attempt = Attempt::new(Realm::User, &body.user_name, place.address);
    let mut tx = place.db.write().await?;
    if let Err(off) = password_logon_on(&mut tx).await {
        refuse(&mut tx, EventKind::PasswordSignInRefused, &body.user_name, place, "PasswordLogonOff", now)
            .await?;
        tx.commit().await?;
        return Err(off);
    }
    attempt.begin(&mut tx, now).await?;
    let known = enabled_user(&mut tx, &body.user_name).await?;
    tx.commit().await?;
    let right =
        is_right(place.passwords, body.password, known.as_ref().map(|known| known.hash.clone())).await?;
    let mut tx = place.db.write().await?;
    password_logon_on(&mut tx).await?;
    // Whatever changed while the password was hashed counts: disabled, deleted, another password.
    let still = enabled_user(&mut tx, &body.user_name).await?;
    let Some(user) = same(known, still).filter(|_| right) else {
        refuse(&mut tx, EventKind::PasswordSignInRefused, &body.user_name, place, "WrongPassword", now)
            .await?;
        tx.commit().await?;
        return Err(wrong_password());
    };
    attempt.succeeded(&mut tx).await?;
    if let Some(previous) = previous {
        sessions::end_user_session(&mut tx, &previous).await?;
    }
    let opened = sessions::open_for_user(&mut tx, &user.id, None, now).await?;
    let actor = Actor::user(&user.id, &user.name, place.address);
    events::record(&mut tx, NewEvent::new(EventKind::PasswordSignIn, &actor), now).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Signs an administrator in; answers the session's value and end. The browser's session before ends.
///
/// # Errors
/// `TooManyAttempts` or `WrongPassword`.
pub async fn sign_in_administrator(
    place: &Place<'_>,
    body: PasswordSignIn,
    previous: Option<SessionValue>,
    now: Timestamp,
) -> Result<(SessionValue, Timestamp)> {
    let attempt = Attempt::new(Realm::Administrator, &body.user_name, place.address);
    let mut tx = place.db.write().await?;
    attempt.begin(&mut tx, now).await?;
    let known = administrator(&mut tx, &body.user_name).await?;
    tx.commit().await?;
    let right =
        is_right(place.passwords, body.password, known.as_ref().map(|known| known.hash.clone())).await?;
    let mut tx = place.db.write().await?;
    let still = administrator(&mut tx, &body.user_name).await?;
    let Some(administrator) = same(known, still).filter(|_| right) else {
        let kind = EventKind::AdministratorSignInRefused;
        refuse(&mut tx, kind, &body.user_name, place, "WrongPassword", now).await?;
        tx.commit().await?;
        return Err(wrong_password());
    };
    attempt.succeeded(&mut tx).await?;
    if let Some(previous) = previous {
        sessions::end_administrator_session(&mut tx, &previous).await?;
    }
    let opened = sessions::open_for_administrator(&mut tx, &administrator.id, now).await?;
    let actor = Actor::administrator(&administrator.id, &administrator.name, place.address);
    events::record(&mut tx, NewEvent::new(EventKind::AdministratorSignIn, &actor), now).await?;
    tx.commit().await?;
    Ok(opened)
}

async fn password_logon_on(tx: &mut Tx) -> Result<()> {
    if directory::get(tx).await?.sso_enabled {
        return Err(Error::forbidden(
            ErrorCode::PasswordLogonOff,
            "Username-password logon is off because SSO Logon is on. Sign in with your corporate account.",
        ));
    }
    Ok(())
}

async fn enabled_user(tx: &mut Tx, name: &str) -> Result<Option<Known<UserId>>> {
    let user = users::find_by_name(tx, name).await?.filter(SignInUser::is_enabled);
    Ok(user.and_then(|user| Some(Known { id: user.id, name: user.user_name, hash: user.password_hash? })))
}

async fn administrator(tx: &mut Tx, name: &str) -> Result<Option<Known<AdministratorId>>> {
    let administrator = administrators::find_by_name(tx, name).await?;
    Ok(administrator.map(|a| Known { id: a.id, name: a.name, hash: a.password_hash }))
}

/// The one who was known before, if it is the same one with the same password still.
fn same<Id: PartialEq>(before: Option<Known<Id>>, still: Option<Known<Id>>) -> Option<Known<Id>> {
    before
        .zip(still)
        .filter(|(before, still)| before.id == still.id && before.hash == still.hash)
        .map(|both| both.1)
}

async fn is_right(passwords: &Passwords, password: String, hash: Option<String>) -> Result<bool> {
    passwords.verify(SecretText::new(password), hash).await
}

async fn refuse(
    tx: &mut Tx,
    kind: EventKind,
    claimed_name: &str,
    place: &Place<'_>,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    let event = NewEvent::new(kind, &Actor::unknown(claimed_name, place.address)).detail("reason", reason);
    events::record(tx, event, now).await?;
    Ok(())
}

fn wrong_password() -> Error {
    Error::SignInNeeded {
        code: ErrorCode::WrongPassword,
        message: "User name and password do not belong together. Check both and try again.".into(),
    }
}
