//! What runs the work at RAM users, beside the requests, on every server: as `provisioning::worker` does for roles.
//!
//! In an account one RAM user is worked at after the other; see [`super::work`]. Accounts do not wait for each other.

use std::future::Future;
use std::time::Duration;

use tokio::task::JoinSet;

use super::work::{self, Job, Outcome, Todo};
use crate::access::provisioning::api::metadata;
use crate::app::App;
use crate::cloud::Cloud;
use crate::cloud::alibaba::Client;
use crate::platform::http::respond::log;
use crate::platform::{Error, Result, random};

/// How many RAM users are worked at on one server at the same time.
const AT_ONCE: usize = 8;
/// How often it is looked for what other servers left.
const EVERY: Duration = Duration::from_secs(2);
/// How many signs of life are given while a lease lasts: some may be late or lost before another takes over.
const SIGNS_OF_LIFE: u32 = 4;
/// How often an outcome is written before it is left to the lease.
const WRITES: usize = 5;

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
            () = app.ram_user_work.rings() => {}
            Some(_) = begun.join_next() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    while begun.join_next().await.is_some() {}
}

/// Begins what is due, as far as there is room.
async fn begin(app: &App, begun: &mut JoinSet<()>) -> Result<()> {
    while begun.try_join_next().is_some() {}
    let room = AT_ONCE.saturating_sub(begun.len());
    let Some(client) = client(app).await? else { return Ok(()) };
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

/// The cloud, when it can be reached. Without it, what other servers left waits for an administrator.
async fn client(app: &App) -> Result<Option<Box<Client>>> {
    if let Cloud::Alibaba(client) = Cloud::open(app).await? {
        return Ok(Some(client));
    }
    let mut tx = app.db.read().await?;
    let left = work::is_any_begun(&mut tx).await?;
    drop(tx);
    if left {
        let mut tx = app.db.write().await?;
        work::release_left(&mut tx, app.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(None)
}

/// Takes up what is due, at most so much. What is due in an account where something was just taken up is not listed
/// again, so that other accounts come up behind it.
async fn claim(app: &App, room: usize) -> Result<Vec<Job>> {
    let mut jobs = Vec::with_capacity(room);
    while jobs.len() < room {
        let more = claim_listed(app, room - jobs.len()).await?;
        if more.is_empty() {
            break;
        }
        jobs.extend(more);
    }
    Ok(jobs)
}

async fn claim_listed(app: &App, room: usize) -> Result<Vec<Job>> {
    let mut tx = app.db.read().await?;
    let due = work::list_due(&mut tx, app.clock.now(), room as i64).await?;
    drop(tx);
    let mut jobs = Vec::with_capacity(due.len());
    for due in &due {
        let mut tx = app.db.write().await?;
        // Read with the claim: a rotation of the signing key waits for RAM users that are taken.
        let metadata = metadata(app, &mut tx).await?;
        let job = work::claim(&mut tx, due, &metadata, app.config.takeover_seconds, app.clock.now()).await?;
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
                tracing::warn!(%cause, "the outcome of work at a RAM user is written again");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            other => {
                app.ram_user_work.wake();
                return other;
            }
        }
    }
    Ok(())
}

async fn ask(client: &Client, todo: &Todo) -> Outcome {
    match todo {
        Todo::Make(wanted) => client.put_ram_user(wanted).await.map(Some),
        Todo::Remove(unwanted) => client.remove_ram_user(unwanted).await.map(|()| None),
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

async fn finish(app: &App, job: &Job, outcome: &Outcome) -> Result<()> {
    let chance = u32::from_le_bytes(random::bytes()?);
    let mut tx = app.db.write().await?;
    work::finish(&mut tx, job, outcome, chance, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}
