//! **Multi-account Permissions**: granting, what is granted, removing it; and who can reach what.

mod existing;
pub mod page;
pub mod picks;
pub mod principal_picks;
pub mod reach;
mod removal;
mod review;
pub mod table;
mod wizard;
