//! Access configurations: named sets of permissions, each of which stands as a RAM role in an account.
//!
//! Everything but the name can be changed. A change names the revision that it was made on, so that of two
//! people who edit at once the second is told and nothing of the first is lost. What a change means to the roles
//! that stand already is decided by `provisioning`.

pub mod api;
mod catalogue;
mod changes;
mod revision;
mod store;

use std::collections::HashMap;

use jiff::Timestamp;
use shared::access_configurations::{
    AccessConfiguration, CreateAccessConfiguration, UpdateAccessConfiguration,
};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::AccessConfigurationId;
use shared::time::UnixMillis;
use shared::{names, policy};

pub use self::catalogue::list_system_policies;
use self::changes::Changes;
use self::store::RolesRow;
use super::access_assignments::{self, Filter};
use super::{provisioning, tasks};
use crate::cloud::alibaba;
use crate::directory::{self, Directory};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result, random};

impl store::Row {
    fn with(
        self,
        system_policies: Vec<String>,
        roles: &RolesRow,
        directory: &Directory,
    ) -> Result<AccessConfiguration> {
        Ok(AccessConfiguration {
            role_name: alibaba::role_name(&self.name),
            saml_provider_name: directory.saml_provider_name(),
            revision: revision::of(&self, &system_policies)?,
            id: self.id,
            name: self.name,
            description: self.description,
            session_duration: self.session_duration,
            relay_state: self.relay_state,
            system_policies,
            inline_policy: self.inline_policy,
            created_at: UnixMillis(self.created_at),
            provisioned_accounts: roles.provisioned.unsigned_abs(),
            outdated_accounts: roles.outdated.unsigned_abs(),
        })
    }
}

/// All access configurations, by name.
///
/// # Errors
/// When the database fails.
pub async fn list_access_configurations(tx: &mut Tx) -> Result<Vec<AccessConfiguration>> {
    let directory = directory::get(tx).await?;
    let rows = store::list(tx).await?;
    let mut policies: HashMap<String, Vec<String>> = HashMap::new();
    for policy in store::list_policies(tx).await? {
        policies.entry(policy.access_configuration_id).or_default().push(policy.name);
    }
    let roles: HashMap<String, RolesRow> = store::list_roles(tx)
        .await?
        .into_iter()
        .map(|row| (row.access_configuration_id.clone(), row))
        .collect();
    let none = RolesRow::default();
    rows.into_iter()
        .map(|row| {
            let system_policies = policies.remove(row.id.as_str()).unwrap_or_default();
            let roles = roles.get(row.id.as_str()).unwrap_or(&none);
            row.with(system_policies, roles, &directory)
        })
        .collect()
}

/// The access configuration.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn get_access_configuration(
    tx: &mut Tx,
    id: &AccessConfigurationId,
) -> Result<AccessConfiguration> {
    let row = store::find(tx, id).await?.ok_or_else(|| {
        Error::not_found(
            ErrorCode::AccessConfigurationNotExists,
            format!("There is no access configuration {id}."),
        )
    })?;
    let policies = store::list_policies_of(tx, id).await?;
    let roles = store::find_roles(tx, id).await?.unwrap_or_default();
    let directory = directory::get(tx).await?;
    row.with(policies.into_iter().map(|policy| policy.name).collect(), &roles, &directory)
}

/// As [`get_access_configuration`], after waiting for whoever changes or deletes it, or starts tasks with it; they
/// wait until this transaction ends.
async fn lock(tx: &mut Tx, id: &AccessConfigurationId) -> Result<AccessConfiguration> {
    directory::lock(tx).await?;
    get_access_configuration(tx, id).await
}

