//! The lists of RAM user provisionings and of RAM users.

use std::collections::HashMap;

use shared::access_assignments::Principal;
use shared::error::ErrorCode;
use shared::ids::{AccountId, GroupId, RamUserProvisioningId, UserId};
use shared::page::{PAGE_SIZE, Page};
use shared::ram_users::{RamUser, RamUserProvisioning, RamUserProvisioningQuery, RamUserStatus};
use shared::time::UnixMillis;

use super::{principal_of, store};
use crate::platform::db::{Tx, kind_of};
use crate::platform::{Error, Result};

/// What a list is narrowed to.
pub(super) enum Of<'a> {
    All,
    User(&'a UserId),
    Group(&'a GroupId),
    Account(&'a AccountId),
}

impl Of<'_> {
    fn read(query: &RamUserProvisioningQuery) -> Result<Of<'_>> {
        match (&query.user_id, &query.group_id, &query.account_id) {
            (None, None, None) => Ok(Of::All),
            (Some(id), None, None) => Ok(Of::User(id)),
            (None, Some(id), None) => Ok(Of::Group(id)),
            (None, None, Some(id)) => Ok(Of::Account(id)),
            _ => Err(Error::invalid(
                ErrorCode::InvalidParameter,
                "Ask for a user, for a group or for an account.",
            )),
        }
    }

    /// The id; empty for all.
    pub(super) fn id(&self) -> &str {
        match self {
            Of::All => "",
            Of::User(id) => id.as_str(),
            Of::Group(id) => id.as_str(),
            Of::Account(id) => id.as_str(),
        }
    }
}

/// A page of the RAM user provisionings, by account name and age.
///
/// # Errors
/// When more than one thing is asked for, or `after` is not what a page before gave out.
pub async fn list_provisionings(
    tx: &mut Tx,
    query: &RamUserProvisioningQuery,
) -> Result<Page<RamUserProvisioning>> {
    let of = Of::read(query)?;
    let after = match query.after.as_deref() {
        None => store::lists::ProvisioningPlace::default(),
        Some(text) => store::lists::ProvisioningPlace::parse(text).ok_or_else(Error::no_such_page)?,
    };
    let rows = store::lists::list_provisionings(tx, &of, &after, PAGE_SIZE as i64 + 1).await?;
    let total = store::lists::count_provisionings(tx, &of).await?;
    Page::of_rows(rows, total, store::lists::ProvisioningRow::place).try_map(RamUserProvisioning::try_from)
}

/// The RAM user provisioning.
pub(super) async fn find_provisioning(
    tx: &mut Tx,
    id: &RamUserProvisioningId,
) -> Result<RamUserProvisioning> {
    match store::lists::find_provisioning(tx, id).await? {
        Some(row) => row.try_into(),
        None => Err(Error::not_found(
            ErrorCode::RamUserProvisioningNotExists,
            format!("There is no RAM user provisioning {id}."),
        )),
    }
}

impl TryFrom<store::lists::ProvisioningRow> for RamUserProvisioning {
    type Error = Error;

    fn try_from(row: store::lists::ProvisioningRow) -> Result<RamUserProvisioning> {
        Ok(RamUserProvisioning {
            id: row.id,
            principal: principal_of(row.principal_id)?,
            principal_name: row.principal_name,
            account_id: row.account_id,
            account_name: row.account_name,
            conflict_policy: kind_of(&row.conflict_policy)?,
            deletion_policy: kind_of(&row.deletion_policy)?,
            description: row.description,
            created_at: UnixMillis(row.created_at),
            ram_users: u64::try_from(row.ram_users).unwrap_or_default(),
            failed_events: u64::try_from(row.failed_events).unwrap_or_default(),
        })
    }
}

/// A page of the RAM users of a user, of a group's members, or of an account, by account name and user name.
///
/// # Errors
/// As [`list_provisionings`].
pub async fn list_ram_users(tx: &mut Tx, query: &RamUserProvisioningQuery) -> Result<Page<RamUser>> {
    let of = Of::read(query)?;
    let after = match query.after.as_deref() {
        None => store::lists::RamUserPlace::default(),
        Some(text) => store::lists::RamUserPlace::parse(text).ok_or_else(Error::no_such_page)?,
    };
    let rows = store::lists::list_ram_users(tx, &of, &after, PAGE_SIZE as i64 + 1).await?;
    let total = store::lists::count_ram_users(tx, &of).await?;
    let page = Page::of_rows(rows, total, store::lists::RamUserRow::place);
    let mut ways = ways(tx, &page.items).await?;
    page.try_map(|row| {
        let (through, through_names) =
            ways.remove(&(row.user_id.clone(), row.account_id.clone())).unwrap_or_default();
        let status = match (through.is_empty(), kind_of::<RamUserStatus>(&row.status)?) {
            (true, _) => RamUserStatus::Removing,
            (false, RamUserStatus::Removing) => RamUserStatus::Pending,
            (false, status) => status,
        };
        Ok(RamUser {
            user_id: row.user_id,
            user_name: row.user_name,
            account_id: row.account_id,
            account_name: row.account_name,
            principal_name: row.principal_name,
            status,
            through,
            through_names,
        })
    })
}

type Ways = HashMap<(UserId, AccountId), (Vec<Principal>, Vec<String>)>;

/// Through what the users of these RAM users have them: what is the user's own first, then groups by name.
async fn ways(tx: &mut Tx, rows: &[store::lists::RamUserRow]) -> Result<Ways> {
    let mut ways = Ways::new();
    for row in store::lists::list_ways(tx, rows).await? {
        let (principals, names) = ways.entry((row.user_id, row.account_id)).or_default();
        principals.push(principal_of(row.principal_id)?);
        names.push(row.principal_name);
    }
    Ok(ways)
}
