//! A server whose cloud is the stand-in, and what a role needs there.

use cloudsso::cloud::alibaba::{self, Client};
use cloudsso::cloud::role::WantedRole;
use cloudsso::cloud::{Cloud, idp_metadata};
use shared::cloud_credential::PutCloudCredential;
use shared::paths;

use super::super::{Administrator, SHOP, TestServer};
use super::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, StandInCloud};

/// A server at a cloud with the member [`SHOP`], and the access key entered.
pub async fn server_with_cloud() -> (TestServer, StandInCloud) {
    let (server, cloud) = server_at_cloud(&[]).await;
    enter_access_key(&server, ACCESS_KEY_SECRET).await;
    (server, cloud)
}

/// A server at a cloud with the member [`SHOP`], without access key, with more settings.
pub async fn server_at_cloud(settings: &[(&str, &str)]) -> (TestServer, StandInCloud) {
    let server = TestServer::start().await;
    let cloud = StandInCloud::start(server.clock.clone()).await;
    cloud.add_member(SHOP, "Shop");
    let mut all = cloud.settings();
    all.extend_from_slice(settings);
    (server.again_with(&all).await, cloud)
}

/// Enters the access key with this secret.
pub async fn enter_access_key(server: &TestServer, secret: &str) {
    let body =
        PutCloudCredential { access_key_id: ACCESS_KEY_ID.into(), access_key_secret: secret.to_owned() };
    let answer = Administrator::of(server).await.put(paths::CLOUD_CREDENTIAL, &body).await;
    assert_eq!(answer.status, 204);
}

/// The cloud as the server has it.
pub async fn client(server: &TestServer) -> Client {
    match Cloud::open(&server.app).await.unwrap() {
        Cloud::Alibaba(client) => *client,
        Cloud::Manual => panic!("no credential"),
    }
}

/// What the access configuration `Read-Only` needs in an account.
pub async fn read_only(server: &TestServer, account: &str) -> WantedRole {
    let mut tx = server.app.db.read().await.unwrap();
    let metadata = idp_metadata(&mut tx, &server.directory, super::super::PUBLIC_URL).await.unwrap();
    WantedRole {
        account: account.parse().unwrap(),
        role_name: alibaba::role_name("Read-Only"),
        description: "Looks, touches nothing".into(),
        saml_provider_name: server.directory.saml_provider_name(),
        saml_metadata: metadata,
        system_policies: vec!["AliyunECSReadOnlyAccess".into(), "AliyunOSSReadOnlyAccess".into()],
        inline_policy_name: "AliyunReservedSSO-Read-Only-InlinePolicy".into(),
        inline_policy: r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"oss:*","Resource":"*"}]}"#
            .into(),
    }
}
