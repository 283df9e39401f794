//! The doors to the accounts ([`shared::paths::LOG_ON`] as a role, [`shared::paths::RAM_USER_LOG_ON`] as a RAM user): a
//! form of ours in, the form for the cloud out.
//!
//! A browser navigates here, so every refusal lands on a page: on the sign-in page when nobody is signed in,
//! else on the page of the recorded problem. Only a POST of our own form issues anything (O-08).
//!
//! The first address is also the SingleSignOnService of our IdP metadata: whoever enters a RAM user's name at the cloud's own
//! sign-in page is sent here with an AuthnRequest (SAML bindings, sections 3.4 and 3.5). It is not answered: the person
//! is led to the portal's RAM users, through the sign-in where need be, and presses **Log On** there. *Why:* an
//! answer to a request that another site posts would log on whoever is made to follow a link, and says nothing that
//! the portal's own form does not say.

use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::portal::LogOn;
use shared::ram_users::RamUserLogOn;
use subtle::ConstantTimeEq;

use super::log_on::{self, Outcome, Refusal, Wanted};
use super::ram_user;
use super::role::Means;
use crate::app::App;
use crate::cloud::alibaba;
use crate::directory;
use crate::events::Actor;
use crate::platform::config::AlibabaSettings;
use crate::platform::db::Tx;
use crate::platform::http::respond::PageFault;
use crate::platform::http::{ClientAddress, SignedInUser, metrics, post_form, same_origin};
use crate::platform::{Error, Result};

/// A body that may be a form; axum takes `application/x-www-form-urlencoded` only.
type PostedForm = std::result::Result<Form<Posted>, FormRejection>;

/// What is posted here.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Posted {
    /// Our form.
    LogOn(LogOn),
    /// The cloud's.
    Asked(Asked),
}

/// An AuthnRequest of the cloud's, which is not read.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "SAMLRequest")]
    _saml_request: String,
}

/// The portal's tab **Log on as RAM User**.
const PORTAL_RAM_USERS: &str = "/portal/ram-users";

/// GET [`shared::paths::LOG_ON`] with an AuthnRequest.
pub async fn asked(asked: std::result::Result<Query<Asked>, QueryRejection>) -> Response {
    match asked {
        Ok(_) => Redirect::to(PORTAL_RAM_USERS).into_response(),
        Err(_) => (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST")]).into_response(),
    }
}

/// POST [`shared::paths::LOG_ON`].
pub async fn log_on(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    form: PostedForm,
) -> Response {
    let form = match form {
        Ok(Form(Posted::Asked(_))) => return Redirect::to(PORTAL_RAM_USERS).into_response(),
        Ok(Form(Posted::LogOn(form))) => Some(form),
        Err(_) => None,
    };
    answer(&app, &address, &headers, Way::Role(form)).await
}

/// POST [`shared::paths::RAM_USER_LOG_ON`].
pub async fn log_on_as_ram_user(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    form: std::result::Result<Form<RamUserLogOn>, FormRejection>,
) -> Response {
    answer(&app, &address, &headers, Way::RamUser(form.ok().map(|Form(form)| form))).await
}

/// As what somebody logs on, with the form; none where what was posted is not that form.
enum Way {
    Role(Option<LogOn>),
    RamUser(Option<RamUserLogOn>),
}

impl Way {
    fn form_token(&self) -> Option<&str> {
        match self {
            Way::Role(form) => form.as_ref().map(|form| form.form_token.as_str()),
            Way::RamUser(form) => form.as_ref().map(|form| form.form_token.as_str()),
        }
    }

    /// Where the form for the cloud leads.
    fn sign_in_url<'a>(&self, settings: &'a AlibabaSettings) -> &'a str {
        match self {
            Way::Role(_) => &settings.sign_in_url,
            Way::RamUser(_) => alibaba::user_sign_in_url(settings),
        }
    }

    fn count(&self, outcome: &'static str) {
        match self {
            Way::Role(_) => metrics::role_log_on(outcome),
            Way::RamUser(_) => metrics::ram_user_log_on(outcome),
        }
    }
}

async fn answer(app: &App, address: &str, headers: &HeaderMap, way: Way) -> Response {
    let answered = match SignedInUser::of(headers, app).await {
        Ok(user) => answer_user(app, &user, address, headers, &way).await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(response) => response,
        Err(Error::SignInNeeded { .. }) => to_sign_in(app).await,
        Err(error) => PageFault(error).into_response(),
    }
}

async fn answer_user(
    app: &App,
    user: &SignedInUser,
    address: &str,
    headers: &HeaderMap,
    way: &Way,
) -> Result<Response> {
    let mut tx = app.db.write().await?;
    let key = app.keys.cloud_identity_provider(&mut tx).await?;
    let (public_url, settings) = (&app.config.public_url, &app.config.alibaba);
    let means = Means { public_url, settings, key: &key, now: app.clock.now() };
    let refusal = if !same_origin::is_ours(headers, public_url) {
        Some(Refusal::CrossSite)
    } else if way.form_token().is_some_and(|token| is_token(token, user)) {
        None
    } else {
        Some(Refusal::NotOurForm)
    };
    let outcome = match refusal {
        Some(refusal) => refuse(&mut tx, refusal, user, address, way, &means).await?,
        None => log_on_by(&mut tx, user, address, way, &means).await?,
    };
    tx.commit().await?;
    match outcome {
        Outcome::Go(form) => {
            way.count("LoggedOn");
            let form_action = alibaba::form_action(way.sign_in_url(settings));
            post_form::page(&form, &form_action, "Logging on to the account · 正在登录账号")
        }
        Outcome::Refused(refusal, id) => {
            way.count(refusal.word());
            Ok(Redirect::to(&format!("/portal/log-on-problem/{id}")).into_response())
        }
    }
}

async fn log_on_by(
    tx: &mut Tx,
    user: &SignedInUser,
    address: &str,
    way: &Way,
    means: &Means<'_>,
) -> Result<Outcome> {
    match way {
        Way::Role(Some(form)) => log_on::log_on(tx, &user.session, form, address, means).await,
        Way::RamUser(Some(form)) => ram_user::log_on(tx, &user.session, form, address, means).await,
        Way::Role(None) | Way::RamUser(None) => {
            refuse(tx, Refusal::NotOurForm, user, address, way, means).await
        }
    }
}

async fn refuse(
    tx: &mut Tx,
    refusal: Refusal,
    user: &SignedInUser,
    address: &str,
    way: &Way,
    means: &Means<'_>,
) -> Result<Outcome> {
    let actor = Actor::user(&user.id, &user.user_name, address);
    match way {
        Way::Role(form) => {
            let wanted = match form {
                Some(form) => Wanted {
                    account_id: &form.account_id,
                    access_configuration: &form.access_configuration_id,
                },
                None => Wanted { account_id: "", access_configuration: "" },
            };
            log_on::refuse(tx, refusal, &wanted, &actor, means.now).await
        }
        Way::RamUser(form) => {
            let account_id = form.as_ref().map_or("", |form| form.account_id.as_str());
            ram_user::refuse(tx, refusal, account_id, &actor, means).await
        }
    }
}

fn is_token(token: &str, user: &SignedInUser) -> bool {
    token.as_bytes().ct_eq(user.session.form_token().as_bytes()).into()
}

async fn to_sign_in(app: &App) -> Response {
    let path = async {
        let mut tx = app.db.read().await?;
        Ok::<_, Error>(directory::get(&mut tx).await?.sign_in_path())
    };
    match path.await {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(error) => PageFault(error).into_response(),
    }
}
