//! Provisioning: which access configuration stands as a role in which account, and how it gets there.
//!
//! Decides when a role stands, when it is out of date and when it may be removed. The work itself is done a role
//! at a time: [`work`] hands it out and writes how it ended, [`worker`] runs it, [`by_hand`] is for what an
//! administrator does instead. The cloud's side is `cloud`'s.
//!
//! *Why changes wait for each other (`directory::lock`):* a grant relies on the role, a removal on there being no
//! grant; at the same moment each would not see the other.

pub mod api;
mod by_hand;
pub(super) mod manual;
mod policies;
mod roll_out;
mod store;
mod turns;
pub mod work;
pub mod worker;

use std::collections::HashSet;

use jiff::Timestamp;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::ids::{AccessConfigurationId, AccountId, NotAnId};
use shared::page::{PAGE_SIZE, Page};
use shared::provisioning::{Provision, Provisioning, ProvisioningQuery, ProvisioningStatus, RoleInAccount};
use shared::tasks::{Started, TaskKind, TaskStatus};
use shared::time::UnixMillis;

pub use by_hand::{list_manual_work, mark_done};
pub use roll_out::{policies_changed, preview_roll_out};
pub(super) use turns::Turns;

use super::tasks::{self, Batch, NewTask};
use super::{access_configurations, accounts};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, kind_of, word};
use crate::platform::{Error, Result};

/// Most accounts that are named when an access configuration is provisioned.
const ACCOUNTS_MAX: usize = 1_000;

fn role_of(account: String, access_configuration: String) -> Result<RoleInAccount> {
    let fault = |e: NotAnId| Error::bug(format!("a kept id: {e}"));
    Ok(RoleInAccount {
        account_id: account.try_into().map_err(fault)?,
        access_configuration_id: access_configuration.try_into().map_err(fault)?,
    })
}

/// Those of these roles that stand in their account and that nothing is about to remove: an access assignment
/// may be made at once.
pub(super) async fn standing(tx: &mut Tx, roles: &[RoleInAccount]) -> Result<HashSet<RoleInAccount>> {
    let mut standing = HashSet::new();
    for (account, access_configuration, status) in store::list_statuses(tx, roles).await? {
        if kind_of::<ProvisioningStatus>(&status)?.stands() {
            standing.insert(role_of(account, access_configuration)?);
        }
    }
    for task in tasks::list_open(tx, roles).await? {
        if task.removes() {
            standing.remove(&task.role());
        }
    }
    Ok(standing)
}

/// Whether the role stands in the account at this moment, so that somebody can log on as it.
///
/// # Errors
/// When the database fails.
pub async fn stands(tx: &mut Tx, role: &RoleInAccount) -> Result<bool> {
    let found = store::list_statuses(tx, std::slice::from_ref(role)).await?;
    match found.first() {
        None => Ok(false),
        Some((_, _, status)) => Ok(kind_of::<ProvisioningStatus>(status)?.stands()),
    }
}

/// Those of these roles of which something is in the account and that no access assignment uses.
pub(super) async fn removable(tx: &mut Tx, roles: &[RoleInAccount]) -> Result<HashSet<RoleInAccount>> {
    let mut removable = HashSet::new();
    for (account, access_configuration, _) in store::list_statuses(tx, roles).await? {
        removable.insert(role_of(account, access_configuration)?);
    }
    for (account, access_configuration) in store::list_used(tx, roles).await? {
        removable.remove(&role_of(account, access_configuration)?);
    }
    for task in tasks::list_open(tx, roles).await? {
        if !task.removes() {
            removable.remove(&task.role());
        }
    }
    Ok(removable)
}

/// There is work at these roles from now on; `waiting` is the status of its tasks.
pub(super) async fn ensure_work(
    tx: &mut Tx,
    roles: &[RoleInAccount],
    waiting: TaskStatus,
    now: Timestamp,
) -> Result<()> {
    Ok(store::work::ensure(tx, roles, due_at(waiting, now)).await?)
}

