//! Cancelling what has not started, and trying again what has failed.

use std::collections::HashSet;

use jiff::Timestamp;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::provisioning::RoleInAccount;
use shared::tasks::{ChooseTasks, TaskStatus, TasksChanged};

use super::{Row, call_off, existing_roles, missing_principals, store};
use crate::access::{access_assignments, provisioning};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result};

/// Most tasks that are named in one request; those of a batch are not counted.
const CHOSEN_MAX: usize = 1_000;

/// Calls off the chosen tasks that have not started.
///
/// # Errors
/// When neither or both of the two ways to choose are used, or too many tasks are named.
pub async fn cancel_tasks(
    tx: &mut Tx,
    choice: &ChooseTasks,
    actor: &Actor,
    now: Timestamp,
) -> Result<TasksChanged> {
    directory::lock(tx).await?;
    let mut rows = chosen(tx, choice).await?;
    rows.retain(|row| matches!(row.status(), Ok(TaskStatus::Waiting | TaskStatus::AwaitingAdministrator)));
    call_off(tx, &rows, actor, now).await?;
    provisioning::forget_idle_work(tx).await?;
    Ok(TasksChanged { changed: rows.len() as u64 })
}

/// Tries the chosen tasks again that have failed. Those that cannot succeed any more (because what they name is
/// gone, or because the role that they were to remove is in use) are left as they are. `waiting` is the status
/// of a task that is not done at once.
///
/// # Errors
/// As [`cancel_tasks`].
pub async fn retry_tasks(
    tx: &mut Tx,
    choice: &ChooseTasks,
    waiting: TaskStatus,
    actor: &Actor,
    now: Timestamp,
) -> Result<TasksChanged> {
    directory::lock(tx).await?;
    let mut rows = chosen(tx, choice).await?;
    rows.retain(|row| matches!(row.status(), Ok(TaskStatus::Failed)));
    let mut rows = possible(tx, rows).await?;
    let mut turns = provisioning::Turns::of(tx, rows.iter().map(Row::role)).await?;
    for row in &mut rows {
        row.status = word(waiting)?;
        row.turn = turns.next(&row.role(), row.removes());
    }
    store::reopen(tx, &rows).await?;
    let roles: Vec<RoleInAccount> = distinct(&rows);
    let standing = provisioning::standing(tx, &roles).await?;
    let (at_once, later): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| row.assigns() && standing.contains(&row.role()));
    access_assignments::complete(tx, &at_once, now).await?;
    provisioning::ensure_work(tx, &distinct(&later), waiting, now).await?;
    let changed = at_once.len() + later.len();
    if changed > 0 {
        let event = NewEvent::new(EventKind::TasksRetried, actor).detail("tasks", changed);
        events::record(tx, event, now).await?;
    }
    Ok(TasksChanged { changed: changed as u64 })
}

fn distinct(rows: &[Row]) -> Vec<RoleInAccount> {
    let roles: std::collections::BTreeSet<RoleInAccount> = rows.iter().map(Row::role).collect();
    roles.into_iter().collect()
}

async fn chosen(tx: &mut Tx, choice: &ChooseTasks) -> Result<Vec<Row>> {
    match (&choice.batch_id, choice.task_ids.len()) {
        (Some(batch), 0) => Ok(store::list_of_batch(tx, batch).await?),
        (None, 1..=CHOSEN_MAX) => {
            let distinct: HashSet<_> = choice.task_ids.iter().cloned().collect();
            let ids: Vec<_> = distinct.into_iter().collect();
            Ok(store::list_by_ids(tx, &ids).await?)
        }
        (None, 0) => Err(Error::field("task_ids", Rule::Required)),
        (None, _) => Err(Error::fields(vec![FieldError::new("task_ids", Rule::TooMany { max: CHOSEN_MAX })])),
        (Some(_), _) => Err(Error::invalid(
            ErrorCode::InvalidParameter,
            "Name either the tasks or what was started together, not both.",
        )),
    }
}

/// Those that may succeed as things are.
async fn possible(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<Row>> {
    let roles = distinct(&rows);
    let there = existing_roles(tx, &roles).await?;
    let missing = missing_principals(tx, &rows).await?;
    let removable = provisioning::removable(tx, &roles).await?;
    let fits = |row: &Row| {
        there.contains(&row.role())
            && row.principal().is_none_or(|principal| !missing.contains(&principal))
            && (!row.removes() || removable.contains(&row.role()))
    };
    // A removal and a making of one role at once would contradict each other: what makes it wins.
    let made: HashSet<RoleInAccount> =
        rows.iter().filter(|row| !row.removes() && fits(row)).map(Row::role).collect();
    Ok(rows.into_iter().filter(|row| fits(row) && !(row.removes() && made.contains(&row.role()))).collect())
}
