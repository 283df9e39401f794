//! RAM users in the cloud's accounts: made, found again, taken over and removed, and the accounts' user-based SSO, at a
//! cloud that verifies every signature and can be told to fail.

use cloudsso::cloud::alibaba::{self, Client, UserLogOn};
use cloudsso::cloud::ram_user::{RamUserMade, UnwantedRamUser, WantedRamUser, mark};
use cloudsso::cloud::role::{CloudFault, Remedy};
use shared::ram_users::{ConflictPolicy, DeletionPolicy};

use crate::alibaba::{as_it_is, interrupted_everywhere};
use crate::support::cloud::{
    Account, RamUser, StandInCloud, Trouble, UserSso, client, read_only, server_with_cloud,
};
use crate::support::{PUBLIC_URL, SHOP, TestServer};

const PRINCIPAL: &str = "ada@2000000000000001.onaliyun.com";
const SUFFIXED: &str = "ada_sso@2000000000000001.onaliyun.com";
const THEIRS: &str = "<?xml version=\"1.0\"?><md:EntityDescriptor entityID=\"https://adfs.example\">\
    <md:IDPSSODescriptor></md:IDPSSODescriptor></md:EntityDescriptor>";

struct World {
    server: TestServer,
    cloud: StandInCloud,
    client: Client,
    wanted: WantedRamUser,
}

impl World {
    async fn new() -> World {
        let (server, cloud) = server_with_cloud().await;
        let client = client(&server).await;
        let wanted = WantedRamUser {
            account: SHOP.parse().unwrap(),
            name: "ada".into(),
            display_name: "Augusta Ada King, Countess of Lovelace".into(),
            mark: mark(&server.directory.id, &"u-ada".parse().unwrap()),
            conflict_policy: ConflictPolicy::KeepBoth,
            standing: None,
            saml_metadata: read_only(&server, SHOP).await.saml_metadata,
        };
        World { server, cloud, client, wanted }
    }

    fn unwanted(&self, deletion_policy: DeletionPolicy, last_of_account: bool) -> UnwantedRamUser {
        UnwantedRamUser {
            account: self.wanted.account.clone(),
            principal_name: None,
            name: "ada".into(),
            mark: self.wanted.mark.clone(),
            deletion_policy,
            saml_metadata: self.wanted.saml_metadata.clone(),
            last_of_account,
        }
    }

    /// A RAM user that an administrator of the account made, with all that can hang on one.
    fn add_theirs(&self, name: &str, comments: &str) {
        let user = RamUser {
            display_name: "Ada".into(),
            comments: comments.into(),
            has_password: true,
            mfa_device: true,
            policies: vec![("AdministratorAccess".into(), "System".into()), ("Own".into(), "Custom".into())],
            groups: vec!["web".into(), "data".into()],
            access_keys: vec!["LTAI1".into(), "LTAI2".into()],
        };
        self.change(|account| account.users.insert(name.into(), user));
    }

    fn change<T>(&self, change: impl FnOnce(&mut Account) -> T) -> T {
        self.cloud.with_account(SHOP, change)
    }

    fn user(&self, name: &str) -> RamUser {
        self.change(|account| account.users[name].clone())
    }

