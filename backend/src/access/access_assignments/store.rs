//! SQL of the table `access_assignments`.
//!
//! The list is read by place: name of the user or group, account and access configuration of the last row seen;
//! users come first, then groups. One text for each part of the list and each way to narrow it first, so that
//! each can use its index; what else narrows it is compared after.

use jiff::Timestamp;
use shared::access_assignments::Principal;
use shared::ids::{AccessConfigurationId, AccountId, GroupId, UserId};

use super::{Filter, Triplet};
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_one, fetch_optional, insert_rows};

/// An access assignment with its names.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(try_from = "String")]
    pub principal: Principal,
    pub principal_name: String,
    pub principal_key: String,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
    pub created_at: i64,
}

/// A part of the list. They follow each other in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// What was granted to users.
    Users,
    /// What was granted to groups.
    Groups,
    /// What was granted to the groups of one user.
    Inherited,
}

impl Part {
    const WORDS: [(Part, &str); 3] = [(Part::Users, "u"), (Part::Groups, "g"), (Part::Inherited, "i")];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(part, _)| *part == self).map_or("", |(_, word)| word)
    }

    fn parse(text: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, word)| *word == text).map(|(part, _)| *part)
    }
}

/// A place in a part of the list; rows after it are greater.
#[derive(Default)]
pub(super) struct Place {
    principal_key: String,
    account_id: String,
    access_configuration_id: String,
}

impl Place {
    /// What [`Row::place`] wrote. A name may hold the separator.
    pub(super) fn parse(text: &str) -> Option<(Part, Self)> {
        let (part, rest) = text.split_once('/')?;
        let mut from_the_end = rest.rsplitn(3, '/');
        let access_configuration_id: AccessConfigurationId = from_the_end.next()?.parse().ok()?;
        let account_id: AccountId = from_the_end.next()?.parse().ok()?;
        let principal_key = from_the_end.next().filter(|key| !key.is_empty() && !key.contains('\0'))?;
        let place = Self {
            principal_key: principal_key.to_owned(),
            account_id: account_id.into(),
            access_configuration_id: access_configuration_id.into(),
        };
        Some((Part::parse(part)?, place))
    }
}

impl Row {
    /// The row's place in the list, as text.
    pub(super) fn place(&self, part: Part) -> String {
        let Self { principal_key, account_id, access_configuration_id, .. } = self;
        format!("{}/{principal_key}/{account_id}/{access_configuration_id}", part.word())
    }
}

/// How a part of the list is read and counted.
struct Texts {
    list: &'static str,
    count: &'static str,
}

/// The rows of a part; one that names the other kind of principal joins with nothing.
macro_rules! from {
    (users) => {
        "FROM access_assignments a"
    };
    (groups) => {
        "FROM access_assignments a"
    };
    (inherited) => {
        "FROM group_members m JOIN access_assignments a ON a.group_id = m.group_id"
    };
}

macro_rules! principal {
    (id users) => {
        "a.user_id"
    };
    (name users) => {
        "p.user_name"
    };
    (table users) => {
        "users"
    };
    (id $groups:ident) => {
        "a.group_id"
    };
    (name $groups:ident) => {
        "p.group_name"
    };
    (table $groups:ident) => {
        "groups"
    };
}

/// The three conditions of a filter, `$1` to `$3`; an empty value does not narrow.
macro_rules! narrowed {
    ($part:ident by nothing) => {
        "$1 = '' AND $2 = '' AND $3 = ''"
    };
    (inherited by principal) => {
        "m.user_id = $1 AND ($2 = '' OR a.account_id = $2) AND ($3 = '' OR a.access_configuration_id = $3)"
    };
    ($part:ident by principal) => {
        concat!(
            principal!(id $part),
            " = $1 AND ($2 = '' OR a.account_id = $2) AND ($3 = '' OR a.access_configuration_id = $3)"
        )
    };
    ($part:ident by account) => {
        "$1 = '' AND a.account_id = $2 AND ($3 = '' OR a.access_configuration_id = $3)"
    };
    ($part:ident by access_configuration) => {
        "$1 = '' AND $2 = '' AND a.access_configuration_id = $3"
    };
}

/// The columns of [`Row`] and where they come from.
macro_rules! rows {
    ($part:ident) => {
        concat!(
            "SELECT ", principal!(id $part), " AS principal, ",
            principal!(name $part), " AS principal_name, ", principal!(name $part), "_key AS principal_key,
                    a.account_id, o.name AS account_name,
                    a.access_configuration_id, c.name AS access_configuration_name, a.created_at ",
            from!($part),
            " JOIN ", principal!(table $part), " p ON p.id = ", principal!(id $part),
            " JOIN accounts o ON o.id = a.account_id
              JOIN access_configurations c ON c.id = a.access_configuration_id "
        )
    };
}

macro_rules! texts {
    ($part:ident by $by:ident) => {
        Texts {
            list: concat!(
                rows!($part),
                "WHERE ", narrowed!($part by $by),
                " AND (", principal!(name $part), "_key, a.account_id, a.access_configuration_id) > ($4, $5, $6)
                 ORDER BY ", principal!(name $part), "_key, a.account_id, a.access_configuration_id LIMIT $7"
            ),
            count: concat!(
                "SELECT COUNT(", principal!(id $part), ") ", from!($part), " WHERE ", narrowed!($part by $by)
            ),
        }
    };
}

