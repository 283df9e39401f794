//! SQL for many users at once.

use std::collections::HashSet;

use jiff::Timestamp;
use shared::ids::UserId;
use shared::users::CreateUser;

use super::super::store::email_key;
use crate::platform::db::{StoreError, Tx};
use crate::{fetch_among, insert_rows};

/// Those of these keys of user names that are taken.
pub(super) async fn taken_user_names(tx: &mut Tx, keys: &[String]) -> Result<HashSet<String>, StoreError> {
    let found: Vec<(String,)> = fetch_among!(
        tx,
        (String,),
        "SELECT user_name_key FROM users WHERE user_name_key IN (",
        keys,
        |key| [key.as_str()],
        ")"
    )?;
    Ok(found.into_iter().map(|(key,)| key).collect())
}

/// Those of these keys of e-mail addresses that are taken.
pub(super) async fn taken_emails(tx: &mut Tx, keys: &[String]) -> Result<HashSet<String>, StoreError> {
    let found: Vec<(String,)> = fetch_among!(
        tx,
        (String,),
        "SELECT email_key FROM users WHERE email_key IN (",
        keys,
        |key| [key.as_str()],
        ")"
    )?;
    Ok(found.into_iter().map(|(key,)| key).collect())
}

/// Inserts the users whose name and address are free; answers how many those were.
pub(super) async fn insert(
    tx: &mut Tx,
    users: &[(UserId, CreateUser)],
    now: Timestamp,
) -> Result<usize, StoreError> {
    let made: Vec<(String,)> = insert_rows!(
        tx,
        (String,),
        "INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name,
                            display_name_key, email, email_key, description, status, provision_type,
                            created_at, updated_at) ",
        users,
        |row| [
            row.0.as_str(),
            row.1.user_name.as_str(),
            row.1.user_name.to_ascii_lowercase(),
            row.1.first_name.as_str(),
            row.1.last_name.as_str(),
            row.1.display_name.as_str(),
            row.1.display_name.to_lowercase(),
            row.1.email.as_str(),
            email_key(&row.1.email),
            row.1.description.as_str(),
            "Enabled",
            "Manual",
            now.as_millisecond(),
            now.as_millisecond(),
        ],
        " ON CONFLICT DO NOTHING RETURNING id"
    )?;
    Ok(made.len())
}
