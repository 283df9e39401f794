//! Alibaba Cloud: its role-based SSO (`role_log_on`), its user-based SSO (`user_log_on`, `user_sso`) and its management
//! interfaces.
//!
//! What one account holds for us is done step by step (`provision`, `deprovision`, `compare`, `ram_users`): each step reads
//! what is there and does what is missing, so that whoever was stopped begins again from the start. How often and
//! when it is tried again is the worker's.
//!
//! *Why the caller decides which account needs no other role:* the account that the credential belongs to is asked
//! of the cloud, not taken from the resource directory. A credential of the wrong account then fails where it is
//! not let in, instead of making roles in an account that nobody named.

mod access_keys;
mod client;
mod compare;
mod deprovision;
mod ecs;
mod http;
mod ims;
mod ims_users;
mod oidc;
mod policy;
mod provision;
mod ram;
mod ram_users;
mod resource_manager;
mod role_log_on;
mod signature;
mod sts;
mod user_log_on;
mod user_sso;

pub use access_keys::{AccessKeys, Sessions, Source, TemporaryCredentials};
pub use client::Client;
pub use http::Http;
pub use policy::trust_policy;
pub use role_log_on::{RoleLogOn, form_action, is_console_page, role_name, role_response};
pub use sts::{CallerIdentity, assume_role_with_saml};
pub use user_log_on::{UserLogOn, user_response, user_sign_in_url};
