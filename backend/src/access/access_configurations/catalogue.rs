//! The system policies that the cloud is known to have, with a few words about each. The cloud's own list grows:
//! a name that is not here may be given to an access configuration all the same.

use std::sync::LazyLock;

use shared::access_configurations::{SystemPolicy, SystemPolicyQuery};
use shared::page::{PAGE_SIZE, Page};

use crate::platform::{Error, Result};

/// One policy a line: name, English, Simplified Chinese. The two broadest first, then by name.
const TABLE: &str = include_str!("system_policies.tsv");

static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| TABLE.lines().filter_map(Entry::of_line).collect());

struct Entry {
    policy: SystemPolicy,
    /// All that is searched, in lower case.
    searched: String,
}

impl Entry {
    fn of_line(line: &str) -> Option<Self> {
        let mut columns = line.split('\t').map(str::to_owned);
        let policy = SystemPolicy {
            name: columns.next()?,
            description: columns.next()?,
            description_zh: columns.next()?,
        };
        Some(Self { policy, searched: line.to_lowercase() })
    }
}

/// A page of the catalogue.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub fn list_system_policies(query: &SystemPolicyQuery) -> Result<Page<SystemPolicy>> {
    let sought = query.search.to_lowercase();
    let words: Vec<&str> = sought.split_whitespace().collect();
    let found: Vec<&Entry> =
        CATALOGUE.iter().filter(|entry| words.iter().all(|word| entry.searched.contains(word))).collect();
    let start = match &query.after {
        None => 0,
        Some(name) => {
            let place = found.iter().position(|entry| entry.policy.name == *name);
            place.ok_or_else(Error::no_such_page)? + 1
        }
    };
    let rows = found.iter().skip(start).take(PAGE_SIZE + 1).map(|entry| entry.policy.clone()).collect();
    Ok(Page::of_rows(rows, found.len() as u64, |policy| policy.name.clone()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::names;

    use super::*;

    #[test]
    fn every_line_is_a_policy_with_words_in_both_languages() {
        assert_eq!(CATALOGUE.len(), TABLE.lines().count());
        assert!(CATALOGUE.len() > 500);
        let mut names = BTreeSet::new();
        for (line, entry) in TABLE.lines().zip(CATALOGUE.iter()) {
            let SystemPolicy { name, description, description_zh } = &entry.policy;
            assert_eq!(line.split('\t').count(), 3, "{line}");
            assert_eq!(names::policy_name(name), Ok(()), "{line}");
            assert!(description.is_ascii() && !description.is_empty(), "{line}");
            assert!(description_zh.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{line}");
            assert!(names.insert(name.to_lowercase()), "{line}: twice");
        }
    }

    #[test]
    fn the_catalogue_is_by_name_after_the_two_broadest() {
        let names: Vec<String> = CATALOGUE.iter().map(|entry| entry.policy.name.to_lowercase()).collect();
        assert_eq!(names[..2], ["administratoraccess", "readonlyaccess"]);
        assert!(names[2..].is_sorted());
    }
}
