//! Changing access configurations: what may change, who is told, and what it means to roles that stand already.

use cloudsso::{execute, fetch_all};
use shared::access_configurations::{
    AccessConfiguration, CreateAccessConfiguration, UpdateAccessConfiguration,
};
use shared::error::{Allowed, ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{AccessConfigurationId, AccountId};
use shared::paths::{self, with_id};
use shared::policy::PolicyFault;

use crate::support::{Administrator, Answer, TestServer, named};

const POLICY: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"ecs:StopInstance","Resource":"*"}]}"#;

fn path(of: &AccessConfiguration) -> String {
    with_id(paths::ACCESS_CONFIGURATION, of.id.as_str())
}

/// A server, its administrator, and an access configuration with two system policies.
async fn set_up() -> (TestServer, Administrator, AccessConfiguration) {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let new = CreateAccessConfiguration {
        system_policies: vec!["AliyunECSReadOnlyAccess".into(), "AliyunVPCReadOnlyAccess".into()],
        ..named("reader")
    };
    let made = administrator.create_access_configuration(&new).await;
    (server, administrator, made)
}

async fn change(
    administrator: &Administrator,
    of: &AccessConfiguration,
    change: impl FnOnce(&mut UpdateAccessConfiguration),
) -> Answer {
    let mut wanted = UpdateAccessConfiguration::of(of);
    change(&mut wanted);
    administrator.put(&path(of), &wanted).await
}

/// Has the role stand in the account, with the policies of now.
async fn provision(server: &TestServer, account: &AccountId, configuration: &AccessConfigurationId) {
    let mut tx = server.app.db.write().await.unwrap();
    execute!(
        &mut tx,
        "INSERT INTO access_configuration_provisionings
             (account_id, access_configuration_id, status, inline_policy, provisioned_at)
         SELECT $1, id, 'Provisioned', inline_policy, 1 FROM access_configurations WHERE id = $2",
        account.as_str(),
        configuration.as_str()
    )
    .unwrap();
    execute!(
        &mut tx,
        "INSERT INTO provisioned_system_policies (account_id, access_configuration_id, name)
         SELECT $1, access_configuration_id, name FROM access_configuration_system_policies
         WHERE access_configuration_id = $2",
        account.as_str(),
        configuration.as_str()
    )
    .unwrap();
    tx.commit().await.unwrap();
}

async fn statuses(server: &TestServer) -> Vec<String> {
    let mut tx = server.app.db.read().await.unwrap();
    let rows = fetch_all!(
        &mut tx,
        (String,),
        "SELECT status FROM access_configuration_provisionings ORDER BY account_id"
    );
    rows.unwrap().into_iter().map(|(status,)| status).collect()
}

#[tokio::test]
async fn everything_but_the_name_can_be_changed_and_the_log_says_what_was_before() {
    let (_server, administrator, made) = set_up().await;
    let answer = change(&administrator, &made, |wanted| {
        wanted.description = "Reads\neverything".into();
        wanted.session_duration = 7_200;
        wanted.relay_state = "https://ecs.console.aliyun.com/".into();
        wanted.system_policies =
            vec!["ReadOnlyAccess".into(), "AliyunECSReadOnlyAccess".into(), "ReadOnlyAccess".into()];
        wanted.inline_policy = POLICY.into();
    })
    .await;
    let changed: AccessConfiguration = answer.json();
    assert_eq!((changed.name.as_str(), changed.session_duration), ("reader", 7_200));
    assert_eq!(changed.system_policies, ["ReadOnlyAccess", "AliyunECSReadOnlyAccess"]);
    assert_eq!(changed.inline_policy, POLICY);
    assert_ne!(changed.revision, made.revision);
    assert_eq!(administrator.get(&path(&made)).await.json::<AccessConfiguration>(), changed);

    let event = Administrator::only(administrator.events(EventKind::AccessConfigurationUpdated).await);
    assert_eq!(event.target, "reader");
    let details: Vec<(&str, &str)> =
        event.details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        details,
        [
            ("after.description", "Reads\neverything"),
            ("after.inline_policy", POLICY),
            ("after.relay_state", "https://ecs.console.aliyun.com/"),
            ("after.session_duration", "7200"),
            ("after.system_policies", "ReadOnlyAccess, AliyunECSReadOnlyAccess"),
            ("before.description", ""),
            ("before.inline_policy", ""),
            ("before.relay_state", ""),
            ("before.session_duration", "3600"),
            ("before.system_policies", "AliyunECSReadOnlyAccess, AliyunVPCReadOnlyAccess"),
            ("id", made.id.as_str()),
        ]
    );
}

