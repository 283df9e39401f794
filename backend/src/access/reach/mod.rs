//! Who can reach what, and why: users with what they have on accounts, whether it was granted to them or to a
//! group of which they are a member.
//!
//! Of an account, an access configuration or a group, users are gone through by name, and of each user the rows are
//! read at once: those of one user are few, those of a thing can be millions. *Why not one statement:* it would
//! have to join everything before it could order and cut. What the user then may do is decided by the click.

pub mod api;
mod export;
mod store;

use std::collections::BTreeMap;

use shared::access_assignments::Through;
use shared::error::ErrorCode;
use shared::ids::{AccessConfigurationId, AccountId, GroupId, UserId};
use shared::page::{PAGE_SIZE, Page};
use shared::reach::{Reach, ReachQuery, Way};
use shared::time::UnixMillis;

use self::store::{PersonRow, WayRow};
use crate::platform::db::{Tx, kind_of};
use crate::platform::{Error, Result};

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Of {
    User(UserId),
    Group(GroupId),
    Account(AccountId),
    AccessConfiguration(AccessConfigurationId),
}

impl Of {
    fn id(&self) -> &str {
        match self {
            Of::User(id) => id.as_str(),
            Of::Group(id) => id.as_str(),
            Of::Account(id) => id.as_str(),
            Of::AccessConfiguration(id) => id.as_str(),
        }
    }
}

/// A question: what it is about, and what narrows it.
#[derive(Debug, Clone)]
struct Question {
    of: Of,
    search: String,
}

impl Question {
    fn of(query: &ReachQuery) -> Result<Self> {
        let ids = [
            query.user_id.clone().map(Of::User),
            query.group_id.clone().map(Of::Group),
            query.account_id.clone().map(Of::Account),
            query.access_configuration_id.clone().map(Of::AccessConfiguration),
        ];
        let mut ids = ids.into_iter().flatten();
        match (ids.next(), ids.next()) {
            (Some(of), None) => Ok(Self { of, search: query.search.trim().to_lowercase() }),
            _ => Err(Error::invalid(
                ErrorCode::InvalidParameter,
                "Ask for one user, one group, one account or one access configuration.",
            )),
        }
    }

    /// Checks that it is about something.
    ///
    /// # Errors
    /// Not found when it is not.
    async fn check(&self, tx: &mut Tx) -> Result<()> {
        if store::is_there(tx, &self.of).await? {
            return Ok(());
        }
        let (code, what) = match &self.of {
            Of::User(_) => (ErrorCode::UserNotExists, "user"),
            Of::Group(_) => (ErrorCode::GroupNotExists, "group"),
            Of::Account(_) => (ErrorCode::AccountNotExists, "account"),
            Of::AccessConfiguration(_) => (ErrorCode::AccessConfigurationNotExists, "access configuration"),
        };
        Err(Error::not_found(code, format!("There is no {what} {}.", self.of.id())))
    }

    /// Whether a row of a user is looked for. Of anything else the users are looked for, by the statement.
    fn lets_through(&self, row: &Reach) -> bool {
        let holds = |text: &str| text.to_lowercase().contains(&self.search);
        !matches!(self.of, Of::User(_))
            || holds(&row.account_name)
            || row.account_id.as_str().contains(&self.search)
            || holds(&row.access_configuration_name)
            || row.ways.iter().filter_map(|way| way.group.as_ref()).any(|group| holds(&group.name))
    }
}

/// A place in the list; rows after it are greater.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    user_name: String,
    account_name: String,
    account_id: String,
    access_configuration_name: String,
}

impl Place {
    fn of(row: &Reach) -> Self {
        Self {
            user_name: row.user_name.to_lowercase(),
            account_name: row.account_name.to_lowercase(),
            account_id: row.account_id.to_string(),
            access_configuration_name: row.access_configuration_name.to_lowercase(),
        }
    }

    /// As text. Of the four only the account's name may hold the separator, and it comes last.
    fn text(&self) -> String {
        let Self { user_name, account_name, account_id, access_configuration_name } = self;
        format!("{user_name}/{account_id}/{access_configuration_name}/{account_name}")
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '/').map(str::to_owned);
        let user_name = parts.next().filter(|name| !name.is_empty())?;
        let account_id = parts.next().filter(|id| id.parse::<AccountId>().is_ok())?;
        let access_configuration_name = parts.next()?;
        let account_name = parts.next()?;
        Some(Self { user_name, account_name, account_id, access_configuration_name })
    }
}

