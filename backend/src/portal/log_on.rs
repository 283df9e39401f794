//! Logging on to an account as a role: is it still theirs, and what the cloud is told.
//!
//! *Why signing comes before the commit:* the record of a role logon and its assertion are made or not made
//! together. Signing takes about a millisecond, which the transaction can bear.

use jiff::Timestamp;
use saml::SignedResponse;
use saml::binding::{self, PostForm};
use saml::write::WriteRefused;
use shared::events::EventKind;
use shared::ids::EventId;
use shared::portal::LogOn;

use super::role::{self, Means, Person, Role};
use super::store::TargetRow;
use super::{LogOnTarget, accounts};
use crate::cloud::alibaba;
use crate::events::{self, Actor, NewEvent};
use crate::platform::Result;
use crate::platform::clock::from_millis;
use crate::platform::db::Tx;
use crate::platform::sessions::{self, SessionValue};

/// Why somebody who is signed in was not logged on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request came from another site.
    CrossSite,
    /// The form is not one that our page makes for this session.
    NotOurForm,
    /// The access configuration is not assigned to the user on the account, or not any more.
    NotAssigned,
    /// It is assigned, but its role does not stand in the account at the moment.
    NotProvisioned,
    /// The user has no RAM user in the account, or not any more, or it does not stand yet.
    NoRamUser,
    /// The cloud would not accept what we would say.
    CloudWouldRefuse(WriteRefused),
}

impl Refusal {
    /// The audit log's detail `reason`, by which the problem page knows what to say.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Refusal::CrossSite => "CrossSite",
            Refusal::NotOurForm => "NotOurForm",
            Refusal::NotAssigned => "NotAssigned",
            Refusal::NotProvisioned => "NotProvisioned",
            Refusal::NoRamUser => "NoRamUser",
            Refusal::CloudWouldRefuse(_) => "CloudWouldRefuse",
        }
    }
}

/// What somebody asked for, as they wrote it.
pub(super) struct Wanted<'a> {
    pub account_id: &'a str,
    pub access_configuration: &'a str,
}

/// How it ended.
pub(super) enum Outcome {
    /// The form that carries the person to the account.
    Go(PostForm),
    /// Why not, and the record of it.
    Refused(Refusal, EventId),
}

/// Writes that a logon was refused. Values are the person's own and may be anything.
pub(super) async fn refuse(
    tx: &mut Tx,
    refusal: Refusal,
    wanted: &Wanted<'_>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Outcome> {
    let mut event = NewEvent::new(EventKind::RoleLogOnRefused, actor)
        .target(wanted.account_id)
        .detail("reason", refusal.word())
        .detail("account_id", wanted.account_id)
        .detail("access_configuration", wanted.access_configuration);
    if let Refusal::CloudWouldRefuse(cause) = &refusal {
        event = event.detail("cause", cause);
    }
    let id = events::record(tx, event, now).await?;
    Ok(Outcome::Refused(refusal, id))
}

/// Logs the user of a session on to an account. Everything is looked up again, in this transaction: that the
/// session lives, that its user is enabled, that the assignment is there.
///
/// # Errors
/// `SignInNeeded` when the session is over.
pub(super) async fn log_on(
    tx: &mut Tx,
    session: &SessionValue,
    form: &LogOn,
    address: &str,
    means: &Means<'_>,
) -> Result<Outcome> {
    let now = means.now;
    let user = sessions::user_session(tx, session, now).await?;
    let actor = Actor::user(&user.user_id, &user.user_name, address);
    let wanted = Wanted { account_id: &form.account_id, access_configuration: &form.access_configuration_id };
    let session_label = session.label();
    let person = Person {
        id: &user.user_id,
        name: &user.user_name,
        signed_in_at: from_millis(user.created_at),
        session_label: &session_label,
    };
    let Role { found, destination, signed, .. } = match role::sign_for(tx, &person, &wanted, means).await? {
        Ok(role) => role,
        Err(refusal) => return refuse(tx, refusal, &wanted, &actor, now).await,
    };
    let TargetRow { target, through_group } = found;
    let landing = Landing::choose(&form.landing_page, &target.relay_state, &means.settings.sign_in_url);
    let mut event = logged_on(&target, &signed, &landing, session, &actor);
    if !through_group.is_empty() {
        event = event.detail("through_group", through_group);
    }
    events::record(tx, event, now).await?;
    accounts::remember_use(tx, &user.user_id, &target, now).await?;
    Ok(Outcome::Go(binding::response_form(&signed.xml, &destination, landing.page)))
}

/// Where the person lands in the console.
struct Landing<'a> {
    /// The page; none for the console's home.
    page: Option<&'a str>,
    /// A page that was asked for and is not the cloud's own.
    ignored: Option<&'a str>,
}

impl<'a> Landing<'a> {
    /// The page asked for when it is the cloud's own, else the access configuration's. As a RelayState towards
    /// us, a page that is not allowed is no reason to refuse: the person arrives, elsewhere.
    fn choose(asked: &'a str, configured: &'a str, sign_in_url: &str) -> Self {
        let configured = Some(configured).filter(|page| !page.is_empty());
        if asked.is_empty() {
            Self { page: configured, ignored: None }
        } else if alibaba::is_console_page(asked, sign_in_url) {
            Self { page: Some(asked), ignored: None }
        } else {
            Self { page: configured, ignored: Some(asked) }
        }
    }
}

fn logged_on(
    target: &LogOnTarget,
    signed: &SignedResponse,
    landing: &Landing<'_>,
    session: &SessionValue,
    actor: &Actor,
) -> NewEvent {
    let mut event = NewEvent::new(EventKind::RoleLogOn, actor)
        .target(&target.account_name)
        .detail("account_id", &target.account_id)
        .detail("access_configuration", &target.access_configuration_name)
        .detail("role", alibaba::role_name(&target.access_configuration_name))
        .detail("session_duration", target.session_duration)
        .detail("assertion_id", &signed.assertion_id)
        .detail("session", session.label());
    if let Some(page) = landing.page {
        event = event.detail("landing_page", page);
    }
    if let Some(page) = landing.ignored {
        event = event.detail("ignored_landing_page", page);
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGN_IN: &str = "https://signin.alibabacloud.com";

    #[test]
    fn the_page_asked_for_wins_when_it_is_the_clouds_own() {
        let ecs = "https://ecs.console.aliyun.com/";
        let oss = "https://oss.console.aliyun.com/";
        let evil = "https://evil.example/";
        for (asked, configured, page, ignored) in [
            ("", "", None, None),
            ("", oss, Some(oss), None),
            (ecs, "", Some(ecs), None),
            (ecs, oss, Some(ecs), None),
            (evil, "", None, Some(evil)),
            (evil, oss, Some(oss), Some(evil)),
        ] {
            let landing = Landing::choose(asked, configured, SIGN_IN);
            assert_eq!((landing.page, landing.ignored), (page, ignored), "{asked} {configured}");
        }
    }
}
