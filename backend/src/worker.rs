//! What runs beside the requests: forgetting what is over, and putting metadata into accounts.

use std::time::Duration;

use jiff::Timestamp;

use crate::access::key_rotation;
use crate::app::App;
use crate::platform::db::Db;
use crate::platform::http::respond::log;
use crate::platform::{Result, sessions};
use crate::{clients, sign_in};

/// How often what is over is swept away.
const EVERY: Duration = Duration::from_secs(60);

/// Runs for as long as the process does.
pub async fn run(app: App) {
    tokio::join!(sweep_again_and_again(app.clone()), key_rotation::work::run(app));
}

async fn sweep_again_and_again(app: App) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = sweep(&app.db, app.clock.now()).await {
            log(&error);
        }
    }
}

/// Forgets sessions, requests, assertions, device codes, access tokens and failed attempts that are over at `now`.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &Db, now: Timestamp) -> Result<()> {
    let mut tx = db.write().await?;
    sessions::sweep(&mut tx, now).await?;
    sign_in::sweep(&mut tx, now).await?;
    clients::sweep(&mut tx, now).await?;
    tx.commit().await?;
    Ok(())
}
