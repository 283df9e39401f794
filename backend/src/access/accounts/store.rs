//! SQL of the tables `folders` and `accounts`.

use jiff::Timestamp;
use shared::accounts::{Account, AccountType, Folder};
use shared::ids::{AccountId, FolderId};

use super::import::KnownFolder;
use crate::platform::db::{StoreError, Tx, kind_of};
use crate::platform::{Error, Result};
use crate::{execute, fetch_all, fetch_one, fetch_optional, insert_rows};

type Stored<T> = std::result::Result<T, StoreError>;

/// A folder as kept.
#[derive(sqlx::FromRow)]
pub(super) struct FolderRow {
    pub id: String,
    pub parent_id: Option<String>,
    pub name: String,
    pub cloud_id: Option<String>,
}

impl TryFrom<FolderRow> for KnownFolder {
    type Error = Error;

    fn try_from(mut row: FolderRow) -> Result<KnownFolder> {
        let cloud_id = row.cloud_id.take();
        Ok(KnownFolder { folder: row.try_into()?, cloud_id })
    }
}

impl TryFrom<FolderRow> for Folder {
    type Error = Error;

    fn try_from(row: FolderRow) -> Result<Folder> {
        Ok(Folder {
            id: folder_id(row.id)?,
            parent_id: row.parent_id.map(folder_id).transpose()?,
            name: row.name,
        })
    }
}

/// An account as kept.
#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    #[sqlx(try_from = "String")]
    pub id: AccountId,
    pub name: String,
    pub account_type: String,
    pub folder_id: Option<String>,
    pub colour: String,
    pub label: String,
    pub created_at: i64,
}

impl TryFrom<AccountRow> for Account {
    type Error = Error;

    fn try_from(row: AccountRow) -> Result<Account> {
        Ok(Account {
            id: row.id,
            name: row.name,
            account_type: kind_of::<AccountType>(&row.account_type)?,
            folder_id: row.folder_id.map(folder_id).transpose()?,
            colour: kind_of(&row.colour)?,
            label: row.label,
        })
    }
}

fn folder_id(text: String) -> Result<FolderId> {
    FolderId::try_from(text).map_err(|e| Error::bug(format!("a kept folder id: {e}")))
}

pub(super) async fn list_folders(tx: &mut Tx) -> Stored<Vec<FolderRow>> {
    fetch_all!(tx, FolderRow, "SELECT id, parent_id, name, cloud_id FROM folders")
}

pub(super) async fn has_folder(tx: &mut Tx, id: &FolderId) -> Stored<bool> {
    let found = fetch_optional!(tx, (String,), "SELECT id FROM folders WHERE id = $1", id.as_str())?;
    Ok(found.is_some())
}

/// Inserts the folder unless its place is taken. `place_key` is the folder above and the name, lower-cased;
/// `cloud_id` the cloud's own id of it, where it has one.
pub(super) async fn insert_folder_if_free(
    tx: &mut Tx,
    folder: &Folder,
    place_key: &str,
    cloud_id: Option<&str>,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO folders (id, parent_id, name, place_key, cloud_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (place_key) DO NOTHING",
        folder.id.as_str(),
        folder.parent_id.as_ref().map(FolderId::as_str),
        folder.name.as_str(),
        place_key,
        cloud_id,
        now.as_millisecond()
    )
}

/// Writes name and place. Fails with a conflict when the place is taken or the folder above has gone.
pub(super) async fn update_folder(tx: &mut Tx, folder: &Folder, place_key: &str) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE folders SET parent_id = $2, name = $3, place_key = $4 WHERE id = $1",
        folder.id.as_str(),
        folder.parent_id.as_ref().map(FolderId::as_str),
        folder.name.as_str(),
        place_key
    )
}

/// Writes what no other folder's place is like; see [`insert_folder_if_free`].
pub(super) async fn set_place_key(tx: &mut Tx, id: &FolderId, place_key: &str) -> Stored<u64> {
    execute!(tx, "UPDATE folders SET place_key = $2 WHERE id = $1", id.as_str(), place_key)
}

/// Writes what the cloud calls the folder.
pub(super) async fn set_cloud_id(tx: &mut Tx, id: &FolderId, cloud_id: Option<&str>) -> Stored<u64> {
    execute!(tx, "UPDATE folders SET cloud_id = $2 WHERE id = $1", id.as_str(), cloud_id)
}

/// Fails with a conflict while something is in the folder.
pub(super) async fn delete_folder(tx: &mut Tx, id: &FolderId) -> Stored<u64> {
    execute!(tx, "DELETE FROM folders WHERE id = $1", id.as_str())
}

/// How many folders and accounts are directly in the folder.
pub(super) async fn count_children(tx: &mut Tx, id: &FolderId) -> Stored<i64> {
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM folders WHERE parent_id = $1)
              + (SELECT COUNT(*) FROM accounts WHERE folder_id = $1)",
        id.as_str()
    )?;
    Ok(count)
}

pub(super) async fn list_accounts(tx: &mut Tx) -> Stored<Vec<AccountRow>> {
    fetch_all!(
        tx,
        AccountRow,
        "SELECT id, name, account_type, folder_id, colour, label, created_at FROM accounts"
    )
}

pub(super) async fn find_account(tx: &mut Tx, id: &AccountId) -> Stored<Option<AccountRow>> {
    fetch_optional!(
        tx,
        AccountRow,
        "SELECT id, name, account_type, folder_id, colour, label, created_at FROM accounts WHERE id = $1",
        id.as_str()
    )
}

/// Inserts the account unless its id is taken.
pub(super) async fn insert_account_if_free(
    tx: &mut Tx,
    account: &Account,
    account_type: &str,
    now: Timestamp,
) -> Stored<u64> {
    execute!(
        tx,
        "INSERT INTO accounts (id, name, account_type, folder_id, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (id) DO NOTHING",
        account.id.as_str(),
        account.name.as_str(),
        account_type,
        account.folder_id.as_ref().map(FolderId::as_str),
        now.as_millisecond()
    )
}

/// Inserts accounts, each with the word for its type.
pub(super) async fn insert_accounts(
    tx: &mut Tx,
    accounts: &[(&Account, String)],
    now: Timestamp,
) -> Stored<()> {
    let _nothing: Vec<(i64,)> = insert_rows!(
        tx,
        (i64,),
        "INSERT INTO accounts (id, name, account_type, folder_id, created_at) ",
        accounts,
        |row| [
            row.0.id.as_str(),
            row.0.name.as_str(),
            row.1.as_str(),
            row.0.folder_id.as_ref().map(FolderId::as_str),
            now.as_millisecond(),
        ],
        ""
    )?;
    Ok(())
}

/// Writes name, place and mark.
pub(super) async fn update_account(tx: &mut Tx, account: &Account, colour: &str) -> Stored<u64> {
    execute!(
        tx,
        "UPDATE accounts SET name = $2, folder_id = $3, colour = $4, label = $5 WHERE id = $1",
        account.id.as_str(),
        account.name.as_str(),
        account.folder_id.as_ref().map(FolderId::as_str),
        colour,
        account.label.as_str()
    )
}

pub(super) async fn count_accounts_of_type(tx: &mut Tx, account_type: &str) -> Stored<i64> {
    let (count,): (i64,) =
        fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM accounts WHERE account_type = $1", account_type)?;
    Ok(count)
}

/// Fails with a conflict while something hangs on the account.
pub(super) async fn delete_account(tx: &mut Tx, id: &AccountId) -> Stored<u64> {
    execute!(tx, "DELETE FROM accounts WHERE id = $1", id.as_str())
}
