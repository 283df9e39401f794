//! The section **Signing Key Rotation** on the wire: how the key that signs role logons is followed by another.

use serde::{Deserialize, Serialize};

use crate::ids::AccountId;
use crate::settings::Certificate;
use crate::tasks::TaskFailure;
use crate::time::UnixMillis;

/// How far the rotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RotationPhase {
    /// None is under way.
    None,
    /// The new key stands beside the old one, which signs; the metadata with both goes into every account.
    Spreading,
    /// The new key signs; every account trusts both.
    Switched,
    /// One key is left; the metadata with it alone goes into every account.
    Removing,
}

/// The rotation as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRotation {
    /// How far it is.
    pub phase: RotationPhase,
    /// When it was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<UnixMillis>,
    /// The keys, oldest first.
    pub keys: Vec<RotationKey>,
    /// Whether an administrator puts the metadata into the accounts, because no cloud credential is configured.
    pub by_hand: bool,
    /// Accounts that hold our metadata, by name; empty while no rotation is under way.
    pub accounts: Vec<RotationAccount>,
}

/// A key of the rotation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationKey {
    /// Whether it signs role logons.
    pub signs: bool,
    /// Its certificate.
    pub certificate: Certificate,
}

/// An account whose SAML provider has to hold the metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationAccount {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Whether its SAML provider holds the metadata of this phase.
    pub done: bool,
    /// Why it could not be put there, when it was tried last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<TaskFailure>,
    /// When it is tried again by itself; absent where somebody has to try it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<UnixMillis>,
}

/// Takes the rotation a step further, or back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepKeyRotation {
    /// The step.
    pub step: RotationStep,
}

/// Steps of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RotationStep {
    /// Makes the new key beside the old one.
    Start,
    /// Signs with the new key; once every account trusts it.
    Switch,
    /// Removes the old key; after the switch.
    RemoveOld,
    /// Removes the new key; before the switch.
    GoBack,
}

/// An account's part in the rotation: by hand, that its SAML provider now holds the metadata; otherwise, that it is
/// to be tried again now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkRotationAccount {
    /// The account.
    pub account_id: AccountId,
    /// `true`: it was put there by hand; `false`: try again.
    pub done: bool,
}
