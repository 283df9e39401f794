//! What runs the work at roles, beside the requests, on every server.
//!
//! Several roles at a time. It looks again when work comes up on this server, and every few seconds for what other
//! servers left. Asked to stop, it takes nothing new up; what it had begun and could not end, another server takes
//! up once the lease is over.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use shared::provisioning::RoleInAccount;
use shared::tasks::TaskStatus;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::api::metadata;
use super::work::{self, Job, Todo};
use crate::app::App;
use crate::cloud::Cloud;
use crate::cloud::alibaba::Client;
use crate::cloud::role::CloudFault;
use crate::platform::http::respond::log;
use crate::platform::{Error, Result, random};

/// How many roles are worked at on one server at the same time.
const AT_ONCE: usize = 8;
/// How often it is looked for what other servers left.
const EVERY: Duration = Duration::from_secs(2);
/// How many signs of life are given while a lease lasts: some may be late or lost before another takes over.
const SIGNS_OF_LIFE: u32 = 4;
/// How often an outcome is written before it is left to the lease.
const WRITES: usize = 5;

/// Wakes the worker of this server; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// There is new work.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Ends once there is.
    pub async fn rings(&self) {
        self.0.notified().await;
    }
}

/// Works until `stop` ends, then waits for what was begun.
pub async fn run(app: App, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let mut begun = JoinSet::new();
    loop {
        if let Err(error) = begin(&app, &mut begun).await {
            log(&error);
        }
        tokio::select! {
            () = &mut stop => break,
            () = app.work.rings() => {}
            Some(_) = begun.join_next() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    while begun.join_next().await.is_some() {}
}

/// Begins what is due, as far as there is room.
async fn begin(app: &App, begun: &mut JoinSet<()>) -> Result<()> {
    let Some(client) = direct(app).await? else { return Ok(()) };
    while begun.try_join_next().is_some() {}
    let room = AT_ONCE.saturating_sub(begun.len());
    for job in claim(app, room).await? {
        let (app, client) = (app.clone(), client.clone());
        begun.spawn(async move {
            if let Err(error) = work_at(&app, &client, &job).await {
                log(&error);
            }
        });
    }
    Ok(())
}

/// The cloud, when it can be reached. Tasks that wait go where they belong before.
async fn direct(app: &App) -> Result<Option<Box<Client>>> {
    let (client, waiting) = match Cloud::open(app).await? {
        Cloud::Manual => (None, TaskStatus::AwaitingAdministrator),
        Cloud::Alibaba(client) => (Some(client), TaskStatus::Waiting),
    };
    let mut tx = app.db.read().await?;
    let astray = work::is_any_astray(&mut tx, waiting, app.clock.now()).await?;
    drop(tx);
    if astray {
        let mut tx = app.db.write().await?;
        work::direct(&mut tx, waiting, app.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(client)
}

/// Takes up what is due, at most so much.
async fn claim(app: &App, room: usize) -> Result<Vec<Job>> {
    let mut tx = app.db.read().await?;
    let due: Vec<RoleInAccount> = work::list_due(&mut tx, app.clock.now(), room as i64).await?;
    drop(tx);
    let mut jobs = Vec::with_capacity(due.len());
    for role in due {
        let mut tx = app.db.write().await?;
        // Read with the claim: a rotation of the signing key waits for roles that are taken, and for no others.
        let metadata = metadata(app, &mut tx).await?;
        let lease = app.config.takeover_seconds;
        let job = work::claim(&mut tx, &role, &metadata, lease, app.clock.now()).await?;
        tx.commit().await?;
        jobs.extend(job);
    }
    Ok(jobs)
}

/// Does what the job says and writes how it ended.
async fn work_at(app: &App, client: &Client, job: &Job) -> Result<()> {
    let outcome = tokio::select! {
        outcome = ask(client, job.todo()) => outcome,
        stopped = keep_holding(app, job) => return stopped,
    };
    for attempt in 1..=WRITES {
        match finish(app, job, &outcome).await {
            Err(Error::Unavailable(cause)) if attempt < WRITES => {
                tracing::warn!(%cause, "the outcome of provisioning is written again");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            other => {
                app.work.wake();
                return other;
            }
        }
    }
    Ok(())
}

async fn ask(client: &Client, todo: &Todo) -> std::result::Result<(), CloudFault> {
    match todo {
        Todo::Make(wanted) => client.provision(wanted).await,
        Todo::Remove(unwanted) => client.deprovision(unwanted).await,
    }
}

/// Gives signs of life; ends when another has the work. A database that does not answer once is no reason to stop.
async fn keep_holding(app: &App, job: &Job) -> Result<()> {
    let pause = Duration::from_secs(app.config.takeover_seconds.into()) / SIGNS_OF_LIFE;
    loop {
        tokio::time::sleep(pause).await;
        match hold(app, job).await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => log(&error),
        }
    }
}

async fn hold(app: &App, job: &Job) -> Result<bool> {
    let mut tx = app.db.write().await?;
    let held = work::hold(&mut tx, job, app.clock.now()).await?;
    tx.commit().await?;
    Ok(held)
}

async fn finish(app: &App, job: &Job, outcome: &std::result::Result<(), CloudFault>) -> Result<()> {
    let chance = u32::from_le_bytes(random::bytes()?);
    let mut tx = app.db.write().await?;
    work::finish(&mut tx, job, outcome, chance, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
