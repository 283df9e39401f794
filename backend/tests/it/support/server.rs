//! The server in process: the real router on a fresh database, with a clock that stands still.

use std::sync::Arc;

use axum::Router;
use cloudsso::app::App;
use cloudsso::directory::{Directory, administrators};
use cloudsso::events::Actor;
use cloudsso::execute;
use cloudsso::platform::clock::Clock;
use cloudsso::platform::config::Config;
use cloudsso::platform::random;
use cloudsso::platform::secrets::SecretText;
use cloudsso::platform::sessions::{self, CookieKind, SessionValue};
use jiff::Timestamp;
use shared::ids::UserId;
use tokio::sync::OnceCell;

use super::browser::Browser;
use super::database::{Contents, TestDatabase};

/// Where the server of the tests says it is. Https, so that cookies have their full names and attributes.
pub const PUBLIC_URL: &str = "https://sso.example.com";
/// The password of everybody the tests make.
pub const PASSWORD: &str = "correct horse battery staple";

/// File of the secret key in a test's folder.
const SECRET_KEY: &str = "secret.key";

/// When the clock of the tests stands still.
pub fn now() -> Timestamp {
    "2026-06-21T09:30:00Z".parse().unwrap()
}

pub struct TestServer {
    pub app: App,
    pub directory: Directory,
    pub router: Router,
    pub clock: Clock,
    database: Arc<TestDatabase>,
}

impl TestServer {
    /// A server on a fresh database.
    pub async fn start() -> TestServer {
        let beginning = beginning().await;
        let database = TestDatabase::make(Some(&beginning.database)).await;
        write_secret(&database.folder.join(SECRET_KEY), &beginning.secret_key);
        Self::on(Arc::new(database), Clock::fixed(now()), &[]).await
    }

    /// Another server on the same database: the same one after a restart, or a second one beside it.
    pub async fn again(&self) -> TestServer {
        Self::on(self.database.clone(), self.clock.clone(), &[]).await
    }

    /// Another server on the same database with other settings; names as in the environment.
    pub async fn again_with(&self, settings: &[(&str, &str)]) -> TestServer {
        Self::on(self.database.clone(), self.clock.clone(), settings).await
    }

    async fn on(database: Arc<TestDatabase>, clock: Clock, settings: &[(&str, &str)]) -> TestServer {
        let config = config(&database, settings);
        let (app, directory) = App::open(config, clock.clone()).await.unwrap();
        let router = cloudsso::router::router(app.clone());
        TestServer { app, directory, router, clock, database }
    }

    /// The folder of this test's files, removed afterwards.
    pub fn folder(&self) -> &std::path::Path {
        &self.database.folder
    }

