//! What the provisioning log keeps of refused requests.
//!
//! What a request changed is written by the rule that did it, with the deed. A refusal changes nothing, so it is
//! written here, in a transaction of its own: who asked for what, and what was answered. Of a body only the name of
//! its resource is kept, of queries and credentials nothing. Reads are kept only when they could not be understood:
//! that something is not there is how clients find out.

use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Map, Value};
use shared::events::EventKind;
use shared::paths;

use super::respond::ScimFault;
use crate::app::App;
use crate::directory::{groups, users};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::http::respond::log;
use crate::platform::{Error, Result};

/// The name that a request gives its resource; whoever reads the body leaves it here for the log.
#[derive(Clone, Default)]
pub struct Named(Arc<OnceLock<String>>);

impl Named {
    /// Takes the name out of a body: that of a user, else that of a group.
    pub fn take(&self, body: &Map<String, Value>) {
        let member = |name: &str| {
            let found = body.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.and_then(|(_, value)| value.as_str())
        };
        if let Some(name) = member("userName").or_else(|| member("displayName")) {
            self.0.get_or_init(|| name.to_owned());
        }
    }

    fn get(&self) -> &str {
        self.0.get().map(String::as_str).unwrap_or_default()
    }
}

/// What was asked for.
pub struct Asked {
    method: Method,
    path: String,
    named: Named,
}

impl Asked {
    /// By this request.
    pub fn of(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            named: Named::default(),
        }
    }

    fn is_kept(&self, status: StatusCode) -> bool {
        match self.method {
            Method::POST | Method::PUT | Method::PATCH | Method::DELETE => {
                status.is_client_error() || status == StatusCode::NOT_IMPLEMENTED
            }
            Method::GET => status == StatusCode::BAD_REQUEST,
            _ => false,
        }
    }
}

/// Layer between [`super::credentials::authenticate`] and the doors.
pub async fn record_refusals(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (actor, asked) = (request.extensions().get::<Actor>().cloned(), Asked::of(&request));
    request.extensions_mut().insert(asked.named.clone());
    let response = next.run(request).await;
    if let Some(actor) = actor.filter(|_| asked.is_kept(response.status())) {
        let told = response.extensions().get::<ScimFault>().cloned();
        record_refusal(&app, &actor, &asked, response.status(), told.as_ref()).await;
    }
    response
}

/// Writes a refusal to the audit log. That this fails changes nothing for the client, who was refused already.
pub async fn record_refusal(
    app: &App,
    actor: &Actor,
    asked: &Asked,
    status: StatusCode,
    told: Option<&ScimFault>,
) {
    let written = async {
        let mut tx = app.db.write().await?;
        let event = refused(actor, asked, status, told)?.target(&target(&mut tx, asked).await?);
        events::record(&mut tx, event, app.clock.now()).await?;
        Ok(tx.commit().await?)
    };
    if let Err(error) = written.await {
        log(&error);
    }
}

fn refused(actor: &Actor, asked: &Asked, status: StatusCode, told: Option<&ScimFault>) -> Result<NewEvent> {
    let event = NewEvent::new(EventKind::ScimRequestRefused, actor)
        .detail("method", &asked.method)
        .detail("path", &asked.path)
        .detail("status", status.as_u16());
    let Some(told) = told else { return Ok(event) };
    let event = event.detail("detail", &told.detail);
    Ok(match told.scim_type {
        Some(scim_type) => event.detail("scimType", word(scim_type)?),
        None => event,
    })
}

/// What it was about: the resource at the path, else the one that the body names.
async fn target(tx: &mut Tx, asked: &Asked) -> Result<String> {
    let found = name_at(tx, &asked.path).await?;
    Ok(if found.is_empty() { asked.named.get().to_owned() } else { found })
}

/// The name of the resource at this path; empty where there is none.
async fn name_at(tx: &mut Tx, path: &str) -> Result<String> {
    let below = path.strip_prefix(paths::SCIM).unwrap_or_default();
    if let Some(Ok(id)) = below.strip_prefix("/Users/").map(str::parse) {
        return named(users::get_user(tx, &id).await.map(|user| user.user_name));
    }
    if let Some(Ok(id)) = below.strip_prefix("/Groups/").map(str::parse) {
        return named(groups::get_group(tx, &id).await.map(|group| group.name));
    }
    Ok(String::new())
}

fn named(found: Result<String>) -> Result<String> {
    match found {
        Err(Error::NotFound { .. }) => Ok(String::new()),
        other => other,
    }
}
