//! Runs what was put together.

use super::statement::Statement;
use super::{ListQuery, Question};
use crate::platform::db::{StoreError, Tx};

type Stored<T> = std::result::Result<T, StoreError>;

/// One page of ids, and how many there are in all. They are counted only when the page does not show it.
pub(super) async fn answer<Id>(tx: &mut Tx, question: &Question, query: &ListQuery) -> Stored<(u64, Vec<Id>)>
where
    Id: TryFrom<String>,
    Id::Error: std::fmt::Display,
{
    let texts = if query.count == 0 { Vec::new() } else { fetch_ids(tx, &question.page(query)).await? };
    let shown = i64::try_from(texts.len()).unwrap_or(i64::MAX);
    let is_last = shown < query.count && (shown > 0 || query.start_index == 1);
    let total =
        if is_last { query.start_index - 1 + shown } else { fetch_number(tx, &question.total()).await? };
    let ids = texts.into_iter().map(|text| Id::try_from(text).map_err(|e| StoreError::Failed(e.to_string())));
    Ok((u64::try_from(total).unwrap_or_default(), ids.collect::<Stored<_>>()?))
}

async fn fetch_ids(tx: &mut Tx, statement: &Statement) -> Stored<Vec<String>> {
    Ok(match tx {
        Tx::Sqlite(tx) => statement.builder().build_query_scalar().fetch_all(&mut **tx).await?,
        Tx::Postgres(tx) => statement.builder().build_query_scalar().fetch_all(&mut **tx).await?,
    })
}

async fn fetch_number(tx: &mut Tx, statement: &Statement) -> Stored<i64> {
    Ok(match tx {
        Tx::Sqlite(tx) => statement.builder().build_query_scalar().fetch_one(&mut **tx).await?,
        Tx::Postgres(tx) => statement.builder().build_query_scalar().fetch_one(&mut **tx).await?,
    })
}
