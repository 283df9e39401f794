//! Tasks: what a grant, a revocation and a change of policies start, who does it, and what may be done about it.

use std::future::pending;

use axum::http::Method;
use cloudsso::access::provisioning::worker;
use shared::access_assignments::{
    AccessAssignment, DeprovisionStrategy, GrantAccess, Principal, RevokeAccess, RevokeMuch,
};
use shared::access_configurations::{AccessConfiguration, UpdateAccessConfiguration};
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::ids::{TaskBatchId, UserId};
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::provisioning::{Provision, Provisioning, ProvisioningStatus, RoleInAccount, RollOutPreview};
use shared::tasks::{BatchProgress, ChooseTasks, Started, Task, TaskKind, TaskStatus, TasksChanged};

use crate::support::cloud::{
    ACCESS_KEY_SECRET, StandInCloud, Trouble, enter_access_key, server_at_cloud, server_with_cloud,
};
use crate::support::{Answer, Person, SHOP, TestServer, named};

const STRATEGY: DeprovisionStrategy = DeprovisionStrategy::DeprovisionForLastAccessAssignmentOnAccount;

async fn alice(server: &TestServer) -> Person {
    Person::without_access(server, "alice", named("Read-Only")).await
}

async fn grant(person: &Person, users: &[&UserId]) -> Started {
    let grant = GrantAccess {
        user_ids: users.iter().map(|&id| id.clone()).collect(),
        account_ids: vec![person.account.id.clone()],
        access_configuration_ids: vec![person.configuration.id.clone()],
        ..GrantAccess::default()
    };
    person.administrator.post(paths::ACCESS_ASSIGNMENTS, &grant).await.json()
}

fn revocation(person: &Person, user: &UserId, deprovision_strategy: DeprovisionStrategy) -> RevokeAccess {
    RevokeAccess {
        principal: Principal::User(user.clone()),
        account_id: person.account.id.clone(),
        access_configuration_id: person.configuration.id.clone(),
        deprovision_strategy,
    }
}

async fn revoke(person: &Person, user: &UserId, strategy: DeprovisionStrategy) -> Answer {
    let body = revocation(person, user, strategy);
    person.administrator.write(Method::DELETE, paths::ACCESS_ASSIGNMENTS, &body).await
}

async fn tasks(person: &Person, query: &str) -> Vec<Task> {
    person.administrator.get(&format!("{}?{query}", paths::TASKS)).await.json::<Page<Task>>().items
}

async fn provisionings(person: &Person) -> Vec<Provisioning> {
    person.administrator.get(paths::PROVISIONINGS).await.json::<Page<Provisioning>>().items
}

async fn assignments(person: &Person) -> u64 {
    person.administrator.get(paths::ACCESS_ASSIGNMENTS).await.json::<Page<AccessAssignment>>().total
}

async fn progress(person: &Person, batch: &TaskBatchId) -> BatchProgress {
    person.administrator.get(&with_id(paths::TASK_BATCH, batch.as_str())).await.json()
}

async fn choose(person: &Person, path: &str, batch: &Option<TaskBatchId>) -> u64 {
    let body = ChooseTasks { batch_id: batch.clone(), ..ChooseTasks::default() };
    person.administrator.post(path, &body).await.json::<TasksChanged>().changed
}

