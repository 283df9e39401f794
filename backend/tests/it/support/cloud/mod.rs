//! A cloud to test against: RAM, IMS, STS and Resource Management of one management account and its members, at one
//! address. It verifies signatures by itself, apart from our signer, and can be told to fail.

mod faults;
mod ims;
mod ims_users;
mod ram;
mod resource_manager;
mod setup;
mod state;
mod sts;
mod user_sso;
mod verify;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State as Shared;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use cloudsso::platform::clock::Clock;
use serde_json::{Value, json};

pub use faults::{Held, Trouble};
pub use setup::{client, enter_access_key, read_only, server_at_cloud, server_with_cloud};
pub use state::{Account, RamUser, UserSso};
pub use sts::{ECS_ROLE, OIDC_TOKEN};

use super::company::MANAGEMENT_ACCOUNT;
use faults::Broken;
use state::State;

/// The access key of the management account.
pub const ACCESS_KEY_ID: &str = "LTAI5tStandIn";
/// Its secret.
pub const ACCESS_KEY_SECRET: &str = "a-secret/with+signs=";
/// The role of the management account in members.
const MEMBER_ROLE: &str = "ResourceDirectoryAccountAccessRole";

/// The cloud; goes with the test.
#[derive(Clone)]
pub struct StandInCloud {
    /// Where it listens.
    pub address: String,
    state: Arc<Mutex<State>>,
}

/// Why an operation is not done.
pub struct Refusal {
    status: u16,
    code: String,
    message: String,
    headers: Vec<(&'static str, String)>,
}

impl Refusal {
    fn new(status: u16, code: &str, message: &str) -> Refusal {
        Refusal { status, code: code.into(), message: message.into(), headers: Vec::new() }
    }
}

type Outcome = Result<Value, Refusal>;
/// Parameters of an operation.
pub type Parameters = BTreeMap<String, String>;

fn required<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, Refusal> {
    let missing = || Refusal::new(400, &format!("MissingParameter.{name}"), &format!("{name} is missing."));
    parameters.get(name).map(String::as_str).filter(|value| !value.is_empty()).ok_or_else(missing)
}

impl StandInCloud {
    /// A cloud with the management account and no members, whose time is that of `clock`.
    pub async fn start(clock: Clock) -> StandInCloud {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::new(clock)));
        let cloud = StandInCloud { address, state };
        let router = Router::new().fallback(answer).with_state(cloud.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        cloud
    }

