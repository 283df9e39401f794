//! `cloudsso check`: one line for each thing looked at, with what to do where something is wrong.

use std::sync::Arc;

use jiff::Timestamp;
use saml::keys::SigningKey;

use super::say;
use crate::directory::{self, administrators};
use crate::platform::clock::{Clock, plus_seconds};
use crate::platform::config::Config;
use crate::platform::db::{Db, Tx};
use crate::platform::secrets::SecretKey;
use crate::platform::{Result, keys};
use crate::sign_in::identity_provider;

/// Certificates that end within so many seconds are named.
const SOON: i64 = 30 * 24 * 60 * 60;

/// Looks at everything; answers whether all is well.
///
/// # Errors
/// When the database fails in the middle.
pub async fn run(config: Config) -> Result<bool> {
    let mut report = Report { well: true };
    report.fine("settings", &format!("public URL {}, listening on {}", config.public_url, config.listen));
    let secret = match SecretKey::open_existing(&config.secret_key_file) {
        Ok(secret) => Some(secret),
        Err(text) => {
            report.wrong("secret key", &text);
            None
        }
    };
    match Db::open_existing(&config.database_url).await {
        Err(e) => report.wrong("database", &format!("{e}; look at CLOUDSSO_DATABASE_URL")),
        Ok(db) => {
            report.fine("database", db.kind());
            let mut tx = db.read().await?;
            contents(&mut tx, secret.as_ref(), &config, &mut report).await;
        }
    }
    Ok(report.well)
}

struct Report {
    well: bool,
}

impl Report {
    fn fine(&self, what: &str, text: &str) {
        say(&format!("ok     {what}: {text}"));
    }

    fn wrong(&mut self, what: &str, text: &str) {
        self.well = false;
        say(&format!("WRONG  {what}: {text}"));
    }
}

async fn contents(tx: &mut Tx, secret: Option<&SecretKey>, config: &Config, report: &mut Report) {
    match directory::get(tx).await {
        Ok(directory) => {
            report.fine("directory", &format!("{} ({})", directory.name, directory.id));
            report.fine("entity ID", &directory.sp_entity_id(&config.public_url));
        }
        Err(_) => {
            return report.wrong("directory", "the tables are missing or older; start the server once");
        }
    }
    if let Err(e) = sso_logon(tx, report).await {
        report.wrong("identity provider", &super::in_full(&e));
    }
    match administrators::count(tx).await {
        Ok(0) => report.wrong("administrators", "none; make one with cloudsso administrator create NAME"),
        Ok(count) => report.fine("administrators", &count.to_string()),
        Err(e) => report.wrong("administrators", &e.to_string()),
    }
    let now = Clock::System.now();
    if let Some(secret) = secret {
        match own_keys(tx, secret).await {
            Ok(ours) => {
                for (what, key) in [("key for requests", &ours.0), ("key for role logons", &ours.1)] {
                    validity(report, what, key.certificate().not_after(), now);
                }
            }
            Err(e) => report.wrong(
                "keys",
                &format!("{}; restore the secret key file that belongs to this database", super::in_full(&e)),
            ),
        }
    }
}

/// The keys that sign requests and role logons.
async fn own_keys(tx: &mut Tx, secret: &SecretKey) -> Result<(Arc<SigningKey>, Arc<SigningKey>)> {
    let keys = keys::load(tx, secret).await?;
    let cloud = keys.cloud_identity_provider(tx).await?;
    Ok((keys.service_provider, cloud))
}

/// The identity provider and its certificates. An ended certificate still verifies, since the key is what
/// counts; but the identity provider is about to sign with another.
async fn sso_logon(tx: &mut Tx, report: &mut Report) -> Result<()> {
    let on = directory::get(tx).await?.sso_enabled;
    let Some(idp) = identity_provider::find(tx).await? else {
        if on {
            report.wrong("SSO Logon", "on without an identity provider; nobody can sign in");
        } else {
            report.fine("SSO Logon", "off, no identity provider configured");
        }
        return Ok(());
    };
    report.fine("SSO Logon", &format!("{} with {}", if on { "on" } else { "off" }, idp.entity_id));
    let now = Clock::System.now();
    for certificate in &idp.certificates {
        let what = format!("identity provider's {}", certificate.subject());
        validity(report, &what, certificate.not_after(), now);
    }
    Ok(())
}

/// Names a certificate that is over or soon will be.
fn validity(report: &mut Report, what: &str, not_after: Timestamp, now: Timestamp) {
    if not_after <= now {
        report.wrong(what, &format!("its certificate ended at {not_after}"));
    } else if not_after <= plus_seconds(now, SOON) {
        report.wrong(what, &format!("its certificate ends soon, at {not_after}"));
    } else {
        report.fine(what, &format!("certificate valid until {not_after}"));
    }
}
