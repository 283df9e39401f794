//! What stands in an account for a user who has a RAM user there. Words only: nothing here asks the cloud.

use shared::ids::{AccountId, DirectoryId, UserId};
use shared::ram_users::{ConflictPolicy, DeletionPolicy};

/// Longest name of a RAM user, in characters.
pub const RAM_USER_NAME_MAX: usize = 64;
/// What the comments say of a RAM user that is ours no longer; the cloud takes no empty comments.
pub const KEPT: &str = "Kept when CloudSSO stopped provisioning it";

/// The RAM user's name for a user of this name: what stands before the first `@`, which the cloud does not allow in
/// names, as long as the cloud's names may be. Empty when nothing stands there.
pub fn ram_user_name(user_name: &str) -> String {
    let part = user_name.split('@').next().unwrap_or_default();
    part.chars().take(RAM_USER_NAME_MAX).collect()
}

/// What marks a RAM user as that of this user; at most 128 characters, which is what the cloud's comments hold.
pub fn mark(directory: &DirectoryId, user: &UserId) -> String {
    format!("CloudSSO {directory} {user}")
}

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
    /// comments begin with it. See [`mark`].
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
    /// As in [`WantedRamUser::saml_metadata`]: user-based SSO is turned off only where it is ours.
    pub saml_metadata: String,
    /// Whether it is the last one in the account: then the account's user-based SSO is turned off, when it is ours.
    pub last_of_account: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ram_user_is_called_what_stands_before_the_at_sign_as_far_as_there_is_room() {
        for (user, ram_user) in
            [("ada@example.com", "ada"), ("ada", "ada"), ("a.b-c_d@x@y", "a.b-c_d"), ("@x", "")]
        {
            assert_eq!(ram_user_name(user), ram_user);
        }
        assert_eq!(ram_user_name(&"x".repeat(70)), "x".repeat(64));
    }

    #[test]
    fn a_mark_fits_into_the_comments_of_a_ram_user() {
        let (directory, user) =
            ("d-00fc2p61xxxxxxxxxxxx".parse().unwrap(), "u-00q8wbq42wiltcrk00000".parse().unwrap());
        assert_eq!(mark(&directory, &user), format!("CloudSSO {directory} {user}"));
        let longest = mark(&format!("d-{}", "x".repeat(62)).parse().unwrap(), &user);
        assert!(longest.len() <= 128);
    }
}
