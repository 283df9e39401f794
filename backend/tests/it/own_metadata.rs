//! Our two metadata documents at the addresses that are our entity IDs.

use axum::body::Body;
use axum::http::Method;
use shared::paths;
use shared::settings::{RenameDirectory, Settings};

use crate::support::{PUBLIC_URL, TestServer};

#[tokio::test]
async fn the_document_at_the_entity_id_says_what_the_page_says() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let settings: Settings = administrator.get(paths::SETTINGS).await.json();
    let path = settings.entity_id.strip_prefix(PUBLIC_URL).unwrap();
    let answer = server.browser().get(path).await;
    assert_eq!(answer.header("content-type"), Some("application/samlmetadata+xml"));
    assert_eq!(answer.header("content-disposition"), None);
    let xml = answer.text();
    assert!(xml.contains(&format!("entityID=\"{}\"", settings.entity_id)), "{xml}");
    assert!(xml.contains(&format!("Location=\"{}\"", settings.acs_url)), "{xml}");
    assert!(
        xml.contains("WantAssertionsSigned=\"true\"") && xml.contains("<md:KeyDescriptor use=\"signing\">")
    );
}

#[tokio::test]
async fn the_document_for_the_accounts_says_where_role_log_ons_come_from() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let settings: Settings = administrator.get(paths::SETTINGS).await.json();
    let path = settings.cloud_idp_entity_id.strip_prefix(PUBLIC_URL).unwrap();
    let answer = server.browser().get(path).await;
    assert_eq!(answer.header("content-type"), Some("application/samlmetadata+xml"));
    assert!(answer.text().contains(&format!("entityID=\"{}\"", settings.cloud_idp_entity_id)));
    assert!(answer.text().contains("<md:IDPSSODescriptor"));
}

#[tokio::test]
async fn the_two_documents_publish_two_keys() {
    let server = TestServer::start().await;
    let certificate = |path| {
        let path = paths::with_id(path, server.directory.id.as_str());
        let browser = server.browser();
        async move {
            let answer = browser.get(&path).await;
            answer.text().split_once("<ds:X509Certificate>").unwrap().1.split('<').next().unwrap().to_owned()
        }
    };
    assert_ne!(certificate(paths::SP_METADATA).await, certificate(paths::IDP_METADATA).await);
}

#[tokio::test]
async fn the_documents_are_downloaded_under_a_file_name() {
    let server = TestServer::start().await;
    for (path, kind) in [(paths::SP_METADATA, "service-provider"), (paths::IDP_METADATA, "identity-provider")]
    {
        let path = paths::with_id(path, server.directory.id.as_str());
        let file = format!("attachment; filename=\"cloudsso-{kind}-{}.xml\"", server.directory.id);
        for query in ["?download", "?download=1", "?x=y&download="] {
            let answer = server.browser().get(&format!("{path}{query}")).await;
            assert_eq!(answer.header("content-disposition"), Some(file.as_str()));
        }
        assert_eq!(
            server.browser().get(&format!("{path}?x=download")).await.header("content-disposition"),
            None
        );
    }
}

#[tokio::test]
async fn a_head_is_answered_like_a_get_without_the_body() {
    let server = TestServer::start().await;
    let browser = server.browser();
    let path = paths::with_id(paths::SP_METADATA, server.directory.id.as_str());
    let whole = browser.get(&path).await;
    let head = browser.send(browser.request(Method::HEAD, &path, false), Body::empty()).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-type"), Some("application/samlmetadata+xml"));
    assert_eq!(head.header("content-length"), Some(whole.body.len().to_string().as_str()));
}

#[tokio::test]
async fn another_id_names_no_document() {
    let server = TestServer::start().await;
    for path in [paths::SP_METADATA, paths::IDP_METADATA] {
        for id in ["d-other", "example", "%2e%2e", "D-1"] {
            let answer = server.browser().get(&paths::with_id(path, id)).await;
            assert_eq!(answer.status, 404, "{path} {id}");
        }
    }
}

#[tokio::test]
async fn renaming_the_directory_changes_neither_document() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    let paths = [paths::SP_METADATA, paths::IDP_METADATA]
        .map(|path| paths::with_id(path, server.directory.id.as_str()));
    let before = [administrator.get(&paths[0]).await.body, administrator.get(&paths[1]).await.body];
    let body = RenameDirectory { name: "another-name".into() };
    assert_eq!(administrator.put(shared::paths::DIRECTORY_NAME, &body).await.status, 204);
    let after = [administrator.get(&paths[0]).await.body, administrator.get(&paths[1]).await.body];
    assert_eq!(before, after);
}
