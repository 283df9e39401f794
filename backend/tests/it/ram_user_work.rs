//! RAM users in the accounts of a cloud: who works events off, what goes wrong meanwhile, and what then holds.

use std::future::pending;

use axum::http::Method;
use cloudsso::access::{key_rotation, ram_users::worker};
use shared::access_assignments::Principal;
use shared::events::EventKind;
use shared::groups::ChangeMembers;
use shared::ids::{GroupId, UserId};
use shared::key_rotation::{KeyRotation, RotationStep, StepKeyRotation};
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::ram_users::{
    ConflictPolicy, CreateRamUserProvisionings, DeletionPolicy, RamUser, RamUserEvent, RamUserEventStatus,
    RamUserEventsChanged, RamUserProvisioning, RamUserStatus, RetryRamUserEvents,
};

use crate::support::cloud::{Held, StandInCloud, Trouble, server_with_cloud};
use crate::support::{Administrator, SHOP, TestServer};

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
        let new = CreateRamUserProvisionings {
            principals: vec![principal],
            account_ids: vec![SHOP.parse().unwrap()],
            conflict_policy: ConflictPolicy::KeepBoth,
            deletion_policy,
            description: String::new(),
            user_sso_accepted: true,
        };
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

    /// The server works until no event waits or is worked at.
    async fn finish(&self) {
        let over = async || {
            let ended = |event: &RamUserEvent| {
                matches!(event.status, RamUserEventStatus::Success | RamUserEventStatus::Failed)
            };
            self.events().await.iter().all(ended)
        };
        self.works_until(&self.server, over).await;
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
    let another = scene.server.again_with(&scene.cloud.settings()).await;
    let both = async {
        tokio::join!(
            worker::run(scene.server.app.clone(), pending()),
            worker::run(another.app.clone(), pending())
        );
    };
    let over = async {
        held.reached().await;
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
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
