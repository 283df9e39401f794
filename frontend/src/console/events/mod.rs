//! **Audit Log**.

pub mod page;
mod panel;