/// The server works until the tasks look like this.
async fn work_until(
    server: &TestServer,
    person: &Person,
    batch: &TaskBatchId,
    ready: impl Fn(&BatchProgress) -> bool,
) {
    let reached = async {
        while !ready(&progress(person, batch).await) {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = worker::run(server.app.clone(), pending()) => {}
        () = reached => {}
    }
}

async fn change_policies(person: &Person, names: &[&str]) {
    let path = with_id(paths::ACCESS_CONFIGURATION, person.configuration.id.as_str());
    let present: AccessConfiguration = person.administrator.get(&path).await.json();
    let mut wanted = UpdateAccessConfiguration::of(&present);
    wanted.system_policies = names.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(person.administrator.put(&path, &wanted).await.status, 200);
}

#[tokio::test]
async fn a_grant_waits_for_an_administrator_and_the_next_on_the_same_role_is_made_at_once() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    let bob = server.create_user("bob").await;
    let started = grant(&alice, &[&alice.id]).await;
    assert_eq!((started.tasks, started.existing, assignments(&alice).await), (1, 0, 0));
    let waiting = tasks(&alice, "status=AwaitingAdministrator").await;
    assert_eq!((waiting.len(), waiting[0].kind), (1, TaskKind::CreateAccessAssignment));
    assert_eq!((waiting[0].principal_name.as_str(), waiting[0].account_name.as_str()), ("alice", "Shop"));
    alice.assert_nothing_issued().await;
    let again = grant(&alice, &[&alice.id]).await;
    assert_eq!((again.batch_id, again.tasks, again.existing), (None, 0, 1));

    alice.administrator.finish_manual_work().await;
    assert_eq!(assignments(&alice).await, 1);
    let progress_of_first = progress(&alice, &started.batch_id.unwrap()).await;
    assert_eq!((progress_of_first.success, progress_of_first.total()), (1, 1));
    let at_once = grant(&alice, &[&alice.id, &bob]).await;
    assert_eq!((at_once.tasks, at_once.existing), (1, 1));
    assert_eq!(progress(&alice, &at_once.batch_id.unwrap()).await.success, 1);
    assert_eq!(alice.administrator.events(EventKind::AccessGranted).await.len(), 2);
    assert_eq!(alice.log_on(&server, "").await.status, 200);
}

#[tokio::test]
async fn done_is_refused_when_something_else_is_to_be_done_by_now() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    grant(&alice, &[&alice.id]).await;
    let shown = alice.administrator.manual_work().await.remove(0);
    change_policies(&alice, &["AliyunECSReadOnlyAccess"]).await;
    let answer = alice.administrator.mark_done(&shown).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::ManualWorkChanged));
    assert_eq!(assignments(&alice).await, 0);
    alice.administrator.finish_manual_work().await;
    assert_eq!(provisionings(&alice).await[0].status, ProvisioningStatus::Provisioned);
    let answer = alice.administrator.mark_done(&shown).await;
    assert_eq!(answer.status, 409, "nothing is left to be done");
}

#[tokio::test]
async fn a_pending_grant_can_be_canceled_revoked_or_goes_with_its_user() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    let bob = server.create_user("bob").await;
    let carol = server.create_user("carol").await;
    let started = grant(&alice, &[&alice.id]).await;
    assert_eq!(choose(&alice, paths::TASKS_CANCEL, &started.batch_id).await, 1);
    assert_eq!(choose(&alice, paths::TASKS_CANCEL, &started.batch_id).await, 0, "only once");
    assert!(alice.administrator.manual_work().await.is_empty());

    grant(&alice, &[&bob]).await;
    assert_eq!(revoke(&alice, &bob, STRATEGY).await.json::<Started>().tasks, 1);
    assert_eq!(revoke(&alice, &bob, STRATEGY).await.error().code, ErrorCode::AccessAssignmentNotExists);
    assert!(alice.administrator.manual_work().await.is_empty());

    grant(&alice, &[&carol]).await;
    assert_eq!(alice.administrator.delete(&with_id(paths::USER, carol.as_str())).await.status, 204);
    assert!(alice.administrator.manual_work().await.is_empty());
    let statuses: Vec<TaskStatus> =
        tasks(&alice, "kind=CreateAccessAssignment").await.into_iter().map(|task| task.status).collect();
    assert_eq!(statuses, [TaskStatus::Canceled; 3]);
    assert_eq!(assignments(&alice).await, 0);
    assert_eq!(alice.administrator.events(EventKind::TaskCanceled).await.len(), 2);
}

#[tokio::test]
async fn the_last_revocation_removes_the_role_when_that_is_wanted_and_it_can_be_granted_again() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    let bob = server.create_user("bob").await;
    grant(&alice, &[&alice.id, &bob]).await;
    alice.administrator.finish_manual_work().await;
    assert_eq!(revoke(&alice, &bob, STRATEGY).await.json::<Started>().tasks, 1, "it is not the last");
    assert_eq!(revoke(&alice, &alice.id, STRATEGY).await.json::<Started>().tasks, 2);
    assert!(alice.administrator.manual_work().await[0].removes);
    let started = grant(&alice, &[&alice.id]).await;
    assert_eq!(progress(&alice, &started.batch_id.unwrap()).await.awaiting_administrator, 1);
    alice.administrator.finish_manual_work().await;
    assert_eq!(assignments(&alice).await, 1);
    assert_eq!(provisionings(&alice).await.len(), 1);
    for kind in [EventKind::AccessConfigurationDeprovisioned, EventKind::AccessRevoked] {
        assert!(!alice.administrator.events(kind).await.is_empty(), "{kind:?}");
    }
}

