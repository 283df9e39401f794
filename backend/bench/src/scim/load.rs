//! Asks two servers in turn, over several connections each, and tells what an answer costs.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{CONNECTIONS, Target};
use crate::Fault;
use crate::server::Client;

const ROUNDS: usize = 10;

/// One request, and what its answer must hold.
pub struct Ask {
    method: &'static str,
    path: String,
    body: Option<Value>,
    holds: &'static str,
}

impl Ask {
    pub fn get(path: String, holds: &'static str) -> Self {
        Self { method: "GET", path, body: None, holds }
    }

    pub fn write(method: &'static str, path: String, body: Value) -> Self {
        Self { method, path, body: Some(body), holds: "" }
    }

    fn send(&self, client: &Client, token: &str) -> Result<(), String> {
        let answer =
            client.scim(self.method, &self.path, token, self.body.as_ref()).map_err(|e| e.to_string())?;
        if answer.body.contains(self.holds) {
            return Ok(());
        }
        Err(format!("{} {}: {}", self.method, self.path, answer.body))
    }
}

/// What an answer costs; times in microseconds.
pub struct Cost {
    pub p50: f64,
    p99: f64,
    per_second: f64,
    /// The server's own processor time.
    pub cpu: f64,
}

/// How many answers in a second, and how long half of them and all but a hundredth took at most.
impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.0}/s, {:.1} / {:.1} ms", self.per_second, self.p50 / 1e3, self.p99 / 1e3)
    }
}

/// Sends `count` requests to each of the two servers; `ask` makes the one of this number for so many users.
pub fn compare(
    both: [(&Target, usize); 2],
    count: usize,
    ask: impl Fn(usize, usize) -> Ask + Sync,
) -> Result<[Cost; 2], Fault> {
    let mut taken = [const { (Vec::new(), Duration::ZERO, Duration::ZERO) }; 2];
    let each = count / ROUNDS;
    for round in 0..ROUNDS {
        for ((target, size), (times, wall, cpu)) in both.iter().zip(taken.iter_mut()) {
            let (cpu_before, start) = (target.server.cpu()?, Instant::now());
            times.extend(round_of(target, round * each..(round + 1) * each, |n| ask(*size, n))?);
            *wall += start.elapsed();
            *cpu += target.server.cpu()?.saturating_sub(cpu_before);
        }
    }
    Ok(taken.map(|(mut times, wall, cpu)| {
        times.sort();
        let number = times.len() as f64;
        let at = |part: f64| micros(times[((number - 1.0) * part) as usize]);
        Cost {
            p50: at(0.5),
            p99: at(0.99),
            per_second: number / wall.as_secs_f64(),
            cpu: micros(cpu) / number,
        }
    }))
}

/// The requests of these numbers, over several connections at the same time; answers how long each took.
pub fn round_of(
    target: &Target,
    numbers: std::ops::Range<usize>,
    ask: impl Fn(usize) -> Ask + Sync,
) -> Result<Vec<Duration>, Fault> {
    let worker = |first: usize| -> Result<Vec<Duration>, String> {
        let client = Client::new(&target.server.url);
        let mut times = Vec::new();
        for n in numbers.clone().skip(first).step_by(CONNECTIONS) {
            let ask = ask(n);
            let start = Instant::now();
            ask.send(&client, &target.token)?;
            times.push(start.elapsed());
        }
        Ok(times)
    };
    std::thread::scope(|scope| {
        let worker = &worker;
        let workers: Vec<_> = (0..CONNECTIONS).map(|first| scope.spawn(move || worker(first))).collect();
        let mut times = Vec::new();
        for worker in workers {
            times.extend(worker.join().map_err(|_| "a worker stopped")??);
        }
        Ok(times)
    })
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