    /// A response of ours for this account and RAM user.
    async fn response(&self, account: &str, principal_name: &str) -> String {
        let mut tx = self.server.app.db.write().await.unwrap();
        let key = self.server.app.keys.cloud_identity_provider(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let now = self.server.clock.now();
        let log_on = UserLogOn {
            issuer: self.server.directory.idp_entity_id(PUBLIC_URL),
            account_id: &account.parse().unwrap(),
            principal_name: principal_name.into(),
            session_hours: 6,
            signed_in_at: now,
            session_label: "s-1".into(),
        };
        let response = alibaba::user_response(log_on, &self.server.app.config.alibaba, now);
        saml::user_response::sign(&response, &key, now).unwrap().xml
    }

    async fn put(&self) -> Result<RamUserMade, CloudFault> {
        self.client.put_ram_user(&self.wanted).await
    }

    /// Refused for this reason, and nothing in the account is other than it was.
    async fn refused(&self, code: &str) {
        let before = as_it_is(&self.cloud, SHOP);
        let fault = self.put().await.unwrap_err();
        assert_eq!((fault.code.as_str(), fault.remedy), (code, Remedy::Refused), "{}", fault.message);
        assert_eq!(as_it_is(&self.cloud, SHOP), before);
    }
}

fn made(principal_name: &str) -> RamUserMade {
    RamUserMade { principal_name: principal_name.into(), taken_over: false }
}

#[tokio::test]
async fn a_ram_user_is_made_without_permissions_and_a_second_time_changes_nothing() {
    let world = World::new().await;
    assert_eq!(world.put().await.unwrap(), made(PRINCIPAL));
    let user = RamUser {
        display_name: "Augusta Ada King, Counte".into(),
        comments: world.wanted.mark.clone(),
        ..RamUser::default()
    };
    assert_eq!(world.user("ada"), user);
    let sso = UserSso { on: true, metadata: world.wanted.saml_metadata.clone(), ..UserSso::default() };
    assert_eq!(world.change(|account| account.user_sso.clone()), sso);
    let before = as_it_is(&world.cloud, SHOP);
    world.cloud.forget_calls();
    assert_eq!(world.put().await.unwrap(), made(PRINCIPAL));
    assert_eq!(as_it_is(&world.cloud, SHOP), before);
    let reads = ["GetUserSsoSettings", "GetDefaultDomain", "GetUser", "GetUser"];
    assert_eq!(world.cloud.calls(), reads.map(|action| format!("{SHOP} {action}")));
}

#[tokio::test]
async fn an_account_with_a_domain_of_its_own_gets_principal_names_of_that_domain() {
    let mut world = World::new().await;
    world.change(|account| account.default_domain = Some("shop.onaliyun.com".into()));
    world.wanted.display_name = " ".into();
    let standing = world.put().await.unwrap();
    assert_eq!(standing, made("ada@shop.onaliyun.com"));
    assert_eq!(world.user("ada").display_name, "ada");
    // A domain that changes takes every principal name along.
    world.wanted.standing = Some(standing.principal_name);
    world.change(|account| account.default_domain = None);
    assert_eq!(world.put().await.unwrap(), made(PRINCIPAL));
    assert_eq!(world.change(|account| account.users.len()), 1);
}

#[tokio::test]
async fn a_name_that_is_taken_is_left_to_whoever_has_it() {
    let mut world = World::new().await;
    world.add_theirs("ada", "payroll");
    let theirs = world.user("ada");
    assert_eq!(world.put().await.unwrap(), made(SUFFIXED));
    assert_eq!(world.user("ada"), theirs);
    assert_eq!(world.user("ada_sso").comments, world.wanted.mark);
    // Found again, also when the first name has become free.
    assert_eq!(world.put().await.unwrap(), made(SUFFIXED));
    world.change(|account| account.users.remove("ada"));
    assert_eq!(world.put().await.unwrap(), made(SUFFIXED));
    world.wanted.standing = Some(SUFFIXED.into());
    assert_eq!(world.put().await.unwrap(), made(SUFFIXED));
    assert_eq!(world.change(|account| account.users.len()), 1);
}

#[tokio::test]
async fn two_names_that_are_taken_are_refused_before_passwords_end() {
    let world = World::new().await;
    for name in ["ada", "ada_sso"] {
        world.add_theirs(name, "");
    }
    world.refused("RamUserNameTaken").await;
    assert!(world.cloud.log_on_by_password(SHOP, "ada"));
}

#[tokio::test]
async fn what_is_taken_over_keeps_everything_but_its_password() {
    let mut world = World::new().await;
    world.wanted.conflict_policy = ConflictPolicy::TakeOver;
    world.add_theirs("ada", "payroll");
    let theirs = world.user("ada");
    let taken_over = RamUserMade { principal_name: PRINCIPAL.into(), taken_over: true };
    for _ in 0..2 {
        assert_eq!(world.put().await.unwrap(), taken_over);
        let comments = format!("{} taken over", world.wanted.mark);
        assert_eq!(world.user("ada"), RamUser { has_password: false, comments, ..theirs.clone() });
    }
}

#[tokio::test]
async fn another_persons_ram_user_is_never_taken_over() {
    let mut world = World::new().await;
    let another = world.wanted.mark.replace("u-ada", "u-adam");
    for comments in [another.clone(), format!("{another} taken over"), "CloudSSO d-x u-y".into()] {
        world.add_theirs("ada", &comments);
        world.wanted.conflict_policy = ConflictPolicy::TakeOver;
        world.refused("RamUserOfAnotherUser").await;
        world.wanted.conflict_policy = ConflictPolicy::KeepBoth;
        assert_eq!(world.put().await.unwrap(), made(SUFFIXED));
        world.change(|account| account.users.remove("ada_sso"));
    }
}

#[tokio::test]
async fn user_based_sso_of_another_identity_provider_is_never_replaced() {
    let world = World::new().await;
    let theirs = UserSso { on: true, metadata: THEIRS.into(), ..UserSso::default() };
    world.change(|account| account.user_sso = theirs.clone());
    world.refused("UserSsoOfAnotherIdentityProvider").await;
    let account = &world.wanted.account;
    let fault = world.client.put_user_sso(account, &world.wanted.saml_metadata).await.unwrap_err();
    assert_eq!(fault.code, "UserSsoOfAnotherIdentityProvider");
    world.client.remove_ram_user(&world.unwanted(DeletionPolicy::Delete, true)).await.unwrap();
    assert_eq!(world.change(|account| account.user_sso.clone()), theirs, "nor turned off");
}

#[tokio::test]
async fn user_based_sso_that_is_off_becomes_ours_and_keeps_its_auxiliary_domain() {
    let world = World::new().await;
    let off = UserSso {
        on: false,
        metadata: THEIRS.into(),
        auxiliary_domain: "example.com".into(),
        without_domain: true,
    };
    world.change(|account| account.user_sso = off);
    world.put().await.unwrap();
    let ours = UserSso {
        on: true,
        metadata: world.wanted.saml_metadata.clone(),
        auxiliary_domain: "example.com".into(),
        without_domain: false,
    };
    assert_eq!(world.change(|account| account.user_sso.clone()), ours);
}

#[tokio::test]
async fn keys_that_are_rotated_reach_user_based_sso_that_is_ours() {
    let world = World::new().await;
    world.put().await.unwrap();
    let other_keys = world.wanted.saml_metadata.replace("MII", "MIJ");
    assert_ne!(other_keys, world.wanted.saml_metadata);
    for _ in 0..2 {
        world.client.put_user_sso(&world.wanted.account, &other_keys).await.unwrap();
        let held = world.change(|account| (account.user_sso.on, account.user_sso.metadata.clone()));
        assert_eq!(held, (true, other_keys.clone()));
    }
    world.put().await.unwrap();
    assert_eq!(world.change(|account| account.user_sso.metadata.clone()), world.wanted.saml_metadata);
}

#[tokio::test]
async fn a_ram_user_that_stands_is_made_again_when_it_is_gone_and_refused_when_it_lost_its_mark() {
    let mut world = World::new().await;
    world.wanted.standing = Some(SUFFIXED.into());
    assert_eq!(world.put().await.unwrap(), made(SUFFIXED), "under the name that people know");
    world.change(|account| account.users.get_mut("ada_sso").unwrap().comments = "mine now".into());
    world.refused("RamUserNameTaken").await;
    world.wanted.conflict_policy = ConflictPolicy::TakeOver;
    assert!(world.put().await.unwrap().taken_over);
}

#[tokio::test]
async fn a_user_without_a_name_that_the_cloud_could_have_is_refused() {
    let mut world = World::new().await;
    world.wanted.name = String::new();
    world.refused("NoRamUserName").await;
}

#[tokio::test]
async fn a_ram_user_is_deleted_with_all_that_hangs_on_it_and_the_last_one_ends_user_based_sso() {
    let world = World::new().await;
    world.add_theirs("eva", "");
    let eva = world.user("eva");
    world.add_theirs("ada", &format!("{} taken over", world.wanted.mark));
    world.put().await.unwrap();
    assert!(!world.cloud.log_on_by_password(SHOP, "eva"), "as long as user-based SSO is on");
    for last in [false, true, true] {
        world.client.remove_ram_user(&world.unwanted(DeletionPolicy::Delete, last)).await.unwrap();
        let users: Vec<(String, RamUser)> =
            world.change(|account| account.users.clone()).into_iter().collect();
        assert_eq!(users, [("eva".to_owned(), eva.clone())]);
        assert_eq!(world.change(|account| account.user_sso.on), !last);
        assert_eq!(world.cloud.log_on_by_password(SHOP, "eva"), last);
    }
}

#[tokio::test]
async fn a_ram_user_that_is_kept_bears_no_mark_and_everything_else() {
    let world = World::new().await;
    world.add_theirs("ada", &world.wanted.mark);
    let before = world.user("ada");
    for _ in 0..2 {
        world.client.remove_ram_user(&world.unwanted(DeletionPolicy::Keep, false)).await.unwrap();
        let comments = "Kept when CloudSSO stopped provisioning it".to_owned();
        assert_eq!(world.user("ada"), RamUser { comments, ..before.clone() });
    }
    // And is somebody else's from then on.
    assert_eq!(world.put().await.unwrap(), made(SUFFIXED));
}

#[tokio::test]
async fn what_does_not_bear_the_mark_is_never_removed() {
    let world = World::new().await;
    world.add_theirs("ada", &format!("{}x", world.wanted.mark));
    world.add_theirs("ada_sso", "");
    let before = as_it_is(&world.cloud, SHOP);
    for principal_name in [None, Some(PRINCIPAL.to_owned()), Some(SUFFIXED.to_owned())] {
        let unwanted = UnwantedRamUser { principal_name, ..world.unwanted(DeletionPolicy::Delete, true) };
        world.client.remove_ram_user(&unwanted).await.unwrap();
        assert_eq!(as_it_is(&world.cloud, SHOP), before);
    }
}

#[tokio::test]
async fn wherever_making_a_ram_user_is_interrupted_the_next_attempt_finishes_it() {
    for conflict_policy in [ConflictPolicy::KeepBoth, ConflictPolicy::TakeOver] {
        let mut world = World::new().await;
        world.wanted.conflict_policy = conflict_policy;
        world.add_theirs("ada", "");
        let empty = as_it_is(&world.cloud, SHOP);
        world.put().await.unwrap();
        let whole = as_it_is(&world.cloud, SHOP);
        let prepare = async || world.change(|account| *account = empty.clone());
        let run = async || world.put().await.map(|_| ());
        let check = || async { assert_eq!(as_it_is(&world.cloud, SHOP), whole) };
        let points = interrupted_everywhere(&world.client, &world.cloud, prepare, run, check).await;
        assert!(points >= 6, "only {points} calls");
    }
}

#[tokio::test]
async fn wherever_removing_a_ram_user_is_interrupted_the_next_attempt_finishes_it() {
    let world = World::new().await;
    world.add_theirs("ada", &world.wanted.mark);
    world.put().await.unwrap();
    let whole = as_it_is(&world.cloud, SHOP);
    let prepare = async || world.change(|account| *account = whole.clone());
    let run = async || world.client.remove_ram_user(&world.unwanted(DeletionPolicy::Delete, true)).await;
    let check = || async {
        world.change(|account| assert!(account.users.is_empty() && !account.user_sso.on));
    };
    let points = interrupted_everywhere(&world.client, &world.cloud, prepare, run, check).await;
    assert!(points >= 15, "only {points} calls");
}

#[tokio::test]
async fn a_name_that_somebody_takes_between_two_calls_is_looked_at_again_later() {
    let world = World::new().await;
    let held = world.cloud.hold("CreateUser");
    let (outcome, ()) = tokio::join!(world.put(), async {
        held.reached().await;
        world.add_theirs("ada", "");
        held.release();
    });
    let fault = outcome.unwrap_err();
    assert_eq!(
        (fault.code.as_str(), fault.remedy),
        ("RamUserMadeMeanwhile", Remedy::TryAgain { after: None })
    );
    assert_eq!(world.put().await.unwrap(), made(SUFFIXED));
}

#[tokio::test]
async fn a_cloud_that_is_busy_is_asked_again_and_one_that_refuses_is_not() {
    let world = World::new().await;
    world.cloud.next("SetUserSsoSettings", 1, Trouble::Throttled);
    let fault = world.put().await.unwrap_err();
    assert!(matches!(fault.remedy, Remedy::TryAgain { after: Some(_) }), "{fault:?}");
    world.cloud.next("SetUserSsoSettings", 1, Trouble::Refused("NoPermission"));
    let fault = world.put().await.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.remedy), ("NoPermission", Remedy::Refused));
    assert_eq!(world.put().await.unwrap(), made(PRINCIPAL));
}

