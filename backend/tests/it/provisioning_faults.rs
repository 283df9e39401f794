//! A server that stops in the middle of provisioning, at every point at which it can, and another that finishes:
//! no role is left half made or half removed, none is made twice, and each access assignment is there once.

use std::future::pending;

use cloudsso::access::provisioning::{work, worker};
use shared::access_assignments::{DeprovisionStrategy, GrantAccess, Principal, RevokeAccess};
use shared::access_configurations::CreateAccessConfiguration;
use shared::events::EventKind;
use shared::ids::TaskBatchId;
use shared::paths::{self, with_id};
use shared::provisioning::{Comparison, RoleInAccount};
use shared::tasks::{BatchProgress, Started};

use crate::support::cloud::{StandInCloud, Trouble, client, server_with_cloud};
use crate::support::{Administrator, Person, SHOP, TestServer, named};

const INLINE: &str = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"oss:*","Resource":"*"}]}"#;

/// How long a server's lease is, and a little more.
const AFTER_THE_LEASE: i64 = 61;

/// How many of the account's roles are ours.
fn ours(account: &crate::support::cloud::Account) -> usize {
    account.roles.keys().filter(|name| name.starts_with("AliyunReservedSSO-")).count()
}

struct Scene {
    server: TestServer,
    cloud: StandInCloud,
    alice: Person,
}

impl Scene {
    /// Alice is to get an access configuration with two system policies and an inline policy.
    async fn new() -> Scene {
        let (server, cloud) = server_with_cloud().await;
        let configuration = CreateAccessConfiguration {
            system_policies: vec!["AliyunECSReadOnlyAccess".into(), "AliyunOSSReadOnlyAccess".into()],
            inline_policy: INLINE.into(),
            ..named("Read-Only")
        };
        let alice = Person::without_access(&server, "alice", configuration).await;
        Scene { server, cloud, alice }
    }

    fn administrator(&self) -> &Administrator {
        &self.alice.administrator
    }

    fn role(&self) -> RoleInAccount {
        RoleInAccount {
            account_id: self.alice.account.id.clone(),
            access_configuration_id: self.alice.configuration.id.clone(),
        }
    }

    async fn grant(&self) -> TaskBatchId {
        let grant = GrantAccess {
            user_ids: vec![self.alice.id.clone()],
            account_ids: vec![self.alice.account.id.clone()],
            access_configuration_ids: vec![self.alice.configuration.id.clone()],
            ..GrantAccess::default()
        };
        let started: Started = self.administrator().post(paths::ACCESS_ASSIGNMENTS, &grant).await.json();
        started.batch_id.unwrap()
    }

    async fn revoke_and_deprovision(&self) -> TaskBatchId {
        let revoke = RevokeAccess {
            principal: Principal::User(self.alice.id.clone()),
            account_id: self.alice.account.id.clone(),
            access_configuration_id: self.alice.configuration.id.clone(),
            deprovision_strategy: DeprovisionStrategy::DeprovisionForLastAccessAssignmentOnAccount,
        };
        let answer =
            self.administrator().write(axum::http::Method::DELETE, paths::ACCESS_ASSIGNMENTS, &revoke).await;
        let started: Started = answer.json();
        assert_eq!(started.tasks, 2);
        started.batch_id.unwrap()
    }

    async fn progress(&self, batch: &TaskBatchId) -> BatchProgress {
        self.administrator().get(&with_id(paths::TASK_BATCH, batch.as_str())).await.json()
    }

    /// A server on the same database works until the tasks are over.
    async fn finish(&self, batch: &TaskBatchId) {
        let over = async {
            while self.progress(batch).await.over() < self.progress(batch).await.total() {
                tokio::task::yield_now().await;
            }
        };
        let another = self.server.again_with(&self.cloud.settings()).await;
        tokio::select! {
            () = worker::run(another.app.clone(), pending()) => {}
            () = over => {}
        }
        let progress = self.progress(batch).await;
        assert_eq!(
            (progress.success, progress.total()),
            (progress.total(), progress.total()),
            "{progress:?}"
        );
    }

    /// The server stops at the call after so many others; answers whether it came that far.
    async fn stop_at_call(&self, calls: usize, batch: &TaskBatchId) -> bool {
        let held = crate::support::cloud::Held::default();
        self.cloud.after(calls, Trouble::Held(held.clone()));
        let over = async {
            while self.progress(batch).await.over() < self.progress(batch).await.total() {
                tokio::task::yield_now().await;
            }
        };
        let stopped = tokio::select! {
            () = worker::run(self.server.app.clone(), pending()) => false,
            () = held.reached() => true,
            () = over => false,
        };
        self.cloud.heal();
        stopped
    }

    async fn assert_role_stands_once(&self) {
        let comparison: Comparison =
            self.administrator().post(paths::PROVISIONING_COMPARISON, &self.role()).await.json();
        assert_eq!(comparison.differences, []);
        self.cloud.with_account(SHOP, |account| {
            let counts = (ours(account), account.policies.len(), account.saml_providers.len());
            assert_eq!(counts, (1, 1, 1));
            assert!(account.policies.values().all(|policy| policy.versions.len() == 1));
        });
        let list = self.administrator().get(paths::ACCESS_ASSIGNMENTS).await;
        let list: shared::page::Page<shared::access_assignments::AccessAssignment> = list.json();
        assert_eq!(list.total, 1);
        for kind in [EventKind::AccessGranted, EventKind::AccessConfigurationProvisioned] {
            assert_eq!(self.administrator().events(kind).await.len(), 1, "{kind:?}");
        }
        assert_eq!(self.alice.log_on(&self.server, "").await.status, 200);
    }

