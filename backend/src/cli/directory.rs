//! `cloudsso directory export` and `cloudsso directory import`: files, terminal and transactions around
//! [`crate::directory_file`].
//!
//! A difference is shown before anything is done about it. What is applied is exactly what was shown: it is worked
//! out once more in the transaction that applies it, and anything else is refused.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use shared::error::ErrorCode;

use super::{fail, say, say_error};
use crate::access::provisioning::api::waiting;
use crate::app::App;
use crate::directory;
use crate::directory_file::{self, Applying, FILE_BYTES_MAX, Fault, File, Plan, Refusal, Terms};
use crate::events::Actor;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Db, Tx};
use crate::platform::{Error, Result};

/// Faults of a file that are shown; of more there is the number.
const FAULTS_SHOWN: usize = 50;
/// The exit code of a difference, where it was asked for.
const DIFFERS: u8 = 2;
/// How often a difference is applied when others change the directory at the same moment.
const TRIES: u32 = 5;

#[derive(Subcommand)]
pub enum DirectoryCommand {
    /// Write the directory as a file to be reviewed. The server may be running.
    ///
    /// Settings, identity provider, folders, accounts, users, groups, memberships, access configurations and access
    /// assignments (also those that tasks are about to make), by name and in a stable order. No secrets.
    Export(Export),
    /// Show in what the directory differs from a file; with --yes make it what the file says, all or nothing.
    ///
    /// The server must have been started once. What a file does not name stays, unless --delete is given; a section
    /// that is absent is not looked at. Access whose role does not stand in its account yet becomes a task, which the
    /// running server takes up. Exit codes: 0 done or nothing to do, 1 refused, 2 differences with --exit-code.
    Import(Import),
}

#[derive(Args)]
pub struct Export {
    /// Write to this file (mode 0600) instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file when it is there already.
    #[arg(long, requires = "output")]
    force: bool,
}

#[derive(Args)]
pub struct Import {
    /// The file, or - for standard input.
    file: PathBuf,
    /// Make the directory what the file says.
    #[arg(long)]
    yes: bool,
    /// Delete what the sections of the file do not name.
    #[arg(long)]
    delete: bool,
    /// Refuse unless the difference is the one that was reviewed: the digest that was shown with it.
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,
    /// Without --yes, end with 2 when there are differences.
    #[arg(long, conflicts_with = "yes")]
    exit_code: bool,
}

/// Runs the command.
///
/// # Errors
/// When a file, the database or a rule refuses.
pub async fn run(config: Config, command: DirectoryCommand) -> Result<ExitCode> {
    match command {
        DirectoryCommand::Export(options) => export(&config, &options).await,
        DirectoryCommand::Import(options) => import(config, &options).await,
    }
}

