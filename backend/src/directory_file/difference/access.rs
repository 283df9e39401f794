//! Access configurations and access assignments: in what they differ, and what hangs on what.

use std::collections::{HashMap, HashSet};

use shared::ids::AccessConfigurationId;

use super::super::entries::{
    AccessAssignmentEntry, AccessConfigurationEntry, Entry, access_configuration_key, group_key, user_key,
};
use super::super::present::{All, Present, Triplet};
use super::super::read::{Fault, File};
use super::people::{Groups, Users, spelled, unknown};
use super::{Changes, Difference, Terms, Unnamed, compare, part};

type Configurations = Changes<AccessConfigurationId, AccessConfigurationEntry>;

pub(super) fn configurations(
    file: &File,
    present: &Present,
    faults: &mut Vec<Fault>,
) -> (Configurations, Unnamed<AccessConfigurationId, AccessConfigurationEntry>) {
    let (changes, unnamed) = compare(&file.access_configurations, &present.access_configurations);
    for change in changes.change.iter().filter(|change| change.before.name != change.after.name) {
        let thing = AccessConfigurationEntry::THING;
        faults.push(spelled(thing, &change.before.name, &change.after.name, change.line));
    }
    (changes, unnamed)
}

/// What access assignments may name.
pub(super) struct Known<'a> {
    pub users: &'a Users,
    pub groups: &'a Groups,
    pub accounts: &'a Changes<shared::ids::AccountId, super::AccountEntry>,
    pub access_configurations: &'a Configurations,
}

pub(super) fn keys<Id, New, T: Entry>(present: &All<Id, T>, changes: &Changes<New, T>) -> HashSet<String> {
    present.keys().cloned().chain(changes.add.iter().map(|located| located.entry.key())).collect()
}

pub(super) fn assignments(
    file: &File,
    present: &Present,
    known: &Known<'_>,
    terms: Terms<'_>,
    faults: &mut Vec<Fault>,
) -> Changes<Triplet, AccessAssignmentEntry> {
    let (mut changes, unnamed) = compare(&file.access_assignments, &present.access_assignments);
    // Names that are written in another case are the same names.
    changes.change.clear();
    let users = keys(&present.users, known.users);
    let groups = keys(&present.groups, known.groups);
    let accounts = keys(&present.accounts, known.accounts);
    let configurations = keys(&present.access_configurations, known.access_configurations);
    for located in &changes.add {
        let (entry, line) = (&located.entry, located.line);
        let configuration = &entry.access_configuration;
        if !entry.user.is_empty() && !users.contains(&user_key(&entry.user)) {
            faults.push(unknown("user", &entry.user, "users", line));
        }
        if !entry.group.is_empty() && !groups.contains(&group_key(&entry.group)) {
            faults.push(unknown("group", &entry.group, "groups", line));
        }
        if !accounts.contains(&entry.account) {
            faults.push(unknown("account", &entry.account, "accounts", line));
        }
        if !configurations.contains(&access_configuration_key(configuration)) {
            let section = AccessConfigurationEntry::SECTION;
            faults.push(unknown(AccessConfigurationEntry::THING, configuration, section, line));
        }
    }
    part(&mut changes, unnamed, terms, |_| None);
    changes
}

/// What the file may have of whom it does not name.
const PROVISIONINGS: &str = "RAM user provisionings in the file";

/// Why an account with RAM users stays.
const RAM_USERS: &str = "RAM users stand in it or are worked at; delete their provisionings and, once they are removed, import again";

/// How much will hang on what, by key.
#[derive(Default)]
pub(super) struct Uses {
    memberships_of_users: HashMap<String, usize>,
    memberships_of_groups: HashMap<String, usize>,
    assignments_of_users: HashMap<String, usize>,
    assignments_of_groups: HashMap<String, usize>,
    assignments_on_accounts: HashMap<String, usize>,
    assignments_with: HashMap<String, usize>,
    roles_on_accounts: HashMap<String, usize>,
    roles_with: HashMap<String, usize>,
    provisionings_of_users: HashMap<String, usize>,
    provisionings_of_groups: HashMap<String, usize>,
    provisionings_on_accounts: HashMap<String, usize>,
    accounts_with_ram_users: HashSet<String>,
}

