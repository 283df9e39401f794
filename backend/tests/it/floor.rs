//! What every other test stands on.

use crate::support::TestServer;

#[tokio::test]
async fn a_fresh_server_is_alive_and_ready() {
    let server = TestServer::start().await;
    let browser = server.browser();
    assert_eq!(browser.get("/healthz").await.text(), "ok\n");
    assert_eq!(browser.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn an_administrator_of_the_tests_is_signed_in() {
    let server = TestServer::start().await;
    let administrator = server.administrator().await;
    assert_eq!(administrator.get(shared::paths::EVENTS).await.status, 200);
    assert_eq!(server.browser().get(shared::paths::EVENTS).await.status, 401);
}
