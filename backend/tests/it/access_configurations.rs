//! Access configurations: rules of their fields, what is derived, deletion.

use shared::access_configurations::{AccessConfiguration, CreateAccessConfiguration};
use shared::error::{Allowed, ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::paths::{self, with_id};
use shared::policy::PolicyFault;

use crate::support::{Administrator, TestServer, named};

const POLICY: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"a<b>&\"'汉"}]}"#;

fn full() -> CreateAccessConfiguration {
    CreateAccessConfiguration {
        name: "Read-Only-2".into(),
        description: "只读 <b>&\"'".into(),
        session_duration: 43_200,
        relay_state: "https://ecs.console.aliyun.com/?a=b&c=d#/x".into(),
        system_policies: vec!["ReadOnlyAccess".into(), "AliyunECSFullAccess".into(), "ReadOnlyAccess".into()],
        inline_policy: POLICY.into(),
    }
}

#[tokio::test]
async fn an_access_configuration_is_kept_as_written_with_the_names_it_has_in_an_account() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let made = administrator.create_access_configuration(&full()).await;
    assert_eq!(made.description, full().description);
    assert_eq!((made.session_duration, made.inline_policy.as_str()), (43_200, POLICY));
    assert_eq!(made.relay_state, full().relay_state);
    assert_eq!(made.system_policies, ["ReadOnlyAccess", "AliyunECSFullAccess"], "in order, each once");
    assert_eq!(made.role_name, "AliyunReservedSSO-Read-Only-2");
    assert_eq!(made.saml_provider_name, format!("AliyunReservedSSO-{}", server.directory.id));
    let path = with_id(paths::ACCESS_CONFIGURATION, made.id.as_str());
    assert_eq!(administrator.get(&path).await.json::<AccessConfiguration>(), made);
    let event = Administrator::only(administrator.events(EventKind::AccessConfigurationCreated).await);
    assert_eq!(event.target, "Read-Only-2");
    assert_eq!(event.details["system_policies"], "ReadOnlyAccess, AliyunECSFullAccess");
    assert_eq!(event.details["inline_policy"], POLICY);
}

#[tokio::test]
async fn only_the_name_must_be_given() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let answer =
        administrator.post(paths::ACCESS_CONFIGURATIONS, &serde_json::json!({"name": "Plain"})).await;
    assert_eq!(answer.status, 201);
    let made: AccessConfiguration = answer.json();
    assert_eq!(made.session_duration, 3_600);
    assert!(made.relay_state.is_empty() && made.system_policies.is_empty() && made.inline_policy.is_empty());
}

#[tokio::test]
async fn the_list_is_by_name_and_each_has_its_own_policies() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let with = |name: &str, policies: &[&str]| CreateAccessConfiguration {
        system_policies: policies.iter().map(|policy| (*policy).to_owned()).collect(),
        ..named(name)
    };
    administrator.create_access_configuration(&with("beta", &["B", "A"])).await;
    administrator.create_access_configuration(&with("Alpha", &["C"])).await;
    administrator.create_access_configuration(&with("gamma", &[])).await;
    let list: Vec<AccessConfiguration> = administrator.get(paths::ACCESS_CONFIGURATIONS).await.json();
    let seen: Vec<(&str, Vec<&str>)> = list
        .iter()
        .map(|one| (one.name.as_str(), one.system_policies.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(seen, [("Alpha", vec!["C"]), ("beta", vec!["B", "A"]), ("gamma", vec![])]);
}

fn not_a_policy(line: usize, column: usize, fault: PolicyFault) -> Rule {
    Rule::NotAPolicy { line, column, fault, word: String::new() }
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let new = CreateAccessConfiguration {
        name: "Read_Only".into(),
        description: "\u{0}".into(),
        session_duration: 899,
        relay_state: "https://evil.example/".into(),
        system_policies: (0..21).map(|number| format!("Policy{number}")).collect(),
        inline_policy: "{\"Version\":\"1\",\n\"Statement\"}".into(),
    };
    let answer = administrator.post(paths::ACCESS_CONFIGURATIONS, &new).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter));
    assert_eq!(
        answer.error().fields,
        [
            FieldError::new("name", Rule::Characters { allowed: Allowed::AccessConfigurationName }),
            FieldError::new("description", Rule::Characters { allowed: Allowed::Printable }),
            FieldError::new("session_duration", Rule::OutOfRange { min: 900, max: 43_200 }),
            FieldError::new("relay_state", Rule::NotAConsoleUrl),
            FieldError::new("system_policies", Rule::TooMany { max: 20 }),
            FieldError::new("inline_policy", not_a_policy(2, 12, PolicyFault::ColonExpected)),
        ]
    );
}

