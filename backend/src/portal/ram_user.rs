//! Logging on to an account as its RAM user: is it still theirs, and what the cloud is told.
//!
//! The RAM user must stand in the account and some provisioning must reach the person at this moment; whoever left the
//! group a moment ago has none, whatever is still to be removed in the account. As with roles, the record and the
//! assertion are made or not made together.

use saml::binding;
use saml::user_response;
use shared::events::EventKind;
use shared::ram_users::RamUserLogOn;

use super::log_on::{Outcome, Refusal};
use super::role::{self, Means};
use crate::access::ram_users;
use crate::cloud::alibaba::{self, UserLogOn};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::Result;
use crate::platform::clock::from_millis;
use crate::platform::db::Tx;
use crate::platform::sessions::{self, SessionValue};

/// Writes that a logon was refused. The account is the person's own words and may be anything.
pub(super) async fn refuse(
    tx: &mut Tx,
    refusal: Refusal,
    account_id: &str,
    actor: &Actor,
    means: &Means<'_>,
) -> Result<Outcome> {
    let mut event = NewEvent::new(EventKind::RamUserLogOnRefused, actor)
        .target(account_id)
        .detail("reason", refusal.word())
        .detail("account_id", account_id);
    if let Refusal::CloudWouldRefuse(cause) = &refusal {
        event = event.detail("cause", cause);
    }
    let id = events::record(tx, event, means.now).await?;
    Ok(Outcome::Refused(refusal, id))
}

/// Logs the user of a session on to an account as the user's RAM user there. Everything is looked up again, in this
/// transaction: that the session lives, that its user is enabled, that the RAM user stands and is the user's.
///
/// # Errors
/// `SignInNeeded` when the session is over.
pub(super) async fn log_on(
    tx: &mut Tx,
    session: &SessionValue,
    form: &RamUserLogOn,
    address: &str,
    means: &Means<'_>,
) -> Result<Outcome> {
    let user = sessions::user_session(tx, session, means.now).await?;
    let actor = Actor::user(&user.user_id, &user.user_name, address);
    let account = form.account_id.parse().ok();
    let found = match &account {
        Some(account) => ram_users::standing(tx, &user.user_id, account).await?,
        None => None,
    };
    let (Some(account), Some(standing)) = (account, found) else {
        return refuse(tx, Refusal::NoRamUser, &form.account_id, &actor, means).await;
    };
    let settings = ram_users::get_settings(tx).await?;
    let log_on = UserLogOn {
        issuer: directory::get(tx).await?.idp_entity_id(means.public_url),
        account_id: &account,
        principal_name: standing.principal_name.clone(),
        session_hours: settings.session_hours,
        signed_in_at: from_millis(user.created_at),
        session_label: session.label(),
    };
    let response = alibaba::user_response(log_on, means.settings, means.now);
    let destination = response.destination.clone();
    let signed = match role::sign(response, user_response::sign, means.key, means.now).await? {
        Ok(signed) => signed,
        Err(cause) => {
            let refusal = Refusal::CloudWouldRefuse(cause);
            return refuse(tx, refusal, &form.account_id, &actor, means).await;
        }
    };
    let event = NewEvent::new(EventKind::RamUserLogOn, &actor)
        .target(&standing.account_name)
        .detail("account_id", &account)
        .detail("ram_user", &standing.principal_name)
        .detail("session_hours", settings.session_hours)
        .detail("landing_page", &settings.landing_page)
        .detail("assertion_id", &signed.assertion_id)
        .detail("session", session.label());
    events::record(tx, event, means.now).await?;
    Ok(Outcome::Go(binding::response_form(&signed.xml, &destination, Some(&settings.landing_page))))
}
