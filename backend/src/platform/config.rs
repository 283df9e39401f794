//! Settings that the process needs to start: from `cloudsso.toml` and from the environment, which wins.
//!
//! A wrong or unknown setting stops the start with one line: its name, what it holds, what it may hold. What
//! an administrator decides is in the database, not here.

mod alibaba;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use url::Url;

pub use alibaba::{AlibabaSettings, EcsRole, OidcRole};

/// Every setting: its name in `cloudsso.toml`; in the environment it is `CLOUDSSO_` and the name in capitals.
const NAMES: [&str; 23] = [
    "public_url",
    "listen",
    "database_url",
    "secret_key_file",
    "directory_name",
    "log",
    "log_format",
    "trusted_proxies",
    "scim_requests_per_second",
    "takeover_seconds",
    "alibaba_sign_in_url",
    "alibaba_site",
    "alibaba_audience",
    "alibaba_api_endpoint_ram",
    "alibaba_api_endpoint_ims",
    "alibaba_api_endpoint_sts",
    "alibaba_api_endpoint_resourcemanager",
    "alibaba_member_role",
    "alibaba_oidc_provider_arn",
    "alibaba_oidc_role_arn",
    "alibaba_oidc_token_file",
    "alibaba_ecs_role",
    "alibaba_ecs_metadata_address",
];

/// Form of the log's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// All settings, read and judged.
#[derive(Debug, Clone)]
pub struct Config {
    /// Every address we print or put into SAML starts with it; no slash at its end.
    pub public_url: String,
    /// Whether the public URL is https.
    pub https: bool,
    /// Socket to listen on.
    pub listen: SocketAddr,
    /// `sqlite://…` or `postgres://…`; may hold a password, so it is never printed.
    pub database_url: String,
    /// File of the key that seals secrets at rest.
    pub secret_key_file: PathBuf,
    /// Name for the directory when it is first made.
    pub directory_name: Option<String>,
    /// Filter of the log.
    pub log: String,
    /// Form of the log.
    pub log_format: LogFormat,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests a second that one SCIM credential may make; twice as many at once.
    pub scim_requests_per_second: u32,
    /// Seconds without a sign of life after which another server takes up what one had begun in the cloud.
    pub takeover_seconds: u32,
    /// The cloud.
    pub alibaba: AlibabaSettings,
}

/// What is wrong with a setting, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongSetting(pub String);

impl std::fmt::Display for WrongSetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A setting's text and how the person called it.
struct Given {
    called: String,
    text: String,
}

