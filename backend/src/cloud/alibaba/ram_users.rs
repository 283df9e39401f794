//! Makes the RAM user of a person stand in an account, or removes it.
//!
//! A RAM user is ours when its comments begin with the mark of the person's; it bears the mark from the call that
//! makes it, so that whoever was stopped finds it again. What does not bear it is somebody else's: it is kept beside
//! ours under its name, or taken over, as the provisioning says. What bears another person's mark is neither taken
//! over nor removed.
//!
//! User-based SSO is looked at first, so that an account which lets its RAM users in by another identity provider is
//! left as it is, and turned on last, so that nobody loses a password for a RAM user that could not be made.

use shared::ram_users::{ConflictPolicy, DeletionPolicy, KEEP_BOTH_SUFFIX};

use super::client::{Client, InAccount};
use super::http::refused;
use super::ims_users::{RamUser, name_of};
use crate::cloud::ram_user::{KEPT, RAM_USER_NAME_MAX, RamUserMade, UnwantedRamUser, WantedRamUser};
use crate::cloud::role::{CloudFault, Remedy};

/// What stands behind the mark of a RAM user that was somebody else's before.
const TAKEN_OVER: &str = " taken over";
/// How every mark begins, whichever directory's it is.
const ANY_MARK: &str = "CloudSSO d-";

impl Client {
    /// Makes the RAM user stand in the account and the account's user-based SSO ours. Safe to repeat.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer: then some steps may have been taken. Refused when the
    /// name is taken by what may not be taken over, and when user-based SSO is another's.
    pub async fn put_ram_user(&self, wanted: &WantedRamUser) -> Result<RamUserMade, CloudFault> {
        let account = self.in_account(&wanted.account).await?;
        let sso = account.user_sso_for(&wanted.saml_metadata).await?;
        let made = account.put_user(wanted).await?;
        account.put_user_sso(&sso, &wanted.saml_metadata).await?;
        Ok(made)
    }

    /// Deletes the RAM user with all that hangs on it, or takes the mark from it; turns user-based SSO off when it is
    /// ours and nobody needs it. Safe to repeat.
    ///
    /// # Errors
    /// What the cloud said instead, or that it did not answer: then some steps may have been taken.
    pub async fn remove_ram_user(&self, unwanted: &UnwantedRamUser) -> Result<(), CloudFault> {
        let account = self.in_account(&unwanted.account).await?;
        let names = names(unwanted.principal_name.as_deref(), &unwanted.name, ConflictPolicy::KeepBoth);
        for user in account.find_users(&names).await?.into_iter().flat_map(|(_, found)| found) {
            if !bears(&user, &unwanted.mark) {
                continue;
            }
            match unwanted.deletion_policy {
                DeletionPolicy::Delete => account.delete_user(&user).await?,
                DeletionPolicy::Keep => account.set_comments(&user, KEPT).await?,
            }
        }
        if unwanted.last_of_account { account.end_user_sso(&unwanted.saml_metadata).await } else { Ok(()) }
    }
}

/// The names under which it stands or may stand, in the order in which they are tried.
fn names(standing: Option<&str>, name: &str, conflict_policy: ConflictPolicy) -> Vec<String> {
    match (standing, conflict_policy) {
        (Some(principal_name), _) => vec![name_of(principal_name).to_owned()],
        (None, ConflictPolicy::TakeOver) => vec![name.to_owned()],
        (None, ConflictPolicy::KeepBoth) => {
            let room = RAM_USER_NAME_MAX - KEEP_BOTH_SUFFIX.len();
            let cut: String = name.chars().take(room).collect();
            vec![name.to_owned(), format!("{cut}{KEEP_BOTH_SUFFIX}")]
        }
    }
}