/// A page of who can reach what.
///
/// # Errors
/// When the query names none or several things, or one that does not exist, or `after` is not what a page before
/// gave out.
pub async fn list_reach(tx: &mut Tx, query: &ReachQuery) -> Result<Page<Reach>> {
    let question = Question::of(query)?;
    let after = match query.after.as_deref() {
        None => None,
        Some(text) => Some(Place::parse(text).ok_or_else(Error::no_such_page)?),
    };
    question.check(tx).await?;
    if let Of::User(id) = &question.of {
        let rows = match store::find_person(tx, id).await? {
            Some(person) => rows_of_person(tx, &question, &person).await?,
            None => Vec::new(),
        };
        let total = rows.len() as u64;
        let rows = rows.into_iter().filter(|row| after.as_ref().is_none_or(|after| Place::of(row) > *after));
        return Ok(Page::of_rows(rows.collect(), total, |row| Place::of(row).text()));
    }
    let rows = next_rows(tx, &question, after.as_ref(), PAGE_SIZE + 1).await?.rows;
    let total = store::count_people(tx, &question).await?;
    Ok(Page::of_rows(rows, total, |row| Place::of(row).text()))
}

/// Rows of the list, and whether more come after them.
struct Part {
    rows: Vec<Reach>,
    more: bool,
}

/// The rows after a place, at least `limit` of them where there are so many.
async fn next_rows(tx: &mut Tx, question: &Question, after: Option<&Place>, limit: usize) -> Result<Part> {
    let mut rows = Vec::new();
    let people: Vec<PersonRow> = match &question.of {
        Of::User(id) => store::find_person(tx, id).await?.into_iter().collect(),
        _ => store::list_people(tx, question, after.map_or("", |place| &place.user_name), limit + 1).await?,
    };
    // Somebody may have lost access since the people were read: what tells of more is how many they are.
    let more = people.len() > limit;
    for (at, person) in people.iter().enumerate() {
        let some = rows_of_person(tx, question, person).await?;
        rows.extend(some.into_iter().filter(|row| after.is_none_or(|after| Place::of(row) > *after)));
        if rows.len() >= limit {
            return Ok(Part { rows, more: more || at + 1 < people.len() });
        }
    }
    Ok(Part { rows, more })
}

/// What one person has of what is asked about, in the list's order.
async fn rows_of_person(tx: &mut Tx, question: &Question, person: &PersonRow) -> Result<Vec<Reach>> {
    let mut rows: BTreeMap<Place, Reach> = BTreeMap::new();
    for way in store::list_ways(tx, &person.id, &question.of).await? {
        let row = row_of(person, &way)?;
        rows.entry(Place::of(&row)).or_insert(row).ways.push(way_on_the_wire(way));
    }
    Ok(rows.into_values().filter(|row| question.lets_through(row)).collect())
}

fn row_of(person: &PersonRow, way: &WayRow) -> Result<Reach> {
    Ok(Reach {
        user_id: person.id.clone(),
        user_name: person.user_name.clone(),
        display_name: person.display_name.clone(),
        user_status: kind_of(&person.status)?,
        account_id: way.account_id.clone(),
        account_name: way.account_name.clone(),
        access_configuration_id: way.access_configuration_id.clone(),
        access_configuration_name: way.access_configuration_name.clone(),
        ways: Vec::new(),
    })
}

fn way_on_the_wire(way: WayRow) -> Way {
    let group = way.group_id.parse().ok().map(|id| Through { id, name: way.group_name });
    Way { group, granted_at: UnixMillis(way.created_at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_whatever_the_account_is_called() {
        let place = Place {
            user_name: "alice@example.com".to_owned(),
            account_name: "a/b % 组".to_owned(),
            account_id: "1000000000000001".to_owned(),
            access_configuration_name: "read-only".to_owned(),
        };
        assert_eq!(Place::parse(&place.text()), Some(place));
        for wrong in
            ["", "a", "a/1000000000000001", "/1000000000000001/b/c", "a/x/b/c", "a/1000000000000001/b"]
        {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_question_is_about_one_thing() {
        let user = ReachQuery { user_id: Some("u-1".parse().unwrap()), ..ReachQuery::default() };
        assert!(Question::of(&user).is_ok());
        assert!(Question::of(&ReachQuery::default()).is_err());
        let both = ReachQuery { group_id: Some("g-1".parse().unwrap()), ..user };
        assert!(Question::of(&both).is_err());
    }
}
