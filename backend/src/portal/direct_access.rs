//! Direct access links: what one leads to, and how one is made.
//!
//! A link grants nothing. It names an account, perhaps an access configuration and a page, and the person who opens
//! it gets what is assigned to them or learns that nothing is. Logging on is still a POST of our own form.

use jiff::Timestamp;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::ids::{AccountId, UserId};
use shared::names;
use shared::portal::{DirectAccess, DirectAccessLink, DirectAccessQuery};

use super::store;
use super::{LogOnTarget, log_on};
use crate::access::accounts;
use crate::cloud::alibaba;
use crate::directory;
use crate::events::Actor;
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Where a direct access link leads the user.
///
/// # Errors
/// Forbidden when it is not assigned, whether or not it exists; then `tx` holds the record of the refusal and
/// is to be committed all the same.
pub async fn get_direct_access(
    tx: &mut Tx,
    user: &UserId,
    link: &DirectAccessQuery,
    sign_in_url: &str,
    actor: &Actor,
    now: Timestamp,
) -> Result<DirectAccess> {
    let targets = targets(tx, user, link).await?;
    let Some(first) = targets.first() else {
        let wanted = log_on::Wanted {
            account_id: &link.account_id,
            access_configuration: &link.access_configuration_name,
        };
        log_on::refuse(tx, log_on::Refusal::NotAssigned, &wanted, actor, now).await?;
        return Err(Error::forbidden(
            ErrorCode::Forbidden,
            "You do not have this permission on this account. Ask the administrator of CloudSSO in your \
             company for it.",
        ));
    };
    Ok(DirectAccess {
        account: first.account()?,
        landing_page_ignored: landing_page(&link.landing_page, sign_in_url).is_err(),
        access_configurations: targets.into_iter().map(Into::into).collect(),
    })
}

/// What the user may use of what the link names.
async fn targets(tx: &mut Tx, user: &UserId, link: &DirectAccessQuery) -> Result<Vec<LogOnTarget>> {
    let Ok(account) = link.account_id.parse::<AccountId>() else { return Ok(Vec::new()) };
    let mut targets = store::list_targets(tx, user, &account).await?;
    let name = &link.access_configuration_name;
    targets.retain(|target| name.is_empty() || target.access_configuration_name == *name);
    Ok(targets)
}

fn landing_page(page: &str, sign_in_url: &str) -> std::result::Result<(), Rule> {
    if page.chars().count() > names::RELAY_STATE_MAX {
        Err(Rule::TooLong { max: names::RELAY_STATE_MAX })
    } else if page.is_empty() || alibaba::is_console_page(page, sign_in_url) {
        Ok(())
    } else {
        Err(Rule::NotAConsoleUrl)
    }
}

/// For whom a link is made.
pub enum Builder<'a> {
    /// A user makes links to what is assigned to them.
    User(&'a UserId),
    /// An administrator makes links to anything.
    Administrator,
}

/// Where links lead.
pub struct Site<'a> {
    /// Our own address.
    pub public_url: &'a str,
    /// Where role logons are posted.
    pub sign_in_url: &'a str,
}

/// Makes the link to an account, with an access configuration and a page where they are named.
///
/// # Errors
/// The fields that name what is not there, or that a user may not use; a page that is not the cloud's own.
pub async fn build_link(
    tx: &mut Tx,
    builder: Builder<'_>,
    wanted: &DirectAccessQuery,
    site: &Site<'_>,
) -> Result<DirectAccessLink> {
    let (account, role) = match builder {
        Builder::User(user) => judge_own(tx, user, wanted).await?,
        Builder::Administrator => judge_any(tx, wanted).await?,
    };
    let page = wanted.landing_page.trim();
    let errors = FieldError::of([
        ("account_id", account),
        ("access_configuration_name", role),
        ("landing_page", landing_page(page, site.sign_in_url)),
    ]);
    if !errors.is_empty() {
        return Err(Error::fields(errors));
    }
    let path = directory::get(tx).await?.sign_in_path();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("quickLogin", "true").append_pair("accountId", &wanted.account_id);
    for (name, value) in
        [("accessConfigurationName", wanted.access_configuration_name.as_str()), ("landingPage", page)]
    {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    Ok(DirectAccessLink { link: format!("{}{path}?{}", site.public_url, query.finish()) })
}

type Verdict = std::result::Result<(), Rule>;

fn known(is: bool) -> Verdict {
    if is { Ok(()) } else { Err(Rule::Unknown) }
}

async fn judge_own(tx: &mut Tx, user: &UserId, wanted: &DirectAccessQuery) -> Result<(Verdict, Verdict)> {
    let of_account = DirectAccessQuery { access_configuration_name: String::new(), ..wanted.clone() };
    let targets = targets(tx, user, &of_account).await?;
    let name = &wanted.access_configuration_name;
    let role = name.is_empty() || targets.iter().any(|target| target.access_configuration_name == *name);
    Ok((known(!targets.is_empty()), known(role || targets.is_empty())))
}

async fn judge_any(tx: &mut Tx, wanted: &DirectAccessQuery) -> Result<(Verdict, Verdict)> {
    let account = match wanted.account_id.parse::<AccountId>() {
        Ok(account) => match accounts::get_account(tx, &account).await {
            Ok(_) => true,
            Err(Error::NotFound { .. }) => false,
            Err(error) => return Err(error),
        },
        Err(_) => false,
    };
    let name = &wanted.access_configuration_name;
    let role = name.is_empty() || store::is_access_configuration_name(tx, name).await?;
    Ok((known(account), known(role)))
}
