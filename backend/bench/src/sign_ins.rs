//! Whole sign-ins, portal lists and role logons over HTTP, against the real server on SQLite.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};
use shared::page::Page;
use shared::paths;
use shared::portal::PortalAccount;
use shared::session::PortalSession;

use crate::Fault;
use crate::in_process::Floors;
use crate::report::Report;
use crate::responses::{ISSUER, Signer};
use crate::server::{Client, Server};

/// Connections that post at the same time when throughput is measured.
const CONNECTIONS: usize = 16;
/// Roles of the user whose portal is listed.
const ROLES: usize = 50;

/// Where responses go.
struct Target {
    entity_id: String,
    acs_url: String,
    acs_path: String,
}

/// Measures, beside what nobody can do without.
pub fn measure(program: &Path, sign_ins: usize, floors: Floors, report: &mut Report) -> Result<(), Fault> {
    let floor = floors.verify;
    let made = saml::keys::generate_key_pair("bench", crate::in_process::moment(), 10)
        .map_err(|e| format!("key: {e}"))?;
    let signer = Signer::new(&made)?;
    let server = Server::start(program, &[])?;
    let started = server.started_in.as_secs_f64() * 1e3;
    report.figure(
        "start to first answer",
        format!("{started:.0} ms"),
        "<= 200 ms",
        "<= 30 ms",
        started <= 200.0,
    );
    let target = prepare(&server, &signer)?;
    let idle = server.memory()?;
    report.figure("memory idle", format!("{idle:.0} MB"), "<= 40 MB", "<= 12 MB", idle <= 40.0);

    let forms = forms(&signer, &target, sign_ins)?;
    let (alone, together) = forms.split_at(sign_ins / 4);
    one_by_one(&server, &target, alone, floor, report)?;
    at_once(&server, &target, together, floor, report)?;
    let loaded = server.memory()?;
    report.figure(
        &format!("memory after {sign_ins} sign-ins"),
        format!("{loaded:.0} MB"),
        "<= 60 MB",
        "<= 20 MB",
        loaded <= 60.0,
    );
    let client = Client::new(&server.url);
    let cookie = sign_in(&client, &target, &form(&signer, &target, sign_ins)?)?;
    portal(&server, &client, &cookie, report)?;
    role_log_on(&server, &client, &cookie, floors.sign, report)
}

/// Makes the directory that the load needs, through the console's interface.
fn prepare(server: &Server, signer: &Signer) -> Result<Target, Fault> {
    let client = Client::new(&server.url);
    let cookie = client.sign_in()?;
    let post = |path: &str, body: Value| client.send(false, path, &cookie, &body);
    let put = |path: &str, body: Value| client.send(true, path, &cookie, &body);
    put(
        paths::IDENTITY_PROVIDER,
        json!({ "method": "Manual", "entity_id": ISSUER, "logon_url": "https://login.example.com/saml2",
                "certificate": signer.certificate_pem() }),
    )?;
    put(paths::SSO_LOGON, json!({ "enabled": true }))?;
    let user: Value =
        serde_json::from_str(&post(paths::USERS, json!({ "user_name": "sample@example.com" }))?.body)?;
    let mut accounts = Vec::new();
    for n in 0..ROLES {
        let id = format!("{}", 1_000_000_000_000_000_u64 + n as u64);
        let kind = if n == 0 { "ManagementAccount" } else { "MemberAccount" };
        post(paths::ACCOUNTS, json!({ "id": id, "name": format!("account {n}"), "account_type": kind }))?;
        accounts.push(id);
    }
    let configuration: Value = serde_json::from_str(
        &post(
            paths::ACCESS_CONFIGURATIONS,
            json!({ "name": "reader", "system_policies": ["ReadOnlyAccess"] }),
        )?
        .body,
    )?;
    post(
        paths::ACCESS_ASSIGNMENTS,
        json!({ "user_ids": [user["id"]], "account_ids": accounts,
                "access_configuration_ids": [configuration["id"]] }),
    )?;
    let stand = client.do_manual_work(&cookie)?;
    if stand != ROLES {
        return Err(format!("{stand} of {ROLES} roles stand").into());
    }
    let settings: Value = client.get_json(paths::SETTINGS, &cookie)?;
    let text = |name: &str| settings[name].as_str().unwrap_or_default().to_owned();
    let acs_url = text("acs_url");
    let acs_path = url::Url::parse(&acs_url)?.path().to_owned();
    Ok(Target { entity_id: text("entity_id"), acs_url, acs_path })
}

/// Fresh responses as form bodies, from number 0.
fn forms(signer: &Signer, target: &Target, count: usize) -> Result<Vec<String>, Fault> {
    (0..count).map(|n| form(signer, target, n)).collect()
}

fn form(signer: &Signer, target: &Target, n: usize) -> Result<String, Fault> {
    let signed =
        signer.response(n, "sample@example.com", &target.entity_id, &target.acs_url, 24, wall_clock())?;
    Ok(url::form_urlencoded::Serializer::new(String::new())
        .append_pair("SAMLResponse", &signed.base64)
        .finish())
}

#[expect(clippy::disallowed_methods, reason = "the load must be fresh by the server's own clock")]
fn wall_clock() -> Timestamp {
    Timestamp::now()
}

