//! **Access Configurations**: the list, making one, one's page.

mod create;
pub mod detail;
pub mod list;
mod policies;
