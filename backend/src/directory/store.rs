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
        "SELECT id, name, sso_enabled, idp_initiated_allowed, clock_skew_seconds, scim_enabled,
                users_may_get_credentials, access_contact
         FROM directory"
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

/// Writes the row as it is, which makes other writers wait on either database.
pub(super) async fn lock(tx: &mut Tx) -> Result<u64, StoreError> {
    execute!(tx, "UPDATE directory SET only_one = only_one")
}

pub(super) async fn update_name(tx: &mut Tx, name: &str) -> Result<u64, StoreError> {
    execute!(tx, "UPDATE directory SET name = $1", name)
}

pub(super) async fn update_access_contact(tx: &mut Tx, text: &str) -> Result<u64, StoreError> {
    execute!(tx, "UPDATE directory SET access_contact = $1", text)
}

pub(super) async fn update_rules(
    tx: &mut Tx,
    idp_initiated_allowed: bool,
    clock_skew_seconds: i64,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "UPDATE directory SET idp_initiated_allowed = $1, clock_skew_seconds = $2",
        idp_initiated_allowed,
        clock_skew_seconds
    )
}

pub(super) async fn update_scim_enabled(tx: &mut Tx, enabled: bool) -> Result<u64, StoreError> {
    execute!(tx, "UPDATE directory SET scim_enabled = $1", enabled)
}

pub(super) async fn update_users_may_get_credentials(tx: &mut Tx, allowed: bool) -> Result<u64, StoreError> {
    execute!(tx, "UPDATE directory SET users_may_get_credentials = $1", allowed)
}

pub(super) async fn update_sso_enabled(tx: &mut Tx, enabled: bool) -> Result<u64, StoreError> {
    execute!(tx, "UPDATE directory SET sso_enabled = $1", enabled)
}
