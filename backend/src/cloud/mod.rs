//! Where roles live: one module for each kind of cloud.

pub mod alibaba;
pub mod resource_directory;
pub mod role;
