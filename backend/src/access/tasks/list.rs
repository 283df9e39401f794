//! The list of tasks, and how far those are that were started together.

use shared::error::ErrorCode;
use shared::ids::{AccessConfigurationId, AccountId, TaskBatchId};
use shared::page::{PAGE_SIZE, Page};
use shared::tasks::{BatchProgress, Task, TaskFailure, TaskQuery, TaskStatus};
use shared::time::UnixMillis;

use super::store::{self, Filter, Place, Row};
use crate::platform::db::{Tx, kind_of, word};
use crate::platform::{Error, Result};

/// A page of the tasks, latest first.
///
/// # Errors
/// When `after` is not what a page before gave out.
pub async fn list_tasks(tx: &mut Tx, query: &TaskQuery) -> Result<Page<Task>> {
    let after = match query.after.as_deref() {
        None => Place::top(),
        Some(text) => Place::parse(text).ok_or_else(Error::no_such_page)?,
    };
    let text = |id: Option<&str>| id.unwrap_or_default().to_owned();
    let filter = Filter {
        batch: text(query.batch_id.as_ref().map(TaskBatchId::as_str)),
        account: text(query.account_id.as_ref().map(AccountId::as_str)),
        access_configuration: text(query.access_configuration_id.as_ref().map(AccessConfigurationId::as_str)),
        status: query.status.map(word).transpose()?.unwrap_or_default(),
        kind: query.kind.map(word).transpose()?.unwrap_or_default(),
    };
    let rows = store::list(tx, &filter, &after, PAGE_SIZE as i64 + 1).await?;
    let total = store::count(tx, &filter).await?;
    Page::of_rows(rows, total, Row::place).try_map(Task::try_from)
}

impl TryFrom<Row> for Task {
    type Error = Error;

    fn try_from(row: Row) -> Result<Task> {
        let failure = (!row.failure_code.is_empty()).then(|| TaskFailure {
            code: row.failure_code.clone(),
            message: row.failure_message.clone(),
            request_id: row.failure_request_id.clone(),
        });
        Ok(Task {
            kind: row.kind()?,
            status: row.status()?,
            principal: row.principal(),
            failure,
            id: row.id,
            batch_id: row.batch_id,
            principal_name: row.principal_name,
            account_id: row.account_id,
            account_name: row.account_name,
            access_configuration_id: row.access_configuration_id,
            access_configuration_name: row.access_configuration_name,
            actor_name: row.actor_name,
            created_at: UnixMillis(row.created_at),
            finished_at: row.finished_at.map(UnixMillis),
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at.map(UnixMillis),
        })
    }
}

/// How far the tasks are that were started together.
///
/// # Errors
/// Not found when none were started under this id.
pub async fn get_batch_progress(tx: &mut Tx, batch: &TaskBatchId) -> Result<BatchProgress> {
    let mut progress = BatchProgress::default();
    for (status, count) in store::count_by_status(tx, batch).await? {
        let count = u64::try_from(count).unwrap_or_default();
        match kind_of::<TaskStatus>(&status)? {
            TaskStatus::Waiting => progress.waiting = count,
            TaskStatus::InProgress => progress.in_progress = count,
            TaskStatus::AwaitingAdministrator => progress.awaiting_administrator = count,
            TaskStatus::Success => progress.success = count,
            TaskStatus::Failed => progress.failed = count,
            TaskStatus::Canceled => progress.canceled = count,
        }
    }
    if progress.total() == 0 {
        return Err(Error::not_found(
            ErrorCode::TaskBatchNotExists,
            format!("There are no tasks of {batch}."),
        ));
    }
    Ok(progress)
}
