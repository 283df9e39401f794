//! SQL of the table `directory`, which has one row.

use jiff::Timestamp;
use shared::ids::DirectoryId;

use super::Directory;
use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_optional};

pub(super) async fn find(tx: &mut Tx) -> Result<Option<Directory>, StoreError> {
    fetch_optional!(
        tx,
        Directory,
        "SELECT id, name, sso_enabled, idp_initiated_allowed, clock_skew_seconds FROM directory"
    )
}

pub(super) async fn insert_if_missing(
    tx: &mut Tx,
    id: &DirectoryId,
    name: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO directory (id, name, sso_enabled, idp_initiated_allowed, clock_skew_seconds,
                                created_at, only_one)
         VALUES ($1, $2, FALSE, TRUE, 180, $3, 1) ON CONFLICT (only_one) DO NOTHING",
        id.as_str(),
        name,
        now.as_millisecond()
    )
}
