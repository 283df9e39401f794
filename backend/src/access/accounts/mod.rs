//! The resource directory: folders, the management account and its members.
//!
//! *Why a member needs a management account:* in the cloud a resource directory belongs to its management
//! account and does not exist without. So the management account is added first and removed last. Changes to
//! the tree wait for each other (`directory::lock`), or two at once could break its limits together.

pub mod api;
mod store;
mod tree;

use jiff::Timestamp;
use shared::accounts::{Account, AccountType, CreateAccount, CreateFolder, Folder, ResourceDirectory};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{AccountId, FolderId};
use shared::names;

use super::access_assignments::{self, Filter};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result, random};

/// Most levels of folders below the root.
const LEVELS_MAX: usize = 5;
/// Most folders.
const FOLDERS_MAX: usize = 100;

/// All folders and accounts, in the order of the tree.
///
/// # Errors
/// When the database fails.
pub async fn get_resource_directory(tx: &mut Tx) -> Result<ResourceDirectory> {
    let folders = list_folders(tx).await?;
    let accounts = store::list_accounts(tx).await?.into_iter().map(Account::try_from);
    Ok(tree::ordered(folders, accounts.collect::<Result<_>>()?))
}

async fn list_folders(tx: &mut Tx) -> Result<Vec<Folder>> {
    store::list_folders(tx).await?.into_iter().map(Folder::try_from).collect()
}

/// Makes a folder.
///
/// # Errors
/// A field that breaks its rule; a name taken among its siblings; too many folders or levels.
pub async fn create_folder(tx: &mut Tx, new: &CreateFolder, actor: &Actor, now: Timestamp) -> Result<Folder> {
    directory::lock(tx).await?;
    let folders = list_folders(tx).await?;
    let known = |id: &FolderId| folders.iter().any(|folder| folder.id == *id);
    let faults = FieldError::of([
        ("name", names::account_name(&new.name)),
        ("parent_id", exists(new.parent_id.as_ref().is_none_or(known))),
    ]);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    if folders.len() >= FOLDERS_MAX {
        return Err(limit(format!("There are {FOLDERS_MAX} folders already, which is the most allowed.")));
    }
    if tree::levels_above(&folders, new.parent_id.as_ref()) >= LEVELS_MAX {
        return Err(limit(format!("Folders nest up to {LEVELS_MAX} levels. Choose a folder higher up.")));
    }
    let folder = Folder {
        id: random::id(FolderId::PREFIX)?,
        parent_id: new.parent_id.clone(),
        name: new.name.clone(),
    };
    let parent = folder.parent_id.as_ref().map_or("", FolderId::as_str);
    let place_key = format!("{parent}/{}", folder.name.to_lowercase());
    if store::insert_folder_if_free(tx, &folder, &place_key, now).await? == 0 {
        return Err(Error::taken("name", format!("There is a folder named {} here already.", folder.name)));
    }
    let event = NewEvent::new(EventKind::FolderCreated, actor).target(&folder.name).detail("id", &folder.id);
    events::record(tx, event.detail("parent_id", parent), now).await?;
    Ok(folder)
}

fn exists(found: bool) -> std::result::Result<(), Rule> {
    if found { Ok(()) } else { Err(Rule::Unknown) }
}

fn limit(message: String) -> Error {
    Error::conflict(ErrorCode::LimitExceeded, message)
}

/// Deletes an empty folder.
///
/// # Errors
/// Not found when there is none with this id; refused while something is in it.
pub async fn delete_folder(tx: &mut Tx, id: &FolderId, actor: &Actor, now: Timestamp) -> Result<()> {
    let folder = store::find_folder(tx, id)
        .await?
        .ok_or_else(|| Error::not_found(ErrorCode::FolderNotExists, format!("There is no folder {id}.")))?;
    let children = store::count_children(tx, id).await?;
    let refusal = Error::conflict(
        ErrorCode::FolderNotEmpty,
        format!("{} still holds folders or accounts ({children}). Remove them first.", folder.name),
    );
    if children > 0 {
        return Err(refusal);
    }
    store::delete_folder(tx, id).await.map_err(|e| e.or_conflict(refusal))?;
    let event = NewEvent::new(EventKind::FolderDeleted, actor).target(&folder.name).detail("id", id);
    events::record(tx, event, now).await?;
    Ok(())
}