fn due_at(waiting: TaskStatus, now: Timestamp) -> i64 {
    match waiting {
        TaskStatus::AwaitingAdministrator => store::work::NEVER,
        _ => now.as_millisecond(),
    }
}

/// Forgets work that no task waits for and nobody has begun.
pub(super) async fn forget_idle_work(tx: &mut Tx) -> Result<()> {
    store::work::delete_idle(tx).await?;
    Ok(())
}

/// A page of what stands where, by account name and access configuration name.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_provisionings(tx: &mut Tx, query: &ProvisioningQuery) -> Result<Page<Provisioning>> {
    let after = match query.after.as_deref() {
        None => store::Place::default(),
        Some(text) => store::Place::parse(text).ok_or_else(Error::no_such_page)?,
    };
    let status = query.status.map(word).transpose()?.unwrap_or_default();
    let filter = store::Filter {
        account: query.account_id.as_ref().map_or("", AccountId::as_str),
        access_configuration: query
            .access_configuration_id
            .as_ref()
            .map_or("", AccessConfigurationId::as_str),
        status: &status,
    };
    let rows = store::list(tx, &filter, &after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count(tx, &filter).await?;
    Page::of_rows(rows, total, store::Row::place).try_map(Provisioning::try_from)
}

impl TryFrom<store::Row> for Provisioning {
    type Error = Error;

    fn try_from(row: store::Row) -> Result<Provisioning> {
        Ok(Provisioning {
            account_id: row.account_id,
            account_name: row.account_name,
            access_configuration_id: row.access_configuration_id,
            access_configuration_name: row.access_configuration_name,
            status: kind_of(&row.status)?,
            provisioned_at: UnixMillis(row.provisioned_at),
            assignments: u64::try_from(row.assignments).unwrap_or_default(),
        })
    }
}

