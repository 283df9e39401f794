//! Revoking: at once, with a task as its record. What waits to be made is called off with it, or it would come
//! back.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;
use shared::access_assignments::{DeprovisionStrategy, Principal, REVOKE_MAX, RevokeAccess};
use shared::error::{ErrorCode, Rule};
use shared::events::EventKind;
use shared::provisioning::RoleInAccount;
use shared::tasks::{Started, TaskKind, TaskStatus};

use super::{Triplet, of_principal, store};
use crate::access::provisioning::{self, Turns};
use crate::access::tasks::{self, Batch, NewTask, Row};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

impl<'a> From<&'a RevokeAccess> for Triplet<'a> {
    fn from(revoke: &'a RevokeAccess) -> Self {
        Self {
            principal: &revoke.principal,
            account: &revoke.account_id,
            access_configuration: &revoke.access_configuration_id,
        }
    }
}

/// Revokes access assignments, and calls off the tasks that were to make them. Where the last one of a role goes
/// and its strategy says so, removing the role is started. `waiting` is the status of a task that is not done at
/// once.
///
/// # Errors
/// Not found when one of them is neither there nor waiting to be made: then none is revoked. None or too many.
pub async fn revoke_access(
    tx: &mut Tx,
    revoke: &[RevokeAccess],
    waiting: TaskStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<Started> {
    match revoke.len() {
        0 => return Err(Error::field("access_assignments", Rule::Required)),
        1..=REVOKE_MAX => {}
        _ => return Err(Error::field("access_assignments", Rule::TooMany { max: REVOKE_MAX })),
    }
    directory::lock(tx).await?;
    let roles: BTreeSet<RoleInAccount> = revoke.iter().map(|one| Triplet::from(one).role()).collect();
    let roles: Vec<RoleInAccount> = roles.into_iter().collect();
    let open = tasks::list_open(tx, &roles).await?;
    let mut batch = Batch::new(actor, now)?;
    let mut events = Vec::new();
    let mut called_off: Vec<Row> = Vec::new();
    let mut seen = HashSet::new();
    for triplet in revoke.iter().map(Triplet::from).filter(|triplet| seen.insert(*triplet)) {
        let pending: Vec<&Row> = open.iter().filter(|row| makes(row, &triplet)).collect();
        let task = match (remove(tx, &triplet).await?, pending.first()) {
            (Some(row), _) => {
                events.push(revoked(actor, &row));
                of_row(row)
            }
            (None, Some(pending)) => of_pending(triplet.principal, pending),
            (None, None) => return Err(not_there()),
        };
        called_off.extend(pending.into_iter().cloned());
        batch.done(task)?;
    }
    tasks::call_off(tx, &called_off, actor, now).await?;
    events::record_all(tx, events, now).await?;
    let last: Vec<&RevokeAccess> = revoke
        .iter()
        .filter(|one| {
            one.deprovision_strategy == DeprovisionStrategy::DeprovisionForLastAccessAssignmentOnAccount
        })
        .collect();
    deprovision_unused(tx, &last, &mut batch, waiting, now).await?;
    let started = batch.write(tx, 0).await?;
    // Only now do the tasks stand that tell work from idle work.
    provisioning::forget_idle_work(tx).await?;
    Ok(started)
}

fn not_there() -> Error {
    Error::not_found(ErrorCode::AccessAssignmentNotExists, "There is no such access assignment.")
}

/// Whether the task is to make this access assignment.
fn makes(row: &Row, triplet: &Triplet<'_>) -> bool {
    row.assigns() && row.principal().as_ref() == Some(triplet.principal) && row.role() == triplet.role()
}

/// Removes the access assignment; answers what it was.
async fn remove(tx: &mut Tx, triplet: &Triplet<'_>) -> Result<Option<store::Row>> {
    let found = store::find(tx, triplet).await?;
    let removed = store::delete(tx, triplet).await? > 0;
    Ok(found.filter(|_| removed))
}

fn revoked(actor: &Actor, row: &store::Row) -> NewEvent {
    of_principal(EventKind::AccessRevoked, actor, &row.principal, &row.principal_name)
        .detail("account_id", &row.account_id)
        .detail("account", &row.account_name)
        .detail("access_configuration", &row.access_configuration_name)
}

fn of_row(row: store::Row) -> NewTask {
    NewTask {
        kind: TaskKind::DeleteAccessAssignment,
        principal: Some(row.principal),
        principal_name: row.principal_name,
        role: RoleInAccount {
            account_id: row.account_id,
            access_configuration_id: row.access_configuration_id,
        },
        account_name: row.account_name,
        access_configuration_name: row.access_configuration_name,
    }
}

fn of_pending(principal: &Principal, row: &Row) -> NewTask {
    NewTask {
        kind: TaskKind::DeleteAccessAssignment,
        principal: Some(principal.clone()),
        principal_name: row.principal_name.clone(),
        role: row.role(),
        account_name: row.account_name.clone(),
        access_configuration_name: row.access_configuration_name.clone(),
    }
}

/// Starts removing those of the roles that nothing uses any more and nothing waits for.
async fn deprovision_unused(
    tx: &mut Tx,
    revoked: &[&RevokeAccess],
    batch: &mut Batch<'_>,
    waiting: TaskStatus,
    now: Timestamp,
) -> Result<()> {
    let roles: BTreeSet<RoleInAccount> = revoked.iter().map(|one| Triplet::from(*one).role()).collect();
    let roles: Vec<RoleInAccount> = roles.into_iter().collect();
    let open = tasks::list_open(tx, &roles).await?;
    let mut unused = provisioning::removable(tx, &roles).await?;
    for row in open.iter().filter(|row| row.removes()) {
        unused.remove(&row.role());
    }
    let mut turns = Turns::of_open(&open);
    let mut started = Vec::new();
    for role in roles.into_iter().filter(|role| unused.contains(role)) {
        let (account, configuration) = store::find_names(tx, &role).await?.ok_or_else(not_there)?;
        batch.open(
            provisioning::removal(&role, &account, &configuration),
            waiting,
            turns.next(&role, true),
        )?;
        started.push(role);
    }
    provisioning::ensure_work(tx, &started, waiting, now).await
}
