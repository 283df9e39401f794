//! Temporary credentials: what the cloud's STS gives for a role when we say, in a signed assertion, who wants to be it
//! (AssumeRoleWithSAML). For the portal and for command-line clients alike.
//!
//! *Why the right is looked up twice:* asking the cloud takes a while, and no transaction waits for it. Whoever lost
//! the session, the assignment or the permission meanwhile gets nothing: what the cloud gave is handed out only after
//! all of it was found again, in the transaction that records it. A credential that cannot be recorded is not given.

pub mod api;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::events::EventKind;

use super::log_on::{Refusal, Wanted};
use super::role::{self, Means, Person, Role};
use crate::app::App;
use crate::clients::{self, AccessToken, Holder};
use crate::cloud::alibaba::{self, TemporaryCredentials};
use crate::cloud::role::{CloudFault, Remedy};
use crate::events::{self, Actor, NewEvent, REASON};
use crate::platform::clock::from_millis;
use crate::platform::db::Tx;
use crate::platform::sessions::{self, SessionValue};
use crate::platform::{Error, Result};

/// What the audit log calls our own portal among the programs that ask.
const PORTAL: &str = "portal";

/// By what somebody is known.
pub(super) enum Proof<'a> {
    /// A portal session.
    Session(&'a SessionValue),
    /// An access token of a command-line client.
    AccessToken(&'a AccessToken),
}

/// One request for credentials.
pub(super) struct Request<'a> {
    pub proof: Proof<'a>,
    pub wanted: Wanted<'a>,
    /// Where it came from.
    pub address: &'a str,
    /// By which a command-line client names it; empty for the portal's.
    pub request_id: &'a str,
}

/// Why there are none.
pub(super) enum NoCredentials {
    /// For a reason of ours.
    Refused(Error),
    /// The cloud refused, or did not answer.
    Cloud(CloudFault),
}

impl From<Error> for NoCredentials {
    fn from(error: Error) -> Self {
        NoCredentials::Refused(error)
    }
}

impl Proof<'_> {
    async fn holder(&self, tx: &mut Tx, now: Timestamp) -> Result<Holder> {
        match self {
            Proof::AccessToken(token) => clients::holder_of(tx, token, now).await,
            Proof::Session(session) => {
                let row = sessions::user_session(tx, session, now).await?;
                Ok(Holder {
                    user_id: row.user_id,
                    user_name: row.user_name,
                    signed_in_at: from_millis(row.created_at),
                    session_label: session.label(),
                    client_id: PORTAL.to_owned(),
                })
            }
        }
    }
}

/// Temporary credentials of the wanted role.
///
/// # Errors
/// `SignInNeeded` without a live session; forbidden when users may not retrieve credentials or the role is not
/// assigned; what the cloud said.
pub(super) async fn obtain(
    app: &App,
    request: &Request<'_>,
) -> std::result::Result<TemporaryCredentials, NoCredentials> {
    let role = prepare(app, request).await?;
    let asked = alibaba::assume_role_with_saml(
        &app.config.alibaba,
        &app.cloud_http,
        &role.provider_arn,
        &role.role_arn,
        &STANDARD.encode(role.signed.xml.as_bytes()),
        role.found.target.session_duration,
        app.clock.now(),
    )
    .await;
    hand_out(app, request, &role, asked).await
}

/// Before the cloud is asked: may they, and the assertion.
async fn prepare(app: &App, request: &Request<'_>) -> Result<Role> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let holder = request.proof.holder(&mut tx, now).await?;
    let outcome = match clients::allowed(&mut tx).await {
        Ok(_) => {
            let person = Person {
                id: &holder.user_id,
                name: &holder.user_name,
                signed_in_at: holder.signed_in_at,
                session_label: &holder.session_label,
            };
            let key = app.keys.cloud_identity_provider(&mut tx).await?;
            let means =
                Means { public_url: &app.config.public_url, settings: &app.config.alibaba, key: &key, now };
            role::sign_for(&mut tx, &person, &request.wanted, &means).await?.map_err(Why::of)
        }
        Err(_) => Err(Why::NotAllowed),
    };
    let outcome = match outcome {
        Ok(role) => Ok(role),
        Err(why) => Err(refuse(&mut tx, request, &holder, why, now).await?),
    };
    tx.commit().await?;
    outcome
}

/// After the cloud has answered: once more whether they may, and the record.
async fn hand_out(
    app: &App,
    request: &Request<'_>,
    role: &Role,
    asked: std::result::Result<TemporaryCredentials, CloudFault>,
) -> std::result::Result<TemporaryCredentials, NoCredentials> {
    let now = app.clock.now();
    let mut tx = app.db.write().await.map_err(Error::from)?;
    let holder = request.proof.holder(&mut tx, now).await?;
    let why = match &asked {
        Err(fault) => Some(Why::Cloud(fault.clone())),
        Ok(_) if clients::allowed(&mut tx).await.is_err() => Some(Why::NotAllowed),
        Ok(_) => match role::find(&mut tx, &holder.user_id, &request.wanted).await? {
            Some(_) => None,
            None => Some(Why::NotAssigned),
        },
    };
    let refused = match why {
        Some(why) => Some(refuse(&mut tx, request, &holder, why, now).await?),
        None => {
            let ends = asked.as_ref().ok().map(|credentials| credentials.expires_at);
            record(&mut tx, request, &holder, role, ends, now).await?;
            None
        }
    };
    tx.commit().await.map_err(Error::from)?;
    match (asked, refused) {
        (Err(fault), _) => Err(NoCredentials::Cloud(fault)),
        (Ok(_), Some(error)) => Err(error.into()),
        (Ok(credentials), None) => Ok(credentials),
    }
}

