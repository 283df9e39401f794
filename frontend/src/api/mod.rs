//! One function per operation of the server. Decides nothing: it names the path, sends, reads the answer.

pub mod access_assignments;
pub mod access_configurations;
pub mod accounts;
pub mod clients;
pub mod cloud;
pub mod events;
pub mod groups;
mod http;
pub mod overview;
pub mod portal;
pub mod provisioning;
pub mod ram_users;
pub mod reach;
pub mod scim;
pub mod session;
pub mod settings;
pub mod tasks;
pub mod users;

pub use http::Failure;

/// What an operation answers.
pub type Answer<T> = Result<T, Failure>;
