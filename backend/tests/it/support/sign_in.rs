//! What many tests do first: configure the identity provider, switch SSO Logon on, start a sign-in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use shared::events::{Event, EventKind, EventQuery};
use shared::paths;
use shared::session::Problem;
use shared::settings::{ConfigureIdentityProvider, SetSsoLogon};
use url::Url;

use super::{Answer, Browser, IdentityProvider, Response, TestServer};

/// Name of the portal session's cookie.
pub const SESSION_COOKIE: &str = "__Host-cloudsso-session";
/// Name of the cookie of a sign-in under way.
pub const SIGN_IN_COOKIE: &str = "__Host-cloudsso-sign-in";

/// The body that uploads this document.
pub fn upload(metadata: &str) -> ConfigureIdentityProvider {
    ConfigureIdentityProvider::Metadata { document: STANDARD.encode(metadata), entity_id: None }
}

impl TestServer {
    /// Configures this identity provider and switches SSO Logon on; answers the administrator's browser.
    pub async fn with_sso(&self, identity_provider: &IdentityProvider) -> Browser {
        let administrator = self.administrator().await;
        let answer =
            administrator.put(paths::IDENTITY_PROVIDER, &upload(&identity_provider.metadata())).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
        let answer = administrator.put(paths::SSO_LOGON, &SetSsoLogon { enabled: true }).await;
        assert_eq!(answer.status, 204, "{}", answer.text());
        administrator
    }

    /// Path of the ACS URL.
    pub fn acs(&self) -> String {
        paths::with_id(paths::ACS, self.directory.id.as_str())
    }
}

impl TestServer {
    /// Events of this kind, newest first.
    pub async fn events(&self, kind: EventKind) -> Vec<Event> {
        let query = EventQuery { kind: Some(kind), ..EventQuery::default() };
        let mut tx = self.app.db.read().await.unwrap();
        cloudsso::events::list_events(&mut tx, &query).await.unwrap().items
    }

    /// The record of the refusal that an answer of the ACS leads to. No session came with it.
    #[track_caller]
    pub fn refusal<'a>(&'a self, answer: &Answer) -> impl Future<Output = Event> + use<'a> {
        let id = answer.location().strip_prefix("/sign-in/problem/").expect("a problem page").to_owned();
        assert!(answer.set_cookie(SESSION_COOKIE).is_none(), "a refusal sets no session cookie");
        async move {
            let mut tx = self.app.db.read().await.unwrap();
            cloudsso::events::find_event(&mut tx, &id.parse().unwrap()).await.unwrap().unwrap()
        }
    }

    /// Asserts that the answer is a refusal for this reason.
    #[track_caller]
    pub fn refused<'a>(&'a self, answer: &Answer, reason: &'a str) -> impl Future<Output = Event> + use<'a> {
        let refusal = self.refusal(answer);
        async move {
            let event = refusal.await;
            assert_eq!(event.kind, EventKind::SsoSignInRefused);
            assert_eq!(event.details["reason"], reason, "{event:?}");
            event
        }
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let sql = match table {
            "sessions" => "SELECT COUNT(*) FROM sessions",
            "ram_users" => "SELECT COUNT(*) FROM ram_users",
            "ram_user_provisionings" => "SELECT COUNT(*) FROM ram_user_provisionings",
            "administrator_sessions" => "SELECT COUNT(*) FROM administrator_sessions",
            "authn_requests" => "SELECT COUNT(*) FROM authn_requests",
            "device_codes" => "SELECT COUNT(*) FROM device_codes",
            "access_tokens" => "SELECT COUNT(*) FROM access_tokens",
            "device_attempts" => "SELECT COUNT(*) FROM device_attempts",
            "used_assertions" => "SELECT COUNT(*) FROM used_assertions",
            "password_attempts" => "SELECT COUNT(*) FROM password_attempts",
            "users" => "SELECT COUNT(*) FROM users",
            "groups" => "SELECT COUNT(*) FROM groups",
            "group_members" => "SELECT COUNT(*) FROM group_members",
            "access_assignments" => "SELECT COUNT(*) FROM access_assignments",
            "events" => "SELECT COUNT(*) FROM events",
            other => panic!("no count for {other}"),
        };
        let mut tx = self.app.db.read().await.unwrap();
        let (count,): (i64,) = cloudsso::fetch_one!(&mut tx, (i64,), sql).unwrap();
        count
    }
}

/// An AuthnRequest on its way by HTTP-Redirect.
pub struct SentRequest {
    pub address: Url,
    pub xml: String,
    pub relay_state: String,
}

impl SentRequest {
    /// Reads the redirect that a start answered.
    #[track_caller]
    pub fn of(answer: &Answer) -> SentRequest {
        let address = Url::parse(answer.location()).unwrap();
        let value = |wanted: &str| {
            address
                .query_pairs()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
                .unwrap()
        };
        let packed = STANDARD.decode(value("SAMLRequest")).unwrap();
        let mut xml = String::new();
        let mut inflate = flate2::read::DeflateDecoder::new(packed.as_slice());
        std::io::Read::read_to_string(&mut inflate, &mut xml).unwrap();
        SentRequest { relay_state: value("RelayState"), xml, address }
    }

    /// The value of an attribute of the request.
    #[track_caller]
    pub fn attribute(&self, name: &str) -> &str {
        self.xml.split_once(&format!(" {name}=\"")).unwrap().1.split_once('"').unwrap().0
    }

    pub fn id(&self) -> &str {
        self.attribute("ID")
    }
}

impl Browser {
    /// Presses **Go**.
    pub async fn start(&self, target: Option<&str>) -> SentRequest {
        let path = match target {
            Some(target) => {
                let query = url::form_urlencoded::Serializer::new(String::new());
                format!("{}?{}", paths::SAML_SIGN_IN, { query }.append_pair("target", target).finish())
            }
            None => paths::SAML_SIGN_IN.to_owned(),
        };
        SentRequest::of(&self.get(&path).await)
    }

    /// Signs this person in from the identity provider's side.
    pub async fn sign_in(&self, server: &TestServer, name_id: &str) {
        let answer = self.bring(server, &Response::new(server, name_id), None).await;
        if answer.location() != "/portal" {
            panic!("{:?}", server.refusal(&answer).await);
        }
    }

    /// What the problem page shows that an answer leads to.
    pub async fn problem(&self, answer: &Answer) -> Problem {
        let id = answer.location().strip_prefix("/sign-in/problem/").unwrap();
        self.get(&paths::with_id(paths::PROBLEM, id)).await.json()
    }

    /// Brings a response of the identity provider to the ACS URL, from the identity provider's page.
    pub async fn bring(&self, server: &TestServer, response: &Response, relay_state: Option<&str>) -> Answer {
        let message = response.base64();
        let mut fields = vec![("SAMLResponse", message.as_str())];
        fields.extend(relay_state.map(|value| ("RelayState", value)));
        self.post_form_from_elsewhere(&server.acs(), &fields).await
    }
}
