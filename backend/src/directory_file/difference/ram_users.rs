//! RAM user provisionings: in what they differ, and which go with a user, a group or an account.

use std::collections::HashSet;

use shared::accounts::AccountType;
use shared::ids::RamUserProvisioningId;

use super::super::entries::{AccountEntry, Entry, RamUserProvisioningEntry, group_key, user_key};
use super::super::present::Present;
use super::super::read::{Fault, File};
use super::access::{Known, keys};
use super::people::unknown;
use super::{Changes, Difference, Terms, compare, part};

type Provisionings = Changes<RamUserProvisioningId, RamUserProvisioningEntry>;

pub(super) fn provisionings(
    file: &File,
    present: &Present,
    known: &Known<'_>,
    terms: Terms<'_>,
    faults: &mut Vec<Fault>,
) -> Provisionings {
    let (mut changes, unnamed) = compare(&file.ram_user_provisionings, &present.ram_user_provisionings);
    for change in &mut changes.change {
        // Names that are written in another case are the same names.
        change.after.user.clone_from(&change.before.user);
        change.after.group.clone_from(&change.before.group);
    }
    changes.change.retain(|change| change.before != change.after);
    let users = keys(&present.users, known.users);
    let groups = keys(&present.groups, known.groups);
    let accounts = keys(&present.accounts, known.accounts);
    let management = management_accounts(present, known);
    for located in &changes.add {
        let (entry, line) = (&located.entry, located.line);
        if !entry.user.is_empty() && !users.contains(&user_key(&entry.user)) {
            faults.push(unknown("user", &entry.user, "users", line));
        }
        if !entry.group.is_empty() && !groups.contains(&group_key(&entry.group)) {
            faults.push(unknown("group", &entry.group, "groups", line));
        }
        if !accounts.contains(&entry.account) {
            faults.push(unknown("account", &entry.account, "accounts", line));
        }
        if management.contains(entry.account.as_str()) {
            let text = format!(
                "{} {:?}: {} is the management account; RAM users are provisioned in member accounts only",
                RamUserProvisioningEntry::THING,
                entry.name(),
                entry.account
            );
            faults.push(Fault { line, text });
        }
    }
    part(&mut changes, unnamed, terms, |_| None);
    changes
}

/// Numbers of the management account that is there, and of what the file has as one.
fn management_accounts<'a>(present: &'a Present, known: &'a Known<'_>) -> HashSet<&'a str> {
    let is_owner = |entry: &&AccountEntry| entry.account_type == AccountType::ManagementAccount;
    let here = present.accounts.values().map(|here| &here.entry);
    let new = known.accounts.add.iter().map(|located| &located.entry);
    here.chain(new).filter(is_owner).map(|entry| entry.id.as_str()).collect()
}

/// Those that the file does not speak of go with the users, groups and accounts that go.
pub(super) fn go_along(file: &File, present: &Present, difference: &mut Difference) {
    if file.ram_user_provisionings.is_some() {
        return;
    }
    let users: HashSet<String> = difference.users.delete.iter().map(|here| here.entry.key()).collect();
    let groups: HashSet<String> = difference.groups.delete.iter().map(|here| here.entry.key()).collect();
    let accounts: HashSet<String> = difference.accounts.delete.iter().map(|here| here.entry.key()).collect();
    let goes = |entry: &RamUserProvisioningEntry| {
        users.contains(&user_key(&entry.user))
            || groups.contains(&group_key(&entry.group))
            || accounts.contains(&entry.account)
    };
    let going = present.ram_user_provisionings.values().filter(|here| goes(&here.entry));
    difference.ram_user_provisionings.delete.extend(going.cloned());
}
