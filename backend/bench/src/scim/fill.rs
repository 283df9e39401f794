//! Users that are there already, put into the tables by SQL: what is measured is not their creation.

use std::str::FromStr;

use cloudsso::execute;
use cloudsso::platform::db::Db;
use sqlx::{ConnectOptions, Connection, Executor};

use crate::Fault;

/// The id of the user of this number, from 1.
pub fn user_id(number: usize) -> String {
    format!("u-bench{number}")
}

/// The name of the user of this number.
pub fn user_name(number: usize) -> String {
    format!("user{number}@example.com")
}

/// Waits for a piece of work.
pub fn wait<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Makes an empty database on the PostgreSQL server at `url`; answers its own URL.
pub fn create_database(url: &str, name: &str) -> Result<String, Fault> {
    wait(async {
        let mut connection = sqlx::postgres::PgConnectOptions::from_str(url)?.connect().await?;
        let statement = format!("CREATE DATABASE {name}");
        connection.execute(sqlx::AssertSqlSafe(statement)).await?;
        connection.close().await?;
        Ok(())
    })?;
    let mut url = url::Url::parse(url)?;
    url.set_path(name);
    Ok(url.to_string())
}

/// What PostgreSQL's own housekeeping does a minute after many rows came.
pub async fn settle(db: &Db) -> Result<(), Fault> {
    if let Db::Postgres(pool) = db {
        pool.execute("VACUUM ANALYZE").await?;
    }
    Ok(())
}

/// Makes so many Synchronized users with what Entra ID usually says of them.
pub fn users(database: &str, count: usize) -> Result<(), Fault> {
    wait(async {
        let count = i64::try_from(count)?;
        let db = Db::open(database).await?;
        let mut tx = db.write().await?;
        execute!(
            &mut tx,
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
             INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name,
                                display_name_key, email, email_key, description, status, provision_type,
                                external_id, attributes, created_at, updated_at, version)
             SELECT 'u-bench' || i, 'user' || i || '@example.com', 'user' || i || '@example.com', 'User',
                    'Number ' || i, 'User ' || i, 'user ' || i, 'user' || i || '@example.com',
                    'user' || i || '@example.com', '', 'Enabled', 'Synchronized', 'external-' || i,
                    '{\"title\":\"Engineer\",\"emails\":[{\"type\":\"work\",\"primary\":true,\"value\":\"user'
                    || i || '@example.com\"}]}', 0, 0, 1 FROM n",
            count
        )?;
        execute!(
            &mut tx,
            "INSERT INTO user_attributes (user_id, attribute, element, sub_attribute, value, value_key)
             SELECT id, 'emails', 0, 'value', email, email FROM users
             UNION ALL SELECT id, 'emails', 0, 'type', 'work', 'work' FROM users
             UNION ALL SELECT id, 'emails', 0, 'primary', 'true', 'true' FROM users
             UNION ALL SELECT id, 'title', 0, '', 'Engineer', 'engineer' FROM users"
        )?;
        tx.commit().await?;
        settle(&db).await?;
        db.close().await;
        Ok(())
    })
}
