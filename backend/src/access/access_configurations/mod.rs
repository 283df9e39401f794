//! Access configurations: named sets of permissions, each of which stands as a RAM role in an account.

pub mod api;
mod inline_policy;
mod store;

use std::collections::HashMap;

use jiff::Timestamp;
use shared::access_configurations::{AccessConfiguration, CreateAccessConfiguration};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::AccessConfigurationId;
use shared::names;
use shared::time::UnixMillis;

use super::access_assignments::{self, Filter};
use crate::cloud::alibaba;
use crate::directory::{self, Directory};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result, random};

impl store::Row {
    fn with(self, system_policies: Vec<String>, directory: &Directory) -> AccessConfiguration {
        AccessConfiguration {
            role_name: alibaba::role_name(&self.name),
            saml_provider_name: directory.saml_provider_name(),
            id: self.id,
            name: self.name,
            description: self.description,
            session_duration: self.session_duration,
            relay_state: self.relay_state,
            system_policies,
            inline_policy: self.inline_policy,
            created_at: UnixMillis(self.created_at),
        }
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
    Ok(rows
        .into_iter()
        .map(|row| {
            let system_policies = policies.remove(row.id.as_str()).unwrap_or_default();
            row.with(system_policies, &directory)
        })
        .collect())
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
    let directory = directory::get(tx).await?;
    Ok(row.with(policies.into_iter().map(|policy| policy.name).collect(), &directory))
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
    let new = CreateAccessConfiguration { system_policies: distinct(new.system_policies), ..new };
    let faults = field_errors(&new, sign_in_url);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    let id: AccessConfigurationId = random::id(AccessConfigurationId::PREFIX)?;
    if store::insert_if_free(tx, &id, &new, now).await? == 0 {
        let message = format!("There is an access configuration named {} already.", new.name);
        return Err(Error::taken("name", message));
    }
    for (position, name) in (0..).zip(&new.system_policies) {
        store::insert_policy(tx, &id, position, name).await?;
    }
    let event = NewEvent::new(EventKind::AccessConfigurationCreated, actor)
        .target(&new.name)
        .detail("id", &id)
        .detail("session_duration", new.session_duration)
        .detail("relay_state", &new.relay_state)
        .detail("system_policies", new.system_policies.join(", "))
        .detail("inline_policy", &new.inline_policy);
    events::record(tx, event, now).await?;
    get_access_configuration(tx, &id).await
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

fn field_errors(new: &CreateAccessConfiguration, sign_in_url: &str) -> Vec<FieldError> {
    FieldError::of([
        ("name", names::access_configuration_name(&new.name)),
        ("description", names::description(&new.description)),
        ("session_duration", names::session_duration(new.session_duration)),
        ("relay_state", relay_state(&new.relay_state, sign_in_url)),
        ("system_policies", system_policies(&new.system_policies)),
        ("inline_policy", inline_policy::judge(&new.inline_policy)),
    ])
}

type Verdict = std::result::Result<(), Rule>;

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
/// Not found when there is none with this id; refused while it is assigned.
pub async fn delete_access_configuration(
    tx: &mut Tx,
    id: &AccessConfigurationId,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let found = get_access_configuration(tx, id).await?;
    let assignments = access_assignments::count(tx, &Filter::with_access_configuration(id)).await?;
    let refusal = Error::conflict(
        ErrorCode::AccessConfigurationHasAssignments,
        format!("{} is still assigned ({assignments} access assignments). Revoke them first.", found.name),
    );
    if assignments > 0 {
        return Err(refusal);
    }
    store::delete(tx, id).await.map_err(|e| e.or_conflict(refusal))?;
    let event = NewEvent::new(EventKind::AccessConfigurationDeleted, actor).target(&found.name);
    events::record(tx, event.detail("id", id), now).await?;
    Ok(())
}
