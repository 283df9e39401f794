//! The import of the cloud's resource directory on the wire: what differs, and what of it is to be taken over.

use serde::{Deserialize, Serialize};

/// How the resource directory here differs from the cloud's, as the cloud answers at this moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDifference {
    /// Stands for exactly these changes; see [`ApplyImport`].
    pub revision: String,
    /// The changes by kind, folders before accounts; empty when there is no difference.
    pub changes: Vec<ImportChange>,
}

/// What makes the directory here a little more like the cloud's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportChange {
    /// Names the change within its difference.
    pub key: String,
    /// What it does.
    pub kind: ImportKind,
    /// Whether to a folder or to an account.
    pub thing: ImportedThing,
    /// The cloud's id of the folder or account; of a folder that is gone, its id here.
    pub id: String,
    /// Name, as it is here; of something new as it is in the cloud.
    pub name: String,
    /// The name or the path as it is here; empty for something new.
    pub before: String,
    /// The name or the path as it is in the cloud; empty for something gone.
    pub after: String,
    /// Changes without which this one cannot be made, by key.
    pub needs: Vec<String>,
    /// What hangs on an account that is gone: access assignments keep it from being removed here; what was
    /// provisioned there is forgotten with it.
    pub held_by: HeldBy,
    /// Whether it can be made: nothing holds it, nor any change that it needs.
    pub possible: bool,
}

/// What hangs on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HeldBy {
    /// Access assignments.
    pub assignments: u64,
    /// Roles that stand in it.
    pub provisionings: u64,
}

/// Kinds of changes, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ImportKind {
    /// In the cloud and not here: it is added.
    New,
    /// Elsewhere in the cloud: it is moved.
    Moved,
    /// Called otherwise in the cloud: it is renamed.
    Renamed,
    /// A folder here has the place and name of one in the cloud: from now on it is known by the cloud's id.
    Recognized,
    /// Here and not in the cloud: it is removed.
    Gone,
}

impl ImportKind {
    /// Every kind, in order.
    pub const ALL: [ImportKind; 5] =
        [ImportKind::New, ImportKind::Moved, ImportKind::Renamed, ImportKind::Recognized, ImportKind::Gone];
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ImportedThing {
    /// A folder.
    Folder,
    /// An account.
    Account,
}

/// Takes changes over, all or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplyImport {
    /// [`ImportDifference::revision`] of what was reviewed. Refused when the difference is another by now.
    pub revision: String,
    /// The changes, by key.
    pub keys: Vec<String>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportApplied {
    /// How many changes were made.
    pub changes: u64,
}
