//! The directory made what a file says, through the rules that the console goes through.
//!
//! *Why in this order:* what stands in the way goes first (access, RAM user provisionings, memberships, then people, who give up their names
//! and e-mail addresses), what others name is there before they name it, and the switches come last that need the
//! rest: until then nothing made here is the identity provider's.

mod access;
mod people;
mod places;
mod ram_users;
mod settings;

use jiff::Timestamp;
use shared::tasks::TaskStatus;

use self::people::People;
use self::places::Places;
use super::difference::Difference;
use super::present::Present;
use super::words::of_error;
use crate::events::Actor;
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Who applies a file, and how.
#[derive(Debug, Clone, Copy)]
pub struct Applying<'a> {
    /// Where this deployment's role logons are posted.
    pub sign_in_url: &'a str,
    /// The status of a task that is not done at once.
    pub waiting: TaskStatus,
    /// Who it is.
    pub actor: &'a Actor,
    /// The time.
    pub now: Timestamp,
}

/// Makes the directory what the file says.
///
/// # Errors
/// The first rule that refuses, with what it was about.
pub(super) async fn apply(
    tx: &mut Tx,
    difference: &Difference,
    present: &Present,
    by: Applying<'_>,
) -> Result<()> {
    settings::before(tx, difference, by).await?;
    access::revoke(tx, &difference.access_assignments, by).await?;
    ram_users::delete(tx, &difference.ram_user_provisionings, by).await?;
    let people = People::apply(tx, difference, present, by).await?;
    let places = Places::apply(tx, difference, present, by).await?;
    let configurations = access::configurations(tx, &difference.access_configurations, present, by).await?;
    access::grant(tx, &difference.access_assignments, (&people, &places, &configurations), by).await?;
    ram_users::update(tx, &difference.ram_user_provisionings, by).await?;
    ram_users::create(tx, &difference.ram_user_provisionings, (&people, &places), by).await?;
    places.delete_folders(tx, &difference.folders, by).await?;
    settings::after(tx, difference, by).await
}

/// The refusal, with what it is about.
fn about(what: &str, error: Error) -> Error {
    let message = format!("{what}: {}", of_error(&error));
    match error {
        Error::Invalid { code, .. } => Error::invalid(code, message),
        Error::NotFound { code, .. } => Error::not_found(code, message),
        Error::Conflict { code, .. } => Error::conflict(code, message),
        other => other,
    }
}
