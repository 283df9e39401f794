//! Granting: every combination that is not there yet gets a task. Where the role stands already, the assignment is
//! made and the task ended in the same transaction; elsewhere the assignment follows once the role was made.
//!
//! A grant is all or nothing and safe to repeat.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use shared::access_assignments::{GRANT_MAX, GrantAccess, Principal};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{AccessConfigurationId, AccountId};
use shared::provisioning::RoleInAccount;
use shared::tasks::{Started, TaskKind, TaskStatus};

use super::{Triplet, of_principal, store};
use crate::access::provisioning::{self, Turns, work};
use crate::access::tasks::{self, Batch, NewTask, Row};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Names of what a grant speaks of, by id; each id once.
#[derive(Debug, Default)]
pub struct Named {
    /// Of users and groups.
    pub principals: BTreeMap<Principal, String>,
    /// Of accounts.
    pub accounts: BTreeMap<AccountId, String>,
    /// Of access configurations.
    pub access_configurations: BTreeMap<AccessConfigurationId, String>,
}

impl Named {
    /// Every combination.
    pub(super) fn triplets(&self) -> Vec<Triplet<'_>> {
        let mut triplets = Vec::new();
        for principal in self.principals.keys() {
            for account in self.accounts.keys() {
                for access_configuration in self.access_configurations.keys() {
                    triplets.push(Triplet { principal, account, access_configuration });
                }
            }
        }
        triplets
    }

    /// The task that makes the access assignment.
    fn task(&self, triplet: &Triplet<'_>) -> NewTask {
        NewTask {
            kind: TaskKind::CreateAccessAssignment,
            principal: Some(triplet.principal.clone()),
            principal_name: name(&self.principals, triplet.principal).to_owned(),
            role: triplet.role(),
            account_name: name(&self.accounts, triplet.account).to_owned(),
            access_configuration_name: name(&self.access_configurations, triplet.access_configuration)
                .to_owned(),
        }
    }
}

