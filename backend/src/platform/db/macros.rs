//! Four macros that run one SQL text on either database: `fetch_optional!`, `fetch_one!`, `fetch_all!` and
//! `execute!`. The text is `'static`, so nothing of a request can become part of it; values are bound.

/// The rows of a query.
///
/// `fetch_all!(tx, Row, "SELECT … WHERE a = $1", value)` answers `Result<Vec<Row>, StoreError>`.
#[macro_export]
macro_rules! fetch_all {
    ($tx:expr, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        match $tx {
            $crate::platform::db::Tx::Sqlite(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_all(&mut **tx).await
            }
            $crate::platform::db::Tx::Postgres(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_all(&mut **tx).await
            }
        }
        .map_err($crate::platform::db::StoreError::from)
    };
}

/// The one row that a query may have.
#[macro_export]
macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        match $tx {
            $crate::platform::db::Tx::Sqlite(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_optional(&mut **tx).await
            }
            $crate::platform::db::Tx::Postgres(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_optional(&mut **tx).await
            }
        }
        .map_err($crate::platform::db::StoreError::from)
    };
}

/// The one row that a query always has, such as a count.
#[macro_export]
macro_rules! fetch_one {
    ($tx:expr, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        match $tx {
            $crate::platform::db::Tx::Sqlite(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_one(&mut **tx).await
            }
            $crate::platform::db::Tx::Postgres(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_one(&mut **tx).await
            }
        }
        .map_err($crate::platform::db::StoreError::from)
    };
}

/// Runs a statement; answers the number of rows it touched.
#[macro_export]
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        match $tx {
            $crate::platform::db::Tx::Sqlite(tx) => {
                sqlx::query($sql)$(.bind($value))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::platform::db::Tx::Postgres(tx) => {
                sqlx::query($sql)$(.bind($value))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::platform::db::StoreError::from)
    };
}
