//! The end of a sign-in: a verified response becomes a session. All of it happens in one transaction.

use jiff::Timestamp;
use saml::checks::{self, Initiated, StoredRequest};
use saml::{Check, Policy, VerifiedResponse};
use shared::events::EventKind;
use shared::settings::CLOCK_SKEW_MAX;

use super::landing::{self, landing};
use super::problem::{SignInProblem, Stopped};
use super::{BrowserState, Site, SsoLogon, policy, sso_logon, store};
use crate::directory::users::{self, SignInUser};
use crate::events::{self, Actor, NewEvent};
use crate::platform::clock::{from_millis, plus_seconds};
use crate::platform::db::Tx;
use crate::platform::sessions::{self, SessionValue};

type Result<T> = std::result::Result<T, Stopped>;

/// A verified response and what came with it.
pub struct Arrival<'a> {
    /// What the response says.
    pub response: &'a VerifiedResponse,
    /// The configuration it was verified with.
    pub revision: &'a str,
    /// The RelayState, not judged in any way.
    pub relay_state: Option<&'a str>,
    /// The browser that brought it.
    pub browser: BrowserState,
    /// Its network address.
    pub address: &'a str,
}

/// A finished sign-in.
pub struct SignedIn {
    /// The new session.
    pub session: SessionValue,
    /// Seconds until it ends.
    pub seconds: i64,
    /// Page of this site to land on.
    pub target: String,
    /// Whether a request of this browser was answered and none waits any more: then its cookie has done its
    /// work.
    pub forget_browser: bool,
}

/// Lets the person in, or says why not.
///
/// # Errors
/// Refused when a check says no; then the caller must not commit.
pub async fn finish(tx: &mut Tx, site: &Site<'_>, arrival: Arrival<'_>, now: Timestamp) -> Result<SignedIn> {
    let response = arrival.response;
    let SsoLogon { directory, configured } = sso_logon(tx, site.identity_provider).await?;
    if configured.revision != arrival.revision {
        // Configured anew between verification and now, which ended every request under way (S-73).
        return Err(refused(
            response,
            Check::RequestUnknown,
            "the identity provider as it is now",
            "another",
        ));
    }
    let request = answered_request(tx, &arrival, &policy(&directory), now).await?;
    remember(tx, response).await?;
    let user = signing_in(tx, response).await?;
    if !users::note_sign_in(tx, &user.id, &user.user_name, now).await? {
        return Err(no_longer(tx, &user, response).await?);
    }
    end_previous(tx, &arrival.browser, request.as_ref()).await?;
    let (session, expires) =
        sessions::open_for_user(tx, &user.id, response.session_not_on_or_after, now).await?;
    if expires <= now {
        return Err(refused(
            response,
            Check::SessionExpired,
            &format!("an end after {now}"),
            &expires.to_string(),
        ));
    }
    record(tx, &user, response, arrival.address, now).await?;
    let forget_browser = match &arrival.browser.sign_in {
        Some(value) if request.is_some() => store::count_requests(tx, &value.hash(), now).await? == 0,
        _ => false,
    };
    let target = match request {
        Some(request) => Some(request.target),
        None => arrival.relay_state.and_then(|text| landing(text, site.public_url)),
    };
    Ok(SignedIn {
        session,
        seconds: expires.as_second() - now.as_second(),
        target: target.unwrap_or_else(|| landing::PORTAL.to_owned()),
        forget_browser,
    })
}

fn refused(response: &VerifiedResponse, check: Check, expected: &str, received: &str) -> Stopped {
    SignInProblem::new(check, expected, received).naming(&response.name_id).into()
}

