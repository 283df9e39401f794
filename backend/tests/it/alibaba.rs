//! Roles in the cloud's accounts: made, brought up to date, compared and removed at a cloud that verifies every
//! signature and can be told to fail.

use std::time::Duration;

use cloudsso::cloud::alibaba::{Client, assume_role_with_saml};
use cloudsso::cloud::role::{Remedy, UnwantedRole, WantedRole};
use shared::provisioning::RolePart;

use crate::support::cloud::{
    Account, OWNER, StandInCloud, Trouble, client, enter_access_key, read_only, server_at_cloud,
    server_with_cloud,
};
use crate::support::{Person, PostPage, SHOP};

const INLINE: &str = "AliyunReservedSSO-Read-Only-InlinePolicy";
const ROLE: &str = "AliyunReservedSSO-Read-Only";
const OTHER_INLINE: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"ecs:*","Resource":"*"}]}"#;

fn unwanted(wanted: &WantedRole, last: bool) -> UnwantedRole {
    UnwantedRole {
        account: wanted.account.clone(),
        role_name: wanted.role_name.clone(),
        inline_policy_name: wanted.inline_policy_name.clone(),
        last_of_saml_provider: last.then(|| wanted.saml_provider_name.clone()),
    }
}

pub(crate) fn as_it_is(cloud: &StandInCloud, account: &str) -> Account {
    cloud.with_account(account, |account| account.clone())
}

fn policies(cloud: &StandInCloud) -> Vec<String> {
    cloud.with_account(SHOP, |account| {
        let mut names: Vec<String> =
            account.roles[ROLE].policies.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    })
}

#[tokio::test]
async fn a_role_is_made_with_everything_it_needs_and_a_second_time_changes_nothing() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    client.provision(&wanted).await.unwrap();
    cloud.with_account(SHOP, |account| {
        let role = &account.roles[ROLE];
        assert_eq!((role.max_session, role.description.as_str()), (43_200, "Looks, touches nothing"));
        let recipient = r#""saml:recipient":"https://signin.alibabacloud.com/saml-role/sso""#;
        let provider = format!("acs:ram::{SHOP}:saml-provider/{}", wanted.saml_provider_name);
        assert!(role.trust.contains(recipient) && role.trust.contains(&provider));
        assert_eq!(account.saml_providers[&wanted.saml_provider_name], wanted.saml_metadata);
        assert_eq!(account.policies[INLINE].document(), wanted.inline_policy);
    });
    assert_eq!(policies(&cloud), ["AliyunECSReadOnlyAccess", "AliyunOSSReadOnlyAccess", INLINE]);
    let before = as_it_is(&cloud, SHOP);
    cloud.forget_calls();
    client.provision(&wanted).await.unwrap();
    assert_eq!(as_it_is(&cloud, SHOP), before);
    let reads = ["GetSAMLProvider", "GetRole", "ListPoliciesForRole", "GetPolicy"];
    assert_eq!(cloud.calls(), reads.map(|action| format!("{SHOP} {action}")));
}

#[tokio::test]
async fn what_is_there_is_brought_up_to_date_and_what_is_not_ours_is_taken_off_the_role() {
    let (server, cloud) = server_with_cloud().await;
    let (client, mut wanted) = (client(&server).await, read_only(&server, SHOP).await);
    client.provision(&wanted).await.unwrap();
    cloud.with_account(SHOP, |account| {
        account.saml_providers.insert(wanted.saml_provider_name.clone(), "<IDPSSODescriptor/>".into());
        account.policies.insert("Theirs".into(), account.policies[INLINE].clone());
        let role = account.roles.get_mut(ROLE).unwrap();
        role.trust = r#"{"Statement":[],"Version":"1"}"#.into();
        role.max_session = 3_600;
        role.policies.push(("AdministratorAccess".into(), "System".into()));
        role.policies.push(("Theirs".into(), "Custom".into()));
    });
    wanted.system_policies = vec!["AliyunRDSReadOnlyAccess".into(), "AliyunOSSReadOnlyAccess".into()];
    wanted.inline_policy = OTHER_INLINE.into();
    wanted.description = "Another".into();
    client.provision(&wanted).await.unwrap();
    assert_eq!(client.compare(&wanted).await.unwrap(), []);
    assert_eq!(policies(&cloud), ["AliyunOSSReadOnlyAccess", "AliyunRDSReadOnlyAccess", INLINE]);
    cloud.with_account(SHOP, |account| {
        assert_eq!(account.roles[ROLE].description, "Another");
        assert_eq!(account.policies[INLINE].document(), OTHER_INLINE);
        assert!(account.policies.contains_key("Theirs"), "a policy that is not ours stays in the account");
    });
}

