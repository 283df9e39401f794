//! RAM users in the accounts of a cloud: who works events off, what goes wrong meanwhile, and what then holds.

use std::future::pending;

use axum::http::Method;
use cloudsso::access::key_rotation;
use cloudsso::access::ram_users::work::{self, Due, Job};
use cloudsso::access::ram_users::worker;
use cloudsso::cloud::ram_user::RamUserMade;
use cloudsso::execute;
use shared::access_assignments::Principal;
use shared::events::EventKind;
use shared::groups::ChangeMembers;
use shared::ids::{GroupId, UserId};
use shared::key_rotation::{KeyRotation, RotationStep, StepKeyRotation};
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::provisioning::ManualAction;
use shared::ram_users::{
    ConflictPolicy, CreateRamUserProvisionings, DeletionPolicy, RamUser, RamUserEvent, RamUserEventStatus,
    RamUserEventsChanged, RamUserProvisioning, RamUserStatus, RetryRamUserEvents,
};

use crate::support::cloud::{self, Held, StandInCloud, Trouble, server_with_cloud};
use crate::support::{Administrator, SHOP, TestServer};

fn wanted(principal: Principal, deletion_policy: DeletionPolicy) -> CreateRamUserProvisionings {
    CreateRamUserProvisionings {
        principals: vec![principal],
        account_ids: vec![SHOP.parse().unwrap()],
        conflict_policy: ConflictPolicy::KeepBoth,
        deletion_policy,
        description: String::new(),
        user_sso_accepted: true,
    }
}

/// A RAM user that an administrator of the account made.
fn theirs() -> cloud::RamUser {
    cloud::RamUser { comments: "payroll".into(), has_password: true, ..cloud::RamUser::default() }
}

struct Scene {
    server: TestServer,
    cloud: StandInCloud,
    administrator: Administrator,
    ada: UserId,
    bob: UserId,
    team: GroupId,
}

impl Scene {
    async fn new() -> Scene {
        let (server, cloud) = server_with_cloud().await;
        let administrator = Administrator::of(&server).await;
        administrator.create_account(SHOP, "Shop").await;
        let ada = administrator.create_user("ada@example.com").await.id;
        let bob = administrator.create_user("bob@example.com").await.id;
        let team = administrator.create_group("team", &[&ada, &bob]).await;
        Scene { server, cloud, administrator, ada, bob, team }
    }

    async fn provision(&self, principal: Principal, deletion_policy: DeletionPolicy) {
        self.provision_with(principal, deletion_policy, ConflictPolicy::KeepBoth).await;
    }

    async fn provision_with(&self, principal: Principal, deletion: DeletionPolicy, conflict: ConflictPolicy) {
        let new = CreateRamUserProvisionings { conflict_policy: conflict, ..wanted(principal, deletion) };
        assert_eq!(self.administrator.post(paths::RAM_USER_PROVISIONINGS, &new).await.status, 201);
    }

    async fn provision_ada(&self) {
        self.provision(Principal::User(self.ada.clone()), DeletionPolicy::Delete).await;
    }

    async fn end_all(&self) {
        let all: Page<RamUserProvisioning> =
            self.administrator.get(paths::RAM_USER_PROVISIONINGS).await.json();
        for found in all.items {
            let path = with_id(paths::RAM_USER_PROVISIONING, found.id.as_str());
            assert_eq!(self.administrator.delete(&path).await.status, 204);
        }
    }

    async fn events(&self) -> Vec<RamUserEvent> {
        self.administrator.get(paths::RAM_USER_EVENTS).await.json::<Page<RamUserEvent>>().items
    }

    async fn ram_users(&self) -> Vec<RamUser> {
        self.administrator.get(paths::RAM_USERS).await.json::<Page<RamUser>>().items
    }

