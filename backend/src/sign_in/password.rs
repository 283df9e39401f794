//! Username-Password Logon: of users while SSO Logon is off, of administrators always.
//!
//! An unknown name, a disabled user, a user without a password and a wrong password get the same answer after
//! the same work. Only whoever knows the password learns that it must be changed; the sign-in that brings the new
//! one changes it and opens the session.

use jiff::Timestamp;
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::ids::{AdministratorId, UserId};
use shared::names;
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
    must_reset: bool,
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
/// `PasswordLogonOff` while SSO Logon is on (S-58), `TooManyAttempts`, `WrongPassword`, `PasswordChangeNeeded`, or
/// the new password breaks a rule.
pub async fn sign_in_user(
    place: &Place<'_>,
    body: PasswordSignIn,
    previous: Option<SessionValue>,
    now: Timestamp,
) -> Result<(SessionValue, Timestamp)> {
    let attempt = Attempt::new(Realm::User, &body.user_name, place.address);
    let known = begin(place, &attempt, &body.user_name, now).await?;
    let right = is_right(place.passwords, &body.password, known.as_ref()).await?;
    let known = known.filter(|_| right);
    let chosen = match known.as_ref().map(|user| chosen_password(user, &body)).transpose() {
        Ok(chosen) => chosen.flatten(),
        Err(refusal) => {
            let mut tx = place.db.write().await?;
            attempt.succeeded(&mut tx).await?;
            refuse_user(&mut tx, place, &body.user_name, refusal.reason, now).await?;
            tx.commit().await?;
            return Err(refusal.error);
        }
    };
    let chosen_hash = match chosen {
        Some(chosen) => Some(place.passwords.hash(chosen).await?),
        None => None,
    };
    let mut tx = place.db.write().await?;
    password_logon_on(&mut tx).await?;
    let Some(user) = still(&mut tx, known).await? else {
        refuse_user(&mut tx, place, &body.user_name, "WrongPassword", now).await?;
        tx.commit().await?;
        return Err(wrong_password());
    };
    attempt.succeeded(&mut tx).await?;
    let actor = Actor::user(&user.id, &user.name, place.address);
    if let Some(hash) = chosen_hash {
        users::password::choose_password(&mut tx, &user.id, &hash, &actor, now).await?;
    }
    if let Some(previous) = previous {
        sessions::end_user_session(&mut tx, &previous).await?;
    }
    let opened = sessions::open_for_user(&mut tx, &user.id, None, now).await?;
    users::note_sign_in(&mut tx, &user.id, &user.name, now).await?;
    events::record(&mut tx, NewEvent::new(EventKind::PasswordSignIn, &actor), now).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Counts the attempt; answers the enabled user of that name.
async fn begin(
    place: &Place<'_>,
    attempt: &Attempt,
    user_name: &str,
    now: Timestamp,
) -> Result<Option<Known<UserId>>> {
    let mut tx = place.db.write().await?;
    if let Err(off) = password_logon_on(&mut tx).await {
        refuse_user(&mut tx, place, user_name, "PasswordLogonOff", now).await?;
        tx.commit().await?;
        return Err(off);
    }
    attempt.begin(&mut tx, now).await?;
    let known = enabled_user(&mut tx, user_name).await?;
    tx.commit().await?;
    Ok(known)
}

/// The user who was known before, held until the transaction ends. Whatever changed while passwords were hashed
/// counts: disabled, deleted, another password.
async fn still(tx: &mut Tx, known: Option<Known<UserId>>) -> Result<Option<Known<UserId>>> {
    let Some(known) = known else { return Ok(None) };
    users::hold(tx, &known.id).await?;
    let now = enabled_user(tx, &known.name).await?;
    Ok(same(Some(known), now))
}

/// Why the right password opens no session.
struct NotYet {
    /// The code, for the audit log.
    reason: &'static str,
    error: Error,
}

/// The password that takes the place of the one that was right, where it has to be replaced.
fn chosen_password(
    user: &Known<UserId>,
    body: &PasswordSignIn,
) -> std::result::Result<Option<SecretText>, NotYet> {
    let broken = |rule| NotYet { reason: "InvalidParameter", error: Error::field("new_password", rule) };
    match &body.new_password {
        None if user.must_reset => Err(NotYet {
            reason: "PasswordChangeNeeded",
            error: Error::forbidden(
                ErrorCode::PasswordChangeNeeded,
                "The password is right and must be replaced. Choose a new one.",
            ),
        }),
        None => Ok(None),
        Some(_) if !user.must_reset => Err(NotYet {
            reason: "InvalidParameter",
            error: Error::invalid(
                ErrorCode::InvalidParameter,
                "The password need not be changed. Sign in without a new one.",
            ),
        }),
        Some(new) if *new == body.password => Err(broken(Rule::SameAsBefore)),
        Some(new) => match names::password_of(new, &user.name) {
            Ok(()) => Ok(Some(SecretText::new(new.clone()))),
            Err(rule) => Err(broken(rule)),
        },
    }
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
    if body.new_password.is_some() {
        return Err(Error::invalid(
            ErrorCode::InvalidParameter,
            "Administrators do not change their password at sign-in. Sign in without a new one.",
        ));
    }
    let attempt = Attempt::new(Realm::Administrator, &body.user_name, place.address);
    let mut tx = place.db.write().await?;
    attempt.begin(&mut tx, now).await?;
    let known = administrator(&mut tx, &body.user_name).await?;
    tx.commit().await?;
    let right = is_right(place.passwords, &body.password, known.as_ref()).await?;
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
    let Some(user) = users::find_by_name(tx, name).await?.filter(SignInUser::is_enabled) else {
        return Ok(None);
    };
    let must_reset = user.must_reset_password;
    Ok(user.password_hash.map(|hash| Known { id: user.id, name: user.user_name, hash, must_reset }))
}

async fn administrator(tx: &mut Tx, name: &str) -> Result<Option<Known<AdministratorId>>> {
    let administrator = administrators::find_by_name(tx, name).await?;
    Ok(administrator.map(|a| Known { id: a.id, name: a.name, hash: a.password_hash, must_reset: false }))
}

/// The one who was known before, if it is the same one with the same password still.
fn same<Id: PartialEq>(before: Option<Known<Id>>, still: Option<Known<Id>>) -> Option<Known<Id>> {
    before
        .zip(still)
        .filter(|(before, still)| before.id == still.id && before.hash == still.hash)
        .map(|both| both.1)
}

async fn is_right<Id>(passwords: &Passwords, password: &str, known: Option<&Known<Id>>) -> Result<bool> {
    passwords.verify(SecretText::new(password.to_owned()), known.map(|known| known.hash.clone())).await
}

async fn refuse_user(
    tx: &mut Tx,
    place: &Place<'_>,
    claimed_name: &str,
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    refuse(tx, EventKind::PasswordSignInRefused, claimed_name, place, reason, now).await
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
