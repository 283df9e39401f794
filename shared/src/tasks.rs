//! Tasks on the wire: what was started for a user or group, an account and an access configuration, and how it went.

use serde::{Deserialize, Serialize};

use crate::access_assignments::Principal;
use crate::ids::{AccessConfigurationId, AccountId, TaskBatchId, TaskId};
use crate::time::UnixMillis;

/// What a task does, in CloudSSO's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TaskKind {
    /// Makes an access assignment, after the role stands in the account.
    CreateAccessAssignment,
    /// Deletes an access assignment.
    DeleteAccessAssignment,
    /// Makes the role in the account, or brings it up to date.
    ProvisionAccessConfiguration,
    /// Removes the role from the account.
    DeprovisionAccessConfiguration,
}

impl TaskKind {
    /// Every kind, in the order of the filter's list.
    pub const ALL: [TaskKind; 4] = [
        TaskKind::CreateAccessAssignment,
        TaskKind::DeleteAccessAssignment,
        TaskKind::ProvisionAccessConfiguration,
        TaskKind::DeprovisionAccessConfiguration,
    ];
}

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TaskStatus {
    /// Not started, or put off until the cloud answers again: can be cancelled.
    Waiting,
    /// A server works on it.
    InProgress,
    /// An administrator has to do it in the account by hand and then press **Done**: can be cancelled.
    AwaitingAdministrator,
    /// Done.
    Success,
    /// Refused by the cloud or by what has changed meanwhile: can be tried again.
    Failed,
    /// Called off before it started.
    Canceled,
}

impl TaskStatus {
    /// Every status, in the order of the filter's list.
    pub const ALL: [TaskStatus; 6] = [
        TaskStatus::Waiting,
        TaskStatus::InProgress,
        TaskStatus::AwaitingAdministrator,
        TaskStatus::Success,
        TaskStatus::Failed,
        TaskStatus::Canceled,
    ];

    /// Whether nothing more will happen by itself.
    pub fn is_over(self) -> bool {
        matches!(self, TaskStatus::Success | TaskStatus::Failed | TaskStatus::Canceled)
    }
}

/// One task, with the names of the time when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Id.
    pub id: TaskId,
    /// What was started together with it.
    pub batch_id: TaskBatchId,
    /// What it does.
    pub kind: TaskKind,
    /// How far it is.
    pub status: TaskStatus,
    /// The user or group, for access assignments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Principal>,
    /// Its name; empty without one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub principal_name: String,
    /// The account.
    pub account_id: AccountId,
    /// The account's name.
    pub account_name: String,
    /// The access configuration.
    pub access_configuration_id: AccessConfigurationId,
    /// The access configuration's name.
    pub access_configuration_name: String,
    /// Who started it.
    pub actor_name: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<UnixMillis>,
    /// How often the cloud was asked.
    pub attempts: i64,
    /// When the cloud is asked again, while it is put off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<UnixMillis>,
    /// Why it failed, or what put it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<TaskFailure>,
}

/// What stood in a task's way, in the words of whoever refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFailure {
    /// The cloud's code, or an [`crate::error::ErrorCode`] of ours.
    pub code: String,
    /// The cloud's own words, or ours in English.
    pub message: String,
    /// By which the cloud's support finds the request; empty when the cloud was not asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
}

/// Query of the tasks, latest first; every part may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskQuery {
    /// Only what was started together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<TaskBatchId>,
    /// Only this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    /// Only this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TaskKind>,
    /// Only this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// Only this access configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_configuration_id: Option<AccessConfigurationId>,
    /// Only what comes after this in the list: `Page::next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Answer to whatever starts tasks. Changes that need nothing of the cloud are done at once: their tasks have
/// ended when this is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// The tasks together; absent when there was nothing to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<TaskBatchId>,
    /// How many tasks were made.
    pub tasks: u64,
    /// What was there already and got no task.
    pub existing: u64,
}

/// How far the tasks are that were started together: how many have which status.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BatchProgress {
    /// [`TaskStatus::Waiting`].
    pub waiting: u64,
    /// [`TaskStatus::InProgress`].
    pub in_progress: u64,
    /// [`TaskStatus::AwaitingAdministrator`].
    pub awaiting_administrator: u64,
    /// [`TaskStatus::Success`].
    pub success: u64,
    /// [`TaskStatus::Failed`].
    pub failed: u64,
    /// [`TaskStatus::Canceled`].
    pub canceled: u64,
}

impl BatchProgress {
    /// All tasks of the batch.
    pub fn total(&self) -> u64 {
        self.waiting + self.in_progress + self.awaiting_administrator + self.over()
    }

    /// Those that have ended.
    pub fn over(&self) -> u64 {
        self.success + self.failed + self.canceled
    }
}

/// Acts on several tasks at once: cancels those that have not started, or tries failed ones again. Either of
/// the two fields; what is not in the right status is left as it is and not counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChooseTasks {
    /// These tasks.
    #[serde(default)]
    pub task_ids: Vec<TaskId>,
    /// All tasks that were started together.
    #[serde(default)]
    pub batch_id: Option<TaskBatchId>,
}

/// How many tasks were cancelled or are tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TasksChanged {
    /// How many.
    pub changed: u64,
}
