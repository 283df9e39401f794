//! What the public command-line clients and SDKs send, as their open sources build it, and how they read the answers:
//! conversations in `exchanges/*.json`, each on a fresh directory, step by step. A file names the client, the sources
//! (`from`) and what else matters there (`facts`).
//!
//! Who does a step is `who`. A client's step says what it is about and in which source file it stands, what is sent
//! (`method`, `target`, a set of `headers`, the `body` as text, because the order of its keys is the client's) and how the
//! answer is read: `status`, the kind of each value that the client takes from it (`reads`, by JSON pointer), how long
//! its lists are (`entries`), or the code of a `refusal`. `keep` gives names to values, which later steps write as
//! `{{name}}`.

use std::collections::BTreeMap;
use std::io::Read;
use std::net::SocketAddr;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use shared::access_assignments::GrantAccess;
use shared::clients::Decision;
use shared::paths;
use shared::users::{UpdateUserStatus, UserStatus};
use tower::ServiceExt;

use crate::support::cloud::{
    ACCESS_KEY_SECRET, client as cloud_client, enter_access_key, read_only, server_at_cloud,
};
use crate::support::{Client, PUBLIC_URL, Person, SHOP, TestServer, named};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    client: String,
    from: Vec<String>,
    facts: Vec<String>,
    verifier: String,
    headers: BTreeMap<String, BTreeMap<String, String>>,
    conversations: BTreeMap<String, Vec<Step>>,
}

#[derive(Deserialize)]
#[serde(tag = "who", rename_all = "lowercase", deny_unknown_fields)]
enum Step {
    Client(Box<Sent>),
    Person { presses: Decision },
    Administrator { does: Act },
}

#[derive(Deserialize)]
enum Act {
    /// A cloud where the role stands, which gives credentials.
    ConnectsTheCloud,
    /// The person's access configuration on a hundred more accounts, and a hundred more on the first account.
    GrantsMuch,
    /// The person's access is taken away.
    Revokes,
    DisablesTheUser,
    /// Nobody may retrieve credentials.
    Forbids,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    about: String,
    source: String,
    method: String,
    target: String,
    headers: String,
    body: Option<String>,
    status: u16,
    refusal: Option<String>,
    #[serde(default)]
    reads: BTreeMap<String, Kind>,
    #[serde(default)]
    entries: BTreeMap<String, usize>,
    #[serde(default)]
    keep: BTreeMap<String, String>,
}

/// What the client takes a value for.
#[derive(Deserialize)]
enum Kind {
    #[serde(rename = "text")]
    Text,
    /// Go makes an empty text of what is missing.
    #[serde(rename = "text or nothing")]
    TextOrNothing,
    #[serde(rename = "text that needs no escaping")]
    Unescaped,
    /// Opened in a browser.
    #[serde(rename = "address")]
    Address,
    #[serde(rename = "whole number")]
    WholeNumber,
    #[serde(rename = "true")]
    True,
    #[serde(rename = "false")]
    False,
    /// The narrowest that any client reads.
    #[serde(rename = "moment to the second")]
    Moment,
    #[serde(rename = "seconds until the sign-in ends")]
    SecondsLeft,
    /// The client takes seconds for milliseconds; it must never believe in a token that has ended.
    #[serde(rename = "milliseconds, not beyond the end of the sign-in")]
    Milliseconds,
}

impl Kind {
    fn fits(&self, value: Option<&Value>, now: Timestamp, sign_in_ends: Timestamp) -> bool {
        let text = value.and_then(Value::as_str).unwrap_or_default();
        let number = value.and_then(Value::as_i64);
        let ends = sign_in_ends.as_millisecond();
        match self {
            Kind::Text => !text.is_empty(),
            Kind::TextOrNothing => value.is_none_or(Value::is_string),
            Kind::Unescaped => {
                !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
            }
            Kind::Address => text.starts_with(&format!("{PUBLIC_URL}/")) && url::Url::parse(text).is_ok(),
            Kind::WholeNumber => number.is_some_and(|number| number > 0),
            Kind::True => value == Some(&Value::Bool(true)),
            Kind::False => value == Some(&Value::Bool(false)),
            Kind::Moment => text.parse::<Timestamp>().is_ok_and(|moment| {
                moment > now && moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() == text
            }),
            Kind::SecondsLeft => number.is_some_and(|left| now.as_millisecond() + left * 1_000 == ends),
            Kind::Milliseconds => number.is_some_and(|left| left > 0 && now.as_millisecond() + left <= ends),
        }
    }
}

