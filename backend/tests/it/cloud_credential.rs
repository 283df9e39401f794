//! The cloud credential: entered, shown without its secret, tried out, deleted.

use axum::http::Method;
use cloudsso::fetch_one;
use serde_json::Value;
use shared::cloud_credential::{
    CloudCheck, CloudCredential, CloudCredentialTest, CredentialKind, PutCloudCredential, TestCloudCredential,
};
use shared::error::{Allowed, ErrorCode, Rule};
use shared::events::EventKind;
use shared::paths;

use crate::support::cloud::{
    ACCESS_KEY_ID, ACCESS_KEY_SECRET, OWNER, Trouble, enter_access_key, server_at_cloud, server_with_cloud,
};
use crate::support::{Administrator, SHOP, TestServer};

async fn configured(administrator: &Administrator) -> CloudCredential {
    administrator.get(paths::CLOUD_CREDENTIAL).await.json()
}

async fn tried(
    administrator: &Administrator,
    member: Option<&str>,
) -> Vec<(CloudCheck, Option<bool>, String)> {
    let body = TestCloudCredential { member: member.map(|id| id.parse().unwrap()) };
    let test: CloudCredentialTest = administrator.post(paths::CLOUD_CREDENTIAL_TEST, &body).await.json();
    let said = |outcome: shared::cloud_credential::CloudCheckOutcome| {
        let text = outcome.failure.map_or(outcome.found, |failure| failure.code);
        (outcome.check, outcome.works, text)
    };
    test.checks.into_iter().map(said).collect()
}

#[tokio::test]
async fn nothing_is_configured_until_somebody_enters_an_access_key() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let found = configured(&administrator).await;
    assert_eq!(found.kind, CredentialKind::None);
    assert_eq!(
        (found.access_key_id, found.member_role.as_str()),
        (None, "ResourceDirectoryAccountAccessRole")
    );
    let answer = administrator.post(paths::CLOUD_CREDENTIAL_TEST, &TestCloudCredential::default()).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::CloudCredentialNotExists));
    let answer = administrator.write(Method::DELETE, paths::CLOUD_CREDENTIAL, &Value::Null).await;
    assert_eq!((answer.status, answer.error().code), (404, ErrorCode::CloudCredentialNotExists));
}

#[tokio::test]
async fn an_access_key_is_shown_without_its_secret_sealed_and_recorded() {
    let (server, _cloud) = server_with_cloud().await;
    let administrator = Administrator::of(&server).await;
    let answer = administrator.get(paths::CLOUD_CREDENTIAL).await;
    assert!(!answer.text().contains(ACCESS_KEY_SECRET));
    let found: CloudCredential = answer.json();
    assert_eq!(
        (found.kind, found.access_key_id.as_deref()),
        (CredentialKind::AccessKey, Some(ACCESS_KEY_ID))
    );
    let mut tx = server.app.db.read().await.unwrap();
    let (kept,): (String,) =
        fetch_one!(&mut tx, (String,), "SELECT sealed_access_key_secret FROM cloud_credential").unwrap();
    drop(tx);
    assert!(!kept.contains(ACCESS_KEY_SECRET));
    let event = Administrator::only(administrator.events(EventKind::CloudCredentialConfigured).await);
    assert_eq!(event.target, ACCESS_KEY_ID);
    assert!(!format!("{event:?}").contains(ACCESS_KEY_SECRET));
}

#[tokio::test]
async fn an_access_key_is_replaced_and_deleted_with_a_record_of_both() {
    let (server, _cloud) = server_with_cloud().await;
    let administrator = Administrator::of(&server).await;
    server.clock.advance(1);
    let body = PutCloudCredential { access_key_id: "LTAI5tOther".into(), access_key_secret: "s".into() };
    assert_eq!(administrator.put(paths::CLOUD_CREDENTIAL, &body).await.status, 204);
    assert_eq!(configured(&administrator).await.access_key_id.as_deref(), Some("LTAI5tOther"));
    let event = administrator.events(EventKind::CloudCredentialConfigured).await.remove(0);
    assert_eq!(event.details["before.access_key_id"], ACCESS_KEY_ID);
    assert_eq!(event.details["after.access_key_id"], "LTAI5tOther");
    let answer = administrator.write(Method::DELETE, paths::CLOUD_CREDENTIAL, &Value::Null).await;
    assert_eq!(answer.status, 204);
    assert_eq!(configured(&administrator).await.kind, CredentialKind::None);
    let event = Administrator::only(administrator.events(EventKind::CloudCredentialDeleted).await);
    assert_eq!(event.details["before.access_key_id"], "LTAI5tOther");
}

