//! SQL that finds synchronized users who may sign in and never did, by the index over just these.

use crate::fetch_optional;
use crate::platform::db::{StoreError, Tx};

/// The one most like a NameID: with it as e-mail address, else with the same part before the `@`.
pub(super) async fn find_alike(
    tx: &mut Tx,
    name_id: &str,
    local_part: &str,
) -> Result<Option<String>, StoreError> {
    let by_email = fetch_optional!(
        tx,
        (String,),
        "SELECT user_name FROM users
         WHERE email_key = $1 AND provision_type = 'Synchronized' AND last_sign_in_at IS NULL AND status = 'Enabled'",
        name_id.to_ascii_lowercase()
    )?;
    let found = match by_email {
        Some(found) => Some(found),
        None => fetch_optional!(
            tx,
            (String,),
            "SELECT user_name FROM users
             WHERE provision_type = 'Synchronized' AND last_sign_in_at IS NULL AND status = 'Enabled'
               AND (user_name_key = $1 OR substr(user_name_key, 1, length($1) + 1) = $1 || '@')
             ORDER BY user_name_key LIMIT 1",
            local_part.to_ascii_lowercase()
        )?,
    };
    Ok(found.map(|(user_name,)| user_name))
}

/// The first by name.
pub(super) async fn find_first(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    let found = fetch_optional!(
        tx,
        (String,),
        "SELECT user_name FROM users
         WHERE provision_type = 'Synchronized' AND last_sign_in_at IS NULL AND status = 'Enabled'
         ORDER BY user_name_key LIMIT 1"
    )?;
    Ok(found.map(|(user_name,)| user_name))
}
