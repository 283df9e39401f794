//! Rotation of the key that signs role logons: at every moment the cloud lets people in.

use cloudsso::access::key_rotation::work::work;
use cloudsso::execute;
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::key_rotation::{KeyRotation, MarkRotationAccount, RotationPhase, RotationStep, StepKeyRotation};
use shared::paths;

use crate::support::cloud::{
    ACCESS_KEY_SECRET, StandInCloud, Trouble, client, enter_access_key, read_only, server_at_cloud,
};
use crate::support::{Administrator, Answer, Person, PostPage, SHOP, TestServer};

const OTHER: &str = "3000000000000009";

/// A company with roles in two accounts, and somebody who may log on to one.
struct Company {
    server: TestServer,
    cloud: StandInCloud,
    administrator: Administrator,
    alice: Person,
}

impl Company {
    async fn new() -> Company {
        Self::with(true).await
    }

    /// Access is granted by hand, before there is a credential.
    async fn with(credential: bool) -> Company {
        let (server, cloud) = server_at_cloud(&[]).await;
        let alice = Person::alice(&server).await;
        let administrator = alice.administrator.clone();
        cloud.add_member(OTHER, "Warehouse");
        administrator.create_account(OTHER, "Warehouse").await;
        if credential {
            enter_access_key(&server, ACCESS_KEY_SECRET).await;
        }
        let company = Company { server, cloud, administrator, alice };
        for account in [SHOP, OTHER] {
            company.provisioned(account).await;
        }
        company
    }

    /// The role stands in the account.
    async fn provisioned(&self, account: &str) {
        let wanted = read_only(&self.server, account).await;
        self.cloud.with_account(account, |account| {
            account.saml_providers.insert(wanted.saml_provider_name.clone(), wanted.saml_metadata.clone());
        });
        if self.is_automatic().await {
            client(&self.server).await.provision(&wanted).await.unwrap();
        }
        let mut tx = self.server.app.db.write().await.unwrap();
        execute!(
            &mut tx,
            "INSERT INTO access_configuration_provisionings
                 (account_id, access_configuration_id, status, inline_policy, provisioned_at)
             VALUES ($1, $2, 'Provisioned', '', 0) ON CONFLICT DO NOTHING",
            account,
            self.alice.configuration.id.as_str()
        )
        .unwrap();
        tx.commit().await.unwrap();
    }

    async fn is_automatic(&self) -> bool {
        !self.rotation().await.by_hand
    }

    async fn rotation(&self) -> KeyRotation {
        self.administrator.get(paths::KEY_ROTATION).await.json()
    }

    async fn step(&self, step: RotationStep) -> Answer {
        self.administrator.post(paths::KEY_ROTATION, &StepKeyRotation { step }).await
    }

    async fn take(&self, step: RotationStep) -> KeyRotation {
        self.step(step).await.json()
    }

    #[track_caller]
    fn conflict(answer: &Answer) {
        assert_eq!((answer.status, answer.error().code), (409, ErrorCode::KeyRotationConflict));
    }

    async fn mark(&self, account: &str, done: bool) -> Answer {
        let body = MarkRotationAccount { account_id: account.parse().unwrap(), done };
        self.administrator.post(paths::KEY_ROTATION_ACCOUNT, &body).await
    }

    async fn done(&self) -> Vec<bool> {
        self.rotation().await.accounts.iter().map(|account| account.done).collect()
    }

    /// Alice logs on at this server, and the cloud lets her in.
    async fn logs_on_at(&self, server: &TestServer) {
        let alice = self.alice.at(self.alice.browser.at(&server.router));
        let page = PostPage::of(&alice.log_on(server, "").await);
        assert_eq!(self.cloud.log_on(&page.response()).as_deref(), Ok("alice@example.com"));
    }

    async fn logs_on(&self) {
        self.logs_on_at(&self.server).await;
    }

