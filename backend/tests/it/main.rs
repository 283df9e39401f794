//! The server as a whole, in process: a fresh database for every test, a clock that stands still, the router
//! without a socket. One file per subject; the same tests run on both databases (`support/database.rs`).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod support;

mod access_assignments;
mod access_configuration_changes;
mod access_configurations;
mod access_through_groups;
mod administrators;
mod alibaba;
mod clients;
mod clients_refused;
mod cloud_credential;
mod command_line;
mod credentials;
mod direct_access;
mod directory_file;
mod directory_file_command;
mod directory_file_import;
mod directory_file_ram_users;
mod directory_file_refused;
mod doors;
mod exchanges;
mod floor;
mod grant_preview;
mod groups;
mod identity_provider;
mod key_rotation;
mod large_grants;
mod log;
mod logon_preferences;
mod name_id_mismatch;
mod own_metadata;
mod passwords;
mod portal;
mod portal_accounts;
mod problems;
mod provisioning_faults;
mod ram_user_log_on;
mod ram_user_work;
mod ram_users;
mod ram_users_cloud;
mod reach;
mod requests;
mod resource_directory;
mod resource_directory_changes;
mod resource_directory_import;
mod role_log_on;
mod role_log_on_refused;
mod scim_any_patch;
mod scim_credentials;
mod scim_doors;
mod scim_entra;
mod scim_filter;
mod scim_groups;
mod scim_log;
mod scim_meanwhile;
mod scim_status;
mod scim_users;
mod settings;
mod sso;
mod sso_once;
mod sso_refused;
mod sweeping;
mod system_policies;
mod tasks;
mod user_import;
mod users;
