//! Local administrators: they manage the directory and sign in with a password of their own, always, so that
//! no identity provider can lock them out. Administrators are not users.

mod store;

use jiff::Timestamp;
use shared::events::EventKind;
use shared::ids::AdministratorId;
use shared::names;

use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::secrets::{Passwords, SecretText};
use crate::platform::sessions;
use crate::platform::{Error, Result, random};

pub use store::Administrator;

/// Hash of a password that somebody chose.
///
/// # Errors
/// When it breaks the rule for passwords.
pub async fn hash_chosen(passwords: &Passwords, password: SecretText) -> Result<String> {
    names::password(password.expose()).map_err(|rule| Error::field("password", rule))?;
    passwords.hash(password).await
}

/// Makes an administrator.
///
/// # Errors
/// When the name is not valid or taken.
pub async fn create_administrator(
    tx: &mut Tx,
    name: &str,
    password_hash: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<AdministratorId> {
    names::administrator_name(name).map_err(|rule| Error::field("name", rule))?;
    let id: AdministratorId = random::id(AdministratorId::PREFIX)?;
    store::insert(tx, &id, name, password_hash, now).await.map_err(|e| {
        e.or_conflict(Error::taken("name", format!("There is an administrator named {name} already.")))
    })?;
    events::record(tx, NewEvent::new(EventKind::AdministratorCreated, actor).target(name), now).await?;
    Ok(id)
}

/// Gives an administrator a new password and ends the sessions: the way back in when all else fails.
///
/// # Errors
/// Not found when there is none of that name.
pub async fn reset_administrator(
    tx: &mut Tx,
    name: &str,
    password_hash: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let administrator = find_by_name(tx, name).await?.ok_or_else(|| {
        Error::not_found(
            shared::error::ErrorCode::UserNotExists,
            format!("There is no administrator named {name}."),
        )
    })?;
    store::update_password(tx, &administrator.id, password_hash).await?;
    sessions::end_all_of_administrator(tx, &administrator.id).await?;
    let event = NewEvent::new(EventKind::AdministratorReset, actor).target(&administrator.name);
    events::record(tx, event, now).await?;
    Ok(())
}

/// The administrator of that name, ASCII case aside. What can be no name names nobody.
///
/// # Errors
/// When the database fails.
pub async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<Administrator>> {
    if names::administrator_name(name).is_err() {
        return Ok(None);
    }
    Ok(store::find_by_name(tx, name).await?)
}

/// How many administrators there are.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(store::count(tx).await?)
}
