//! Macros that run one SQL text on either database: `fetch_optional!`, `fetch_one!`, `fetch_all!`, `execute!`,
//! `insert_rows!` and `fetch_among!` for many rows in few statements. The text is `'static`, so nothing of a request can
//! become part of it; values are bound.

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

/// Inserts any number of rows, 500 with one statement, so that ten thousand do not wait for the network ten
/// thousand times. Either database takes a statement of 500 rows and 60 columns. Answers what the statements
/// return.
///
/// `insert_rows!(tx, Returned, "INSERT INTO t (a, b) ", rows, |row| [row.a, row.b], " RETURNING a")` answers
/// `Result<Vec<Returned>, StoreError>`; `rows` is a slice.
#[macro_export]
macro_rules! insert_rows {
    ($tx:expr, $returned:ty, $head:expr, $rows:expr, |$row:ident| [$($value:expr),+ $(,)?], $tail:expr) => {
        async {
            let mut returned: Vec<$returned> = Vec::new();
            for chunk in $rows.chunks(500) {
                let some = match $tx {
                    $crate::platform::db::Tx::Sqlite(tx) => {
                        $crate::insert_rows!(@run sqlx::Sqlite, tx, $returned, $head, chunk, $row, [$($value),+], $tail)
                    }
                    $crate::platform::db::Tx::Postgres(tx) => {
                        $crate::insert_rows!(@run sqlx::Postgres, tx, $returned, $head, chunk, $row, [$($value),+], $tail)
                    }
                };
                returned.extend(some.map_err($crate::platform::db::StoreError::from)?);
            }
            Ok::<_, $crate::platform::db::StoreError>(returned)
        }
        .await
    };
    (@run $db:ty, $tx:ident, $returned:ty, $head:expr, $chunk:ident, $row:ident, [$($value:expr),+], $tail:expr) => {{
        let mut query = sqlx::QueryBuilder::<$db>::new($head);
        query.push_values($chunk, |mut values, $row| {
            $(values.push_bind($value);)+
        });
        query.push($tail);
        query.build_query_as::<$returned>().fetch_all(&mut **$tx).await
    }};
}

/// The rows of a statement that speaks of any number of things, 500 of them with one statement: the things stand
/// between head and tail as `VALUES (…), (…)`.
///
/// `fetch_among!(tx, Row, "SELECT … WHERE id IN (", ids, |id| [id.as_str()], ")")` answers
/// `Result<Vec<Row>, StoreError>`; `ids` is a slice.
#[macro_export]
macro_rules! fetch_among {
    ($tx:expr, $row:ty, $head:expr, $things:expr, |$thing:ident| [$($value:expr),+ $(,)?], $tail:expr) => {
        $crate::insert_rows!($tx, $row, $head, $things, |$thing| [$($value),+], $tail)
    };
}
