//! What changes of users, groups and memberships mean for RAM users: an event for each user and account that they
//! touch, written in the transaction that makes the change.
//!
//! An event says why somebody has to look at the RAM user, never what is to be done: that is decided in
//! `access::ram_users` when the event is worked off, from what reaches the user then. Disabling a user is none of
//! these changes: the RAM user stays, and nobody logs on as it meanwhile.
//!
//! *Why it is here and not there:* the directory knows nothing of what is made of its people, but a change and its
//! consequence must not be parted.

mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use shared::ids::{AccountId, GroupId, RamUserEventId, RamUserProvisioningId, UserId};
use shared::ram_users::RamUserEventKind;

use crate::events::Actor;
use crate::platform::db::{Tx, word};
use crate::platform::{Result, random};

/// A user whom something concerns in an account, and through which user or group.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Concerned {
    /// The user.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// The account.
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// Id of the user or group of the provisioning.
    pub principal_id: String,
    /// Its name.
    pub principal_name: String,
    /// What happens to the RAM user when this was the last thing that reached it.
    pub deletion_policy: String,
}

/// A RAM user by its two ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
struct Key {
    #[sqlx(try_from = "String")]
    user_id: UserId,
    #[sqlx(try_from = "String")]
    account_id: AccountId,
}

impl Concerned {
    fn key(&self) -> Key {
        Key { user_id: self.user_id.clone(), account_id: self.account_id.clone() }
    }
}

/// Whom these provisionings concern.
///
/// # Errors
/// When the database fails.
pub async fn concerned_by_provisionings(
    tx: &mut Tx,
    ids: &[RamUserProvisioningId],
) -> Result<Vec<Concerned>> {
    let mut all = store::list_users_of_provisionings(tx, ids).await?;
    all.extend(store::list_members_of_provisionings(tx, ids).await?);
    Ok(all)
}

/// What concerns the user in any account, because a provisioning reaches the user or a RAM user stands there.
pub(in crate::directory) async fn concerned_by_user(tx: &mut Tx, id: &UserId) -> Result<Vec<Concerned>> {
    Ok(store::list_of_user(tx, id).await?)
}

/// Whom the group's provisionings concern.
pub(in crate::directory) async fn concerned_by_group(tx: &mut Tx, id: &GroupId) -> Result<Vec<Concerned>> {
    let provisionings = store::list_provisionings_of_group(tx, id).await?;
    Ok(store::list_members_of_provisionings(tx, &provisionings).await?)
}

/// These users came into the group.
pub(in crate::directory) async fn members_came(
    tx: &mut Tx,
    group: &GroupId,
    users: &[&UserId],
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    changed_in_group(tx, RamUserEventKind::AddToGroup, group, users, actor, now).await
}

/// These users left the group.
pub(in crate::directory) async fn members_left(
    tx: &mut Tx,
    group: &GroupId,
    users: &[&UserId],
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    changed_in_group(tx, RamUserEventKind::RemoveFromGroup, group, users, actor, now).await
}

async fn changed_in_group(
    tx: &mut Tx,
    kind: RamUserEventKind,
    group: &GroupId,
    users: &[&UserId],
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    if users.is_empty() || store::list_provisionings_of_group(tx, group).await?.is_empty() {
        return Ok(());
    }
    let concerned = store::list_in_group(tx, group, users).await?;
    come_up(tx, kind, concerned, actor, now).await
}

/// The user is gone, with whatever made provisionings reach the user; `concerned` is what that touched.
pub(in crate::directory) async fn user_went(
    tx: &mut Tx,
    concerned: Vec<Concerned>,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    come_up(tx, RamUserEventKind::Clearing, concerned, actor, now).await
}

/// Ends the provisionings of a user who is about to go; answers how many there were.
pub(in crate::directory) async fn delete_provisionings_of_user(tx: &mut Tx, id: &UserId) -> Result<u64> {
    Ok(store::delete_provisionings_of_user(tx, id).await?)
}

/// Ends the provisionings of a group that is about to go, and notes whom that concerns; answers how many there were.
pub(in crate::directory) async fn group_goes(
    tx: &mut Tx,
    id: &GroupId,
    actor: &Actor,
    now: Timestamp,
) -> Result<u64> {
    let concerned = concerned_by_group(tx, id).await?;
    let ended = store::delete_provisionings_of_group(tx, id).await?;
    come_up(tx, RamUserEventKind::Clearing, concerned, actor, now).await?;
    Ok(ended)
}

/// Writes an event for each of these, and that there is work at their RAM users. The events are over at once where
/// the RAM user stands and is wanted as before, and where nothing reaches the user and nothing was begun in the account.
///
/// # Errors
/// When the database fails.
pub async fn come_up(
    tx: &mut Tx,
    kind: RamUserEventKind,
    mut concerned: Vec<Concerned>,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    // In one order, so that two changes at the same moment wait for each other instead of blocking each other.
    concerned.sort_by_cached_key(Concerned::key);
    let written =
        store::Written { kind: word(kind)?, actor_kind: word(actor.kind)?, actor, now: now.as_millisecond() };
    let mut rows = Vec::with_capacity(concerned.len());
    for one in &concerned {
        rows.push((random::id::<RamUserEventId>(RamUserEventId::PREFIX)?, one));
    }
    store::insert_events(tx, &rows, &written).await?;
    let mut ram_users: BTreeMap<Key, &Concerned> = concerned.iter().map(|one| (one.key(), one)).collect();
    let brings = matches!(kind, RamUserEventKind::Start | RamUserEventKind::AddToGroup);
    // Held from here on: what another change says of them at the same moment comes before or after.
    let standing = store::lock_standing(tx, &ram_users.keys().collect::<Vec<_>>()).await?;
    let at_rest = if brings { standing } else { store::list_reached(tx, &standing).await? };
    for key in &at_rest {
        ram_users.remove(key);
    }
    let others: Vec<&Concerned> = ram_users.into_values().collect();
    if brings {
        store::put_wanted(tx, &others, now).await?;
    } else {
        store::put_unwanted(tx, &others, now).await?;
    }
    let never_made = if brings { Vec::new() } else { store::delete_never_made(tx, &others).await? };
    store::settle(tx, &at_rest, now).await?;
    store::settle(tx, &never_made, now).await?;
    Ok(())
}
