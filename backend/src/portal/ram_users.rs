//! The portal's list of RAM users: the accounts in which the person has one and can log on as it, found by words.

use shared::ids::UserId;
use shared::page::Page;
use shared::portal::AccountName;
use shared::ram_users::{PortalRamUser, PortalRamUserQuery};

use super::accounts::words;
use crate::access::ram_users::{self, StandingRow};
use crate::platform::db::{Tx, kind_of};
use crate::platform::{Error, Result};

/// Where a row stands in the list: by the account's name, case aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    name: String,
    id: String,
}

impl Place {
    fn of(row: &StandingRow) -> Self {
        Place { name: row.account_name.to_lowercase(), id: row.account_id.to_string() }
    }

    /// As text, for `Page::next`. The name comes last, because it may hold anything.
    fn write(&self) -> String {
        format!("{}.{}", self.id, self.name)
    }

    fn read(text: &str) -> Option<Self> {
        let (id, name) = text.split_once('.')?;
        Some(Place { name: name.to_owned(), id: id.to_owned() })
    }
}

/// A page of the accounts in which the user can log on as a RAM user. Each word of the search is part of the account's
/// name or number, or of the RAM user's principal name.
///
/// # Errors
/// When the page asked for is none of this list.
pub async fn list_ram_users(
    tx: &mut Tx,
    user: &UserId,
    query: &PortalRamUserQuery,
) -> Result<Page<PortalRamUser>> {
    let after = match query.after.as_deref() {
        None | Some("") => None,
        Some(text) => Some(Place::read(text).ok_or_else(Error::no_such_page)?),
    };
    let words = words(query.search.as_deref().unwrap_or_default());
    let mut rows = ram_users::list_standing(tx, user).await?;
    rows.retain(|row| words.iter().all(|word| is_in(row, word)));
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let mut placed: Vec<(Place, StandingRow)> = rows
        .into_iter()
        .map(|row| (Place::of(&row), row))
        .filter(|(place, _)| after.as_ref().is_none_or(|after| place > after))
        .collect();
    placed.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    Page::of_rows(placed, total, |(place, _)| place.write()).try_map(|(_, row)| {
        let account = AccountName {
            id: row.account_id,
            name: row.account_name,
            colour: kind_of(&row.colour)?,
            label: row.label,
        };
        Ok(PortalRamUser { account, principal_name: row.principal_name })
    })
}

fn is_in(row: &StandingRow, word: &str) -> bool {
    row.account_id.as_str().contains(word)
        || row.account_name.to_lowercase().contains(word)
        || row.principal_name.to_lowercase().contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_is_read_as_it_was_written() {
        let place = Place { name: "a.b. 商店".into(), id: "2000000000000001".into() };
        assert_eq!(Place::read(&place.write()), Some(place));
        assert_eq!(Place::read("x"), None);
    }
}
