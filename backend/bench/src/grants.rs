//! Large work of administrators: a resource directory of 500 accounts in five levels, and a grant of 3,000 access
//! assignments at once: what it takes to look at, to start, to follow and to have done.

use std::path::Path;
use std::time::{Duration, Instant};

use cloudsso::execute;
use cloudsso::platform::db::Db;
use serde_json::{Value, json};
use shared::access_assignments::GrantPreview;
use shared::accounts::ResourceDirectory;
use shared::page::Page;
use shared::paths;
use shared::tasks::{BatchProgress, Started, Task};

use crate::Fault;
use crate::report::Report;
use crate::scim::fill;
use crate::server::{Client, Server};

/// What the resource directory holds.
const ACCOUNTS: usize = 500;
const FOLDERS: i64 = 100;
/// A grant names so many accounts, users and access configurations.
const GRANTED: [usize; 3] = [100, 10, 3];
const ASSIGNMENTS: u64 = 3_000;
const CALLS: usize = 20;

/// Measures on SQLite, and on PostgreSQL where a server is named.
pub fn measure(program: &Path, postgres: Option<&str>, report: &mut Report) -> Result<(), Fault> {
    let postgres = postgres.map(|url| ("PostgreSQL", Some(url)));
    for (name, postgres) in std::iter::once(("SQLite", None)).chain(postgres) {
        on(program, name, postgres, report)?;
    }
    Ok(())
}

/// A server, and whoever asks it.
struct Bench {
    client: Client,
    cookie: String,
    /// What the lines of the report begin with.
    name: &'static str,
}

impl Bench {
    fn post<T: serde::de::DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Fault> {
        Ok(serde_json::from_str(&self.client.send(false, path, &self.cookie, body)?.body)?)
    }

    fn create(&self, path: &str, body: &Value) -> Result<String, Fault> {
        let made: Value = self.post(path, body)?;
        Ok(made["id"].as_str().ok_or("what was made has no id")?.to_owned())
    }

    fn line(&self, report: &mut Report, what: &str, took: Duration, most: f64, first: &'static str) {
        let millis = took.as_secs_f64() * 1e3;
        let what = format!("{}: {what}", self.name);
        report.figure(&what, format!("{millis:.1} ms"), first, "", millis <= most);
    }
}

fn on(program: &Path, name: &'static str, postgres: Option<&str>, report: &mut Report) -> Result<(), Fault> {
    let settings = match postgres {
        Some(url) => vec![("CLOUDSSO_DATABASE_URL", fill::create_database(url, "bench_grants")?)],
        None => Vec::new(),
    };
    let server = Server::start(program, &settings)?;
    let sqlite = format!("sqlite://{}", server.folder().join("data/cloudsso.db").display());
    let database = settings.into_iter().next().map_or(sqlite, |(_, url)| url);
    let client = Client::new(&server.url);
    let cookie = client.sign_in()?;
    let bench = Bench { client, cookie, name };
    make_accounts(&database)?;
    tree(&bench, report)?;
    let (first, second) = (grant_to(&bench, "first")?, grant_to(&bench, "second")?);
    preview(&bench, &first, report)?;
    start(&bench, &first, "whose roles do not stand", report)?;
    let begun = Instant::now();
    let roles = bench.client.do_manual_work(&bench.cookie)?;
    if roles != GRANTED[0] * GRANTED[2] {
        return Err(format!("{roles} roles were made").into());
    }
    let each = begun.elapsed().as_secs_f64() * 1e3 / roles as f64;
    report.fact(&format!("{name}: a role done by hand, ten assignments"), format!("{each:.1} ms"));
    start(&bench, &second, "whose roles stand", report)
}

/// Folders in five levels, each with its share of the accounts.
fn make_accounts(database: &str) -> Result<(), Fault> {
    fill::wait(async {
        let db = Db::open(database).await?;
        let mut tx = db.write().await?;
        execute!(
            &mut tx,
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
             INSERT INTO folders (id, parent_id, name, place_key, created_at)
             SELECT 'fd-' || i, CASE WHEN i >= 20 THEN 'fd-' || (i - 20) END, 'Folder ' || i, 'fd-' || i, 0
             FROM n",
            FOLDERS
        )?;
        execute!(
            &mut tx,
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
             INSERT INTO accounts (id, name, account_type, folder_id, created_at)
             SELECT CAST(1000000000000000 + i AS TEXT), 'Account ' || i || ' of the shop, production',
                    'MemberAccount', 'fd-' || (i % $2), 0
             FROM n",
            ACCOUNTS as i64,
            FOLDERS
        )?;
        tx.commit().await?;
        fill::settle(&db).await?;
        db.close().await;
        Ok(())
    })
}

