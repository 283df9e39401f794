//! Tasks: what was started for a user or group, an account and an access configuration, and how it goes.
//!
//! Decides what a task says and when it is over. What is done for a task is decided in `provisioning` and
//! `access_assignments`. Tasks are kept without end; names in them are of the time when they were made.

pub mod api;
mod change;
mod list;
pub(super) mod store;

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;
use shared::access_assignments::Principal;
use shared::events::EventKind;
use shared::ids::{AccessConfigurationId, AccountId, GroupId, TaskBatchId, TaskId, UserId};
use shared::provisioning::RoleInAccount;
use shared::tasks::{Started, TaskFailure, TaskKind, TaskStatus};

pub use change::{cancel_tasks, retry_tasks};
pub use list::{get_batch_progress, list_tasks};
pub(super) use store::Row;

use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, kind_of, word};
use crate::platform::{Error, Result, random};

/// A task that is to be made.
#[derive(Debug, Clone)]
pub(super) struct NewTask {
    pub kind: TaskKind,
    pub principal: Option<Principal>,
    pub principal_name: String,
    pub role: RoleInAccount,
    pub account_name: String,
    pub access_configuration_name: String,
}

/// Tasks that are started together.
pub(super) struct Batch<'a> {
    id: TaskBatchId,
    actor: &'a Actor,
    now: Timestamp,
    rows: Vec<Row>,
}

impl<'a> Batch<'a> {
    /// Nothing yet.
    pub(super) fn new(actor: &'a Actor, now: Timestamp) -> Result<Self> {
        Ok(Self { id: random::id(TaskBatchId::PREFIX)?, actor, now, rows: Vec::new() })
    }

    /// A task for what is done already.
    pub(super) fn done(&mut self, task: NewTask) -> Result<()> {
        self.put(task, TaskStatus::Success, 0)
    }

    /// A task that is done in its turn.
    pub(super) fn open(&mut self, task: NewTask, status: TaskStatus, turn: i64) -> Result<()> {
        self.put(task, status, turn)
    }

    fn put(&mut self, task: NewTask, status: TaskStatus, turn: i64) -> Result<()> {
        let (user_id, group_id) = match &task.principal {
            Some(Principal::User(id)) => (Some(id.to_string()), None),
            Some(Principal::Group(id)) => (None, Some(id.to_string())),
            None => (None, None),
        };
        let now = self.now.as_millisecond();
        self.rows.push(Row {
            created_at: now,
            id: random::id(TaskId::PREFIX)?,
            batch_id: self.id.clone(),
            kind: word(task.kind)?,
            status: word(status)?,
            turn,
            user_id,
            group_id,
            principal_name: task.principal_name,
            account_id: task.role.account_id,
            account_name: task.account_name,
            access_configuration_id: task.role.access_configuration_id,
            access_configuration_name: task.access_configuration_name,
            actor_kind: word(self.actor.kind)?,
            actor_id: self.actor.id.clone(),
            actor_name: self.actor.name.clone(),
            actor_address: self.actor.address.clone(),
            attempts: 0,
            failure_code: String::new(),
            failure_message: String::new(),
            failure_request_id: String::new(),
            finished_at: status.is_over().then_some(now),
            next_attempt_at: None,
        });
        Ok(())
    }

    /// Writes the tasks, and to the audit log that some were started that could not be done at once.
    pub(super) async fn write(self, tx: &mut Tx, existing: u64) -> Result<Started> {
        store::insert(tx, &self.rows).await?;
        let open = self.rows.iter().filter(|row| row.finished_at.is_none()).count();
        if open > 0 {
            let event = NewEvent::new(EventKind::TasksStarted, self.actor)
                .detail("batch_id", &self.id)
                .detail("tasks", open);
            events::record(tx, event, self.now).await?;
        }
        let tasks = self.rows.len() as u64;
        Ok(Started { batch_id: (tasks > 0).then_some(self.id), tasks, existing })
    }
}

impl Row {
    pub(super) fn kind(&self) -> Result<TaskKind> {
        kind_of(&self.kind)
    }

    pub(super) fn status(&self) -> Result<TaskStatus> {
        kind_of(&self.status)
    }

    /// Whether the task removes the role from the account; all others need it there.
    pub(super) fn removes(&self) -> bool {
        self.kind == "DeprovisionAccessConfiguration"
    }

    /// Whether the task makes an access assignment.
    pub(super) fn assigns(&self) -> bool {
        self.kind == "CreateAccessAssignment"
    }

    /// Who started it.
    pub(super) fn actor(&self) -> Result<Actor> {
        Ok(Actor {
            kind: kind_of(&self.actor_kind)?,
            id: self.actor_id.clone(),
            name: self.actor_name.clone(),
            address: self.actor_address.clone(),
        })
    }

