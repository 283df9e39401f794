//! SQL of what an identity provider sees of groups.

use std::collections::BTreeSet;

use shared::ids::{GroupId, UserId};

use super::synchronized::{Member, SynchronizedGroup};
use crate::fetch_among;
use crate::platform::db::{StoreError, Tx};

type Stored<T> = Result<T, StoreError>;

pub(super) async fn find_many(tx: &mut Tx, ids: &[GroupId]) -> Stored<Vec<SynchronizedGroup>> {
    fetch_among!(
        tx,
        SynchronizedGroup,
        "SELECT g.id, g.group_name, g.external_id, g.version, g.created_at, g.updated_at,
                (SELECT COUNT(*) FROM group_members m WHERE m.group_id = g.id) AS members
         FROM groups g WHERE g.provision_type = 'Synchronized' AND g.id IN (",
        ids,
        |id| [id.as_str()],
        ")"
    )
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

/// Those of these users who are Synchronized, or in the group already.
pub(super) async fn find_known(tx: &mut Tx, id: &GroupId, users: &[UserId]) -> Stored<BTreeSet<UserId>> {
    let synchronized: Vec<IdRow> = fetch_among!(
        tx,
        IdRow,
        "SELECT id FROM users WHERE provision_type = 'Synchronized' AND id IN (",
        users,
        |user| [user.as_str()],
        ")"
    )?;
    let mut known: BTreeSet<UserId> = synchronized.into_iter().map(|row| row.id).collect();
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