#[tokio::test]
async fn many_are_revoked_all_or_none() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    let (bob, carol) = (server.create_user("bob").await, server.create_user("carol").await);
    grant(&alice, &[&alice.id, &bob]).await;
    alice.administrator.finish_manual_work().await;
    let all = |users: &[&UserId]| RevokeMuch {
        access_assignments: users.iter().map(|user| revocation(&alice, user, STRATEGY)).collect(),
    };
    let send =
        async |body: RevokeMuch| alice.administrator.post(paths::ACCESS_ASSIGNMENTS_REVOKE, &body).await;
    assert_eq!(send(all(&[&alice.id, &carol])).await.error().code, ErrorCode::AccessAssignmentNotExists);
    assert_eq!(assignments(&alice).await, 2);
    assert_eq!(send(all(&[])).await.status, 400);
    assert_eq!(send(all(&[&alice.id, &bob, &bob])).await.json::<Started>().tasks, 3, "two and the role");
    assert_eq!(assignments(&alice).await, 0);
}

#[tokio::test]
async fn a_role_in_use_is_not_removed_and_one_that_is_not_there_is_not_found() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    let role = RoleInAccount {
        account_id: alice.account.id.clone(),
        access_configuration_id: alice.configuration.id.clone(),
    };
    let remove = async || alice.administrator.write(Method::DELETE, paths::PROVISIONINGS, &role).await;
    assert_eq!(remove().await.error().code, ErrorCode::ProvisioningNotExists);
    grant(&alice, &[&alice.id]).await;
    alice.administrator.finish_manual_work().await;
    assert_eq!(remove().await.error().code, ErrorCode::ProvisioningHasAssignments);
    let answer = alice.administrator.post(paths::PROVISIONING_COMPARISON, &role).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::CloudCredentialNotExists));
}

#[tokio::test]
async fn changed_policies_are_previewed_and_rolled_out_and_a_change_taken_back_is_none() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    grant(&alice, &[&alice.id]).await;
    alice.administrator.finish_manual_work().await;
    let status = async || provisionings(&alice).await[0].status;
    change_policies(&alice, &["AliyunECSReadOnlyAccess"]).await;
    assert_eq!(status().await, ProvisioningStatus::ReprovisionRequired);
    change_policies(&alice, &[]).await;
    assert_eq!(status().await, ProvisioningStatus::Provisioned);
    change_policies(&alice, &["AliyunOSSReadOnlyAccess"]).await;
    let path = with_id(paths::ROLL_OUT_PREVIEW, alice.configuration.id.as_str());
    let preview: RollOutPreview = alice.administrator.get(&path).await.json();
    assert_eq!(preview.changes.len(), 1);
    assert_eq!(preview.changes[0].system_policies_added, ["AliyunOSSReadOnlyAccess"]);
    assert_eq!(
        (preview.changes[0].accounts[0].name.as_str(), preview.changes[0].accounts[0].assignments),
        ("Shop", 1)
    );
    let provision =
        Provision { access_configuration_id: alice.configuration.id.clone(), account_ids: Vec::new() };
    let send = async || alice.administrator.post(paths::PROVISIONINGS, &provision).await.json::<Started>();
    assert_eq!(send().await.tasks, 1);
    assert_eq!(send().await.existing, 1);
    alice.administrator.finish_manual_work().await;
    assert_eq!(status().await, ProvisioningStatus::Provisioned);
    assert_eq!(send().await.tasks, 0);
    assert_eq!(alice.log_on(&server, "").await.status, 200);
}