/// The values of a filter as they are bound.
struct Bound<'a> {
    principal: &'a str,
    account: &'a str,
    access_configuration: &'a str,
}

impl<'a> Bound<'a> {
    fn of(filter: &'a Filter) -> Self {
        let user = filter.user_id.as_ref().map(UserId::as_str);
        let group = filter.group_id.as_ref().map(GroupId::as_str);
        Self {
            principal: user.or(group).unwrap_or_default(),
            account: filter.account_id.as_ref().map_or("", AccountId::as_str),
            access_configuration: filter
                .access_configuration_id
                .as_ref()
                .map_or("", AccessConfigurationId::as_str),
        }
    }

    fn texts(&self, part: Part) -> Texts {
        match (part, self.principal, self.account, self.access_configuration) {
            (Part::Users, "", "", "") => texts!(users by nothing),
            (Part::Users, "", "", _) => texts!(users by access_configuration),
            (Part::Users, "", ..) => texts!(users by account),
            (Part::Users, ..) => texts!(users by principal),
            (Part::Groups, "", "", "") => texts!(groups by nothing),
            (Part::Groups, "", "", _) => texts!(groups by access_configuration),
            (Part::Groups, "", ..) => texts!(groups by account),
            (Part::Groups, ..) => texts!(groups by principal),
            (Part::Inherited, ..) => texts!(inherited by principal),
        }
    }
}

pub(super) async fn list(
    tx: &mut Tx,
    part: Part,
    filter: &Filter,
    after: &Place,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let bound = Bound::of(filter);
    fetch_all!(
        tx,
        Row,
        bound.texts(part).list,
        bound.principal,
        bound.account,
        bound.access_configuration,
        after.principal_key.as_str(),
        after.account_id.as_str(),
        after.access_configuration_id.as_str(),
        limit
    )
}

pub(super) async fn count(tx: &mut Tx, part: Part, filter: &Filter) -> Result<u64, StoreError> {
    let bound = Bound::of(filter);
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        bound.texts(part).count,
        bound.principal,
        bound.account,
        bound.access_configuration
    )?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub(super) async fn find(tx: &mut Tx, triplet: &Triplet<'_>) -> Result<Option<Row>, StoreError> {
    let sql = match triplet.principal {
        Principal::User(_) => {
            concat!(
                rows!(users),
                "WHERE a.user_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3"
            )
        }
        Principal::Group(_) => {
            concat!(
                rows!(groups),
                "WHERE a.group_id = $1 AND a.account_id = $2 AND a.access_configuration_id = $3"
            )
        }
    };
    fetch_optional!(
        tx,
        Row,
        sql,
        triplet.principal.id(),
        triplet.account.as_str(),
        triplet.access_configuration.as_str()
    )
}

pub(super) async fn find_user_name(tx: &mut Tx, id: &UserId) -> Result<Option<(String,)>, StoreError> {
    fetch_optional!(tx, (String,), "SELECT user_name FROM users WHERE id = $1", id.as_str())
}

pub(super) async fn find_group_name(tx: &mut Tx, id: &GroupId) -> Result<Option<(String,)>, StoreError> {
    fetch_optional!(tx, (String,), "SELECT group_name FROM groups WHERE id = $1", id.as_str())
}

pub(super) async fn find_account_name(tx: &mut Tx, id: &AccountId) -> Result<Option<(String,)>, StoreError> {
    fetch_optional!(tx, (String,), "SELECT name FROM accounts WHERE id = $1", id.as_str())
}

pub(super) async fn find_access_configuration_name(
    tx: &mut Tx,
    id: &AccessConfigurationId,
) -> Result<Option<(String,)>, StoreError> {
    fetch_optional!(tx, (String,), "SELECT name FROM access_configurations WHERE id = $1", id.as_str())
}

/// An access assignment that was made.
#[derive(sqlx::FromRow)]
pub(super) struct Made {
    #[sqlx(try_from = "String")]
    pub principal: Principal,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
}

/// Inserts the assignments that are missing and answers which those were; fails with a conflict when something
/// that is named has gone.
pub(super) async fn insert_missing(
    tx: &mut Tx,
    triplets: &[Triplet<'_>],
    now: Timestamp,
) -> Result<Vec<Made>, StoreError> {
    insert_rows!(
        tx,
        Made,
        "INSERT INTO access_assignments (user_id, group_id, account_id, access_configuration_id, created_at) ",
        triplets,
        |triplet| [
            triplet.user().map(UserId::as_str),
            triplet.group().map(GroupId::as_str),
            triplet.account.as_str(),
            triplet.access_configuration.as_str(),
            now.as_millisecond(),
        ],
        " ON CONFLICT DO NOTHING
          RETURNING COALESCE(user_id, group_id) AS principal, account_id, access_configuration_id"
    )
}

pub(super) async fn delete(tx: &mut Tx, triplet: &Triplet<'_>) -> Result<u64, StoreError> {
    let sql = match triplet.principal {
        Principal::User(_) => {
            "DELETE FROM access_assignments
             WHERE user_id = $1 AND account_id = $2 AND access_configuration_id = $3"
        }
        Principal::Group(_) => {
            "DELETE FROM access_assignments
             WHERE group_id = $1 AND account_id = $2 AND access_configuration_id = $3"
        }
    };
    execute!(tx, sql, triplet.principal.id(), triplet.account.as_str(), triplet.access_configuration.as_str())
}
