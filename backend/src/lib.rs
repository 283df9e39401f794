//! CloudSSO: people sign in once through their company's identity provider and work in the cloud accounts they
//! were given, as the roles they were given. `README.md` holds the map of the house.

pub mod access;
pub mod app;
pub mod cli;
pub mod clients;
pub mod cloud;
pub mod directory;
pub mod directory_file;
pub mod events;
pub mod platform;
pub mod portal;
pub mod router;
pub mod scim;
pub mod sign_in;
pub mod worker;
