//! SQL of the list of users, which must stay quick when there are a hundred thousand.
//!
//! Every text is read by place: the key of the last user name seen. There is one for each way to narrow the list
//! first, so that each can use its index. *Why a condition says `status || ''`:* a database that knows nothing
//! of the values would take the index of the status, which nearly all users may have; so it cannot.
//!
//! A search asks two indexes for what begins with a text, and takes a page of each in the order of the list.

use super::{Stored, UserRow, user_columns};
use crate::platform::db::{Tx, past_beginning};
use crate::{fetch_all, fetch_one};

/// What the list is narrowed to; an empty text does not narrow.
pub(in crate::directory) struct Narrowed<'a> {
    /// What user name or display name begin with, case aside.
    pub search: &'a str,
    /// The status's word.
    pub status: &'a str,
    /// The provision type's word.
    pub provision_type: &'a str,
    /// The id of a group; then status and provision type do not narrow. Meant for a group that holds a good part
    /// of all users, as users are gone through in the list's order.
    pub group: &'a str,
}

impl Narrowed<'_> {
    /// What stands for `$1` and `$2`.
    fn values(&self) -> (&str, &str) {
        if self.group.is_empty() { (self.status, self.provision_type) } else { (self.group, "") }
    }
}

/// A user name's key in the order of bytes, for which there are indexes.
macro_rules! key {
    () => {
        r#"user_name_key COLLATE "binary""#
    };
}

/// The conditions on `$1`, the status, and `$2`, the provision type. With a group, `$1` is its id: *why a count and
/// not `EXISTS`:* that could be turned into a join that begins with the members.
macro_rules! narrowed {
    (by nothing) => {
        "$1 = '' AND $2 = ''"
    };
    (by status) => {
        "status = $1 AND $2 = ''"
    };
    (by provision_type) => {
        "$1 = '' AND provision_type = $2"
    };
    (by both) => {
        "status = $1 AND provision_type = $2"
    };
    (by group) => {
        "$2 = '' AND (SELECT COUNT(*) FROM group_members m WHERE m.group_id = $1 AND m.user_id = u.id) = 1"
    };
    (by other) => {
        "($1 = '' OR status || '' = $1) AND ($2 = '' OR provision_type || '' = $2)"
    };
}

macro_rules! list_text {
    ($by:ident, $other:ident) => {
        concat!(
            user_columns!(),
            " FROM users u WHERE ",
            narrowed!(by $by),
            " AND ",
            key!(),
            " > $3 ORDER BY ",
            key!(),
            " LIMIT $4"
        )
    };
}

macro_rules! count_text {
    ($by:ident, $other:ident) => {
        concat!("SELECT COUNT(*) FROM users u WHERE ", narrowed!(by $by))
    };
}

/// The conditions of a search: from `$3`, before `$4`.
macro_rules! found {
    (by user_name) => {
        concat!(key!(), " >= $3 AND ", key!(), " < $4")
    };
    (by user_name without index) => {
        concat!(key!(), " || '' >= $3 AND ", key!(), " || '' < $4")
    };
    (by display_name) => {
        "display_name_key >= $3 AND display_name_key < $4"
    };
}

/// `$other` narrows where the index is that of the display names.
macro_rules! search_text {
    ($by:ident, $other:ident) => {
        concat!(
            user_columns!(),
            " FROM users u WHERE ",
            key!(),
            " IN (SELECT k FROM (SELECT ",
            key!(),
            " AS k FROM users u WHERE ",
            narrowed!(by $by),
            " AND ",
            found!(by user_name),
            " AND ",
            key!(),
            " > $5 ORDER BY ",
            key!(),
            " LIMIT $6) by_user_name
                  UNION
                  SELECT k FROM (SELECT ",
            key!(),
            " AS k FROM users u WHERE ",
            narrowed!(by $other),
            " AND ",
            found!(by display_name),
            " AND ",
            key!(),
            " || '' > $5 ORDER BY ",
            key!(),
            " || '' LIMIT $6) by_display_name)
             ORDER BY ",
            key!(),
            " LIMIT $6"
        )
    };
}

macro_rules! search_count_text {
    ($by:ident, $other:ident) => {
        concat!(
            "SELECT (SELECT COUNT(*) FROM users u WHERE ",
            narrowed!(by $by),
            " AND ",
            found!(by user_name),
            ") + (SELECT COUNT(*) FROM users u WHERE ",
            narrowed!(by $other),
            " AND ",
            found!(by display_name),
            " AND NOT (",
            found!(by user_name without index),
            "))"
        )
    };
}

/// The text of this kind for the way in which the list is narrowed.
macro_rules! text_for {
    ($text:ident, $narrowed:expr) => {
        match ($narrowed.group, $narrowed.status, $narrowed.provision_type) {
            ("", "", "") => $text!(nothing, other),
            ("", _, "") => $text!(status, other),
            ("", "", _) => $text!(provision_type, other),
            ("", _, _) => $text!(both, other),
            _ => $text!(group, group),
        }
    };
}

/// Users after the user name `after`, in the order of user names.
pub(in crate::directory) async fn list(
    tx: &mut Tx,
    narrowed: &Narrowed<'_>,
    after: &str,
    limit: i64,
) -> Stored<Vec<UserRow>> {
    let after = after.to_ascii_lowercase();
    let (one, two) = narrowed.values();
    if narrowed.search.is_empty() {
        let sql = text_for!(list_text, narrowed);
        return fetch_all!(tx, UserRow, sql, one, two, after, limit);
    }
    let from = narrowed.search.to_lowercase();
    let before = past_beginning(&from);
    let sql = text_for!(search_text, narrowed);
    fetch_all!(tx, UserRow, sql, one, two, from, before, after, limit)
}

/// How many users the whole list has.
pub(in crate::directory) async fn count(tx: &mut Tx, narrowed: &Narrowed<'_>) -> Stored<u64> {
    let (one, two) = narrowed.values();
    let (count,): (i64,) = if narrowed.search.is_empty() {
        let sql = text_for!(count_text, narrowed);
        fetch_one!(tx, (i64,), sql, one, two)?
    } else {
        let from = narrowed.search.to_lowercase();
        let before = past_beginning(&from);
        let sql = text_for!(search_count_text, narrowed);
        fetch_one!(tx, (i64,), sql, one, two, from, before)?
    };
    Ok(u64::try_from(count).unwrap_or_default())
}
