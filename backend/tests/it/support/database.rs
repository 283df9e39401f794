//! A fresh database for each test, removed afterwards: a SQLite file in a folder of its own, or, with
//! `CLOUDSSO_TEST_DATABASE=postgres`, a database on the server at `CLOUDSSO_TEST_POSTGRES_URL`.

use std::path::PathBuf;
use std::str::FromStr;

use cloudsso::platform::random;
use sqlx::{ConnectOptions, Connection, Executor};

pub struct TestDatabase {
    /// The folder of this test's files.
    pub folder: PathBuf,
    /// What `CLOUDSSO_DATABASE_URL` would be.
    pub url: String,
    postgres: Option<Postgres>,
}

struct Postgres {
    server: String,
    name: String,
}

impl TestDatabase {
    pub async fn fresh() -> TestDatabase {
        let mark = random::symbols::<16>().unwrap();
        let folder = std::env::temp_dir().join(format!("cloudsso-test-{mark}"));
        std::fs::create_dir(&folder).unwrap();
        let (url, postgres) = match std::env::var("CLOUDSSO_TEST_DATABASE").as_deref() {
            Ok("postgres") => {
                let server = std::env::var("CLOUDSSO_TEST_POSTGRES_URL").expect("CLOUDSSO_TEST_POSTGRES_URL");
                let name = format!("cloudsso_{mark}");
                run(&server, format!("CREATE DATABASE {name}")).await;
                let mut url = url::Url::parse(&server).unwrap();
                url.set_path(&name);
                (url.to_string(), Some(Postgres { server, name }))
            }
            Ok("sqlite") | Err(_) => (format!("sqlite://{}/cloudsso.db", folder.display()), None),
            Ok(other) => panic!("CLOUDSSO_TEST_DATABASE is {other:?}; it may be sqlite or postgres"),
        };
        TestDatabase { folder, url, postgres }
    }
}

async fn run(server: &str, statement: String) {
    let options = sqlx::postgres::PgConnectOptions::from_str(server).unwrap();
    let mut connection = options.connect().await.unwrap();
    connection.execute(sqlx::AssertSqlSafe(statement)).await.unwrap();
    connection.close().await.unwrap();
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(Postgres { server, name }) = self.postgres.take() {
            let drop_it = move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(run(&server, format!("DROP DATABASE {name} WITH (FORCE)")));
            };
            std::thread::spawn(drop_it).join().unwrap();
        }
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}
