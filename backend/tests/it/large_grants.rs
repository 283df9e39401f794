//! Grants as large as the wizard starts: many accounts, users and access configurations at once.

use std::collections::BTreeSet;
use std::future::pending;

use cloudsso::access::provisioning::worker;
use shared::access_assignments::{AccessAssignment, GRANT_MAX, GrantAccess, PreviewGrant};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::ids::UserId;
use shared::page::Page;
use shared::paths::{self, with_id};
use shared::tasks::{BatchProgress, Started, Task};

use crate::support::cloud::server_with_cloud;
use crate::support::{Administrator, TestServer, named};

const ACCOUNTS: u64 = 30;
const USERS: usize = 5;
const CONFIGURATIONS: usize = 2;
const ALL: u64 = ACCOUNTS * (USERS * CONFIGURATIONS) as u64;

async fn progress(administrator: &Administrator, started: &Started) -> BatchProgress {
    let batch = started.batch_id.as_ref().unwrap();
    administrator.get(&with_id(paths::TASK_BATCH, batch.as_str())).await.json()
}

#[tokio::test]
async fn a_grant_of_hundreds_is_one_batch_and_every_role_is_made_once() {
    let (server, cloud) = server_with_cloud().await;
    let administrator = Administrator::of(&server).await;
    let mut grant = GrantAccess::default();
    for n in 0..ACCOUNTS {
        let id = (4_000_000_000_000_000 + n).to_string();
        cloud.add_member(&id, &format!("Account {n}"));
        grant.account_ids.push(administrator.create_account(&id, &format!("Account {n}")).await.id);
    }
    for n in 0..USERS {
        grant.user_ids.push(server.create_user(&format!("user{n}")).await);
    }
    for n in 0..CONFIGURATIONS {
        let made = administrator.create_access_configuration(&named(&format!("Role-{n}"))).await;
        grant.access_configuration_ids.push(made.id);
    }
    let started: Started = administrator.post(paths::ACCESS_ASSIGNMENTS, &grant).await.json();
    assert_eq!((started.tasks, started.existing), (ALL, 0));
    cloud.forget_calls();
    let over = async {
        while progress(&administrator, &started).await.over() < ALL {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = worker::run(server.app.clone(), pending()) => {}
        () = over => {}
    }
    assert_eq!(progress(&administrator, &started).await.success, ALL);
    let assignments: Page<AccessAssignment> = administrator.get(paths::ACCESS_ASSIGNMENTS).await.json();
    assert_eq!(assignments.total, ALL);
    let made: Vec<String> = cloud.calls().into_iter().filter(|call| call.ends_with(" CreateRole")).collect();
    assert_eq!(made.len() as u64, ACCOUNTS * CONFIGURATIONS as u64);
    let accounts: BTreeSet<&str> = made.iter().filter_map(|call| call.split(' ').next()).collect();
    assert_eq!(accounts.len() as u64, ACCOUNTS);
    every_task_is_listed_once(&administrator, &started).await;
}

async fn every_task_is_listed_once(administrator: &Administrator, started: &Started) {
    let batch = started.batch_id.as_ref().unwrap();
    let (mut ids, mut after) = (BTreeSet::new(), String::new());
    loop {
        let path = format!("{}?batch_id={batch}{after}", paths::TASKS);
        let page: Page<Task> = administrator.get(&path).await.json();
        assert_eq!(page.total, ALL);
        for task in page.items {
            assert!(ids.insert(task.id));
        }
        match page.next {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(ids.len() as u64, ALL);
}

#[tokio::test]
async fn the_largest_grant_is_read_before_it_is_judged() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    // As long as ids get, and as many as one grant may name.
    let user_ids: Vec<UserId> = (0..GRANT_MAX).map(|n| format!("u-{n:062}").parse().unwrap()).collect();
    let account = administrator.create_account("40000000000000000000", "Large").await.id;
    let configuration = administrator.create_access_configuration(&named("Reader")).await.id;
    let mut grant = GrantAccess {
        user_ids,
        account_ids: vec![account],
        access_configuration_ids: vec![configuration],
        ..GrantAccess::default()
    };
    let unknown = vec![FieldError::new("user_ids", Rule::Unknown)];
    let preview = PreviewGrant { grant: grant.clone(), after: None };
    let refused = administrator.post(paths::ACCESS_ASSIGNMENT_PREVIEW, &preview).await;
    assert_eq!((refused.status, refused.error().fields), (400, unknown.clone()));
    let refused = administrator.post(paths::ACCESS_ASSIGNMENTS, &grant).await;
    assert_eq!((refused.status, refused.error().fields), (400, unknown));
    grant.user_ids.push("u-1".parse().unwrap());
    let refused = administrator.post(paths::ACCESS_ASSIGNMENTS, &grant).await;
    assert_eq!((refused.status, refused.error().code), (400, ErrorCode::LimitExceeded));
}
