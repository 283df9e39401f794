//! What doors receive: settings, clock, database, keys. Known to doors, not to rules.

use std::sync::Arc;

use crate::access::provisioning::worker::Bell;
use crate::cloud::alibaba;
use crate::directory::{self, Directory};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::keys::{self, Keys};
use crate::platform::secrets::{Passwords, SecretKey};
use crate::platform::sessions::Cookies;
use crate::platform::{Error, Result};
use crate::scim::credentials::limit::Limit;
use crate::sign_in::Verifier;
use crate::sign_in::identity_provider::Cache;

/// Shared by every request; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Settings.
    pub config: Arc<Config>,
    /// Where doors get the time from.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// Our own keys.
    pub keys: Keys,
    /// Seals what must not lie in the database in clear.
    pub secret: SecretKey,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// How cookies are written.
    pub cookies: Cookies,
    /// The company's identity provider, as read last.
    pub identity_provider: Cache,
    /// Verifies its responses.
    pub verifier: Verifier,
    /// How often SCIM clients may ask.
    pub scim_limit: Limit,
    /// Speaks HTTP with the cloud.
    pub cloud_http: alibaba::Http,
    /// What was obtained from the cloud with the present credential.
    pub cloud_sessions: alibaba::Sessions,
    /// Wakes what works at roles on this server.
    pub work: Bell,
    /// Wakes what works at RAM users on this server.
    pub ram_user_work: Bell,
}

impl App {
    /// Opens everything: migrates the database and, on first start, makes the directory and its keys.
    ///
    /// # Errors
    /// When the database or the secret key cannot be opened, or they do not belong together.
    pub async fn open(config: Config, clock: Clock) -> Result<(Self, Directory)> {
        let secret = SecretKey::open(&config.secret_key_file).map_err(Error::Unavailable)?;
        let db = Db::open(&config.database_url).await?;
        db.migrate().await?;
        let now = clock.now();
        let mut tx = db.write().await?;
        let directory = directory::ensure(&mut tx, config.directory_name.as_deref(), now).await?;
        keys::ensure(&mut tx, &secret, now).await?;
        tx.commit().await?;
        let mut tx = db.read().await?;
        let keys = keys::load(&mut tx, &secret).await?;
        drop(tx);
        let app = App {
            scim_limit: Limit::new(config.scim_requests_per_second),
            cookies: Cookies::new(config.https),
            config: Arc::new(config),
            clock,
            db,
            keys,
            secret,
            passwords: Passwords::new()?,
            identity_provider: Cache::default(),
            verifier: Verifier::default(),
            cloud_http: alibaba::Http::new()?,
            cloud_sessions: alibaba::Sessions::default(),
            work: Bell::default(),
            ram_user_work: Bell::default(),
        };
        Ok((app, directory))
    }
}
