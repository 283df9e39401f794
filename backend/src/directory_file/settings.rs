//! The directory's settings in a file: which there are, what they are now, in what they differ.

use shared::ram_users::RamUserSettings;

use crate::directory::Directory;

use super::entries::Value;
use super::read::Settings;

/// A setting of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    DirectoryName,
    AccessContact,
    UsersMayGetCredentials,
    RamUserSessionHours,
    RamUserLandingPage,
    SsoEnabled,
    IdpInitiatedAllowed,
    ClockSkewSeconds,
    ScimEnabled,
}

impl Setting {
    /// Every setting, in the order of the file.
    pub(super) const ALL: [Setting; 9] = [
        Setting::DirectoryName,
        Setting::AccessContact,
        Setting::UsersMayGetCredentials,
        Setting::RamUserSessionHours,
        Setting::RamUserLandingPage,
        Setting::SsoEnabled,
        Setting::IdpInitiatedAllowed,
        Setting::ClockSkewSeconds,
        Setting::ScimEnabled,
    ];

    /// Its key in the file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Setting::DirectoryName => "directory_name",
            Setting::AccessContact => "access_contact",
            Setting::UsersMayGetCredentials => "users_may_get_credentials",
            Setting::RamUserSessionHours => "ram_user_session_hours",
            Setting::RamUserLandingPage => "ram_user_landing_page",
            Setting::SsoEnabled => "sso_enabled",
            Setting::IdpInitiatedAllowed => "idp_initiated_allowed",
            Setting::ClockSkewSeconds => "clock_skew_seconds",
            Setting::ScimEnabled => "scim_enabled",
        }
    }

    /// Whether it is one of those that hold for logons as RAM users.
    pub(super) fn is_of_ram_users(self) -> bool {
        matches!(self, Setting::RamUserSessionHours | Setting::RamUserLandingPage)
    }

    /// What it is in the directory.
    pub(super) fn of(self, directory: &Directory, ram_users: &RamUserSettings) -> Value {
        match self {
            Setting::DirectoryName => Value::Text(directory.name.clone()),
            Setting::AccessContact => Value::Text(directory.access_contact.clone()),
            Setting::UsersMayGetCredentials => Value::Flag(directory.users_may_get_credentials),
            Setting::RamUserSessionHours => Value::Number(i64::from(ram_users.session_hours)),
            Setting::RamUserLandingPage => Value::Text(ram_users.landing_page.clone()),
            Setting::SsoEnabled => Value::Flag(directory.sso_enabled),
            Setting::IdpInitiatedAllowed => Value::Flag(directory.idp_initiated_allowed),
            Setting::ClockSkewSeconds => Value::Number(directory.clock_skew_seconds),
            Setting::ScimEnabled => Value::Flag(directory.scim_enabled),
        }
    }
}

impl Settings {
    /// The directory as these settings want it.
    pub(super) fn onto(&self, directory: &Directory) -> Directory {
        let mut wanted = directory.clone();
        if let Some(name) = &self.directory_name {
            wanted.name.clone_from(&name.entry);
        }
        if let Some(contact) = &self.access_contact {
            wanted.access_contact = contact.entry.trim().to_owned();
        }
        if let Some(allowed) = self.users_may_get_credentials {
            wanted.users_may_get_credentials = allowed;
        }
        if let Some(enabled) = &self.sso_enabled {
            wanted.sso_enabled = enabled.entry;
        }
        if let Some(allowed) = self.idp_initiated_allowed {
            wanted.idp_initiated_allowed = allowed;
        }
        if let Some(seconds) = &self.clock_skew_seconds {
            wanted.clock_skew_seconds = seconds.entry;
        }
        if let Some(enabled) = self.scim_enabled {
            wanted.scim_enabled = enabled;
        }
        wanted
    }

    /// What holds for logons as RAM users, as these settings want it.
    pub(super) fn onto_ram_users(&self, ram_users: &RamUserSettings) -> RamUserSettings {
        let hours = self.ram_user_session_hours.as_ref().map(|it| it.entry);
        let page = self.ram_user_landing_page.as_ref().map(|it| it.entry.trim().to_owned());
        RamUserSettings {
            session_hours: hours.unwrap_or(ram_users.session_hours),
            landing_page: page.unwrap_or_else(|| ram_users.landing_page.clone()),
        }
    }
}
