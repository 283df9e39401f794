//! What a grant would do, asked before it is done.

use shared::access_assignments::{GrantAccess, GrantPreview, PreviewGrant};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::page::PAGE_SIZE;
use shared::paths;

use crate::support::{Administrator, Answer, Person, TestServer};

async fn ask(administrator: &Administrator, grant: &GrantAccess, after: Option<String>) -> Answer {
    let body = PreviewGrant { grant: grant.clone(), after };
    administrator.post(paths::ACCESS_ASSIGNMENT_PREVIEW, &body).await
}

fn grant_of(person: &Person) -> GrantAccess {
    GrantAccess {
        user_ids: vec![person.id.clone()],
        account_ids: vec![person.account.id.clone()],
        access_configuration_ids: vec![person.configuration.id.clone()],
        ..GrantAccess::default()
    }
}

#[tokio::test]
async fn what_is_there_already_is_marked_and_nothing_is_written() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let group = alice.administrator.create_group("Team", &[&alice.id]).await;
    let mut grant = grant_of(&alice);
    grant.group_ids.push(group);
    let preview: GrantPreview = ask(&alice.administrator, &grant, None).await.json();
    assert_eq!((preview.new, preview.existing, preview.page.total), (1, 1, 2));
    let rows: Vec<_> =
        preview.page.items.iter().map(|row| (row.principal_name.as_str(), row.existing)).collect();
    assert_eq!(rows, [("alice@example.com", true), ("Team", false)]);
    let again: GrantPreview = ask(&alice.administrator, &grant, None).await.json();
    assert_eq!(again, preview);
}

#[tokio::test]
async fn every_combination_comes_once_page_by_page() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let mut grant = grant_of(&alice);
    for number in 0..29 {
        grant.user_ids.push(server.create_user(&format!("user-{number:02}")).await);
    }
    grant.user_ids.push(alice.id.clone());
    for number in 0..3_u64 {
        let id = (3_000_000_000_000_000 + number).to_string();
        grant
            .account_ids
            .push(alice.administrator.create_account(&id, &format!("Account {number}")).await.id);
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let preview: GrantPreview = ask(&alice.administrator, &grant, after).await.json();
        assert_eq!((preview.new, preview.existing, preview.page.total), (119, 1, 120));
        assert!(preview.page.items.len() <= PAGE_SIZE);
        seen.extend(preview.page.items);
        after = preview.page.next;
        if after.is_none() {
            break;
        }
    }
    let mut places: Vec<_> =
        seen.iter().map(|row| (row.account_name.clone(), row.principal_name.clone())).collect();
    assert!(places.is_sorted(), "by account, then by user");
    places.dedup();
    assert_eq!(places.len(), 120);
    assert_eq!(seen.iter().filter(|row| row.existing).count(), 1);
}

#[tokio::test]
async fn whatever_would_refuse_the_grant_refuses_the_preview() {
    let server = TestServer::start().await;
    let alice = Person::alice(&server).await;
    let empty = ask(&alice.administrator, &GrantAccess::default(), None).await;
    let fields = ["user_ids", "account_ids", "access_configuration_ids"];
    assert_eq!(empty.error().fields, fields.map(|field| FieldError::new(field, Rule::Required)));
    let mut unknown = grant_of(&alice);
    unknown.group_ids.push("g-00000000000000000000".parse().unwrap());
    let answer = ask(&alice.administrator, &unknown, None).await;
    assert_eq!(answer.error().fields, [FieldError::new("group_ids", Rule::Unknown)]);
    let mut large = grant_of(&alice);
    large.user_ids = vec![alice.id.clone(); 101];
    large.account_ids = vec![alice.account.id.clone(); 100];
    assert_eq!(ask(&alice.administrator, &large, None).await.error().code, ErrorCode::LimitExceeded);
    let answer = ask(&alice.administrator, &grant_of(&alice), Some("-1".to_owned())).await;
    assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter));
    let past: GrantPreview = ask(&alice.administrator, &grant_of(&alice), Some("7".to_owned())).await.json();
    assert!(past.page.items.is_empty() && past.page.next.is_none());
}