    async fn assert_nothing_is_left(&self) {
        self.cloud.with_account(SHOP, |account| {
            let counts = (ours(account), account.policies.len(), account.saml_providers.len());
            assert_eq!(counts, (0, 0, 0));
        });
        let list = self.administrator().get(paths::PROVISIONINGS).await;
        let list: shared::page::Page<shared::provisioning::Provisioning> = list.json();
        assert_eq!(list.total, 0);
        let kind = EventKind::AccessConfigurationDeprovisioned;
        assert_eq!(self.administrator().events(kind).await.len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_stops_at_any_call_of_a_role_being_made_is_followed_by_another() {
    let mut points = 0;
    loop {
        let scene = Scene::new().await;
        let batch = scene.grant().await;
        let stopped = scene.stop_at_call(points, &batch).await;
        if !stopped {
            scene.assert_role_stands_once().await;
            break;
        }
        assert_eq!(scene.progress(&batch).await.in_progress, 1);
        scene.server.clock.advance(AFTER_THE_LEASE);
        scene.finish(&batch).await;
        scene.assert_role_stands_once().await;
        points += 1;
    }
    assert!(points >= 10, "{points}");
}

#[tokio::test]
async fn a_server_that_stops_at_any_call_of_a_role_being_removed_is_followed_by_another() {
    let mut points = 0;
    loop {
        let scene = Scene::new().await;
        let granted = scene.grant().await;
        scene.finish(&granted).await;
        let batch = scene.revoke_and_deprovision().await;
        let stopped = scene.stop_at_call(points, &batch).await;
        if !stopped {
            scene.assert_nothing_is_left().await;
            break;
        }
        scene.server.clock.advance(AFTER_THE_LEASE);
        scene.finish(&batch).await;
        scene.assert_nothing_is_left().await;
        points += 1;
    }
    assert!(points >= 6, "{points}");
}

/// Takes up the one thing that is due.
async fn claim(scene: &Scene) -> Option<work::Job> {
    let server = &scene.server;
    let mut tx = server.app.db.write().await.unwrap();
    let due = work::list_due(&mut tx, server.now(), 10).await.unwrap();
    let metadata = cloudsso::cloud::idp_metadata(&mut tx, &server.directory, crate::support::PUBLIC_URL);
    let metadata = metadata.await.unwrap();
    let job = match due.first() {
        Some(role) => work::claim(&mut tx, role, &metadata, 60, server.now()).await.unwrap(),
        None => None,
    };
    tx.commit().await.unwrap();
    job
}

#[tokio::test]
async fn a_server_that_stops_before_the_first_call_or_after_the_last_is_followed_by_another() {
    for asked in [false, true] {
        let scene = Scene::new().await;
        let batch = scene.grant().await;
        let job = claim(&scene).await.unwrap();
        assert!(claim(&scene).await.is_none(), "nobody else gets it while it is held");
        if asked {
            let work::Todo::Make(wanted) = job.todo() else { panic!("it is to be made") };
            client(&scene.server).await.provision(wanted).await.unwrap();
        }
        scene.server.clock.advance(AFTER_THE_LEASE);
        scene.finish(&batch).await;
        scene.assert_role_stands_once().await;
        let server = &scene.server;
        let mut tx = server.app.db.write().await.unwrap();
        work::finish(&mut tx, &job, &Ok(()), 0, server.now()).await.unwrap();
        tx.commit().await.unwrap();
        scene.assert_role_stands_once().await;
    }
}

#[tokio::test]
async fn a_server_that_stops_before_the_outcome_is_committed_has_written_nothing() {
    let scene = Scene::new().await;
    let batch = scene.grant().await;
    let job = claim(&scene).await.unwrap();
    let work::Todo::Make(wanted) = job.todo() else { panic!("it is to be made") };
    client(&scene.server).await.provision(wanted).await.unwrap();
    let mut tx = scene.server.app.db.write().await.unwrap();
    work::finish(&mut tx, &job, &Ok(()), 0, scene.server.now()).await.unwrap();
    drop(tx);
    assert_eq!(scene.progress(&batch).await.in_progress, 1);
    scene.server.clock.advance(AFTER_THE_LEASE);
    scene.finish(&batch).await;
    scene.assert_role_stands_once().await;
}

#[tokio::test]
async fn answers_that_are_lost_do_no_harm() {
    for calls in 0..14 {
        let scene = Scene::new().await;
        let batch = scene.grant().await;
        scene.cloud.after(calls, Trouble::AnswerLost);
        let over = async {
            loop {
                let progress = scene.progress(&batch).await;
                if progress.over() == progress.total() {
                    return;
                }
                if progress.waiting == 1 {
                    scene.server.clock.advance(1);
                    scene.server.app.work.wake();
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = worker::run(scene.server.app.clone(), pending()) => {}
            () = over => {}
        }
        scene.cloud.heal();
        assert_eq!(scene.progress(&batch).await.success, 1);
        scene.assert_role_stands_once().await;
    }
}