/// The account.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn get_account(tx: &mut Tx, id: &AccountId) -> Result<Account> {
    match store::find_account(tx, id).await? {
        Some(row) => row.try_into(),
        None => Err(Error::not_found(ErrorCode::AccountNotExists, format!("There is no account {id}."))),
    }
}

/// Adds an account.
///
/// # Errors
/// A field that breaks its rule; an id that is taken; a second management account; a member before it.
pub async fn create_account(
    tx: &mut Tx,
    new: &CreateAccount,
    actor: &Actor,
    now: Timestamp,
) -> Result<Account> {
    directory::lock(tx).await?;
    let folder_known = match &new.folder_id {
        Some(id) => store::find_folder(tx, id).await?.is_some(),
        None => true,
    };
    let faults = FieldError::of([
        ("id", names::account_id(&new.id)),
        ("name", names::account_name(&new.name)),
        ("folder_id", exists(folder_known)),
    ]);
    let id = match new.id.parse::<AccountId>() {
        Ok(id) if faults.is_empty() => id,
        _ => return Err(Error::fields(faults)),
    };
    let management = word(AccountType::ManagementAccount)?;
    let is_owned = store::count_accounts_of_type(tx, &management).await? > 0;
    match new.account_type {
        AccountType::MemberAccount if !is_owned => return Err(no_owner()),
        AccountType::ManagementAccount if is_owned => {
            return Err(Error::taken("account_type", "There is a management account already."));
        }
        _ => {}
    }
    let account = Account {
        id,
        name: new.name.clone(),
        account_type: new.account_type,
        folder_id: new.folder_id.clone(),
    };
    let kind = word(account.account_type)?;
    if store::insert_account_if_free(tx, &account, &kind, now).await? == 0 {
        let message = format!("Account {} is in the resource directory already.", account.id);
        return Err(Error::taken("id", message));
    }
    let event = NewEvent::new(EventKind::AccountCreated, actor)
        .target(&account.name)
        .detail("id", &account.id)
        .detail("account_type", kind)
        .detail("folder_id", account.folder_id.as_ref().map_or("", FolderId::as_str));
    events::record(tx, event, now).await?;
    Ok(account)
}

fn no_owner() -> Error {
    Error::conflict(
        ErrorCode::ManagementAccountNeeded,
        "Add the management account first: it owns the resource directory that members belong to.",
    )
}

/// Removes an account.
///
/// # Errors
/// Not found when there is none with this id; refused while access is assigned on it, or while it is the
/// management account of members.
pub async fn delete_account(tx: &mut Tx, id: &AccountId, actor: &Actor, now: Timestamp) -> Result<()> {
    directory::lock(tx).await?;
    let account = get_account(tx, id).await?;
    let members = store::count_accounts_of_type(tx, &word(AccountType::MemberAccount)?).await?;
    if account.account_type == AccountType::ManagementAccount && members > 0 {
        return Err(Error::conflict(
            ErrorCode::ManagementAccountNeeded,
            format!("{} is the management account of {members} members. Remove them first.", account.name),
        ));
    }
    let assignments = access_assignments::count(tx, &Filter::on_account(id)).await?;
    let refusal = Error::conflict(
        ErrorCode::AccountHasAssignments,
        format!("{} still has access assignments ({assignments}). Revoke them first.", account.name),
    );
    if assignments > 0 {
        return Err(refusal);
    }
    store::delete_account(tx, id).await.map_err(|e| e.or_conflict(refusal))?;
    let event = NewEvent::new(EventKind::AccountDeleted, actor).target(&account.name).detail("id", id);
    events::record(tx, event, now).await?;
    Ok(())
}
