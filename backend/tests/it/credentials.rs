//! Temporary credentials, from the portal and for command-line clients, of a cloud that judges our assertion.

use serde_json::Value;
use shared::credentials::{Credentials, GetCredentials};
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::paths;
use shared::users::{UpdateUserStatus, UserStatus};

use crate::support::cloud::{
    ACCESS_KEY_SECRET, StandInCloud, Trouble, client, enter_access_key, read_only, server_at_cloud,
};
use crate::support::{Administrator, Answer, Client, Person, SHOP, TestServer, named};

const STS: &str = "AssumeRoleWithSAML";

/// A server at a cloud where the role stands, whose users may retrieve credentials, and somebody with access.
async fn ready(session_duration: i64) -> (TestServer, StandInCloud, Person) {
    let (server, cloud) = server_at_cloud(&[]).await;
    let mut configuration = named("Read-Only");
    configuration.session_duration = session_duration;
    let alice = Person::new(&server, "alice@example.com", configuration).await;
    alice.administrator.allow_credentials(true).await;
    enter_access_key(&server, ACCESS_KEY_SECRET).await;
    client(&server).await.provision(&read_only(&server, SHOP).await).await.unwrap();
    (server, cloud, alice)
}

impl Person {
    async fn credentials(&self) -> Answer {
        let wanted = GetCredentials {
            account_id: self.account.id.to_string(),
            access_configuration_id: self.configuration.id.to_string(),
        };
        self.browser.post(paths::PORTAL_CREDENTIALS, &wanted).await
    }

    /// The one refusal has this reason, and nothing was issued.
    async fn assert_none_issued(&self, reason: &str) {
        let refused = Administrator::only(self.administrator.events(EventKind::CredentialsRefused).await);
        assert_eq!(refused.details["reason"], reason);
        assert!(self.administrator.events(EventKind::CredentialsIssued).await.is_empty());
    }
}

impl Client {
    async fn credentials(&self, token: &str, person: &Person) -> Result<Value, crate::support::Refused> {
        let body = serde_json::json!({
            "AccountId": person.account.id,
            "AccessConfigurationId": person.configuration.id,
        });
        self.post(paths::CLOUD_CREDENTIALS, token, &body).await
    }
}

#[tokio::test]
async fn the_portal_shows_credentials_that_last_as_long_as_the_role_session() {
    let (server, cloud, alice) = ready(7_200).await;
    let given: Credentials = alice.credentials().await.json();
    assert!(!given.access_key_id.is_empty() && !given.access_key_secret.is_empty());
    assert!(!given.security_token.is_empty());
    assert_eq!(given.expires_at.0, server.now().as_millisecond() + 7_200_000);
    assert!(cloud.calls().contains(&format!("- {STS}")), "{:?}", cloud.calls());
}

#[tokio::test]
async fn a_command_line_client_gets_them_in_its_words() {
    let (server, _cloud, alice) = ready(3_600).await;
    let client = Client::new(&server);
    let token = client.sign_in(&server, &alice).await;
    let answer = client.credentials(&token, &alice).await.unwrap();
    let given = answer["CloudCredential"].as_object().unwrap();
    for name in ["AccessKeyId", "AccessKeySecret", "SecurityToken"] {
        assert!(!given[name].as_str().unwrap().is_empty(), "{name}");
    }
    assert_eq!(given["Expiration"], "2026-06-21T10:30:00Z");
    let event = Administrator::only(alice.administrator.events(EventKind::CredentialsIssued).await);
    assert_eq!(event.details["request_id"], answer["RequestId"].as_str().unwrap());
    assert_eq!(event.details["client"], "app-vaz16tltdxs96audqf35");
    assert_eq!(event.address, "198.51.100.7");
}

#[tokio::test]
async fn what_was_given_is_recorded_without_the_secrets() {
    let (server, _cloud, alice) = ready(3_600).await;
    let given: Credentials = alice.credentials().await.json();
    let event = Administrator::only(alice.administrator.events(EventKind::CredentialsIssued).await);
    assert_eq!((event.actor_name.as_str(), event.target.as_str()), ("alice@example.com", "Shop"));
    assert_eq!(event.details["account_id"], SHOP);
    assert_eq!(event.details["access_configuration"], "Read-Only");
    assert_eq!(event.details["role"], format!("acs:ram::{SHOP}:role/AliyunReservedSSO-Read-Only"));
    assert_eq!(event.details["client"], "portal");
    assert_eq!(event.details["session"], alice.session(&server).label());
    let record = format!("{event:?}");
    for secret in [&given.access_key_secret, &given.security_token, &given.access_key_id] {
        assert!(!record.contains(secret.as_str()));
    }
}

#[tokio::test]
async fn while_it_is_not_allowed_nobody_gets_any_and_the_cloud_is_not_asked() {
    let (server, cloud, alice) = ready(3_600).await;
    let client = Client::new(&server);
    let token = client.sign_in(&server, &alice).await;
    alice.administrator.allow_credentials(false).await;
    cloud.forget_calls();
    let answer = alice.credentials().await;
    assert_eq!((answer.status, answer.error().code), (403, ErrorCode::CredentialsNotAllowed));
    alice.assert_none_issued("NotAllowed").await;
    let refused = client.credentials(&token, &alice).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (400, "CredentialsNotAllowed"));
    assert!(cloud.calls().is_empty());
}

#[tokio::test]
async fn what_is_not_assigned_is_not_given() {
    let (server, cloud, alice) = ready(3_600).await;
    let client = Client::new(&server);
    let token = client.sign_in(&server, &alice).await;
    alice.administrator.revoke(&alice.id, &alice.account, &alice.configuration).await;
    cloud.forget_calls();
    let answer = alice.credentials().await;
    assert_eq!((answer.status, answer.error().code), (403, ErrorCode::AccessAssignmentNotExists));
    alice.assert_none_issued("NotAssigned").await;
    let refused = client.credentials(&token, &alice).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (400, "EntityNotExists.AccessAssignment"));
    assert!(cloud.calls().is_empty());
}

