//! Where roles live: one module for each kind of cloud.

pub mod alibaba;
pub mod role;
