//! Settings and identity provider: in what they differ.

use shared::ram_users::RamUserSettings;

use crate::directory::Directory;
use crate::sign_in::identity_provider::{self, IdentityProvider};

use super::super::entries::{IdentityProviderEntry, Value};
use super::super::present::{Present, entry_of};
use super::super::read::{Fault, File, Located};
use super::super::settings::Setting;
use super::super::words::of_error;

/// Another identity provider, or none any more.
#[derive(Debug)]
pub(in super::super) struct IdentityProviderChange {
    pub before: Option<IdentityProvider>,
    pub after: Option<IdentityProvider>,
}

type Between = (Directory, RamUserSettings, Vec<(Setting, Value, Value)>, Option<IdentityProviderChange>);

pub(super) fn between(file: &File, present: &Present, faults: &mut Vec<Fault>) -> Between {
    let wanted = file.settings.onto(&present.directory);
    let ram_users = file.settings.onto_ram_users(&present.ram_user_settings);
    let settings: Vec<(Setting, Value, Value)> = present
        .settings()
        .into_iter()
        .map(|(setting, before)| (setting, before, setting.of(&wanted, &ram_users)))
        .filter(|(_, before, after)| before != after)
        .collect();
    let change = file.identity_provider.as_ref().and_then(|entry| other(entry, present, faults));
    let there = match &change {
        Some(change) => change.after.is_some(),
        None => present.identity_provider.is_some(),
    };
    if wanted.sso_enabled && !there {
        let line = file.settings.sso_enabled.as_ref().map(|it| it.line);
        let line = line.or(file.identity_provider.as_ref().map(|it| it.line)).unwrap_or(1);
        let text =
            "SSO Logon would be on without an identity provider: configure one, or sso_enabled = false";
        faults.push(Fault { line, text: text.into() });
    }
    (wanted, ram_users, settings, change)
}

fn other(
    located: &Located<IdentityProviderEntry>,
    present: &Present,
    faults: &mut Vec<Fault>,
) -> Option<IdentityProviderChange> {
    let entry = &located.entry;
    let before = present.identity_provider.clone();
    if *entry == IdentityProviderEntry::default() {
        return before.map(|before| IdentityProviderChange { before: Some(before), after: None });
    }
    let binding = entry.binding.unwrap_or(shared::settings::Binding::Redirect);
    let signed = entry.wants_signed_requests;
    let (id, url) = (&entry.entity_id, &entry.logon_url);
    match identity_provider::stated(id, url, binding, signed, &entry.certificates) {
        Ok(after) => {
            let same = before.as_ref().is_some_and(|before| entry_of(before) == entry_of(&after));
            (!same).then_some(IdentityProviderChange { before, after: Some(after) })
        }
        Err(error) => {
            let text = format!("identity_provider: {}", of_error(&error));
            faults.push(Fault { line: located.line, text });
            None
        }
    }
}
