//! What a change of the tree did to a folder or an account, for the audit log: of each attribute that changed, what
//! it was and what it is. A move is told by the ids and, for people, by the paths.

use shared::accounts::{Account, Folder};
use shared::ids::FolderId;

use super::tree;
use crate::events::NewEvent;
use crate::platform::Result;
use crate::platform::db::word;

/// The attributes that changed.
pub(super) struct Changes(Vec<(&'static str, String, String)>);

impl Changes {
    /// Of a folder; with the folders as they were and as they are, for its paths.
    pub(super) fn of_folder(were: &[Folder], was: &Folder, are: &[Folder], is: &Folder) -> Self {
        let mut changes = Self(Vec::new());
        changes.add("name", was.name.clone(), is.name.clone());
        let places = (was.parent_id.as_ref(), is.parent_id.as_ref());
        changes.add_move("parent_id", (were, places.0), (are, places.1));
        changes
    }

    /// Of an account; with the folders as they were and as they are, for its paths.
    pub(super) fn of_account(were: &[Folder], was: &Account, are: &[Folder], is: &Account) -> Result<Self> {
        let mut changes = Self(Vec::new());
        changes.add("name", was.name.clone(), is.name.clone());
        changes.add_move("folder_id", (were, was.folder_id.as_ref()), (are, is.folder_id.as_ref()));
        changes.add("colour", word(was.colour)?, word(is.colour)?);
        changes.add("label", was.label.clone(), is.label.clone());
        Ok(changes)
    }

    /// Adds an attribute, if it changed.
    pub(super) fn add(&mut self, attribute: &'static str, before: String, after: String) {
        if before != after {
            self.0.push((attribute, before, after));
        }
    }

    fn add_move(
        &mut self,
        attribute: &'static str,
        (were, from): (&[Folder], Option<&FolderId>),
        (are, to): (&[Folder], Option<&FolderId>),
    ) {
        let id = |id: Option<&FolderId>| id.map(ToString::to_string).unwrap_or_default();
        if from != to {
            self.add(attribute, id(from), id(to));
            self.add("path", tree::path(were, from).join(" / "), tree::path(are, to).join(" / "));
        }
    }

    /// Whether all is as before.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The event with what changed.
    pub(super) fn onto(self, event: NewEvent) -> NewEvent {
        self.0.into_iter().fold(event, |event, (attribute, before, after)| {
            event.detail(&format!("before.{attribute}"), before).detail(&format!("after.{attribute}"), after)
        })
    }
}
