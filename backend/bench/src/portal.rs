//! The portal's first screen for somebody with 1,000 accounts and 5 access configurations on each, through 50
//! groups, among twenty times as much that others were given: how long it takes and how much it sends.

use std::path::Path;
use std::time::{Duration, Instant};

use cloudsso::execute;
use cloudsso::platform::db::Db;
use serde_json::{Value, json};
use shared::page::{PAGE_SIZE, Page};
use shared::paths;
use shared::portal::PortalAccount;

use crate::Fault;
use crate::report::Report;
use crate::scim::fill;
use crate::server::{Client, Server};

const ACCOUNTS: i64 = 1_000;
const ROLES: usize = 5;
/// The groups that the person is a member of.
const GROUPS: usize = 50;
/// Groups of others, each of which has everything.
const OTHERS: usize = 20;
const CALLS: usize = 1_000;
const BYTES_MAX: usize = 30 * 1_024;
const P99_MAX: f64 = 50.0;

/// Measures on SQLite, and on PostgreSQL where a server is named.
pub fn measure(program: &Path, postgres: Option<&str>, report: &mut Report) -> Result<(), Fault> {
    let postgres = postgres.map(|url| ("PostgreSQL", Some(url)));
    for (name, postgres) in std::iter::once(("SQLite", None)).chain(postgres) {
        on(program, name, postgres, report)?;
    }
    Ok(())
}

fn on(program: &Path, name: &str, postgres: Option<&str>, report: &mut Report) -> Result<(), Fault> {
    let settings = match postgres {
        Some(url) => vec![("CLOUDSSO_DATABASE_URL", fill::create_database(url, "bench_portal")?)],
        None => Vec::new(),
    };
    let server = Server::start(program, &settings)?;
    let sqlite = format!("sqlite://{}", server.folder().join("data/cloudsso.db").display());
    let database = settings.into_iter().next().map_or(sqlite, |(_, url)| url);
    let client = Client::new(&server.url);
    let cookie = set_up(&client, &database)?;
    let all = ACCOUNTS as u64;
    for (what, path, total) in [
        ("first screen", paths::PORTAL_ACCOUNTS.to_owned(), all),
        ("search by name", format!("{}?search=account%20777", paths::PORTAL_ACCOUNTS), 1),
        ("search by access configuration", format!("{}?search=role-3", paths::PORTAL_ACCOUNTS), all),
    ] {
        let listed: Page<PortalAccount> = client.get_json(&path, &cookie)?;
        if listed.total != total || listed.items.len() as u64 != total.min(PAGE_SIZE as u64) {
            return Err(format!("{path} found {} of {total}", listed.total).into());
        }
        let (times, mut bytes) = ask(&client, &path, &cookie)?;
        if path == paths::PORTAL_ACCOUNTS {
            // What else the page asks for before it shows anything.
            for other in [paths::SESSION, paths::PORTAL_RECENT] {
                bytes += client.get(other, &cookie)?.body.len();
            }
        }
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
        let (half, most) = (at(0.5), at(0.99));
        report.figure(
            &format!("portal, {name}: {what}, p50 / p99"),
            format!("{half:.1} / {most:.1} ms"),
            "p99 <= 50 ms",
            "p99 <= 10 ms",
            most <= P99_MAX,
        );
        report.figure(
            &format!("portal, {name}: {what}, bytes"),
            bytes.to_string(),
            "<= 30720",
            "<= 15360",
            bytes <= BYTES_MAX,
        );
    }
    Ok(())
}

/// Asks again and again; answers how long each took, shortest first, and how many bytes came.
fn ask(client: &Client, path: &str, cookie: &str) -> Result<(Vec<Duration>, usize), Fault> {
    let mut times = Vec::with_capacity(CALLS);
    let mut bytes = 0;
    for _ in 0..CALLS {
        let start = Instant::now();
        let answer = client.get(path, cookie)?;
        times.push(start.elapsed());
        if answer.status != 200 {
            return Err(format!("{path}: {} {}", answer.status, answer.body).into());
        }
        bytes = answer.body.len();
    }
    times.sort();
    Ok((times, bytes))
}

/// Makes the person and what they and others may use; answers the person's cookie.
fn set_up(client: &Client, database: &str) -> Result<String, Fault> {
    let administrator = client.sign_in()?;
    let create = |path: &str, body: &Value| -> Result<String, Fault> {
        let made: Value = serde_json::from_str(&client.send(false, path, &administrator, body)?.body)?;
        Ok(made["id"].as_str().ok_or("what was made has no id")?.to_owned())
    };
    let user = create(paths::USERS, &json!({ "user_name": "person" }))?;
    for n in 1..=ROLES {
        let body = json!({ "name": format!("role-{n}"), "system_policies": ["ReadOnlyAccess"] });
        create(paths::ACCESS_CONFIGURATIONS, &body)?;
    }
    for n in 0..GROUPS + OTHERS {
        let name = if n < GROUPS { format!("mine {n}") } else { format!("other {n}") };
        let group = create(paths::GROUPS, &json!({ "name": name }))?;
        if n < GROUPS {
            let path = paths::with_id(paths::GROUP_MEMBERS, &group);
            client.send(false, &path, &administrator, &json!({ "user_ids": [user] }))?;
        }
    }
    grant(database)?;
    let path = paths::with_id(paths::USER_PASSWORD, &user);
    let made = client.send(true, &path, &administrator, &json!({ "must_reset": false }))?;
    let made: Value = serde_json::from_str(&made.body)?;
    let body = json!({ "user_name": "person", "password": made["password"] });
    Ok(client.send(false, paths::PASSWORD_SIGN_IN, "", &body)?.cookies.join("; "))
}

/// Accounts and access assignments, by SQL: what is measured is not their making.
fn grant(database: &str) -> Result<(), Fault> {
    fill::wait(async {
        let db = Db::open(database).await?;
        let mut tx = db.write().await?;
        execute!(
            &mut tx,
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
             INSERT INTO accounts (id, name, account_type, created_at)
             SELECT CAST(2000000000000000 + i AS TEXT), 'Account ' || i || ' of the shop, production',
                    'MemberAccount', 0
             FROM n",
            ACCOUNTS
        )?;
        execute!(
            &mut tx,
            "INSERT INTO access_assignments (group_id, account_id, access_configuration_id, created_at)
             SELECT g.id, a.id, c.id, 0
             FROM accounts a CROSS JOIN access_configurations c
             JOIN (SELECT id, group_name, ROW_NUMBER() OVER (ORDER BY group_name_key) AS place FROM groups) g
               ON g.group_name LIKE 'other %' OR g.place = CAST(a.id AS BIGINT) % 50 + 1"
        )?;
        execute!(
            &mut tx,
            "INSERT INTO access_configuration_provisionings
                 (account_id, access_configuration_id, status, inline_policy, provisioned_at)
             SELECT o.id, c.id, 'Provisioned', '', 0 FROM accounts o CROSS JOIN access_configurations c"
        )?;
        tx.commit().await?;
        fill::settle(&db).await?;
        db.close().await;
        Ok(())
    })
}
