//! The pages before somebody is signed in, and those that say why somebody is not.

pub mod administrator_page;
mod frame;
pub mod problem_page;
pub mod sign_in_page;

pub use frame::Frame;
