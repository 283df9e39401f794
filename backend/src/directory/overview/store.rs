//! SQL that counts, over the tables of every feature.

use crate::fetch_one;
use crate::platform::db::{StoreError, Tx};

/// How much there is.
#[derive(sqlx::FromRow)]
pub(super) struct Counts {
    pub identity_providers: i64,
    pub users: i64,
    pub groups: i64,
    pub accounts: i64,
    pub access_configurations: i64,
    pub access_assignments: i64,
}

pub(super) async fn count(tx: &mut Tx) -> Result<Counts, StoreError> {
    fetch_one!(
        tx,
        Counts,
        "SELECT (SELECT COUNT(*) FROM identity_provider) AS identity_providers,
                (SELECT COUNT(*) FROM users) AS users,
                (SELECT COUNT(*) FROM groups) AS groups,
                (SELECT COUNT(*) FROM accounts) AS accounts,
                (SELECT COUNT(*) FROM access_configurations) AS access_configurations,
                (SELECT COUNT(*) FROM access_assignments) AS access_assignments"
    )
}