struct Texts(BTreeMap<&'static str, Given>);

fn wrong<T>(given: &Given, may: &str) -> Result<T, WrongSetting> {
    Err(WrongSetting(format!("{} is {:?}; it may be {may}", given.called, given.text)))
}

impl Config {
    /// Reads `file` when it exists and the variables of `environment`.
    ///
    /// # Errors
    /// The first setting that is unknown or wrong.
    pub fn read(
        file: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, WrongSetting> {
        let mut texts = BTreeMap::new();
        from_file(file, &mut texts)?;
        from_environment(environment, &mut texts)?;
        Texts(texts).judge()
    }
}

fn from_file(file: &Path, texts: &mut BTreeMap<&'static str, Given>) -> Result<(), WrongSetting> {
    let shown = file.display();
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(WrongSetting(format!("{shown} cannot be read: {e}"))),
    };
    let table: toml::Table = text.parse().map_err(|e: toml::de::Error| {
        let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        WrongSetting(format!("{shown}, line {line}: {}", e.message()))
    })?;
    for (key, value) in table {
        let Some(name) = NAMES.iter().find(|name| **name == key) else {
            return Err(WrongSetting(format!("{shown}: {key} is not a setting; settings are {}", list())));
        };
        let toml::Value::String(text) = value else {
            return Err(WrongSetting(format!("{shown}: {key} must be a text in quotation marks")));
        };
        texts.insert(name, Given { called: format!("{key} in {shown}"), text });
    }
    Ok(())
}

fn from_environment(
    environment: impl IntoIterator<Item = (String, String)>,
    texts: &mut BTreeMap<&'static str, Given>,
) -> Result<(), WrongSetting> {
    for (called, text) in environment {
        let Some(rest) = called.strip_prefix("CLOUDSSO_") else { continue };
        let key = rest.to_ascii_lowercase();
        let Some(name) = NAMES.iter().find(|name| **name == key && rest.chars().all(|c| !c.is_lowercase()))
        else {
            return Err(WrongSetting(format!(
                "{called} is not a setting; settings are {}",
                list().to_ascii_uppercase()
            )));
        };
        texts.insert(name, Given { called, text });
    }
    Ok(())
}

fn list() -> String {
    NAMES.join(", ")
}

impl Texts {
    fn get(&self, name: &'static str) -> Option<&Given> {
        self.0.get(name)
    }

    fn judge(&self) -> Result<Config, WrongSetting> {
        let (public_url, https) = self.public_url()?;
        Ok(Config {
            public_url,
            https,
            listen: self.listen()?,
            database_url: self.database_url()?,
            secret_key_file: self.text("secret_key_file", "data/secret.key").into(),
            directory_name: self.directory_name()?,
            log: self.text("log", "info"),
            log_format: self.log_format()?,
            trusted_proxies: self.trusted_proxies()?,
            scim_requests_per_second: self.number("scim_requests_per_second", 250, 1..=100_000)?,
            takeover_seconds: self.number("takeover_seconds", 60, 10..=3_600)?,
            alibaba: self.alibaba()?,
        })
    }

    fn text(&self, name: &'static str, default: &str) -> String {
        self.get(name).map_or_else(|| default.to_owned(), |given| given.text.clone())
    }

    fn public_url(&self) -> Result<(String, bool), WrongSetting> {
        let may =
            "an https address without path, or http with a loopback name, such as http://localhost:8080";
        let Some(given) = self.get("public_url") else { return Ok(("http://localhost:8080".into(), false)) };
        let Some(url) = origin_only(&given.text) else { return wrong(given, may) };
        let https = url.scheme() == "https";
        if https || is_loopback(&url) { Ok((origin_text(&url), https)) } else { wrong(given, may) }
    }

    fn listen(&self) -> Result<SocketAddr, WrongSetting> {
        let Some(given) = self.get("listen") else { return Ok(SocketAddr::from(([127, 0, 0, 1], 8080))) };
        match given.text.parse() {
            Ok(address) => Ok(address),
            Err(_) => wrong(given, "an IP address and a port, such as 127.0.0.1:8080 or [::]:8080"),
        }
    }

    fn database_url(&self) -> Result<String, WrongSetting> {
        let Some(given) = self.get("database_url") else { return Ok("sqlite://data/cloudsso.db".into()) };
        let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|s| given.text.starts_with(s));
        if known {
            return Ok(given.text.clone());
        }
        // What it holds may be a password: the line names the setting only.
        Err(WrongSetting(format!(
            "{}: it may be sqlite://FILE or postgres://USER@HOST/DATABASE",
            given.called
        )))
    }

    fn directory_name(&self) -> Result<Option<String>, WrongSetting> {
        let Some(given) = self.get("directory_name") else { return Ok(None) };
        match shared::names::directory_name(&given.text, "") {
            Ok(()) => Ok(Some(given.text.clone())),
            Err(_) => wrong(
                given,
                "2 to 64 lower-case letters, digits and hyphens, no hyphen first, last or doubled, not beginning with d-",
            ),
        }
    }

    fn log_format(&self) -> Result<LogFormat, WrongSetting> {
        match self.get("log_format") {
            None => Ok(LogFormat::Text),
            Some(given) => match given.text.as_str() {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => wrong(given, "text or json"),
            },
        }
    }

    fn trusted_proxies(&self) -> Result<Vec<IpAddr>, WrongSetting> {
        let Some(given) = self.get("trusted_proxies") else { return Ok(Vec::new()) };
        let parts = given.text.split(',').map(str::trim).filter(|part| !part.is_empty());
        match parts.map(str::parse).collect() {
            Ok(addresses) => Ok(addresses),
            Err(_) => wrong(given, "IP addresses with commas between them"),
        }
    }

    fn number(
        &self,
        name: &'static str,
        default: u32,
        range: RangeInclusive<u32>,
    ) -> Result<u32, WrongSetting> {
        let Some(given) = self.get(name) else { return Ok(default) };
        match given.text.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => wrong(given, &format!("a number from {} to {}", range.start(), range.end())),
        }
    }

    fn address(&self, name: &'static str, default: &str) -> Result<String, WrongSetting> {
        let may = "an https address without path (http is allowed for loopback names)";
        let Some(given) = self.get(name) else { return Ok(default.to_owned()) };
        match origin_only(&given.text) {
            Some(url) if url.scheme() == "https" || is_loopback(&url) => Ok(origin_text(&url)),
            _ => wrong(given, may),
        }
    }
}

/// The address when it is http(s) with a host and nothing after it.
fn origin_only(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
    (bare && plain && matches!(url.scheme(), "http" | "https")).then_some(url)
}

fn origin_text(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Whether the address names this machine: `localhost`, a name below it, 127.0.0.0/8 or ::1.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
