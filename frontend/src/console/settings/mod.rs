//! **Settings**: one section per file.

mod certificates;
mod cloud;
mod configure;
mod contact;
mod directory;
mod identity_provider;
pub mod page;
mod rules;
mod scim;
mod scim_create;
mod scim_credentials;
mod scim_guide;
mod sso;
