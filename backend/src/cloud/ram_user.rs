//! What stands in an account for a user who has a RAM user there. Words only: nothing here asks the cloud.

use shared::ids::AccountId;
use shared::ram_users::{ConflictPolicy, DeletionPolicy};

/// A RAM user that is to stand in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedRamUser {
    /// The account.
    pub account: AccountId,
    /// The RAM user's name when nobody else has it: the part before the domain of its principal name.
    pub name: String,
    /// Display name.
    pub display_name: String,
    /// What tells the RAM user as that of this user and of nobody else, from the first moment; the RAM user's
    /// comments hold it.
    pub mark: String,
    /// When the name is taken.
    pub conflict_policy: ConflictPolicy,
    /// The principal name under which it stands already; it is kept.
    pub standing: Option<String>,
    /// Our IdP metadata, which the account's user-based SSO holds.
    pub saml_metadata: String,
}

/// A RAM user that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RamUserMade {
    /// Its principal name, such as `ada@1234567890123456.onaliyun.com`.
    pub principal_name: String,
    /// Whether it was somebody else's before.
    pub taken_over: bool,
}

/// A RAM user that nothing provisions any longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnwantedRamUser {
    /// The account.
    pub account: AccountId,
    /// The principal name under which it stands; none when it was never seen standing: then it is found by the mark.
    pub principal_name: Option<String>,
    /// The name that it would have got.
    pub name: String,
    /// As in [`WantedRamUser::mark`]: whatever does not bear it is left alone.
    pub mark: String,
    /// Deleted, or kept without the mark.
    pub deletion_policy: DeletionPolicy,
    /// Whether it is the last one in the account: then the account's user-based SSO is turned off, when it is ours.
    pub last_of_account: bool,
}
