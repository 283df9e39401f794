//! A file judged by itself: whether its names and values keep the rules, and nothing stands in it twice.
//!
//! The rules are those of the console's forms, asked where they are kept.

use std::collections::HashMap;

use shared::access_configurations::UpdateAccessConfiguration;
use shared::error::{FieldError, Rule};
use shared::names;
use shared::settings::{CLOCK_SKEW_MAX, CLOCK_SKEW_MIN};
use shared::users::{CreateUser, ProvisionType};

use super::entries::{
    AccessAssignmentEntry, AccessConfigurationEntry, AccountEntry, Entry, FolderEntry, GroupEntry,
    MembershipEntry, RamUserProvisioningEntry, UserEntry,
};
use super::read::{Fault, File, Section, Settings};
use super::words::{of_field, of_rule};
use crate::access::{access_configurations, accounts, ram_users};
use crate::directory::users;

/// Judges the file; `sign_in_url` is where this deployment's role logons are posted, `own_id` the directory's id.
pub(super) fn judge(file: &File, own_id: &str, sign_in_url: &str) -> Vec<Fault> {
    let mut faults = settings(&file.settings, own_id, sign_in_url);
    section(&mut faults, &file.folders, folder);
    section(&mut faults, &file.accounts, account);
    section(&mut faults, &file.users, user);
    section(&mut faults, &file.groups, group);
    section(&mut faults, &file.memberships, membership);
    section(&mut faults, &file.access_configurations, |it| access_configuration(it, sign_in_url));
    section(&mut faults, &file.access_assignments, access_assignment);
    section(&mut faults, &file.ram_user_provisionings, ram_user_provisioning);
    same_email(&mut faults, &file.users);
    faults
}

fn settings(settings: &Settings, own_id: &str, sign_in_url: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut note = |line: usize, name: &str, verdict: Result<(), Rule>| {
        if let Err(rule) = verdict {
            faults.push(Fault { line, text: format!("settings.{name} {}", of_rule(&rule)) });
        }
    };
    if let Some(name) = &settings.directory_name {
        note(name.line, "directory_name", names::directory_name(&name.entry, own_id));
    }
    if let Some(contact) = &settings.access_contact {
        note(contact.line, "access_contact", names::access_contact(contact.entry.trim()));
    }
    if let Some(hours) = &settings.ram_user_session_hours {
        note(hours.line, "ram_user_session_hours", ram_users::session_hours(hours.entry));
    }
    if let Some(page) = &settings.ram_user_landing_page {
        let verdict = ram_users::landing_page(page.entry.trim(), sign_in_url);
        note(page.line, "ram_user_landing_page", verdict);
    }
    if let Some(seconds) = &settings.clock_skew_seconds {
        let within = (CLOCK_SKEW_MIN..=CLOCK_SKEW_MAX).contains(&seconds.entry);
        let rule = Rule::OutOfRange { min: CLOCK_SKEW_MIN, max: CLOCK_SKEW_MAX };
        note(seconds.line, "clock_skew_seconds", if within { Ok(()) } else { Err(rule) });
    }
    faults
}

/// Judges every entry of a section, and whether one stands there twice.
fn section<T: Entry>(faults: &mut Vec<Fault>, section: &Section<T>, judge: impl Fn(&T) -> Vec<String>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for located in section.iter().flatten() {
        let (line, entry) = (located.line, &located.entry);
        let found = judge(entry);
        if found.is_empty()
            && let Some(first) = seen.insert(entry.key(), line)
        {
            let text = format!("{} {:?} stands in line {first} already, case aside", T::THING, entry.name());
            faults.push(Fault { line, text });
        }
        let text = |what: String| format!("{} {:?}: {what}", T::THING, entry.name());
        faults.extend(found.into_iter().map(|what| Fault { line, text: text(what) }));
    }
}

fn in_words(faults: &[FieldError]) -> Vec<String> {
    faults.iter().map(of_field).collect()
}

fn folder(entry: &FolderEntry) -> Vec<String> {
    let mut wrong = path(&entry.path);
    if entry.path.is_empty() {
        wrong.push("names no folder; write the names from the root down".into());
    }
    wrong
}

fn path(path: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    if path.len() > accounts::LEVELS_MAX {
        wrong.push(format!("folders nest up to {} levels", accounts::LEVELS_MAX));
    }
    for name in path {
        if let Err(rule) = names::account_name(name) {
            wrong.push(format!("{name:?} {}", of_rule(&rule)));
        }
    }
    wrong
}

fn account(entry: &AccountEntry) -> Vec<String> {
    let faults = FieldError::of([
        ("id", names::account_id(&entry.id)),
        ("name", names::account_name(&entry.name)),
        ("label", names::account_label(&entry.label)),
    ]);
    let mut wrong = in_words(&faults);
    wrong.extend(path(&entry.folder));
    wrong
}

