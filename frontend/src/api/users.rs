//! Users.

use shared::page::Page;
use shared::paths;
use shared::users::{CreateUser, NewPassword, UpdateUserStatus, User, UserStatus};

use super::{Answer, http};
use crate::links::{encode, with_query};

/// One page of the users whose name, display name or e-mail address the search finds.
pub async fn list_users(search: &str, after: &str) -> Answer<Page<User>> {
    http::get(&with_query(paths::USERS, &[("search", search), ("after", after)])).await
}

/// One user.
pub async fn get_user(id: &str) -> Answer<User> {
    http::get(&paths::with_id(paths::USER, &encode(id))).await
}

/// Makes a user.
pub async fn create_user(body: &CreateUser) -> Answer<()> {
    http::send("POST", paths::USERS, body).await
}

/// Enables or disables a user.
pub async fn update_user_status(id: &str, status: UserStatus) -> Answer<()> {
    http::send("PUT", &paths::with_id(paths::USER_STATUS, &encode(id)), &UpdateUserStatus { status }).await
}

/// Gives a user a new password.
pub async fn reset_user_password(id: &str) -> Answer<NewPassword> {
    http::ask_bare("POST", &paths::with_id(paths::USER_PASSWORD, &encode(id))).await
}

/// Deletes a user.
pub async fn delete_user(id: &str) -> Answer<()> {
    http::send_bare("DELETE", &paths::with_id(paths::USER, &encode(id))).await
}
