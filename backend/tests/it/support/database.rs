//! A database of its own for each test: a SQLite file in a folder that is removed afterwards, or, with
//! `CLOUDSSO_TEST_DATABASE=postgres`, a database on the server at `CLOUDSSO_TEST_POSTGRES_URL`.
//!
//! The server itself brings the first one up; all begin as copies of that. To make and drop a database takes
//! PostgreSQL longer than most tests take, so there a database that a test has done with is put back to its
//! beginning and used again. They go with the server.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use cloudsso::platform::random;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};

const SQLITE_FILE: &str = "cloudsso.db";

/// Databases that tests have done with.
static FREE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps what the tables hold in tables of another schema.
const KEEP: &str = "
    DO $$ DECLARE t text; BEGIN
        CREATE SCHEMA beginning;
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('CREATE TABLE beginning.%I AS TABLE public.%I', t, t);
        END LOOP;
    END $$";

/// Puts the tables back to what was kept, whatever hangs on what. Whoever is still connected is thrown out.
const PUT_BACK: &str = "
    DO $$ DECLARE t text; BEGIN
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid();
        SET LOCAL session_replication_role = replica;
        FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DELETE FROM public.%I', t);
            EXECUTE format('INSERT INTO public.%I TABLE beginning.%I', t, t);
        END LOOP;
    END $$";

pub struct TestDatabase {
    /// The folder of this test's files.
    pub folder: PathBuf,
    /// What `CLOUDSSO_DATABASE_URL` would be.
    pub url: String,
    /// Name of the database, on PostgreSQL.
    postgres: Option<String>,
}

/// What a database holds, to make others like it.
pub enum Contents {
    /// The SQLite file.
    File(Vec<u8>),
    /// Name of a PostgreSQL database that nobody is connected to.
    Template(String),
}

impl TestDatabase {
    /// One without tables, or one that holds `contents`.
    pub async fn make(contents: Option<&Contents>) -> TestDatabase {
        let mark = random::symbols::<16>().unwrap();
        let folder = std::env::temp_dir().join(format!("cloudsso-test-{mark}"));
        std::fs::create_dir(&folder).unwrap();
        match std::env::var("CLOUDSSO_TEST_DATABASE").as_deref() {
            Ok("postgres") => {
                let name = postgres_database(contents, &mark).await;
                TestDatabase { folder, url: postgres_url(&name), postgres: Some(name) }
            }
            Ok("sqlite") | Err(_) => {
                let file = folder.join(SQLITE_FILE);
                if let Some(Contents::File(bytes)) = contents {
                    std::fs::write(&file, bytes).unwrap();
                }
                TestDatabase { folder, url: format!("sqlite://{}", file.display()), postgres: None }
            }
            Ok(other) => panic!("CLOUDSSO_TEST_DATABASE is {other:?}; it may be sqlite or postgres"),
        }
    }

    /// What it holds, once every connection is closed.
    pub async fn into_contents(mut self) -> Contents {
        match self.postgres.take() {
            Some(name) => {
                run(&self.url, KEEP.to_owned()).await;
                Contents::Template(name)
            }
            None => Contents::File(std::fs::read(self.folder.join(SQLITE_FILE)).unwrap()),
        }
    }
}

async fn postgres_database(contents: Option<&Contents>, mark: &str) -> String {
    let free = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let made = format!("cloudsso_{mark}");
    match (contents, free) {
        (Some(_), Some(free)) => {
            run(&postgres_url(&free), PUT_BACK.to_owned()).await;
            return free;
        }
        (Some(Contents::Template(template)), None) => {
            run(&postgres_server(), format!("CREATE DATABASE {made} TEMPLATE {template}")).await;
        }
        _ => run(&postgres_server(), format!("CREATE DATABASE {made}")).await,
    }
    made
}

fn postgres_server() -> String {
    std::env::var("CLOUDSSO_TEST_POSTGRES_URL").expect("CLOUDSSO_TEST_POSTGRES_URL")
}

fn postgres_url(database: &str) -> String {
    let mut url = url::Url::parse(&postgres_server()).unwrap();
    url.set_path(database);
    url.into()
}

async fn run(url: &str, statement: String) {
    let mut connection = PgConnectOptions::from_str(url).unwrap().connect().await.unwrap();
    connection.execute(sqlx::AssertSqlSafe(statement)).await.unwrap();
    connection.close().await.unwrap();
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(name) = self.postgres.take() {
            FREE.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        }
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}
