//! RAM user provisionings.

use std::collections::BTreeMap;

use shared::access_assignments::Principal;
use shared::ids::{AccountId, RamUserProvisioningId};
use shared::ram_users::{CreateRamUserProvisionings, UpdateRamUserProvisioning};

use super::super::difference::Changes;
use super::super::entries::{Entry, RamUserProvisioningEntry};
use super::people::People;
use super::places::Places;
use super::{Applying, about};
use crate::access::ram_users;
use crate::platform::Result;
use crate::platform::db::Tx;

type Provisionings = Changes<RamUserProvisioningId, RamUserProvisioningEntry>;

/// How many users get theirs in one request.
const USERS_AT_ONCE: usize = 1_000;

/// Deletes, while who is concerned is still there.
pub(super) async fn delete(tx: &mut Tx, provisionings: &Provisionings, by: Applying<'_>) -> Result<()> {
    for here in &provisionings.delete {
        ram_users::delete_provisioning(tx, &here.id, by.actor, by.now)
            .await
            .map_err(|error| named(&here.entry, error))?;
    }
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, provisionings: &Provisionings, by: Applying<'_>) -> Result<()> {
    for change in &provisionings.change {
        let wanted = UpdateRamUserProvisioning {
            conflict_policy: change.after.conflict_policy,
            deletion_policy: change.after.deletion_policy,
            description: change.after.description.clone(),
        };
        ram_users::update_provisioning(tx, &change.id, &wanted, by.actor, by.now)
            .await
            .map_err(|error| named(&change.after, error))?;
    }
    Ok(())
}

/// Creates those of groups one by one, since each may reach many users, and those of users that have everything else
/// in common together.
pub(super) async fn create(
    tx: &mut Tx,
    provisionings: &Provisionings,
    (people, places): (&People, &Places),
    by: Applying<'_>,
) -> Result<()> {
    let mut of_users: BTreeMap<String, (&RamUserProvisioningEntry, Vec<Principal>)> = BTreeMap::new();
    for entry in provisionings.add.iter().map(|located| &located.entry) {
        let (principal, _) = people.principal(&entry.user, &entry.group)?;
        if entry.group.is_empty() {
            of_users.entry(in_common(entry)).or_insert((entry, Vec::new())).1.push(principal);
        } else {
            let (account, _) = places.account(&entry.account)?;
            create_some(tx, entry, account, vec![principal], by).await?;
        }
    }
    for (entry, principals) in of_users.values() {
        let (account, _) = places.account(&entry.account)?;
        for some in principals.chunks(USERS_AT_ONCE) {
            create_some(tx, entry, account, some.to_vec(), by).await?;
        }
    }
    Ok(())
}

/// Stands for everything but the user.
fn in_common(entry: &RamUserProvisioningEntry) -> String {
    let (conflict, deletion) = (entry.conflict_policy, entry.deletion_policy);
    format!("{}\n{conflict:?}\n{deletion:?}\n{}", entry.account, entry.description)
}

/// Creates; whoever wrote them into the file accepts what user-based SSO means for the account.
async fn create_some(
    tx: &mut Tx,
    entry: &RamUserProvisioningEntry,
    account: &AccountId,
    principals: Vec<Principal>,
    by: Applying<'_>,
) -> Result<()> {
    let new = CreateRamUserProvisionings {
        principals,
        account_ids: vec![account.clone()],
        conflict_policy: entry.conflict_policy,
        deletion_policy: entry.deletion_policy,
        description: entry.description.clone(),
        user_sso_accepted: true,
    };
    ram_users::create_provisionings(tx, &new, by.actor, by.now).await.map_err(|error| named(entry, error))?;
    Ok(())
}

fn named(entry: &RamUserProvisioningEntry, error: crate::platform::Error) -> crate::platform::Error {
    about(&format!("{} {:?}", RamUserProvisioningEntry::THING, entry.name()), error)
}