#[tokio::test]
async fn the_log_holds_only_what_changed_and_nothing_when_nothing_did() {
    let (_server, administrator, made) = set_up().await;
    let same: AccessConfiguration = change(&administrator, &made, |_| ()).await.json();
    assert_eq!(same, made);
    assert!(administrator.events(EventKind::AccessConfigurationUpdated).await.is_empty());
    assert_eq!(change(&administrator, &made, |wanted| wanted.session_duration = 900).await.status, 200);
    let event = Administrator::only(administrator.events(EventKind::AccessConfigurationUpdated).await);
    let names: Vec<&str> = event.details.keys().map(String::as_str).collect();
    assert_eq!(names, ["after.session_duration", "before.session_duration", "id"]);
}

#[tokio::test]
async fn of_two_who_edit_at_once_the_second_is_told_and_nothing_is_lost() {
    let (_server, administrator, made) = set_up().await;
    let first = change(&administrator, &made, |wanted| wanted.description = "first".into()).await;
    let second = change(&administrator, &made, |wanted| wanted.description = "second".into()).await;
    assert_eq!(first.status, 200);
    assert_eq!((second.status, second.error().code), (409, ErrorCode::ChangedMeanwhile));
    let now: AccessConfiguration = administrator.get(&path(&made)).await.json();
    assert_eq!(now.description, "first");
    assert_eq!(change(&administrator, &now, |wanted| wanted.description = "second".into()).await.status, 200);
    for revision in ["", "x", "\u{0}", "日志"] {
        let stale = change(&administrator, &now, |wanted| wanted.revision = revision.into()).await;
        assert_eq!((stale.status, stale.error().code), (409, ErrorCode::ChangedMeanwhile), "{revision:?}");
    }
}

#[tokio::test]
async fn of_many_changes_at_the_same_moment_one_is_made() {
    let (_server, administrator, made) = set_up().await;
    let tries: Vec<_> = (0..8)
        .map(|number| {
            let (administrator, made) = (administrator.clone(), made.clone());
            tokio::spawn(async move {
                let wanted = UpdateAccessConfiguration {
                    description: number.to_string(),
                    system_policies: vec![format!("Policy{number}")],
                    ..UpdateAccessConfiguration::of(&made)
                };
                administrator.put(&path(&made), &wanted).await.status
            })
        })
        .collect();
    let mut made_of_them = 0;
    for one in tries {
        match one.await.unwrap() {
            200 => made_of_them += 1,
            status => assert_eq!(status, 409),
        }
    }
    assert_eq!(made_of_them, 1);
    let now: AccessConfiguration = administrator.get(&path(&made)).await.json();
    assert_eq!(now.system_policies, [format!("Policy{}", now.description)]);
    assert_eq!(administrator.events(EventKind::AccessConfigurationUpdated).await.len(), 1);
}

#[tokio::test]
async fn what_breaks_a_rule_changes_nothing() {
    let (_server, administrator, made) = set_up().await;
    let answer = change(&administrator, &made, |wanted| {
        wanted.description = "x".repeat(1_025);
        wanted.session_duration = 43_201;
        wanted.relay_state = "http://ecs.console.aliyun.com/".into();
        wanted.system_policies = vec!["A_B".into()];
        wanted.inline_policy = r#"{"Version":"1","Statement":[{"Effect":"Permit"}]}"#.into();
    })
    .await;
    let wrong =
        Rule::NotAPolicy { line: 1, column: 39, fault: PolicyFault::EffectWrong, word: String::new() };
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter));
    assert_eq!(
        answer.error().fields,
        [
            FieldError::new("description", Rule::TooLong { max: 1_024 }),
            FieldError::new("session_duration", Rule::OutOfRange { min: 900, max: 43_200 }),
            FieldError::new("relay_state", Rule::NotAConsoleUrl),
            FieldError::new("system_policies", Rule::Characters { allowed: Allowed::PolicyName }),
            FieldError::new("inline_policy", wrong),
        ]
    );
    assert_eq!(administrator.get(&path(&made)).await.json::<AccessConfiguration>(), made);
    assert!(administrator.events(EventKind::AccessConfigurationUpdated).await.is_empty());
}

#[tokio::test]
async fn an_incomplete_or_unknown_body_is_refused() {
    let (_server, administrator, made) = set_up().await;
    let mut body = serde_json::to_value(UpdateAccessConfiguration::of(&made)).unwrap();
    for field in
        ["revision", "description", "session_duration", "relay_state", "system_policies", "inline_policy"]
    {
        let mut less = body.clone();
        less.as_object_mut().unwrap().remove(field);
        assert_eq!(administrator.put(&path(&made), &less).await.status, 400, "{field}");
    }
    body["name"] = "writer".into();
    assert_eq!(administrator.put(&path(&made), &body).await.status, 400, "the name cannot be changed");
}