    /// Everything that waits is done; the cloud lets people in after each piece.
    async fn work(&self) {
        while work(&self.server.app).await.unwrap() {
            self.logs_on().await;
        }
    }

    fn certificates_in(&self, account: &str) -> usize {
        let name = self.server.directory.saml_provider_name();
        self.cloud.with_account(account, |account| {
            account.saml_providers[&name].matches("X509Certificate>").count() / 2
        })
    }
}

#[tokio::test]
async fn people_are_let_in_at_every_moment_of_a_rotation() {
    let company = Company::new().await;
    company.logs_on().await;
    let old = company.rotation().await.keys[0].certificate.fingerprint.clone();
    let rotation = company.take(RotationStep::Start).await;
    assert_eq!((rotation.phase, rotation.keys.len()), (RotationPhase::Spreading, 2));
    assert!(
        rotation.keys[0].signs && !rotation.keys[1].signs && rotation.keys[0].certificate.fingerprint == old
    );
    assert_eq!(company.done().await, [false, false]);
    company.logs_on().await;
    company.work().await;
    assert_eq!(company.done().await, [true, true]);
    assert_eq!([SHOP, OTHER].map(|account| company.certificates_in(account)), [2, 2]);
    let rotation = company.take(RotationStep::Switch).await;
    assert_eq!(rotation.phase, RotationPhase::Switched);
    assert!(!rotation.keys[0].signs && rotation.keys[1].signs);
    assert_eq!(company.done().await, [true, true], "the metadata is the same");
    company.logs_on().await;
    company.work().await;
    let rotation = company.take(RotationStep::RemoveOld).await;
    assert_eq!((rotation.phase, rotation.keys.len()), (RotationPhase::Removing, 1));
    assert!(rotation.keys[0].signs && rotation.keys[0].certificate.fingerprint != old);
    company.logs_on().await;
    company.work().await;
    assert_eq!([SHOP, OTHER].map(|account| company.certificates_in(account)), [1, 1]);
    let rotation = company.rotation().await;
    assert_eq!((rotation.phase, rotation.keys.len(), rotation.accounts.len()), (RotationPhase::None, 1, 0));
    for (kind, times) in [
        (EventKind::KeyRotationStarted, 1),
        (EventKind::SamlMetadataPut, 4),
        (EventKind::SigningKeySwitched, 1),
        (EventKind::OldSigningKeyRemoved, 1),
        (EventKind::KeyRotationFinished, 1),
    ] {
        assert_eq!(company.administrator.events(kind).await.len(), times, "{kind:?}");
    }
    assert_eq!(company.take(RotationStep::Start).await.phase, RotationPhase::Spreading, "and once more");
}

#[tokio::test]
async fn all_servers_sign_with_the_same_key_also_after_a_restart() {
    let company = Company::new().await;
    let beside = company.server.again_with(&company.cloud.settings()).await;
    company.logs_on_at(&beside).await;
    company.take(RotationStep::Start).await;
    let restarted = company.server.again_with(&company.cloud.settings()).await;
    assert!(work(&beside.app).await.unwrap());
    company.logs_on_at(&beside).await;
    assert!(work(&restarted.app).await.unwrap());
    assert!(!work(&beside.app).await.unwrap());
    company.take(RotationStep::Switch).await;
    let mut keys = Vec::new();
    for server in [&company.server, &beside, &restarted] {
        company.logs_on_at(server).await;
        let mut tx = server.app.db.read().await.unwrap();
        let key = server.app.keys.cloud_identity_provider(&mut tx).await.unwrap();
        keys.push(key.certificate().to_der().to_vec());
    }
    assert!(keys[0] == keys[1] && keys[1] == keys[2]);
    company.take(RotationStep::RemoveOld).await;
    while work(&beside.app).await.unwrap() {
        company.logs_on_at(&restarted).await;
    }
    let fresh = company.server.again_with(&company.cloud.settings()).await;
    company.logs_on_at(&fresh).await;
    assert_eq!(company.rotation().await.phase, RotationPhase::None);
}