/// Posts one form and insists on a session.
fn sign_in(client: &Client, target: &Target, form: &str) -> Result<String, Fault> {
    let answer = client.post_form(&target.acs_path, "", form)?;
    let session = answer.cookies.iter().find(|c| c.contains("cloudsso-session=") && !c.ends_with('='));
    match session {
        Some(session) if answer.status == 303 => Ok(session.clone()),
        _ => Err(format!("not signed in: {} {} {}", answer.status, answer.location, answer.body).into()),
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn one_by_one(
    server: &Server,
    target: &Target,
    forms: &[String],
    floor: f64,
    report: &mut Report,
) -> Result<(), Fault> {
    let client = Client::new(&server.url);
    let before = server.cpu()?;
    let mut times = Vec::with_capacity(forms.len());
    for form in forms {
        let start = Instant::now();
        sign_in(&client, target, form)?;
        times.push(start.elapsed());
    }
    let cpu = micros(server.cpu()?.saturating_sub(before)) / forms.len() as f64;
    times.sort();
    let at = |part: f64| micros(times[((times.len() - 1) as f64 * part) as usize]);
    let ratio = cpu / floor;
    report.figure(
        "whole sign-in over HTTP, one at a time, CPU",
        format!("{cpu:.0} us = {ratio:.1} F"),
        "<= 35 F",
        "<= 7 F",
        ratio <= 35.0,
    );
    report.fact("  p50 / p99 (aim p99 <= 2.5 x p50)", format!("{:.0} / {:.0} us", at(0.5), at(0.99)));
    Ok(())
}

fn at_once(
    server: &Server,
    target: &Target,
    forms: &[String],
    floor: f64,
    report: &mut Report,
) -> Result<(), Fault> {
    let before = server.cpu()?;
    let start = Instant::now();
    std::thread::scope(|scope| -> Result<(), Fault> {
        let parts = forms.chunks(forms.len().div_ceil(CONNECTIONS).max(1));
        let workers: Vec<_> = parts
            .map(|part| {
                scope.spawn(move || -> Result<(), String> {
                    let client = Client::new(&server.url);
                    for form in part {
                        sign_in(&client, target, form).map_err(|e| e.to_string())?;
                    }
                    Ok(())
                })
            })
            .collect();
        for worker in workers {
            worker.join().map_err(|_| "a worker stopped")??;
        }
        Ok(())
    })?;
    let took = start.elapsed().as_secs_f64();
    let cpu = micros(server.cpu()?.saturating_sub(before)) / forms.len() as f64;
    report.fact(
        &format!("  {CONNECTIONS} connections, server on one core"),
        format!("{:.0}/s, {:.1} F CPU each", forms.len() as f64 / took, cpu / floor),
    );
    Ok(())
}

/// Lists the portal's accounts again and again, beside an answer that does nothing.
fn portal(server: &Server, client: &Client, cookie: &str, report: &mut Report) -> Result<(), Fault> {
    const CALLS: u32 = 4_000;
    let listed: Page<PortalAccount> = client.get_json(paths::PORTAL_ACCOUNTS, cookie)?;
    if listed.total != ROLES as u64 {
        return Err(format!("the portal lists {} of {ROLES} accounts", listed.total).into());
    }
    let measure = |path: &str| -> Result<f64, Fault> {
        let before = server.cpu()?;
        for _ in 0..CALLS {
            let answer = client.get(path, cookie)?;
            if answer.status != 200 {
                return Err(format!("{path}: {}", answer.status).into());
            }
        }
        Ok(micros((server.cpu()?.saturating_sub(before)) / CALLS))
    };
    let empty = measure("/healthz")?;
    let list = measure(paths::PORTAL_ACCOUNTS)?;
    report.figure(
        &format!("portal list for {ROLES} roles, CPU"),
        format!("{list:.0} us = {:.1} x empty GET", list / empty.max(1.0)),
        "<= 300 us",
        "<= 6 x empty",
        list <= 300.0,
    );
    Ok(())
}

/// Logs on to one account after the other; `floor` is one RSA signature in microseconds.
fn role_log_on(
    server: &Server,
    client: &Client,
    cookie: &str,
    floor: f64,
    report: &mut Report,
) -> Result<(), Fault> {
    const CALLS: u32 = 2_000;
    let session: PortalSession = client.get_json(paths::SESSION, cookie)?;
    let listed: Page<PortalAccount> = client.get_json(paths::PORTAL_ACCOUNTS, cookie)?;
    let mut forms = Vec::new();
    for listed in listed.items {
        let role = listed.ready.ok_or("an account with one role has none to log on with")?;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("account_id", listed.account.id.as_str())
            .append_pair("access_configuration_id", role.id.as_str())
            .append_pair("form_token", &session.form_token)
            .finish();
        forms.push(form);
    }
    let before = server.cpu()?;
    for form in forms.iter().cycle().take(CALLS as usize) {
        let answer = client.post_form(paths::LOG_ON, cookie, form)?;
        if answer.status != 200 || !answer.body.contains("SAMLResponse") {
            return Err(format!("not logged on: {} {}", answer.status, answer.location).into());
        }
    }
    let cpu = micros((server.cpu()?.saturating_sub(before)) / CALLS);
    report.fact("whole role logon over HTTP, CPU", format!("{cpu:.0} us = {:.1} x bare RSA", cpu / floor));
    Ok(())
}
