//! Who belongs to which group. Only users do: groups have no groups in them.
//!
//! The rules with a list of users serve the console and SCIM alike and do not ask who keeps the group; the
//! console's [`change_members`] does. Whoever is there already, or is not there, stays so. The group counts as
//! changed only when somebody came or went.

mod store;

use std::collections::BTreeSet;

use jiff::Timestamp;
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::groups::{ChangeMembers, Group, MEMBERS_MAX};
use shared::ids::{GroupId, UserId};
use shared::names;
use shared::page::{PAGE_SIZE, Page};
use shared::users::User;

use super::{get_group, lock, store as groups, writable};
use crate::directory::ram_user_events;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Most members of one group.
pub const GROUP_MEMBERS_MAX: usize = 50_000;

/// Users whom the audit log names; of more it has the number.
pub(super) const NAMED_MAX: usize = 20;

/// A page of the group's members by user name: those whose user name or display name begins with `search`.
///
/// # Errors
/// Not found when there is no such group; when `after` is not what a page before gave out.
pub async fn list_members(
    tx: &mut Tx,
    id: &GroupId,
    search: &str,
    after: Option<&str>,
) -> Result<Page<User>> {
    let after = after.unwrap_or_default();
    if !after.is_empty() && names::user_name(after).is_err() {
        return Err(Error::no_such_page());
    }
    let group = get_group(tx, id).await?;
    let search = search.trim().to_lowercase();
    let rows = store::list(tx, &group, &search, after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count(tx, &group, &search).await?;
    Page::of_rows(rows, total, |row| row.user_name_key.clone()).try_map(User::try_from)
}

/// Whether users come or go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// They become members.
    Add,
    /// They leave.
    Remove,
}

/// Adds members to a group or removes them, in the console.
///
/// # Errors
/// Not found when there is no such group; refused while SCIM keeps it; nobody named, more than [`MEMBERS_MAX`]
/// at once, or as [`add_members`].
pub async fn change_members(
    tx: &mut Tx,
    id: &GroupId,
    change: &ChangeMembers,
    direction: Direction,
    actor: &Actor,
    now: Timestamp,
) -> Result<Group> {
    writable(&lock(tx, id).await?)?;
    if change.user_ids.is_empty() {
        return Err(Error::field("user_ids", Rule::Required));
    }
    if change.user_ids.len() > MEMBERS_MAX {
        return Err(Error::field("user_ids", Rule::TooMany { max: MEMBERS_MAX }));
    }
    match direction {
        Direction::Add => add_members(tx, id, &change.user_ids, actor, now).await?,
        Direction::Remove => remove_members(tx, id, &change.user_ids, actor, now).await?,
    };
    get_group(tx, id).await
}

/// Makes the users members of the group; answers how many were not.
///
/// # Errors
/// Not found when there is no such group; [`Rule::Unknown`] when one of the users does not exist; refused when
/// the group would have more than [`GROUP_MEMBERS_MAX`] members.
pub async fn add_members(
    tx: &mut Tx,
    id: &GroupId,
    users: &[UserId],
    actor: &Actor,
    now: Timestamp,
) -> Result<u64> {
    let group = lock(tx, id).await?;
    let wanted: BTreeSet<&UserId> = users.iter().collect();
    ensure_known(tx, &wanted).await?;
    let wanted: Vec<&UserId> = wanted.into_iter().collect();
    let there = store::find_among(tx, id, &wanted).await?;
    let missing: Vec<&UserId> = wanted.into_iter().filter(|user| !there.contains(*user)).collect();
    ensure_room(group.members as usize + missing.len())?;
    insert(tx, &group, &missing, actor, now).await
}

