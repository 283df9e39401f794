//! Users of the directory: who may exist, who may sign in.
//!
//! A user name is what a sign-in's NameID must equal; it is unique, ASCII case aside, and never changes. A
//! user who is disabled, deleted or given a new password loses every session in the same transaction.

pub mod api;
pub(in crate::directory) mod store;
pub mod synchronized;
mod synchronized_store;

use jiff::Timestamp;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::UserId;
use shared::names;
use shared::page::{PAGE_SIZE, Page};
use shared::users::{CreateUser, User, UserStatus};

use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result, random, sessions};

pub use store::SignInUser;

/// A page of the users whose user name or display name begins with `search`, ASCII case aside, by user name.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_users(tx: &mut Tx, search: &str, after: Option<&str>) -> Result<Page<User>> {
    let after = after.unwrap_or_default();
    if !after.is_empty() && names::user_name(after).is_err() {
        return Err(Error::no_such_page());
    }
    let search = search.trim();
    let rows = store::list(tx, search, after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count(tx, search).await?;
    Page::of_rows(rows, total, |row| row.user_name_key.clone()).try_map(User::try_from)
}

/// The user.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn get_user(tx: &mut Tx, id: &UserId) -> Result<User> {
    match store::find(tx, id).await? {
        Some(row) => row.try_into(),
        None => Err(Error::not_found(ErrorCode::UserNotExists, format!("There is no user {id}."))),
    }
}

/// The user of that name, ASCII case aside, as a sign-in needs it. What can be no name names nobody.
///
/// # Errors
/// When the database fails.
pub async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<SignInUser>> {
    if names::user_name(name).is_err() {
        return Ok(None);
    }
    Ok(store::find_by_name(tx, name).await?)
}

/// Makes a user, enabled and without a password.
///
/// # Errors
/// Every field that breaks its rule, or what is taken already.
pub async fn create_user(tx: &mut Tx, new: &CreateUser, actor: &Actor, now: Timestamp) -> Result<User> {
    let faults = field_errors(new);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    let id: UserId = random::id(UserId::PREFIX)?;
    if store::insert_if_free(tx, &id, new, now).await? == 0 {
        return Err(taken(tx, new).await?);
    }
    let event = NewEvent::new(EventKind::UserCreated, actor)
        .target(&new.user_name)
        .detail("id", &id)
        .detail("display_name", &new.display_name)
        .detail("email", &new.email);
    events::record(tx, event, now).await?;
    get_user(tx, &id).await
}

fn field_errors(new: &CreateUser) -> Vec<FieldError> {
    let judged = [
        ("user_name", names::user_name(&new.user_name)),
        ("first_name", names::person_name(&new.first_name)),
        ("last_name", names::person_name(&new.last_name)),
        ("display_name", names::display_name(&new.display_name)),
        ("email", names::email(&new.email)),
        ("description", names::description(&new.description)),
    ];
    FieldError::of(judged)
}

async fn taken(tx: &mut Tx, new: &CreateUser) -> Result<Error> {
    let mut fields = Vec::new();
    if store::is_user_name_taken(tx, &new.user_name).await? {
        fields.push(FieldError::new("user_name", Rule::Taken));
    }
    if store::is_email_taken(tx, &new.email).await? {
        fields.push(FieldError::new("email", Rule::Taken));
    }
    Ok(Error::Conflict {
        code: ErrorCode::EntityAlreadyExists,
        message: "There is a user with that name or e-mail address already. Choose another.".into(),
        fields,
    })
}

/// Enables or disables the user. Sessions end either way: none from before may come back to life.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn update_user_status(
    tx: &mut Tx,
    id: &UserId,
    status: UserStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<User> {
    let before = get_user(tx, id).await?;
    if before.status == status {
        return Ok(before);
    }
    store::update_status(tx, id, &word(status)?).await?;
    let ended = sessions::end_all_of_user(tx, id).await?;
    let kind = match status {
        UserStatus::Enabled => EventKind::UserEnabled,
        UserStatus::Disabled => EventKind::UserDisabled,
    };
    let event = NewEvent::new(kind, actor)
        .target(&before.user_name)
        .detail("before", word(before.status)?)
        .detail("after", word(status)?)
        .detail("ended_sessions", ended);
    events::record(tx, event, now).await?;
    Ok(User { status, ..before })
}

/// Gives the user a new password and ends the sessions.
///
/// # Errors
/// Not found when there is none with this id; refused while SSO Logon is on, as passwords are not used then.
pub async fn reset_user_password(
    tx: &mut Tx,
    id: &UserId,
    password_hash: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let user = get_user(tx, id).await?;
    if directory::get(tx).await?.sso_enabled {
        return Err(Error::conflict(
            ErrorCode::PasswordLogonOff,
            "Passwords cannot be reset while SSO Logon is on: users sign in through the identity provider.",
        ));
    }
    store::update_password(tx, id, password_hash).await?;
    let ended = sessions::end_all_of_user(tx, id).await?;
    let event = NewEvent::new(EventKind::UserPasswordReset, actor)
        .target(&user.user_name)
        .detail("ended_sessions", ended);
    events::record(tx, event, now).await?;
    Ok(())
}

/// Deletes the user with every session.
///
/// # Errors
/// Not found when there is none with this id; refused while the user has access assignments.
pub async fn delete_user(tx: &mut Tx, id: &UserId, actor: &Actor, now: Timestamp) -> Result<()> {
    let user = get_user(tx, id).await?;
    let assignments = store::count_assignments(tx, id).await?;
    let refusal = Error::conflict(
        ErrorCode::UserHasAssignments,
        format!("{} still has access assignments ({assignments}). Revoke them first.", user.user_name),
    );
    if assignments > 0 {
        return Err(refusal);
    }
    let ended = sessions::end_all_of_user(tx, id).await?;
    store::delete(tx, id).await.map_err(|e| e.or_conflict(refusal))?;
    let event = NewEvent::new(EventKind::UserDeleted, actor)
        .target(&user.user_name)
        .detail("id", id)
        .detail("ended_sessions", ended);
    events::record(tx, event, now).await?;
    Ok(())
}
