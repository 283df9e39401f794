//! Users as an identity provider keeps them: made, taken over, changed and deleted by what it says of them.
//!
//! The identity provider sees and changes Synchronized users only. A hand-made user becomes one when it makes a
//! user of the same name: id, groups and access assignments stay, the password goes. What it says of a user is
//! data: nothing of it permits anything here, and it cannot enable whom an administrator has disabled. What it says of
//! `active` meanwhile is kept, for when the administrator lifts the block.
//!
//! *Why a block ends with the user:* a blocked user who is deleted, or whose name goes to another, leaves nothing behind
//! that could block the next one of that name. Only the identity provider can do that, and whom it makes is a new
//! user with an id of its own, in no group and without any access.
//!
//! Attributes are named as in SCIM (RFC 7643), whose names the audit log then shows.

mod findable;
mod store;
mod told;

use std::collections::BTreeMap;

use jiff::Timestamp;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{GroupId, UserId};
use shared::users::ProvisionType;

use crate::directory::ram_user_events;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result, random, sessions};

pub use told::Told;

/// A Synchronized user.
#[derive(Debug, Clone)]
pub struct SynchronizedUser {
    /// Id.
    pub id: UserId,
    /// What the identity provider says. Its `active` is its last word, which counts unless an administrator blocks.
    pub told: Told,
    /// Whether an administrator disabled the user.
    pub blocked: bool,
    /// Counts the changes.
    pub version: i64,
    /// When the user was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When the user was changed last.
    pub updated_at: i64,
}

/// A Synchronized group that a user is a direct member of.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Membership {
    /// The member.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// The group.
    #[sqlx(try_from = "String")]
    pub group_id: GroupId,
    /// The group's name.
    pub group_name: String,
}

impl SynchronizedUser {
    /// Whether the user may sign in.
    pub fn is_enabled(&self) -> bool {
        self.told.active && !self.blocked
    }
}

impl TryFrom<store::Row> for SynchronizedUser {
    type Error = Error;

