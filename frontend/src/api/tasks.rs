//! Tasks, and what was started together.

use shared::page::Page;
use shared::paths;
use shared::tasks::{BatchProgress, ChooseTasks, Task, TasksChanged};

use super::{Answer, http};
use crate::links::{encode, with_query};

/// Which tasks to list; empty parts do not narrow the list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Started together.
    pub batch_id: String,
    /// Of this status, as on the wire.
    pub status: String,
    /// Of this kind, as on the wire.
    pub kind: String,
    /// On this account.
    pub account_id: String,
}

/// One page of tasks, latest first.
pub async fn list_tasks(filter: &Filter, after: &str) -> Answer<Page<Task>> {
    let query = [
        ("batch_id", filter.batch_id.as_str()),
        ("status", &filter.status),
        ("kind", &filter.kind),
        ("account_id", &filter.account_id),
        ("after", after),
    ];
    http::get(&with_query(paths::TASKS, &query)).await
}

/// How far the tasks are that were started together.
pub async fn get_batch_progress(id: &str) -> Answer<BatchProgress> {
    http::get(&paths::with_id(paths::TASK_BATCH, &encode(id))).await
}

/// Calls off those that have not started.
pub async fn cancel_tasks(body: &ChooseTasks) -> Answer<TasksChanged> {
    http::ask("POST", paths::TASKS_CANCEL, body).await
}

/// Tries those again that have failed.
pub async fn retry_tasks(body: &ChooseTasks) -> Answer<TasksChanged> {
    http::ask("POST", paths::TASKS_RETRY, body).await
}
