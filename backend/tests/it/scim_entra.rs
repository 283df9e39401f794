//! What Entra ID's provisioning service sends, as Microsoft's documentation and its SCIM validator show it, with the
//! answer that is expected: conversations in `scim_entra/*.json`, each on a fresh directory, step by step.
//!
//! A step says what it is about (`about`), what is sent (`request`: method, path below the base URL, query parameters
//! to be encoded, body), and what comes back (`answer`: status, values by JSON pointer in `has`, pointers that lead
//! nowhere in `lacks`). `keep` gives names to values of the answer, which later steps write as `{{name}}`.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, header};
use serde::Deserialize;
use serde_json::Value;

use crate::support::TestServer;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    about: String,
    request: Request,
    answer: Expected,
    #[serde(default)]
    keep: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    method: String,
    path: String,
    #[serde(default)]
    query: BTreeMap<String, String>,
    body: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    status: u16,
    #[serde(default)]
    has: BTreeMap<String, Value>,
    #[serde(default)]
    lacks: Vec<String>,
}

/// The text with the kept values in their places.
fn filled(text: &str, kept: &BTreeMap<String, Value>) -> String {
    kept.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{{{name}}}}}"), value.as_str().unwrap_or_default())
    })
}

async fn hold(conversation: &str) {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let steps: Vec<Step> = serde_json::from_str(conversation).unwrap();
    assert!(!steps.is_empty());
    let mut kept = BTreeMap::new();
    for step in steps {
        let about = &step.about;
        let method: Method = step.request.method.parse().unwrap();
        let mut path = filled(&step.request.path, &kept);
        if !step.request.query.is_empty() {
            let pairs = step.request.query.iter().map(|(name, value)| (name, filled(value, &kept)));
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            path = format!("{path}?{query}");
        }
        let request = scim.request(method, &path);
        let answer = match &step.request.body {
            None => scim.send(request, Body::empty()).await,
            Some(body) => {
                let request = request.header(header::CONTENT_TYPE, "application/scim+json; charset=utf-8");
                scim.send(request, filled(&body.to_string(), &kept)).await
            }
        };
        assert_eq!(answer.status, step.answer.status, "{about}: {}", answer.text());
        let told: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        for (pointer, value) in &step.answer.has {
            let expected: Value = serde_json::from_str(&filled(&value.to_string(), &kept)).unwrap();
            assert_eq!(told.pointer(pointer), Some(&expected), "{about}: {pointer} of {told}");
        }
        for pointer in &step.answer.lacks {
            assert_eq!(told.pointer(pointer), None, "{about}: {pointer} of {told}");
        }
        for (name, pointer) in step.keep {
            kept.insert(name, told.pointer(&pointer).unwrap().clone());
        }
    }
}

macro_rules! conversations {
    ($($name:ident: $file:literal;)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                hold(include_str!(concat!("scim_entra/", $file))).await;
            }
        )+
    };
}

conversations! {
    a_user_lives_as_microsoft_documents_it: "user_life.json";
    a_user_with_every_attribute_of_the_default_mapping_is_kept: "default_mapping.json";
    patches_of_users_without_the_flag_are_done: "user_patches.json";
    patches_of_users_with_the_flag_are_done: "user_patches_with_flag.json";
    managers_are_given_in_every_way_that_is_known: "managers.json";
    roles_of_an_application_are_kept: "roles.json";
    a_group_lives_as_microsoft_documents_it: "group_life.json";
    the_cases_of_the_validator_for_users_are_answered: "validator_users.json";
    the_cases_of_the_validator_for_groups_are_answered: "validator_groups.json";
}
