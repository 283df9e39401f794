//! SQL of the table `group_members`.

use std::collections::BTreeSet;

use jiff::Timestamp;
use shared::groups::Group;
use shared::ids::{GroupId, UserId};

use super::super::store::number;
use crate::directory::users::store::{self as users, Narrowed, UserRow, user_columns};
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_among, fetch_one, insert_rows};

type Stored<T> = Result<T, StoreError>;

/// A user by id.
#[derive(sqlx::FromRow)]
struct IdRow {
    #[sqlx(try_from = "String")]
    user_id: UserId,
}

/// A group of more members is a good part of all users: then it is quicker to go through the users in the order
/// of their names, and to look for each in the group, than to sort the members.
const LARGE: u64 = 2_000;

/// All users, narrowed to the group and to what begins with `search`.
fn narrowed<'a>(group: &'a Group, search: &'a str) -> Narrowed<'a> {
    Narrowed { search, status: "", provision_type: "", group: group.id.as_str() }
}

/// Members whose user name or display name begins with `search`, after the user name `after`.
///
/// *Why the order is by `|| ''`:* it keeps a database from going through all users in order.
pub(super) async fn list(
    tx: &mut Tx,
    group: &Group,
    search: &str,
    after: &str,
    limit: i64,
) -> Stored<Vec<UserRow>> {
    if group.members > LARGE {
        return users::list(tx, &narrowed(group, search), after, limit).await;
    }
    fetch_all!(
        tx,
        UserRow,
        concat!(
            user_columns!(),
            r#" FROM group_members m JOIN users u ON u.id = m.user_id
                WHERE m.group_id = $1 AND u.user_name_key COLLATE "binary" > $3
                  AND (substr(u.user_name_key, 1, length($2)) = $2
                       OR substr(u.display_name_key, 1, length($2)) = $2)
                ORDER BY u.user_name_key COLLATE "binary" || '' LIMIT $4"#
        ),
        group.id.as_str(),
        search,
        after.to_ascii_lowercase(),
        limit
    )
}

/// How many members the whole list has.
pub(super) async fn count(tx: &mut Tx, group: &Group, search: &str) -> Stored<u64> {
    if search.is_empty() {
        return Ok(group.members);
    }
    if group.members > LARGE {
        return users::count(tx, &narrowed(group, search)).await;
    }
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM group_members m JOIN users u ON u.id = m.user_id
         WHERE m.group_id = $1
           AND (substr(u.user_name_key, 1, length($2)) = $2
                OR substr(u.display_name_key, 1, length($2)) = $2)",
        group.id.as_str(),
        search
    )?;
    Ok(number(count))
}

/// How many of these users there are.
pub(super) async fn count_users(tx: &mut Tx, users: &[&UserId]) -> Stored<usize> {
    let found = fetch_among!(
        tx,
        IdRow,
        "SELECT id AS user_id FROM users WHERE id IN (",
        users,
        |user| [user.as_str()],
        ")"
    )?;
    Ok(found.len())
}

/// The names of these users.
pub(super) async fn user_names(tx: &mut Tx, users: &[&UserId]) -> Stored<Vec<String>> {
    let found: Vec<(String,)> = fetch_among!(
        tx,
        (String,),
        "SELECT user_name FROM users WHERE id IN (",
        users,
        |user| [user.as_str()],
        ") ORDER BY user_name_key"
    )?;
    Ok(found.into_iter().map(|(name,)| name).collect())
}

/// The names of so many members.
pub(super) async fn first_user_names(tx: &mut Tx, id: &GroupId, limit: i64) -> Stored<Vec<String>> {
    let found = fetch_all!(
        tx,
        (String,),
        "SELECT u.user_name FROM group_members m JOIN users u ON u.id = m.user_id
         WHERE m.group_id = $1 ORDER BY u.user_name_key LIMIT $2",
        id.as_str(),
        limit
    )?;
    Ok(found.into_iter().map(|(name,)| name).collect())
}

/// Those of these users who are members.
pub(super) async fn find_among(tx: &mut Tx, id: &GroupId, users: &[&UserId]) -> Stored<BTreeSet<UserId>> {
    let found = fetch_among!(
        tx,
        IdRow,
        "SELECT user_id FROM group_members WHERE (group_id, user_id) IN (",
        users,
        |user| [id.as_str(), user.as_str()],
        ")"
    )?;
    Ok(found.into_iter().map(|row| row.user_id).collect())
}

/// Every member.
pub(super) async fn find_all(tx: &mut Tx, id: &GroupId) -> Stored<BTreeSet<UserId>> {
    let found = fetch_all!(tx, IdRow, "SELECT user_id FROM group_members WHERE group_id = $1", id.as_str())?;
    Ok(found.into_iter().map(|row| row.user_id).collect())
}

/// Fails with a conflict when one of the users has gone.
pub(super) async fn insert(tx: &mut Tx, id: &GroupId, users: &[&UserId], now: Timestamp) -> Stored<()> {
    insert_rows!(
        tx,
        IdRow,
        "INSERT INTO group_members (group_id, user_id, created_at) ",
        users,
        |user| [id.as_str(), user.as_str(), now.as_millisecond()],
        " ON CONFLICT (group_id, user_id) DO NOTHING RETURNING user_id"
    )?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, id: &GroupId, users: &[&UserId]) -> Stored<()> {
    fetch_among!(
        tx,
        IdRow,
        "DELETE FROM group_members WHERE (group_id, user_id) IN (",
        users,
        |user| [id.as_str(), user.as_str()],
        ") RETURNING user_id"
    )?;
    Ok(())
}

pub(super) async fn delete_all(tx: &mut Tx, id: &GroupId) -> Stored<u64> {
    execute!(tx, "DELETE FROM group_members WHERE group_id = $1", id.as_str())
}
