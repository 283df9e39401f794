//! In what the directory differs from a file, and what import would do about it. Pure.
//!
//! What the file does not name is kept, or deleted when that is wanted and nothing hangs on it: what hangs on it is
//! named, and the next import finds it gone. What the identity provider keeps is left to it while SCIM is on.

mod access;
mod people;
mod places;
mod ram_users;
mod settings;

use shared::ids::{AccessConfigurationId, AccountId, FolderId, GroupId, RamUserProvisioningId, UserId};
use shared::ram_users::RamUserSettings;

pub(super) use self::settings::IdentityProviderChange;
use super::entries::{
    AccessAssignmentEntry, AccessConfigurationEntry, AccountEntry, Entry, FolderEntry, GroupEntry,
    MembershipEntry, RamUserProvisioningEntry, UserEntry, Value,
};
use super::judge::judge;
use super::present::{All, Here, Present, Triplet};
use super::read::{Fault, File, Located, Section};
use super::settings::Setting;
use crate::directory::Directory;

/// What makes a difference between the same file and the same directory.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Whether what the file does not name is deleted.
    pub delete: bool,
    /// Where this deployment's role logons are posted.
    pub sign_in_url: &'a str,
}

/// Something that changes.
#[derive(Debug, Clone)]
pub(super) struct Change<Id, T> {
    pub line: usize,
    pub id: Id,
    pub before: T,
    pub after: T,
}

/// Something that stays other than the file has it, or although the file does not name it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub name: String,
    pub why: String,
}

/// What becomes of a section.
#[derive(Debug)]
pub(super) struct Changes<Id, T> {
    pub add: Vec<Located<T>>,
    pub change: Vec<Change<Id, T>>,
    pub delete: Vec<Here<Id, T>>,
    pub kept: Vec<Kept>,
}

impl<Id, T: Entry> Changes<Id, T> {
    fn keep(&mut self, entry: &T, why: impl Into<String>) {
        self.kept.push(Kept { name: entry.name(), why: why.into() });
    }
}

/// In what the directory differs from the file.
#[derive(Debug)]
pub(super) struct Difference {
    /// The settings that change, with what they are and are to be.
    pub settings: Vec<(Setting, Value, Value)>,
    /// The directory with its settings as they are to be.
    pub wanted: Directory,
    /// What is to hold for logons as RAM users.
    pub wanted_ram_users: RamUserSettings,
    pub identity_provider: Option<IdentityProviderChange>,
    pub folders: Changes<FolderId, FolderEntry>,
    pub accounts: Changes<AccountId, AccountEntry>,
    pub users: Changes<UserId, UserEntry>,
    pub groups: Changes<GroupId, GroupEntry>,
    pub memberships: Changes<(GroupId, UserId), MembershipEntry>,
    pub access_configurations: Changes<AccessConfigurationId, AccessConfigurationEntry>,
    pub access_assignments: Changes<Triplet, AccessAssignmentEntry>,
    pub ram_user_provisionings: Changes<RamUserProvisioningId, RamUserProvisioningEntry>,
}

impl<Id, T> Changes<Id, T> {
    fn is_empty(&self) -> bool {
        self.add.is_empty() && self.change.is_empty() && self.delete.is_empty()
    }
}

impl Difference {
    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.settings.is_empty()
            && self.identity_provider.is_none()
            && self.folders.is_empty()
            && self.accounts.is_empty()
            && self.users.is_empty()
            && self.groups.is_empty()
            && self.memberships.is_empty()
            && self.access_configurations.is_empty()
            && self.access_assignments.is_empty()
            && self.ram_user_provisionings.is_empty()
    }
}

/// What is there and the file does not name.
type Unnamed<Id, T> = Vec<Here<Id, T>>;

/// A section beside what is there: what is new, what differs, and what the file does not name.
fn compare<Id: Clone, T: Entry + PartialEq>(
    section: &Section<T>,
    present: &All<Id, T>,
) -> (Changes<Id, T>, Unnamed<Id, T>) {
    let mut changes = Changes { add: Vec::new(), change: Vec::new(), delete: Vec::new(), kept: Vec::new() };
    let Some(entries) = section else { return (changes, Vec::new()) };
    let mut unnamed = present.clone();
    for located in entries {
        match unnamed.remove(&located.entry.key()) {
            None => changes.add.push(located.clone()),
            Some(here) if here.entry == located.entry => {}
            Some(here) => changes.change.push(Change {
                line: located.line,
                id: here.id,
                before: here.entry,
                after: located.entry.clone(),
            }),
        }
    }
    (changes, unnamed.into_values().collect())
}

/// Works out in what the directory differs from the file.
///
/// # Errors
/// Everything that is wrong with the file, by line.
pub(super) fn between(file: &File, present: &Present, terms: Terms<'_>) -> Result<Difference, Vec<Fault>> {
    let mut faults = judge(file, present.directory.id.as_str(), terms.sign_in_url);
    let (wanted, wanted_ram_users, settings, identity_provider) =
        settings::between(file, present, &mut faults);
    if !faults.is_empty() {
        return Err(sorted(faults));
    }
    let (users, unnamed_users) = people::users(file, present, &mut faults);
    let (groups, unnamed_groups) = people::groups(file, present);
    let memberships = people::memberships(file, present, (&users, &groups), terms, &mut faults);
    let (folders, unnamed_folders) = places::folders(file, present, &mut faults);
    let (accounts, unnamed_accounts) = places::accounts(file, present, &folders, &mut faults);
    let (access_configurations, unnamed_configurations) = access::configurations(file, present, &mut faults);
    let known = access::Known {
        users: &users,
        groups: &groups,
        accounts: &accounts,
        access_configurations: &access_configurations,
    };
    let access_assignments = access::assignments(file, present, &known, terms, &mut faults);
    let ram_user_provisionings = ram_users::provisionings(file, present, &known, terms, &mut faults);
    let mut difference = Difference {
        settings,
        wanted,
        wanted_ram_users,
        identity_provider,
        folders,
        accounts,
        users,
        groups,
        memberships,
        access_configurations,
        access_assignments,
        ram_user_provisionings,
    };
    let uses = access::Uses::of(file, present, &difference);
    people::unnamed(&mut difference, (unnamed_users, unnamed_groups), present, &uses, terms);
    access::unnamed(&mut difference, unnamed_configurations, &uses, terms);
    places::unnamed(&mut difference, (unnamed_folders, unnamed_accounts), present, &uses, terms);
    ram_users::go_along(file, present, &mut difference);
    people::same_email(&difference, present, &mut faults);
    places::one_owner(&difference, present, &mut faults);
    if faults.is_empty() { Ok(difference) } else { Err(sorted(faults)) }
}

fn sorted(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort();
    faults.dedup();
    faults
}

/// Why something that the file does not name stays while nobody wants it deleted.
const NOT_NAMED: &str = "not in the file; --delete deletes it";

/// What becomes of what the file does not name: `hangs` says what stands in the way of deleting it.
fn part<Id, T: Entry>(
    changes: &mut Changes<Id, T>,
    unnamed: Unnamed<Id, T>,
    terms: Terms<'_>,
    hangs: impl Fn(&Here<Id, T>) -> Option<String>,
) {
    for here in unnamed {
        if !terms.delete {
            changes.keep(&here.entry, NOT_NAMED);
        } else if let Some(why) = hangs(&here) {
            changes.keep(&here.entry, format!("not in the file, but {why}"));
        } else {
            changes.delete.push(here);
        }
    }
}
