//! **Settings**: one section per file.

mod certificates;
mod cloud;
mod configure;
mod directory;
mod identity_provider;
pub mod page;
mod rules;
mod sso;