#[tokio::test]
async fn an_inline_policy_that_is_gone_is_removed_with_its_versions_and_changes_without_end() {
    let (server, cloud) = server_with_cloud().await;
    let (client, mut wanted) = (client(&server).await, read_only(&server, SHOP).await);
    for number in 0..8 {
        wanted.inline_policy = OTHER_INLINE.replace("ecs", &format!("svc{number}"));
        client.provision(&wanted).await.unwrap();
        let held = cloud.with_account(SHOP, |account| account.policies[INLINE].document().to_owned());
        assert_eq!(held, wanted.inline_policy);
    }
    wanted.inline_policy = String::new();
    client.provision(&wanted).await.unwrap();
    assert_eq!(policies(&cloud), ["AliyunECSReadOnlyAccess", "AliyunOSSReadOnlyAccess"]);
    assert!(as_it_is(&cloud, SHOP).policies.is_empty());
    assert_eq!(client.compare(&wanted).await.unwrap(), []);
}

/// Breaks the connection after each call in turn, and lets it be done again.
pub(crate) async fn interrupted_everywhere<F: Future<Output = ()>>(
    client: &Client,
    cloud: &StandInCloud,
    prepare: impl AsyncFn(),
    run: impl AsyncFn() -> Result<(), cloudsso::cloud::role::CloudFault>,
    check: impl Fn() -> F,
) -> usize {
    let _warm = client.get_caller_identity().await.unwrap();
    for calls in 0.. {
        prepare().await;
        cloud.after(calls, Trouble::AnswerLost);
        match run().await {
            Err(fault) => assert_eq!(fault.remedy, Remedy::TryAgain { after: None }, "{fault:?}"),
            Ok(()) => {
                cloud.heal();
                return calls;
            }
        }
        cloud.heal();
        run().await.unwrap();
        check().await;
    }
    unreachable!()
}

#[tokio::test]
async fn wherever_making_a_role_is_interrupted_the_next_attempt_finishes_it() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    let empty = as_it_is(&cloud, SHOP);
    client.provision(&wanted).await.unwrap();
    let whole = as_it_is(&cloud, SHOP);
    let prepare = async || cloud.with_account(SHOP, |account| *account = empty.clone());
    let run = async || client.provision(&wanted).await;
    let check = || async { assert_eq!(as_it_is(&cloud, SHOP), whole) };
    let points = interrupted_everywhere(&client, &cloud, prepare, run, check).await;
    assert!(points >= 9, "only {points} calls");
}

#[tokio::test]
async fn wherever_an_update_or_a_removal_is_interrupted_the_next_attempt_finishes_it() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    let empty = as_it_is(&cloud, SHOP);
    client.provision(&wanted).await.unwrap();
    let before = as_it_is(&cloud, SHOP);
    let mut changed = wanted.clone();
    changed.system_policies = vec!["AliyunRDSReadOnlyAccess".into()];
    changed.inline_policy = OTHER_INLINE.into();
    let prepare = async || cloud.with_account(SHOP, |account| *account = before.clone());
    let run = async || client.provision(&changed).await;
    let check = || async { assert_eq!(client.compare(&changed).await.unwrap(), []) };
    assert!(interrupted_everywhere(&client, &cloud, prepare, run, check).await >= 7);
    client.provision(&changed).await.unwrap();
    let before = as_it_is(&cloud, SHOP);
    let unwanted = unwanted(&changed, true);
    let prepare = async || cloud.with_account(SHOP, |account| *account = before.clone());
    let run = async || client.deprovision(&unwanted).await;
    let check = || async { assert_eq!(as_it_is(&cloud, SHOP), empty) };
    assert!(interrupted_everywhere(&client, &cloud, prepare, run, check).await >= 7);
}