fn count(counts: &mut HashMap<String, usize>, key: String) {
    *counts.entry(key).or_default() += 1;
}

impl Uses {
    pub(super) fn of(file: &File, present: &Present, difference: &Difference) -> Self {
        let accounts_with_ram_users = present.accounts_with_ram_users.clone();
        let mut uses = Self { accounts_with_ram_users, ..Self::default() };
        let gone: HashSet<String> = difference.memberships.delete.iter().map(|it| it.entry.key()).collect();
        let stay = present.memberships.iter().filter(|(key, _)| !gone.contains(*key));
        let stay = stay.map(|(_, here)| &here.entry);
        for entry in stay.chain(difference.memberships.add.iter().map(|it| &it.entry)) {
            count(&mut uses.memberships_of_users, user_key(&entry.user));
            count(&mut uses.memberships_of_groups, group_key(&entry.group));
        }
        let gone: HashSet<String> =
            difference.access_assignments.delete.iter().map(|it| it.entry.key()).collect();
        let stay = present.access_assignments.iter().filter(|(key, _)| !gone.contains(*key));
        let stay = stay.map(|(_, here)| &here.entry);
        for entry in stay.chain(difference.access_assignments.add.iter().map(|it| &it.entry)) {
            count(&mut uses.assignments_of_users, user_key(&entry.user));
            count(&mut uses.assignments_of_groups, group_key(&entry.group));
            count(&mut uses.assignments_on_accounts, entry.account.clone());
            count(&mut uses.assignments_with, access_configuration_key(&entry.access_configuration));
        }
        // Those that the file does not speak of go with what they name.
        for entry in file.ram_user_provisionings.iter().flatten().map(|it| &it.entry) {
            count(&mut uses.provisionings_of_users, user_key(&entry.user));
            count(&mut uses.provisionings_of_groups, group_key(&entry.group));
            count(&mut uses.provisionings_on_accounts, entry.account.clone());
        }
        let configurations: HashMap<&AccessConfigurationId, &String> =
            present.access_configurations.iter().map(|(key, here)| (&here.id, key)).collect();
        for (account, configuration) in &present.roles {
            count(&mut uses.roles_on_accounts, account.to_string());
            if let Some(key) = configurations.get(configuration) {
                count(&mut uses.roles_with, (*key).clone());
            }
        }
        uses
    }

    pub(super) fn of_user(&self, key: &str) -> Option<String> {
        hanging("groups with the user in them", self.memberships_of_users.get(key))
            .or_else(|| hanging("access assignments", self.assignments_of_users.get(key)))
            .or_else(|| hanging(PROVISIONINGS, self.provisionings_of_users.get(key)))
    }

    pub(super) fn of_group(&self, key: &str) -> Option<String> {
        hanging("members", self.memberships_of_groups.get(key))
            .or_else(|| hanging("access assignments", self.assignments_of_groups.get(key)))
            .or_else(|| hanging(PROVISIONINGS, self.provisionings_of_groups.get(key)))
    }

    pub(super) fn of_account(&self, key: &str) -> Option<String> {
        hanging("access assignments", self.assignments_on_accounts.get(key))
            .or_else(|| roles(self.roles_on_accounts.get(key)))
            .or_else(|| hanging(PROVISIONINGS, self.provisionings_on_accounts.get(key)))
            .or_else(|| self.accounts_with_ram_users.contains(key).then(|| RAM_USERS.to_owned()))
    }

    fn of_access_configuration(&self, key: &str) -> Option<String> {
        hanging("access assignments", self.assignments_with.get(key))
            .or_else(|| roles(self.roles_with.get(key)))
    }
}

fn hanging(what: &str, number: Option<&usize>) -> Option<String> {
    number.map(|number| format!("there are {what} ({number})"))
}

fn roles(number: Option<&usize>) -> Option<String> {
    let number = number?;
    Some(format!("roles stand in accounts or are worked at ({number}); once they are removed, import again"))
}

/// Access configurations that the file does not name.
pub(super) fn unnamed(
    difference: &mut Difference,
    unnamed: Unnamed<AccessConfigurationId, AccessConfigurationEntry>,
    uses: &Uses,
    terms: Terms<'_>,
) {
    part(&mut difference.access_configurations, unnamed, terms, |here| {
        uses.of_access_configuration(&here.entry.key())
    });
}
