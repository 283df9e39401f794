//! A command-line client, as `aliyun` and `acs-sso` behave: what it sends and what it keeps.

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shared::clients::{DecideDevice, Decision};
use shared::paths;
use shared::settings::LogonPreferences;
use tower::ServiceExt;

use super::{Administrator, Answer, PUBLIC_URL, Person, TestServer};

/// What Alibaba Cloud's own clients call themselves.
pub const CLIENT_ID: &str = "app-vaz16tltdxs96audqf35";
/// The client's address, which is not the browser's.
pub const CLIENT_ADDRESS: &str = "198.51.100.7";

#[derive(Clone)]
pub struct Client {
    pub router: Router,
    pub address: String,
    pub verifier: String,
}

/// A refusal of the protocol.
#[derive(Debug)]
pub struct Refused {
    pub status: u16,
    pub code: String,
    pub message: String,
}

/// The answer to a client: a body, or a refusal. Either has a RequestId.
#[track_caller]
fn read(answer: &Answer) -> Result<Value, Refused> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{}", answer.text()));
    let text = |name: &str| body[name].as_str().unwrap_or_else(|| panic!("{name}: {body}")).to_owned();
    assert_eq!(text("RequestId").len(), 36);
    if answer.status == 200 {
        assert!(body.get("ErrorCode").is_none(), "{body}");
        return Ok(body);
    }
    assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    Err(Refused { status: answer.status, code: text("ErrorCode"), message: text("ErrorMessage") })
}

impl Client {
    pub fn new(server: &TestServer) -> Client {
        Client {
            router: server.router.clone(),
            address: CLIENT_ADDRESS.to_owned(),
            verifier: "nonce-and-name-of-the-machine".to_owned(),
        }
    }

    /// The same client in front of another server.
    pub fn at(&self, server: &TestServer) -> Client {
        Client { router: server.router.clone(), ..self.clone() }
    }

    pub fn challenge(&self) -> String {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, self.verifier.as_bytes());
        URL_SAFE_NO_PAD.encode(digest)
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Answer {
        let address: SocketAddr = SocketAddr::new(self.address.parse().unwrap(), 50_001);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "sso.example.com")
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, "aliyun/CLI-3.0.300")
            .extension(ConnectInfo(address));
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// The body of a request for a device code.
    pub fn wanted(&self) -> Value {
        json!({
            "PortalUrl": format!("{PUBLIC_URL}/example/login"),
            "CodeChallenge": self.challenge(),
            "ClientId": CLIENT_ID,
            "CodeChallengeMethod": "S256",
        })
    }

    pub async fn start_with(&self, body: &Value) -> Result<Value, Refused> {
        read(&self.send(Method::POST, paths::DEVICE_AUTHORIZATION, None, Some(body)).await)
    }

    /// Asks for a device code.
    pub async fn start(&self) -> Value {
        self.start_with(&self.wanted()).await.unwrap()
    }

    /// The body of a request for the access token.
    pub fn proof(&self, started: &Value) -> Value {
        json!({
            "CodeVerifier": self.verifier,
            "ClientId": CLIENT_ID,
            "DeviceCode": started["DeviceCode"],
            "GrantType": "urn:ietf:params:oauth:grant-type:device_code",
        })
    }

    pub async fn redeem_with(&self, body: &Value) -> Result<Value, Refused> {
        read(&self.send(Method::POST, paths::TOKEN, None, Some(body)).await)
    }

    /// Asks for the access token.
    pub async fn redeem(&self, started: &Value) -> Result<Value, Refused> {
        self.redeem_with(&self.proof(started)).await
    }

    /// The whole sign-in; answers the access token.
    pub async fn sign_in(&self, server: &TestServer, person: &Person) -> String {
        let started = self.start().await;
        let code = started["UserCode"].as_str().unwrap();
        assert_eq!(person.decide(server, code, Decision::Confirm).await.status, 204);
        self.redeem(&started).await.unwrap()["AccessToken"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, path: &str, token: &str) -> Result<Value, Refused> {
        read(&self.send(Method::GET, path, Some(token), None).await)
    }

    pub async fn post(&self, path: &str, token: &str, body: &Value) -> Result<Value, Refused> {
        read(&self.send(Method::POST, path, Some(token), Some(body)).await)
    }

    /// The ids of the accounts.
    pub async fn accounts(&self, token: &str) -> Result<Vec<String>, Refused> {
        let body = self.get(paths::CLIENT_ACCOUNTS, token).await?;
        let id = |account: &Value| account["AccountId"].as_str().unwrap().to_owned();
        Ok(body["Accounts"].as_array().unwrap().iter().map(id).collect())
    }

    /// The names of the access configurations on an account.
    pub async fn access_configurations(&self, token: &str, account: &str) -> Result<Vec<String>, Refused> {
        let path = format!("{}?AccountId={account}", paths::CLIENT_ACCESS_CONFIGURATIONS);
        let body = self.get(&path, token).await?;
        let name = |entry: &Value| entry["AccessConfigurationName"].as_str().unwrap().to_owned();
        Ok(body["AccessConfigurationsForAccount"].as_array().unwrap().iter().map(name).collect())
    }
}

impl Administrator {
    /// The switch that allows temporary credentials.
    pub async fn allow_credentials(&self, allowed: bool) {
        let body = LogonPreferences { users_may_get_credentials: allowed };
        assert_eq!(self.put(paths::LOGON_PREFERENCES, &body).await.status, 204);
    }
}

impl Person {
    /// What the code page shows for this code.
    pub async fn look_at(&self, user_code: &str) -> Answer {
        self.browser.get(&format!("{}?user_code={user_code}", paths::DEVICE_REQUEST)).await
    }

    /// Presses **Confirm** or **Deny** at the code page.
    pub async fn decide(&self, server: &TestServer, user_code: &str, decision: Decision) -> Answer {
        let form_token = self.session(server).form_token();
        let body = DecideDevice { user_code: user_code.to_owned(), decision, form_token };
        self.browser.post(paths::DEVICE_REQUEST, &body).await
    }
}