/// Grants every access configuration named to every user and group named on every account named. What is there
/// already, or waits to be made, gets no task. `waiting` is the status of a task that is not done at once.
///
/// # Errors
/// A list that is empty or names what does not exist; more than [`GRANT_MAX`] access assignments.
pub async fn grant_access(
    tx: &mut Tx,
    grant: &GrantAccess,
    waiting: TaskStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<Started> {
    check_size(grant)?;
    directory::lock(tx).await?;
    let named = look_up(tx, grant).await?;
    grant_triplets(tx, &named, &named.triplets(), waiting, actor, now).await
}

/// Grants single access assignments as [`grant_access`] grants every combination; `named` has what they speak of.
///
/// # Errors
/// When something that they speak of is gone.
pub async fn grant_each(
    tx: &mut Tx,
    named: &Named,
    wanted: &[(Principal, AccountId, AccessConfigurationId)],
    waiting: TaskStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<Started> {
    directory::lock(tx).await?;
    let triplets: Vec<Triplet<'_>> = wanted
        .iter()
        .map(|(principal, account, access_configuration)| Triplet {
            principal,
            account,
            access_configuration,
        })
        .collect();
    grant_triplets(tx, named, &triplets, waiting, actor, now).await
}

async fn grant_triplets(
    tx: &mut Tx,
    named: &Named,
    triplets: &[Triplet<'_>],
    waiting: TaskStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<Started> {
    let roles: Vec<RoleInAccount> =
        triplets.iter().map(Triplet::role).collect::<BTreeSet<_>>().into_iter().collect();
    let standing = provisioning::standing(tx, &roles).await?;
    let open = tasks::list_open(tx, &roles).await?;
    let waits: HashSet<(Principal, RoleInAccount)> = open
        .iter()
        .filter(|row| row.assigns())
        .filter_map(|row| Some((row.principal()?, row.role())))
        .collect();
    let (at_once, later): (Vec<Triplet<'_>>, Vec<Triplet<'_>>) =
        triplets.iter().copied().partition(|triplet| standing.contains(&triplet.role()));
    let mut batch = Batch::new(actor, now)?;
    let made = make(tx, named, &at_once, actor, now).await?;
    let mut new = made.len();
    for made in &made {
        let triplet = Triplet {
            principal: &made.principal,
            account: &made.account_id,
            access_configuration: &made.access_configuration_id,
        };
        batch.done(named.task(&triplet))?;
    }
    let mut turns = Turns::of_open(&open);
    let mut worked_at = BTreeSet::new();
    for triplet in &later {
        let role = triplet.role();
        if !waits.contains(&(triplet.principal.clone(), role.clone())) {
            batch.open(named.task(triplet), waiting, turns.next(&role, false))?;
            worked_at.insert(role);
            new += 1;
        }
    }
    let worked_at: Vec<RoleInAccount> = worked_at.into_iter().collect();
    provisioning::ensure_work(tx, &worked_at, waiting, now).await?;
    batch.write(tx, (triplets.len() - new) as u64).await
}

/// Makes those of the access assignments that are not there, whose roles stand.
async fn make(
    tx: &mut Tx,
    named: &Named,
    triplets: &[Triplet<'_>],
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<store::Made>> {
    let made = store::insert_missing(tx, triplets, now).await.map_err(|e| {
        e.or_conflict(Error::conflict(
            ErrorCode::InvalidParameter,
            "What was to be granted has been deleted in the meantime. Look again and retry.",
        ))
    })?;
    let events = made.iter().map(|made| {
        granted(
            actor,
            made,
            name(&named.principals, &made.principal),
            name(&named.accounts, &made.account_id),
            name(&named.access_configurations, &made.access_configuration_id),
        )
    });
    events::record_all(tx, events, now).await?;
    Ok(made)
}

fn granted(
    actor: &Actor,
    made: &store::Made,
    principal: &str,
    account: &str,
    access_configuration: &str,
) -> NewEvent {
    of_principal(EventKind::AccessGranted, actor, &made.principal, principal)
        .detail("account_id", &made.account_id)
        .detail("account", account)
        .detail("access_configuration", access_configuration)
}

/// Makes the access assignments of tasks whose role stands, and ends the tasks: without success where the user or
/// group is gone.
///
/// # Errors
/// Unavailable when a user or group was deleted at the same moment: the next try finds that out.
pub(in crate::access) async fn complete(tx: &mut Tx, rows: &[Row], now: Timestamp) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let missing = tasks::missing_principals(tx, rows).await?;
    let mut lost = Vec::new();
    let mut there: Vec<(Principal, &Row)> = Vec::new();
    for row in rows {
        match row.principal() {
            Some(principal) if !missing.contains(&principal) => there.push((principal, row)),
            _ => lost.push((row.clone(), gone(row)?)),
        }
    }
    let triplets: Vec<Triplet<'_>> = there
        .iter()
        .map(|(principal, row)| Triplet {
            principal,
            account: &row.account_id,
            access_configuration: &row.access_configuration_id,
        })
        .collect();
    let meanwhile = || Error::Unavailable("a user or group was deleted in the meantime".into());
    let made = store::insert_missing(tx, &triplets, now).await.map_err(|e| e.or_conflict(meanwhile()))?;
    let by_triplet: HashMap<(&Principal, &AccountId, &AccessConfigurationId), &Row> = there
        .iter()
        .map(|(principal, row)| ((principal, &row.account_id, &row.access_configuration_id), *row))
        .collect();
    let mut events = Vec::with_capacity(made.len());
    for made in &made {
        let key = (&made.principal, &made.account_id, &made.access_configuration_id);
        let row = by_triplet.get(&key).ok_or_else(|| Error::bug("an assignment that no task asked for"))?;
        events.push(granted(
            &row.actor()?,
            made,
            &row.principal_name,
            &row.account_name,
            &row.access_configuration_name,
        ));
    }
    events::record_all(tx, events, now).await?;
    let ended: Vec<Row> = there.iter().map(|(_, row)| (*row).clone()).collect();
    tasks::succeed(tx, &ended, now).await?;
    tasks::fail(tx, lost, now).await
}

/// Why the task's access assignment cannot be made.
fn gone(row: &Row) -> Result<shared::tasks::TaskFailure> {
    let (code, kind) = match row.principal() {
        Some(Principal::Group(_)) => (ErrorCode::GroupNotExists, "group"),
        _ => (ErrorCode::UserNotExists, "user"),
    };
    work::ours(code, &format!("The {kind} {} has been deleted in the meantime.", row.principal_name))
}

/// Checks that the grant is not too large.
pub(super) fn check_size(grant: &GrantAccess) -> Result<()> {
    let principals = grant.user_ids.len() + grant.group_ids.len();
    let lists = [principals, grant.account_ids.len(), grant.access_configuration_ids.len()];
    if lists.iter().try_fold(1, |product: usize, len| product.checked_mul(*len)).is_none_or(|n| n > GRANT_MAX)
    {
        return Err(Error::invalid(
            ErrorCode::LimitExceeded,
            format!("That is more than {GRANT_MAX} access assignments at once. Grant them in parts."),
        ));
    }
    Ok(())
}

/// The name that was looked up.
pub(super) fn name<'a, Id: Ord>(names: &'a BTreeMap<Id, String>, id: &Id) -> &'a str {
    names.get(id).map_or("", String::as_str)
}

pub(super) async fn look_up(tx: &mut Tx, grant: &GrantAccess) -> Result<Named> {
    let mut named = Named::default();
    let mut users = if grant.group_ids.is_empty() { some_of(&grant.user_ids) } else { Ok(()) };
    let names: HashMap<String, String> =
        store::list_user_names(tx, &grant.user_ids).await?.into_iter().collect();
    for id in &grant.user_ids {
        match names.get(id.as_str()).cloned() {
            Some(name) => _ = named.principals.insert(Principal::User(id.clone()), name),
            None => users = Err(Rule::Unknown),
        }
    }
    let mut groups = Ok(());
    let names: HashMap<String, String> =
        store::list_group_names(tx, &grant.group_ids).await?.into_iter().collect();
    for id in &grant.group_ids {
        match names.get(id.as_str()).cloned() {
            Some(name) => _ = named.principals.insert(Principal::Group(id.clone()), name),
            None => groups = Err(Rule::Unknown),
        }
    }
    let mut accounts = some_of(&grant.account_ids);
    let names: HashMap<String, String> =
        store::list_account_names(tx, &grant.account_ids).await?.into_iter().collect();
    for id in &grant.account_ids {
        match names.get(id.as_str()).cloned() {
            Some(name) => _ = named.accounts.insert(id.clone(), name),
            None => accounts = Err(Rule::Unknown),
        }
    }
    let mut configurations = some_of(&grant.access_configuration_ids);
    let names: HashMap<String, String> =
        store::list_access_configuration_names(tx, &grant.access_configuration_ids)
            .await?
            .into_iter()
            .collect();
    for id in &grant.access_configuration_ids {
        match names.get(id.as_str()).cloned() {
            Some(name) => _ = named.access_configurations.insert(id.clone(), name),
            None => configurations = Err(Rule::Unknown),
        }
    }
    let faults = FieldError::of([
        ("user_ids", users),
        ("group_ids", groups),
        ("account_ids", accounts),
        ("access_configuration_ids", configurations),
    ]);
    if faults.is_empty() { Ok(named) } else { Err(Error::fields(faults)) }
}

fn some_of<Id>(ids: &[Id]) -> std::result::Result<(), Rule> {
    if ids.is_empty() { Err(Rule::Required) } else { Ok(()) }
}
