//! SQL of what an identity provider sees of groups.

use std::collections::BTreeSet;

use shared::ids::{GroupId, UserId};

use super::synchronized::{Member, SynchronizedGroup};
use crate::platform::db::{StoreError, Tx};
use crate::{fetch_among, fetch_optional};

type Stored<T> = Result<T, StoreError>;

pub(super) async fn find_many(tx: &mut Tx, ids: &[GroupId]) -> Stored<Vec<SynchronizedGroup>> {
    fetch_among!(
        tx,
        SynchronizedGroup,
        "SELECT g.id, g.group_name, g.external_id, g.version, g.created_at, g.updated_at
         FROM groups g WHERE g.provision_type = 'Synchronized' AND g.id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
}

/// How many members a group has.
#[derive(sqlx::FromRow)]
pub(super) struct MemberCount {
    #[sqlx(try_from = "String")]
    pub group_id: GroupId,
    pub members: i64,
}

pub(super) async fn count_members(tx: &mut Tx, ids: &[GroupId]) -> Stored<Vec<MemberCount>> {
    fetch_among!(
        tx,
        MemberCount,
        "SELECT group_id, COUNT(*) AS members FROM group_members WHERE group_id IN (",
        ids,
        |id| [id.as_str()],
        ") GROUP BY group_id"
    )
}

pub(super) async fn has_member_after(tx: &mut Tx, id: &GroupId, place: i64) -> Stored<bool> {
    let found = fetch_optional!(
        tx,
        (i64,),
        "SELECT created_at FROM group_members WHERE group_id = $1 ORDER BY user_id LIMIT 1 OFFSET $2",
        id.as_str(),
        place
    )?;
    Ok(found.is_some())
}

pub(super) async fn list_members(tx: &mut Tx, ids: &[GroupId]) -> Stored<Vec<Member>> {
    fetch_among!(
        tx,
        Member,
        "SELECT m.group_id, m.user_id, u.provision_type = 'Synchronized' AS is_synchronized
         FROM group_members m JOIN users u ON u.id = m.user_id WHERE m.group_id IN (",
        ids,
        |id| [id.as_str()],
        ") ORDER BY m.group_id, m.user_id"
    )
}

#[derive(sqlx::FromRow)]
struct IdRow {
    #[sqlx(try_from = "String")]
    id: UserId,
}

#[derive(sqlx::FromRow)]
struct OwnerRow {
    #[sqlx(try_from = "String")]
    id: UserId,
    provision_type: String,
}

/// Those of these users who are Synchronized, or in the group already.
///
/// *Why the owner is compared here:* in the statement, SQLite would read every Synchronized user by the index of
/// owners.
pub(super) async fn find_known(tx: &mut Tx, id: &GroupId, users: &[UserId]) -> Stored<BTreeSet<UserId>> {
    let there: Vec<OwnerRow> = fetch_among!(
        tx,
        OwnerRow,
        "SELECT id, provision_type FROM users WHERE id IN (",
        users,
        |user| [user.as_str()],
        ")"
    )?;
    let synchronized = there.into_iter().filter(|row| row.provision_type == "Synchronized");
    let mut known: BTreeSet<UserId> = synchronized.map(|row| row.id).collect();
    let others: Vec<&UserId> = users.iter().filter(|user| !known.contains(*user)).collect();
    let members: Vec<IdRow> = fetch_among!(
        tx,
        IdRow,
        "SELECT user_id AS id FROM group_members WHERE (group_id, user_id) IN (",
        others,
        |user| [id.as_str(), user.as_str()],
        ")"
    )?;
    known.extend(members.into_iter().map(|row| row.id));
    Ok(known)
}
