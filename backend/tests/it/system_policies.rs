//! The catalogue of system policies: searched as one types, page by page.

use shared::access_configurations::SystemPolicy;
use shared::error::ErrorCode;
use shared::page::{PAGE_SIZE, Page};
use shared::paths;

use crate::support::{Administrator, TestServer};

async fn search(administrator: &Administrator, query: &str) -> Page<SystemPolicy> {
    administrator.get(&format!("{}?{query}", paths::SYSTEM_POLICIES)).await.json()
}

fn names(page: &Page<SystemPolicy>) -> Vec<&str> {
    page.items.iter().map(|policy| policy.name.as_str()).collect()
}

#[tokio::test]
async fn a_policy_is_found_by_name_and_by_description_in_either_language() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for query in [
        "search=aliyunossREAD",
        "search=object+storage+read-only",
        "search=%E5%AF%B9%E8%B1%A1%E5%AD%98%E5%82%A8+read",
    ] {
        let found = search(&administrator, query).await;
        assert!(names(&found).contains(&"AliyunOSSReadOnlyAccess"), "{query}: {:?}", names(&found));
        assert!(!names(&found).contains(&"AliyunECSReadOnlyAccess"), "{query}");
    }
    assert_eq!(names(&search(&administrator, "search=AdministratorAccess").await)[0], "AdministratorAccess");
    let nothing = search(&administrator, "search=%25_%27%22%3Cb%3E").await;
    assert_eq!((nothing.total, nothing.items.len(), nothing.next), (0, 0, None));
}

#[tokio::test]
async fn all_pages_together_are_the_whole_catalogue() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let mut all = Vec::new();
    let mut query = String::new();
    loop {
        let page = search(&administrator, &query).await;
        assert!(page.items.len() <= PAGE_SIZE);
        all.extend(page.items.iter().map(|policy| policy.name.clone()));
        match page.next {
            Some(next) => query = format!("after={next}"),
            None => {
                assert_eq!(page.total, all.len() as u64);
                break;
            }
        }
    }
    assert!(all.len() > 500);
    assert_eq!(all[..2], ["AdministratorAccess", "ReadOnlyAccess"]);
    all.sort();
    let count = all.len();
    all.dedup();
    assert_eq!(all.len(), count, "each once");
}

#[tokio::test]
async fn a_page_that_follows_none_is_refused() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for query in ["after=x", "after=", "search=oss&after=AdministratorAccess", "sort=name"] {
        let answer = administrator.get(&format!("{}?{query}", paths::SYSTEM_POLICIES)).await;
        assert_eq!((answer.status, answer.error().code), (400, ErrorCode::InvalidParameter), "{query}");
    }
}