/// Why nobody gets anything, for the record.
enum Why {
    NotAllowed,
    NotAssigned,
    Other(Refusal),
    Cloud(CloudFault),
}

impl Why {
    fn of(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotAssigned => Why::NotAssigned,
            other => Why::Other(other),
        }
    }

    /// The audit log's detail `reason`.
    fn word(&self) -> &'static str {
        match self {
            Why::NotAllowed => "NotAllowed",
            Why::NotAssigned => Refusal::NotAssigned.word(),
            Why::Other(refusal) => refusal.word(),
            Why::Cloud(_) => "CloudRefused",
        }
    }

    fn error(&self) -> Error {
        match self {
            Why::NotAllowed => clients::not_allowed(),
            Why::NotAssigned => Error::forbidden(
                ErrorCode::AccessAssignmentNotExists,
                "You do not have this permission on this account. Ask the administrator of CloudSSO in your company \
                 for it.",
            ),
            Why::Other(_) => Error::conflict(
                ErrorCode::CloudRefused,
                "The cloud would not take a sign-in as this role. Ask the administrator of CloudSSO in your company.",
            ),
            Why::Cloud(fault) => Error::conflict(ErrorCode::CloudRefused, in_the_clouds_words(fault)),
        }
    }
}

/// What the cloud said and what may be done.
pub(super) fn in_the_clouds_words(fault: &CloudFault) -> String {
    let request = match fault.request_id.as_str() {
        "" => String::new(),
        id => format!(" (request {id})"),
    };
    let advice = if matches!(fault.remedy, Remedy::TryAgain { .. }) {
        "Try again in a moment."
    } else if fault.code.starts_with("AuthenticationFail.SAMLAssertion.Expired") {
        "Ask the administrator of CloudSSO: the clock of the server and the cloud's differ."
    } else if ["AuthenticationFail.", "EntityNotExist."].iter().any(|begin| fault.code.starts_with(begin)) {
        "Ask the administrator of CloudSSO to provision the access configuration on this account again."
    } else {
        "Ask the administrator of CloudSSO."
    };
    format!("The cloud gave no credentials. {}: {}{request} {advice}", fault.code, fault.message)
}

/// Writes that nobody got anything; answers the refusal.
async fn refuse(
    tx: &mut Tx,
    request: &Request<'_>,
    holder: &Holder,
    why: Why,
    now: Timestamp,
) -> Result<Error> {
    let mut event = event(EventKind::CredentialsRefused, request, holder)
        .target(request.wanted.account_id)
        .detail("account_id", request.wanted.account_id)
        .detail("access_configuration", request.wanted.access_configuration)
        .detail(REASON, why.word());
    match &why {
        Why::Cloud(fault) => {
            event = event
                .detail("cause", format!("{}: {}", fault.code, fault.message))
                .detail("cloud_request_id", &fault.request_id);
        }
        Why::Other(Refusal::CloudWouldRefuse(cause)) => event = event.detail("cause", cause),
        _ => {}
    }
    events::record(tx, event, now).await?;
    Ok(why.error())
}

async fn record(
    tx: &mut Tx,
    request: &Request<'_>,
    holder: &Holder,
    role: &Role,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    let target = &role.found.target;
    let mut event = event(EventKind::CredentialsIssued, request, holder)
        .target(&target.account_name)
        .detail("account_id", &target.account_id)
        .detail("access_configuration", &target.access_configuration_name)
        .detail("role", &role.role_arn)
        .detail("session_duration", target.session_duration)
        .detail("assertion_id", &role.signed.assertion_id);
    if let Some(ends) = expires_at {
        event = event.detail("expires_at", ends);
    }
    if !role.found.through_group.is_empty() {
        event = event.detail("through_group", &role.found.through_group);
    }
    events::record(tx, event, now).await?;
    Ok(())
}

fn event(kind: EventKind, request: &Request<'_>, holder: &Holder) -> NewEvent {
    let actor = Actor::user(&holder.user_id, &holder.user_name, request.address);
    let event = NewEvent::new(kind, &actor)
        .detail("client", &holder.client_id)
        .detail("session", &holder.session_label);
    if request.request_id.is_empty() { event } else { event.detail("request_id", request.request_id) }
}

impl From<NoCredentials> for Error {
    fn from(none: NoCredentials) -> Self {
        match none {
            NoCredentials::Refused(error) => error,
            NoCredentials::Cloud(fault) => Why::Cloud(fault).error(),
        }
    }
}
