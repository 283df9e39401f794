//! The door to the accounts ([`shared::paths::LOG_ON`]): a form of ours in, the form for the cloud out.
//!
//! A browser navigates here, so every refusal lands on a page: on the sign-in page when nobody is signed in,
//! else on the page of the recorded problem. Only a POST of our own form issues anything (O-08).
//!
//! The same address is the SingleSignOnService of our IdP metadata: whoever enters a RAM user's name at the cloud's own
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
use subtle::ConstantTimeEq;

use super::log_on::{self, Outcome, Refusal, Wanted};
use super::role::Means;
use crate::app::App;
use crate::cloud::alibaba;
use crate::directory;
use crate::events::Actor;
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
    let answered = match SignedInUser::of(&headers, &app).await {
        Ok(user) => answer(&app, &user, &address, &headers, form).await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(response) => response,
        Err(Error::SignInNeeded { .. }) => to_sign_in(&app).await,
        Err(error) => PageFault(error).into_response(),
    }
}

async fn answer(
    app: &App,
    user: &SignedInUser,
    address: &str,
    headers: &HeaderMap,
    form: Option<LogOn>,
) -> Result<Response> {
    let ours = same_origin::is_ours(headers, &app.config.public_url);
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let key = app.keys.cloud_identity_provider(&mut tx).await?;
    let outcome = match form {
        Some(form) if ours && has_token(&form, user) => {
            let means =
                Means { public_url: &app.config.public_url, settings: &app.config.alibaba, key: &key, now };
            log_on::log_on(&mut tx, &user.session, &form, address, &means).await?
        }
        form => {
            let refusal = if ours { Refusal::NotOurForm } else { Refusal::CrossSite };
            let wanted = match &form {
                Some(form) => Wanted {
                    account_id: &form.account_id,
                    access_configuration: &form.access_configuration_id,
                },
                None => Wanted { account_id: "", access_configuration: "" },
            };
            let actor = Actor::user(&user.id, &user.user_name, address);
            log_on::refuse(&mut tx, refusal, &wanted, &actor, now).await?
        }
    };
    tx.commit().await?;
    match outcome {
        Outcome::Go(form) => {
            metrics::role_log_on("LoggedOn");
            let form_action = alibaba::form_action(&app.config.alibaba.sign_in_url);
            post_form::page(&form, &form_action, "Logging on to the account · 正在登录账号")
        }
        Outcome::Refused(refusal, id) => {
            metrics::role_log_on(refusal.word());
            Ok(Redirect::to(&format!("/portal/log-on-problem/{id}")).into_response())
        }
    }
}

fn has_token(form: &LogOn, user: &SignedInUser) -> bool {
    form.form_token.as_bytes().ct_eq(user.session.form_token().as_bytes()).into()
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
