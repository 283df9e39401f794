//! Primitives. They know no operation, no route and no product word; labels come in from outside, except the
//! few words that every dialog or list needs.

pub mod check;
pub mod choices;
pub mod copy;
pub mod dialog;
pub mod empty;
pub mod field;
pub mod file;
pub mod form;
pub mod heading;
pub mod icon;
pub mod language_choice;
pub mod live;
pub mod load;
pub mod new_password;
pub mod paged;
pub mod search;
pub mod switch;
pub mod table;
pub mod tabs;
pub mod toast;

use std::sync::atomic::{AtomicU32, Ordering};

/// An id that no other element of the page has.
pub fn fresh_id(what: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{what}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
