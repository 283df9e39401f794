//! Who may do what where: accounts, access configurations, and the access assignments that join a user, an
//! account and an access configuration; and the RAM users that people have in accounts.

pub mod access_assignments;
pub mod access_configurations;
pub mod accounts;
pub mod key_rotation;
pub mod provisioning;
pub mod ram_users;
pub mod reach;
pub mod tasks;
