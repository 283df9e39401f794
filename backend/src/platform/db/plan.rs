//! For tests: how SQLite goes about a statement, so that a test can say by which index it is answered.

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

/// The plan of the statement on empty tables, a line for each step.
pub async fn sqlite_plan(sql: &str) -> Vec<String> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    super::MIGRATIONS.run(&mut connection).await.unwrap();
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let lines: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(explain).fetch_all(&mut connection).await.unwrap();
    lines.into_iter().map(|(_, _, _, detail)| detail).collect()
}