/// Makes an access configuration. A system policy named twice counts once. `sign_in_url` is where this
/// deployment's role logons are posted.
///
/// # Errors
/// Every field that breaks its rule, or a name that is taken.
pub async fn create_access_configuration(
    tx: &mut Tx,
    new: CreateAccessConfiguration,
    sign_in_url: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<AccessConfiguration> {
    let name = new.name;
    let new = UpdateAccessConfiguration {
        revision: String::new(),
        description: new.description,
        session_duration: new.session_duration,
        relay_state: new.relay_state,
        system_policies: distinct(new.system_policies),
        inline_policy: new.inline_policy,
    };
    let faults = field_errors(&name, &new, sign_in_url);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    let id: AccessConfigurationId = random::id(AccessConfigurationId::PREFIX)?;
    if store::insert_if_free(tx, &id, &name, &new, now).await? == 0 {
        let message = format!("There is an access configuration named {name} already.");
        return Err(Error::taken("name", message));
    }
    store::insert_policies(tx, &id, &new.system_policies).await?;
    let event = NewEvent::new(EventKind::AccessConfigurationCreated, actor)
        .target(&name)
        .detail("id", &id)
        .detail("description", &new.description)
        .detail("session_duration", new.session_duration)
        .detail("relay_state", &new.relay_state)
        .detail("system_policies", new.system_policies.join(", "))
        .detail("inline_policy", &new.inline_policy);
    events::record(tx, event, now).await?;
    get_access_configuration(tx, &id).await
}

/// Changes an access configuration; one that is so already stays as it is. A system policy named twice counts
/// once.
///
/// # Errors
/// Not found when there is none with this id; when it was changed since the revision was read; every field that
/// breaks its rule.
pub async fn update_access_configuration(
    tx: &mut Tx,
    id: &AccessConfigurationId,
    wanted: UpdateAccessConfiguration,
    sign_in_url: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<AccessConfiguration> {
    let found = lock(tx, id).await?;
    if found.revision != wanted.revision {
        let message = format!(
            "Somebody else has changed {} in the meantime. Look at it as it is now, then save again.",
            found.name
        );
        return Err(Error::conflict(ErrorCode::ChangedMeanwhile, message));
    }
    let wanted = UpdateAccessConfiguration { system_policies: distinct(wanted.system_policies), ..wanted };
    let faults = FieldError::of(judge_changeable(&wanted, sign_in_url));
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    let changes = Changes::between(&found, &wanted);
    if changes.is_empty() {
        return Ok(found);
    }
    store::update(tx, id, &wanted).await?;
    store::delete_policies(tx, id).await?;
    store::insert_policies(tx, id, &wanted.system_policies).await?;
    if changes.of_policies {
        provisioning::policies_changed(tx, id).await?;
    }
    let event = NewEvent::new(EventKind::AccessConfigurationUpdated, actor).target(&found.name);
    events::record(tx, changes.in_event(event.detail("id", id)), now).await?;
    get_access_configuration(tx, id).await
}

/// Every field that breaks its rule, the name among them.
pub fn field_errors(name: &str, wanted: &UpdateAccessConfiguration, sign_in_url: &str) -> Vec<FieldError> {
    let judged = [("name", names::access_configuration_name(name))];
    FieldError::of(judged.into_iter().chain(judge_changeable(wanted, sign_in_url)))
}

fn distinct(names: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

type Verdict = std::result::Result<(), Rule>;

/// The verdicts on all fields but the name, in the order of the form.
fn judge_changeable(wanted: &UpdateAccessConfiguration, sign_in_url: &str) -> [(&'static str, Verdict); 5] {
    [
        ("description", names::description(&wanted.description)),
        ("session_duration", names::session_duration(wanted.session_duration)),
        ("relay_state", relay_state(&wanted.relay_state, sign_in_url)),
        ("system_policies", system_policies(&wanted.system_policies)),
        ("inline_policy", policy::inline_policy(&wanted.inline_policy)),
    ]
}

fn relay_state(text: &str, sign_in_url: &str) -> Verdict {
    if text.chars().count() > names::RELAY_STATE_MAX {
        Err(Rule::TooLong { max: names::RELAY_STATE_MAX })
    } else if text.is_empty() || alibaba::is_console_page(text, sign_in_url) {
        Ok(())
    } else {
        Err(Rule::NotAConsoleUrl)
    }
}

fn system_policies(policies: &[String]) -> Verdict {
    if policies.len() > names::SYSTEM_POLICIES_MAX {
        return Err(Rule::TooMany { max: names::SYSTEM_POLICIES_MAX });
    }
    policies.iter().try_for_each(|name| names::policy_name(name))
}

/// Deletes an access configuration.
///
/// # Errors
/// Not found when there is none with this id; refused while it is assigned or provisioned, or while tasks of it
/// have not ended.
pub async fn delete_access_configuration(
    tx: &mut Tx,
    id: &AccessConfigurationId,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let found = lock(tx, id).await?;
    if let Some(refusal) = still_used(tx, &found).await? {
        return Err(refusal);
    }
    let meanwhile = Error::conflict(
        ErrorCode::AccessConfigurationHasAssignments,
        format!("{} was assigned in the meantime. Look again.", found.name),
    );
    store::delete(tx, id).await.map_err(|e| e.or_conflict(meanwhile))?;
    let event = NewEvent::new(EventKind::AccessConfigurationDeleted, actor).target(&found.name);
    events::record(tx, event.detail("id", id), now).await?;
    Ok(())
}

/// The refusal to delete an access configuration on which something hangs: first what has to go first.
async fn still_used(tx: &mut Tx, found: &AccessConfiguration) -> Result<Option<Error>> {
    let name = &found.name;
    let assignments = access_assignments::count(tx, &Filter::with_access_configuration(&found.id)).await?;
    let tasks = tasks::count_open_with_access_configuration(tx, &found.id).await?;
    let accounts = found.provisioned_accounts;
    let (code, message) = if assignments > 0 {
        (
            ErrorCode::AccessConfigurationHasAssignments,
            format!("{name} is still assigned ({assignments} access assignments). Remove them first."),
        )
    } else if tasks > 0 {
        (
            ErrorCode::AccessConfigurationHasTasks,
            format!("Tasks of {name} have not ended ({tasks}). Wait for them, or cancel them under Tasks."),
        )
    } else if accounts > 0 {
        (
            ErrorCode::AccessConfigurationProvisioned,
            format!("{name} is still provisioned ({accounts} accounts). Deprovision it there first."),
        )
    } else {
        return Ok(None);
    };
    Ok(Some(Error::conflict(code, message)))
}
