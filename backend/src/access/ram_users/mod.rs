//! RAM users: who gets one in which account, and which stand.
//!
//! A RAM user provisioning names a user or a group and a member account. Every user whom at least one reaches, by
//! itself or through a group, has one RAM user in the account; the policies that hold for it are those of the oldest.
//! Disabling a user leaves the RAM user where it is: nobody can log on as it, because a disabled user has no session.
//! What has to be done in accounts is queued as events by `directory::ram_user_events` and worked off in [`work`];
//! [`worker`] runs that, [`by_hand`] is for what an administrator does instead, and the cloud's side is `cloud`'s.

pub mod api;
mod by_hand;
mod change;
mod events;
mod list;
mod settings;
mod store;
pub mod work;
pub mod worker;

use jiff::Timestamp;
use shared::access_assignments::Principal;
use shared::events::EventKind;
use shared::ids::{AccountId, UserId};

pub use by_hand::mark_done;
pub use change::{create_provisionings, delete_provisioning, update_provisioning};
pub use events::{list_events, retry_events};
pub use list::{list_provisionings, list_ram_users};
pub use settings::{get_settings, landing_page, session_hours, update_settings};
pub use store::{Standing, StandingRow};

use crate::events::{self as log, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// The RAM user as which the user can log on to the account at this moment: it stands, and some provisioning reaches
/// the user. Whether the user is enabled is the session's matter.
///
/// # Errors
/// When the database fails.
pub async fn standing(tx: &mut Tx, user: &UserId, account: &AccountId) -> Result<Option<Standing>> {
    Ok(store::find_standing(tx, user, account).await?)
}

/// Every account in which the user can log on as a RAM user at this moment.
///
/// # Errors
/// When the database fails.
pub async fn list_standing(tx: &mut Tx, user: &UserId) -> Result<Vec<StandingRow>> {
    Ok(store::list_standing(tx, user).await?)
}

/// How many RAM user provisionings and RAM users the account has.
///
/// # Errors
/// When the database fails.
pub async fn count_on_account(tx: &mut Tx, account: &AccountId) -> Result<i64> {
    Ok(store::count_on_account(tx, account).await?)
}

/// Forgets the RAM users of an account that is gone at the cloud, and what was to be done about them.
///
/// # Errors
/// When the database fails.
pub async fn forget_account(
    tx: &mut Tx,
    id: &AccountId,
    name: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let provisionings = store::delete_provisionings_on_account(tx, id).await?;
    store::events::settle_on_account(tx, id, now).await?;
    let ram_users = store::delete_on_account(tx, id).await?;
    if provisionings > 0 || ram_users > 0 {
        let event = NewEvent::new(EventKind::RamUserProvisioningDeleted, actor)
            .target(name)
            .detail("account_id", id)
            .detail("account", name)
            .detail("forgotten_provisionings", provisionings)
            .detail("forgotten_ram_users", ram_users);
        log::record(tx, event, now).await?;
    }
    Ok(())
}

fn principal_of(id: String) -> Result<Principal> {
    Principal::try_from(id).map_err(|e| Error::bug(format!("a kept id: {e}")))
}
