//! **Multi-account Permissions**: granting, and what is granted.

mod existing;
mod grant;
pub mod page;
mod picks;
mod principal_picks;
pub mod reach;
pub mod table;