#[tokio::test]
async fn nonsense_is_not_assigned_either() {
    let (_server, cloud, alice) = ready(3_600).await;
    cloud.forget_calls();
    for (account, configuration) in
        [("", ""), ("x", "y"), (SHOP, "ac-0"), (SHOP, "'\u{0}"), ("3000000000000001", "ac-1")]
    {
        let wanted =
            GetCredentials { account_id: account.into(), access_configuration_id: configuration.into() };
        let answer = alice.browser.post(paths::PORTAL_CREDENTIALS, &wanted).await;
        assert_eq!((answer.status, answer.error().code), (403, ErrorCode::AccessAssignmentNotExists));
    }
    assert!(cloud.calls().is_empty());
}

#[tokio::test]
async fn without_the_role_in_the_account_the_cloud_says_no_and_we_say_what_to_do() {
    let (server, cloud, alice) = ready(3_600).await;
    cloud.with_account(SHOP, |account| account.roles.clear());
    let answer = alice.credentials().await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::CloudRefused));
    let message = answer.error().message;
    for part in ["AuthenticationFail.SAMLAssertion.Invalid", "EntityNotExist.Role", "provision"] {
        assert!(message.contains(part), "{message}");
    }
    alice.assert_none_issued("CloudRefused").await;
    let client = Client::new(&server);
    let token = client.sign_in(&server, &alice).await;
    let refused = client.credentials(&token, &alice).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (400, "AuthenticationFail.SAMLAssertion.Invalid"));
    assert!(refused.message.contains("provision"), "{}", refused.message);
}

#[tokio::test]
async fn a_cloud_in_trouble_is_told_as_such_and_nothing_is_given() {
    let (_server, cloud, alice) = ready(3_600).await;
    for trouble in [Trouble::Throttled, Trouble::Unavailable, Trouble::AnswerLost] {
        cloud.next(STS, 1, trouble);
        let answer = alice.credentials().await;
        assert_eq!((answer.status, answer.error().code), (409, ErrorCode::CloudRefused));
        assert!(answer.error().message.contains("Try again"), "{}", answer.error().message);
    }
    assert_eq!(alice.administrator.events(EventKind::CredentialsRefused).await.len(), 3);
    assert!(alice.administrator.events(EventKind::CredentialsIssued).await.is_empty());
    assert_eq!(alice.credentials().await.status, 200);
}

/// What happens while the cloud is being asked.
async fn meanwhile(change: impl AsyncFnOnce(&TestServer, &Person)) -> (TestServer, Person, Answer) {
    let (server, cloud, alice) = ready(3_600).await;
    let held = cloud.hold(STS);
    let mut asking = tokio::spawn({
        let alice = alice.clone();
        async move { alice.credentials().await }
    });
    tokio::select! {
        () = held.reached() => {}
        answer = &mut asking => panic!("the cloud was not asked: {}", answer.unwrap().text()),
    }
    change(&server, &alice).await;
    held.release();
    (server, alice, asking.await.unwrap())
}

#[tokio::test]
async fn whoever_loses_the_right_while_the_cloud_is_asked_gets_nothing() {
    let (_server, alice, answer) = meanwhile(async |_, alice| {
        alice.administrator.revoke(&alice.id, &alice.account, &alice.configuration).await;
    })
    .await;
    assert_eq!((answer.status, answer.error().code), (403, ErrorCode::AccessAssignmentNotExists));
    alice.assert_none_issued("NotAssigned").await;
    let (_server, alice, answer) =
        meanwhile(async |_, alice| alice.administrator.allow_credentials(false).await).await;
    assert_eq!((answer.status, answer.error().code), (403, ErrorCode::CredentialsNotAllowed));
    alice.assert_none_issued("NotAllowed").await;
}

#[tokio::test]
async fn a_user_who_is_disabled_while_the_cloud_is_asked_gets_nothing() {
    let (_server, alice, answer) = meanwhile(async |_, alice| {
        let path = paths::with_id(paths::USER_STATUS, alice.id.as_str());
        let disable = UpdateUserStatus { status: UserStatus::Disabled };
        assert!(alice.administrator.put(&path, &disable).await.status < 300);
    })
    .await;
    assert_eq!((answer.status, answer.error().code), (401, ErrorCode::SignInNeeded));
    assert!(alice.administrator.events(EventKind::CredentialsIssued).await.is_empty());
}

#[tokio::test]
async fn a_request_of_a_client_that_is_not_as_it_must_be_is_refused() {
    let (server, cloud, alice) = ready(3_600).await;
    let client = Client::new(&server);
    let token = client.sign_in(&server, &alice).await;
    cloud.forget_calls();
    for body in [serde_json::json!({}), serde_json::json!({ "AccountId": SHOP }), serde_json::json!([])] {
        let refused = client.post(paths::CLOUD_CREDENTIALS, &token, &body).await.unwrap_err();
        assert_eq!((refused.status, refused.code.as_str()), (400, "InvalidParameter"), "{body}");
    }
    // What Alibaba Cloud's SDK for Node.js 2.4.7 sends in its mode CloudSSO: no body.
    let bare = client.send(axum::http::Method::POST, paths::CLOUD_CREDENTIALS, Some(&token), None).await;
    assert_eq!(bare.status, 400);
    let refused = client.credentials("wrong", &alice).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (400, "InvalidAccessTokenError"));
    assert!(cloud.calls().is_empty());
}
