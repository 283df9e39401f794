//! Groups.

use shared::groups::{ChangeMembers, Group, WriteGroup};
use shared::page::Page;
use shared::paths;
use shared::users::User;

use super::{Answer, http};
use crate::links::{encode, with_query};

/// Which groups to list; empty parts do not narrow the list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Their name begins with this.
    pub search: String,
    /// Of this owner, as on the wire.
    pub provision_type: String,
}

/// One page of the groups that a search finds.
pub async fn list_groups(search: &str, after: &str) -> Answer<Page<Group>> {
    list_groups_by(&Filter { search: search.to_owned(), ..Filter::default() }, after).await
}

/// One page of the groups that the filter leaves.
pub async fn list_groups_by(filter: &Filter, after: &str) -> Answer<Page<Group>> {
    let query =
        [("search", filter.search.as_str()), ("provision_type", &filter.provision_type), ("after", after)];
    http::get(&with_query(paths::GROUPS, &query)).await
}

/// One group.
pub async fn get_group(id: &str) -> Answer<Group> {
    http::get(&paths::with_id(paths::GROUP, &encode(id))).await
}

/// Makes a group.
pub async fn create_group(body: &WriteGroup) -> Answer<Group> {
    http::ask("POST", paths::GROUPS, body).await
}

/// Changes a group's name and description.
pub async fn update_group(id: &str, body: &WriteGroup) -> Answer<()> {
    http::send("PUT", &paths::with_id(paths::GROUP, &encode(id)), body).await
}

/// Deletes a group.
pub async fn delete_group(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::GROUP, &encode(id))).await
}

/// One page of the members that a search finds.
pub async fn list_members(id: &str, search: &str, after: &str) -> Answer<Page<User>> {
    http::get(&with_query(&members(id), &[("search", search), ("after", after)])).await
}

/// Adds members.
pub async fn add_members(id: &str, body: &ChangeMembers) -> Answer<Group> {
    http::ask("POST", &members(id), body).await
}

/// Removes members.
pub async fn remove_members(id: &str, body: &ChangeMembers) -> Answer<Group> {
    http::ask("DELETE", &members(id), body).await
}

fn members(id: &str) -> String {
    paths::with_id(paths::GROUP_MEMBERS, &encode(id))
}
