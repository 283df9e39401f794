//! **Access Configurations**: the list, making one in steps, one's page.

mod actions;
mod basics;
pub mod detail;
mod difference;
mod editing;
pub mod list;
mod parts;
mod policy_editor;
mod policy_picks;
mod progress;
mod provisioning;
mod review;
mod roll_out;
pub mod wizard;
mod written;
