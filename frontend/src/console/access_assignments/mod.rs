//! **Multi-account Permissions**: granting, and what is granted.

mod existing;
mod grant;
pub mod page;
mod picks;
pub mod table;
