//! SCIM 2.0 (RFC 7643, RFC 7644): how an identity provider keeps users and groups true.
//!
//! A door like the others: it reads what clients send, with the deviations that they are known for, calls the
//! rules of `directory`, and shapes the answer. Whoever calls shows a SCIM credential; see `credentials`.

pub mod body;
pub mod credentials;
pub mod discovery;
pub mod extract;
pub mod filter;
pub mod groups;
pub mod log;
pub mod patch;
pub mod resources;
pub mod respond;
pub mod routes;
pub mod schemas;
pub mod search;
pub mod tolerances;
pub mod users;
mod words;
