//! **Access Configurations**: the list, making one in steps, one's page.

mod actions;
mod basics;
pub mod detail;
mod editing;
pub mod list;
mod parts;
mod policy_editor;
mod policy_picks;
mod review;
pub mod wizard;
mod written;
