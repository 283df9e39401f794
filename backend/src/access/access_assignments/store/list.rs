//! The list of access assignments, and how many there are.
//!
//! It is read by place: name of the user or group, account and access configuration of the last row seen; users
//! come first, then groups. One text for each part of the list and each way to narrow it first, so that each can
//! use its index; what else narrows it is compared after.

use shared::ids::{AccessConfigurationId, AccountId, GroupId, UserId};

use super::super::Filter;
use super::{Row, from, principal, rows};
use crate::platform::db::{StoreError, Tx};
use crate::{fetch_all, fetch_one};

/// A part of the list. They follow each other in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
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
pub struct Place {
    principal_key: String,
    account_id: String,
    access_configuration_id: String,
}

impl Place {
    /// What [`Row::place`] wrote. A name may hold the separator.
    pub fn parse(text: &str) -> Option<(Part, Self)> {
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
    pub fn place(&self, part: Part) -> String {
        let Self { principal_key, account_id, access_configuration_id, .. } = self;
        format!("{}/{principal_key}/{account_id}/{access_configuration_id}", part.word())
    }
}

/// How a part of the list is read and counted.
struct Texts {
    list: &'static str,
    count: &'static str,
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

pub async fn list(
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

pub async fn count(tx: &mut Tx, part: Part, filter: &Filter) -> Result<u64, StoreError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    #[tokio::test]
    async fn every_way_to_narrow_the_list_has_its_index() {
        const PARTS: [Part; 2] = [Part::Users, Part::Groups];
        let nothing = Bound { principal: "", account: "", access_configuration: "" };
        for part in PARTS {
            for (bound, index) in [
                (Bound { ..nothing }, "_name_key>?)"),
                (Bound { account: "1", ..nothing }, "access_assignments_by_role (account_id=?)"),
                (
                    Bound { access_configuration: "ac-1", ..nothing },
                    "access_assignments_by_access_configuration (access_configuration_id=?)",
                ),
                (Bound { principal: "u-1", ..nothing }, "sqlite_autoindex_access_assignments_"),
            ] {
                assert_found_by(bound.texts(part).list, index).await;
            }
        }
        let user = Bound { principal: "u-1", ..nothing };
        assert_found_by(user.texts(Part::Inherited).list, "group_members_by_user (user_id=?)").await;
        assert_found_by(user.texts(Part::Inherited).count, "group_members_by_user (user_id=?)").await;
    }

    async fn assert_found_by(sql: &str, index: &str) {
        let plan = sqlite_plan(sql).await;
        assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }

    #[test]
    fn a_place_is_read_back_whatever_the_name_holds() {
        let text = "g/a/b % 组/10000000/ac-1";
        let (part, place) = Place::parse(text).unwrap();
        assert_eq!((part, place.principal_key.as_str()), (Part::Groups, "a/b % 组"));
        for wrong in
            ["", "g", "g/a", "g//10000000/ac-1", "x/a/10000000/ac-1", "g/a/10000000/u-1", "g/a/1/ac-1"]
        {
            assert!(Place::parse(wrong).is_none(), "{wrong}");
        }
    }
}
