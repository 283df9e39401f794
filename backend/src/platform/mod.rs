//! The floor that every feature stands on: settings, clock, errors, secrets, database, HTTP, sessions, keys.
//! Knows no feature.

pub mod certificates;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod http;
pub mod keys;
pub mod random;
pub mod secrets;
pub mod sessions;

pub use error::{Error, Result};
