//! Users.

use shared::groups::Group;
use shared::page::Page;
use shared::paths;
use shared::users::{
    CreateUser, ImportPreview, ImportUsers, Imported, NewPassword, SetPassword, UpdateUser, UpdateUserStatus,
    User, UserStatus,
};

use super::{Answer, http};
use crate::links::{encode, with_query};

/// Which users to list; empty parts do not narrow the list.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Their user name or display name begins with this.
    pub search: String,
    /// Of this status, as on the wire.
    pub status: String,
    /// Of this owner, as on the wire.
    pub provision_type: String,
}

/// One page of the users that a search finds.
pub async fn list_users(search: &str, after: &str) -> Answer<Page<User>> {
    list_users_by(&Filter { search: search.to_owned(), ..Filter::default() }, after).await
}

/// One page of the users that the filter leaves.
pub async fn list_users_by(filter: &Filter, after: &str) -> Answer<Page<User>> {
    let query = [
        ("search", filter.search.as_str()),
        ("status", &filter.status),
        ("provision_type", &filter.provision_type),
        ("after", after),
    ];
    http::get(&with_query(paths::USERS, &query)).await
}

/// One user.
pub async fn get_user(id: &str) -> Answer<User> {
    http::get(&paths::with_id(paths::USER, &encode(id))).await
}

/// Makes a user.
pub async fn create_user(body: &CreateUser) -> Answer<User> {
    http::ask("POST", paths::USERS, body).await
}

/// Changes what a user is called.
pub async fn update_user(id: &str, body: &UpdateUser) -> Answer<()> {
    http::send("PUT", &paths::with_id(paths::USER, &encode(id)), body).await
}

/// Enables or disables a user.
pub async fn update_user_status(id: &str, status: UserStatus) -> Answer<User> {
    http::ask("PUT", &paths::with_id(paths::USER_STATUS, &encode(id)), &UpdateUserStatus { status }).await
}

/// Gives a user a new password.
pub async fn set_user_password(id: &str, body: &SetPassword) -> Answer<NewPassword> {
    http::ask("PUT", &paths::with_id(paths::USER_PASSWORD, &encode(id)), body).await
}

/// Deletes a user.
pub async fn delete_user(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::USER, &encode(id))).await
}

/// One page of the groups that a user is a member of.
pub async fn list_groups_of_user(id: &str, after: &str) -> Answer<Page<Group>> {
    http::get(&with_query(&paths::with_id(paths::USER_GROUPS, &encode(id)), &[("after", after)])).await
}

/// What an import would do; nothing is written.
pub async fn preview_user_import(body: &ImportUsers) -> Answer<ImportPreview> {
    http::ask("POST", paths::USER_IMPORT_PREVIEW, body).await
}

/// Makes the users of a table.
pub async fn import_users(body: &ImportUsers) -> Answer<Imported> {
    http::ask("POST", paths::USER_IMPORT, body).await
}
