//! **Settings**: one section per file.

mod certificates;
mod cloud;
mod cloud_credential;
mod cloud_test;
mod configure;
mod contact;
mod directory;
mod identity_provider;
mod key_rotation;
mod logon_preferences;
pub mod page;
mod ram_users;
mod rotation_accounts;
mod rules;
mod scim;
mod scim_create;
mod scim_credentials;
mod scim_guide;
mod sso;
