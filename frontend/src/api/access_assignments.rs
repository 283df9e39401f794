//! Access assignments.

use shared::access_assignments::{AccessAssignment, GrantAccess, GrantPreview, PreviewGrant, RevokeMuch};
use shared::page::Page;
use shared::paths;
use shared::tasks::Started;

use super::{Answer, http};
use crate::links::with_query;

/// Which access assignments to list; empty parts do not narrow the list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Granted to this user.
    pub user_id: String,
    /// Granted to this group.
    pub group_id: String,
    /// With a user: also what was granted to the groups that the user is a member of.
    pub through_groups: bool,
    /// On this account.
    pub account_id: String,
    /// With this access configuration.
    pub access_configuration_id: String,
}

/// One page of access assignments.
pub async fn list_access_assignments(filter: &Filter, after: &str) -> Answer<Page<AccessAssignment>> {
    let query = [
        ("user_id", filter.user_id.as_str()),
        ("group_id", filter.group_id.as_str()),
        ("through_groups", if filter.through_groups { "true" } else { "" }),
        ("account_id", filter.account_id.as_str()),
        ("access_configuration_id", filter.access_configuration_id.as_str()),
        ("after", after),
    ];
    http::get(&with_query(paths::ACCESS_ASSIGNMENTS, &query)).await
}

/// What a grant would do.
pub async fn preview_grant(body: &PreviewGrant) -> Answer<GrantPreview> {
    http::ask("POST", paths::ACCESS_ASSIGNMENT_PREVIEW, body).await
}

/// Grants access.
pub async fn grant_access(body: &GrantAccess) -> Answer<Started> {
    http::ask("POST", paths::ACCESS_ASSIGNMENTS, body).await
}

/// Revokes access assignments, all or none of them.
pub async fn revoke_much(body: &RevokeMuch) -> Answer<Started> {
    http::ask("POST", paths::ACCESS_ASSIGNMENTS_REVOKE, body).await
}