#[tokio::test]
async fn what_waited_for_an_administrator_goes_on_by_itself_once_a_credential_is_there() {
    let (server, cloud) = server_at_cloud(&[]).await;
    let alice = alice(&server).await;
    let batch = grant(&alice, &[&alice.id]).await.batch_id.unwrap();
    assert_eq!(progress(&alice, &batch).await.awaiting_administrator, 1);
    enter_access_key(&server, ACCESS_KEY_SECRET).await;
    work_until(&server, &alice, &batch, |progress| progress.success == 1).await;
    cloud.with_account(SHOP, |account| assert!(account.roles.contains_key("AliyunReservedSSO-Read-Only")));
}

async fn at_cloud() -> (TestServer, StandInCloud, Person) {
    let (server, cloud) = server_with_cloud().await;
    let alice = alice(&server).await;
    (server, cloud, alice)
}

#[tokio::test]
async fn a_busy_cloud_is_asked_again_and_a_refusal_fails_at_once_in_its_words_and_can_be_tried_again() {
    let (server, cloud, alice) = at_cloud().await;
    cloud.next("CreateRole", 1, Trouble::Throttled);
    cloud.next("CreateRole", 1, Trouble::Refused("NoPermission"));
    let batch = grant(&alice, &[&alice.id]).await.batch_id.unwrap();
    let put_off = async {
        while tasks(&alice, "").await[0].failure.is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = worker::run(server.app.clone(), pending()) => {}
        () = put_off => {}
    }
    let task = tasks(&alice, "").await.remove(0);
    assert_eq!((task.status, task.attempts), (TaskStatus::Waiting, 1));
    assert!(task.failure.unwrap().code.starts_with("Throttling"));
    assert!(task.next_attempt_at.unwrap().0 >= server.now().as_millisecond() + 3_000, "as the cloud asks");
    server.clock.advance(60);
    work_until(&server, &alice, &batch, |progress| progress.failed == 1).await;
    let task = tasks(&alice, "status=Failed").await.remove(0);
    assert_eq!(task.failure.unwrap().code, "NoPermission");
    assert_eq!(alice.administrator.events(EventKind::TaskFailed).await.len(), 1);
    assert_eq!(assignments(&alice).await, 0);
    assert_eq!(choose(&alice, paths::TASKS_RETRY, &Some(batch.clone())).await, 1);
    work_until(&server, &alice, &batch, |progress| progress.success == 1).await;
    assert_eq!(assignments(&alice).await, 1);
    assert_eq!(choose(&alice, paths::TASKS_RETRY, &Some(batch)).await, 0, "only what has failed");
}

#[tokio::test]
async fn a_removal_that_the_cloud_refuses_is_seen_and_nobody_logs_on_as_what_is_half_gone() {
    let (server, cloud, alice) = at_cloud().await;
    let batch = grant(&alice, &[&alice.id]).await.batch_id.unwrap();
    work_until(&server, &alice, &batch, |progress| progress.success == 1).await;
    cloud.next("DeleteRole", 1, Trouble::Refused("NoPermission"));
    let batch = revoke(&alice, &alice.id, STRATEGY).await.json::<Started>().batch_id.unwrap();
    work_until(&server, &alice, &batch, |progress| progress.failed == 1).await;
    assert_eq!(provisionings(&alice).await[0].status, ProvisioningStatus::DeprovisionFailed);
    let batch = grant(&alice, &[&alice.id]).await.batch_id.unwrap();
    assert_eq!(progress(&alice, &batch).await.success, 0, "the role is made again first");
    work_until(&server, &alice, &batch, |progress| progress.success == 1).await;
    assert_eq!(provisionings(&alice).await[0].status, ProvisioningStatus::Provisioned);
    assert_eq!(alice.log_on(&server, "").await.status, 200);
}

