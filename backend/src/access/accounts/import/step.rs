//! The tree here, and a change of it as people see it and as it is made. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use shared::account_import::{HeldBy, ImportChange, ImportKind, ImportedThing};
use shared::accounts::{Account, Folder};
use shared::ids::{AccountId, FolderId};

/// A folder here, and the cloud's id of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct KnownFolder {
    pub folder: Folder,
    pub cloud_id: Option<String>,
}

/// The tree here.
#[derive(Debug, Clone)]
pub(super) struct Here {
    pub folders: Vec<KnownFolder>,
    pub accounts: Vec<Account>,
    /// What hangs on accounts; those on which nothing does may be absent.
    pub held: BTreeMap<AccountId, HeldBy>,
}

/// Where something is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) enum Place {
    /// Directly below the root.
    Root,
    /// In a folder that is here.
    In(FolderId),
    /// In a folder that is yet to be made, by the cloud's id.
    InNew(String),
}

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) enum Doing {
    AddFolder { cloud_id: String, name: String, place: Place },
    MoveFolder { id: FolderId, place: Place },
    RenameFolder { id: FolderId, name: String },
    RecognizeFolder { id: FolderId, cloud_id: String },
    RemoveFolder { id: FolderId },
    AddAccount { id: AccountId, name: String, is_management_account: bool, place: Place },
    MoveAccount { id: AccountId, place: Place },
    RenameAccount { id: AccountId, name: String },
    RemoveAccount { id: AccountId },
}

/// A change as people see it, and what it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Step {
    pub change: ImportChange,
    pub doing: Doing,
}

/// Whatever needs what cannot be made cannot be made either.
pub(super) fn judge(steps: &mut [Step]) {
    loop {
        let impossible: BTreeSet<String> =
            steps.iter().filter(|step| !step.change.possible).map(|step| step.change.key.clone()).collect();
        let mut found = false;
        for step in steps.iter_mut().filter(|step| step.change.possible) {
            if step.change.needs.iter().any(|key| impossible.contains(key)) {
                step.change.possible = false;
                found = true;
            }
        }
        if !found {
            return;
        }
    }
}

/// What a change does, in a word, and to what.
pub(super) fn kind_of(doing: &Doing) -> (ImportKind, ImportedThing) {
    use ImportedThing::{Account, Folder};
    match doing {
        Doing::AddFolder { .. } => (ImportKind::New, Folder),
        Doing::MoveFolder { .. } => (ImportKind::Moved, Folder),
        Doing::RenameFolder { .. } => (ImportKind::Renamed, Folder),
        Doing::RecognizeFolder { .. } => (ImportKind::Recognized, Folder),
        Doing::RemoveFolder { .. } => (ImportKind::Gone, Folder),
        Doing::AddAccount { .. } => (ImportKind::New, Account),
        Doing::MoveAccount { .. } => (ImportKind::Moved, Account),
        Doing::RenameAccount { .. } => (ImportKind::Renamed, Account),
        Doing::RemoveAccount { .. } => (ImportKind::Gone, Account),
    }
}

/// What a change is called within its difference.
pub(super) fn key(kind: ImportKind, thing: ImportedThing, id: &str) -> String {
    format!("{kind:?}.{thing:?}.{id}")
}
