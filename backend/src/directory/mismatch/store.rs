//! SQL that finds synchronized users who may sign in and never did, by the index over just these.

use crate::fetch_optional;
use crate::platform::db::{StoreError, Tx};

/// The text that finds one of them.
macro_rules! never_signed_in {
    ($and:literal) => {
        concat!(
            "SELECT user_name FROM users
             WHERE status = 'Enabled' AND provision_type = 'Synchronized' AND last_sign_in_at IS NULL ",
            $and,
            " ORDER BY user_name_key COLLATE \"binary\" LIMIT 1"
        )
    };
}

const BY_EMAIL: &str = never_signed_in!("AND email_key = $1");
const BY_NAME: &str = never_signed_in!("AND user_name_key COLLATE \"binary\" = $1");
/// What follows `@` among the characters is `A`.
const BY_LOCAL_PART: &str = never_signed_in!(
    "AND user_name_key COLLATE \"binary\" >= $1 || '@' AND user_name_key COLLATE \"binary\" < $1 || 'A'"
);
const FIRST: &str = never_signed_in!("");

/// The one with this e-mail address.
pub(super) async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<String>, StoreError> {
    let found = fetch_optional!(tx, (String,), BY_EMAIL, email.to_ascii_lowercase())?;
    Ok(found.map(|(user_name,): (String,)| user_name))
}

/// The one of this name, else the first whose name is this before the `@`.
pub(super) async fn find_by_local_part(tx: &mut Tx, part: &str) -> Result<Option<String>, StoreError> {
    let part = part.to_ascii_lowercase();
    let found: Option<(String,)> = match fetch_optional!(tx, (String,), BY_NAME, part.as_str())? {
        Some(found) => Some(found),
        None => fetch_optional!(tx, (String,), BY_LOCAL_PART, part.as_str())?,
    };
    Ok(found.map(|(user_name,)| user_name))
}

/// The first by name.
pub(super) async fn find_first(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    let found = fetch_optional!(tx, (String,), FIRST)?;
    Ok(found.map(|(user_name,): (String,)| user_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::db::plan::sqlite_plan;

    #[tokio::test]
    async fn each_is_found_by_an_index_without_looking_at_many() {
        let email = sqlite_plan(BY_EMAIL).await;
        assert!(email[0].contains("(email_key=?)"), "{email:?}");
        for (sql, by) in [
            (BY_NAME, "user_name_key=?)"),
            (BY_LOCAL_PART, "user_name_key>? AND user_name_key<?)"),
            (FIRST, "(status=? AND provision_type=?)"),
        ] {
            let plan = sqlite_plan(sql).await;
            assert!(plan.len() == 1 && plan[0].contains(by), "{plan:?}");
        }
        assert!(sqlite_plan(FIRST).await[0].contains("users_never_signed_in"));
    }
}
