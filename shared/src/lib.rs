//! What crosses the wire between the pages and the server.
//!
//! Ids, names, errors, paths and the body of every request and answer under `/api`, each written once.
//! Builds for the server and for the browser; does no I/O and knows no framework.

pub mod access_assignments;
pub mod access_configurations;
pub mod account_import;
pub mod accounts;
pub mod clients;
pub mod cloud_credential;
pub mod credentials;
pub mod error;
pub mod events;
pub mod groups;
pub mod ids;
pub mod key_rotation;
pub mod names;
pub mod overview;
pub mod page;
pub mod pages;
pub mod paths;
pub mod policy;
pub mod portal;
pub mod provisioning;
pub mod ram_users;
pub mod reach;
pub mod scim;
pub mod session;
pub mod settings;
pub mod tasks;
pub mod time;
pub mod users;
