//! Groups as an identity provider sees them: the Synchronized ones only. What it does to them are the rules of
//! [`super`] and [`super::members`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use shared::events::EventKind;
use shared::ids::{GroupId, UserId};

use super::members::NAMED_MAX;
use super::synchronized_store as store;
use crate::events::{self, Actor, NewEvent};
use crate::platform::Result;
use crate::platform::db::Tx;

/// A Synchronized group.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SynchronizedGroup {
    /// Id.
    #[sqlx(try_from = "String")]
    pub id: GroupId,
    /// `displayName`.
    pub group_name: String,
    /// `externalId`: a label of theirs, never a key of ours.
    pub external_id: Option<String>,
    /// Counts the changes.
    pub version: i64,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it was changed last.
    pub updated_at: i64,
}

/// A member of a group.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Member {
    /// The group.
    #[sqlx(try_from = "String")]
    pub group_id: GroupId,
    /// The member.
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    /// Whether the identity provider sees the member, too.
    pub is_synchronized: bool,
}

/// The Synchronized group.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn get(tx: &mut Tx, id: &GroupId) -> Result<SynchronizedGroup> {
    let found = store::find_many(tx, std::slice::from_ref(id)).await?.pop();
    found.ok_or_else(|| super::no_such_group(id))
}

/// The Synchronized group, held until the transaction ends, so that of two changes the second sees the first.
///
/// # Errors
/// As [`get`].
pub async fn lock(tx: &mut Tx, id: &GroupId) -> Result<SynchronizedGroup> {
    super::store::lock(tx, id).await?;
    get(tx, id).await
}

/// Those of the groups that are Synchronized, in the order asked for.
///
/// # Errors
/// When the database fails.
pub async fn get_many(tx: &mut Tx, ids: &[GroupId]) -> Result<Vec<SynchronizedGroup>> {
    let rows = store::find_many(tx, ids).await?;
    let mut found: BTreeMap<GroupId, SynchronizedGroup> =
        rows.into_iter().map(|group| (group.id.clone(), group)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// How many members each of the groups has; a group without any is not among them.
///
/// # Errors
/// When the database fails.
pub async fn count_members(tx: &mut Tx, ids: &[GroupId]) -> Result<BTreeMap<GroupId, i64>> {
    let counts = store::count_members(tx, ids).await?;
    Ok(counts.into_iter().map(|count| (count.group_id, count.members)).collect())
}

/// Whether the group has more members than that; the others are not counted.
///
/// # Errors
/// When the database fails.
pub async fn has_more_members(tx: &mut Tx, id: &GroupId, than: i64) -> Result<bool> {
    Ok(store::has_member_after(tx, id, than).await?)
}

/// Every member of the groups.
///
/// # Errors
/// When the database fails.
pub async fn members(tx: &mut Tx, ids: &[GroupId]) -> Result<Vec<Member>> {
    Ok(store::list_members(tx, ids).await?)
}

/// Those of these users who are Synchronized or in the group already: whom the identity provider may name.
///
/// # Errors
/// When the database fails.
pub async fn known(tx: &mut Tx, id: &GroupId, users: &[UserId]) -> Result<BTreeSet<UserId>> {
    Ok(store::find_known(tx, id, users).await?)
}

/// Notes whom the identity provider named as members although there are no such users; of many the first.
///
/// # Errors
/// Not found when there is no such group.
pub async fn note_strangers(
    tx: &mut Tx,
    id: &GroupId,
    strangers: &[&str],
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let group = get(tx, id).await?;
    let event = NewEvent::new(EventKind::GroupMembersUnknown, actor)
        .target(&group.group_name)
        .detail("count", strangers.len())
        .detail("users", strangers[..strangers.len().min(NAMED_MAX)].join(", "));
    events::record(tx, event, now).await?;
    Ok(())
}
