//! RAM user provisionings, the RAM users they bring, and what is to be done about them; what holds for all logons.

use shared::ids::{AccountId, GroupId, UserId};
use shared::page::Page;
use shared::paths;
use shared::ram_users::{
    CreateRamUserProvisionings, PortalRamUser, RamUser, RamUserDone, RamUserEvent, RamUserEventsChanged,
    RamUserProvisioning, RamUserProvisioningsCreated, RamUserSettings, RetryRamUserEvents,
    UpdateRamUserProvisioning,
};

use super::{Answer, http};
use crate::links::{encode, with_query};

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// One user.
    User(UserId),
    /// One group, and its members.
    Group(GroupId),
    /// One account.
    Account(AccountId),
}

impl Of {
    fn pair(&self) -> (&'static str, &str) {
        match self {
            Of::User(id) => ("user_id", id.as_str()),
            Of::Group(id) => ("group_id", id.as_str()),
            Of::Account(id) => ("account_id", id.as_str()),
        }
    }
}

/// One page of the provisionings.
pub async fn list_provisionings(of: &Of, after: &str) -> Answer<Page<RamUserProvisioning>> {
    http::get(&with_query(paths::RAM_USER_PROVISIONINGS, &[of.pair(), ("after", after)])).await
}

/// Makes provisionings.
pub async fn create_provisionings(body: &CreateRamUserProvisionings) -> Answer<RamUserProvisioningsCreated> {
    http::ask("POST", paths::RAM_USER_PROVISIONINGS, body).await
}

/// Changes a provisioning.
pub async fn update_provisioning(id: &str, body: &UpdateRamUserProvisioning) -> Answer<()> {
    http::send("PUT", &paths::with_id(paths::RAM_USER_PROVISIONING, &encode(id)), body).await
}

/// Deletes a provisioning.
pub async fn delete_provisioning(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::RAM_USER_PROVISIONING, &encode(id))).await
}

/// One page of the RAM users.
pub async fn list_ram_users(of: &Of, after: &str) -> Answer<Page<RamUser>> {
    http::get(&with_query(paths::RAM_USERS, &[of.pair(), ("after", after)])).await
}

/// One page of the events, latest first; of one status, as on the wire, unless it is empty.
pub async fn list_events(of: &Of, status: &str, after: &str) -> Answer<Page<RamUserEvent>> {
    let query = [of.pair(), ("status", status), ("after", after)];
    http::get(&with_query(paths::RAM_USER_EVENTS, &query)).await
}

/// Tries one failed event again.
pub async fn retry_event(event: RamUserEvent) -> Answer<RamUserEventsChanged> {
    let body = RetryRamUserEvents { event_ids: vec![event.id], ..RetryRamUserEvents::default() };
    http::ask("POST", paths::RAM_USER_EVENTS_RETRY, &body).await
}

/// Tries every failed event again.
pub async fn retry_events(of: &Of) -> Answer<RamUserEventsChanged> {
    let none = RetryRamUserEvents::default();
    let body = match of.clone() {
        Of::User(id) => RetryRamUserEvents { user_id: Some(id), ..none },
        Of::Group(id) => RetryRamUserEvents { group_id: Some(id), ..none },
        Of::Account(id) => RetryRamUserEvents { account_id: Some(id), ..none },
    };
    http::ask("POST", paths::RAM_USER_EVENTS_RETRY, &body).await
}

/// Says that an event was done by hand.
pub async fn finish_event(body: &RamUserDone) -> Answer<RamUserEventsChanged> {
    http::ask("POST", paths::RAM_USER_DONE, body).await
}

/// What holds for all logons.
pub async fn get_settings() -> Answer<RamUserSettings> {
    http::get(paths::RAM_USER_SETTINGS).await
}

/// Changes what holds for all logons.
pub async fn update_settings(body: &RamUserSettings) -> Answer<()> {
    http::send("PUT", paths::RAM_USER_SETTINGS, body).await
}

/// One page of the signed-in person's own RAM users.
pub async fn list_own(search: &str, after: &str) -> Answer<Page<PortalRamUser>> {
    http::get(&with_query(paths::PORTAL_RAM_USERS, &[("search", search), ("after", after)])).await
}
