//! Access assignments: a user may use an access configuration on an account.
//!
//! Granting is all or nothing and safe to repeat. The audit log gets one record for each assignment made, so
//! that it answers who got what where.

pub mod api;
mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use shared::access_assignments::{AccessAssignment, GRANT_MAX, GrantAccess, Granted, RevokeAccess};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{AccessConfigurationId, AccountId, UserId};
use shared::page::{PAGE_SIZE, Page};

use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Which access assignments; what is absent does not narrow. Also the query of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Of this user.
    user_id: Option<UserId>,
    /// On this account.
    account_id: Option<AccountId>,
    /// With this access configuration.
    access_configuration_id: Option<AccessConfigurationId>,
    /// Only what comes after this in the list.
    after: Option<String>,
}

impl Filter {
    /// Those on one account.
    pub fn on_account(id: &AccountId) -> Self {
        Self { account_id: Some(id.clone()), ..Self::default() }
    }

    /// Those with one access configuration.
    pub fn with_access_configuration(id: &AccessConfigurationId) -> Self {
        Self { access_configuration_id: Some(id.clone()), ..Self::default() }
    }
}

/// What makes an access assignment.
struct Triplet<'a> {
    user: &'a UserId,
    account: &'a AccountId,
    access_configuration: &'a AccessConfigurationId,
}

/// How many access assignments the filter lets through.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &mut Tx, filter: &Filter) -> Result<u64> {
    Ok(store::count(tx, filter).await?)
}

/// A page of access assignments, by user name, account and access configuration.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_access_assignments(tx: &mut Tx, filter: &Filter) -> Result<Page<AccessAssignment>> {
    let after = match filter.after.as_deref() {
        None => store::Place::default(),
        Some(text) => store::Place::parse(text).ok_or_else(Error::no_such_page)?,
    };
    let rows = store::list(tx, filter, &after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count(tx, filter).await?;
    Page::of_rows(rows, total, store::Row::place).try_map(|row| Ok(row.into()))
}

/// Names of what a grant speaks of, by id; each id once.
struct Named {
    users: BTreeMap<UserId, String>,
    accounts: BTreeMap<AccountId, String>,
    access_configurations: BTreeMap<AccessConfigurationId, String>,
}

impl Named {
    /// Every combination.
    fn triplets(&self) -> Vec<Triplet<'_>> {
        let mut triplets = Vec::new();
        for user in self.users.keys() {
            for account in self.accounts.keys() {
                for access_configuration in self.access_configurations.keys() {
                    triplets.push(Triplet { user, account, access_configuration });
                }
            }
        }
        triplets
    }
}

/// Grants every access configuration named to every user named on every account named.
///
/// # Errors
/// A list that is empty or names what does not exist; more than [`GRANT_MAX`] access assignments.
pub async fn grant_access(
    tx: &mut Tx,
    grant: &GrantAccess,
    actor: &Actor,
    now: Timestamp,
) -> Result<Granted> {
    let lists = [grant.user_ids.len(), grant.account_ids.len(), grant.access_configuration_ids.len()];
    if lists.iter().try_fold(1, |product: usize, len| product.checked_mul(*len)).is_none_or(|n| n > GRANT_MAX)
    {
        return Err(Error::invalid(
            ErrorCode::LimitExceeded,
            format!("That is more than {GRANT_MAX} access assignments at once. Grant them in parts."),
        ));
    }
    let named = look_up(tx, grant).await?;
    let triplets = named.triplets();
    let made = store::insert_missing(tx, &triplets, now).await.map_err(|e| {
        e.or_conflict(Error::conflict(
            ErrorCode::InvalidParameter,
            "What was to be granted has been deleted in the meantime. Look again and retry.",
        ))
    })?;
    let events = made.iter().map(|made| {
        NewEvent::new(EventKind::AccessGranted, actor)
            .target(name(&named.users, &made.user_id))
            .detail("account_id", &made.account_id)
            .detail("account", name(&named.accounts, &made.account_id))
            .detail("access_configuration", name(&named.access_configurations, &made.access_configuration_id))
    });
    events::record_all(tx, events, now).await?;
    let granted = made.len() as u64;
    Ok(Granted { granted, existing: triplets.len() as u64 - granted })
}

/// The name that was looked up.
fn name<'a, Id: Ord>(names: &'a BTreeMap<Id, String>, id: &Id) -> &'a str {
    names.get(id).map_or("", String::as_str)
}

async fn look_up(tx: &mut Tx, grant: &GrantAccess) -> Result<Named> {
    let mut named =
        Named { users: BTreeMap::new(), accounts: BTreeMap::new(), access_configurations: BTreeMap::new() };
    let mut users = some_of(&grant.user_ids);
    for id in &grant.user_ids {
        match store::find_user_name(tx, id).await? {
            Some((name,)) => _ = named.users.insert(id.clone(), name),
            None => users = Err(Rule::Unknown),
        }
    }
    let mut accounts = some_of(&grant.account_ids);
    for id in &grant.account_ids {
        match store::find_account_name(tx, id).await? {
            Some((name,)) => _ = named.accounts.insert(id.clone(), name),
            None => accounts = Err(Rule::Unknown),
        }
    }
    let mut configurations = some_of(&grant.access_configuration_ids);
    for id in &grant.access_configuration_ids {
        match store::find_access_configuration_name(tx, id).await? {
            Some((name,)) => _ = named.access_configurations.insert(id.clone(), name),
            None => configurations = Err(Rule::Unknown),
        }
    }
    let faults = FieldError::of([
        ("user_ids", users),
        ("account_ids", accounts),
        ("access_configuration_ids", configurations),
    ]);
    if faults.is_empty() { Ok(named) } else { Err(Error::fields(faults)) }
}

fn some_of<Id>(ids: &[Id]) -> std::result::Result<(), Rule> {
    if ids.is_empty() { Err(Rule::Required) } else { Ok(()) }
}

/// Revokes one access assignment.
///
/// # Errors
/// Not found when it is not there.
pub async fn revoke_access(tx: &mut Tx, revoke: &RevokeAccess, actor: &Actor, now: Timestamp) -> Result<()> {
    let triplet = Triplet {
        user: &revoke.user_id,
        account: &revoke.account_id,
        access_configuration: &revoke.access_configuration_id,
    };
    let not_there =
        || Error::not_found(ErrorCode::AccessAssignmentNotExists, "There is no such access assignment.");
    let found = store::find(tx, &triplet).await?.ok_or_else(not_there)?;
    if store::delete(tx, &triplet).await? == 0 {
        return Err(not_there());
    }
    let event = NewEvent::new(EventKind::AccessRevoked, actor)
        .target(&found.user_name)
        .detail("account_id", &found.account_id)
        .detail("account", &found.account_name)
        .detail("access_configuration", &found.access_configuration_name);
    events::record(tx, event, now).await?;
    Ok(())
}