#[tokio::test]
async fn a_removed_role_leaves_nothing_and_the_provider_only_while_others_need_it() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    let empty = as_it_is(&cloud, SHOP);
    client.provision(&wanted).await.unwrap();
    client.deprovision(&unwanted(&wanted, false)).await.unwrap();
    let account = as_it_is(&cloud, SHOP);
    assert!(!account.roles.contains_key(ROLE) && account.policies.is_empty());
    assert!(account.saml_providers.contains_key(&wanted.saml_provider_name));
    client.deprovision(&unwanted(&wanted, true)).await.unwrap();
    assert_eq!(as_it_is(&cloud, SHOP), empty);
    client.deprovision(&unwanted(&wanted, true)).await.unwrap();
}

#[tokio::test]
async fn every_difference_is_found_and_comparing_changes_nothing() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    let found = client.compare(&wanted).await.unwrap();
    let parts: Vec<RolePart> = found.iter().map(|difference| difference.part).collect();
    assert_eq!(parts, [RolePart::SamlProvider, RolePart::Role]);
    client.provision(&wanted).await.unwrap();
    assert_eq!(client.compare(&wanted).await.unwrap(), []);
    cloud.with_account(SHOP, |account| {
        account.saml_providers.insert(wanted.saml_provider_name.clone(), "<IDPSSODescriptor/>".into());
        let policy = account.policies.get_mut(INLINE).unwrap();
        policy.versions[0].1 = OTHER_INLINE.into();
        let role = account.roles.get_mut(ROLE).unwrap();
        role.trust = r#"{"Statement":[],"Version":"1"}"#.into();
        role.max_session = 3_600;
        role.policies.retain(|(name, _)| name != "AliyunECSReadOnlyAccess");
        role.policies.push(("AdministratorAccess".into(), "System".into()));
    });
    let before = as_it_is(&cloud, SHOP);
    let found = client.compare(&wanted).await.unwrap();
    let found: Vec<(RolePart, &str, &str)> =
        found.iter().map(|d| (d.part, d.expected.as_str(), d.found.as_str())).collect();
    assert_eq!(found[0], (RolePart::SamlProvider, wanted.saml_metadata.as_str(), "<IDPSSODescriptor/>"));
    assert_eq!((found[1].0, found[1].2), (RolePart::TrustPolicy, r#"{"Statement":[],"Version":"1"}"#));
    assert_eq!(
        found[2..],
        [
            (RolePart::MaxSessionDuration, "43200", "3600"),
            (RolePart::SystemPolicy, "AliyunECSReadOnlyAccess", ""),
            (RolePart::SystemPolicy, "", "AdministratorAccess"),
            (RolePart::InlinePolicy, wanted.inline_policy.as_str(), OTHER_INLINE),
        ]
    );
    assert_eq!(as_it_is(&cloud, SHOP), before);
}

#[tokio::test]
async fn a_member_is_reached_through_its_role_once_and_the_management_account_directly() {
    let (server, cloud) = server_with_cloud().await;
    let client = client(&server).await;
    client.provision(&read_only(&server, SHOP).await).await.unwrap();
    client.provision(&read_only(&server, SHOP).await).await.unwrap();
    let beginnings = || {
        let calls = cloud.calls();
        let sts = ["GetCallerIdentity", "AssumeRole"];
        sts.map(|action| calls.iter().filter(|call| **call == format!("{OWNER} {action}")).count())
    };
    assert_eq!(beginnings(), [1, 1]);
    client.provision(&read_only(&server, OWNER).await).await.unwrap();
    assert_eq!(beginnings(), [1, 1]);
    assert!(as_it_is(&cloud, OWNER).roles.contains_key(ROLE));
    server.clock.advance(3_600 - 600);
    client.provision(&read_only(&server, SHOP).await).await.unwrap();
    assert_eq!(beginnings(), [1, 2], "a session is given up shortly before its end");
}

#[tokio::test]
async fn a_session_that_the_cloud_has_ended_is_begun_anew_at_the_next_attempt() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    client.provision(&wanted).await.unwrap();
    cloud.end_sessions();
    let fault = client.provision(&wanted).await.unwrap_err();
    assert_eq!(fault.code, "InvalidSecurityToken.Expired");
    assert_eq!(fault.remedy, Remedy::TryAgain { after: None });
    client.provision(&wanted).await.unwrap();
}