#[tokio::test]
async fn what_cannot_be_an_access_key_is_refused_field_by_field() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let visible = Rule::Characters { allowed: Allowed::Visible };
    for (id, secret, field, rule) in [
        ("", "s", "access_key_id", Rule::Required),
        ("id", " ", "access_key_secret", Rule::Required),
        ("i d", "s", "access_key_id", visible.clone()),
        ("id", "s\n", "access_key_secret", visible.clone()),
        ("编号", "s", "access_key_id", visible),
        ("id", &"s".repeat(129), "access_key_secret", Rule::TooLong { max: 128 }),
    ] {
        let body = PutCloudCredential { access_key_id: id.into(), access_key_secret: secret.into() };
        let error = administrator.put(paths::CLOUD_CREDENTIAL, &body).await.error();
        assert_eq!(error.fields.len(), 1, "{id:?} {secret:?}");
        assert_eq!((error.fields[0].field.as_str(), &error.fields[0].rule), (field, &rule));
    }
    assert_eq!(configured(&administrator).await.kind, CredentialKind::None);
    assert!(administrator.events(EventKind::CloudCredentialConfigured).await.is_empty());
}

#[tokio::test]
async fn the_test_says_what_works() {
    let (server, cloud) = server_with_cloud().await;
    let administrator = Administrator::of(&server).await;
    administrator.create_account(SHOP, "Shop").await;
    let who = format!("acs:ram::{OWNER}:user/cloudsso ({OWNER})");
    let role = format!("acs:ram::{SHOP}:role/ResourceDirectoryAccountAccessRole");
    let (first, second) = (
        (CloudCheck::CallerIdentity, Some(true), who),
        (CloudCheck::ManagementAccount, Some(true), OWNER.to_owned()),
    );
    assert_eq!(
        tried(&administrator, Some(SHOP)).await,
        [first.clone(), second.clone(), (CloudCheck::MemberRole, Some(true), role)]
    );
    let not_tried = (CloudCheck::MemberRole, None, String::new());
    assert_eq!(tried(&administrator, None).await, [first, second, not_tried]);
    assert!(cloud.calls().iter().all(|call| !call.contains("Create")));
}

#[tokio::test]
async fn the_test_says_what_does_not_work_in_the_clouds_words() {
    let (server, cloud) = server_at_cloud(&[]).await;
    let administrator = Administrator::of(&server).await;
    enter_access_key(&server, "wrong").await;
    let nothing = |check| (check, None, String::new());
    assert_eq!(
        tried(&administrator, Some(SHOP)).await,
        [
            (CloudCheck::CallerIdentity, Some(false), "SignatureDoesNotMatch".to_owned()),
            nothing(CloudCheck::ManagementAccount),
            nothing(CloudCheck::MemberRole),
        ]
    );
    enter_access_key(&server, ACCESS_KEY_SECRET).await;
    cloud.next("GetResourceDirectory", 1, Trouble::Refused("NoPermission"));
    let found = tried(&administrator, Some("1999999999999999")).await;
    assert_eq!(found[1], (CloudCheck::ManagementAccount, Some(false), "NoPermission".to_owned()));
    assert_eq!(found[2], (CloudCheck::MemberRole, Some(false), "EntityNotExist.Role".to_owned()));
}

#[tokio::test]
async fn the_test_notices_another_management_account() {
    let (server, _cloud) = server_with_cloud().await;
    let administrator = Administrator::of(&server).await;
    let body = serde_json::json!({
        "id": "1888888888888888", "name": "Elsewhere", "account_type": "ManagementAccount", "folder_id": null
    });
    assert_eq!(administrator.post(paths::ACCOUNTS, &body).await.status, 201);
    let found = tried(&administrator, None).await;
    assert_eq!(found[1], (CloudCheck::ManagementAccount, Some(false), "AnotherAccount".to_owned()));
}

#[tokio::test]
async fn a_role_of_the_settings_is_used_and_no_access_key_is_taken_beside_it() {
    let (server, cloud) = server_with_cloud().await;
    let mut settings = cloud.settings();
    settings.push(("CLOUDSSO_ALIBABA_ECS_ROLE", "instance"));
    settings.push(("CLOUDSSO_ALIBABA_MEMBER_ROLE", "Other"));
    let server = server.again_with(&settings).await;
    let administrator = Administrator::of(&server).await;
    let found = configured(&administrator).await;
    assert_eq!(found.kind, CredentialKind::EcsRole { role_name: "instance".into() });
    assert_eq!((found.access_key_id.as_deref(), found.member_role.as_str()), (Some(ACCESS_KEY_ID), "Other"));
    let body = PutCloudCredential { access_key_id: "a".into(), access_key_secret: "b".into() };
    let answer = administrator.put(paths::CLOUD_CREDENTIAL, &body).await;
    assert_eq!((answer.status, answer.error().code), (409, ErrorCode::CloudCredentialBySettings));
    let answer = administrator.write(Method::DELETE, paths::CLOUD_CREDENTIAL, &Value::Null).await;
    assert_eq!(answer.status, 204, "the key that is not used can be removed");
}