/// The middle one of several times, of a question that has the right answer each time.
fn median(mut ask: impl FnMut() -> Result<bool, Fault>) -> Result<Duration, Fault> {
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let begun = Instant::now();
        let right = ask()?;
        times.push(begun.elapsed());
        if !right {
            return Err("a wrong answer".into());
        }
    }
    times.sort();
    Ok(times[CALLS / 2])
}

fn tree(bench: &Bench, report: &mut Report) -> Result<(), Fault> {
    let took = median(|| {
        let all: ResourceDirectory = bench.client.get_json(paths::RESOURCE_DIRECTORY, &bench.cookie)?;
        Ok(all.accounts.len() == ACCOUNTS && all.folders.len() as i64 == FOLDERS)
    })?;
    bench.line(report, "tree of 500 accounts", took, 200.0, "<= 200 ms");
    Ok(())
}

/// A grant to users and of access configurations that are made for it.
fn grant_to(bench: &Bench, name: &str) -> Result<Value, Fault> {
    let [accounts, users, configurations] = GRANTED;
    let accounts: Vec<String> = (0..accounts).map(|n| (1_000_000_000_000_000 + n).to_string()).collect();
    let user = |n| bench.create(paths::USERS, &json!({ "user_name": format!("{name}{n}") }));
    let users = (0..users).map(user).collect::<Result<Vec<_>, _>>()?;
    let mut made: Vec<Value> = bench.client.get_json(paths::ACCESS_CONFIGURATIONS, &bench.cookie)?;
    for n in made.len()..configurations {
        let body = json!({ "name": format!("role-{n}"), "system_policies": ["ReadOnlyAccess"] });
        made.push(bench.post(paths::ACCESS_CONFIGURATIONS, &body)?);
    }
    let configurations: Vec<&Value> = made.iter().map(|made| &made["id"]).collect();
    Ok(json!({ "account_ids": accounts, "user_ids": users, "access_configuration_ids": configurations }))
}

fn preview(bench: &Bench, grant: &Value, report: &mut Report) -> Result<(), Fault> {
    let body = json!({ "grant": grant });
    let took = median(|| {
        let preview: GrantPreview = bench.post(paths::ACCESS_ASSIGNMENT_PREVIEW, &body)?;
        Ok(preview.new == ASSIGNMENTS && preview.page.total == ASSIGNMENTS)
    })?;
    bench.line(report, "review of 3,000 assignments", took, 500.0, "<= 500 ms");
    Ok(())
}

/// Starts the grant and follows it.
fn start(bench: &Bench, grant: &Value, which: &str, report: &mut Report) -> Result<(), Fault> {
    let begun = Instant::now();
    let started: Started = bench.post(paths::ACCESS_ASSIGNMENTS, grant)?;
    let took = begun.elapsed();
    let batch = started.batch_id.filter(|_| started.tasks == ASSIGNMENTS).ok_or("not all were started")?;
    bench.line(report, &format!("grant of 3,000 {which}"), took, 2_000.0, "<= 2,000 ms");
    let path = paths::with_id(paths::TASK_BATCH, batch.as_str());
    let took = median(|| {
        let progress: BatchProgress = bench.client.get_json(&path, &bench.cookie)?;
        Ok(progress.total() == ASSIGNMENTS)
    })?;
    bench.line(report, "  how far they are", took, 100.0, "<= 100 ms");
    let path = format!("{}?batch_id={batch}", paths::TASKS);
    let took = median(|| {
        let tasks: Page<Task> = bench.client.get_json(&path, &bench.cookie)?;
        Ok(tasks.total == ASSIGNMENTS)
    })?;
    bench.line(report, "  first page of their tasks", took, 100.0, "<= 100 ms");
    Ok(())
}