fn user(entry: &UserEntry) -> Vec<String> {
    let mut wrong = in_words(&users::field_errors(&new_user(entry)));
    if entry.provision_type == ProvisionType::Manual {
        if !entry.external_id.is_empty() {
            wrong.push("external_id belongs to synchronized users only".into());
        }
        if entry.inactive {
            wrong.push("inactive belongs to synchronized users only; write status = \"Disabled\"".into());
        }
    }
    wrong.extend(external_id(&entry.external_id));
    wrong
}

/// Most characters of an external id that a file has; those of identity providers have some dozens.
const EXTERNAL_ID_MAX: usize = 4_096;

fn external_id(text: &str) -> Option<String> {
    let wrong = text.contains('\0') || text.chars().count() > EXTERNAL_ID_MAX;
    wrong.then(|| format!("external_id may have up to {EXTERNAL_ID_MAX} characters that can be kept"))
}

/// What the console's form would say of the user.
pub(super) fn new_user(entry: &UserEntry) -> CreateUser {
    CreateUser {
        user_name: entry.user_name.clone(),
        first_name: entry.first_name.clone(),
        last_name: entry.last_name.clone(),
        display_name: entry.display_name.clone(),
        email: entry.email.clone(),
        description: entry.description.clone(),
    }
}

fn group(entry: &GroupEntry) -> Vec<String> {
    let faults = FieldError::of([
        ("name", names::group_name(&entry.name)),
        ("description", names::description(&entry.description)),
    ]);
    let mut wrong = in_words(&faults);
    if entry.provision_type == ProvisionType::Manual && !entry.external_id.is_empty() {
        wrong.push("external_id belongs to synchronized groups only".into());
    }
    wrong.extend(external_id(&entry.external_id));
    wrong
}

fn membership(entry: &MembershipEntry) -> Vec<String> {
    in_words(&FieldError::of([
        ("group", names::group_name(&entry.group)),
        ("user", names::user_name(&entry.user)),
    ]))
}

fn access_configuration(entry: &AccessConfigurationEntry, sign_in_url: &str) -> Vec<String> {
    let mut wrong = in_words(&access_configurations::field_errors(
        &entry.name,
        &update_of(entry, String::new()),
        sign_in_url,
    ));
    for (at, policy) in entry.system_policies.iter().enumerate() {
        if entry.system_policies.iter().take(at).any(|before| before == policy) {
            wrong.push(format!("system_policies names {policy:?} twice"));
        }
    }
    wrong
}

/// What the console's form would say of the access configuration.
pub(super) fn update_of(entry: &AccessConfigurationEntry, revision: String) -> UpdateAccessConfiguration {
    UpdateAccessConfiguration {
        revision,
        description: entry.description.clone(),
        session_duration: entry.session_duration,
        relay_state: entry.relay_state.clone(),
        system_policies: entry.system_policies.clone(),
        inline_policy: entry.inline_policy.clone(),
    }
}

/// What names a user or a group, judged.
type Judged = (&'static str, Result<(), Rule>);

fn principal(group: &str, user: &str) -> Result<Judged, Vec<String>> {
    match (group.is_empty(), user.is_empty()) {
        (false, true) => Ok(("group", names::group_name(group))),
        (true, false) => Ok(("user", names::user_name(user))),
        _ => Err(vec!["name a user or a group, one of the two".into()]),
    }
}

fn access_assignment(entry: &AccessAssignmentEntry) -> Vec<String> {
    let principal = match principal(&entry.group, &entry.user) {
        Ok(judged) => judged,
        Err(wrong) => return wrong,
    };
    in_words(&FieldError::of([
        principal,
        ("account", names::account_id(&entry.account)),
        ("access_configuration", names::access_configuration_name(&entry.access_configuration)),
    ]))
}

fn ram_user_provisioning(entry: &RamUserProvisioningEntry) -> Vec<String> {
    let principal = match principal(&entry.group, &entry.user) {
        Ok(judged) => judged,
        Err(wrong) => return wrong,
    };
    in_words(&FieldError::of([
        principal,
        ("account", names::account_id(&entry.account)),
        ("description", names::description(&entry.description)),
    ]))
}

fn same_email(faults: &mut Vec<Fault>, users: &Section<UserEntry>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for located in users.iter().flatten().filter(|located| !located.entry.email.is_empty()) {
        if let Some(first) = seen.insert(located.entry.email.to_ascii_lowercase(), located.line) {
            let text = format!(
                "user {:?}: the e-mail address {:?} stands in line {first} already",
                located.entry.user_name, located.entry.email
            );
            faults.push(Fault { line: located.line, text });
        }
    }
}