    /// What `CLOUDSSO_DATABASE_URL` is.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "192.0.2.10")
    }

    /// A browser at another network address.
    pub fn browser_at(&self, address: &str) -> Browser {
        Browser::new(self.router.clone(), address)
    }

    /// Makes an administrator whose password is [`PASSWORD`].
    pub async fn create_administrator(&self, name: &str) {
        let hash = self.hash().await;
        let mut tx = self.app.db.write().await.unwrap();
        administrators::create_administrator(&mut tx, name, &hash, &Actor::server(), self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// A browser in which a fresh administrator is signed in, without the sign-in page.
    pub async fn administrator(&self) -> Browser {
        let name = format!("admin-{}", random::symbols::<8>().unwrap());
        self.create_administrator(&name).await;
        let mut tx = self.app.db.write().await.unwrap();
        let administrator = administrators::find_by_name(&mut tx, &name).await.unwrap().unwrap();
        let (value, _) =
            sessions::open_for_administrator(&mut tx, &administrator.id, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        self.browser_with(CookieKind::Console, &value)
    }

    /// Makes an enabled user whose password is [`PASSWORD`], straight in the database.
    pub async fn create_user(&self, name: &str) -> UserId {
        let id: UserId = random::id(UserId::PREFIX).unwrap();
        let hash = self.hash().await;
        let mut tx = self.app.db.write().await.unwrap();
        execute!(
            &mut tx,
            "INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name, email,
                                email_key, description, status, provision_type, password_hash, created_at)
             VALUES ($1, $2, $3, '', '', '', '', NULL, '', 'Enabled', 'Manual', $4, $5)",
            id.as_str(),
            name,
            name.to_ascii_lowercase(),
            hash,
            self.now().as_millisecond()
        )
        .unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Makes an enabled user as if SCIM had, straight in the database.
    pub async fn create_synchronized_user(&self, name: &str) -> UserId {
        let id = self.create_user(name).await;
        let mut tx = self.app.db.write().await.unwrap();
        let text = "UPDATE users SET provision_type = 'Synchronized' WHERE id = $1";
        execute!(&mut tx, text, id.as_str()).unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Sets the status of a user, straight in the database.
    pub async fn set_status(&self, user: &UserId, status: &str) {
        let mut tx = self.app.db.write().await.unwrap();
        execute!(
            &mut tx,
            "UPDATE users SET status = $2, inactive = ($2 = 'Disabled') WHERE id = $1",
            user.as_str(),
            status
        )
        .unwrap();
        tx.commit().await.unwrap();
    }

    /// A browser in which this user is signed in, without the sign-in page.
    pub async fn signed_in(&self, user: &UserId) -> Browser {
        let mut tx = self.app.db.write().await.unwrap();
        let (value, _) = sessions::open_for_user(&mut tx, user, None, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        self.browser_with(CookieKind::Portal, &value)
    }

    fn browser_with(&self, kind: CookieKind, value: &SessionValue) -> Browser {
        let browser = self.browser();
        browser.put_cookie(self.app.cookies.name(kind), value.expose(), "Lax");
        browser
    }

    /// Hash of [`PASSWORD`], worked out once for the whole run.
    async fn hash(&self) -> String {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let make = || async { self.app.passwords.hash(SecretText::new(PASSWORD.into())).await.unwrap() };
        HASH.get_or_init(make).await.clone()
    }
}

/// The settings of a server on this database.
fn config(database: &TestDatabase, settings: &[(&str, &str)]) -> Config {
    let key_file = database.folder.join(SECRET_KEY).display().to_string();
    let mut all = vec![
        ("CLOUDSSO_PUBLIC_URL", PUBLIC_URL),
        ("CLOUDSSO_DATABASE_URL", &database.url),
        ("CLOUDSSO_SECRET_KEY_FILE", &key_file),
        ("CLOUDSSO_DIRECTORY_NAME", "example"),
        // The clock stands still, so what was used up of the rate never comes back.
        ("CLOUDSSO_SCIM_REQUESTS_PER_SECOND", "100000"),
    ];
    all.extend_from_slice(settings);
    let no_file = database.folder.join("cloudsso.toml");
    Config::read(&no_file, all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).unwrap()
}

/// What every server of the tests begins with: tables, a directory, our own keys and the secret key they are
/// sealed with. Made once in a run: two RSA keys take longer than most tests.
struct Beginning {
    database: Contents,
    secret_key: String,
}

async fn beginning() -> &'static Beginning {
    static BEGINNING: OnceCell<Beginning> = OnceCell::const_new();
    let make = || async {
        let database = TestDatabase::make(None).await;
        let (app, _) = App::open(config(&database, &[]), Clock::fixed(now())).await.unwrap();
        app.db.close().await;
        let secret_key = std::fs::read_to_string(database.folder.join(SECRET_KEY)).unwrap();
        Beginning { database: database.into_contents().await, secret_key }
    };
    BEGINNING.get_or_init(make).await
}

fn write_secret(path: &std::path::Path, secret: &str) {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).unwrap();
    file.write_all(secret.as_bytes()).unwrap();
}