    fn try_from(row: store::Row) -> Result<Self> {
        let attributes = serde_json::from_str(&row.attributes)
            .map_err(|e| Error::bug(format!("attributes of {}: {e}", row.id)))?;
        let mut told = Told {
            user_name: row.user_name,
            first_name: row.first_name,
            last_name: row.last_name,
            display_name: row.display_name,
            external_id: row.external_id,
            active: !row.inactive,
            attributes,
        };
        told.set_email(&row.email);
        Ok(Self {
            id: row.id,
            told,
            blocked: row.blocked,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The Synchronized user.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn get(tx: &mut Tx, id: &UserId) -> Result<SynchronizedUser> {
    let row = store::find(tx, id).await?.filter(|row| row.is_synchronized());
    row.ok_or_else(|| no_user(id))?.try_into()
}

fn no_user(id: &UserId) -> Error {
    Error::not_found(ErrorCode::UserNotExists, format!("There is no synchronized user {id}."))
}

/// The Synchronized user, held until the transaction ends, so that of two changes the second sees the first.
///
/// # Errors
/// As [`get`].
pub async fn lock(tx: &mut Tx, id: &UserId) -> Result<SynchronizedUser> {
    store::lock(tx, id).await?;
    get(tx, id).await
}

/// The first of the users, in the order asked for, whose attributes have so many bytes at most together; one at least.
/// Those who are not Synchronized are left out.
///
/// # Errors
/// When the database fails.
pub async fn get_many(tx: &mut Tx, ids: &[UserId], bytes_max: i64) -> Result<Vec<SynchronizedUser>> {
    let sizes = store::list_sizes(tx, ids).await?;
    let sizes: BTreeMap<UserId, i64> = sizes.into_iter().map(|size| (size.id, size.bytes)).collect();
    let mut bytes = 0;
    let fits = |id: &&UserId| {
        bytes += sizes.get(*id).copied().unwrap_or_default();
        bytes <= bytes_max
    };
    let room = ids.iter().take_while(fits).count().max(1);
    let ids = ids.get(..room).unwrap_or(ids);
    let rows = store::find_many(tx, ids).await?;
    let mut found = BTreeMap::new();
    for row in rows.into_iter().filter(store::Row::is_synchronized) {
        found.insert(row.id.clone(), SynchronizedUser::try_from(row)?);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The Synchronized groups of the users.
///
/// # Errors
/// When the database fails.
pub async fn memberships(tx: &mut Tx, ids: &[UserId]) -> Result<Vec<Membership>> {
    Ok(store::list_memberships(tx, ids).await?)
}

/// Makes a user, or takes over the hand-made one of that name.
///
/// # Errors
/// What breaks its rule; a name that a Synchronized user has; an e-mail address that somebody else has.
pub async fn create(tx: &mut Tx, told: &Told, actor: &Actor, now: Timestamp) -> Result<SynchronizedUser> {
    judge(told)?;
    let id: UserId = random::id(UserId::PREFIX)?;
    if store::insert_if_free(tx, &id, told, now).await? == 0 {
        return take_over(tx, told, actor, now).await;
    }
    store::insert_attributes(tx, &id, &told.attributes).await?;
    let event = NewEvent::new(EventKind::UserCreated, actor)
        .target(&told.user_name)
        .detail("id", &id)
        .detail("provision_type", word(ProvisionType::Synchronized)?);
    events::record(tx, with_changes(event, &BTreeMap::new(), &told.facts()), now).await?;
    let (version, now) = (1, now.as_millisecond());
    Ok(SynchronizedUser { id, told: told.clone(), blocked: false, version, created_at: now, updated_at: now })
}

fn judge(told: &Told) -> Result<()> {
    let faults = told.field_errors();
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(faults)) }
}

async fn take_over(tx: &mut Tx, told: &Told, actor: &Actor, now: Timestamp) -> Result<SynchronizedUser> {
    let Some(store::Holder { id }) = store::find_by_name(tx, &told.user_name).await? else {
        return Err(email_taken(told));
    };
    store::lock(tx, &id).await?;
    let row = store::find(tx, &id).await?.ok_or_else(|| user_name_taken(told))?;
    if row.is_synchronized() {
        return Err(user_name_taken(told));
    }
    let had_password = row.has_password;
    let before = SynchronizedUser::try_from(row)?;
    store_change(tx, &before, told, now).await?;
    // Also where they are the same: until now the user had no attributes but an address that was made up of the column.
    store::replace_attributes(tx, &id, &told.attributes).await?;
    store::make_synchronized(tx, &id).await?;
    let ended = sessions::end_all_of_user(tx, &id).await?;
    let event = NewEvent::new(EventKind::UserSynchronized, actor)
        .target(&told.user_name)
        .detail("id", &id)
        .detail("before.provision_type", word(ProvisionType::Manual)?)
        .detail("after.provision_type", word(ProvisionType::Synchronized)?)
        .detail("password_removed", had_password)
        .detail("ended_sessions", ended);
    events::record(tx, with_changes(event, &before.told.facts(), &told.facts()), now).await?;
    get(tx, &id).await
}

fn user_name_taken(told: &Told) -> Error {
    Error::taken("user_name", format!("There is a user {} already.", told.user_name))
}

fn email_taken(told: &Told) -> Error {
    Error::taken("email", format!("Another user has the e-mail address {} already.", told.email()))
}

/// Makes the user what the identity provider now says. Whoever is renamed, enabled or disabled loses every
/// session; where nothing changes, nothing is written. While an administrator blocks the user, what it says of
/// `active` is kept and changes nothing else.
///
/// # Errors
/// As [`create`]; the user must be held by [`lock`].
pub async fn write(
    tx: &mut Tx,
    before: &SynchronizedUser,
    after: Told,
    actor: &Actor,
    now: Timestamp,
) -> Result<SynchronizedUser> {
    judge(&after)?;
    if after == before.told {
        return Ok(before.clone());
    }
    store_change(tx, before, &after, now).await?;
    let status_changes = !before.blocked && before.told.active != after.active;
    let mut ended = None;
    if status_changes || before.told.user_name != after.user_name {
        ended = Some(sessions::end_all_of_user(tx, &before.id).await?);
    }
    let kind = match (status_changes, after.active) {
        (true, true) => EventKind::UserEnabled,
        (true, false) => EventKind::UserDisabled,
        (false, _) => EventKind::UserUpdated,
    };
    let event = NewEvent::new(kind, actor).target(&after.user_name).detail("id", &before.id);
    let mut event = with_changes(event, &before.told.facts(), &after.facts());
    if let Some(ended) = ended {
        event = event.detail("ended_sessions", ended);
    }
    events::record(tx, event, now).await?;
    get(tx, &before.id).await
}

/// Stores what changed. Whether the name and the address are free is asked first, so that a refusal can say which is
/// not; the unique columns have the last word.
async fn store_change(tx: &mut Tx, before: &SynchronizedUser, after: &Told, now: Timestamp) -> Result<()> {
    if before.told.user_name != after.user_name {
        let holder = store::find_by_name(tx, &after.user_name).await?;
        if holder.is_some_and(|holder| holder.id != before.id) {
            return Err(user_name_taken(after));
        }
    }
    if before.told.email() != after.email() {
        let holder = store::find_by_email(tx, after.email()).await?;
        if holder.is_some_and(|holder| holder.id != before.id) {
            return Err(email_taken(after));
        }
    }
    let raced = || Error::Conflict {
        code: ErrorCode::EntityAlreadyExists,
        message: "Another user has just been given that name or e-mail address.".into(),
        fields: vec![FieldError::new("user_name", Rule::Taken), FieldError::new("email", Rule::Taken)],
    };
    store::update(tx, &before.id, after, now).await.map_err(|e| e.or_conflict(raced()))?;
    if before.told.attributes != after.attributes {
        store::replace_attributes(tx, &before.id, &after.attributes).await?;
    }
    Ok(())
}

/// An administrator may change the address of a Synchronized user while SCIM is off: SCIM then gives back that one, and
/// finds the user by it.
///
/// # Errors
/// When the database fails.
pub async fn follow_console(tx: &mut Tx, id: &UserId) -> Result<()> {
    let user = get(tx, id).await?;
    Ok(store::replace_attributes(tx, id, &user.told.attributes).await?)
}

/// The event with what is not the same before and after.
fn with_changes(
    event: NewEvent,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> NewEvent {
    let gone = before.iter().filter(|(name, value)| after.get(*name) != Some(value));
    let event = gone.fold(event, |event, (name, value)| event.detail(&format!("before.{name}"), value));
    let come = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    come.fold(event, |event, (name, value)| event.detail(&format!("after.{name}"), value))
}

/// Deletes the user with every session, membership, access assignment and RAM user provisioning; the event names them.
///
/// # Errors
/// Unavailable when the user is given a group or access at the same time; the user must be held by [`lock`].
pub async fn delete(tx: &mut Tx, user: &SynchronizedUser, actor: &Actor, now: Timestamp) -> Result<()> {
    let groups = store::list_group_names(tx, &user.id).await?;
    let assignments = store::list_assignment_names(tx, &user.id).await?;
    let ended = sessions::end_all_of_user(tx, &user.id).await?;
    let called_off = super::store::call_off_tasks(tx, &user.id, now).await?;
    let concerned = ram_user_events::concerned_by_user(tx, &user.id).await?;
    let ram_users = ram_user_events::delete_provisionings_of_user(tx, &user.id).await?;
    // A grant or membership that was committed since the others were deleted: the next try finds it.
    let meanwhile =
        || Error::Unavailable(format!("{} was given groups or access in the meantime", user.told.user_name));
    store::delete(tx, &user.id, now).await.map_err(|e| e.or_conflict(meanwhile()))?;
    ram_user_events::user_went(tx, concerned, actor, now).await?;
    let event = NewEvent::new(EventKind::UserDeleted, actor)
        .target(&user.told.user_name)
        .detail("id", &user.id)
        .detail("ended_sessions", ended)
        .detail("removed_memberships", groups.len())
        .detail("removed_access_assignments", assignments.len());
    let event = if groups.is_empty() { event } else { event.detail("groups", names_of(groups)) };
    let event = if assignments.is_empty() {
        event
    } else {
        event.detail("access_assignments", names_of(assignments))
    };
    let event = if called_off > 0 { event.detail("called_off_tasks", called_off) } else { event };
    let event = if ram_users > 0 { event.detail("ended_ram_user_provisionings", ram_users) } else { event };
    events::record(tx, with_changes(event, &user.told.facts(), &BTreeMap::new()), now).await?;
    Ok(())
}

fn names_of(rows: Vec<(String,)>) -> String {
    rows.into_iter().map(|(name,)| name).collect::<Vec<_>>().join(", ")
}
