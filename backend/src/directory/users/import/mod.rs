//! Users made from a table, all of them or none.
//!
//! A preview says what an import would do and names each bad line with all its faults. The import judges
//! everything anew, as the directory may have changed since.

pub mod api;
mod store;
mod table;

use std::collections::HashSet;

use jiff::Timestamp;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::ids::UserId;
use shared::users::{BadLine, CreateUser, IMPORT_BYTES_MAX, ImportPreview, Imported};

use super::store::email_key;
use super::{created, field_errors};
use crate::events::{self, Actor};
use crate::platform::db::Tx;
use crate::platform::{Error, Result, random};

/// Users that a preview shows as they were understood.
const FIRST: usize = 10;

/// A table, judged.
struct Judged {
    good: Vec<CreateUser>,
    bad: Vec<BadLine>,
}

/// What an import of the table would do.
///
/// # Errors
/// When the table is too large or cannot be read as a whole.
pub async fn preview_import(tx: &mut Tx, csv: &str) -> Result<ImportPreview> {
    let Judged { good, bad } = judge(tx, csv).await?;
    Ok(ImportPreview { good: good.len() as u64, bad, first: good.into_iter().take(FIRST).collect() })
}

/// Makes the users of the table.
///
/// # Errors
/// As [`preview_import`]; when a line is bad, or there is none.
pub async fn import_users(tx: &mut Tx, csv: &str, actor: &Actor, now: Timestamp) -> Result<Imported> {
    let Judged { good, bad } = judge(tx, csv).await?;
    if let Some(line) = bad.first() {
        let fields: Vec<&str> = line.faults.iter().map(|fault| fault.field.as_str()).collect();
        return Err(refused(format!(
            "Nothing was imported: {} lines are bad, the first of them line {} ({}).",
            bad.len(),
            line.line,
            fields.join(", ")
        )));
    }
    if good.is_empty() {
        return Err(refused("The table names no user."));
    }
    Ok(Imported { created: create_users(tx, good, actor, now).await?.len() as u64 })
}

/// Makes users who have been judged, all or none, each as `create_user` does; answers them with their ids.
///
/// # Errors
/// When a user name or e-mail address is taken.
pub async fn create_users(
    tx: &mut Tx,
    good: Vec<CreateUser>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<(UserId, CreateUser)>> {
    let users: Vec<(UserId, CreateUser)> =
        good.into_iter().map(|user| Ok((random::id(UserId::PREFIX)?, user))).collect::<Result<_>>()?;
    if store::insert(tx, &users, now).await? != users.len() {
        return Err(Error::conflict(
            ErrorCode::EntityAlreadyExists,
            "Nothing was imported: somebody made a user of the same name meanwhile. Try again.",
        ));
    }
    events::record_all(tx, users.iter().map(|(id, user)| created(id, user, actor)), now).await?;
    Ok(users)
}

fn refused(why: impl Into<String>) -> Error {
    Error::invalid(ErrorCode::ImportRefused, why)
}

async fn judge(tx: &mut Tx, csv: &str) -> Result<Judged> {
    if csv.len() > IMPORT_BYTES_MAX {
        return Err(Error::TooLarge { limit: IMPORT_BYTES_MAX });
    }
    let mut lines = table::read(csv).map_err(refused)?;
    for line in &mut lines {
        let lacking: HashSet<String> = line.faults.iter().map(|fault| fault.field.clone()).collect();
        let broken = field_errors(&line.user).into_iter().filter(|fault| !lacking.contains(&fault.field));
        line.faults.splice(0..0, broken);
    }
    mark_taken(
        &mut lines,
        "user_name",
        |user| Some(user.user_name.to_ascii_lowercase()),
        async |names| Ok(store::taken_user_names(tx, names).await?),
    )
    .await?;
    mark_taken(
        &mut lines,
        "email",
        |user| email_key(&user.email),
        async |emails| Ok(store::taken_emails(tx, emails).await?),
    )
    .await?;
    let mut judged = Judged { good: Vec::new(), bad: Vec::new() };
    for table::Line { number, user, faults } in lines {
        if faults.is_empty() {
            judged.good.push(user);
        } else {
            judged.bad.push(BadLine { line: number, user_name: user.user_name, faults });
        }
    }
    Ok(judged)
}

/// Marks the lines whose value of the field a line before has, or somebody in the directory. Values that break a
/// rule are nobody's.
async fn mark_taken(
    lines: &mut [table::Line],
    field: &str,
    key: impl Fn(&CreateUser) -> Option<String>,
    among: impl AsyncFnOnce(&[String]) -> Result<HashSet<String>>,
) -> Result<()> {
    let broken = |line: &table::Line| line.faults.iter().any(|fault| fault.field == field);
    let keys: Vec<Option<String>> =
        lines.iter().map(|line| if broken(line) { None } else { key(&line.user) }).collect();
    let wanted: Vec<String> = keys.iter().flatten().cloned().collect();
    let mut taken = among(&wanted).await?;
    for (line, key) in lines.iter_mut().zip(keys) {
        if key.is_some_and(|key| !taken.insert(key)) {
            line.faults.push(FieldError::new(field, Rule::Taken));
        }
    }
    Ok(())
}