    async fn works_until(&self, server: &TestServer, ready: impl AsyncFn() -> bool) {
        let reached = async {
            while !ready().await {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = worker::run(server.app.clone(), pending()) => {}
            () = reached => {}
        }
    }

    async fn is_over(&self) -> bool {
        let ended = |event: &RamUserEvent| {
            matches!(event.status, RamUserEventStatus::Success | RamUserEventStatus::Failed)
        };
        self.events().await.iter().all(ended)
    }

    /// The server works until no event waits or is worked at.
    async fn finish(&self) {
        self.works_until(&self.server, async || self.is_over().await).await;
    }

    fn names(&self) -> Vec<String> {
        self.cloud.with_account(SHOP, |account| account.users.keys().cloned().collect())
    }

    fn is_sso_on(&self) -> bool {
        self.cloud.with_account(SHOP, |account| account.user_sso.on)
    }

    async fn statuses(&self) -> Vec<RamUserEventStatus> {
        self.events().await.into_iter().map(|event| event.status).collect()
    }

    async fn due(&self) -> Vec<Due> {
        let mut tx = self.server.app.db.read().await.unwrap();
        work::list_due(&mut tx, self.server.now(), 8).await.unwrap()
    }

    async fn claim(&self, due: &Due) -> Option<Job> {
        let mut tx = self.server.app.db.write().await.unwrap();
        let job = work::claim(&mut tx, due, "", 60, self.server.now()).await.unwrap();
        tx.commit().await.unwrap();
        job
    }

    async fn is_made(&self, job: &Job, principal_name: &str) {
        let made = RamUserMade { principal_name: principal_name.to_owned(), taken_over: false };
        let mut tx = self.server.app.db.write().await.unwrap();
        work::finish(&mut tx, job, &Ok(Some(made)), 0, self.server.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// As an identity provider renames by SCIM.
    async fn rename_ada(&self, name: &str) {
        let mut tx = self.server.app.db.write().await.unwrap();
        execute!(
            &mut tx,
            "UPDATE users SET user_name = $2, user_name_key = $2 WHERE id = $1",
            self.ada.as_str(),
            name
        )
        .unwrap();
        tx.commit().await.unwrap();
    }

    async fn leave(&self, user: &UserId) {
        let body = ChangeMembers { user_ids: vec![user.clone()] };
        let path = with_id(paths::GROUP_MEMBERS, self.team.as_str());
        assert_eq!(self.administrator.write(Method::DELETE, &path, &body).await.status, 200);
    }
}

#[tokio::test]
async fn a_groups_members_get_theirs_and_the_last_that_goes_takes_user_based_sso_with_it() {
    let scene = Scene::new().await;
    scene.provision(Principal::Group(scene.team.clone()), DeletionPolicy::Delete).await;
    scene.finish().await;
    assert_eq!((scene.names(), scene.is_sso_on()), (vec!["ada".to_owned(), "bob".to_owned()], true));
    assert!(scene.ram_users().await.iter().all(|ram_user| ram_user.status == RamUserStatus::Provisioned));
    assert_eq!(scene.administrator.events(EventKind::RamUserProvisioned).await.len(), 2);

    scene.leave(&scene.bob).await;
    scene.finish().await;
    assert_eq!((scene.names(), scene.is_sso_on()), (vec!["ada".to_owned()], true));
    scene.end_all().await;
    scene.finish().await;
    assert!(scene.names().is_empty() && !scene.is_sso_on() && scene.ram_users().await.is_empty());
    assert_eq!(scene.statuses().await, [RamUserEventStatus::Success; 4]);
}

#[tokio::test]
async fn two_that_go_at_the_same_time_leave_no_user_based_sso_behind() {
    let scene = Scene::new().await;
    scene.provision(Principal::Group(scene.team.clone()), DeletionPolicy::Delete).await;
    scene.finish().await;
    scene.end_all().await;
    scene.finish().await;
    assert!(scene.names().is_empty() && !scene.is_sso_on());
}

#[tokio::test]
async fn one_that_is_kept_stays_in_the_account_and_is_nobodys_here() {
    let scene = Scene::new().await;
    scene.provision(Principal::User(scene.ada.clone()), DeletionPolicy::Keep).await;
    scene.finish().await;
    scene.end_all().await;
    scene.finish().await;
    assert_eq!(scene.names(), ["ada"]);
    assert!(scene.ram_users().await.is_empty());
    let removed = Administrator::only(scene.administrator.events(EventKind::RamUserRemoved).await);
    assert_eq!(removed.details["deletion_policy"], "Keep");
}

#[tokio::test]
async fn a_refusal_fails_in_the_clouds_words_and_can_be_tried_again() {
    let scene = Scene::new().await;
    scene.cloud.next("CreateUser", 1, Trouble::Refused("NoPermission"));
    scene.provision_ada().await;
    scene.finish().await;
    let event = scene.events().await.remove(0);
    let failure = event.failure.unwrap();
    assert_eq!((event.status, failure.code.as_str()), (RamUserEventStatus::Failed, "NoPermission"));
    assert!(!failure.message.is_empty() && event.finished_at.is_some());
    let failed = Administrator::only(scene.administrator.events(EventKind::RamUserFailed).await);
    assert_eq!(
        (failed.target.as_str(), failed.details["code"].as_str()),
        ("ada@example.com", "NoPermission")
    );
    let all: Page<RamUserProvisioning> = scene.administrator.get(paths::RAM_USER_PROVISIONINGS).await.json();
    assert_eq!((all.items[0].ram_users, all.items[0].failed_events), (0, 1));

    let choice =
        RetryRamUserEvents { account_id: Some(SHOP.parse().unwrap()), ..RetryRamUserEvents::default() };
    let retry = async || {
        let answer = scene.administrator.post(paths::RAM_USER_EVENTS_RETRY, &choice).await;
        answer.json::<RamUserEventsChanged>().events
    };
    assert_eq!(retry().await, 1);
    scene.finish().await;
    assert_eq!(
        (scene.statuses().await, scene.names()),
        (vec![RamUserEventStatus::Success], vec!["ada".to_owned()])
    );
    assert_eq!(retry().await, 0);
    assert_eq!(scene.administrator.events(EventKind::RamUsersRetried).await.len(), 1);
}

#[tokio::test]
async fn a_busy_cloud_is_asked_again_later_and_not_before() {
    let scene = Scene::new().await;
    scene.cloud.next("CreateUser", 1, Trouble::Throttled);
    scene.provision_ada().await;
    let put_off = async || scene.events().await[0].failure.is_some();
    scene.works_until(&scene.server, put_off).await;
    let event = scene.events().await.remove(0);
    assert_eq!(event.status, RamUserEventStatus::Waiting);
    assert!(event.failure.unwrap().code.starts_with("Throttling"));
    scene.server.clock.advance(60);
    scene.finish().await;
    assert_eq!(scene.names(), ["ada"]);
    assert!(scene.events().await[0].failure.is_none());
}

#[tokio::test]
async fn a_server_that_stopped_after_the_cloud_had_done_it_is_followed_by_another_that_makes_no_second() {
    let scene = Scene::new().await;
    let held = Held::default();
    scene.cloud.next("SetUserSsoSettings", 1, Trouble::Held(held.clone()));
    scene.provision_ada().await;
    tokio::select! {
        () = worker::run(scene.server.app.clone(), pending()) => {}
        () = held.reached() => {}
    }
    assert_eq!(scene.statuses().await, [RamUserEventStatus::InProgress]);
    let another = scene.server.again_with(&scene.cloud.settings()).await;
    held.release();
    scene.server.clock.advance(3_600);
    let over = async || scene.events().await[0].status == RamUserEventStatus::Success;
    scene.works_until(&another, over).await;
    assert_eq!(scene.names(), ["ada"]);
    assert_eq!(scene.administrator.events(EventKind::RamUserProvisioned).await.len(), 1);
}

#[tokio::test]
async fn two_servers_never_work_at_one_ram_user_at_the_same_time() {
    let scene = Scene::new().await;
    let held = Held::default();
    scene.cloud.next("CreateUser", 1, Trouble::Held(held.clone()));
    scene.provision_ada().await;
    let due = scene.due().await;
    let another = scene.server.again_with(&scene.cloud.settings()).await;
    let both = async {
        tokio::join!(
            worker::run(scene.server.app.clone(), pending()),
            worker::run(another.app.clone(), pending())
        );
    };
    let over = async {
        held.reached().await;
        assert!(scene.due().await.is_empty() && scene.claim(&due[0]).await.is_none());
        held.release();
        while scene.events().await[0].status != RamUserEventStatus::Success {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! { () = both => {}, () = over => {} }
    let made = scene.cloud.calls().iter().filter(|call| call.contains("CreateUser")).count();
    assert_eq!((made, scene.names()), (1, vec!["ada".to_owned()]));
}

#[tokio::test]
async fn whoever_is_deleted_or_leaves_while_the_ram_user_is_made_loses_it_again() {
    for deleted in [true, false] {
        let scene = Scene::new().await;
        let held = Held::default();
        scene.leave(&scene.bob).await;
        scene.cloud.next("CreateUser", 1, Trouble::Held(held.clone()));
        scene.provision(Principal::Group(scene.team.clone()), DeletionPolicy::Delete).await;
        let meanwhile = async || {
            held.reached().await;
            scene.leave(&scene.ada).await;
            if deleted {
                let path = with_id(paths::USER, scene.ada.as_str());
                assert_eq!(scene.administrator.delete(&path).await.status, 204);
            }
            held.release();
            while !scene.ram_users().await.is_empty() {
                tokio::task::yield_now().await;
            }
            true
        };
        scene.works_until(&scene.server, meanwhile).await;
        assert!(scene.names().is_empty() && !scene.is_sso_on(), "{deleted}");
        assert!(scene.statuses().await.iter().all(|status| *status == RamUserEventStatus::Success));
    }
}

#[tokio::test]
async fn without_a_credential_any_more_what_a_server_left_waits_for_an_administrator() {
    let scene = Scene::new().await;
    let held = Held::default();
    scene.cloud.next("CreateUser", 1, Trouble::Held(held.clone()));
    scene.provision_ada().await;
    tokio::select! {
        () = worker::run(scene.server.app.clone(), pending()) => {}
        () = held.reached() => {}
    }
    assert_eq!(scene.administrator.delete(paths::CLOUD_CREDENTIAL).await.status, 204);
    scene.server.clock.advance(3_600);
    let waits = async || scene.statuses().await == [RamUserEventStatus::AwaitingAdministrator];
    scene.works_until(&scene.server, waits).await;
    assert!(!scene.events().await[0].by_hand.as_ref().unwrap().removes);
    // What was never seen standing is told by its mark: the name that it would have got may be somebody else's.
    scene.end_all().await;
    let by_hand = scene.events().await.remove(0).by_hand.unwrap();
    let step = &by_hand.steps[0];
    assert_eq!((by_hand.removes, step.action), (true, ManualAction::DeleteMarkedRamUser));
    assert!(step.name.ends_with(scene.ada.as_str()) && !by_hand.command_lines.contains("DeleteUser"));
}

#[tokio::test]
async fn two_that_would_take_over_the_same_ram_user_come_one_after_the_other_and_one_gets_it() {
    let scene = Scene::new().await;
    let namesake = scene.administrator.create_user("ada@example.org").await.id;
    let both = scene.administrator.create_group("namesakes", &[&scene.ada, &namesake]).await;
    scene.cloud.with_account(SHOP, |account| account.users.insert("ada".into(), theirs()));
    let held = scene.cloud.hold("UpdateUser");
    scene.provision_with(Principal::Group(both), DeletionPolicy::Delete, ConflictPolicy::TakeOver).await;
    let one_at_a_time = async || {
        held.reached().await;
        let begun = scene.statuses().await;
        assert_eq!(begun.iter().filter(|&&status| status == RamUserEventStatus::InProgress).count(), 1);
        held.release();
        while !scene.is_over().await {
            tokio::task::yield_now().await;
        }
        true
    };
    scene.works_until(&scene.server, one_at_a_time).await;
    let standing = scene.ram_users().await;
    let stands = |it: &&RamUser| it.status == RamUserStatus::Provisioned;
    assert_eq!((standing.len(), standing.iter().filter(stands).count()), (2, 1));
    let failure = scene.events().await.into_iter().find_map(|event| event.failure).unwrap();
    assert_eq!(failure.code, "RamUserOfAnotherUser");
}

#[tokio::test]
async fn one_account_where_somebody_works_does_not_keep_others_waiting_and_none_gets_anothers_ram_user() {
    let scene = Scene::new().await;
    scene.provision(Principal::Group(scene.team.clone()), DeletionPolicy::Delete).await;
    let due = scene.due().await;
    assert_eq!(due.len(), 2);
    let stopped = scene.claim(&due[0]).await.unwrap();
    assert!(scene.due().await.is_empty() && scene.claim(&due[1]).await.is_none());
    scene.administrator.create_account("2000000000000002", "Log").await;
    let mut elsewhere = wanted(Principal::User(scene.ada.clone()), DeletionPolicy::Delete);
    elsewhere.account_ids = vec!["2000000000000002".parse().unwrap()];
    assert_eq!(scene.administrator.post(paths::RAM_USER_PROVISIONINGS, &elsewhere).await.status, 201);
    assert_eq!(scene.due().await.len(), 1);
    // Whoever had it stopped.
    scene.server.clock.advance(61);
    assert_eq!(scene.due().await.len(), 3);
    let second = scene.claim(&due[1]).await.unwrap();
    scene.is_made(&second, "ada@shop.onaliyun.com").await;
    let first = scene.claim(&due[0]).await.unwrap();
    scene.is_made(&stopped, "bob@shop.onaliyun.com").await;
    scene.is_made(&first, "Ada@2000000000000001.onaliyun.com").await;
    let failed: Vec<_> = scene.events().await.into_iter().filter_map(|event| event.failure).collect();
    assert_eq!((failed.len(), failed[0].code.as_str()), (1, "RamUserOfAnotherUser"));
    let stands = |it: &&RamUser| it.status == RamUserStatus::Provisioned;
    assert_eq!(scene.ram_users().await.iter().filter(stands).count(), 1);
}

#[tokio::test]
async fn what_was_made_under_a_name_is_found_by_it_when_the_user_is_called_otherwise_since() {
    let scene = Scene::new().await;
    scene.provision_ada().await;
    scene.rename_ada("lovelace@example.com").await;
    for name in ["king@example.com", "byron@example.com"] {
        scene.cloud.next("SetUserSsoSettings", 1, Trouble::Refused("NoPermission"));
        scene.finish().await;
        assert_eq!(
            (scene.names(), scene.statuses().await),
            (vec!["lovelace".into()], vec![RamUserEventStatus::Failed])
        );
        scene.rename_ada(name).await;
        let choice = RetryRamUserEvents { user_id: Some(scene.ada.clone()), ..RetryRamUserEvents::default() };
        assert_eq!(scene.administrator.post(paths::RAM_USER_EVENTS_RETRY, &choice).await.status, 200);
    }
    scene.end_all().await;
    scene.finish().await;
    assert!(scene.names().is_empty() && scene.ram_users().await.is_empty());
}

#[tokio::test]
async fn a_rotation_of_the_key_reaches_accounts_that_have_ram_users_only() {
    let scene = Scene::new().await;
    scene.provision_ada().await;
    scene.finish().await;
    let document = || scene.cloud.with_account(SHOP, |account| account.user_sso.metadata.clone());
    let before = document();
    let step = StepKeyRotation { step: RotationStep::Start };
    let rotation: KeyRotation = scene.administrator.post(paths::KEY_ROTATION, &step).await.json();
    assert_eq!((rotation.accounts.len(), rotation.accounts[0].done), (1, false));
    assert!(key_rotation::work::work(&scene.server.app).await.unwrap());
    assert_ne!(document(), before);
    let rotation: KeyRotation = scene.administrator.get(paths::KEY_ROTATION).await.json();
    assert!(rotation.accounts[0].done, "{:?}", rotation.accounts[0].failure);
    scene.cloud.with_account(SHOP, |account| assert!(account.saml_providers.is_empty()));
}

#[tokio::test]
async fn a_rotation_leaves_user_based_sso_off_where_it_is_off_and_ram_users_wait_for_it() {
    let scene = Scene::new().await;
    scene.provision_ada().await;
    scene.finish().await;
    scene.cloud.with_account(SHOP, |account| account.user_sso.on = false);
    scene.provision(Principal::User(scene.bob.clone()), DeletionPolicy::Delete).await;
    let due = scene.due().await;
    assert_eq!(due.len(), 1);
    let step = StepKeyRotation { step: RotationStep::Start };
    assert_eq!(scene.administrator.post(paths::KEY_ROTATION, &step).await.status, 200);
    let held = scene.cloud.hold("GetUserSsoSettings");
    let waits = async {
        held.reached().await;
        assert!(scene.due().await.is_empty() && scene.claim(&due[0]).await.is_none());
        held.release();
    };
    let (worked, ()) = tokio::join!(key_rotation::work::work(&scene.server.app), waits);
    assert!(worked.unwrap() && !scene.is_sso_on());
    let rotation: KeyRotation = scene.administrator.get(paths::KEY_ROTATION).await.json();
    assert!(rotation.accounts[0].done, "{:?}", rotation.accounts[0].failure);
    scene.finish().await;
    assert!(scene.is_sso_on(), "for whoever gets one");
}
