//! A sign-in that was refused: what the audit log keeps of it and what the problem page shows.
//!
//! The page gets a kind and who can fix it; the values that were expected and received stay in the audit log.

use jiff::Timestamp;
use saml::{Check, ResponseRefused};
use shared::error::ErrorCode;
use shared::events::{Event, EventKind};
use shared::ids::EventId;
use shared::session::{Problem, ProblemKind, WhoCanFix};

use crate::directory;
use crate::events::{self, Actor, NewEvent, REASON};
use crate::platform::db::{StoreError, Tx};
use crate::platform::{Error, Result};

/// Why a sign-in was refused, with the values for the administrator.
#[derive(Clone)]
pub struct SignInProblem {
    check: &'static str,
    reason: &'static str,
    expected: String,
    received: String,
    name_id: String,
}

impl SignInProblem {
    /// `check` said no.
    pub fn new(check: Check, expected: &str, received: &str) -> Self {
        ResponseRefused::new(check, expected, received).into()
    }

    /// The verification itself broke, which is a fault of ours and still a refusal.
    pub fn broken() -> Self {
        SignInProblem {
            check: "",
            reason: "VerificationBroken",
            expected: "a verification that ends".into(),
            received: "a panic; see the server's log".into(),
            name_id: String::new(),
        }
    }

    /// The name that a verified assertion held.
    pub fn naming(mut self, name_id: &str) -> Self {
        self.name_id = name_id.to_owned();
        self
    }

    /// The stable reason.
    pub fn reason(&self) -> &'static str {
        self.reason
    }
}

impl From<ResponseRefused> for SignInProblem {
    fn from(refused: ResponseRefused) -> Self {
        SignInProblem {
            check: refused.check.code(),
            reason: refused.check.reason(),
            expected: refused.expected,
            received: refused.received,
            name_id: String::new(),
        }
    }
}

/// Why a step of a sign-in did not succeed: it was refused, or the server could not say.
pub enum Stopped {
    /// Refused, for a reason that the person is told. Boxed: the other is small.
    Refused(Box<SignInProblem>),
    /// Not known: the database does not answer, or a fault of ours.
    Failed(Error),
}

impl From<SignInProblem> for Stopped {
    fn from(problem: SignInProblem) -> Self {
        Stopped::Refused(Box::new(problem))
    }
}

impl From<ResponseRefused> for Stopped {
    fn from(refused: ResponseRefused) -> Self {
        SignInProblem::from(refused).into()
    }
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Stopped::Failed(error)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Stopped::Failed(error.into())
    }
}

/// Writes the refusal to the audit log; answers the code for the problem page.
///
/// # Errors
/// When the database fails.
pub async fn record_refusal(
    tx: &mut Tx,
    problem: &SignInProblem,
    address: &str,
    now: Timestamp,
) -> Result<EventId> {
    let event = NewEvent::new(EventKind::SsoSignInRefused, &Actor::unknown(&problem.name_id, address))
        .detail("check", problem.check)
        .detail(REASON, problem.reason)
        .detail("expected", &problem.expected)
        .detail("received", &problem.received);
    events::record(tx, event, now).await
}

/// What the problem page shows of a refusal.
///
/// # Errors
/// Not found when there is no such refusal.
pub async fn get_problem(tx: &mut Tx, id: &EventId) -> Result<Problem> {
    let is_refusal = |event: &Event| {
        matches!(
            event.kind,
            EventKind::SsoSignInRefused | EventKind::RoleLogOnRefused | EventKind::RamUserLogOnRefused
        )
    };
    let event = events::find_event(tx, id).await?.filter(is_refusal).ok_or_else(|| {
        Error::not_found(ErrorCode::ProblemNotExists, "There is no record of a problem with this code.")
    })?;
    let reason = event.details.get(REASON).map(String::as_str).unwrap_or_default();
    let (kind, who_can_fix) = plain(reason);
    let sign_in_path = directory::get(tx).await?.sign_in_path();
    Ok(Problem { id: event.id, occurred_at: event.occurred_at, kind, who_can_fix, sign_in_path })
}

