//! "May this user?", the question of every click: what it costs among 1,000 and among 1,000,000 access assignments,
//! on SQLite and on PostgreSQL. A user has the same number of them, own and through groups, in both.
//!
//! The two databases are asked in turn, so that noise meets both alike. What is answered is compared with what was
//! filled in: a wrong answer ends the run.

mod fill;

use std::time::{Duration, Instant};

use cloudsso::access::reach::list_reach;
use cloudsso::platform::db::Db;
use cloudsso::portal;
use shared::reach::ReachQuery;

use crate::Fault;
use crate::report::Report;
use crate::scim::fill::{create_database, wait};
use fill::{Ask, Size};

const ROUNDS: usize = 20;
const ASKS: usize = 250;
/// How often a page of who can reach what is read.
const PAGES: usize = 5;
/// Most that the question may cost among many, as a multiple of what it costs among few.
const RATIO_MAX: f64 = 1.5;

/// Measures on SQLite, and on PostgreSQL where a server is named.
pub fn measure(postgres: Option<&str>, report: &mut Report) -> Result<(), Fault> {
    let folder = std::env::temp_dir().join(format!("cloudsso-bench-access-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = |name: &str| format!("sqlite://{}", folder.join(name).display());
    let outcome =
        compare("SQLite", [file("few.db"), file("many.db")], report).and_then(|()| match postgres {
            Some(url) => {
                let urls =
                    [create_database(url, "bench_access_few")?, create_database(url, "bench_access_many")?];
                compare("PostgreSQL", urls, report)
            }
            None => Ok(()),
        });
    std::fs::remove_dir_all(&folder)?;
    outcome
}

fn compare(kind: &str, urls: [String; 2], report: &mut Report) -> Result<(), Fault> {
    let taken = wait(async {
        let few = Db::open(&urls[0]).await?;
        let many = Db::open(&urls[1]).await?;
        fill::fill(&few, Size::FEW).await?;
        fill::fill(&many, Size::MANY).await?;
        let mut taken = [Vec::new(), Vec::new()];
        for round in 0..ROUNDS {
            for ((db, size), times) in [(&few, Size::FEW), (&many, Size::MANY)].into_iter().zip(&mut taken) {
                for n in round * ASKS..(round + 1) * ASKS {
                    times.push(ask(db, &size.ask(n)?).await?);
                }
            }
        }
        let mut pages = Vec::new();
        for (what, query) in questions()? {
            pages.push((what, page(&many, &query).await?));
        }
        few.close().await;
        many.close().await;
        Ok((taken, pages))
    })?;
    let (taken, pages) = taken;
    let [few, many] = taken.map(|mut times| {
        times.sort();
        times
    });
    let name = format!("May this user?, {kind}: 1,000,000 : 1,000");
    let ratio = at(&many, 0.5) / at(&few, 0.5);
    report.figure(&name, format!("{ratio:.2}"), "<= 1.5", "<= 1.5", ratio <= RATIO_MAX);
    for (size, times) in [("1,000", &few), ("1,000,000", &many)] {
        let cost = format!("{:.0} / {:.0} us", at(times, 0.5), at(times, 0.99));
        report.fact(&format!("  {size} assignments, p50 / p99"), cost);
    }
    for (what, times) in pages {
        report.fact(&format!("  first page of {what}"), format!("{:.1} ms", at(&times, 0.5) / 1e3));
    }
    Ok(())
}

/// Who can reach what: what is asked among many.
fn questions() -> Result<[(&'static str, ReachQuery); 4], Fault> {
    let nothing = ReachQuery::default();
    Ok([
        ("what a user reaches", ReachQuery { user_id: Some("u-77".parse()?), ..nothing.clone() }),
        ("who reaches a group's", ReachQuery { group_id: Some("g-77".parse()?), ..nothing.clone() }),
        (
            "who reaches an account",
            ReachQuery { account_id: Some("1000000000000077".parse()?), ..nothing.clone() },
        ),
        ("who has a configuration", ReachQuery { access_configuration_id: Some("ac-1".parse()?), ..nothing }),
    ])
}

/// How long each of several readings of the first page took.
async fn page(db: &Db, query: &ReachQuery) -> Result<Vec<Duration>, Fault> {
    let mut times = Vec::new();
    for _ in 0..PAGES {
        let start = Instant::now();
        let mut tx = db.read().await?;
        let page = list_reach(&mut tx, query).await?;
        drop(tx);
        times.push(start.elapsed());
        if page.items.is_empty() {
            return Err(format!("{query:?} found nobody").into());
        }
    }
    times.sort();
    Ok(times)
}

async fn ask(db: &Db, ask: &Ask) -> Result<Duration, Fault> {
    let start = Instant::now();
    let mut tx = db.read().await?;
    let may = portal::may_log_on(&mut tx, &ask.user, &ask.account, &ask.access_configuration).await?;
    drop(tx);
    let taken = start.elapsed();
    if may == ask.may { Ok(taken) } else { Err(format!("{ask:?} was answered {may}").into()) }
}

/// Microseconds that this part of the times, which are sorted, took at most.
fn at(times: &[Duration], part: f64) -> f64 {
    let place = ((times.len().saturating_sub(1)) as f64 * part) as usize;
    times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e6)
}
