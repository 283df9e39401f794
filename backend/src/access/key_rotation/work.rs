//! Puts the metadata of the present phase into the accounts' SAML providers and user-based SSO, one account after the other, on any
//! server. An account is taken for a while, so that two servers do not write at once and a stopped one is followed.

use std::time::Duration;

use jiff::Timestamp;
use shared::ids::AccountId;
use shared::key_rotation::RotationPhase;

use super::{Document, Step, document, is_done, phase, put, store};
use crate::app::App;
use crate::cloud::Cloud;
use crate::cloud::alibaba::Client;
use crate::cloud::role::{CloudFault, Remedy};
use crate::directory;
use crate::events::Actor;
use crate::platform::Result;
use crate::platform::clock::plus_seconds;
use crate::platform::http::respond::log;

/// How often it is looked whether there is something to do.
const EVERY: Duration = Duration::from_secs(2);
/// Seconds for which an account is taken: longer than the few requests that it needs may take.
const HOLD_SECONDS: i64 = 180;
/// Seconds before a busy cloud is asked again at first; twice as many each time.
const FIRST_DELAY: i64 = 2;
/// Most seconds before a busy cloud is asked again.
const LONGEST_DELAY: i64 = 300;

struct Job {
    account: AccountId,
    name: String,
    attempts: i64,
    roles: bool,
    ram_users: bool,
    document: Document,
}

/// Works for as long as the process runs.
pub async fn run(app: App) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        loop {
            match work(&app).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    log(&error);
                    break;
                }
            }
        }
    }
}

/// Puts the metadata into one account that waits for it; `false` when there is none.
///
/// # Errors
/// When the database fails. What the cloud refuses is kept with the account.
pub async fn work(app: &App) -> Result<bool> {
    let mut tx = app.db.read().await?;
    let phase = phase(&mut tx).await?;
    drop(tx);
    if !matches!(phase, RotationPhase::Spreading | RotationPhase::Removing) {
        return Ok(false);
    }
    let Cloud::Alibaba(client) = Cloud::open(app).await? else { return Ok(false) };
    let Some(job) = claim(app).await? else { return Ok(false) };
    let outcome = ask(&client, &job).await;
    finish(app, &job, outcome).await?;
    Ok(true)
}

async fn ask(client: &Client, job: &Job) -> std::result::Result<(), CloudFault> {
    if job.roles {
        client.put_saml_provider(&job.account, &job.document.saml_provider_name, &job.document.xml).await?;
    }
    if job.ram_users {
        client.put_user_sso(&job.account, &job.document.xml).await?;
    }
    Ok(())
}

async fn claim(app: &App) -> Result<Option<Job>> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    // Whoever takes up a RAM user of the account does so before or after.
    directory::lock(&mut tx).await?;
    let phase = phase(&mut tx).await?;
    if !matches!(phase, RotationPhase::Spreading | RotationPhase::Removing) {
        return Ok(None);
    }
    let document = document(&mut tx, &app.config.public_url).await?;
    let moment = now.as_millisecond();
    let waiting = store::list_accounts(&mut tx, now).await?.into_iter().filter(|row| {
        !row.busy && !is_done(row, &document.hash) && row.due_at <= moment && row.held_until <= moment
    });
    for row in waiting {
        if store::claim(&mut tx, &row.id, now, plus_seconds(now, HOLD_SECONDS)).await? {
            tx.commit().await?;
            return Ok(Some(Job {
                account: row.id,
                name: row.name,
                attempts: row.attempts,
                roles: row.roles,
                ram_users: row.ram_users,
                document,
            }));
        }
    }
    // A rotation whose last account went away has nobody left to end it.
    let actor = Actor::server();
    super::finish_if_done(&mut tx, &Step { public_url: &app.config.public_url, actor: &actor, now }).await?;
    tx.commit().await?;
    Ok(None)
}

async fn finish(app: &App, job: &Job, outcome: std::result::Result<(), CloudFault>) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    match outcome {
        Ok(()) => {
            let actor = Actor::server();
            let step = Step { public_url: &app.config.public_url, actor: &actor, now };
            put(&mut tx, &job.account, &job.name, &job.document.hash, &step).await?;
        }
        Err(fault) => {
            let failure = [fault.code.as_str(), fault.message.as_str(), fault.request_id.as_str()];
            let due_at = due_at(&fault, job.attempts, now);
            store::set_failure(&mut tx, &job.account, due_at, failure).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// A refusal waits for somebody to change something.
fn due_at(fault: &CloudFault, attempts: i64, now: Timestamp) -> i64 {
    let Remedy::TryAgain { after } = fault.remedy else { return i64::MAX };
    let doubled = FIRST_DELAY << attempts.clamp(0, 16);
    let asked = after.map_or(0, |after| i64::try_from(after.as_secs()).unwrap_or(LONGEST_DELAY));
    plus_seconds(now, doubled.min(LONGEST_DELAY).max(asked)).as_millisecond()
}