#[tokio::test]
async fn the_last_revocation_keeps_the_role_in_the_account_or_removes_it_as_it_says() {
    let (server, cloud, alice) = at_cloud().await;
    let stands = || {
        cloud.with_account(SHOP, |account| {
            (account.roles.contains_key("AliyunReservedSSO-Read-Only"), account.saml_providers.len())
        })
    };
    for (strategy, left) in [(DeprovisionStrategy::None, 1), (STRATEGY, 0)] {
        let batch = grant(&alice, &[&alice.id]).await.batch_id.unwrap();
        work_until(&server, &alice, &batch, |progress| progress.success == 1).await;
        assert_eq!(stands(), (true, 1));
        let batch = revoke(&alice, &alice.id, strategy).await.json::<Started>().batch_id.unwrap();
        let tasks = if strategy == STRATEGY { 2 } else { 1 };
        work_until(&server, &alice, &batch, |progress| progress.success == tasks).await;
        assert_eq!(stands(), (left == 1, left), "{strategy:?}");
        assert_eq!((assignments(&alice).await, provisionings(&alice).await.len()), (0, left), "{strategy:?}");
    }
    assert_eq!(alice.administrator.events(EventKind::AccessConfigurationDeprovisioned).await.len(), 1);
}

#[tokio::test]
async fn an_assignment_whose_role_does_not_stand_is_refused_at_the_click() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    for status in ["Deprovisioning", "DeprovisionFailed"] {
        let mut tx = server.app.db.write().await.unwrap();
        let text = "UPDATE access_configuration_provisionings SET status = $1";
        cloudsso::execute!(&mut tx, text, status).unwrap();
        tx.commit().await.unwrap();
        let answer = alice.log_on(&server, "").await;
        assert!(answer.location().starts_with("/portal/log-on-problem/"), "{status}");
    }
    let events = alice.administrator.events(EventKind::RoleLogOnRefused).await;
    assert!(events.len() == 2 && events.iter().all(|event| event.details["reason"] == "NotProvisioned"));
    alice.assert_nothing_issued().await;
}

#[tokio::test]
async fn an_account_that_is_gone_is_removed_with_what_stood_there_when_that_is_said() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    grant(&alice, &[&alice.id]).await;
    alice.administrator.finish_manual_work().await;
    revoke(&alice, &alice.id, DeprovisionStrategy::None).await;
    let path = with_id(paths::ACCOUNT, SHOP);
    assert_eq!(alice.administrator.delete(&path).await.error().code, ErrorCode::AccountProvisioned);
    change_policies(&alice, &["AliyunECSReadOnlyAccess"]).await;
    let provision = Provision {
        access_configuration_id: alice.configuration.id.clone(),
        account_ids: vec![alice.account.id.clone()],
    };
    alice.administrator.post(paths::PROVISIONINGS, &provision).await.json::<Started>();
    assert_eq!(alice.administrator.delete(&path).await.error().code, ErrorCode::AccountHasTasks);
    assert_eq!(alice.administrator.delete(&format!("{path}?forget=true")).await.status, 204);
    assert!(provisionings(&alice).await.is_empty() && alice.administrator.manual_work().await.is_empty());
    assert_eq!(alice.administrator.events(EventKind::ProvisioningForgotten).await.len(), 1);
    assert_eq!(alice.administrator.events(EventKind::TaskCanceled).await.len(), 1);
}

#[tokio::test]
async fn three_thousand_triplets_are_started_with_one_request() {
    let server = TestServer::start().await;
    let alice = alice(&server).await;
    let mut grant = GrantAccess::default();
    for number in 0..100_u64 {
        let id = (3_000_000_000_000_000 + number).to_string();
        grant
            .account_ids
            .push(alice.administrator.create_account(&id, &format!("Account {number}")).await.id);
    }
    for number in 0..10 {
        grant.user_ids.push(server.create_user(&format!("user-{number}")).await);
    }
    for number in 0..3 {
        let made = alice.administrator.create_access_configuration(&named(&format!("role-{number}"))).await;
        grant.access_configuration_ids.push(made.id);
    }
    let started: Started = alice.administrator.post(paths::ACCESS_ASSIGNMENTS, &grant).await.json();
    assert_eq!((started.tasks, started.existing), (3_000, 0));
    let batch = started.batch_id.unwrap();
    assert_eq!(progress(&alice, &batch).await.awaiting_administrator, 3_000);
    let page: Page<Task> =
        alice.administrator.get(&format!("{}?batch_id={batch}", paths::TASKS)).await.json();
    assert_eq!((page.total, page.items.len(), page.next.is_some()), (3_000, 50, true));
    assert_eq!(choose(&alice, paths::TASKS_CANCEL, &Some(batch)).await, 3_000);
    assert!(alice.administrator.manual_work().await.is_empty());
}
