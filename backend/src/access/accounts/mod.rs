//! The resource directory: folders, the management account and its members. What holds for folders alone is in
//! [`folders`].
//!
//! *Why a member needs a management account:* in the cloud a resource directory belongs to its management
//! account and does not exist without. So the management account is added first and removed last. Changes to
//! the tree wait for each other (`directory::lock`), or two at once could break its limits together.

pub mod api;
mod changes;
mod folders;
pub mod import;
mod store;
mod tree;

use jiff::Timestamp;
use shared::accounts::{
    Account, AccountColour, AccountDetail, AccountType, CreateAccount, Folder, ResourceDirectory,
    UpdateAccount,
};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{AccountId, FolderId};
use shared::names;
use shared::time::UnixMillis;

use self::changes::Changes;
use super::access_assignments::{self, Filter};
use super::{provisioning, ram_users, tasks};
use crate::cloud::alibaba;
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result};

pub use folders::{create_folder, delete_folder, update_folder};

/// Most levels of folders below the root.
pub const LEVELS_MAX: usize = 5;
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

/// Names of the folders that one must enter, from the root, to be in `folder`.
pub fn path(folders: &[Folder], folder: Option<&FolderId>) -> Vec<String> {
    tree::path(folders, folder)
}

async fn list_folders(tx: &mut Tx) -> Result<Vec<Folder>> {
    store::list_folders(tx).await?.into_iter().map(Folder::try_from).collect()
}

fn exists(found: bool) -> std::result::Result<(), Rule> {
    if found { Ok(()) } else { Err(Rule::Unknown) }
}

fn limit(message: String) -> Error {
    Error::conflict(ErrorCode::LimitExceeded, message)
}

/// The account.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn get_account(tx: &mut Tx, id: &AccountId) -> Result<Account> {
    match store::find_account(tx, id).await? {
        Some(row) => row.try_into(),
        None => Err(no_account(id)),
    }
}

fn no_account(id: &AccountId) -> Error {
    Error::not_found(ErrorCode::AccountNotExists, format!("There is no account {id}."))
}

/// The account as its page shows it.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn get_account_detail(tx: &mut Tx, id: &AccountId) -> Result<AccountDetail> {
    let row = store::find_account(tx, id).await?.ok_or_else(|| no_account(id))?;
    let created_at = UnixMillis(row.created_at);
    let account = Account::try_from(row)?;
    let folders = list_folders(tx).await?;
    Ok(AccountDetail {
        folder_path: tree::path(&folders, account.folder_id.as_ref()),
        created_at,
        saml_provider_name: directory::get(tx).await?.saml_provider_name(),
        role_name_prefix: alibaba::role_name(""),
        account,
    })
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
        Some(id) => store::has_folder(tx, id).await?,
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
        colour: AccountColour::None,
        label: String::new(),
    };
    let kind = word(account.account_type)?;
    if store::insert_account_if_free(tx, &account, &kind, now).await? == 0 {
        let message = format!("Account {} is in the resource directory already.", account.id);
        return Err(Error::taken("id", message));
    }
    events::record(tx, created(&account, actor)?, now).await?;
    Ok(account)
}

/// The record of an account that was added.
fn created(account: &Account, actor: &Actor) -> Result<NewEvent> {
    Ok(NewEvent::new(EventKind::AccountCreated, actor)
        .target(&account.name)
        .detail("id", &account.id)
        .detail("account_type", word(account.account_type)?)
        .detail("folder_id", account.folder_id.as_ref().map_or("", FolderId::as_str)))
}

fn no_owner() -> Error {
    Error::conflict(
        ErrorCode::ManagementAccountNeeded,
        "Add the management account first: it owns the resource directory that members belong to.",
    )
}

/// Renames, moves or marks an account.
///
/// # Errors
/// Not found when there is none with this id; a field that breaks its rule.
pub async fn update_account(
    tx: &mut Tx,
    id: &AccountId,
    wanted: &UpdateAccount,
    actor: &Actor,
    now: Timestamp,
) -> Result<Account> {
    directory::lock(tx).await?;
    let account = get_account(tx, id).await?;
    let folders = list_folders(tx).await?;
    let known = |id: &FolderId| folders.iter().any(|folder| folder.id == *id);
    let faults = FieldError::of([
        ("name", names::account_name(&wanted.name)),
        ("folder_id", exists(wanted.folder_id.as_ref().is_none_or(known))),
        ("label", names::account_label(&wanted.label)),
    ]);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    let after = Account {
        name: wanted.name.clone(),
        folder_id: wanted.folder_id.clone(),
        colour: wanted.colour,
        label: wanted.label.clone(),
        ..account.clone()
    };
    let changes = Changes::of_account(&folders, &account, &folders, &after)?;
    if !changes.is_empty() {
        store::update_account(tx, &after, &word(after.colour)?).await?;
        let event = NewEvent::new(EventKind::AccountUpdated, actor).target(&account.name).detail("id", id);
        events::record(tx, changes.onto(event), now).await?;
    }
    Ok(after)
}

/// Removes an account. With `forget` what stands there is forgotten and what was to be done there is called off:
/// for an account that is gone at the cloud.
///
/// # Errors
/// Not found when there is none with this id; refused while access is assigned on it, while roles or RAM
/// users stand there or tasks of it have not ended (unless they are forgotten), or while it is the management account of members.
pub async fn delete_account(
    tx: &mut Tx,
    id: &AccountId,
    forget: bool,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
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
    if forget {
        provisioning::forget_account(tx, id, &account.name, actor, now).await?;
        ram_users::forget_account(tx, id, &account.name, actor, now).await?;
    } else if let Some(refusal) = still_worked_at(tx, &account).await? {
        return Err(refusal);
    }
    store::delete_account(tx, id).await.map_err(|e| e.or_conflict(refusal))?;
    let event = NewEvent::new(EventKind::AccountDeleted, actor).target(&account.name).detail("id", id);
    events::record(tx, event, now).await?;
    Ok(())
}

/// The refusal to remove an account where tasks have not ended, or where roles or RAM users stand.
async fn still_worked_at(tx: &mut Tx, account: &Account) -> Result<Option<Error>> {
    let name = &account.name;
    let open = tasks::count_open_on_account(tx, &account.id).await?;
    if open > 0 {
        let message =
            format!("Tasks of {name} have not ended ({open}). Wait for them, or cancel them under Tasks.");
        return Ok(Some(Error::conflict(ErrorCode::AccountHasTasks, message)));
    }
    let roles = provisioning::count_on_account(tx, &account.id).await?;
    if roles > 0 {
        let message = format!(
            "Access configurations are still provisioned on {name} ({roles}). Deprovision them first, or let them \
             be forgotten when the account is gone at the cloud."
        );
        return Ok(Some(Error::conflict(ErrorCode::AccountProvisioned, message)));
    }
    let ram_users = ram_users::count_on_account(tx, &account.id).await?;
    if ram_users > 0 {
        let message = format!(
            "{name} still has RAM user provisionings or RAM users ({ram_users}). Delete the provisionings first, or \
             let them be forgotten when the account is gone at the cloud."
        );
        return Ok(Some(Error::conflict(ErrorCode::AccountHasRamUsers, message)));
    }
    Ok(None)
}
