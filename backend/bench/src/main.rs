//! `make bench`: what things cost, as ratios taken in one run.
//!
//! These machines are noisy, so every figure stands beside a floor measured in the same run: F is the least
//! that any verifier must do (base64, SHA-256, one RSA-2048 verification). The server runs on one core, the
//! load on another. Usage: `bench --server PATH --pages FOLDER [--sign-ins N]`.

mod in_process;
mod pages;
mod report;
mod responses;
mod server;
mod sign_ins;

use std::path::PathBuf;
use std::process::ExitCode;

use report::Report;

/// What went wrong, in words.
pub type Fault = Box<dyn std::error::Error>;

struct Arguments {
    server: PathBuf,
    pages: PathBuf,
    sign_ins: usize,
}

fn arguments() -> Result<Arguments, Fault> {
    let (mut server, mut pages, mut sign_ins) = (None, None, 10_000);
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--server" => server = Some(PathBuf::from(value)),
            "--pages" => pages = Some(PathBuf::from(value)),
            "--sign-ins" => sign_ins = value.parse()?,
            _ => return Err(format!("{name} is not known").into()),
        }
    }
    Ok(Arguments {
        server: server.ok_or("--server PATH is missing")?,
        pages: pages.ok_or("--pages FOLDER is missing")?,
        sign_ins,
    })
}

fn run() -> Result<(), Fault> {
    let arguments = arguments()?;
    let mut report = Report::new();
    let floor = in_process::measure(&mut report)?;
    sign_ins::measure(&arguments.server, arguments.sign_ins, floor, &mut report)?;
    pages::measure(&arguments.pages, &mut report)?;
    report.print();
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            report::complain(&fault.to_string());
            ExitCode::FAILURE
        }
    }
}
