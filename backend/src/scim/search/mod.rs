//! Finding resources (RFC 7644, sections 3.4.2 and 3.4.3): what a client asks for, answered by the database with
//! bound values, page by page. Only Synchronized users and groups are there to be found.
//!
//! Decides which attributes can be searched and sorted by, and how each compares. Leaves to others the grammar of
//! filters (`filter`), which attributes there are (`schemas`), and what a resource looks like.
//!
//! What an attribute has no value for compares with nothing; it is not equal to anything either, so `ne` and `not`
//! hold for it. Where there are many values, one that matches is enough, and `ne` means that none is equal. A
//! multi-valued attribute without a sub-attribute stands for its `value`.

mod condition;
mod order;
mod projection;
mod query;
mod statement;
mod store;
mod targets;

use shared::ids::{GroupId, UserId};

use super::respond::ScimResult;
use crate::platform::db::Tx;
use condition::Condition;
use statement::Statement;
use targets::Resources;

pub use projection::Projection;
pub use query::{COUNT_MAX, COUNT_USUAL, ListQuery};

/// One page of the Synchronized users that are asked for, and how many there are in all.
///
/// # Errors
/// When the filter or the order asks for what cannot be answered.
pub async fn list_users(tx: &mut Tx, query: &ListQuery) -> ScimResult<(u64, Vec<UserId>)> {
    let question = Question::of(&targets::USERS, query)?;
    Ok(store::answer(tx, &question, query).await?)
}

/// One page of the Synchronized groups that are asked for, and how many there are in all.
///
/// # Errors
/// As [`list_users`].
pub async fn list_groups(tx: &mut Tx, query: &ListQuery) -> ScimResult<(u64, Vec<GroupId>)> {
    let question = Question::of(&targets::GROUPS, query)?;
    Ok(store::answer(tx, &question, query).await?)
}

/// A query in the database's words.
struct Question {
    resources: &'static Resources,
    condition: Statement,
    order: Statement,
}

impl Question {
    fn of(resources: &'static Resources, query: &ListQuery) -> ScimResult<Self> {
        let condition = match &query.filter {
            Some(filter) => Condition::of(resources, filter).map_err(|fault| fault.in_filter())?,
            None => Statement::default(),
        };
        let order = order::of(resources, query.sort.as_ref())?;
        Ok(Self { resources, condition, order })
    }

    /// The ids of one page.
    fn page(&self, query: &ListQuery) -> Statement {
        let mut statement = self.found(self.resources.ids);
        statement.push(" ORDER BY ");
        statement.append(&self.order);
        statement.push(" LIMIT ");
        statement.bind_number(query.count);
        statement.push(" OFFSET ");
        statement.bind_number(query.start_index - 1);
        statement
    }

    /// How many there are.
    fn total(&self) -> Statement {
        self.found(self.resources.total)
    }

    /// *Why the owner is asked for in two ways:* without statistics SQLite takes the index of owners for as narrow as
    /// that of external ids. Behind `||` it has none, and the filter's own index is used.
    fn found(&self, head: &'static str) -> Statement {
        let mut statement = Statement::default();
        statement.push(head);
        if self.condition.is_empty() {
            statement.push(" WHERE r.provision_type = 'Synchronized'");
        } else {
            statement.push(" WHERE r.provision_type || '' = 'Synchronized' AND ");
            statement.append(&self.condition);
        }
        statement
    }
}

#[cfg(test)]
mod plan_tests;
