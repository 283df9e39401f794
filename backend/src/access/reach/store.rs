//! SQL of who can reach what: the people whom a thing reaches, and the ways of one person.
//!
//! *Why `CROSS JOIN`:* SQLite keeps its order, and so begins with what is asked about. *Why `|| ''`:* a condition on
//! such a value has no index to begin with, which would read all that is granted of an access configuration.

use shared::ids::{AccessConfigurationId, AccountId, UserId};

use super::{Of, Question};
use crate::platform::db::{StoreError, Tx, past_beginning};
use crate::{fetch_all, fetch_one, fetch_optional};

/// Somebody, as the rows name them.
#[derive(sqlx::FromRow)]
pub(super) struct PersonRow {
    #[sqlx(try_from = "String")]
    pub id: UserId,
    pub user_name: String,
    pub display_name: String,
    pub status: String,
}

/// One way by which a person has something.
#[derive(sqlx::FromRow)]
pub(super) struct WayRow {
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub account_name: String,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
    /// Empty where it was granted to the person.
    pub group_id: String,
    pub group_name: String,
    pub created_at: i64,
}

/// A user name's key in the order of bytes.
macro_rules! key {
    () => {
        r#"u.user_name_key COLLATE "binary""#
    };
}

/// The ids of the people whom a thing, `$1`, reaches.
macro_rules! reached {
    (group) => {
        "SELECT m.user_id FROM group_members m
         WHERE m.group_id = $1 AND EXISTS (SELECT 1 FROM access_assignments t WHERE t.group_id = $1)"
    };
    (account) => {
        reached!(by "account_id")
    };
    (access_configuration) => {
        reached!(by "access_configuration_id")
    };
    (by $column:literal) => {
        concat!(
            "SELECT a.user_id FROM access_assignments a WHERE a.", $column, " = $1 AND a.user_id IS NOT NULL
             UNION
             SELECT m.user_id FROM
                 (SELECT DISTINCT a.group_id FROM access_assignments a
                  WHERE a.", $column, " = $1 AND a.group_id IS NOT NULL) w
             CROSS JOIN group_members m WHERE m.group_id = w.group_id"
        )
    };
}

/// The people whose user name or display name begins with `$2`, that is, lies before `$3`; all for an empty text.
macro_rules! people {
    ($of:ident) => {
        concat!(
            "FROM (",
            reached!($of),
            ") r CROSS JOIN users u
             WHERE u.id = r.user_id AND ($2 = '' OR (",
            key!(),
            " >= $2 AND ",
            key!(),
            " < $3)
                 OR (u.display_name_key >= $2 AND u.display_name_key < $3))"
        )
    };
}

struct PeopleTexts {
    list: &'static str,
    count: &'static str,
}

macro_rules! people_texts {
    ($of:ident) => {
        PeopleTexts {
            list: concat!(
                "SELECT u.id, u.user_name, u.display_name, u.status ",
                people!($of),
                " AND ",
                key!(),
                " >= $4 ORDER BY ",
                key!(),
                " LIMIT $5"
            ),
            count: concat!("SELECT COUNT(*) ", people!($of)),
        }
    };
}

/// None for a user, who is one person.
fn people_texts(of: &Of) -> Option<PeopleTexts> {
    match of {
        Of::User(_) => None,
        Of::Group(_) => Some(people_texts!(group)),
        Of::Account(_) => Some(people_texts!(account)),
        Of::AccessConfiguration(_) => Some(people_texts!(access_configuration)),
    }
}

/// The people reached whose key is not less than `from`, by user name.
pub(super) async fn list_people(
    tx: &mut Tx,
    question: &Question,
    from: &str,
    limit: usize,
) -> Result<Vec<PersonRow>, StoreError> {
    let Some(texts) = people_texts(&question.of) else { return Ok(Vec::new()) };
    let (search, past) = (question.search.as_str(), past_beginning(&question.search));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    fetch_all!(tx, PersonRow, texts.list, question.of.id(), search, past.as_str(), from, limit)
}

pub(super) async fn count_people(tx: &mut Tx, question: &Question) -> Result<u64, StoreError> {
    let Some(texts) = people_texts(&question.of) else { return Ok(1) };
    let (search, past) = (question.search.as_str(), past_beginning(&question.search));
    let (count,): (i64,) = fetch_one!(tx, (i64,), texts.count, question.of.id(), search, past.as_str())?;
    Ok(u64::try_from(count).unwrap_or_default())
}

pub(super) async fn find_person(tx: &mut Tx, id: &UserId) -> Result<Option<PersonRow>, StoreError> {
    fetch_optional!(
        tx,
        PersonRow,
        "SELECT id, user_name, display_name, status FROM users WHERE id = $1",
        id.as_str()
    )
}

/// The ways of one person, `$1`, to what meets the condition; the person's own first, then groups by name.
macro_rules! ways {
    ($condition:literal) => {
        concat!(
            "SELECT w.account_id, o.name AS account_name, w.access_configuration_id,
                    c.name AS access_configuration_name, w.group_id, w.group_name, w.created_at
             FROM (SELECT a.account_id, a.access_configuration_id, '' AS group_id, '' AS group_name,
                          '' AS group_name_key, a.created_at
                   FROM access_assignments a WHERE a.user_id = $1 AND ", $condition, "
                   UNION ALL
                   SELECT a.account_id, a.access_configuration_id, g.id, g.group_name, g.group_name_key, a.created_at
                   FROM group_members m CROSS JOIN access_assignments a CROSS JOIN groups g
                   WHERE m.user_id = $1 AND a.group_id = m.group_id AND g.id = m.group_id AND ", $condition, ") w
             JOIN accounts o ON o.id = w.account_id
             JOIN access_configurations c ON c.id = w.access_configuration_id
             ORDER BY w.group_name_key, w.group_id"
        )
    };
}

fn ways_text(of: &Of) -> &'static str {
    match of {
        Of::User(_) => ways!("a.account_id <> '' AND $2 = $1"),
        Of::Group(_) => ways!(
            "EXISTS (SELECT 1 FROM access_assignments t WHERE t.group_id = $2
                     AND t.account_id = a.account_id AND t.access_configuration_id = a.access_configuration_id)"
        ),
        Of::Account(_) => ways!("a.account_id = $2"),
        Of::AccessConfiguration(_) => ways!("a.access_configuration_id || '' = $2"),
    }
}

