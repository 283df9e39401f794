//! Access configurations and access assignments.

use std::collections::{HashMap, HashSet};

use shared::access_assignments::{DeprovisionStrategy, REVOKE_MAX, RevokeAccess};
use shared::access_configurations::CreateAccessConfiguration;
use shared::ids::AccessConfigurationId;

use super::super::difference::Changes;
use super::super::entries::{
    AccessAssignmentEntry, AccessConfigurationEntry, Entry, access_configuration_key,
};
use super::super::judge::update_of;
use super::super::present::{Present, Triplet};
use super::people::{People, lost};
use super::places::Places;
use super::{Applying, about};
use crate::access::access_assignments::{self, Named};
use crate::access::access_configurations;
use crate::platform::Result;
use crate::platform::db::Tx;

/// Every access configuration that may be named, by key.
pub(super) type Configurations = HashMap<String, (AccessConfigurationId, String)>;

fn role(entry: &AccessAssignmentEntry) -> (String, String) {
    (entry.account.clone(), access_configuration_key(&entry.access_configuration))
}

/// Revokes; a role that nobody is assigned any more, nor is to be, is removed from its account.
pub(super) async fn revoke(
    tx: &mut Tx,
    assignments: &Changes<Triplet, AccessAssignmentEntry>,
    by: Applying<'_>,
) -> Result<()> {
    let needed: HashSet<(String, String)> = assignments.add.iter().map(|it| role(&it.entry)).collect();
    let strategy = |entry: &AccessAssignmentEntry| match needed.contains(&role(entry)) {
        true => DeprovisionStrategy::None,
        false => DeprovisionStrategy::DeprovisionForLastAccessAssignmentOnAccount,
    };
    let unwanted: Vec<RevokeAccess> = assignments
        .delete
        .iter()
        .map(|here| RevokeAccess {
            principal: here.id.0.clone(),
            account_id: here.id.1.clone(),
            access_configuration_id: here.id.2.clone(),
            deprovision_strategy: strategy(&here.entry),
        })
        .collect();
    for some in unwanted.chunks(REVOKE_MAX) {
        access_assignments::revoke_access(tx, some, by.waiting, by.actor, by.now).await?;
    }
    Ok(())
}

pub(super) async fn configurations(
    tx: &mut Tx,
    changes: &Changes<AccessConfigurationId, AccessConfigurationEntry>,
    present: &Present,
    by: Applying<'_>,
) -> Result<Configurations> {
    let known = present.access_configurations.iter();
    let mut all: Configurations =
        known.map(|(key, here)| (key.clone(), (here.id.clone(), here.entry.name.clone()))).collect();
    for here in &changes.delete {
        access_configurations::delete_access_configuration(tx, &here.id, by.actor, by.now)
            .await
            .map_err(|error| about(&format!("access configuration {}", here.entry.name), error))?;
    }
    for change in &changes.change {
        let revision = access_configurations::get_access_configuration(tx, &change.id).await?.revision;
        let wanted = update_of(&change.after, revision);
        access_configurations::update_access_configuration(
            tx,
            &change.id,
            wanted,
            by.sign_in_url,
            by.actor,
            by.now,
        )
        .await
        .map_err(|error| about(&format!("access configuration {}", change.after.name), error))?;
    }
    for entry in changes.add.iter().map(|located| &located.entry) {
        let new = CreateAccessConfiguration {
            name: entry.name.clone(),
            description: entry.description.clone(),
            session_duration: entry.session_duration,
            relay_state: entry.relay_state.clone(),
            system_policies: entry.system_policies.clone(),
            inline_policy: entry.inline_policy.clone(),
        };
        let made =
            access_configurations::create_access_configuration(tx, new, by.sign_in_url, by.actor, by.now)
                .await
                .map_err(|error| about(&format!("access configuration {}", entry.name), error))?;
        all.insert(entry.key(), (made.id, made.name));
    }
    Ok(all)
}

pub(super) async fn grant(
    tx: &mut Tx,
    assignments: &Changes<Triplet, AccessAssignmentEntry>,
    (people, places, configurations): (&People, &Places, &Configurations),
    by: Applying<'_>,
) -> Result<()> {
    if assignments.add.is_empty() {
        return Ok(());
    }
    let mut named = Named::default();
    let mut wanted: Vec<Triplet> = Vec::with_capacity(assignments.add.len());
    for entry in assignments.add.iter().map(|located| &located.entry) {
        let (principal, name) = people.principal(&entry.user, &entry.group)?;
        named.principals.insert(principal.clone(), name.to_owned());
        let (account, name) = places.account(&entry.account)?;
        named.accounts.insert(account.clone(), name.clone());
        let key = access_configuration_key(&entry.access_configuration);
        let (configuration, name) = configurations.get(&key).ok_or_else(lost)?;
        named.access_configurations.insert(configuration.clone(), name.clone());
        wanted.push((principal, account.clone(), configuration.clone()));
    }
    access_assignments::grant_each(tx, &named, &wanted, by.waiting, by.actor, by.now).await?;
    Ok(())
}
