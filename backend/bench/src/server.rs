//! The real server as a process of its own: started, asked, measured, stopped.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::page::Page;
use shared::paths::{self, WRITE_HEADER};
use shared::provisioning::ManualWork;

use crate::Fault;

/// A running server with an empty directory of its own.
pub struct Server {
    child: Child,
    folder: PathBuf,
    /// Its address.
    pub url: String,
    /// From the start of the process to its first answer.
    pub started_in: Duration,
}

/// An answer: status, location, cookies, body.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Where a redirect leads.
    pub location: String,
    /// The name=value pairs of the cookies that were set.
    pub cookies: Vec<String>,
    /// The body.
    pub body: String,
}

fn program(path: &Path, on_core: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", on_core]).arg(path);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CLOUDSSO_")) {
        command.env_remove(name);
    }
    command
}

impl Server {
    /// Starts the server on core 0 in a fresh folder, with one administrator. Further settings are named as in the
    /// environment.
    pub fn start(path: &Path, further: &[(&'static str, String)]) -> Result<Self, Fault> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("cloudsso-bench-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let url = format!("http://127.0.0.1:{port}");
        let mut settings = vec![
            ("CLOUDSSO_PUBLIC_URL", url.clone()),
            ("CLOUDSSO_LISTEN", format!("127.0.0.1:{port}")),
            ("CLOUDSSO_LOG", "warn".to_owned()),
        ];
        settings.extend_from_slice(further);
        let mut create = program(path, "0");
        create.args(["administrator", "create", "bench"]).current_dir(&folder).envs(settings.clone());
        let mut made = create.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        if let Some(mut input) = made.stdin.take() {
            writeln!(input, "{PASSWORD}")?;
        }
        if !made.wait()?.success() {
            return Err("the administrator was not made".into());
        }
        let begun = Instant::now();
        let mut serve = program(path, "0");
        serve.arg("serve").current_dir(&folder).envs(settings).stdout(Stdio::piped());
        let mut child = serve.spawn()?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut first = String::new();
        BufReader::new(output).read_line(&mut first)?;
        let client = Client::new(&url);
        let ready = client.get("/readyz", "")?;
        let started_in = begun.elapsed();
        if ready.status != 200 {
            return Err(format!("the server is not ready: {}", ready.body).into());
        }
        Ok(Self { child, folder, url, started_in })
    }

    /// Processor time used so far, user and system.
    pub fn cpu(&self) -> Result<Duration, Fault> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
        let ticks: u64 = rest.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
        Ok(Duration::from_millis(ticks * 10))
    }

    /// The folder that it runs in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Resident memory in MB.
    pub fn memory(&self) -> Result<f64, Fault> {
        self.status("VmRSS:")
    }

    /// The most resident memory so far, in MB.
    pub fn peak_memory(&self) -> Result<f64, Fault> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Result<f64, Fault> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let kib: f64 = line.split_whitespace().nth(1).unwrap_or("0").parse()?;
        Ok(kib / 1_024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _it_may_have_ended = self.child.kill();
        let _the_same = self.child.wait();
        let _a_temporary_folder = std::fs::remove_dir_all(&self.folder);
    }
}

/// Password of the run's administrator, who lives as long as the run.
const PASSWORD: &str = "bench bench bench";

/// A client that keeps its connection.
pub struct Client {
    agent: ureq::Agent,
    base: String,
}

impl Client {
    /// For the server at `base`.
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self { agent: config.into(), base: base.to_owned() }
    }

    /// GET.
    pub fn get(&self, path: &str, cookie: &str) -> Result<Answer, Fault> {
        answer(self.agent.get(format!("{}{path}", self.base)).header("Cookie", cookie).call()?)
    }

    /// GET of JSON; anything but a 200 is a fault.
    pub fn get_json<T: DeserializeOwned>(&self, path: &str, cookie: &str) -> Result<T, Fault> {
        let answer = self.get(path, cookie)?;
        if answer.status != 200 {
            return Err(format!("{path}: {} {}", answer.status, answer.body).into());
        }
        Ok(serde_json::from_str(&answer.body)?)
    }

    /// POST or PUT of JSON, as our pages write.
    pub fn send(&self, put: bool, path: &str, cookie: &str, body: &Value) -> Result<Answer, Fault> {
        let url = format!("{}{path}", self.base);
        let request = if put { self.agent.put(url) } else { self.agent.post(url) };
        let request = request
            .header("Cookie", cookie)
            .header("Content-Type", "application/json")
            .header(WRITE_HEADER, "1");
        let done = answer(request.send(body.to_string())?)?;
        if done.status >= 300 {
            return Err(format!("{path}: {} {}", done.status, done.body).into());
        }
        Ok(done)
    }

    /// Signs the run's administrator in; answers the cookie.
    pub fn sign_in(&self) -> Result<String, Fault> {
        let body = json!({ "user_name": "bench", "password": PASSWORD });
        Ok(self.send(false, paths::ADMINISTRATOR_SESSION, "", &body)?.cookies.join("; "))
    }

    /// A request of a provisioning client; `path` is below the SCIM base path.
    pub fn scim(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Result<Answer, Fault> {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{}{path}", self.base, paths::SCIM))
            .header("Authorization", format!("Bearer {token}"))
            .header("Content-Type", "application/scim+json");
        let done = match body {
            Some(body) => answer(self.agent.run(request.body(body.to_string())?)?)?,
            None => answer(self.agent.run(request.body(())?)?)?,
        };
        if done.status >= 300 {
            return Err(format!("{method} {path}: {} {}", done.status, done.body).into());
        }
        Ok(done)
    }

    /// POST of a form, as a browser sends it.
    pub fn post_form(&self, path: &str, cookie: &str, form: &str) -> Result<Answer, Fault> {
        let request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Cookie", cookie)
            .header("Content-Type", "application/x-www-form-urlencoded");
        answer(request.send(form)?)
    }

    /// Presses **Done** for every role that waits for an administrator's hand; answers for how many.
    pub fn do_manual_work(&self, cookie: &str) -> Result<usize, Fault> {
        let mut done = 0;
        loop {
            let page: Page<ManualWork> = self.get_json(paths::MANUAL_WORK, cookie)?;
            if page.items.is_empty() {
                return Ok(done);
            }
            for work in page.items {
                let body = json!({ "account_id": work.role.account_id, "revision": work.revision,
                                   "access_configuration_id": work.role.access_configuration_id });
                self.send(false, paths::MANUAL_WORK_DONE, cookie, &body)?;
                done += 1;
            }
        }
    }
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Result<Answer, Fault> {
    let text = |name: &str| {
        response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    };
    let location = text("location");
    let cookies = response
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|v| v.to_str().ok()?.split(';').next().map(str::to_owned))
        .collect();
    let status = response.status().as_u16();
    Ok(Answer { status, location, cookies, body: response.body_mut().read_to_string()? })
}
