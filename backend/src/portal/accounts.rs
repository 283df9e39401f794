//! The portal's list of accounts: found by words, in the order in which a person looks for them, a page at a time;
//! and what the person marked and used.
//!
//! *Why words are compared here and not by the database:* SQLite folds the case of ASCII only and PostgreSQL as its
//! language does. A person has a thousand accounts at the most, which are read by an index. Names of access
//! configurations are ASCII and many more, so those the database compares.
//!
//! *Why neither marks nor uses are in the audit log:* they change nothing about what anybody may do, and each use
//! stands there already as a role logon.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::ids::{AccountId, UserId};
use shared::page::Page;
use shared::portal::{AccessConfigurationName, AccountName, PortalAccount, PortalAccountQuery, RecentLogOn};
use shared::time::UnixMillis;

use super::store::{self, AccountRow, UseRow};
use crate::platform::db::{StoreError, Tx, kind_of};
use crate::platform::{Error, Result};

/// So many accounts that were used last come before the others, and so many logons are offered once more.
const RECENT: usize = 5;

/// Most words of a search; what is written after them counts as one.
const WORDS: usize = 4;

/// Where a row stands in the list: favourites by name, then what was used last, then the others by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    band: u8,
    used_at: Reverse<i64>,
    name: String,
    id: String,
}

impl Place {
    /// As text, for `Page::next`. The name comes last, because it may hold anything.
    fn write(&self) -> String {
        format!("{}.{}.{}.{}", self.band, self.used_at.0, self.id, self.name)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '.');
        let band = parts.next()?.parse().ok()?;
        let used_at = Reverse(parts.next()?.parse().ok()?);
        let id = parts.next()?.to_owned();
        Some(Place { band, used_at, id, name: parts.next()?.to_owned() })
    }
}

/// A page of the accounts on which the user has at least one access assignment.
///
/// # Errors
/// When the page asked for is none of this list.
pub async fn list_accounts(
    tx: &mut Tx,
    user: &UserId,
    query: &PortalAccountQuery,
) -> Result<Page<PortalAccount>> {
    let after = match query.after.as_deref() {
        None | Some("") => None,
        Some(text) => Some(Place::read(text).ok_or_else(Error::no_such_page)?),
    };
    let favourites: HashSet<AccountId> = store::list_favourites(tx, user).await?.into_iter().collect();
    let uses = Uses::of(store::list_uses(tx, user).await?);
    let rows = store::list_accounts(tx, user).await?;
    let found = search(tx, user, rows, query.search.as_deref().unwrap_or_default()).await?;
    let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let mut placed: Vec<(Place, Found)> = found
        .into_iter()
        .map(|found| (uses.place(&found.row, favourites.contains(&found.row.id)), found))
        .filter(|(place, _)| after.as_ref().is_none_or(|after| place > after))
        .collect();
    placed.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let page = Page::of_rows(placed, total, |(place, _)| place.write());
    page.try_map(|(place, found)| uses.account(found, place.band == 0))
}

/// What was used, newest first, and by account.
struct Uses {
    rows: Vec<UseRow>,
    /// Of the accounts used last, the time.
    recent: HashMap<AccountId, i64>,
}

impl Uses {
    fn of(rows: Vec<UseRow>) -> Self {
        let mut recent = HashMap::new();
        for row in &rows {
            if recent.len() == RECENT {
                break;
            }
            recent.entry(row.account_id.clone()).or_insert(row.used_at);
        }
        Uses { rows, recent }
    }

    fn place(&self, row: &AccountRow, favourite: bool) -> Place {
        let used_at = self.recent.get(&row.id).copied().unwrap_or_default();
        let (band, used_at) = match (favourite, used_at) {
            (true, _) => (0, 0),
            (false, 0) => (2, 0),
            (false, at) => (1, at),
        };
        let name = row.name.to_lowercase();
        Place { band, used_at: Reverse(used_at), name, id: row.id.to_string() }
    }

    fn account(&self, found: Found, favourite: bool) -> Result<PortalAccount> {
        let Found { row, by_search } = found;
        let access_configurations = u64::try_from(row.access_configurations).unwrap_or_default();
        let used = self.rows.iter().find(|used| used.account_id == row.id);
        let used = used.map(|used| AccessConfigurationName {
            id: used.access_configuration_id.clone(),
            name: used.access_configuration_name.clone(),
        });
        let ready = by_search.or(used).or_else(|| row.only());
        let account = row.named()?;
        Ok(PortalAccount { account, favourite, access_configurations, ready })
    }
}

/// An account that the search found, and the access configuration whose name it found there.
struct Found {
    row: AccountRow,
    by_search: Option<AccessConfigurationName>,
}