    pub(super) fn with_failure(mut self, failure: &TaskFailure) -> Self {
        self.failure_code.clone_from(&failure.code);
        self.failure_message.clone_from(&failure.message);
        self.failure_request_id.clone_from(&failure.request_id);
        self
    }

    /// An event about the task, with what it is about.
    fn event(&self, kind: EventKind, actor: &Actor) -> NewEvent {
        let event = NewEvent::new(kind, actor)
            .target(&self.access_configuration_name)
            .detail("task_id", &self.id)
            .detail("task_kind", &self.kind)
            .detail("account_id", &self.account_id)
            .detail("account", &self.account_name)
            .detail("access_configuration", &self.access_configuration_name);
        match self.principal() {
            Some(principal) => event
                .target(&self.principal_name)
                .detail("principal_type", principal.kind())
                .detail("principal_id", principal.id()),
            None => event,
        }
    }
}

/// The tasks of these roles that are not over, in the order in which they are done.
pub(super) async fn list_open(tx: &mut Tx, roles: &[RoleInAccount]) -> Result<Vec<Row>> {
    Ok(store::list_open(tx, roles).await?)
}

/// How many tasks of the account are not over.
///
/// # Errors
/// When the database fails.
pub async fn count_open_on_account(tx: &mut Tx, account: &AccountId) -> Result<i64> {
    Ok(store::count_open_on_account(tx, account).await?)
}

/// How many tasks of the access configuration are not over.
///
/// # Errors
/// When the database fails.
pub async fn count_open_with_access_configuration(tx: &mut Tx, id: &AccessConfigurationId) -> Result<i64> {
    Ok(store::count_open_with_access_configuration(tx, id).await?)
}

/// Ends tasks without success, each with its reason.
pub(super) async fn fail(tx: &mut Tx, rows: Vec<(Row, TaskFailure)>, now: Timestamp) -> Result<()> {
    let rows: Vec<Row> = rows.into_iter().map(|(row, failure)| row.with_failure(&failure)).collect();
    store::fail(tx, &rows, now).await?;
    let mut events = Vec::with_capacity(rows.len());
    for row in &rows {
        events.push(
            row.event(EventKind::TaskFailed, &row.actor()?)
                .detail("code", &row.failure_code)
                .detail("message", &row.failure_message)
                .detail("request_id", &row.failure_request_id),
        );
    }
    events::record_all(tx, events, now).await
}

/// Ends tasks with success.
pub(super) async fn succeed(tx: &mut Tx, rows: &[Row], now: Timestamp) -> Result<()> {
    Ok(store::succeed(tx, rows, now).await?)
}

/// Calls tasks off.
pub(super) async fn call_off(tx: &mut Tx, rows: &[Row], actor: &Actor, now: Timestamp) -> Result<()> {
    store::cancel(tx, rows, now).await?;
    let events = rows.iter().map(|row| row.event(EventKind::TaskCanceled, actor));
    events::record_all(tx, events, now).await
}

/// Calls off all tasks of the account that are not over.
pub(super) async fn call_off_on_account(
    tx: &mut Tx,
    account: &AccountId,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let rows = store::list_open_on_account(tx, account).await?;
    call_off(tx, &rows, actor, now).await
}

/// Whom of these tasks there is not any more.
pub(super) async fn missing_principals(tx: &mut Tx, rows: &[Row]) -> Result<HashSet<Principal>> {
    let named: BTreeSet<Principal> = rows.iter().filter_map(Row::principal).collect();
    let mut users: Vec<UserId> = Vec::new();
    let mut groups: Vec<GroupId> = Vec::new();
    for principal in &named {
        match principal {
            Principal::User(id) => users.push(id.clone()),
            Principal::Group(id) => groups.push(id.clone()),
        }
    }
    let mut there: HashSet<String> = HashSet::new();
    there.extend(store::existing_users(tx, &users).await?.into_iter().map(|(id,)| id));
    there.extend(store::existing_groups(tx, &groups).await?.into_iter().map(|(id,)| id));
    Ok(named.into_iter().filter(|principal| !there.contains(principal.id())).collect())
}

/// The roles of these whose account and access configuration are both there.
pub(super) async fn existing_roles(tx: &mut Tx, roles: &[RoleInAccount]) -> Result<HashSet<RoleInAccount>> {
    let read = |(account, access_configuration): (String, String)| {
        let fault = |e: shared::ids::NotAnId| Error::bug(format!("a kept id: {e}"));
        Ok(RoleInAccount {
            account_id: account.try_into().map_err(fault)?,
            access_configuration_id: access_configuration.try_into().map_err(fault)?,
        })
    };
    store::existing_roles(tx, roles).await?.into_iter().map(read).collect()
}
