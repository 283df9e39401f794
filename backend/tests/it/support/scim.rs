//! A provisioning service of the tests: it shows a SCIM credential and nothing else.

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Method, header};
use cloudsso::directory::settings;
use cloudsso::events::Actor;
use cloudsso::scim::credentials;
use serde_json::Value;
use shared::ids::ScimCredentialId;
use shared::paths;
use shared::scim::CREDENTIAL_DAYS_MAX;

use super::{Answer, Browser, TestServer};

/// A client of the SCIM doors.
#[derive(Clone)]
pub struct ScimClient {
    /// The id of its credential.
    pub id: ScimCredentialId,
    /// The value of its credential.
    pub value: String,
    browser: Browser,
}

impl TestServer {
    /// Switches SCIM Synchronization on and makes a credential; answers a client that shows it.
    pub async fn scim(&self) -> ScimClient {
        let mut tx = self.app.db.write().await.unwrap();
        let (actor, now) = (Actor::server(), self.now());
        settings::set_scim_synchronization(&mut tx, true, &actor, now).await.unwrap();
        let new = credentials::create_credential(&mut tx, CREDENTIAL_DAYS_MAX, &actor, now).await.unwrap();
        tx.commit().await.unwrap();
        ScimClient { id: new.credential.id, value: new.value, browser: self.browser_at("192.0.2.20") }
    }
}

impl ScimClient {
    /// The same client in front of another server.
    pub fn at(&self, server: &TestServer) -> ScimClient {
        ScimClient { browser: self.browser.at(&server.router), ..self.clone() }
    }

    /// The same client with another value.
    pub fn showing(&self, value: &str) -> ScimClient {
        ScimClient { value: value.to_owned(), ..self.clone() }
    }

    /// A request with the credential, for whatever the other functions do not offer. `path` is below `/scim/v2`.
    pub fn request(&self, method: Method, path: &str) -> Builder {
        self.browser
            .request(method, &format!("{}{path}", paths::SCIM), false)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.value))
    }

    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Answer {
        self.browser.send(request, body.into()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path), Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path), Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.write(Method::POST, path, body.to_string()).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.write(Method::PUT, path, body.to_string()).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.write(Method::PATCH, path, body.to_string()).await
    }

    /// A body as it is, said to be SCIM.
    pub async fn write(&self, method: Method, path: &str, body: impl Into<Body>) -> Answer {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/scim+json");
        self.send(request, body).await
    }
}
