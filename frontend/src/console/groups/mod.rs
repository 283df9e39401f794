//! **Groups**: the list, making one, one group's page with its members.

mod actions;
mod add;
mod create;
pub mod detail;
mod fields;
pub mod list;
mod members;