#[tokio::test]
async fn the_new_key_does_not_sign_while_an_account_does_not_trust_it() {
    let company = Company::new().await;
    company.take(RotationStep::Start).await;
    Company::conflict(&company.step(RotationStep::Switch).await);
    company.cloud.always_in(OTHER, Trouble::Refused("NoPermission"));
    company.work().await;
    assert_eq!(company.done().await, [true, false]);
    let account = company.rotation().await.accounts.remove(1);
    let failure = account.failure.unwrap();
    assert_eq!((failure.code.as_str(), account.next_attempt_at), ("NoPermission", None));
    Company::conflict(&company.step(RotationStep::Switch).await);
    assert_eq!(company.rotation().await.phase, RotationPhase::Spreading);
    company.server.clock.advance(900);
    assert!(!work(&company.server.app).await.unwrap(), "a refusal is not tried again by itself");
    company.cloud.heal();
    assert_eq!(company.mark(OTHER, false).await.status, 200);
    assert!(work(&company.server.app).await.unwrap());
    assert_eq!(company.take(RotationStep::Switch).await.phase, RotationPhase::Switched);
}

#[tokio::test]
async fn a_busy_cloud_is_asked_again_later_and_an_answer_that_was_lost_does_no_harm() {
    let company = Company::new().await;
    company.take(RotationStep::Start).await;
    company.cloud.next("UpdateSAMLProvider", 1, Trouble::AnswerLost);
    company.cloud.next("UpdateSAMLProvider", 1, Trouble::Throttled);
    company.work().await;
    assert_eq!(company.done().await, [false, false]);
    assert!(company.rotation().await.accounts.iter().all(|account| account.next_attempt_at.is_some()));
    company.server.clock.advance(2);
    company.work().await;
    assert_eq!(company.done().await, [true, false], "the cloud asked to wait three seconds");
    company.server.clock.advance(1);
    company.work().await;
    assert_eq!(company.done().await, [true, true]);
}

#[tokio::test]
async fn a_server_that_stops_in_the_middle_is_followed_by_another() {
    let company = Company::new().await;
    let other = company.server.again_with(&company.cloud.settings()).await;
    company.take(RotationStep::Start).await;
    let held = company.cloud.hold("UpdateSAMLProvider");
    tokio::select! {
        _ = work(&company.server.app) => panic!("it is held"),
        () = held.reached() => {}
    }
    assert!(work(&other.app).await.unwrap(), "the other account");
    assert!(!work(&other.app).await.unwrap(), "the first is taken");
    company.logs_on_at(&other).await;
    other.clock.advance(180);
    assert!(work(&other.app).await.unwrap());
    assert_eq!(company.done().await, [true, true]);
    company.logs_on_at(&other).await;
}

#[tokio::test]
async fn before_the_switch_there_is_a_way_back() {
    let company = Company::new().await;
    let old = company.rotation().await.keys;
    company.take(RotationStep::Start).await;
    assert!(work(&company.server.app).await.unwrap());
    let rotation = company.take(RotationStep::GoBack).await;
    assert_eq!((rotation.phase, &rotation.keys), (RotationPhase::Removing, &old));
    assert_eq!(company.done().await, [false, true], "one account was never touched");
    company.work().await;
    assert_eq!(company.certificates_in(SHOP), 1);
    assert_eq!(company.rotation().await.phase, RotationPhase::None);
    assert_eq!(company.administrator.events(EventKind::KeyRotationCanceled).await.len(), 1);
    company.take(RotationStep::Start).await;
    let rotation = company.take(RotationStep::GoBack).await;
    assert_eq!((rotation.phase, rotation.keys), (RotationPhase::None, old), "nothing was touched");
    company.logs_on().await;
}

