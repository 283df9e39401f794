//! Groups of the directory: which may exist, what they are called, who may change them.
//!
//! A group's name is unique, case aside. What SCIM keeps is read-only in the console while SCIM
//! Synchronization is on; the functions for SCIM's own door have `synchronized` in their names. Who belongs to a
//! group is in [`members`].

pub mod api;
pub mod members;
mod store;
pub mod synchronized;
mod synchronized_store;

use jiff::Timestamp;
use shared::error::{ErrorCode, FieldError};
use shared::events::EventKind;
use shared::groups::{Group, GroupQuery, WriteGroup};
use shared::ids::{GroupId, UserId};
use shared::names;
use shared::page::{PAGE_SIZE, Page};
use shared::users::ProvisionType;

use crate::directory::{ram_user_events, users};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result, random};

pub use members::{add_members, list_members, remove_members, replace_members};

/// A group that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewGroup<'a> {
    /// See [`Group::name`].
    pub name: &'a str,
    /// See [`Group::description`].
    pub description: &'a str,
    /// Who owns it.
    pub provision_type: ProvisionType,
    /// The identity provider's own id of it.
    pub external_id: Option<&'a str>,
}

/// A page of the groups that the query lets through, by name. A search finds the beginnings of names, case
/// aside.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_groups(tx: &mut Tx, query: &GroupQuery) -> Result<Page<Group>> {
    let after = place(query.after.as_deref())?;
    let search = name_key(query.search.trim());
    let provision_type = query.provision_type.map(word).transpose()?.unwrap_or_default();
    let rows = store::list(tx, &search, &provision_type, after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count(tx, &search, &provision_type).await?;
    Page::of_rows(rows, total, |row| row.group_name_key.clone()).try_map(Group::try_from)
}

/// A page of the groups that the user is a member of, by name.
///
/// # Errors
/// Not found when there is no such user; when `after` is not what a page before gave out.
pub async fn groups_of_user(tx: &mut Tx, user: &UserId, after: Option<&str>) -> Result<Page<Group>> {
    let after = place(after)?;
    users::get_user(tx, user).await?;
    let rows = store::list_of_user(tx, user, after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count_of_user(tx, user).await?;
    Page::of_rows(rows, total, |row| row.group_name_key.clone()).try_map(Group::try_from)
}

/// A place in a list by name is the key of a name; a letter has at most three in its lower case.
fn place(after: Option<&str>) -> Result<&str> {
    let after = after.unwrap_or_default();
    if after.chars().count() > 3 * names::GROUP_NAME_MAX {
        return Err(Error::no_such_page());
    }
    Ok(after)
}

/// What is unique of a group's name.
fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// The group.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn get_group(tx: &mut Tx, id: &GroupId) -> Result<Group> {
    match store::find(tx, id).await? {
        Some(row) => row.try_into(),
        None => Err(no_such_group(id)),
    }
}

fn no_such_group(id: &GroupId) -> Error {
    Error::not_found(ErrorCode::GroupNotExists, format!("There is no group {id}."))
}

/// The group, held until the transaction ends: of two changes the second sees what the first did.
async fn lock(tx: &mut Tx, id: &GroupId) -> Result<Group> {
    store::lock(tx, id).await?;
    get_group(tx, id).await
}

fn writable(group: &Group) -> Result<()> {
    if !group.read_only {
        return Ok(());
    }
    Err(Error::conflict(
        ErrorCode::Synchronized,
        format!("{} is kept by SCIM. Change it in the identity provider.", group.name),
    ))
}

/// Makes a group without members.
///
/// # Errors
/// Every field that breaks its rule; refused when the name is taken.
pub async fn create_group(tx: &mut Tx, new: &NewGroup<'_>, actor: &Actor, now: Timestamp) -> Result<Group> {
    judge(new.name, new.description)?;
    let id: GroupId = random::id(GroupId::PREFIX)?;
    if store::insert_if_free(tx, &id, new, &name_key(new.name), &word(new.provision_type)?, now).await? == 0 {
        return Err(taken(new.name));
    }
    let mut event = NewEvent::new(EventKind::GroupCreated, actor).target(new.name).detail("id", &id);
    if !new.description.is_empty() {
        event = event.detail("description", new.description);
    }
    if let Some(external_id) = new.external_id {
        event = event.detail("externalId", external_id);
    }
    events::record(tx, event, now).await?;
    get_group(tx, &id).await
}

fn judge(name: &str, description: &str) -> Result<()> {
    let judged = [("name", names::group_name(name)), ("description", names::description(description))];
    let faults = FieldError::of(judged);
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(faults)) }
}

fn taken(name: &str) -> Error {
    Error::taken("name", format!("There is a group named {name} already, case aside. Choose another name."))
}

/// Changes the name and description of a group in the console.
///
/// # Errors
/// Not found when there is none with this id; refused while SCIM keeps it; every field that breaks its rule;
/// refused when the name is taken.
pub async fn update_group(
    tx: &mut Tx,
    id: &GroupId,
    wanted: &WriteGroup,
    actor: &Actor,
    now: Timestamp,
) -> Result<Group> {
    let group = lock(tx, id).await?;
    writable(&group)?;
    judge(&wanted.name, &wanted.description)?;
    let changes = [
        Change::of("name", &group.name, &wanted.name),
        Change::of("description", &group.description, &wanted.description),
    ];
    let after = Group { name: wanted.name.clone(), description: wanted.description.clone(), ..group.clone() };
    write(tx, &group, &after, changes, actor, now).await?;
    get_group(tx, id).await
}

