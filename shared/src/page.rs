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