/// One conversation: the server, the person, and what the client has kept.
struct World {
    server: TestServer,
    alice: Person,
    signed_in_at: Timestamp,
    kept: BTreeMap<String, String>,
}

impl World {
    async fn open(verifier: &str) -> World {
        let (server, _cloud) = server_at_cloud(&[]).await;
        let alice = Person::alice(&server).await;
        alice.administrator.allow_credentials(true).await;
        let signed_in_at = server.now();
        server.clock.advance(60);
        let client = Client { verifier: verifier.to_owned(), ..Client::new(&server) };
        let kept = BTreeMap::from([
            ("CodeVerifier".to_owned(), verifier.to_owned()),
            ("CodeChallenge".to_owned(), client.challenge()),
            ("OwnAccessConfigurationId".to_owned(), alice.configuration.id.to_string()),
        ]);
        World { server, alice, signed_in_at, kept }
    }

    fn filled(&self, text: &str) -> String {
        let filled = self
            .kept
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value));
        assert!(!filled.contains("{{"), "nothing was kept for {filled}");
        filled
    }

    async fn send(&mut self, sent: &Sent, headers: &BTreeMap<String, String>) {
        let from: SocketAddr = "198.51.100.7:50001".parse().unwrap();
        let mut request = Request::builder()
            .method(sent.method.as_str())
            .uri(self.filled(&sent.target))
            .header(header::HOST, "sso.example.com")
            .extension(ConnectInfo(from));
        for (name, value) in headers {
            request = request.header(name, self.filled(value));
        }
        let body = sent.body.as_ref().map_or_else(Body::empty, |body| Body::from(self.filled(body)));
        let response = self.server.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let mut told = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        if parts.headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "gzip") {
            let packed = std::mem::take(&mut told);
            flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut told).unwrap();
        }
        let about = format!("{} ({})", sent.about, sent.source);
        let told: Value = serde_json::from_slice(&told).unwrap_or_else(|_| panic!("{about}: no JSON"));
        assert_eq!(parts.status.as_u16(), sent.status, "{about}: {told}");
        self.read(sent, &about, &told);
    }

    fn read(&mut self, sent: &Sent, about: &str, told: &Value) {
        let text = |name: &str| told[name].as_str().unwrap_or_default();
        assert_eq!(text("ErrorCode"), sent.refusal.as_deref().unwrap_or_default(), "{about}: {told}");
        assert_eq!(text("ErrorMessage").is_empty(), sent.refusal.is_none(), "{about}: {told}");
        assert!(!text("RequestId").is_empty(), "{about}: {told}");
        let ends = self.signed_in_at + jiff::SignedDuration::from_hours(8);
        for (pointer, kind) in &sent.reads {
            let value = told.pointer(pointer);
            assert!(kind.fits(value, self.server.now(), ends), "{about}: {pointer} is {value:?}");
        }
        for (pointer, entries) in &sent.entries {
            let found = told.pointer(pointer).and_then(Value::as_array).map(Vec::len);
            assert_eq!(found, Some(*entries), "{about}: {pointer}");
        }
        for (name, pointer) in &sent.keep {
            let value = told.pointer(pointer).and_then(Value::as_str);
            self.kept.insert(name.clone(), value.unwrap_or_else(|| panic!("{about}: {pointer}")).to_owned());
        }
    }

    async fn act(&self, act: &Act) {
        let Person { administrator, id, account, configuration, .. } = &self.alice;
        match act {
            Act::ConnectsTheCloud => {
                enter_access_key(&self.server, ACCESS_KEY_SECRET).await;
                let role = read_only(&self.server, SHOP).await;
                cloud_client(&self.server).await.provision(&role).await.unwrap();
            }
            Act::GrantsMuch => self.grant_much().await,
            Act::Revokes => administrator.revoke(id, account, configuration).await,
            Act::DisablesTheUser => {
                let path = paths::with_id(paths::USER_STATUS, id.as_str());
                let body = UpdateUserStatus { status: UserStatus::Disabled };
                assert!(administrator.put(&path, &body).await.status < 300);
            }
            Act::Forbids => administrator.allow_credentials(false).await,
        }
    }

    async fn grant_much(&self) {
        let Person { administrator, id, account, configuration, .. } = &self.alice;
        let (mut accounts, mut configurations) = (Vec::new(), Vec::new());
        for n in 0..100 {
            let number = format!("30000000000001{n:02}");
            accounts.push(administrator.create_account(&number, &format!("Branch {n}")).await.id);
            let named = named(&format!("Role-{n}"));
            configurations.push(administrator.create_access_configuration(&named).await.id);
        }
        for (account_ids, access_configuration_ids) in
            [(accounts, vec![configuration.id.clone()]), (vec![account.id.clone()], configurations)]
        {
            let user_ids = vec![id.clone()];
            let grant =
                GrantAccess { user_ids, account_ids, access_configuration_ids, ..GrantAccess::default() };
            assert_eq!(administrator.grant_all(&grant).await.status, 200);
        }
    }
}

