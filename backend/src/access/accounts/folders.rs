//! Folders: which may be made, what they are called, where they may go, when they may be deleted.

use jiff::Timestamp;
use shared::accounts::{CreateFolder, Folder, UpdateFolder};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::FolderId;
use shared::names;

use super::changes::Changes;
use super::{FOLDERS_MAX, LEVELS_MAX, exists, limit, list_folders, store, tree};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result, random};

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
        return Err(too_deep());
    }
    let folder = Folder {
        id: random::id(FolderId::PREFIX)?,
        parent_id: new.parent_id.clone(),
        name: new.name.clone(),
    };
    if store::insert_folder_if_free(tx, &folder, &tree::place_key(&folder), None, now).await? == 0 {
        return Err(taken(&folder));
    }
    record_created(tx, &folder, None, actor, now).await?;
    Ok(folder)
}

/// Writes that the folder was made.
pub(super) async fn record_created(
    tx: &mut Tx,
    folder: &Folder,
    cloud_id: Option<&str>,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let parent = folder.parent_id.as_ref().map_or("", FolderId::as_str);
    let event = NewEvent::new(EventKind::FolderCreated, actor)
        .target(&folder.name)
        .detail("id", &folder.id)
        .detail("parent_id", parent);
    let event = match cloud_id {
        Some(id) => event.detail("cloud_id", id),
        None => event,
    };
    events::record(tx, event, now).await?;
    Ok(())
}

fn taken(folder: &Folder) -> Error {
    Error::taken("name", format!("There is a folder named {} here already.", folder.name))
}

fn too_deep() -> Error {
    limit(format!("Folders nest up to {LEVELS_MAX} levels. Choose a folder higher up."))
}

/// Renames a folder or moves it with all that is in it.
///
/// # Errors
/// Not found when there is none with this id; a field that breaks its rule; a folder above that is the folder
/// itself or in it; a name taken among its siblings; too many levels.
pub async fn update_folder(
    tx: &mut Tx,
    id: &FolderId,
    wanted: &UpdateFolder,
    actor: &Actor,
    now: Timestamp,
) -> Result<Folder> {
    directory::lock(tx).await?;
    let folders = list_folders(tx).await?;
    let folder = folders.iter().find(|folder| folder.id == *id).ok_or_else(|| no_folder(id))?;
    let parent = wanted.parent_id.as_ref();
    let faults = FieldError::of([
        ("name", names::account_name(&wanted.name)),
        ("parent_id", may_hold(&folders, parent, id)),
    ]);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    if tree::levels_above(&folders, parent) + tree::levels_of(&folders, id) > LEVELS_MAX {
        return Err(too_deep());
    }
    let after = Folder { id: id.clone(), parent_id: parent.cloned(), name: wanted.name.clone() };
    let key = tree::place_key(&after);
    if folders.iter().any(|other| other.id != *id && tree::place_key(other) == key) {
        return Err(taken(&after));
    }
    let changes = Changes::of_folder(&folders, folder, &folders, &after);
    if !changes.is_empty() {
        store::update_folder(tx, &after, &key).await.map_err(|e| e.or_conflict(taken(&after)))?;
        let event = NewEvent::new(EventKind::FolderUpdated, actor).target(&folder.name).detail("id", id);
        events::record(tx, changes.onto(event), now).await?;
    }
    Ok(after)
}

/// Whether the folder `id` may be moved to `parent`: it exists and is not the folder itself or in it.
fn may_hold(folders: &[Folder], parent: Option<&FolderId>, id: &FolderId) -> std::result::Result<(), Rule> {
    match parent {
        None => Ok(()),
        Some(parent) if !folders.iter().any(|folder| folder.id == *parent) => Err(Rule::Unknown),
        Some(parent) if tree::is_in(folders, parent, id) => Err(Rule::InItself),
        Some(_) => Ok(()),
    }
}

fn no_folder(id: &FolderId) -> Error {
    Error::not_found(ErrorCode::FolderNotExists, format!("There is no folder {id}."))
}

/// Deletes an empty folder.
///
/// # Errors
/// Not found when there is none with this id; refused while something is in it.
pub async fn delete_folder(tx: &mut Tx, id: &FolderId, actor: &Actor, now: Timestamp) -> Result<()> {
    directory::lock(tx).await?;
    let folders = list_folders(tx).await?;
    let folder = folders.iter().find(|folder| folder.id == *id).ok_or_else(|| no_folder(id))?;
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
