//! How people come in: through the identity provider (SAML), or with a password while SSO Logon is off.
//!
//! SP-initiated, `start` makes an AuthnRequest and remembers it, bound to the browser by a cookie. `finish`
//! is the same for both directions: the response is verified already; here the request is used up, the
//! assertion remembered, the user found, the session opened, all in one transaction. Everything that may have
//! changed since is read again in it.
//!
//! *Why a refusal leaves nothing behind but its event:* the transaction is rolled back as a whole, so an
//! assertion for a user who does not exist yet is not used up. Nobody got a session for it, and it may be
//! shown again while it is valid, once the administrator has made the user.

pub mod api;
mod attempts;
mod direct_link;
mod finish;
pub mod identity_provider;
mod landing;
pub mod own_metadata;
pub mod pages;
mod password;
mod problem;
pub mod routes;
mod store;
mod verifier;

use jiff::Timestamp;
use saml::binding::PostForm;
use saml::keys::SigningKey;
use saml::{AuthnRequest, Check, Policy, ServiceProvider};
use shared::settings::{Binding, CLOCK_SKEW_MAX};

use crate::directory::{self, Directory};
use crate::platform::clock::plus_seconds;
use crate::platform::db::Tx;
use crate::platform::sessions::SessionValue;
use crate::platform::{Error, Result};

pub use attempts::forget_administrator as forget_attempts_of_administrator;
pub use finish::{Arrival, SignedIn, finish};
use identity_provider::{Cache, Configured};
pub use landing::landing;
pub use problem::{SignInProblem, Stopped, get_problem, record_refusal};
pub use verifier::Verifier;

/// How long a request waits for its answer, in seconds (S-51).
pub const REQUEST_SECONDS: i64 = 10 * 60;

/// How this site takes part in sign-ins.
pub struct Site<'a> {
    /// Every address of ours starts with it.
    pub public_url: &'a str,
    /// Signs AuthnRequests.
    pub key: &'a SigningKey,
    /// The identity provider.
    pub identity_provider: &'a Cache,
}

/// What the browser brings along.
pub struct BrowserState {
    /// The value that binds requests to it, when a sign-in is under way.
    pub sign_in: Option<SessionValue>,
    /// The portal session it holds.
    pub session: Option<SessionValue>,
}

/// SSO Logon as it is now.
pub struct SsoLogon {
    /// The directory.
    pub directory: Directory,
    /// Its identity provider.
    pub configured: Configured,
}

/// SSO Logon, when it is on and somebody is there to sign in with (S-57).
///
/// # Errors
/// Refused when it is not.
pub async fn sso_logon(tx: &mut Tx, cache: &Cache) -> std::result::Result<SsoLogon, Stopped> {
    let directory = directory::get(tx).await?;
    match cache.get(tx).await? {
        Some(configured) if directory.sso_enabled => Ok(SsoLogon { directory, configured }),
        Some(_) => Err(SignInProblem::new(Check::SsoSwitchedOff, "SSO Logon on", "off").into()),
        None => {
            Err(SignInProblem::new(Check::SsoSwitchedOff, "an identity provider", "none configured").into())
        }
    }
}

/// Us, as identity providers see us.
pub fn service_provider(directory: &Directory, public_url: &str) -> ServiceProvider {
    ServiceProvider { entity_id: directory.sp_entity_id(public_url), acs_url: directory.acs_url(public_url) }
}

/// What the directory allows.
pub fn policy(directory: &Directory) -> Policy {
    let clock_skew = directory.clock_skew_seconds.clamp(0, CLOCK_SKEW_MAX);
    Policy {
        clock_skew: u32::try_from(clock_skew).unwrap_or_default(),
        allow_idp_initiated: directory.idp_initiated_allowed,
    }
}

/// A request that is ready to be sent.
pub struct Started {
    /// Goes into the browser's cookie for as long as the request waits.
    pub browser: SessionValue,
    /// How the request travels.
    pub way: Way,
}

/// How a request travels to the identity provider.
pub enum Way {
    /// In the address of a redirect.
    Redirect(String),
    /// In a form that submits itself.
    Post(PostForm),
}

/// Starts a sign-in from our side. `target` is a page of this site, or whatever else somebody wrote there.
///
/// Two tabs of one browser share the cookie and have a request each. RelayState is the request's own id, an
/// opaque handle (S-61): where the person lands is kept beside the request.
///
/// # Errors
/// Refused while SSO Logon is off.
pub async fn start(
    tx: &mut Tx,
    site: &Site<'_>,
    target: Option<&str>,
    browser: BrowserState,
    now: Timestamp,
) -> std::result::Result<Started, Stopped> {
    let SsoLogon { directory, configured } = sso_logon(tx, site.identity_provider).await?;
    let idp = &configured.identity_provider;
    let unwritable = |e| Error::bug(format!("AuthnRequest: {e}"));
    let sp = service_provider(&directory, site.public_url);
    let request = AuthnRequest::new(&sp, &idp.logon_url, now).map_err(unwritable)?;
    let cookie = match browser.sign_in {
        Some(value) => value,
        None => SessionValue::fresh()?,
    };
    let target = target.and_then(|text| landing(text, site.public_url));
    let previous = browser.session.map(|session| session.hash());
    let row = store::NewRequest {
        id: request.id(),
        browser_hash: &cookie.hash(),
        previous_session_hash: previous.as_deref(),
        target: target.as_deref().unwrap_or(landing::PORTAL),
        created_at: now,
        expires_at: plus_seconds(now, REQUEST_SECONDS),
    };
    store::insert_request(tx, &row).await?;
    let key = idp.wants_signed_requests.then_some(site.key);
    let relay_state = Some(request.id());
    let way = match idp.binding {
        Binding::Redirect => saml::binding::redirect_url(&request, relay_state, key).map(Way::Redirect),
        Binding::Post => saml::binding::post_form(&request, relay_state, key).map(Way::Post),
    };
    Ok(Started { browser: cookie, way: way.map_err(unwritable)? })
}

/// Forgets requests, assertions and failures that are over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<()> {
    Ok(store::sweep(tx, now).await?)
}
