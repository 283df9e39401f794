//! What every door shares: extractors, answers, headers, the same-origin rule, the pages.

pub mod assets;
pub mod client;
pub mod extract;
pub mod headers;
pub mod host;
pub mod metrics;
pub mod post_form;
pub mod respond;
pub mod same_origin;

pub use client::ClientAddress;
pub use extract::{ApiJson, ApiPath, ApiQuery, SignedInAdministrator, SignedInUser, body_limit};
pub use respond::ApiResult;
