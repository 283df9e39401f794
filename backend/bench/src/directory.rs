//! The directory as a file: what it costs to import 10,000 access assignments into an empty directory, to find that
//! nothing differs afterwards, and to export it, on SQLite and on PostgreSQL.

use std::fmt::Write;
use std::time::{Duration, Instant};

use cloudsso::directory;
use cloudsso::directory_file::{self, Applying, File, Plan, Refusal, Terms};
use cloudsso::events::Actor;
use cloudsso::platform::clock::Clock;
use cloudsso::platform::db::Db;

use shared::tasks::TaskStatus;

use crate::Fault;
use crate::report::Report;
use crate::scim::fill::{create_database, wait};

const USERS: usize = 2_000;
const GROUPS: usize = 200;
const ACCOUNTS: usize = 500;
const CONFIGURATIONS: usize = 20;
const ASSIGNMENTS: usize = 10_000;
/// Most that an import may take.
const IMPORT_MAX: Duration = Duration::from_secs(30);

const SIGN_IN_URL: &str = "https://signin.alibabacloud.com";

/// Measures on SQLite, and on PostgreSQL where a server is named.
pub fn measure(postgres: Option<&str>, report: &mut Report) -> Result<(), Fault> {
    let folder = std::env::temp_dir().join(format!("cloudsso-bench-directory-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let url = format!("sqlite://{}", folder.join("directory.db").display());
    let outcome = on("SQLite", &url, report).and_then(|()| match postgres {
        Some(url) => on("PostgreSQL", &create_database(url, "bench_directory")?, report),
        None => Ok(()),
    });
    std::fs::remove_dir_all(&folder)?;
    outcome
}

fn on(kind: &str, url: &str, report: &mut Report) -> Result<(), Fault> {
    let text = text();
    let (import, compare, export) = wait(async {
        let db = Db::open(url).await?;
        db.migrate().await?;
        let mut tx = db.write().await?;
        directory::ensure(&mut tx, Some("bench"), Clock::System.now()).await?;
        tx.commit().await?;
        let taken = times(&db, text.as_bytes()).await;
        db.close().await;
        taken
    })?;
    let took = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let what = format!("Import of {ASSIGNMENTS} access assignments, {kind}");
    report.figure(&what, took(import), "< 30 s", "< 30 s", import < IMPORT_MAX);
    report.fact("  the same file again: nothing differs", took(compare));
    report.fact("  export", took(export));
    Ok(())
}

async fn times(db: &Db, text: &[u8]) -> Result<(Duration, Duration, Duration), Fault> {
    let start = Instant::now();
    let file = read(text)?;
    let mut tx = db.write_on_snapshot().await?;
    directory_file::hold(&mut tx).await?;
    let plan = Plan::of(&mut tx, &file, TERMS).await.map_err(refused)?;
    let actor = Actor::server();
    let by = Applying {
        sign_in_url: SIGN_IN_URL,
        waiting: TaskStatus::Waiting,
        actor: &actor,
        now: Clock::System.now(),
    };
    plan.apply(&mut tx, by).await?;
    tx.commit().await?;
    let import = start.elapsed();
    let start = Instant::now();
    let file = read(text)?;
    let mut tx = db.snapshot().await?;
    let plan = Plan::of(&mut tx, &file, TERMS).await.map_err(refused)?;
    drop(tx);
    let compare = start.elapsed();
    if !plan.is_empty() {
        return Err(format!("the directory differs from its own file:\n{}", plan.shown(false)).into());
    }
    let start = Instant::now();
    let mut tx = db.snapshot().await?;
    let exported = directory_file::export(&mut tx).await?;
    drop(tx);
    let export = start.elapsed();
    let found = exported.matches("{ account = ").count();
    if found == ASSIGNMENTS {
        Ok((import, compare, export))
    } else {
        Err(format!("{found} access assignments came out of {ASSIGNMENTS}").into())
    }
}

const TERMS: Terms<'static> = Terms { delete: true, sign_in_url: SIGN_IN_URL };

fn read(text: &[u8]) -> Result<File, Fault> {
    directory_file::read(text).map_err(|fault| format!("line {}: {}", fault.line, fault.text).into())
}

fn refused(refusal: Refusal) -> Fault {
    format!("{refusal:?}").into()
}

/// A company as a file. Who has what follows from numbers; no access assignment stands there twice.
fn text() -> String {
    let mut text = String::from("format = 1\naccounts = [\n");
    for account in 0..ACCOUNTS {
        let kind = if account == 0 { "ManagementAccount" } else { "MemberAccount" };
        let id = account_id(account);
        put(
            &mut text,
            &format!("{{ id = \"{id}\", name = \"Account {account}\", account_type = \"{kind}\" }}"),
        );
    }
    text.push_str("]\nusers = [\n");
    for user in 0..USERS {
        let email = format!("user{user}@example.com");
        put(
            &mut text,
            &format!("{{ user_name = \"user{user}\", display_name = \"User\", email = \"{email}\" }}"),
        );
    }
    text.push_str("]\ngroups = [\n");
    for group in 0..GROUPS {
        put(&mut text, &format!("{{ name = \"Group {group}\" }}"));
    }
    text.push_str("]\nmemberships = [\n");
    for user in 0..USERS {
        put(&mut text, &format!("{{ group = \"Group {}\", user = \"user{user}\" }}", user % GROUPS));
    }
    text.push_str("]\naccess_assignments = [\n");
    for n in 0..ASSIGNMENTS {
        let (account, rest) = (account_id(n % ACCOUNTS), n / ACCOUNTS);
        let configuration = rest % CONFIGURATIONS;
        let principal = match n % 2 {
            0 => format!("user = \"user{}\"", n % USERS),
            _ => format!("group = \"Group {}\"", n % GROUPS),
        };
        put(
            &mut text,
            &format!(
                "{{ account = \"{account}\", access_configuration = \"AC-{configuration}\", {principal} }}"
            ),
        );
    }
    text.push_str("]\n");
    for configuration in 0..CONFIGURATIONS {
        let _infallible = writeln!(
            text,
            "[[access_configurations]]\nname = \"AC-{configuration}\"\nsystem_policies = [\"ReadOnlyAccess\"]"
        );
    }
    text
}

fn account_id(account: usize) -> usize {
    1_000_000_000_000_000 + account
}

fn put(text: &mut String, entry: &str) {
    let _infallible = writeln!(text, "  {entry},");
}
