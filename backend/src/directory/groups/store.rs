//! SQL of the table `groups`. What hangs on a group is counted here too.
//!
//! Beginnings of names are compared by `substr`, so that `%` and `_` in a search are what they are.

use jiff::Timestamp;
use shared::groups::Group;
use shared::ids::{GroupId, UserId};
use shared::time::UnixMillis;

use super::NewGroup;
use crate::platform::db::{StoreError, Tx, kind_of};
use crate::platform::{Error, Result};
use crate::{execute, fetch_all, fetch_one, fetch_optional};

type Stored<T> = std::result::Result<T, StoreError>;

/// The columns of a [`GroupRow`], of the table `groups g`.
macro_rules! group_columns {
    () => {
        "SELECT g.id, g.group_name, g.group_name_key, g.description, g.provision_type, g.external_id,
                (SELECT COUNT(*) FROM group_members m WHERE m.group_id = g.id) AS members,
                (g.provision_type = 'Synchronized' AND (SELECT scim_enabled FROM directory)) AS read_only,
                g.created_at, g.updated_at"
    };
}

/// A group as the pages see it.
#[derive(sqlx::FromRow)]
pub(super) struct GroupRow {
    #[sqlx(try_from = "String")]
    pub id: GroupId,
    pub group_name: String,
    pub group_name_key: String,
    pub description: String,
    pub provision_type: String,
    pub external_id: Option<String>,
    pub members: i64,
    pub read_only: bool,
    pub created_at: i64,
    pub updated_at: i64,
}

impl TryFrom<GroupRow> for Group {
    type Error = Error;

    fn try_from(row: GroupRow) -> Result<Group> {
        Ok(Group {
            id: row.id,
            name: row.group_name,
            description: row.description,
            provision_type: kind_of(&row.provision_type)?,
            external_id: row.external_id,
            members: number(row.members),
            read_only: row.read_only,
            created_at: UnixMillis(row.created_at),
            updated_at: UnixMillis(row.updated_at),
        })
    }
}

pub(super) fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

pub(super) async fn find(tx: &mut Tx, id: &GroupId) -> Stored<Option<GroupRow>> {
    fetch_optional!(tx, GroupRow, concat!(group_columns!(), " FROM groups g WHERE g.id = $1"), id.as_str())
}

/// Writes the row as it is, which makes other writers wait on either database.
pub(super) async fn lock(tx: &mut Tx, id: &GroupId) -> Stored<u64> {
    execute!(tx, "UPDATE groups SET version = version WHERE id = $1", id.as_str())
}

/// Groups whose key begins with `search`, after the key `after`; an empty provision type does not narrow.
pub(super) async fn list(
    tx: &mut Tx,
    search: &str,
    provision_type: &str,
    after: &str,
    limit: i64,
) -> Stored<Vec<GroupRow>> {
    fetch_all!(
        tx,
        GroupRow,
        concat!(
            group_columns!(),
            " FROM groups g
              WHERE g.group_name_key > $3 AND substr(g.group_name_key, 1, length($1)) = $1
                AND ($2 = '' OR g.provision_type = $2)
              ORDER BY g.group_name_key LIMIT $4"
        ),
        search,
        provision_type,
        after,
        limit
    )
}

pub(super) async fn count(tx: &mut Tx, search: &str, provision_type: &str) -> Stored<u64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM groups
         WHERE substr(group_name_key, 1, length($1)) = $1 AND ($2 = '' OR provision_type = $2)",
        search,
        provision_type
    )?;
    Ok(number(count))
}

pub(super) async fn list_of_user(
    tx: &mut Tx,
    user: &UserId,
    after: &str,
    limit: i64,
) -> Stored<Vec<GroupRow>> {
    fetch_all!(
        tx,
        GroupRow,
        concat!(
            group_columns!(),
            " FROM group_members u JOIN groups g ON g.id = u.group_id
              WHERE u.user_id = $1 AND g.group_name_key > $2
              ORDER BY g.group_name_key LIMIT $3"
        ),
        user.as_str(),
        after,
        limit
    )
}

pub(super) async fn count_of_user(tx: &mut Tx, user: &UserId) -> Stored<u64> {
    let (count,): (i64,) =
        fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM group_members WHERE user_id = $1", user.as_str())?;
    Ok(number(count))
}

/// Inserts the group unless its name is taken.
pub(super) async fn insert_if_free(
    tx: &mut Tx,
    id: &GroupId,
    group: &NewGroup<'_>,
    name_key: &str,
    provision_type: &str,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO groups (id, group_name, group_name_key, description, provision_type, external_id,
                             created_at, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1)
         ON CONFLICT DO NOTHING",
        id.as_str(),
        group.name,
        name_key,
        group.description,
        provision_type,
        group.external_id,
        now.as_millisecond()
    )
}

/// Writes name, description and external id. Fails with a conflict when another group has the name.
pub(super) async fn update(tx: &mut Tx, group: &Group, name_key: &str, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE groups SET group_name = $2, group_name_key = $3, description = $4, external_id = $5,
                           updated_at = $6, version = version + 1
         WHERE id = $1",
        group.id.as_str(),
        group.name.as_str(),
        name_key,
        group.description.as_str(),
        group.external_id.as_deref(),
        now.as_millisecond()
    )
}

/// Notes that the group was changed.
pub(super) async fn touch(tx: &mut Tx, id: &GroupId, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE groups SET updated_at = $2, version = version + 1 WHERE id = $1",
        id.as_str(),
        now.as_millisecond()
    )
}

/// Fails with a conflict while something hangs on the group.
pub(super) async fn delete(tx: &mut Tx, id: &GroupId) -> Stored<u64> {
    execute!(tx, "DELETE FROM groups WHERE id = $1", id.as_str())
}

pub(super) async fn count_assignments(tx: &mut Tx, id: &GroupId) -> Stored<u64> {
    let (count,): (i64,) =
        fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM access_assignments WHERE group_id = $1", id.as_str())?;
    Ok(number(count))
}

/// What the group's access assignments give, each as `account: access configuration`.
pub(super) async fn list_assignment_names(tx: &mut Tx, id: &GroupId) -> Stored<Vec<String>> {
    let found = fetch_all!(
        tx,
        (String,),
        "SELECT o.name || ': ' || c.name FROM access_assignments a
         JOIN accounts o ON o.id = a.account_id
         JOIN access_configurations c ON c.id = a.access_configuration_id
         WHERE a.group_id = $1 ORDER BY o.name, c.name",
        id.as_str()
    )?;
    Ok(found.into_iter().map(|(name,)| name).collect())
}

pub(super) async fn delete_assignments(tx: &mut Tx, id: &GroupId) -> Stored<u64> {
    execute!(tx, "DELETE FROM access_assignments WHERE group_id = $1", id.as_str())
}

/// Calls off the tasks that were to give the group access. Whoever makes the roles finds that out by itself.
pub(in crate::directory) async fn call_off_tasks(tx: &mut Tx, id: &GroupId, now: Timestamp) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE tasks SET status = 'Canceled', finished_at = $2 WHERE group_id = $1 AND finished_at IS NULL",
        id.as_str(),
        now.as_millisecond()
    )
}
