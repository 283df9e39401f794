//! A part of a long list.

use serde::{Deserialize, Serialize};

/// Rows of one page.
pub const PAGE_SIZE: usize = 50;

/// One page of a list, and how to ask for the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// How many rows the whole list has.
    pub total: u64,
    /// Given back as `after` it brings the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The page made of rows of which up to one more than a page was read; `place` says how to ask for what
    /// comes after a row.
    pub fn of_rows(mut rows: Vec<T>, total: u64, place: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > PAGE_SIZE;
        rows.truncate(PAGE_SIZE);
        let next = rows.last().filter(|_| more).map(place);
        Page { items: rows, total, next }
    }

    /// The same page with every row turned into something else.
    ///
    /// # Errors
    /// The first row's that cannot be turned.
    pub fn try_map<U, E>(self, turn: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = self.items.into_iter().map(turn).collect::<Result<_, E>>()?;
        Ok(Page { items, total: self.total, next: self.next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_next_page_only_when_one_row_more_was_read() {
        let place = |row: &usize| row.to_string();
        assert_eq!(Page::of_rows((0..PAGE_SIZE).collect(), 50, place).next, None);
        let page = Page::of_rows((0..=PAGE_SIZE).collect(), 51, place);
        assert_eq!((page.items.len(), page.next.as_deref()), (PAGE_SIZE, Some("49")));
        assert_eq!(Page::of_rows(Vec::new(), 0, place).next, None);
    }
}
