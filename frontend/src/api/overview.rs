//! The console's first page.

use shared::overview::Overview;
use shared::paths;

use super::{Answer, http};

/// The directory at a glance.
pub async fn get_overview() -> Answer<Overview> {
    http::get(paths::OVERVIEW).await
}
