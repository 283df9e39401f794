//! Two say whether a user may sign in: the identity provider and an administrator. Neither word is lost.

use serde_json::{Value, json};
use shared::events::EventKind;
use shared::paths::{self, with_id};
use shared::users::{UpdateUserStatus, User, UserStatus};

use crate::support::{Administrator, ScimClient, TestServer};

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

struct Alice {
    server: TestServer,
    scim: ScimClient,
    administrator: Administrator,
    id: String,
}

impl Alice {
    async fn start() -> Self {
        let server = TestServer::start().await;
        let (scim, administrator) = (server.scim().await, Administrator::of(&server).await);
        let body = json!({"schemas": [CORE], "userName": "alice"});
        let made: Value = scim.post("/Users", &body).await.json();
        Self { id: made["id"].as_str().unwrap().to_owned(), server, scim, administrator }
    }

    /// The administrator's word; answers status and block.
    async fn set(&self, status: UserStatus) -> (UserStatus, bool) {
        let path = with_id(paths::USER_STATUS, &self.id);
        let user: User = self.administrator.put(&path, &UpdateUserStatus { status }).await.json();
        (user.status, user.blocked)
    }

    /// The identity provider's word; answers `active` and the version.
    async fn say(&self, active: bool) -> (Value, String) {
        let operations = json!([{"op": "replace", "path": "active", "value": active}]);
        self.patch(operations).await
    }

    async fn patch(&self, operations: Value) -> (Value, String) {
        let body = json!({"schemas": [PATCH_OP], "Operations": operations});
        let answer = self.scim.patch(&format!("/Users/{}", self.id), &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let shown: Value = answer.json();
        (shown["active"].clone(), shown["meta"]["version"].as_str().unwrap().to_owned())
    }

    async fn read(&self) -> Value {
        self.scim.get(&format!("/Users/{}", self.id)).await.json()
    }
}

#[tokio::test]
async fn who_leaves_while_blocked_is_not_let_in_when_the_block_is_lifted() {
    let alice = Alice::start().await;
    assert_eq!(alice.set(UserStatus::Disabled).await, (UserStatus::Disabled, true));
    let before = alice.read().await["meta"]["version"].clone();
    let (active, version) = alice.say(false).await;
    assert_eq!((active, version != before), (json!(false), true));
    assert_eq!(alice.say(false).await.1, version, "the second time nothing changed");
    let event = Administrator::only(alice.administrator.events(EventKind::UserUpdated).await);
    let detail = |name: &str| event.details[name].as_str();
    assert_eq!((detail("before.active"), detail("after.active")), ("true", "false"));

    assert_eq!(alice.set(UserStatus::Enabled).await, (UserStatus::Disabled, false), "the leaver stays out");
    assert!(alice.administrator.events(EventKind::UserEnabled).await.is_empty());
    let mut lifted = alice.administrator.events(EventKind::UserUpdated).await;
    lifted.retain(|event| event.details.contains_key("after.blocked"));
    let lifted = Administrator::only(lifted);
    assert_eq!(lifted.details["after.blocked"], "false");
    assert_eq!(lifted.details.get("after.status"), None);
    assert_eq!(alice.read().await["active"], false);

    assert_eq!(alice.set(UserStatus::Enabled).await, (UserStatus::Enabled, false), "enabled once more");
    let event = Administrator::only(alice.administrator.events(EventKind::UserEnabled).await);
    assert_eq!(event.details["after.status"], "Enabled");
    assert_eq!(alice.read().await["active"], true);
    assert_eq!(alice.say(false).await.0, false, "and the identity provider's next word counts again");
}

#[tokio::test]
async fn who_comes_back_while_blocked_is_let_in_when_the_block_is_lifted() {
    let alice = Alice::start().await;
    alice.say(false).await;
    assert_eq!(alice.set(UserStatus::Disabled).await, (UserStatus::Disabled, true));
    assert_eq!(alice.say(true).await.0, false, "the block holds");
    assert!(alice.administrator.events(EventKind::UserEnabled).await.is_empty());
    assert_eq!(alice.set(UserStatus::Enabled).await, (UserStatus::Enabled, false));
}

#[tokio::test]
async fn what_says_nothing_of_active_leaves_both_words_as_they_are() {
    let alice = Alice::start().await;
    alice.set(UserStatus::Disabled).await;
    assert_eq!(alice.patch(json!([{"op": "add", "path": "title", "value": "Chief"}])).await.0, false);
    let body = json!({"schemas": [CORE], "userName": "alice", "title": "Head"});
    let put: Value = alice.scim.put(&format!("/Users/{}", alice.id), &body).await.json();
    assert_eq!((&put["active"], &put["title"]), (&json!(false), &json!("Head")));
    assert_eq!(alice.set(UserStatus::Enabled).await, (UserStatus::Enabled, false));
}

#[tokio::test]
async fn a_blocked_user_is_taken_over_with_the_block_and_the_identity_providers_word() {
    let alice = Alice::start().await;
    let manual = alice.administrator.create_user("bob").await;
    let bob = Alice { id: manual.id.to_string(), ..alice };
    bob.set(UserStatus::Disabled).await;
    let body = json!({"schemas": [CORE], "userName": "bob", "active": false});
    let taken: Value = bob.scim.post("/Users", &body).await.json();
    assert_eq!((taken["id"].as_str(), &taken["active"]), (Some(bob.id.as_str()), &json!(false)));
    assert_eq!(bob.set(UserStatus::Enabled).await, (UserStatus::Disabled, false));
    assert_eq!(bob.say(true).await.0, true);
    let browser = bob.server.signed_in(&manual.id).await;
    assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 200);
    assert_eq!(bob.say(false).await.0, false);
    assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 401);
}