#[tokio::test]
async fn a_member_that_lets_nobody_in_is_a_refusal_and_never_taken_for_an_empty_account() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    client.provision(&wanted).await.unwrap();
    let before = as_it_is(&cloud, SHOP);
    let (server, _) = (server.again_with(&cloud.settings()).await, server);
    let client_again = self::client(&server).await;
    cloud.with_account(SHOP, |account| account.roles.remove("ResourceDirectoryAccountAccessRole"));
    let fault = client_again.deprovision(&unwanted(&wanted, true)).await.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.remedy), ("EntityNotExist.Role", Remedy::Refused));
    assert!(as_it_is(&cloud, SHOP).roles.contains_key(ROLE));
    cloud.with_account(SHOP, |account| *account = before);
    client_again.deprovision(&unwanted(&wanted, true)).await.unwrap();
}

#[tokio::test]
async fn busy_is_for_later_and_a_refusal_is_told_in_the_clouds_words() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    cloud.next("CreateRole", 1, Trouble::Throttled);
    let fault = client.provision(&wanted).await.unwrap_err();
    assert_eq!(fault.code, "Throttling.User");
    assert_eq!(fault.remedy, Remedy::TryAgain { after: Some(Duration::from_secs(3)) });
    cloud.next("AttachPolicyToRole", 1, Trouble::Unavailable);
    let fault = client.provision(&wanted).await.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.remedy), ("Http503", Remedy::TryAgain { after: None }));
    cloud.next("AttachPolicyToRole", 1, Trouble::Refused("NoPermission"));
    let fault = client.provision(&wanted).await.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.remedy), ("NoPermission", Remedy::Refused));
    assert_eq!(fault.message, "The stand-in was told to refuse this.");
    assert_eq!(fault.request_id, "00000000-0000-0000-0000-000000000001");
    client.provision(&wanted).await.unwrap();
    assert_eq!(client.compare(&wanted).await.unwrap(), []);
}

#[tokio::test]
async fn a_policy_that_the_cloud_does_not_know_is_refused_after_what_was_removed_is_gone() {
    let (server, cloud) = server_with_cloud().await;
    let (client, mut wanted) = (client(&server).await, read_only(&server, SHOP).await);
    client.provision(&wanted).await.unwrap();
    wanted.system_policies = vec!["NoSuchPolicy".into()];
    let fault = client.provision(&wanted).await.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.remedy), ("EntityNotExist.Policy", Remedy::Refused));
    assert_eq!(policies(&cloud), [INLINE]);
}

#[tokio::test]
async fn a_wrong_secret_is_a_refusal_and_a_new_one_is_used_at_once() {
    let (server, cloud) = server_at_cloud(&[]).await;
    enter_access_key(&server, "wrong").await;
    let fault = client(&server).await.provision(&read_only(&server, SHOP).await).await.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.remedy), ("SignatureDoesNotMatch", Remedy::Refused));
    enter_access_key(&server, crate::support::cloud::ACCESS_KEY_SECRET).await;
    client(&server).await.provision(&read_only(&server, SHOP).await).await.unwrap();
    assert!(as_it_is(&cloud, SHOP).roles.contains_key(ROLE));
}

#[tokio::test]
async fn the_whole_resource_directory_is_listed_page_by_page() {
    let (server, cloud) = server_with_cloud().await;
    cloud.add_folder("fd-1", "Production", None);
    cloud.add_folder("fd-2", "Shops", Some("fd-1"));
    for number in 0..205_u64 {
        cloud.add_member_to(&(3_000_000_000_000_000 + number).to_string(), "Many", Some("fd-2"));
    }
    let listed = client(&server).await.list_resource_directory().await.unwrap();
    let folders: Vec<(&str, Option<&str>)> =
        listed.folders.iter().map(|folder| (folder.name.as_str(), folder.parent_id.as_deref())).collect();
    assert_eq!(folders, [("Production", None), ("Shops", Some("fd-1"))]);
    assert_eq!(listed.accounts.len(), 1 + 1 + 205);
    assert_eq!((listed.accounts[0].id.as_str(), listed.accounts[0].is_management_account), (OWNER, true));
    assert_eq!((listed.accounts[1].id.as_str(), listed.accounts[1].folder_id.as_deref()), (SHOP, None));
    assert!(listed.accounts[2..].iter().all(|account| account.folder_id.as_deref() == Some("fd-2")));
}