    /// What a server has to be set to; names as in the environment.
    pub fn settings(&self) -> Vec<(&'static str, &str)> {
        [
            "CLOUDSSO_ALIBABA_API_ENDPOINT_RAM",
            "CLOUDSSO_ALIBABA_API_ENDPOINT_IMS",
            "CLOUDSSO_ALIBABA_API_ENDPOINT_STS",
            "CLOUDSSO_ALIBABA_API_ENDPOINT_RESOURCEMANAGER",
        ]
        .map(|name| (name, self.address.as_str()))
        .to_vec()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// A member directly below the root.
    pub fn add_member(&self, id: &str, name: &str) {
        self.add_member_to(id, name, None);
    }

    /// A member in a folder.
    pub fn add_member_to(&self, id: &str, name: &str, folder: Option<&str>) {
        self.state().add_account(id, name, folder);
    }

    /// A folder in another, or below the root.
    pub fn add_folder(&self, id: &str, name: &str, parent: Option<&str>) {
        self.state().add_folder(id, name, parent);
    }

    /// Renames a folder and moves it into another, or below the root.
    pub fn change_folder(&self, id: &str, name: &str, parent: Option<&str>) {
        let mut state = self.state();
        let folder = state.folders.iter_mut().find(|folder| folder.id == id).unwrap();
        folder.name = name.to_owned();
        folder.parent = parent.map(str::to_owned);
    }

    /// Looks at an account, or changes it behind our back.
    pub fn with_account<T>(&self, id: &str, look: impl FnOnce(&mut Account) -> T) -> T {
        look(self.state().accounts.get_mut(id).unwrap())
    }

    /// What was asked of it, as `account operation`; the account that an unsigned operation is asked of is `-`.
    pub fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    /// Forgets what was asked of it.
    pub fn forget_calls(&self) {
        self.state().calls.clear();
    }

    /// Every session and access key is worth nothing from now on.
    pub fn end_sessions(&self) {
        self.state().end_sessions();
    }

    /// Whether it lets a role logon in, as the console would: answers the role session's name.
    pub fn log_on(&self, response: &str) -> Result<String, String> {
        let state = self.state();
        let assertion = sts::judge(&state, response)?;
        Ok(assertion.session_name)
    }
}

async fn answer(
    Shared(cloud): Shared<StandInCloud>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if uri.path().starts_with("/latest/") {
        return sts::metadata(&cloud.state(), &method, uri.path(), &headers);
    }
    let (trouble, outcome) = {
        let mut state = cloud.state();
        let request = verify::Request { method: &method, uri: &uri, headers: &headers, body: &body };
        let caller = verify::caller(&mut state, &request);
        let action = request.action();
        let account = match &caller {
            Ok(verify::Caller { account: Some(account), .. }) => account.clone(),
            _ => "-".to_owned(),
        };
        state.calls.push(format!("{account} {action}"));
        let trouble = state.trouble(&account, &action);
        (trouble, (caller, action))
    };
    let (caller, action) = outcome;
    match trouble {
        Some(Trouble::Held(held)) => held.wait().await,
        Some(Trouble::Throttled) => {
            let mut refusal =
                Refusal::new(400, "Throttling.User", "Request was denied due to user flow control.");
            refusal.headers.push(("retry-after", "3".to_owned()));
            return respond(Err(refusal));
        }
        Some(Trouble::Unavailable) => {
            return (axum::http::StatusCode::SERVICE_UNAVAILABLE, "<html>busy</html>").into_response();
        }
        Some(Trouble::Refused(code)) => {
            return respond(Err(Refusal::new(403, code, "The stand-in was told to refuse this.")));
        }
        Some(Trouble::AnswerLost) => {
            let _done = caller.and_then(|caller| carry_out(&mut cloud.state(), &caller, &action));
            return Response::new(Body::new(Broken));
        }
        None => {}
    }
    respond(caller.and_then(|caller| carry_out(&mut cloud.state(), &caller, &action)))
}

fn carry_out(state: &mut State, caller: &verify::Caller, action: &str) -> Outcome {
    let parameters = &caller.parameters;
    let Some(account) = &caller.account else {
        return match (caller.version.as_str(), action) {
            ("2015-04-01", "AssumeRoleWithSAML") => sts::assume_role_with_saml(state, parameters),
            ("2015-04-01", "AssumeRoleWithOIDC") => sts::assume_role_with_oidc(state, parameters),
            _ => Err(Refusal::new(400, "MissingAccessKeyId", "AccessKeyId is mandatory for this action.")),
        };
    };
    match caller.version.as_str() {
        "2015-04-01" => sts::carry_out(state, caller, account, action),
        "2020-03-31" => resource_manager::carry_out(state, account, action, parameters),
        "2015-05-01" => ram::carry_out(state.account(account), account, action, parameters),
        "2019-08-15" => ims::carry_out(state.account(account), account, action, parameters),
        _ => Err(Refusal::new(400, "InvalidVersion", "Specified parameter Version is not valid.")),
    }
}

fn respond(outcome: Outcome) -> Response {
    let request_id = json!("00000000-0000-0000-0000-000000000001");
    let (status, mut body, headers) = match outcome {
        Ok(body) => (200, body, Vec::new()),
        Err(refusal) => {
            (refusal.status, json!({ "Code": refusal.code, "Message": refusal.message }), refusal.headers)
        }
    };
    body["RequestId"] = request_id;
    let mut response = Response::builder().status(status).header("content-type", "application/json");
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Body::from(body.to_string())).unwrap()
}

/// The management account's own id, for tests that name it.
pub const OWNER: &str = MANAGEMENT_ACCOUNT;