fn bears(user: &RamUser, mark: &str) -> bool {
    user.comments().strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn is_taken_over(user: &RamUser) -> bool {
    user.comments().ends_with(TAKEN_OVER)
}

impl InAccount<'_> {
    /// Principal name of each name, and who has it.
    async fn find_users(&self, names: &[String]) -> Result<Vec<(String, Option<RamUser>)>, CloudFault> {
        let domain = self.default_domain().await?;
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let principal_name = format!("{name}@{domain}");
            let user = self.find_user(&principal_name).await?;
            found.push((principal_name, user));
        }
        Ok(found)
    }

    async fn put_user(&self, wanted: &WantedRamUser) -> Result<RamUserMade, CloudFault> {
        if wanted.name.is_empty() {
            return Err(refused(
                "NoRamUserName",
                "Nothing stands before the @ of the user's name, so there is no name for a RAM user.",
            ));
        }
        let names = names(wanted.standing.as_deref(), &wanted.name, wanted.conflict_policy);
        let found = self.find_users(&names).await?;
        let ours = found.iter().filter_map(|(_, user)| user.as_ref()).find(|user| bears(user, &wanted.mark));
        if let Some(user) = ours {
            let principal_name = user.user_principal_name.clone();
            return Ok(RamUserMade { principal_name, taken_over: is_taken_over(user) });
        }
        for (principal_name, user) in found {
            let Some(user) = user else { return self.make_user(wanted, principal_name).await };
            if wanted.conflict_policy == ConflictPolicy::TakeOver {
                return self.take_over(wanted, user).await;
            }
        }
        Err(refused(
            "RamUserNameTaken",
            format!("The account has RAM users called {} that are somebody else's.", names.join(" and ")),
        ))
    }

    async fn make_user(
        &self,
        wanted: &WantedRamUser,
        principal_name: String,
    ) -> Result<RamUserMade, CloudFault> {
        if self.create_user(&principal_name, &wanted.display_name, &wanted.mark).await? {
            return Ok(RamUserMade { principal_name, taken_over: false });
        }
        let message = format!("{principal_name} was made by somebody else at the same moment.");
        Err(CloudFault {
            remedy: Remedy::TryAgain { after: None },
            ..refused("RamUserMadeMeanwhile", message)
        })
    }

    /// The mark comes last: what bears it has no password any more.
    async fn take_over(&self, wanted: &WantedRamUser, user: RamUser) -> Result<RamUserMade, CloudFault> {
        if user.comments().starts_with(ANY_MARK) {
            let principal_name = user.user_principal_name;
            return Err(refused(
                "RamUserOfAnotherUser",
                format!("{principal_name} belongs to another user of CloudSSO and is not taken over."),
            ));
        }
        self.delete_login_profile(&user).await?;
        self.set_comments(&user, &format!("{}{TAKEN_OVER}", wanted.mark)).await?;
        Ok(RamUserMade { principal_name: user.user_principal_name, taken_over: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_name_of_a_ram_user_is_no_longer_than_the_cloud_allows() {
        let long = "x".repeat(64);
        let both = names(None, &long, ConflictPolicy::KeepBoth);
        assert_eq!(both, [long.clone(), format!("{}_sso", "x".repeat(60))]);
        assert_eq!(names(None, "ada", ConflictPolicy::TakeOver), ["ada"]);
        assert_eq!(names(Some("ada_sso@1.onaliyun.com"), "ada", ConflictPolicy::KeepBoth), ["ada_sso"]);
    }

    #[test]
    fn only_the_whole_mark_counts() {
        let user = |comments: &str| RamUser {
            user_principal_name: "ada@1.onaliyun.com".into(),
            comments: Some(comments.into()),
        };
        assert!(bears(&user("CloudSSO d-1 u-1"), "CloudSSO d-1 u-1"));
        assert!(bears(&user("CloudSSO d-1 u-1 taken over"), "CloudSSO d-1 u-1"));
        for comments in ["", "CloudSSO d-1 u-12", "CloudSSO d-1 u-", "x CloudSSO d-1 u-1"] {
            assert!(!bears(&user(comments), "CloudSSO d-1 u-1"), "{comments}");
        }
    }
}