#[tokio::test]
async fn an_account_lets_in_the_ram_users_it_has_once_and_while_user_based_sso_is_on() {
    let world = World::new().await;
    world.cloud.add_member("2000000000000002", "Log");
    let response = world.response(SHOP, PRINCIPAL).await;
    let log_on = |response: &str| world.cloud.log_on_as_ram_user(response);
    let refused = |response: &str| log_on(response).unwrap_err();
    assert_eq!(refused(&response), "user-based SSO of the account is off");
    world.put().await.unwrap();
    assert_eq!(refused(&world.response(SHOP, SUFFIXED).await), "there is no such RAM user");
    let elsewhere = world.response("2000000000000002", PRINCIPAL).await;
    assert_eq!(refused(&elsewhere), "user-based SSO of the account is off");
    let late = world.response(SHOP, PRINCIPAL).await;
    assert_eq!(log_on(&response), Ok((PRINCIPAL.to_owned(), "2026-06-21T15:30:00Z".to_owned())));
    assert_eq!(refused(&response), "used before");
    world.server.clock.advance(300);
    assert_eq!(refused(&late), "not at this moment");
    let after = world.response(SHOP, PRINCIPAL).await;
    world.client.remove_ram_user(&world.unwanted(DeletionPolicy::Keep, true)).await.unwrap();
    assert_eq!(refused(&after), "user-based SSO of the account is off");
}
