//! The command line: `serve`, `administrator create|reset`, `directory export|import`, `check`.

use std::io::{BufRead, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::access::{provisioning, ram_users};
use crate::app::App;
use crate::directory::administrators;
use crate::events::Actor;
use crate::platform::clock::Clock;
use crate::platform::config::{Config, LogFormat};
use crate::platform::secrets::{SecretText, fresh_password};
use crate::platform::{Error, Result};
use crate::{router, sign_in, worker};

mod check;
mod directory;

/// Self-hosted CloudSSO: sign in once, work in every account you were given.
#[derive(Parser)]
#[command(name = "cloudsso", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server; migrates the database first.
    Serve,
    /// Local administrators of the console.
    Administrator {
        #[command(subcommand)]
        command: AdministratorCommand,
    },
    /// The directory as one file: settings, people, accounts and access, without secrets.
    Directory {
        #[command(subcommand)]
        command: directory::DirectoryCommand,
    },
    /// Read settings, database, keys and certificates, and say what is wrong and what to do.
    Check,
}

#[derive(Subcommand)]
enum AdministratorCommand {
    /// Make an administrator; the password comes from standard input, or is made and printed once.
    Create {
        /// The administrator's name.
        name: String,
    },
    /// Give an administrator a new password; ends the sessions.
    Reset {
        /// The administrator's name.
        name: String,
    },
}

/// How long provisioning that was begun may go on after the server was asked to stop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the command; answers the process's exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::read(Path::new("cloudsso.toml"), variables()) {
        Ok(config) => config,
        Err(wrong) => return fail(&wrong.to_string()),
    };
    if let Err(wrong) = start_log(&config) {
        return fail(&wrong);
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(e) => return fail(&format!("the runtime does not start: {e}")),
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Serve => serve(config).await.map(|()| ExitCode::SUCCESS),
            Command::Administrator { command } => {
                administrator(config, command).await.map(|()| ExitCode::SUCCESS)
            }
            Command::Directory { command } => directory::run(config, command).await,
            Command::Check => {
                check::run(config).await.map(|well| if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
            }
        }
    });
    match outcome {
        Ok(code) => code,
        Err(error) => fail(&in_full(&error)),
    }
}

/// On the command line the person is the one who runs the server: the cause may be shown.
fn in_full(error: &Error) -> String {
    match error {
        Error::Unavailable(text) | Error::Bug(text) => text.clone(),
        Error::Invalid { fields, .. } if !fields.is_empty() => {
            let all: Vec<String> = fields.iter().map(|f| format!("{}: {:?}", f.field, f.rule)).collect();
            format!("not valid: {}", all.join("; "))
        }
        other => other.to_string(),
    }
}

/// Variables of the environment that are text; others cannot be settings of ours.
fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
}

fn fail(text: &str) -> ExitCode {
    say_error(&format!("cloudsso: {text}"));
    ExitCode::FAILURE
}

fn say(text: &str) {
    let _closed_output_is_no_fault = writeln!(std::io::stdout(), "{text}");
}

fn say_error(text: &str) {
    let _closed_output_is_no_fault = writeln!(std::io::stderr(), "{text}");
}

fn start_log(config: &Config) -> std::result::Result<(), String> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log).map_err(|e| {
        format!("log is {:?}; it may be a filter such as info or cloudsso=debug ({e})", config.log)
    })?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Json => log.json().try_init(),
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    started.map_err(|e| e.to_string())
}

async fn serve(config: Config) -> Result<()> {
    let (app, directory) = App::open(config, Clock::System).await?;
    let mut tx = app.db.read().await?;
    let administrators = administrators::count(&mut tx).await?;
    drop(tx);
    let address = app.config.listen;
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|e| {
        Error::Unavailable(format!("listen is {address}: {e}; choose another with CLOUDSSO_LISTEN"))
    })?;
    let bound = listener.local_addr().map_err(|e| Error::bug(e.to_string()))?;
    say(&format!("listening on http://{bound}"));
    say(&format!("user logon URL {}{}", app.config.public_url, directory.sign_in_path()));
    say(&format!("administrators {}/console", app.config.public_url));
    if administrators == 0 {
        say("There is no administrator yet. Make one with: cloudsso administrator create NAME");
    }
    let sweeper = tokio::spawn(worker::run(app.clone()));
    let (stop, stopped) = tokio::sync::watch::channel(());
    let work = tokio::spawn(work_in_accounts(app.clone(), stopped));
    let service = router::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(stop_signal())
        .await
        .map_err(|e| Error::bug(format!("serving: {e}")))?;
    sweeper.abort();
    drop(stop);
    let _what_it_began_is_taken_up_again = tokio::time::timeout(PATIENCE, work).await;
    app.db.close().await;
    Ok(())
}

/// Works at roles and RAM users until the other end of `stopped` is dropped, then ends what was begun.
async fn work_in_accounts(app: App, stopped: tokio::sync::watch::Receiver<()>) {
    let until = |mut stopped: tokio::sync::watch::Receiver<()>| async move {
        while stopped.changed().await.is_ok() {}
    };
    tokio::join!(
        provisioning::worker::run(app.clone(), until(stopped.clone())),
        ram_users::worker::run(app, until(stopped)),
    );
}

/// Ends when the process is asked to stop.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _either_way_we_stop = interrupt.await;
        }
    }
}

async fn administrator(config: Config, command: AdministratorCommand) -> Result<()> {
    let (app, _) = App::open(config, Clock::System).await?;
    let given = password_from_input()?;
    let made = given.is_none();
    let password = match given {
        Some(password) => password,
        None => fresh_password()?,
    };
    let hash = administrators::hash_chosen(&app.passwords, password.clone()).await?;
    let now = app.clock.now();
    let actor = Actor::server();
    let mut tx = app.db.write().await?;
    let done = match &command {
        AdministratorCommand::Create { name } => {
            administrators::create_administrator(&mut tx, name, &hash, &actor, now).await?;
            format!("Administrator {name} is made. Sign in at {}/console", app.config.public_url)
        }
        AdministratorCommand::Reset { name } => {
            administrators::reset_administrator(&mut tx, name, &hash, &actor, now).await?;
            sign_in::forget_attempts_of_administrator(&mut tx, name).await?;
            format!("Administrator {name} has a new password; open sessions are ended.")
        }
    };
    tx.commit().await?;
    app.db.close().await;
    say(&done);
    if made {
        say(&format!("Password, shown this once: {}", password.expose()));
    }
    Ok(())
}

/// The first line of standard input, when it is not a terminal and not empty.
fn password_from_input() -> Result<Option<SecretText>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        return Ok(None);
    }
    let mut line = String::new();
    input
        .lock()
        .read_line(&mut line)
        .map_err(|e| Error::Unavailable(format!("the password cannot be read from standard input: {e}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    Ok((!password.is_empty()).then(|| SecretText::new(password.to_owned())))
}