#[tokio::test]
async fn single_fields_break_their_rule() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    type Change = fn(&mut CreateAccessConfiguration);
    let cases: [(Change, &str, Rule); 9] = [
        (|new| new.name = String::new(), "name", Rule::Required),
        (|new| new.name = "a".repeat(33), "name", Rule::TooLong { max: 32 }),
        (|new| new.session_duration = 43_201, "session_duration", Rule::OutOfRange { min: 900, max: 43_200 }),
        (
            |new| new.session_duration = i64::MIN,
            "session_duration",
            Rule::OutOfRange { min: 900, max: 43_200 },
        ),
        (|new| new.relay_state = "x".repeat(1_025), "relay_state", Rule::TooLong { max: 1_024 }),
        (
            |new| new.system_policies = vec!["A B".into()],
            "system_policies",
            Rule::Characters { allowed: Allowed::PolicyName },
        ),
        (|new| new.system_policies = vec![String::new()], "system_policies", Rule::Required),
        (|new| new.inline_policy = "汉".repeat(6_145), "inline_policy", Rule::TooLong { max: 6_144 }),
        (
            |new| new.inline_policy = "{\"Version\":\"1\"}".into(),
            "inline_policy",
            not_a_policy(1, 1, PolicyFault::StatementMissing),
        ),
    ];
    for (change, field, rule) in cases {
        let mut new = named("Read");
        change(&mut new);
        let answer = administrator.post(paths::ACCESS_CONFIGURATIONS, &new).await;
        assert_eq!((answer.status, answer.error().fields), (400, vec![FieldError::new(field, rule)]));
    }
}

#[tokio::test]
async fn the_relay_state_may_be_a_page_of_the_cloud_that_is_posted_to() {
    let server = TestServer::start().await;
    let private = server.again_with(&[("CLOUDSSO_ALIBABA_SIGN_IN_URL", "http://127.0.0.1:9080")]).await;
    let page = "http://127.0.0.1:9080/console/ecs";
    let new = CreateAccessConfiguration { relay_state: page.into(), ..named("Read") };
    let answer = Administrator::of(&server).await.post(paths::ACCESS_CONFIGURATIONS, &new).await;
    assert_eq!(answer.error().fields, [FieldError::new("relay_state", Rule::NotAConsoleUrl)]);
    let made = Administrator::of(&private).await.create_access_configuration(&new).await;
    assert_eq!(made.relay_state, page);
}

#[tokio::test]
async fn a_name_is_taken_whatever_its_case() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    administrator.create_access_configuration(&named("Read")).await;
    let answer = administrator.post(paths::ACCESS_CONFIGURATIONS, &named("READ")).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::EntityAlreadyExists));
    assert_eq!(answer.error().fields, [FieldError::new("name", Rule::Taken)]);
}

#[tokio::test]
async fn it_is_not_deleted_while_assigned() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let user = administrator.create_user("alice").await;
    let account = administrator.create_account("2000000000000001", "Shop").await;
    let made = administrator.create_access_configuration(&full()).await;
    administrator.grant(&user.id, &account, &made).await;
    let path = with_id(paths::ACCESS_CONFIGURATION, made.id.as_str());
    let answer = administrator.delete(&path).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::AccessConfigurationHasAssignments));
    administrator.revoke(&user.id, &account, &made).await;
    let answer = administrator.delete(&path).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::AccessConfigurationProvisioned));
    administrator.deprovision(&account, &made).await;
    assert_eq!(administrator.delete(&path).await.status, 204);
    for answer in [administrator.get(&path).await, administrator.delete(&path).await] {
        assert_eq!((answer.status, answer.error().code), (404, ErrorCode::AccessConfigurationNotExists));
    }
    assert_eq!(administrator.events(EventKind::AccessConfigurationDeleted).await.len(), 1);
    administrator.create_access_configuration(&full()).await;
}
