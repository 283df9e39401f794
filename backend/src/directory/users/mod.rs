//! Users of the directory: who may exist, who may sign in.
//!
//! A user name is what a sign-in's NameID must equal; it is unique, ASCII case aside, and never changes. A
//! user who is disabled, deleted or given a new password loses every session in the same transaction. What SCIM
//! keeps is read-only in the console while SCIM Synchronization is on, save for status and password. Passwords
//! are in [`password`], many users at once in [`import`].

pub mod api;
pub mod import;
pub mod password;
pub(in crate::directory) mod store;
pub mod synchronized;

use jiff::Timestamp;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::UserId;
use shared::names;
use shared::page::{PAGE_SIZE, Page};
use shared::users::{CreateUser, ProvisionType, UpdateUser, User, UserQuery, UserStatus};

use crate::directory::ram_user_events;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result, random, sessions};

pub use store::SignInUser;

/// A page of the users that the query lets through, by user name. A search finds the beginnings of user names
/// and display names, case aside.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_users(tx: &mut Tx, query: &UserQuery) -> Result<Page<User>> {
    let after = query.after.as_deref().unwrap_or_default();
    if !after.is_empty() && names::user_name(after).is_err() {
        return Err(Error::no_such_page());
    }
    let status = query.status.map(word).transpose()?.unwrap_or_default();
    let provision_type = query.provision_type.map(word).transpose()?.unwrap_or_default();
    let narrowed = store::Narrowed {
        search: query.search.trim(),
        status: &status,
        provision_type: &provision_type,
        group: "",
    };
    let rows = store::list(tx, &narrowed, after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count(tx, &narrowed).await?;
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

/// Holds the user until the transaction ends: of two changes the second sees what the first did.
///
/// # Errors
/// When the database fails.
pub async fn hold(tx: &mut Tx, id: &UserId) -> Result<()> {
    store::lock(tx, id).await?;
    Ok(())
}

/// The user, held until the transaction ends.
async fn lock(tx: &mut Tx, id: &UserId) -> Result<User> {
    hold(tx, id).await?;
    get_user(tx, id).await
}

fn writable(user: &User) -> Result<()> {
    if !user.read_only {
        return Ok(());
    }
    Err(Error::conflict(
        ErrorCode::Synchronized,
        format!("{} is kept by SCIM. Change it in the identity provider.", user.user_name),
    ))
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

/// Notes that the user signed in; answers whether the user is enabled and has that name still, and holds the user.
///
/// # Errors
/// When the database fails.
pub async fn note_sign_in(tx: &mut Tx, id: &UserId, name: &str, now: Timestamp) -> Result<bool> {
    Ok(store::update_last_sign_in(tx, id, name, now).await? == 1)
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
    events::record(tx, created(&id, new, actor), now).await?;
    get_user(tx, &id).await
}

fn created(id: &UserId, new: &CreateUser, actor: &Actor) -> NewEvent {
    NewEvent::new(EventKind::UserCreated, actor)
        .target(&new.user_name)
        .detail("id", id)
        .detail("display_name", &new.display_name)
        .detail("email", &new.email)
}

/// Every field that breaks its rule.
pub fn field_errors(new: &CreateUser) -> Vec<FieldError> {
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
    if store::is_email_taken(tx, &new.email, None).await? {
        fields.push(FieldError::new("email", Rule::Taken));
    }
    Ok(Error::Conflict {
        code: ErrorCode::EntityAlreadyExists,
        message: "There is a user with that name or e-mail address already. Choose another.".into(),
        fields,
    })
}

/// Changes what a user is called, in the console.
///
/// # Errors
/// Not found when there is none with this id; refused while SCIM keeps the user; every field that breaks its
/// rule; refused when the e-mail address is taken.
pub async fn update_user(
    tx: &mut Tx,
    id: &UserId,
    wanted: &UpdateUser,
    actor: &Actor,
    now: Timestamp,
) -> Result<User> {
    let user = lock(tx, id).await?;
    writable(&user)?;
    let faults = FieldError::of([
        ("first_name", names::person_name(&wanted.first_name)),
        ("last_name", names::person_name(&wanted.last_name)),
        ("display_name", names::display_name(&wanted.display_name)),
        ("email", names::email(&wanted.email)),
        ("description", names::description(&wanted.description)),
    ]);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    let taken = || Error::taken("email", "Another user has that e-mail address already. Choose another.");
    if store::is_email_taken(tx, &wanted.email, Some(id)).await? {
        return Err(taken());
    }
    let Some(event) = updated(&user, wanted, actor) else { return Ok(user) };
    store::update(tx, id, wanted, now).await.map_err(|e| e.or_conflict(taken()))?;
    if user.provision_type == ProvisionType::Synchronized && user.email != wanted.email {
        synchronized::follow_console(tx, id).await?;
    }
    events::record(tx, event, now).await?;
    get_user(tx, id).await
}

/// The record of the change, if anything changes.
fn updated(user: &User, wanted: &UpdateUser, actor: &Actor) -> Option<NewEvent> {
    let attributes = [
        ("first_name", &user.first_name, &wanted.first_name),
        ("last_name", &user.last_name, &wanted.last_name),
        ("display_name", &user.display_name, &wanted.display_name),
        ("email", &user.email, &wanted.email),
        ("description", &user.description, &wanted.description),
    ];
    let mut changes = attributes.iter().filter(|(_, before, after)| before != after).peekable();
    changes.peek()?;
    let event = NewEvent::new(EventKind::UserUpdated, actor).target(&user.user_name);
    Some(changes.fold(event, |event, (attribute, before, after)| {
        event.detail(&format!("before.{attribute}"), before).detail(&format!("after.{attribute}"), after)
    }))
}

/// Enables or disables the user as an administrator wants it, also one whom SCIM keeps: whom an administrator
/// disabled is blocked, and SCIM cannot lift that. Enabling lifts the block first; the identity provider's word then
/// counts, and who is disabled by it stays so. Enabling whom only the identity provider disabled overrides its word.
/// Sessions end either way: none from before may come back to life.
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
    let before = lock(tx, id).await?;
    let blocked = status == UserStatus::Disabled;
    if before.blocked != blocked {
        store::update_blocked(tx, id, blocked, now).await?;
    } else if before.status != status {
        store::override_inactive(tx, id, now).await?;
    } else {
        return Ok(before);
    }
    let after = get_user(tx, id).await?;
    let ended = sessions::end_all_of_user(tx, id).await?;
    let kind = match (blocked, after.status) {
        (true, _) => EventKind::UserDisabled,
        (false, UserStatus::Enabled) => EventKind::UserEnabled,
        (false, UserStatus::Disabled) => EventKind::UserUpdated,
    };
    let mut event = NewEvent::new(kind, actor).target(&before.user_name).detail("ended_sessions", ended);
    if before.status != after.status {
        event =
            event.detail("before.status", word(before.status)?).detail("after.status", word(after.status)?);
    }
    if before.blocked != blocked {
        event = event.detail("before.blocked", before.blocked).detail("after.blocked", blocked);
    }
    events::record(tx, event, now).await?;
    Ok(after)
}

/// Deletes the user with every session and RAM user provisioning, in the console.
///
/// # Errors
/// Not found when there is none with this id; refused while SCIM keeps the user, or while there are groups or
/// access assignments.
pub async fn delete_user(tx: &mut Tx, id: &UserId, actor: &Actor, now: Timestamp) -> Result<()> {
    let user = lock(tx, id).await?;
    writable(&user)?;
    let uses = store::count_uses(tx, id).await?;
    if let Some(refusal) = still_used(&user, &uses) {
        return Err(refusal);
    }
    let ended = sessions::end_all_of_user(tx, id).await?;
    let called_off = store::call_off_tasks(tx, id, now).await?;
    let concerned = ram_user_events::concerned_by_user(tx, id).await?;
    let ram_users = ram_user_events::delete_provisionings_of_user(tx, id).await?;
    let meanwhile = Error::conflict(
        ErrorCode::UserHasAssignments,
        format!("{} was given groups or access in the meantime. Look again.", user.user_name),
    );
    store::delete(tx, id).await.map_err(|e| e.or_conflict(meanwhile))?;
    ram_user_events::user_went(tx, concerned, actor, now).await?;
    let event = NewEvent::new(EventKind::UserDeleted, actor)
        .target(&user.user_name)
        .detail("id", id)
        .detail("ended_sessions", ended);
    let event = if called_off > 0 { event.detail("called_off_tasks", called_off) } else { event };
    let event = if ram_users > 0 { event.detail("ended_ram_user_provisionings", ram_users) } else { event };
    events::record(tx, event, now).await?;
    Ok(())
}

/// The refusal to delete a user on whom something hangs, with everything that does.
fn still_used(user: &User, uses: &store::Uses) -> Option<Error> {
    let name = &user.user_name;
    let (groups, assignments) = (uses.groups, uses.access_assignments);
    let (code, message) = match (groups, assignments) {
        (0, 0) => return None,
        (_, 0) => (
            ErrorCode::UserHasGroups,
            format!("{name} is still a member of groups ({groups}). Remove the user from them first."),
        ),
        (0, _) => (
            ErrorCode::UserHasAssignments,
            format!("{name} still has access assignments ({assignments}). Revoke them first."),
        ),
        _ => (
            ErrorCode::UserHasGroups,
            format!(
                "{name} is still a member of groups ({groups}) and has access assignments ({assignments}). \
                 Remove the user from the groups and revoke the access first."
            ),
        ),
    };
    Some(Error::conflict(code, message))
}
