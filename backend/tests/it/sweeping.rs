//! What is over is forgotten, and nothing else.

use cloudsso::worker::sweep;
use shared::paths;
use shared::session::PasswordSignIn;

use crate::support::{IdentityProvider, TestServer};

#[tokio::test]
async fn what_is_over_is_swept_and_what_is_not_stays() {
    let server = TestServer::start().await;
    server.create_user("alice@example.com").await;
    server.with_sso(&IdentityProvider::default()).await;
    server.browser().sign_in(&server, "alice@example.com").await;
    server.browser().start(None).await;
    let wrong = PasswordSignIn { user_name: "root".into(), password: "wrong".into(), new_password: None };
    server.browser().post(paths::ADMINISTRATOR_SESSION, &wrong).await;
    let rows = || async {
        [
            server.count("sessions").await,
            server.count("administrator_sessions").await,
            server.count("authn_requests").await,
            server.count("used_assertions").await,
            server.count("password_attempts").await,
        ]
    };
    sweep(&server.app.db, server.now()).await.unwrap();
    assert_eq!(rows().await, [1, 1, 1, 1, 2]);
    server.clock.advance(60);
    sweep(&server.app.db, server.now()).await.unwrap();
    assert_eq!(rows().await, [1, 1, 1, 1, 0]);
    server.clock.advance(600);
    sweep(&server.app.db, server.now()).await.unwrap();
    assert_eq!(rows().await, [1, 1, 0, 1, 0]);
    server.clock.advance(2 * 3_600);
    sweep(&server.app.db, server.now()).await.unwrap();
    assert_eq!(rows().await, [1, 1, 0, 0, 0]);
    server.clock.advance(8 * 3_600);
    sweep(&server.app.db, server.now()).await.unwrap();
    assert_eq!(rows().await, [0, 0, 0, 0, 0]);
    assert!(server.count("events").await > 0, "the audit log is not swept");
}
