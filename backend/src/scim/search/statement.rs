//! SQL put together from pieces that stand in this program's text, and values that are bound: nothing of a request
//! can become part of the text.

use sqlx::{Database, Encode, QueryBuilder, Type};

/// A statement, or a part of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Statement(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Sql(&'static str),
    Text(String),
    Number(i64),
}

impl Statement {
    pub(super) fn push(&mut self, sql: &'static str) {
        self.0.push(Piece::Sql(sql));
    }

    pub(super) fn bind(&mut self, text: impl Into<String>) {
        self.0.push(Piece::Text(text.into()));
    }

    pub(super) fn bind_number(&mut self, number: i64) {
        self.0.push(Piece::Number(number));
    }

    pub(super) fn append(&mut self, other: &Statement) {
        self.0.extend_from_slice(&other.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The statement for one of the databases.
    pub(super) fn builder<DB: Database>(&self) -> QueryBuilder<DB>
    where
        DB::Arguments: Default,
        for<'a> &'a str: Encode<'a, DB> + Type<DB>,
        for<'a> i64: Encode<'a, DB> + Type<DB>,
    {
        let mut query = QueryBuilder::new("");
        for piece in &self.0 {
            match piece {
                Piece::Sql(sql) => query.push(sql),
                Piece::Text(text) => query.push_bind(text.as_str()),
                Piece::Number(number) => query.push_bind(*number),
            };
        }
        query
    }
}