async fn replay(exchange: &str, conversation: &str) {
    let exchange: Exchange = serde_json::from_str(exchange).unwrap();
    let told = !exchange.client.is_empty() && !exchange.from.is_empty() && !exchange.facts.is_empty();
    assert!(told, "an exchange says whose it is and where it was read");
    let mut world = World::open(&exchange.verifier).await;
    for step in &exchange.conversations[conversation] {
        match step {
            Step::Client(sent) => world.send(sent, &exchange.headers[&sent.headers]).await,
            Step::Person { presses } => {
                let answer = world.alice.decide(&world.server, &world.kept["UserCode"], *presses).await;
                assert_eq!(answer.status, 204);
            }
            Step::Administrator { does } => world.act(does).await,
        }
    }
}

macro_rules! exchanges {
    ($($client:ident: $file:literal { $($name:ident: $conversation:literal;)+ })+) => {
        $(
            mod $client {
                const EXCHANGE: &str = include_str!(concat!("exchanges/", $file));

                $(
                    #[tokio::test]
                    async fn $name() {
                        super::replay(EXCHANGE, $conversation).await;
                    }
                )+

                #[test]
                fn every_conversation_is_replayed() {
                    let exchange: super::Exchange = serde_json::from_str(EXCHANGE).unwrap();
                    let mut replayed = vec![$($conversation),+];
                    replayed.sort_unstable();
                    assert!(exchange.conversations.keys().eq(replayed));
                }
            }
        )+
    };
}

exchanges! {
    aliyun_cli: "aliyun_cli.json" {
        signs_in_and_gets_credentials: "signs in and gets credentials";
        reads_long_lists_to_their_ends: "reads long lists to their ends";
        ends_when_it_is_denied: "is denied";
        ends_when_it_uses_its_device_code_twice: "uses its device code twice";
        finds_nothing_to_choose_from: "has nothing to choose from";
        is_refused_what_its_profile_names_no_longer: "loses the access that its profile names";
        is_refused_with_its_user: "loses its user";
        is_refused_while_it_is_not_allowed: "comes while it is not allowed";
    }
    acs_sso: "acs_sso.json" {
        signs_in_and_gets_credentials: "signs in and gets credentials";
        reads_long_lists_to_their_ends: "reads long lists to their ends";
        ends_when_it_is_denied: "is denied";
        finds_nothing_to_choose_from: "has nothing to choose from";
        is_refused_with_a_cached_token_of_a_sign_in_that_has_ended:
            "has a token in its cache whose sign-in has ended";
        is_refused_while_it_is_not_allowed: "comes while it is not allowed";
    }
    credentials_go: "credentials_go.json" {
        gets_credentials: "gets credentials";
        is_refused_what_is_not_assigned: "is refused";
    }
}