/// Gives a group the name and external id that SCIM has for it.
///
/// # Errors
/// Not found when there is none with this id; when the name breaks its rule or is taken.
pub async fn rename_synchronized_group(
    tx: &mut Tx,
    id: &GroupId,
    name: &str,
    external_id: Option<&str>,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let group = lock(tx, id).await?;
    judge(name, &group.description)?;
    let changes = [
        Change::of("displayName", &group.name, name),
        Change::of(
            "externalId",
            group.external_id.as_deref().unwrap_or_default(),
            external_id.unwrap_or_default(),
        ),
    ];
    let after = Group { name: name.to_owned(), external_id: external_id.map(str::to_owned), ..group.clone() };
    write(tx, &group, &after, changes, actor, now).await
}

/// What an attribute was and is now, for the audit log.
struct Change<'a> {
    attribute: &'static str,
    before: &'a str,
    after: &'a str,
}

impl<'a> Change<'a> {
    fn of(attribute: &'static str, before: &'a str, after: &'a str) -> Self {
        Self { attribute, before, after }
    }
}

/// Writes the group as it is to be, unless it is so already.
async fn write(
    tx: &mut Tx,
    group: &Group,
    after: &Group,
    changes: [Change<'_>; 2],
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let mut event = NewEvent::new(EventKind::GroupUpdated, actor).target(&group.name);
    let mut changed = false;
    for change in changes.iter().filter(|change| change.before != change.after) {
        changed = true;
        event = event
            .detail(&format!("before.{}", change.attribute), change.before)
            .detail(&format!("after.{}", change.attribute), change.after);
    }
    if !changed {
        return Ok(());
    }
    store::update(tx, after, &name_key(&after.name), now)
        .await
        .map_err(|e| e.or_conflict(taken(&after.name)))?;
    events::record(tx, event, now).await?;
    Ok(())
}

/// Deletes a group in the console, with its RAM user provisionings.
///
/// # Errors
/// Not found when there is none with this id; refused while SCIM keeps it, or while it has members or access
/// assignments.
pub async fn delete_group(tx: &mut Tx, id: &GroupId, actor: &Actor, now: Timestamp) -> Result<()> {
    let group = lock(tx, id).await?;
    writable(&group)?;
    let assignments = store::count_assignments(tx, id).await?;
    if let Some(refusal) = still_used(&group, assignments) {
        return Err(refusal);
    }
    let called_off = store::call_off_tasks(tx, id, now).await?;
    let ended = ram_user_events::group_goes(tx, id, actor, now).await?;
    let meanwhile = Error::conflict(
        ErrorCode::GroupHasAssignments,
        format!("{} was given access assignments in the meantime. Look again.", group.name),
    );
    store::delete(tx, id).await.map_err(|e| e.or_conflict(meanwhile))?;
    let event = NewEvent::new(EventKind::GroupDeleted, actor).target(&group.name).detail("id", id);
    let event = if called_off > 0 { event.detail("called_off_tasks", called_off) } else { event };
    let event = if ended > 0 { event.detail("ended_ram_user_provisionings", ended) } else { event };
    events::record(tx, event, now).await?;
    Ok(())
}

/// The refusal to delete a group on which something hangs, with everything that does.
fn still_used(group: &Group, assignments: u64) -> Option<Error> {
    let name = &group.name;
    let members = group.members;
    let (code, message) = match (members, assignments) {
        (0, 0) => return None,
        (_, 0) => {
            (ErrorCode::GroupHasMembers, format!("{name} still has members ({members}). Remove them first."))
        }
        (0, _) => (
            ErrorCode::GroupHasAssignments,
            format!("{name} still has access assignments ({assignments}). Revoke them first."),
        ),
        _ => (
            ErrorCode::GroupHasMembers,
            format!(
                "{name} still has members ({members}) and access assignments ({assignments}). Remove the \
                 members and revoke the access first."
            ),
        ),
    };
    Some(Error::conflict(code, message))
}

/// Deletes a group that SCIM keeps no longer, with its memberships, access assignments and RAM user provisionings.
///
/// # Errors
/// Not found when there is none with this id; unavailable when it is given members or access at the same time.
pub async fn delete_synchronized_group(
    tx: &mut Tx,
    id: &GroupId,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let group = lock(tx, id).await?;
    let ended = ram_user_events::group_goes(tx, id, actor, now).await?;
    let (members, named) = members::clear(tx, id).await?;
    let access = store::list_assignment_names(tx, id).await?;
    store::delete_assignments(tx, id).await?;
    let called_off = store::call_off_tasks(tx, id, now).await?;
    // A grant or membership that was committed since the others were deleted: the next try finds it.
    let meanwhile = Error::Unavailable(format!("{} was given members or access in the meantime", group.name));
    store::delete(tx, id).await.map_err(|e| e.or_conflict(meanwhile))?;
    let mut event = NewEvent::new(EventKind::GroupDeleted, actor)
        .target(&group.name)
        .detail("id", id)
        .detail("removed_memberships", members)
        .detail("removed_access_assignments", access.len());
    if !named.is_empty() {
        event = event.detail("users", named.join(", "));
    }
    if !access.is_empty() {
        event = event.detail("access_assignments", access.join(", "));
    }
    if called_off > 0 {
        event = event.detail("called_off_tasks", called_off);
    }
    if ended > 0 {
        event = event.detail("ended_ram_user_provisionings", ended);
    }
    events::record(tx, event, now).await?;
    Ok(())
}