/// The accounts in which every word of the text is found.
async fn search(tx: &mut Tx, user: &UserId, rows: Vec<AccountRow>, text: &str) -> Result<Vec<Found>> {
    let mut found: Vec<Found> = rows.into_iter().map(|row| Found { row, by_search: None }).collect();
    for word in words(text) {
        let mut by_name = named_like(tx, user, &word).await?;
        found.retain_mut(|found| {
            let role = by_name.remove(&found.row.id);
            let fits = role.is_some()
                || found.row.id.as_str().contains(&word)
                || found.row.name.to_lowercase().contains(&word);
            found.by_search = found.by_search.take().or(role);
            fits
        });
    }
    Ok(found)
}

pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    if words.len() > WORDS {
        let rest = words.split_off(WORDS - 1);
        words.push(rest.join(" "));
    }
    words
}

/// Per account the first access configuration by name whose name holds the word.
async fn named_like(
    tx: &mut Tx,
    user: &UserId,
    word: &str,
) -> Result<HashMap<AccountId, AccessConfigurationName>> {
    if shared::names::access_configuration_name(word).is_err() {
        return Ok(HashMap::new());
    }
    let rows = store::list_named_like(tx, user, &format!("%{word}%")).await?;
    let pair = |row: store::NamedRow| {
        let name =
            AccessConfigurationName { id: row.access_configuration_id, name: row.access_configuration_name };
        (row.account_id, name)
    };
    Ok(rows.into_iter().map(pair).collect())
}

/// What the user used last and still may use, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_recent(tx: &mut Tx, user: &UserId) -> Result<Vec<RecentLogOn>> {
    let uses = store::list_uses(tx, user).await?;
    let recent = uses.into_iter().take(RECENT).map(|used| {
        let name = AccessConfigurationName {
            id: used.access_configuration_id,
            name: used.access_configuration_name,
        };
        let colour = kind_of(&used.colour)?;
        Ok(RecentLogOn {
            account: AccountName { id: used.account_id, name: used.account_name, colour, label: used.label },
            access_configuration: name,
            used_at: UnixMillis(used.used_at),
        })
    });
    recent.collect()
}

/// Marks the account as a favourite of the user's, or takes the mark away.
///
/// # Errors
/// Not found when the user has no access assignment on it: nobody learns by this which accounts there are.
pub async fn set_favourite(tx: &mut Tx, user: &UserId, account: &AccountId, favourite: bool) -> Result<()> {
    if !favourite {
        store::delete_favourite(tx, user, account).await?;
        return Ok(());
    }
    if store::list_targets(tx, user, account).await?.is_empty() {
        return Err(no_permissions(account));
    }
    // Deleted at this moment.
    let gone = |error: StoreError| error.or_conflict(no_permissions(account));
    store::insert_favourite(tx, user, account).await.map_err(gone)?;
    Ok(())
}

/// The refusal of an account on which the user has nothing, whether or not it exists.
pub(super) fn no_permissions(account: &AccountId) -> Error {
    Error::not_found(ErrorCode::AccountNotExists, format!("You have no permissions on an account {account}."))
}

/// Remembers what the user logged on with.
pub(super) async fn remember_use(
    tx: &mut Tx,
    user: &UserId,
    target: &super::LogOnTarget,
    now: Timestamp,
) -> Result<()> {
    // Deleted at this moment: trying again finds that it is not assigned.
    let gone =
        |error: StoreError| error.or_conflict(Error::Unavailable("what was logged on with is gone".into()));
    store::put_use(tx, user, &target.account_id, &target.access_configuration_id, now).await.map_err(gone)?;
    store::delete_old_uses(tx, user).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_is_read_as_it_was_written() {
        let place =
            Place {
                band: 2, used_at: Reverse(17), name: "a.b. 商店".into(), id: "2000000000000001".into()
            };
        assert_eq!(Place::read(&place.write()), Some(place));
        for text in ["x", "1", "1.2", "1.2.3", "x.2.3.4", "1.x.3.4", "256.0.1.a"] {
            assert_eq!(Place::read(text), None, "{text}");
        }
    }

    #[test]
    fn favourites_come_first_then_what_was_used_last_then_names() {
        let place = |band, used_at, name: &str| Place {
            band,
            used_at: Reverse(used_at),
            name: name.into(),
            id: String::new(),
        };
        let order =
            [place(0, 0, "z"), place(1, 20, "y"), place(1, 10, "a"), place(2, 0, "b"), place(2, 0, "商店")];
        assert!(order.is_sorted());
    }

    #[test]
    fn a_search_has_few_words() {
        assert_eq!(words("  Prod   READ "), ["prod", "read"]);
        assert_eq!(words("a b c d e"), ["a", "b", "c", "d e"]);
        assert!(words(" \t").is_empty());
    }
}
