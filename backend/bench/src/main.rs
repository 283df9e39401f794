//! `make bench`: what things cost, as ratios taken in one run.
//!
//! These machines are noisy, so every figure stands beside a floor measured in the same run: F is the least
//! that any verifier must do (base64, SHA-256, one RSA-2048 verification). The server runs on one core, the
//! load on another. Usage:
//! `bench --server PATH --pages FOLDER [--sign-ins N] [--postgres URL] [--only sign-ins|scim|access|grants|portal|directory|pages]`.

mod access;
mod directory;
mod grants;
mod in_process;
mod pages;
mod portal;
mod report;
mod responses;
mod scim;
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
    postgres: Option<String>,
    only: Option<String>,
}

impl Arguments {
    fn wants(&self, part: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == part)
    }
}

fn arguments() -> Result<Arguments, Fault> {
    let (mut server, mut pages, mut sign_ins, mut postgres, mut only) = (None, None, 10_000, None, None);
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let value = given.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--server" => server = Some(PathBuf::from(value)),
            "--pages" => pages = Some(PathBuf::from(value)),
            "--sign-ins" => sign_ins = value.parse()?,
            "--postgres" => postgres = Some(value),
            "--only"
                if ["sign-ins", "scim", "access", "grants", "portal", "directory", "pages"]
                    .contains(&value.as_str()) =>
            {
                only = Some(value)
            }
            _ => return Err(format!("{name} is not known").into()),
        }
    }
    Ok(Arguments {
        server: server.ok_or("--server PATH is missing")?,
        pages: pages.ok_or("--pages FOLDER is missing")?,
        sign_ins,
        postgres,
        only,
    })
}

fn run() -> Result<(), Fault> {
    let arguments = arguments()?;
    let mut report = Report::new();
    if arguments.wants("sign-ins") {
        let floors = in_process::measure(&mut report)?;
        sign_ins::measure(&arguments.server, arguments.sign_ins, floors, &mut report)?;
    }
    if arguments.wants("scim") {
        scim::measure(&arguments.server, arguments.postgres.as_deref(), &mut report)?;
    }
    if arguments.wants("access") {
        access::measure(arguments.postgres.as_deref(), &mut report)?;
    }
    if arguments.wants("grants") {
        grants::measure(&arguments.server, arguments.postgres.as_deref(), &mut report)?;
    }
    if arguments.wants("portal") {
        portal::measure(&arguments.server, arguments.postgres.as_deref(), &mut report)?;
    }
    if arguments.wants("directory") {
        directory::measure(arguments.postgres.as_deref(), &mut report)?;
    }
    if arguments.wants("pages") {
        pages::measure(&arguments.pages, &mut report)?;
    }
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
