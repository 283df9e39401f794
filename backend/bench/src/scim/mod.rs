//! Provisioning over SCIM, against the real server on SQLite and on PostgreSQL: what lookups, reads, creations and
//! changes of members cost among 1,000 and among 100,000 users, and a first synchronization.
//!
//! Of two servers, one with few and one with many users, each is asked in turn, so that noise meets both alike.

pub mod fill;
mod first_sync;
mod load;

use std::path::Path;

use serde_json::{Value, json};
use shared::paths;

use crate::Fault;
use crate::report::Report;
use crate::server::{Client, Server};
use load::Ask;

const FEW: usize = 1_000;
const MANY: usize = 100_000;
/// Connections that ask at the same time, about as many as Entra ID opens.
const CONNECTIONS: usize = 4;
const MEMORY_MAX: f64 = 100.0;

/// A database to measure on.
struct Kind<'a> {
    name: &'static str,
    /// The PostgreSQL server where databases are made; SQLite without one.
    postgres: Option<&'a str>,
}

/// A server that a provisioning client may ask.
struct Target {
    server: Server,
    database: String,
    token: String,
}

impl Target {
    fn start(program: &Path, kind: &Kind<'_>, database: &str) -> Result<Self, Fault> {
        let mut settings = vec![("CLOUDSSO_SCIM_REQUESTS_PER_SECOND", "100000".to_owned())];
        if let Some(url) = kind.postgres {
            settings.push(("CLOUDSSO_DATABASE_URL", fill::create_database(url, database)?));
        }
        let server = Server::start(program, &settings)?;
        let database = match settings.pop() {
            Some(("CLOUDSSO_DATABASE_URL", url)) => url,
            _ => format!("sqlite://{}", server.folder().join("data/cloudsso.db").display()),
        };
        let client = Client::new(&server.url);
        let cookie = client.sign_in()?;
        client.send(true, paths::SCIM_SYNCHRONIZATION, &cookie, &json!({ "enabled": true }))?;
        let made = client.send(false, paths::SCIM_CREDENTIALS, &cookie, &json!({ "days": 30 }))?;
        let made: Value = serde_json::from_str(&made.body)?;
        let token = made["value"].as_str().ok_or("the credential has no value")?.to_owned();
        Ok(Self { server, database, token })
    }
}

/// Measures on SQLite, and on PostgreSQL where a server is named.
pub fn measure(program: &Path, postgres: Option<&str>, report: &mut Report) -> Result<(), Fault> {
    let sqlite = Kind { name: "SQLite", postgres: None };
    let postgres = postgres.map(|url| Kind { name: "PostgreSQL", postgres: Some(url) });
    for kind in std::iter::once(sqlite).chain(postgres) {
        by_size(program, &kind, report)?;
        first_sync::measure(program, &kind, report)?;
    }
    Ok(())
}

fn by_size(program: &Path, kind: &Kind<'_>, report: &mut Report) -> Result<(), Fault> {
    let few = Target::start(program, kind, "bench_few")?;
    let many = Target::start(program, kind, "bench_many")?;
    fill::users(&few.database, FEW)?;
    fill::users(&many.database, MANY)?;
    let both = [(&few, FEW), (&many, MANY)];
    let groups = both.map(|(target, _)| first_sync::create_group(target, "Bench"));
    let [few_group, many_group] = groups;
    let groups = [few_group?, many_group?];

    let lookups = load::compare(both, 6_000, |size, n| {
        let name = fill::user_name(scattered(n, size));
        Ask::get(format!("/Users?filter=userName%20eq%20%22{name}%22"), "\"totalResults\":1,")
    })?;
    let gets = load::compare(both, 6_000, |size, n| {
        let id = fill::user_id(scattered(n, size));
        Ask::get(format!("/Users/{id}"), "\"userName\"")
    })?;
    let creates = load::compare(both, 2_000, |_, n| {
        let name = format!("new{n}@example.com");
        Ask::write("POST", "/Users".to_owned(), first_sync::user(&name))
    })?;
    let patches = load::compare(both, 2_000, |size, n| {
        // At 1,000 users the second round meets members: an addition that changes nothing is one, too.
        let group = &groups[usize::from(size == MANY)];
        let members = json!([{ "value": fill::user_id(n % size + 1) }]);
        let operation = json!({ "op": "Add", "path": "members", "value": members });
        Ask::write("PATCH", format!("/Groups/{group}"), first_sync::patch(&[operation]))
    })?;
    for (what, costs, first, aim, most) in [
        ("lookup by userName", &lookups, "<= 150 us", "<= 45 us", 150.0),
        ("get", &gets, "<= 150 us", "<= 40 us", 150.0),
        ("create", &creates, "<= 400 us", "<= 200 us", 400.0),
        ("PATCH of a member", &patches, "<= 400 us", "<= 200 us", 400.0),
    ] {
        for (size, cost) in [("1,000", &costs[0]), ("100,000", &costs[1])] {
            let name = format!("SCIM, {}: {what}, {size}", kind.name);
            report.figure(&name, format!("{:.0} us CPU", cost.cpu), first, aim, cost.cpu <= most);
            report.fact(&format!("  {CONNECTIONS} connections, p50 / p99"), cost.to_string());
        }
    }
    let ratio = lookups[1].p50 / lookups[0].p50;
    let name = format!("SCIM, {}: lookup, 100,000 : 1,000", kind.name);
    report.figure(&name, format!("{ratio:.2}"), "<= 1.5", "<= 1.5", ratio <= 1.5);
    report_memory("memory at 100,000", kind, &many, report)
}

fn report_memory(what: &str, kind: &Kind<'_>, target: &Target, report: &mut Report) -> Result<(), Fault> {
    let peak = target.server.peak_memory()?;
    let name = format!("SCIM, {}: {what}, at most", kind.name);
    report.figure(&name, format!("{peak:.0} MB"), "<= 100 MB", "<= 100 MB", peak <= MEMORY_MAX);
    Ok(())
}

/// A number from 1 to `size`, each in its turn, with neighbours far apart.
fn scattered(n: usize, size: usize) -> usize {
    n * 7_919 % size + 1
}