/// Ends the users' membership of the group; answers how many were members. A user who does not exist is none.
///
/// # Errors
/// Not found when there is no such group.
pub async fn remove_members(
    tx: &mut Tx,
    id: &GroupId,
    users: &[UserId],
    actor: &Actor,
    now: Timestamp,
) -> Result<u64> {
    let group = lock(tx, id).await?;
    let unwanted: BTreeSet<&UserId> = users.iter().collect();
    let unwanted: Vec<&UserId> = unwanted.into_iter().collect();
    let there = store::find_among(tx, id, &unwanted).await?;
    delete(tx, &group, &there.iter().collect::<Vec<_>>(), actor, now).await
}

/// Makes these users, and nobody else, the members of the group; answers how many came or went.
///
/// # Errors
/// As [`add_members`].
pub async fn replace_members(
    tx: &mut Tx,
    id: &GroupId,
    users: &[UserId],
    actor: &Actor,
    now: Timestamp,
) -> Result<u64> {
    let group = lock(tx, id).await?;
    let wanted: BTreeSet<&UserId> = users.iter().collect();
    ensure_room(wanted.len())?;
    let there = store::find_all(tx, id).await?;
    let missing: BTreeSet<&UserId> = wanted.iter().copied().filter(|user| !there.contains(*user)).collect();
    ensure_known(tx, &missing).await?;
    let unwanted: Vec<&UserId> = there.iter().filter(|user| !wanted.contains(user)).collect();
    let gone = delete(tx, &group, &unwanted, actor, now).await?;
    let missing: Vec<&UserId> = missing.into_iter().collect();
    Ok(gone + insert(tx, &group, &missing, actor, now).await?)
}

/// Ends every membership of the group, which is about to go itself; answers how many there were, and the names of the
/// first.
pub(super) async fn clear(tx: &mut Tx, id: &GroupId) -> Result<(u64, Vec<String>)> {
    let named = store::first_user_names(tx, id, NAMED_MAX as i64).await?;
    Ok((store::delete_all(tx, id).await?, named))
}

async fn ensure_known(tx: &mut Tx, users: &BTreeSet<&UserId>) -> Result<()> {
    let users: Vec<&UserId> = users.iter().copied().collect();
    let known = store::count_users(tx, &users).await?;
    if known == users.len() { Ok(()) } else { Err(unknown()) }
}

fn unknown() -> Error {
    Error::field("user_ids", Rule::Unknown)
}

fn ensure_room(members: usize) -> Result<()> {
    if members <= GROUP_MEMBERS_MAX {
        return Ok(());
    }
    Err(Error::invalid(
        ErrorCode::LimitExceeded,
        format!("A group has at most {GROUP_MEMBERS_MAX} members. Divide it into several."),
    ))
}

async fn insert(tx: &mut Tx, group: &Group, users: &[&UserId], actor: &Actor, now: Timestamp) -> Result<u64> {
    store::insert(tx, &group.id, users, now).await.map_err(|e| e.or_conflict(unknown()))?;
    ram_user_events::members_came(tx, &group.id, users, actor, now).await?;
    note(tx, group, users, EventKind::GroupMembersAdded, actor, now).await
}

async fn delete(tx: &mut Tx, group: &Group, users: &[&UserId], actor: &Actor, now: Timestamp) -> Result<u64> {
    store::delete(tx, &group.id, users).await?;
    ram_user_events::members_left(tx, &group.id, users, actor, now).await?;
    note(tx, group, users, EventKind::GroupMembersRemoved, actor, now).await
}

/// Notes who came or went, if anybody did; answers how many.
async fn note(
    tx: &mut Tx,
    group: &Group,
    users: &[&UserId],
    kind: EventKind,
    actor: &Actor,
    now: Timestamp,
) -> Result<u64> {
    if users.is_empty() {
        return Ok(0);
    }
    groups::touch(tx, &group.id, now).await?;
    let named = store::user_names(tx, &users[..users.len().min(NAMED_MAX)]).await?;
    let event = NewEvent::new(kind, actor)
        .target(&group.name)
        .detail("count", users.len())
        .detail("users", named.join(", "));
    events::record(tx, event, now).await?;
    Ok(users.len() as u64)
}
