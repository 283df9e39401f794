//! The console's first page: where users sign in, and how much there is.

pub mod api;
mod store;

use jiff::Timestamp;
use shared::overview::Overview;

use crate::directory::{self, mismatch::find_mismatch};
use crate::platform::Result;
use crate::platform::db::Tx;

/// What **Overview** shows.
///
/// # Errors
/// When the database fails.
pub async fn get_overview(tx: &mut Tx, public_url: &str, now: Timestamp) -> Result<Overview> {
    let directory = directory::get(tx).await?;
    let counts = store::count(tx).await?;
    let number = |count: i64| u64::try_from(count).unwrap_or_default();
    Ok(Overview {
        user_logon_url: format!("{public_url}{}", directory.sign_in_path()),
        directory_name: directory.name,
        directory_id: directory.id.into(),
        identity_provider_configured: counts.identity_providers > 0,
        sso_enabled: directory.sso_enabled,
        users: number(counts.users),
        groups: number(counts.groups),
        accounts: number(counts.accounts),
        access_configurations: number(counts.access_configurations),
        access_assignments: number(counts.access_assignments),
        mismatch: find_mismatch(tx, now).await?,
    })
}