#[tokio::test]
async fn an_assertion_of_ours_is_worth_temporary_credentials_of_its_role_and_no_other() {
    let (server, cloud) = server_at_cloud(&[]).await;
    let alice = Person::alice(&server).await;
    enter_access_key(&server, crate::support::cloud::ACCESS_KEY_SECRET).await;
    client(&server).await.provision(&read_only(&server, SHOP).await).await.unwrap();
    let page = PostPage::of(&alice.log_on(&server, "").await);
    assert_eq!(cloud.log_on(&page.response()).as_deref(), Ok("alice@example.com"));
    let settings = &server.app.config.alibaba;
    let provider = format!("acs:ram::{SHOP}:saml-provider/{}", server.directory.saml_provider_name());
    let assertion = page.field("SAMLResponse").unwrap();
    let ask = |role: String| {
        let (provider, http, now) = (provider.clone(), server.app.cloud_http.clone(), server.now());
        async move { assume_role_with_saml(settings, &http, &provider, &role, assertion, 3_600, now).await }
    };
    let keys = ask(format!("acs:ram::{SHOP}:role/{ROLE}")).await.unwrap();
    assert!(keys.access_key_id.starts_with("STS."));
    assert_eq!(keys.expires_at.to_string(), "2026-06-21T10:30:00Z");
    let fault = ask(format!("acs:ram::{SHOP}:role/Other")).await.err().unwrap();
    assert_eq!(
        (fault.code.as_str(), fault.remedy),
        ("AuthenticationFail.SAMLAssertion.Invalid", Remedy::Refused)
    );
}

#[tokio::test]
async fn the_machines_own_role_is_used_where_the_settings_name_it() {
    let folder = std::env::temp_dir();
    let file = folder.join(format!("cloudsso-token-{}", std::process::id()));
    std::fs::write(&file, format!("{}\n", crate::support::cloud::OIDC_TOKEN)).unwrap();
    let role = format!("acs:ram::{OWNER}:role/cloudsso");
    let provider = format!("acs:ram::{OWNER}:oidc-provider/cluster");
    let (server, cloud) = server_at_cloud(&[
        ("CLOUDSSO_ALIBABA_OIDC_ROLE_ARN", &role),
        ("CLOUDSSO_ALIBABA_OIDC_PROVIDER_ARN", &provider),
        ("CLOUDSSO_ALIBABA_OIDC_TOKEN_FILE", file.to_str().unwrap()),
    ])
    .await;
    let client = client(&server).await;
    client.provision(&read_only(&server, SHOP).await).await.unwrap();
    client.provision(&read_only(&server, OWNER).await).await.unwrap();
    assert_eq!(cloud.calls().iter().filter(|call| *call == "- AssumeRoleWithOIDC").count(), 1);
    std::fs::remove_file(&file).unwrap();
    server.clock.advance(3_600);
    let fault = client.provision(&read_only(&server, SHOP).await).await.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.remedy), ("OidcTokenUnreadable", Remedy::Refused));
}

#[tokio::test]
async fn the_instances_role_is_used_where_the_settings_name_it() {
    let (server, cloud) = server_at_cloud(&[]).await;
    let mut settings = cloud.settings();
    settings.push(("CLOUDSSO_ALIBABA_ECS_ROLE", crate::support::cloud::ECS_ROLE));
    settings.push(("CLOUDSSO_ALIBABA_ECS_METADATA_ADDRESS", &cloud.address));
    let server = server.again_with(&settings).await;
    client(&server).await.provision(&read_only(&server, SHOP).await).await.unwrap();
    assert!(as_it_is(&cloud, SHOP).roles.contains_key(ROLE));
    let other = [("CLOUDSSO_ALIBABA_ECS_ROLE", "another")];
    let settings: Vec<_> =
        settings.iter().filter(|(name, _)| *name != other[0].0).chain(&other).copied().collect();
    let server = server.again_with(&settings).await;
    let fault = client(&server).await.provision(&read_only(&server, SHOP).await).await.unwrap_err();
    assert_eq!((fault.code.as_str(), fault.remedy), ("Http404", Remedy::Refused));
}

#[tokio::test]
async fn two_at_once_make_one_role() {
    let (server, cloud) = server_with_cloud().await;
    let (client, wanted) = (client(&server).await, read_only(&server, SHOP).await);
    let held = cloud.hold("CreateRole");
    let slow = async {
        let outcome = client.provision(&wanted).await;
        outcome.unwrap();
    };
    let fast = async {
        held.reached().await;
        client.provision(&wanted).await.unwrap();
        held.release();
    };
    tokio::join!(slow, fast);
    assert_eq!(client.compare(&wanted).await.unwrap(), []);
}