async fn export(config: &Config, options: &Export) -> Result<ExitCode> {
    let (db, mut tx) = open_existing(config).await?;
    let text = directory_file::export(&mut tx).await?;
    drop(tx);
    db.close().await;
    match &options.output {
        None => {
            let _closed_output_is_no_fault = std::io::stdout().write_all(text.as_bytes());
        }
        Some(path) => write_file(path, &text, options.force)
            .map_err(|e| Error::Unavailable(format!("{}: {e}", path.display())))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The directory as it stands, to be read; nothing is made or brought up to date.
async fn open_existing(config: &Config) -> Result<(Db, Tx)> {
    let db = Db::open_existing(&config.database_url).await?;
    let mut tx = db.snapshot().await?;
    if !tx.is_migrated().await? || directory::get(&mut tx).await.is_err() {
        let text = "the tables of the database are missing or of another version; start the server of this version once";
        return Err(Error::Unavailable(text.into()));
    }
    Ok((db, tx))
}

/// Writes the whole file or none; it is the owner's alone.
fn write_file(path: &Path, text: &str, force: bool) -> std::result::Result<(), String> {
    if path.exists() && !force {
        return Err("is there already; --force replaces it".into());
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = write_new(&beside, text).and_then(|()| {
        // A link is refused where the file has come to be there meanwhile.
        if force { std::fs::rename(&beside, path) } else { std::fs::hard_link(&beside, path) }
    });
    if !force || written.is_err() {
        let _it_may_not_have_come_to_be = std::fs::remove_file(&beside);
    }
    written.map_err(|e| e.to_string())
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

async fn import(config: Config, options: &Import) -> Result<ExitCode> {
    let bytes = read_file(&options.file).map_err(Error::Unavailable)?;
    let file = match directory_file::read(&bytes) {
        Ok(file) => file,
        Err(fault) => return Ok(refuse(&options.file, &[fault])),
    };
    match import_from(config, &file, options).await {
        Ok(code) => Ok(code),
        Err(Refusal::Faults(faults)) => Ok(refuse(&options.file, &faults)),
        Err(Refusal::Error(error)) => Err(error),
    }
}

async fn import_from(
    config: Config,
    file: &File,
    options: &Import,
) -> std::result::Result<ExitCode, Refusal> {
    let sign_in_url = config.alibaba.sign_in_url.clone();
    let terms = Terms { delete: options.delete, sign_in_url: &sign_in_url };
    let (db, mut tx) = open_existing(&config).await?;
    let plan = Plan::of(&mut tx, file, terms).await;
    drop(tx);
    db.close().await;
    let plan = plan?;
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let shown = plan.shown(colours);
    if !shown.is_empty() {
        say(shown.trim_end());
        say("");
    }
    if let Some(expected) = options.expect.as_ref().filter(|expected| **expected != plan.digest()) {
        let text = format!("the difference is {}, not {expected}; review it anew", plan.digest());
        return Err(Error::conflict(ErrorCode::DifferenceChanged, text).into());
    }
    if plan.is_empty() {
        say("Nothing to change.");
        return Ok(ExitCode::SUCCESS);
    }
    if !options.yes {
        say(&format!("Nothing was changed; add --yes to apply this difference ({}).", plan.digest()));
        return Ok(if options.exit_code { ExitCode::from(DIFFERS) } else { ExitCode::SUCCESS });
    }
    let (app, _) = App::open(config, Clock::System).await?;
    let applied = apply(&app, file, terms, &plan).await;
    app.db.close().await;
    applied?;
    say("Applied.");
    Ok(ExitCode::SUCCESS)
}

/// Applies the difference, if it still is the one that was shown; anew when the database undid it for another
/// transaction's sake. What was asked of the commit is not asked again: it may have been done.
async fn apply(app: &App, file: &File, terms: Terms<'_>, shown: &Plan) -> std::result::Result<(), Refusal> {
    let (waiting, actor) = (waiting(app).await?, Actor::server());
    let by = Applying { sign_in_url: terms.sign_in_url, waiting, actor: &actor, now: app.clock.now() };
    let mut tries = 1;
    let tx = loop {
        match applied(app, file, (terms, by), shown).await {
            Err(Refusal::Error(Error::Unavailable(_))) if tries < TRIES => tries += 1,
            outcome => break outcome?,
        }
    };
    tx.commit().await?;
    Ok(())
}

/// A transaction in which the difference is applied.
async fn applied(
    app: &App,
    file: &File,
    (terms, by): (Terms<'_>, Applying<'_>),
    shown: &Plan,
) -> std::result::Result<Tx, Refusal> {
    let mut tx = app.db.write_on_snapshot().await?;
    directory_file::hold(&mut tx).await?;
    let plan = Plan::of(&mut tx, file, terms).await?;
    if plan.digest() != shown.digest() {
        let text =
            "the directory has changed since the difference was shown; nothing was changed, import again";
        return Err(Error::conflict(ErrorCode::DifferenceChanged, text).into());
    }
    plan.apply(&mut tx, by).await?;
    Ok(tx)
}

fn read_file(path: &Path) -> std::result::Result<Vec<u8>, String> {
    // One byte more than any file has tells what is too large; no more is read.
    let limit = FILE_BYTES_MAX as u64 + 1;
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(bytes)
}

/// Names what is wrong with the file, a line for each.
fn refuse(path: &Path, faults: &[Fault]) -> ExitCode {
    for fault in faults.iter().take(FAULTS_SHOWN) {
        say_error(&format!("{}:{fault}", path.display()));
    }
    if let Some(more) = faults.len().checked_sub(FAULTS_SHOWN).filter(|more| *more > 0) {
        say_error(&format!("{}: and {more} more", path.display()));
    }
    fail("the file is refused; nothing was changed")
}
