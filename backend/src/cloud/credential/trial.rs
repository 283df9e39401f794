//! What the credential can do, tried out at the cloud: who it is, whether its account owns the resource directory,
//! and whether it gets into a member. Changes nothing.

use std::time::Duration;

use shared::cloud_credential::{CloudCheck, CloudCheckOutcome, CloudCredentialTest};
use shared::ids::AccountId;
use shared::tasks::TaskFailure;

use crate::cloud::alibaba::{CallerIdentity, Client};
use crate::cloud::role::{CloudFault, Remedy};

/// How long each question may take: less than a request to us may.
const PATIENCE: Duration = Duration::from_secs(8);

/// Tries the credential. `owner` is the management account as we have it, `member` the account whose role is tried.
pub(super) async fn run(
    client: &Client,
    owner: Option<&AccountId>,
    member: Option<&AccountId>,
) -> CloudCredentialTest {
    let identity = in_time(client.get_caller_identity()).await;
    let identity = match identity {
        Ok(identity) => identity,
        Err(fault) => {
            let mut checks = vec![failed(CloudCheck::CallerIdentity, fault)];
            checks.push(not_tried(CloudCheck::ManagementAccount));
            checks.push(not_tried(CloudCheck::MemberRole));
            return CloudCredentialTest { checks };
        }
    };
    let (owned, reached) =
        tokio::join!(management_account(client, &identity, owner), member_role(client, member));
    let who = works(CloudCheck::CallerIdentity, format!("{} ({})", identity.arn, identity.account_id));
    CloudCredentialTest { checks: vec![who, owned, reached] }
}

async fn management_account(
    client: &Client,
    identity: &CallerIdentity,
    owner: Option<&AccountId>,
) -> CloudCheckOutcome {
    let found = match in_time(client.management_account()).await {
        Ok(found) => found,
        Err(fault) => return failed(CloudCheck::ManagementAccount, fault),
    };
    let other = |message: String| {
        let fault = TaskFailure { code: "AnotherAccount".into(), message, request_id: String::new() };
        CloudCheckOutcome {
            check: CloudCheck::ManagementAccount,
            works: Some(false),
            found: found.to_string(),
            failure: Some(fault),
        }
    };
    if identity.account_id != found.as_str() {
        return other(format!(
            "The credential belongs to account {}, the resource directory to {found}.",
            identity.account_id
        ));
    }
    match owner {
        Some(owner) if *owner != found => {
            other(format!("The management account is {owner} here and {found} in the cloud."))
        }
        _ => works(CloudCheck::ManagementAccount, found.to_string()),
    }
}

async fn member_role(client: &Client, member: Option<&AccountId>) -> CloudCheckOutcome {
    let Some(member) = member else { return not_tried(CloudCheck::MemberRole) };
    match in_time(client.assume_member_role(member)).await {
        Ok(()) => works(CloudCheck::MemberRole, client.member_role_arn(member)),
        Err(fault) => failed(CloudCheck::MemberRole, fault),
    }
}

async fn in_time<T>(question: impl Future<Output = Result<T, CloudFault>>) -> Result<T, CloudFault> {
    match tokio::time::timeout(PATIENCE, question).await {
        Ok(answer) => answer,
        Err(_) => Err(CloudFault {
            code: "Timeout".into(),
            message: format!("The cloud did not answer within {} seconds.", PATIENCE.as_secs()),
            request_id: String::new(),
            remedy: Remedy::TryAgain { after: None },
        }),
    }
}

fn works(check: CloudCheck, found: String) -> CloudCheckOutcome {
    CloudCheckOutcome { check, works: Some(true), found, failure: None }
}

fn failed(check: CloudCheck, fault: CloudFault) -> CloudCheckOutcome {
    let failure = TaskFailure { code: fault.code, message: fault.message, request_id: fault.request_id };
    CloudCheckOutcome { check, works: Some(false), found: String::new(), failure: Some(failure) }
}

fn not_tried(check: CloudCheck) -> CloudCheckOutcome {
    CloudCheckOutcome { check, works: None, found: String::new(), failure: None }
}
