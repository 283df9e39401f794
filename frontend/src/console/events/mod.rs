//! **Audit Log** and **Provisioning Log**.

mod changes;
pub mod page;
mod panel;
pub mod provisioning;