#[tokio::test]
async fn one_that_is_not_there_cannot_be_changed() {
    let (_server, administrator, made) = set_up().await;
    assert_eq!(administrator.delete(&path(&made)).await.status, 204);
    let answer = change(&administrator, &made, |wanted| wanted.description = "x".into()).await;
    assert_eq!((answer.status, answer.error().code), (404, ErrorCode::AccessConfigurationNotExists));
    let wanted = UpdateAccessConfiguration::of(&made);
    let nowhere = with_id(paths::ACCESS_CONFIGURATION, "u-1");
    assert_eq!(administrator.put(&nowhere, &wanted).await.status, 404);
}

#[tokio::test]
async fn a_change_of_policies_makes_the_roles_in_the_accounts_outdated_and_other_changes_do_not() {
    let (server, administrator, made) = set_up().await;
    let shop = administrator.create_account("2000000000000001", "Shop").await;
    let farm = administrator.create_account("2000000000000002", "Farm").await;
    let other = administrator.create_access_configuration(&named("other")).await;
    provision(&server, &shop.id, &made.id).await;
    provision(&server, &farm.id, &other.id).await;

    let answer = change(&administrator, &made, |wanted| {
        wanted.description = "x".into();
        wanted.session_duration = 900;
        wanted.relay_state = "https://ecs.console.aliyun.com/".into();
        wanted.system_policies.reverse();
    })
    .await;
    let made: AccessConfiguration = answer.json();
    assert_eq!(statuses(&server).await, ["Provisioned", "Provisioned"]);
    assert_eq!((made.provisioned_accounts, made.outdated_accounts), (1, 0));

    let answer = change(&administrator, &made, |wanted| wanted.inline_policy = POLICY.into()).await;
    let made: AccessConfiguration = answer.json();
    assert_eq!(statuses(&server).await, ["ReprovisionRequired", "Provisioned"]);
    assert_eq!((made.provisioned_accounts, made.outdated_accounts), (1, 1));
    let answer = change(&administrator, &made, |wanted| wanted.system_policies.clear()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(statuses(&server).await, ["ReprovisionRequired", "Provisioned"]);

    let list: Vec<AccessConfiguration> = administrator.get(paths::ACCESS_CONFIGURATIONS).await.json();
    let counts: Vec<_> =
        list.iter().map(|one| (one.name.as_str(), one.provisioned_accounts, one.outdated_accounts)).collect();
    assert_eq!(counts, [("other", 1, 0), ("reader", 1, 1)]);
}

#[tokio::test]
async fn it_is_not_deleted_while_its_role_stands_in_an_account() {
    let (server, administrator, made) = set_up().await;
    let shop = administrator.create_account("2000000000000001", "Shop").await;
    provision(&server, &shop.id, &made.id).await;
    let answer = administrator.delete(&path(&made)).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::AccessConfigurationProvisioned));
    assert!(answer.error().message.contains("(1 accounts)"), "{}", answer.error().message);
    assert_eq!(administrator.get(&path(&made)).await.status, 200);
}

#[tokio::test]
async fn it_is_not_deleted_while_tasks_of_it_have_not_ended() {
    let (server, administrator, made) = set_up().await;
    for (number, status, deleted) in [
        (1, "Waiting", false),
        (2, "InProgress", false),
        (3, "AwaitingAdministrator", false),
        (4, "Failed", true),
    ] {
        let mut tx = server.app.db.write().await.unwrap();
        execute!(&mut tx, "DELETE FROM tasks").unwrap();
        execute!(
            &mut tx,
            "INSERT INTO tasks (created_at, id, batch_id, kind, status, turn, principal_name, account_id, account_name,
                                access_configuration_id, access_configuration_name, actor_kind, actor_id,
                                actor_name, actor_address, attempts, failure_code, failure_message,
                                failure_request_id, finished_at)
             VALUES ($1, 't-00000000000000000001', 'tb-1', 'ProvisionAccessConfiguration', $2, 0, '',
                     '2000000000000001', 'Shop', $3, 'reader', 'Server', '', 'x', '', 0, '', '', '',
                     CASE WHEN $2 = 'Failed' THEN 1 END)",
            number,
            status,
            made.id.as_str()
        )
        .unwrap();
        tx.commit().await.unwrap();
        let answer = administrator.delete(&path(&made)).await;
        if deleted {
            assert_eq!(answer.status, 204, "{status}");
        } else {
            let refusal = (answer.status, answer.error().code);
            assert_eq!(refusal, (409, ErrorCode::AccessConfigurationHasTasks), "{status}");
        }
    }
}
