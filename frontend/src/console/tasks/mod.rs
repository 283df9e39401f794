//! **Tasks**: what was started and how it went, what was started together, and what waits for an administrator's hand.

pub mod batch;
mod filters;
mod manual;
pub mod manual_ways;
pub mod page;
mod table;