#[tokio::test]
async fn a_step_out_of_turn_is_refused_and_changes_nothing() {
    let company = Company::new().await;
    let steps = [RotationStep::Start, RotationStep::Switch, RotationStep::RemoveOld, RotationStep::GoBack];
    let refuse_but = async |allowed: &[RotationStep]| {
        for step in steps.iter().filter(|step| !allowed.contains(step)) {
            let before = company.rotation().await;
            Company::conflict(&company.step(*step).await);
            assert_eq!(company.rotation().await, before);
        }
    };
    refuse_but(&[RotationStep::Start]).await;
    Company::conflict(&company.mark(SHOP, false).await);
    company.take(RotationStep::Start).await;
    refuse_but(&[RotationStep::GoBack]).await;
    company.work().await;
    company.take(RotationStep::Switch).await;
    refuse_but(&[RotationStep::RemoveOld]).await;
    Company::conflict(&company.mark(SHOP, false).await);
    company.take(RotationStep::RemoveOld).await;
    refuse_but(&[]).await;
    Company::conflict(&company.mark(SHOP, true).await);
    let answer = company.mark("1234567890123456", false).await;
    assert_eq!((answer.status, answer.error().code), (404, ErrorCode::AccountNotExists));
}

#[tokio::test]
async fn without_a_credential_an_administrator_puts_the_metadata_and_says_so() {
    let company = Company::with(false).await;
    let rotation = company.take(RotationStep::Start).await;
    assert!(rotation.by_hand);
    assert!(!work(&company.server.app).await.unwrap());
    Company::conflict(&company.mark(SHOP, false).await);
    let path = format!("/saml/idp/{}", company.server.directory.id);
    let document = company.administrator.get(&path).await;
    assert_eq!(document.text().matches("<ds:X509Certificate>").count(), 2);
    for account in [SHOP, OTHER] {
        Company::conflict(&company.step(RotationStep::Switch).await);
        assert_eq!(company.mark(account, true).await.status, 200);
    }
    assert_eq!(company.take(RotationStep::Switch).await.phase, RotationPhase::Switched);
    company.take(RotationStep::RemoveOld).await;
    assert_eq!(company.done().await, [false, false]);
    let document = company.administrator.get(&path).await;
    assert_eq!(document.text().matches("<ds:X509Certificate>").count(), 1);
    company.mark(SHOP, true).await;
    let rotation: KeyRotation = company.mark(OTHER, true).await.json();
    assert_eq!(rotation.phase, RotationPhase::None);
    let events = company.administrator.events(EventKind::SamlMetadataPut).await;
    for name in ["Shop", "Warehouse"] {
        assert_eq!(events.iter().filter(|event| event.target == name).count(), 2);
    }
}

#[tokio::test]
async fn an_account_where_a_role_is_being_worked_at_waits_until_that_is_over() {
    let company = Company::new().await;
    let configuration = company.alice.configuration.id.as_str();
    let mut tx = company.server.app.db.write().await.unwrap();
    execute!(
        &mut tx,
        "DELETE FROM role_work WHERE account_id = $1 AND access_configuration_id = $2",
        SHOP,
        configuration
    )
    .unwrap();
    execute!(
        &mut tx,
        "INSERT INTO role_work (account_id, access_configuration_id, due_at, attempts, holder, held_until)
         VALUES ($1, $2, 0, 1, 'somebody', $3)",
        SHOP,
        configuration,
        company.server.now().as_millisecond() + 30_000
    )
    .unwrap();
    tx.commit().await.unwrap();
    company.take(RotationStep::Start).await;
    company.work().await;
    assert_eq!(company.done().await, [false, true]);
    Company::conflict(&company.step(RotationStep::Switch).await);
    company.server.clock.advance(31);
    company.work().await;
    assert_eq!(company.done().await, [true, true]);
    assert_eq!(company.take(RotationStep::Switch).await.phase, RotationPhase::Switched);
}