/// Starts provisioning an access configuration on accounts, once more or for the first time. Accounts where that
/// waits to be done already get no task.
///
/// # Errors
/// Not found when there is no such access configuration; an account that does not exist; too many accounts.
pub async fn provision(
    tx: &mut Tx,
    wanted: &Provision,
    waiting: TaskStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<Started> {
    directory::lock(tx).await?;
    let id = &wanted.access_configuration_id;
    let configuration = access_configurations::get_access_configuration(tx, id).await?;
    let accounts = accounts_to_provision(tx, wanted).await?;
    let role = |account: &AccountId| RoleInAccount {
        account_id: account.clone(),
        access_configuration_id: id.clone(),
    };
    let roles: Vec<RoleInAccount> = accounts.iter().map(|(account, _)| role(account)).collect();
    let open = tasks::list_open(tx, &roles).await?;
    let mut turns = Turns::of_open(&open);
    let mut batch = Batch::new(actor, now)?;
    let mut existing = 0;
    for ((_, name), role) in accounts.into_iter().zip(&roles) {
        let waits = |row: &tasks::Row| {
            row.role() == *role && row.kind == "ProvisionAccessConfiguration" && row.status != "InProgress"
        };
        if open.iter().any(waits) {
            existing += 1;
            continue;
        }
        let task = NewTask {
            kind: TaskKind::ProvisionAccessConfiguration,
            principal: None,
            principal_name: String::new(),
            role: role.clone(),
            account_name: name,
            access_configuration_name: configuration.name.clone(),
        };
        batch.open(task, waiting, turns.next(role, false))?;
    }
    ensure_work(tx, &roles, waiting, now).await?;
    batch.write(tx, existing).await
}

/// The accounts that are named, or those where it is out of date, with their names; each once.
async fn accounts_to_provision(tx: &mut Tx, wanted: &Provision) -> Result<Vec<(AccountId, String)>> {
    if wanted.account_ids.is_empty() {
        let rows = store::list_out_of_date(tx, &wanted.access_configuration_id).await?;
        return Ok(rows.into_iter().map(|row| (row.account_id, row.account_name)).collect());
    }
    if wanted.account_ids.len() > ACCOUNTS_MAX {
        return Err(Error::field("account_ids", Rule::TooMany { max: ACCOUNTS_MAX }));
    }
    let mut named = Vec::new();
    let mut seen = HashSet::new();
    for id in &wanted.account_ids {
        if !seen.insert(id) {
            continue;
        }
        match accounts::get_account(tx, id).await {
            Ok(account) => named.push((account.id, account.name)),
            Err(Error::NotFound { .. }) => {
                return Err(Error::fields(vec![FieldError::new("account_ids", Rule::Unknown)]));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(named)
}

/// Starts removing a role from an account.
///
/// # Errors
/// Not found when nothing stands there; refused while access assignments use it, or while other tasks of the
/// role are not over.
pub async fn deprovision(
    tx: &mut Tx,
    role: &RoleInAccount,
    waiting: TaskStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<Started> {
    directory::lock(tx).await?;
    let roles = std::slice::from_ref(role);
    if store::list_statuses(tx, roles).await?.is_empty() {
        return Err(Error::not_found(
            ErrorCode::ProvisioningNotExists,
            "This access configuration is not provisioned on this account.",
        ));
    }
    let configuration =
        access_configurations::get_access_configuration(tx, &role.access_configuration_id).await?;
    let account = accounts::get_account(tx, &role.account_id).await?;
    if !store::list_used(tx, roles).await?.is_empty() {
        let message = format!(
            "{} is still assigned on {}. Revoke the access assignments first.",
            configuration.name, account.name
        );
        return Err(Error::conflict(ErrorCode::ProvisioningHasAssignments, message));
    }
    let open = tasks::list_open(tx, roles).await?;
    if open.iter().any(|task| !task.removes()) {
        let message = format!(
            "Tasks that need {} on {} are not over. Wait for them or cancel them first.",
            configuration.name, account.name
        );
        return Err(Error::conflict(ErrorCode::TaskConflict, message));
    }
    let mut batch = Batch::new(actor, now)?;
    if !open.is_empty() {
        return batch.write(tx, 1).await;
    }
    batch.open(removal(role, &account.name, &configuration.name), waiting, 0)?;
    ensure_work(tx, roles, waiting, now).await?;
    batch.write(tx, 0).await
}

/// The task that removes the role.
pub(super) fn removal(role: &RoleInAccount, account: &str, access_configuration: &str) -> NewTask {
    NewTask {
        kind: TaskKind::DeprovisionAccessConfiguration,
        principal: None,
        principal_name: String::new(),
        role: role.clone(),
        account_name: account.to_owned(),
        access_configuration_name: access_configuration.to_owned(),
    }
}

/// How many access configurations stand in the account.
///
/// # Errors
/// When the database fails.
pub async fn count_on_account(tx: &mut Tx, account: &AccountId) -> Result<i64> {
    Ok(store::count_on_account(tx, account).await?)
}

/// In how many accounts the access configuration stands.
///
/// # Errors
/// When the database fails.
pub async fn count_with_access_configuration(tx: &mut Tx, id: &AccessConfigurationId) -> Result<i64> {
    Ok(store::count_with_access_configuration(tx, id).await?)
}

/// Forgets what stands in an account that is gone at the cloud, and calls off what was to be done there.
///
/// # Errors
/// When the database fails.
pub async fn forget_account(
    tx: &mut Tx,
    id: &AccountId,
    name: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    tasks::call_off_on_account(tx, id, actor, now).await?;
    store::work::delete_on_account(tx, id).await?;
    let forgotten = store::delete_on_account(tx, id).await?;
    if forgotten > 0 {
        let event = NewEvent::new(shared::events::EventKind::ProvisioningForgotten, actor)
            .target(name)
            .detail("account_id", id)
            .detail("roles", forgotten);
        events::record(tx, event, now).await?;
    }
    Ok(())
}
