//! Users, groups and memberships: in what they differ, and what is left to the identity provider.

use std::collections::{HashMap, HashSet};

use shared::ids::{GroupId, UserId};
use shared::users::ProvisionType;

use super::super::entries::{Entry, GroupEntry, MembershipEntry, UserEntry, group_key, user_key};
use super::super::present::Present;
use super::super::read::{Fault, File};
use super::access::Uses;
use super::{Change, Changes, Difference, Terms, Unnamed, compare, part};

pub(super) type Users = Changes<UserId, UserEntry>;
pub(super) type Groups = Changes<GroupId, GroupEntry>;

/// Why something is left to the identity provider.
const SCIM_S: &str = "kept by SCIM";
/// Why a synchronized one that is not there is not made.
const NOT_YET: &str = "kept by SCIM, which has not brought it; not made here";

fn is_synchronized(provision_type: ProvisionType) -> bool {
    provision_type == ProvisionType::Synchronized
}

pub(super) fn users(
    file: &File,
    present: &Present,
    faults: &mut Vec<Fault>,
) -> (Users, Unnamed<UserId, UserEntry>) {
    let (mut changes, unnamed) = compare(&file.users, &present.users);
    let scim = present.directory.scim_enabled;
    let (left, add) = std::mem::take(&mut changes.add)
        .into_iter()
        .partition(|it| scim && is_synchronized(it.entry.provision_type));
    changes.add = add;
    left.iter().for_each(|it: &super::Located<UserEntry>| changes.keep(&it.entry, NOT_YET));
    for mut change in std::mem::take(&mut changes.change) {
        if change.before.user_name != change.after.user_name {
            faults.push(spelled("user", &change.before.user_name, &change.after.user_name, change.line));
            continue;
        }
        let asked = change.after.clone();
        change.after = user_as_possible(&change, scim);
        if change.after != asked {
            changes
                .keep(&asked, why_not(&asked, &change.after, is_synchronized(change.before.provision_type)));
        }
        if change.after != change.before {
            changes.change.push(change);
        }
    }
    (changes, unnamed)
}

/// The refusal of a name that is written otherwise than it is.
pub(super) fn spelled(thing: &str, before: &str, after: &str, line: usize) -> Fault {
    let text = format!("{thing} {after:?} is called {before:?} and cannot be renamed; write it like that");
    Fault { line, text }
}

/// The user as far as import changes one.
fn user_as_possible(change: &Change<UserId, UserEntry>, scim: bool) -> UserEntry {
    let (before, after) = (&change.before, &change.after);
    if scim && is_synchronized(before.provision_type) {
        return UserEntry { status: after.status, ..before.clone() };
    }
    UserEntry {
        provision_type: before.provision_type,
        external_id: before.external_id.clone(),
        inactive: before.inactive,
        ..after.clone()
    }
}

/// What of the wanted stays otherwise.
fn why_not<T: Entry>(asked: &T, possible: &T, synchronized: bool) -> String {
    let (asked, possible) = (asked.attributes(), possible.attributes());
    let other: Vec<&str> =
        asked.iter().zip(&possible).filter(|(a, b)| a.value != b.value).map(|(a, _)| a.name).collect();
    let by = if synchronized { SCIM_S } else { "made by hand here" };
    format!("{by}; {} stays as it is", other.join(", "))
}

pub(super) fn groups(file: &File, present: &Present) -> (Groups, Unnamed<GroupId, GroupEntry>) {
    let (mut changes, unnamed) = compare(&file.groups, &present.groups);
    let scim = present.directory.scim_enabled;
    let (left, add) = std::mem::take(&mut changes.add)
        .into_iter()
        .partition(|it| scim && is_synchronized(it.entry.provision_type));
    changes.add = add;
    left.iter().for_each(|it: &super::Located<GroupEntry>| changes.keep(&it.entry, NOT_YET));
    for mut change in std::mem::take(&mut changes.change) {
        let asked = change.after.clone();
        let before = &change.before;
        let synchronized = is_synchronized(before.provision_type);
        change.after = if scim && synchronized {
            before.clone()
        } else {
            let (provision_type, external_id) = (before.provision_type, before.external_id.clone());
            GroupEntry { provision_type, external_id, ..asked.clone() }
        };
        if change.after != asked {
            changes.keep(&asked, why_not(&asked, &change.after, synchronized));
        }
        if change.after != change.before {
            changes.change.push(change);
        }
    }
    (changes, unnamed)
}