/// S-50 … S-53: uses up the request that is answered, if the response answers one.
async fn answered_request(
    tx: &mut Tx,
    arrival: &Arrival<'_>,
    policy: &Policy,
    now: Timestamp,
) -> Result<Option<store::RequestRow>> {
    let response = arrival.response;
    let row = match (&response.in_response_to, &arrival.browser.sign_in) {
        (Some(id), Some(cookie)) => store::use_up_request(tx, id, &cookie.hash()).await?,
        _ => None,
    };
    let stored = row
        .as_ref()
        .zip(response.in_response_to.as_ref())
        .map(|(row, id)| StoredRequest { id: id.clone(), issued_at: from_millis(row.created_at) });
    match checks::correlation(response, stored.as_ref(), policy, now) {
        Ok(Initiated::ByServiceProvider) => Ok(row),
        Ok(Initiated::ByIdentityProvider) => Ok(None),
        Err(refusal) => Err(SignInProblem::from(refusal).naming(&response.name_id).into()),
    }
}

/// S-54: an assertion lets in once.
///
/// *Why the key is the time of issue and not the end:* both are signed, but the end that counts depends on the
/// confirmation that holds and on the skew, which may change between two showings. The memory lasts as if the
/// skew were the largest there is, for the same reason.
async fn remember(tx: &mut Tx, response: &VerifiedResponse) -> Result<()> {
    let forget_at = plus_seconds(response.replay_until, 2 * CLOCK_SKEW_MAX);
    match store::remember_assertion(tx, response.issue_instant, &response.assertion_id, forget_at).await? {
        1 => Ok(()),
        _ => Err(refused(
            response,
            Check::AssertionReplayed,
            "an assertion that was not used before",
            &response.assertion_id,
        )),
    }
}

/// S-39: the enabled user whose name the NameID is, ASCII case aside.
async fn signing_in(tx: &mut Tx, response: &VerifiedResponse) -> Result<SignInUser> {
    let name = checks::user_name(&response.name_id)
        .map_err(|refusal| SignInProblem::from(refusal).naming(&response.name_id))?;
    match users::find_by_name(tx, name).await? {
        Some(user) if user.is_enabled() => Ok(user),
        Some(_) => Err(refused(response, Check::UserDisabled, "an enabled user", name)),
        None => Err(refused(response, Check::InvalidUser, "a user of this directory", name)),
    }
}

/// The refusal of a user who was disabled, renamed or deleted while signing in.
async fn no_longer(tx: &mut Tx, user: &SignInUser, response: &VerifiedResponse) -> Result<Stopped> {
    let name = &user.user_name;
    Ok(match users::find_by_name(tx, name).await? {
        Some(found) if found.id == user.id => refused(response, Check::UserDisabled, "an enabled user", name),
        _ => refused(response, Check::InvalidUser, "a user of this directory", name),
    })
}

/// S-56: the session that the browser held before ends. The POST from the identity provider's site comes
/// without the session's cookie, so the request remembers whose it was. When the identity provider began there
/// is no request: then the browser's cookie is replaced, and the session it named runs out by itself.
async fn end_previous(
    tx: &mut Tx,
    browser: &BrowserState,
    request: Option<&store::RequestRow>,
) -> Result<()> {
    if let Some(session) = &browser.session {
        sessions::end_user_session(tx, session).await?;
    }
    if let Some(hash) = request.and_then(|request| request.previous_session_hash.as_deref()) {
        sessions::end_user_session_kept(tx, hash).await?;
    }
    Ok(())
}

async fn record(
    tx: &mut Tx,
    user: &SignInUser,
    response: &VerifiedResponse,
    address: &str,
    now: Timestamp,
) -> Result<()> {
    let initiated = if response.in_response_to.is_some() { "SP" } else { "IdP" };
    let event = NewEvent::new(EventKind::SsoSignIn, &Actor::user(&user.id, &user.user_name, address))
        .detail("initiated by", initiated)
        .detail("NameID", &response.name_id)
        .detail("assertion", &response.assertion_id)
        .detail("certificate", &response.certificate_fingerprint);
    events::record(tx, event, now).await?;
    Ok(())
}