pub(super) async fn list_ways(tx: &mut Tx, person: &UserId, of: &Of) -> Result<Vec<WayRow>, StoreError> {
    fetch_all!(tx, WayRow, ways_text(of), person.as_str(), of.id())
}

pub(super) async fn is_there(tx: &mut Tx, of: &Of) -> Result<bool, StoreError> {
    let sql = match of {
        Of::User(_) => "SELECT COUNT(*) FROM users WHERE id = $1",
        Of::Group(_) => "SELECT COUNT(*) FROM groups WHERE id = $1",
        Of::Account(_) => "SELECT COUNT(*) FROM accounts WHERE id = $1",
        Of::AccessConfiguration(_) => "SELECT COUNT(*) FROM access_configurations WHERE id = $1",
    };
    let (count,): (i64,) = fetch_one!(tx, (i64,), sql, of.id())?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    fn every_kind() -> [Of; 4] {
        [
            Of::User("u-1".parse().unwrap()),
            Of::Group("g-1".parse().unwrap()),
            Of::Account("1000000000000001".parse().unwrap()),
            Of::AccessConfiguration("ac-1".parse().unwrap()),
        ]
    }

    /// However much is granted, and however many people there are, only what concerns the thing is read.
    #[tokio::test]
    async fn the_people_whom_a_thing_reaches_are_found_by_the_thing() {
        for of in every_kind() {
            let Some(texts) = people_texts(&of) else { continue };
            for sql in [texts.list, texts.count] {
                let plan = sqlite_plan(sql).await;
                assert_nothing_scanned(&plan);
                let by_id = plan.iter().any(|line| line.contains("SEARCH u ") && line.contains("(id=?)"));
                assert!(by_id, "{of:?}: {plan:#?}");
            }
        }
    }

    #[tokio::test]
    async fn the_ways_of_a_person_are_found_by_the_person_and_the_persons_groups() {
        for of in every_kind() {
            let plan = sqlite_plan(ways_text(&of)).await;
            assert_nothing_scanned(&plan);
            for line in plan.iter().filter(|line| line.starts_with("SEARCH a ")) {
                assert!(line.contains("(user_id=?") || line.contains("(group_id=?"), "{of:?}: {plan:#?}");
            }
        }
    }

    /// What the statement itself has put together may be gone through.
    fn assert_nothing_scanned(plan: &[String]) {
        let scans = plan.iter().filter(|line| line.starts_with("SCAN"));
        let of_tables: Vec<_> = scans.filter(|line| !["SCAN w", "SCAN r"].contains(&line.as_str())).collect();
        assert!(of_tables.is_empty(), "{of_tables:?}: {plan:#?}");
    }
}