pub(super) fn memberships(
    file: &File,
    present: &Present,
    (users, groups): (&Users, &Groups),
    terms: Terms<'_>,
    faults: &mut Vec<Fault>,
) -> Changes<(GroupId, UserId), MembershipEntry> {
    let (mut changes, unnamed) = compare(&file.memberships, &present.memberships);
    // Names that are written in another case are the same names.
    changes.change.clear();
    let new_users: HashSet<String> = users.add.iter().map(|it| it.entry.key()).collect();
    let new_groups: HashSet<String> = groups.add.iter().map(|it| it.entry.key()).collect();
    let left = |group: &str| {
        let here = present.groups.get(&group_key(group));
        let synchronized = here.is_some_and(|here| is_synchronized(here.entry.provision_type));
        present.directory.scim_enabled && synchronized
    };
    for located in std::mem::take(&mut changes.add) {
        let entry = &located.entry;
        let (user, group) = (user_key(&entry.user), group_key(&entry.group));
        if !present.users.contains_key(&user) && !new_users.contains(&user) {
            faults.push(unknown("user", &entry.user, "users", located.line));
        } else if !present.groups.contains_key(&group) && !new_groups.contains(&group) {
            faults.push(unknown("group", &entry.group, "groups", located.line));
        } else if left(&entry.group) {
            changes.keep(entry, "the group's members are kept by SCIM; not added");
        } else {
            changes.add.push(located);
        }
    }
    part(&mut changes, unnamed, terms, |here| left(&here.entry.group).then(|| SCIM_S.to_owned()));
    changes
}

/// The refusal of a name that nothing has.
pub(super) fn unknown(thing: &str, name: &str, section: &str, line: usize) -> Fault {
    let text = format!("there is no {thing} {name:?}, neither here nor to be made: add it to {section}");
    Fault { line, text }
}

/// Users and groups that the file does not name.
pub(super) fn unnamed(
    difference: &mut Difference,
    (users, groups): (Unnamed<UserId, UserEntry>, Unnamed<GroupId, GroupEntry>),
    present: &Present,
    uses: &Uses,
    terms: Terms<'_>,
) {
    let scim = present.directory.scim_enabled;
    let by_scim = |provision_type| (scim && is_synchronized(provision_type)).then(|| SCIM_S.to_owned());
    part(&mut difference.users, users, terms, |here| {
        by_scim(here.entry.provision_type).or_else(|| uses.of_user(&here.entry.key()))
    });
    part(&mut difference.groups, groups, terms, |here| {
        by_scim(here.entry.provision_type).or_else(|| uses.of_group(&here.entry.key()))
    });
}

/// No two users may come to have one e-mail address.
pub(super) fn same_email(difference: &Difference, present: &Present, faults: &mut Vec<Fault>) {
    let gone: HashSet<String> = difference.users.delete.iter().map(|here| here.entry.key()).collect();
    let changed: HashSet<String> = difference.users.change.iter().map(|it| it.after.key()).collect();
    let mut holders: HashMap<String, String> = HashMap::new();
    for (key, here) in &present.users {
        if !here.entry.email.is_empty() && !gone.contains(key) && !changed.contains(key) {
            holders.insert(here.entry.email.to_ascii_lowercase(), here.entry.user_name.clone());
        }
    }
    let new = difference.users.add.iter().map(|it| (it.line, &it.entry));
    for (line, entry) in new.chain(difference.users.change.iter().map(|it| (it.line, &it.after))) {
        if let Some(holder) = holders.get(&entry.email.to_ascii_lowercase()) {
            let text = format!(
                "user {:?}: the e-mail address {:?} is that of {holder:?}",
                entry.user_name, entry.email
            );
            faults.push(Fault { line, text });
        }
    }
}
