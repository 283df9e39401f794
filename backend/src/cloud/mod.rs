//! Where roles live: one module for each kind of cloud, telling what the cloud wants to hear. Pure.

pub mod alibaba;
