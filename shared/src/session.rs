//! Who is signed in, and what the sign-in pages need to know.

use serde::{Deserialize, Serialize};

use crate::ids::EventId;
use crate::time::UnixMillis;

/// What the page behind the user logon URL shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInOptions {
    /// The directory's name as in the user logon URL.
    pub directory_name: String,
    /// With SSO Logon on: where **Go** leads, shown as **Corporate Account Sign-in URL**. Absent: user
    /// name and password.
    pub corporate_sign_in_url: Option<String>,
}

/// Username-password logon of a user, or of an administrator at the console.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordSignIn {
    /// The user's or administrator's name.
    pub user_name: String,
    /// The password; never logged, which is why this type has no `Debug`.
    pub password: String,
    /// The password that takes its place, where the server asked for one (`PasswordChangeNeeded`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_password: Option<String>,
}

/// The user's session in the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalSession {
    /// The user's name.
    pub user_name: String,
    /// What the portal calls the person; the user name where there is no display name.
    pub display_name: String,
    /// The directory's name.
    pub directory_name: String,
    /// When the session ends at the latest.
    pub expires_at: UnixMillis,
    /// Whom to ask for access, as the administrator wrote it; may be empty.
    pub access_contact: String,
    /// Goes with the form that logs on to an account, as proof that our own page sent it.
    pub form_token: String,
    /// Whether the person may retrieve temporary credentials.
    pub may_get_credentials: bool,
}

/// The administrator's session in the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdministratorSession {
    /// The administrator's name.
    pub name: String,
    /// When the session ends at the latest.
    pub expires_at: UnixMillis,
}

/// Who can do something about a refused sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhoCanFix {
    /// The person, by trying again.
    Person,
    /// The administrator of this directory.
    DirectoryAdministrator,
    /// The administrator of the identity provider.
    IdentityProviderAdministrator,
}

/// What the problem page shows: a code and plain words, no values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The record in the audit log; the person passes it on to the administrator.
    pub id: EventId,
    /// When it happened.
    pub occurred_at: UnixMillis,
    /// Why, in words that the catalogue translates.
    pub kind: ProblemKind,
    /// Who can fix it.
    pub who_can_fix: WhoCanFix,
    /// The user logon URL's path, to try again.
    pub sign_in_path: String,
}

/// Plain reasons for a refused sign-in or log-on. Many checks share one reason: the person needs no more, and an
/// attacker learns no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The identity provider's answer did not pass a check.
    ResponseRefused,
    /// The identity provider itself said no.
    IdentityProviderSaidNo,
    /// The answer came too late or was used already.
    Expired,
    /// The answer does not belong to a sign-in started in this browser.
    NotStartedHere,
    /// There is no enabled user of that name here.
    UnknownUser,
    /// The name that the identity provider sent cannot be a user name (InvalidSubjectValue).
    InvalidSubject,
    /// SSO Logon is off.
    SsoLogonOff,
    /// Sign-in from the identity provider's side is switched off.
    IdpInitiatedOff,
    /// The answer is encrypted, which this directory did not ask for.
    Encrypted,
    /// The access configuration is not, or no longer, given to the person on this account.
    NotAssigned,
    /// The role does not stand in the account, or not yet.
    NotProvisioned,
    /// The person has no RAM user in the account, or it does not stand there yet.
    NoRamUser,
    /// The log-on did not come from the portal's own page.
    NotFromPortal,
    /// The cloud would not take the log-on.
    CloudWouldRefuse,
}
