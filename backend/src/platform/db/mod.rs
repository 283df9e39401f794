//! The database: SQLite or PostgreSQL behind one `Tx`, one SQL text for both.
//!
//! *Why two pools for SQLite:* it has one writer at a time. A pool of one connection makes writers wait in
//! order instead of failing, while readers go on beside them (WAL). Commits are flushed (`synchronous=FULL`):
//! a lost row could let an assertion in twice.
//!
//! *Why not sqlx's `Any`:* it cannot read SQLite's BOOLEAN. Four macros run one text on either.

mod beginning;
mod error;
mod macros;
#[cfg(test)]
pub mod plan;
mod words;

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};

pub use beginning::past_beginning;
pub use error::StoreError;
pub use words::{kind_of, word};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// Readers on SQLite, and connections on PostgreSQL.
const CONNECTIONS: u32 = 16;

/// Gives PostgreSQL the collation that SQLite has under this name. The tables need it on databases that order
/// texts by a language's rules. Another server may make it at the same moment.
const MAKE_BINARY_COLLATION: &str = r#"
    DO $$ BEGIN
        CREATE COLLATION IF NOT EXISTS "binary" FROM "C";
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
    END $$"#;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open database.
#[derive(Clone)]
pub enum Db {
    /// One file.
    Sqlite {
        /// The one connection that writes.
        write: SqlitePool,
        /// Connections that read.
        read: SqlitePool,
    },
    /// A server, shared by several of us.
    Postgres(PgPool),
}

/// An open transaction; rolled back unless committed.
pub enum Tx {
    /// On SQLite.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Db {
    /// Opens the database at `url`; makes the SQLite file and its folder when missing.
    ///
    /// # Errors
    /// When it cannot be reached or opened; the text says what to look at.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") { Self::open_sqlite(url).await } else { Self::open_postgres(url).await }
    }

    /// Opens the database at `url` without making anything.
    ///
    /// # Errors
    /// As [`Self::open`], and when the SQLite file is missing.
    pub async fn open_existing(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            let file = SqliteConnectOptions::from_str(url)?.get_filename().to_owned();
            if !file.exists() {
                return Err(StoreError::Unavailable(format!("{} is missing", file.display())));
            }
        }
        Self::open(url).await
    }

    async fn open_sqlite(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        if let Some(folder) = options.get_filename().parent() {
            std::fs::create_dir_all(folder)
                .map_err(|e| StoreError::Unavailable(format!("{}: {e}", folder.display())))?;
        }
        // A file does not hang up: asking whether it is still there would cost a turn of the thread each time.
        let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE).test_before_acquire(false);
        let write = pool().max_connections(1).connect_with(options.clone()).await?;
        let read = pool().max_connections(CONNECTIONS).connect_lazy_with(options);
        Ok(Db::Sqlite { write, read })
    }

    async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        // Notices, such as that a table exists already, say nothing to whoever reads our log.
        let options = PgConnectOptions::from_str(url)?
            .application_name("cloudsso")
            .options([("client_min_messages", "warning")]);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await?;
        Ok(Db::Postgres(pool))
    }

    /// Brings the tables up to date. Safe when several servers start at once.
    ///
    /// # Errors
    /// When a migration fails or the database is from a newer version.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let outcome = match self {
            Db::Sqlite { write, .. } => MIGRATIONS.run(write).await,
            Db::Postgres(pool) => {
                sqlx::query(MAKE_BINARY_COLLATION).execute(pool).await?;
                MIGRATIONS.run(pool).await
            }
        };
        outcome.map_err(|e| StoreError::Failed(format!("migration: {e}")))
    }

    /// Opens a transaction that only reads.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Opens a transaction that only reads, and in which every statement sees the database as the first did.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Db::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Opens a transaction that writes and in which every statement sees the database as the first did; what others
    /// change meanwhile is refused to it. For a change that rests on having read everything.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn write_on_snapshot(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { .. } => self.write().await?,
            Db::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?)
            }
        })
    }

    /// Opens a transaction that writes. On SQLite it holds the write lock from the start.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Which kind of database this is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Db::Sqlite { .. } => "SQLite",
            Db::Postgres(_) => "PostgreSQL",
        }
    }

    /// Closes every connection, after what runs has ended.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Whether the tables are those that this program makes: there, and neither older nor newer.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn is_migrated(&mut self) -> Result<bool, StoreError> {
        let last = crate::fetch_one!(self, (Option<i64>,), "SELECT MAX(version) FROM _sqlx_migrations");
        match last {
            Ok((last,)) => Ok(last == MIGRATIONS.iter().map(|migration| migration.version).max()),
            Err(StoreError::Failed(_)) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Makes what was written last.
    ///
    /// # Errors
    /// When the database could not flush it; then nothing was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await?,
            Tx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
