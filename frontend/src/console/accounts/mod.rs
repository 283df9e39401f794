//! **Resource Directory**: folders and accounts.

mod forms;
pub mod page;
pub mod tree;
