//! Import of the cloud's resource directory: what differs from the tree here, and taking chosen changes over.
//!
//! Nothing is removed silently: what is gone in the cloud is a change to be chosen, and cannot be while access
//! is assigned on it. Changes are taken over all or none, and only if the difference is still the one that was reviewed.

pub mod api;
mod difference;
mod outcome;
mod step;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use shared::account_import::{ApplyImport, HeldBy, ImportApplied, ImportDifference};
use shared::accounts::{Account, AccountType};
use shared::error::ErrorCode;
use shared::ids::{AccountId, FolderId};

use self::step::{Doing, Here, Step};
use super::store;
use crate::access::access_assignments::{self, Filter};
use crate::access::provisioning;
use crate::cloud::resource_directory::ListedDirectory;
use crate::cloud::role::CloudFault;
use crate::directory;
use crate::events::Actor;
use crate::platform::db::Tx;
use crate::platform::secrets::hash_value;
use crate::platform::{Error, Result, random};

pub(super) use step::KnownFolder;

/// The refusal while the cloud cannot be asked.
fn no_credential() -> Error {
    Error::conflict(
        ErrorCode::CloudCredentialNotExists,
        "The cloud cannot be asked while no cloud credential is configured. Enter one in the settings first.",
    )
}

/// The refusal in the cloud's own words.
fn refused(fault: CloudFault) -> Error {
    let mut message =
        format!("The cloud did not list its resource directory. {}: {}", fault.code, fault.message);
    if !fault.request_id.is_empty() {
        message.push_str(&format!(" (request {})", fault.request_id));
    }
    Error::conflict(ErrorCode::CloudRefused, message)
}

/// How the tree here differs from the cloud's.
///
/// # Errors
/// When the cloud's management account is not the one here.
pub async fn import_difference(tx: &mut Tx, cloud: &ListedDirectory) -> Result<ImportDifference> {
    let (_, steps) = compare(tx, cloud).await?;
    let revision = revision(&steps)?;
    Ok(ImportDifference { revision, changes: steps.into_iter().map(|step| step.change).collect() })
}

async fn compare(tx: &mut Tx, cloud: &ListedDirectory) -> Result<(Here, Vec<Step>)> {
    let folders = store::list_folders(tx).await?.into_iter().map(KnownFolder::try_from);
    let accounts = store::list_accounts(tx).await?.into_iter().map(Account::try_from);
    let mut here = Here {
        folders: folders.collect::<Result<_>>()?,
        accounts: accounts.collect::<Result<_>>()?,
        held: BTreeMap::new(),
    };
    same_owner(&here, cloud)?;
    let listed: BTreeSet<&AccountId> = cloud.accounts.iter().map(|account| &account.id).collect();
    let is_gone = |account: &&Account| !listed.contains(&account.id);
    for account in here.accounts.iter().filter(is_gone) {
        let held = HeldBy {
            assignments: access_assignments::count(tx, &Filter::on_account(&account.id)).await?,
            provisionings: provisioning::count_on_account(tx, &account.id).await?.unsigned_abs(),
        };
        here.held.insert(account.id.clone(), held);
    }
    let steps = difference::between(&here, cloud);
    Ok((here, steps))
}

/// Whether both trees belong to one management account: otherwise everything here would seem to be gone.
fn same_owner(here: &Here, cloud: &ListedDirectory) -> Result<()> {
    let ours = here.accounts.iter().find(|a| a.account_type == AccountType::ManagementAccount);
    let theirs = cloud.accounts.iter().find(|account| account.is_management_account);
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours.id != theirs.id => Err(Error::conflict(
            ErrorCode::OtherManagementAccount,
            format!(
                "The cloud credential belongs to the resource directory of {}, but the management account here is {}. \
                 Configure a credential of {}, or remove the accounts here first.",
                theirs.id, ours.id, ours.id
            ),
        )),
        _ => Ok(()),
    }
}

fn revision(steps: &[Step]) -> Result<String> {
    let text =
        serde_json::to_string(steps).map_err(|e| Error::bug(format!("the steps of an import: {e}")))?;
    Ok(hash_value(&text))
}

/// Takes the chosen changes over, all or none.
///
/// # Errors
/// When the difference is not the one that was reviewed; when changes do not go together, are not possible or are
/// none of the difference; when the outcome breaks a rule of the tree.
pub async fn apply_import(
    tx: &mut Tx,
    cloud: &ListedDirectory,
    wanted: &ApplyImport,
    actor: &Actor,
    now: Timestamp,
) -> Result<ImportApplied> {
    directory::lock(tx).await?;
    let (here, steps) = compare(tx, cloud).await?;
    if revision(&steps)? != wanted.revision {
        return Err(Error::conflict(
            ErrorCode::DifferenceChanged,
            "The resource directory or the cloud has changed since. Look at the differences again.",
        ));
    }
    let keys: BTreeSet<&str> = wanted.keys.iter().map(String::as_str).collect();
    let chosen: Vec<&Step> = steps.iter().filter(|step| keys.contains(step.change.key.as_str())).collect();
    if chosen.len() < keys.len() {
        return Err(Error::conflict(
            ErrorCode::DifferenceChanged,
            "A chosen change is none of the difference.",
        ));
    }
    if let Some(step) = chosen.iter().find(|step| !step.change.possible) {
        return Err(Error::conflict(
            ErrorCode::ChangesDoNotFit,
            format!("{} cannot be removed while access hangs on it or on what is in it.", step.change.name),
        ));
    }
    let mut new_ids = BTreeMap::<String, FolderId>::new();
    for step in &chosen {
        if let Doing::AddFolder { cloud_id, .. } = &step.doing {
            new_ids.insert(cloud_id.clone(), random::id(FolderId::PREFIX)?);
        }
    }
    let outcome = outcome::of(&here, &chosen, &new_ids)?;
    write::write(tx, &here, &outcome, actor, now).await?;
    Ok(ImportApplied { changes: chosen.len() as u64 })
}