/// What a person is told of a stored reason.
fn plain(reason: &str) -> (ProblemKind, WhoCanFix) {
    match (reason, Check::from_reason(reason)) {
        (_, Some(check)) => (kind_of(check), who_can_fix(check)),
        ("NotAssigned", _) => (ProblemKind::NotAssigned, WhoCanFix::DirectoryAdministrator),
        ("NotProvisioned", _) => (ProblemKind::NotProvisioned, WhoCanFix::DirectoryAdministrator),
        ("NoRamUser", _) => (ProblemKind::NoRamUser, WhoCanFix::DirectoryAdministrator),
        ("CloudWouldRefuse", _) => (ProblemKind::CloudWouldRefuse, WhoCanFix::DirectoryAdministrator),
        ("CrossSite" | "NotOurForm", _) => (ProblemKind::NotFromPortal, WhoCanFix::Person),
        _ => (ProblemKind::ResponseRefused, WhoCanFix::DirectoryAdministrator),
    }
}

/// The plain reason that stands for a check.
fn kind_of(check: Check) -> ProblemKind {
    match check {
        Check::StatusNotSuccess => ProblemKind::IdentityProviderSaidNo,
        Check::Expired
        | Check::ConfirmationExpired
        | Check::SessionExpired
        | Check::ResponseTooOld
        | Check::AssertionTooOld
        | Check::RequestExpired
        | Check::AssertionReplayed => ProblemKind::Expired,
        Check::RequestUnknown => ProblemKind::NotStartedHere,
        Check::InvalidUser | Check::UserDisabled => ProblemKind::UnknownUser,
        Check::InvalidSubjectValue => ProblemKind::InvalidSubject,
        Check::SsoSwitchedOff => ProblemKind::SsoLogonOff,
        Check::IdpInitiatedNotAllowed => ProblemKind::IdpInitiatedOff,
        Check::EncryptedAssertion => ProblemKind::Encrypted,
        _ => ProblemKind::ResponseRefused,
    }
}

fn who_can_fix(check: Check) -> WhoCanFix {
    match check.who_can_fix() {
        saml::WhoCanFix::Person => WhoCanFix::Person,
        saml::WhoCanFix::DirectoryAdministrator => WhoCanFix::DirectoryAdministrator,
        saml::WhoCanFix::IdentityProviderAdministrator => WhoCanFix::IdentityProviderAdministrator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_plain_reason_and_somebody_who_can_fix_it() {
        for check in Check::ALL {
            assert_eq!(plain(check.reason()), (kind_of(*check), who_can_fix(*check)));
        }
        for (check, kind, who) in [
            (Check::Expired, ProblemKind::Expired, WhoCanFix::Person),
            (Check::AssertionReplayed, ProblemKind::Expired, WhoCanFix::Person),
            (Check::RequestUnknown, ProblemKind::NotStartedHere, WhoCanFix::Person),
            (Check::InvalidUser, ProblemKind::UnknownUser, WhoCanFix::DirectoryAdministrator),
            (Check::UserDisabled, ProblemKind::UnknownUser, WhoCanFix::DirectoryAdministrator),
            (
                Check::StatusNotSuccess,
                ProblemKind::IdentityProviderSaidNo,
                WhoCanFix::IdentityProviderAdministrator,
            ),
            (Check::DigestMismatch, ProblemKind::ResponseRefused, WhoCanFix::IdentityProviderAdministrator),
        ] {
            assert_eq!(plain(check.reason()), (kind, who), "{check:?}");
        }
    }

    #[test]
    fn a_refused_log_on_has_a_reason_of_its_own() {
        assert_eq!(plain("NotAssigned").0, ProblemKind::NotAssigned);
        assert_eq!(plain("NotProvisioned").0, ProblemKind::NotProvisioned);
        assert_eq!(plain("NoRamUser").0, ProblemKind::NoRamUser);
        assert_eq!(plain("CloudWouldRefuse").0, ProblemKind::CloudWouldRefuse);
        assert_eq!(plain("CrossSite"), plain("NotOurForm"));
    }
}
