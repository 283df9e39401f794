//! Users over SCIM: made, read, changed, taken over and deleted, and what is refused on the way.

use axum::http::{Method, header};
use serde_json::{Value, json};
use shared::events::{ActorKind, EventKind};
use shared::ids::UserId;
use shared::paths::{self, with_id};
use shared::scim::SetScimSynchronization;
use shared::users::{CreateUser, ProvisionType, UpdateUser, UpdateUserStatus, User, UserStatus};

use crate::support::{Administrator, Answer, PUBLIC_URL, ScimClient, TestServer, named};

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A body of POST or PUT.
fn user(mut members: Value) -> Value {
    members["schemas"] = json!([CORE]);
    members
}

async fn create(scim: &ScimClient, members: Value) -> Value {
    let answer = scim.post("/Users", &user(members)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

async fn patch(scim: &ScimClient, id: &Value, operations: Value) -> Answer {
    let body = json!({"schemas": [PATCH_OP], "Operations": operations});
    scim.patch(&at(id), &body).await
}

fn at(id: &Value) -> String {
    format!("/Users/{}", id.as_str().unwrap())
}

fn user_id(id: &Value) -> UserId {
    id.as_str().unwrap().parse().unwrap()
}

#[track_caller]
fn refusal(answer: &Answer, status: u16, scim_type: Option<&str>) -> String {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(body["status"], status.to_string());
    assert_eq!(body["scimType"].as_str(), scim_type, "{body}");
    body["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_user_is_made_with_all_that_is_said_and_read_again() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let said = json!({
        "schemas": [CORE, ENTERPRISE],
        "externalId": "0001",
        "userName": "Alice@example.com",
        "name": {"formatted": "Dr. Alice A", "familyName": "A", "givenName": "Alice", "honorificPrefix": "Dr."},
        "displayName": "Alice A",
        "nickName": "Al",
        "profileUrl": "https://example.com/alice",
        "title": "Chief",
        "userType": "Employee",
        "preferredLanguage": "en-US",
        "locale": "en-US",
        "timezone": "Asia/Shanghai",
        "active": true,
        "emails": [{"value": "alice@example.com", "type": "work", "primary": true}, {"value": "al@home.example"}],
        "phoneNumbers": [{"value": "+1 555", "type": "mobile"}],
        "ims": [{"value": "alice", "type": "xmpp"}],
        "photos": [{"value": "https://example.com/alice.png", "type": "photo"}],
        "addresses": [{"type": "work", "streetAddress": "1 Main St", "locality": "X", "country": "US"}],
        "entitlements": [{"value": "e"}],
        "roles": [{"value": "Administrator"}],
        "x509Certificates": [{"value": "TUlJ"}],
        ENTERPRISE: {
            "employeeNumber": "7", "costCenter": "1", "organization": "O", "division": "D",
            "department": "R&D", "manager": {"value": "u-1"},
        },
    });
    let answer = scim.post("/Users", &said).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/scim+json"));
    let created: Value = answer.json();
    let location = format!("{PUBLIC_URL}/scim/v2{}", at(&created["id"]));
    assert_eq!(answer.header("location"), Some(location.as_str()));
    assert_eq!(answer.header("etag"), Some("W/\"1\""));
    let mut expected = said;
    expected["id"] = created["id"].clone();
    expected[ENTERPRISE]["manager"]["$ref"] = format!("{PUBLIC_URL}/scim/v2/Users/u-1").into();
    expected["meta"] = json!({
        "resourceType": "User",
        "created": "2026-06-21T09:30:00Z",
        "lastModified": "2026-06-21T09:30:00Z",
        "location": location,
        "version": "W/\"1\"",
    });
    assert_eq!(created, expected);
    let read = scim.get(&at(&created["id"])).await;
    assert_eq!(read.header("etag"), Some("W/\"1\""));
    assert_eq!(read.json::<Value>(), created);

    let administrator = Administrator::of(&server).await;
    let shown: User = administrator.get(&with_id(paths::USER, user_id(&created["id"]).as_str())).await.json();
    assert_eq!(shown.provision_type, ProvisionType::Synchronized);
    assert_eq!((shown.first_name.as_str(), shown.last_name.as_str()), ("Alice", "A"));
    assert_eq!((shown.display_name.as_str(), shown.email.as_str()), ("Alice A", "alice@example.com"));
    assert_eq!((shown.external_id.as_deref(), shown.has_password), (Some("0001"), false));
    let event = Administrator::only(administrator.events(EventKind::UserCreated).await);
    assert_eq!((event.actor_kind, event.actor_name.as_str()), (ActorKind::ScimCredential, scim.id.as_str()));
    assert_eq!(event.target, "Alice@example.com");
    assert_eq!(event.details["after.name.givenName"], "Alice");
    assert_eq!(event.details[&format!("after.{ENTERPRISE}:department")], "R&D");
}

#[tokio::test]
async fn a_user_is_found_by_what_was_said() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create(
        &scim,
        json!({
            "userName": "alice", "externalId": "X1", "displayName": "Zoë",
            "name": {"familyName": "Berg", "formatted": "A Berg"},
            "emails": [{"value": "Alice@x.example", "type": "work"}],
            ENTERPRISE: {"department": "R&D", "manager": {"value": "boss"}},
        }),
    )
    .await;
    create(&scim, json!({"userName": "bob", "active": false})).await;
    server.create_user("manual").await;
    for (filter, count) in [
        ("userName eq \"ALICE\"", 1),
        ("externalId eq \"X1\"", 1),
        ("externalId eq \"x1\"", 0),
        ("emails[type eq \"work\"].value eq \"alice@X.example\"", 1),
        ("emails.value eq \"alice@x.example\"", 1),
        ("name.familyName sw \"be\"", 1),
        ("name.formatted eq \"a berg\"", 1),
        ("displayName eq \"zoë\"", 1),
        ("active eq false", 1),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"r&d\"", 1),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"boss\"", 1),
        ("userName eq \"manual\"", 0),
        ("userName pr", 2),
    ] {
        let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let found: Value = scim.get(&format!("/Users?filter={query}")).await.json();
        assert_eq!(found["totalResults"], count, "{filter}: {found}");
        assert_eq!(found["itemsPerPage"], count);
        if count == 1 && !filter.starts_with("active") {
            assert_eq!(found["Resources"][0], alice, "{filter}");
        }
        let search =
            json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": filter});
        assert_eq!(scim.post("/Users/.search", &search).await.json::<Value>(), found);
    }
    refusal(&scim.get("/Users?filter=userName%20is%20%22a%22").await, 400, Some("invalidFilter"));
}

#[tokio::test]
async fn only_what_is_wanted_is_answered() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let body = user(json!({"userName": "alice", "displayName": "A", "title": "T"}));
    let created: Value = scim.post("/Users?attributes=userName", &body).await.json();
    assert_eq!(created, json!({"schemas": [CORE], "id": created["id"], "userName": "alice"}));
    let path = at(&created["id"]);
    let read: Value = scim.get(&format!("{path}?attributes=displayName")).await.json();
    assert_eq!(read, json!({"schemas": [CORE], "id": created["id"], "displayName": "A"}));
    let read: Value = scim.get(&format!("{path}?excludedAttributes=meta,displayName,title")).await.json();
    let expected = json!({"schemas": [CORE], "id": created["id"], "userName": "alice", "active": true});
    assert_eq!(read, expected);
    let put: Value = scim.put(&format!("{path}?attributes=title"), &body).await.json();
    assert_eq!(put["title"], "T");
    assert!(put.get("userName").is_none());
    let answer = scim.get(&format!("{path}?attributes=title&excludedAttributes=title")).await;
    refusal(&answer, 400, Some("invalidValue"));
}

#[tokio::test]
async fn a_password_is_neither_taken_nor_given_back() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let created = create(&scim, json!({"userName": "alice", "password": "correct horse"})).await;
    assert!(created.get("password").is_none());
    let body = user(json!({"userName": "alice", "password": "correct horse"}));
    assert!(scim.put(&at(&created["id"]), &body).await.json::<Value>().get("password").is_none());
    let told = patch(&scim, &created["id"], json!([{"op": "replace", "value": {"password": "x"}}])).await;
    assert!(told.json::<Value>().get("password").is_none());
    let operation = json!([{"op": "replace", "path": "password", "value": "correct horse"}]);
    refusal(&patch(&scim, &created["id"], operation).await, 400, Some("mutability"));
    let wanted = scim.get(&format!("{}?attributes=password", at(&created["id"]))).await;
    assert!(wanted.json::<Value>().get("password").is_none());
    let administrator = Administrator::of(&server).await;
    let shown: User = administrator.get(&with_id(paths::USER, user_id(&created["id"]).as_str())).await.json();
    assert!(!shown.has_password);
}

#[tokio::test]
async fn a_name_that_breaks_the_rule_is_refused_with_the_rule() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    for (name, told) in [
        ("jürgen@example.com", "letters (a-z, A-Z), digits and @ _ - . only"),
        ("a b", "letters (a-z, A-Z), digits and @ _ - . only"),
        ("alice#EXT#@example.com", "letters (a-z, A-Z), digits and @ _ - . only"),
        (&"a".repeat(65), "64 characters"),
        ("", "userName is required"),
    ] {
        let answer = scim.post("/Users", &user(json!({"userName": name}))).await;
        let detail = refusal(&answer, 400, Some("invalidValue"));
        assert!(detail.contains(told), "{detail}");
    }
    let created = create(&scim, json!({"userName": "alice", "emails": [{"value": "a@x"}]})).await;
    for (operation, told) in [
        (json!({"op": "replace", "path": "userName", "value": "a b"}), "userName"),
        (json!({"op": "replace", "path": "userName", "value": ""}), "userName is required"),
        (json!({"op": "replace", "path": "displayName", "value": "a\u{202E}"}), "displayName"),
        (json!({"op": "replace", "path": "name.givenName", "value": "x".repeat(65)}), "name.givenName"),
        (json!({"op": "replace", "path": "emails.value", "value": "nobody"}), "emails.value"),
    ] {
        let detail =
            refusal(&patch(&scim, &created["id"], json!([operation])).await, 400, Some("invalidValue"));
        assert!(detail.contains(told), "{detail}");
    }
    assert_eq!(scim.get(&at(&created["id"])).await.json::<Value>(), created, "nothing of it was done");
}

#[tokio::test]
async fn a_name_or_address_that_another_has_is_refused_by_name() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    administrator.create_user("manual").await;
    let alice = create(&scim, json!({"userName": "alice", "emails": [{"value": "a@x"}]})).await;
    let bob = create(&scim, json!({"userName": "bob"})).await;
    let twin = scim.post("/Users", &user(json!({"userName": "ALICE"}))).await;
    assert!(refusal(&twin, 409, Some("uniqueness")).contains("ALICE"));
    let twin = scim.post("/Users", &user(json!({"userName": "carol", "emails": [{"value": "A@X"}]}))).await;
    assert!(refusal(&twin, 409, Some("uniqueness")).contains("A@X"));
    for (operation, told) in [
        (json!({"op": "replace", "path": "userName", "value": "Alice"}), "Alice"),
        (json!({"op": "replace", "path": "userName", "value": "manual"}), "manual"),
        (json!({"op": "add", "path": "emails", "value": [{"value": "a@X", "type": "work"}]}), "a@X"),
    ] {
        let detail = refusal(&patch(&scim, &bob["id"], json!([operation])).await, 409, Some("uniqueness"));
        assert!(detail.contains(told), "{detail}");
    }
    let put = scim.put(&at(&bob["id"]), &user(json!({"userName": "alice"}))).await;
    refusal(&put, 409, Some("uniqueness"));
    assert_eq!(scim.get(&at(&bob["id"])).await.json::<Value>(), bob);
    // One's own name in other letters, and one's own address, are free.
    let renamed = patch(
        &scim,
        &alice["id"],
        json!([{"op": "replace", "path": "userName", "value": "Alice"},
               {"op": "replace", "path": "emails", "value": [{"value": "A@X"}]}]),
    )
    .await;
    assert_eq!(renamed.json::<Value>()["userName"], "Alice");
}

#[tokio::test]
async fn a_hand_made_user_of_the_name_is_taken_over_with_all_that_hangs_on_it() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let alice = server.create_user("Alice").await;
    let account = administrator.create_account("2000000000000001", "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    administrator.grant(&alice, &account, &read).await;
    let browser = server.signed_in(&alice).await;
    let path = format!("/Users/{alice}");
    refusal(&scim.get(&path).await, 404, None);
    let disable = json!([{"op": "replace", "path": "active", "value": false}]);
    refusal(&patch(&scim, &alice.as_str().into(), disable).await, 404, None);
    refusal(&scim.put(&path, &user(json!({"userName": "Alice"}))).await, 404, None);
    refusal(&scim.delete(&path).await, 404, None);
    assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 200);

    let taken =
        create(&scim, json!({"userName": "alice", "displayName": "Alice A", "externalId": "7"})).await;
    assert_eq!(taken["id"], alice.as_str());
    assert_eq!((&taken["active"], &taken["displayName"]), (&json!(true), &json!("Alice A")));
    assert_eq!(browser.get(paths::PORTAL_ACCOUNTS).await.status, 401, "sessions end");
    let shown: User = administrator.get(&with_id(paths::USER, alice.as_str())).await.json();
    assert_eq!((shown.provision_type, shown.has_password), (ProvisionType::Synchronized, false));
    let again = server.signed_in(&alice).await.get(paths::PORTAL_ACCOUNTS).await;
    assert!(again.text().contains("Shop"), "assignments stay: {}", again.text());
    let event = Administrator::only(administrator.events(EventKind::UserSynchronized).await);
    let detail = |name: &str| event.details[name].as_str();
    assert_eq!(event.actor_kind, ActorKind::ScimCredential);
    assert_eq!((detail("before.provision_type"), detail("after.provision_type")), ("Manual", "Synchronized"));
    assert_eq!((detail("before.userName"), detail("after.userName")), ("Alice", "alice"));
    assert_eq!((detail("after.displayName"), detail("password_removed")), ("Alice A", "true"));
    assert_eq!(detail("ended_sessions"), "1");
    refusal(&scim.post("/Users", &user(json!({"userName": "alice"}))).await, 409, Some("uniqueness"));
}

#[tokio::test]
async fn a_hand_made_user_who_is_taken_over_unchanged_is_found_by_the_address() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let bob = CreateUser { user_name: "bob".into(), email: "b@x".into(), ..CreateUser::default() };
    let bob: User = administrator.post(paths::USERS, &bob).await.json();
    let emails = json!([{"value": "b@x", "type": "work", "primary": true}]);
    let taken = create(&scim, json!({"userName": "bob", "emails": emails})).await;
    assert_eq!((&taken["id"], &taken["emails"]), (&json!(bob.id), &emails));
    for filter in ["emails.value eq \"B@x\"", "emails[type eq \"work\"].value eq \"b@x\""] {
        let query: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let found: Value = scim.get(&format!("/Users?filter={query}")).await.json();
        assert_eq!(found["Resources"], json!([taken]), "{filter}");
    }
}

#[tokio::test]
async fn an_address_that_is_cleared_while_scim_is_off_takes_the_others_along_for_good() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let emails = json!([{"value": "w@x", "type": "work"}, {"value": "h@x", "type": "home"}]);
    let alice = create(&scim, json!({"userName": "alice", "emails": emails})).await;
    switch_scim(&administrator, false).await;
    let path = with_id(paths::USER, alice["id"].as_str().unwrap());
    administrator.put(&path, &UpdateUser::default()).await.json::<User>();
    switch_scim(&administrator, true).await;
    for address in ["w@x", "h@x"] {
        let list: Value =
            scim.get(&format!("/Users?filter=emails.value%20eq%20%22{address}%22")).await.json();
        assert_eq!(list["totalResults"], 0, "{address}");
    }
    let shown: Value = scim.get(&at(&alice["id"])).await.json();
    assert_eq!(shown.get("emails"), None);
    let mut tx = server.app.db.read().await.unwrap();
    let kept: (String,) = cloudsso::fetch_one!(
        &mut tx,
        (String,),
        "SELECT attributes FROM users WHERE id = $1",
        alice["id"].as_str().unwrap()
    )
    .unwrap();
    assert_eq!(kept.0, "{}");
}

#[tokio::test]
async fn a_page_ends_before_its_users_are_too_large_together() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    for (name, bytes) in [("a", 3), ("b", 3), ("c", 3), ("d", 9), ("e", 1)] {
        create(&scim, json!({"userName": name})).await;
        let attributes = json!({"title": "é".repeat(bytes * 1024 * 1024 / 2)}).to_string();
        let mut tx = server.app.db.write().await.unwrap();
        cloudsso::execute!(
            &mut tx,
            "UPDATE users SET attributes = $2 WHERE user_name_key = $1",
            name,
            attributes
        )
        .unwrap();
        tx.commit().await.unwrap();
    }
    let mut start = 1;
    for names in [&["a", "b"][..], &["c"], &["d"], &["e"]] {
        let page: Value =
            scim.get(&format!("/Users?sortBy=userName&startIndex={start}&attributes=userName")).await.json();
        let shown: Vec<&str> = page["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["userName"].as_str().unwrap())
            .collect();
        assert_eq!(shown, names);
        assert_eq!((&page["totalResults"], &page["itemsPerPage"]), (&json!(5), &json!(names.len())));
        start += names.len();
    }
}

#[tokio::test]
async fn active_need_not_be_said_and_cannot_be_removed() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let schema: Value = scim.get(&format!("/Schemas/{CORE}")).await.json();
    let required: Vec<&Value> = schema["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|attribute| attribute["required"] == true)
        .map(|attribute| &attribute["name"])
        .collect();
    assert_eq!(required, ["userName", "active"]);
    let alice = create(&scim, json!({"userName": "alice"})).await;
    assert_eq!(alice["active"], true);
    let remove = json!([{"op": "remove", "path": "active"}]);
    assert_eq!(patch(&scim, &alice["id"], remove).await.status, 400);
    assert_eq!(scim.get(&at(&alice["id"])).await.json::<Value>(), alice);
}

#[tokio::test]
async fn whom_an_administrator_disabled_scim_cannot_enable() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let set = async |id: &str, status| {
        let path = with_id(paths::USER_STATUS, id);
        administrator.put(&path, &UpdateUserStatus { status }).await.json::<User>()
    };
    let alice = create(&scim, json!({"userName": "alice"})).await;
    let id = alice["id"].as_str().unwrap();
    assert!(set(id, UserStatus::Disabled).await.blocked);
    for operations in [
        json!([{"op": "Replace", "path": "active", "value": "True"}]),
        json!([{"op": "add", "value": {"active": true, "title": "Chief"}}]),
    ] {
        assert_eq!(patch(&scim, &alice["id"], operations).await.json::<Value>()["active"], false);
    }
    let put = scim.put(&at(&alice["id"]), &user(json!({"userName": "alice", "active": true}))).await;
    assert_eq!(put.json::<Value>()["active"], false);
    assert!(administrator.events(EventKind::UserEnabled).await.is_empty());
    set(id, UserStatus::Enabled).await;
    assert_eq!(scim.get(&at(&alice["id"])).await.json::<Value>()["active"], true);

    let manual = administrator.create_user("bob").await;
    set(manual.id.as_str(), UserStatus::Disabled).await;
    let taken = create(&scim, json!({"userName": "bob", "active": true})).await;
    assert_eq!((&taken["id"], &taken["active"]), (&json!(manual.id), &json!(false)));
}

#[tokio::test]
async fn disabling_renaming_and_deleting_end_every_session() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let alice = create(&scim, json!({"userName": "alice"})).await;
    let id = user_id(&alice["id"]);
    let is_in =
        async |browser: &crate::support::Browser| browser.get(paths::PORTAL_ACCOUNTS).await.status == 200;
    let browser = server.signed_in(&id).await;
    patch(&scim, &alice["id"], json!([{"op": "replace", "path": "title", "value": "Chief"}])).await;
    patch(&scim, &alice["id"], json!([{"op": "replace", "path": "active", "value": "True"}])).await;
    assert!(is_in(&browser).await, "a title is no reason");
    patch(&scim, &alice["id"], json!([{"op": "Replace", "path": "active", "value": "False"}])).await;
    assert!(!is_in(&browser).await);
    let event = Administrator::only(administrator.events(EventKind::UserDisabled).await);
    let detail = |name: &str| event.details[name].as_str();
    assert_eq!(
        (detail("before.active"), detail("after.active"), detail("ended_sessions")),
        ("true", "false", "1")
    );
    patch(&scim, &alice["id"], json!([{"op": "replace", "value": {"active": true}}])).await;
    assert!(!is_in(&browser).await, "no session comes back");

    let browser = server.signed_in(&id).await;
    let renamed =
        patch(&scim, &alice["id"], json!([{"op": "replace", "path": "userName", "value": "al"}])).await;
    assert_eq!(renamed.json::<Value>()["userName"], "al");
    assert!(!is_in(&browser).await);
    let events = administrator.events(EventKind::UserUpdated).await;
    let renaming = events.iter().find(|event| event.target == "al").unwrap();
    assert_eq!(renaming.details["before.userName"], "alice");
    assert_eq!(renaming.details["after.userName"], "al");

    let browser = server.signed_in(&id).await;
    let put = scim.put(&at(&alice["id"]), &user(json!({"userName": "al", "active": false}))).await;
    assert_eq!(put.status, 200);
    assert!(!is_in(&browser).await);

    patch(&scim, &alice["id"], json!([{"op": "add", "path": "active", "value": true}])).await;
    let browser = server.signed_in(&id).await;
    assert_eq!(scim.delete(&at(&alice["id"])).await.status, 204);
    assert!(!is_in(&browser).await);
    refusal(&scim.get(&at(&alice["id"])).await, 404, None);
    refusal(&scim.delete(&at(&alice["id"])).await, 404, None);
}

#[tokio::test]
async fn deleting_takes_memberships_and_access_along_and_names_them() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let alice = create(&scim, json!({"userName": "alice"})).await;
    let id = user_id(&alice["id"]);
    let group = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Staff",
        "members": [{"value": id}],
    });
    let group: Value = scim.post("/Groups", &group).await.json();
    let account = administrator.create_account("2000000000000001", "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    administrator.grant(&id, &account, &read).await;
    assert_eq!(scim.delete(&at(&alice["id"])).await.status, 204);
    let event = Administrator::only(administrator.events(EventKind::UserDeleted).await);
    let detail = |name: &str| event.details[name].as_str();
    assert_eq!((detail("removed_memberships"), detail("groups")), ("1", "Staff"));
    assert_eq!((detail("removed_access_assignments"), detail("access_assignments")), ("1", "Shop: Read"));
    let read: Value = scim.get(&format!("/Groups/{}", group["id"].as_str().unwrap())).await.json();
    assert_eq!(read["members"], json!([]));
    assert_ne!(read["meta"]["version"], group["meta"]["version"]);
    let again = create(&scim, json!({"userName": "alice"})).await;
    assert_ne!(again["id"], alice["id"], "a name that comes back is somebody new");
}

#[tokio::test]
async fn the_groups_of_a_user_are_shown_and_cannot_be_written() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create(&scim, json!({"userName": "alice", "groups": [{"value": "g-1"}]})).await;
    assert!(alice.get("groups").is_none());
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Staff",
        "members": [{"value": alice["id"]}],
    });
    let group: Value = scim.post("/Groups", &body).await.json();
    let answer = scim.get(&at(&alice["id"])).await;
    let shown: Value = answer.json();
    let id = group["id"].as_str().unwrap();
    let expected = json!([{
        "value": id, "display": "Staff", "type": "direct", "$ref": format!("{PUBLIC_URL}/scim/v2/Groups/{id}"),
    }]);
    assert_eq!(shown["groups"], expected);
    assert_ne!(shown["meta"]["version"], alice["meta"]["version"], "what is shown has another version");
    assert_eq!(answer.header("etag"), shown["meta"]["version"].as_str());
    let list: Value = scim.get("/Users").await.json();
    assert_eq!(list["Resources"], json!([shown]));
    for operation in [
        json!({"op": "remove", "path": "groups"}),
        json!({"op": "add", "path": "groups", "value": [{"value": "g-1"}]}),
    ] {
        refusal(&patch(&scim, &alice["id"], json!([operation])).await, 400, Some("mutability"));
    }
    let put = scim.put(&at(&alice["id"]), &user(json!({"userName": "alice", "groups": []}))).await;
    assert_eq!(put.json::<Value>()["groups"], expected);
    let before = scim.get(&at(&alice["id"])).await.json::<Value>();
    let rename = json!([{"op": "replace", "path": "displayName", "value": "Crew"}]);
    let body = json!({"schemas": [PATCH_OP], "Operations": rename});
    assert_eq!(scim.patch(&format!("/Groups/{id}"), &body).await.status, 200);
    let after = scim.get(&at(&alice["id"])).await.json::<Value>();
    assert_eq!(after["groups"][0]["display"], "Crew");
    assert_ne!(after["meta"]["version"], before["meta"]["version"], "the name is shown, too");
}

#[tokio::test]
async fn a_put_is_all_there_is_but_lets_nobody_in_by_an_omission() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create(
        &scim,
        json!({
            "userName": "alice", "externalId": "1", "title": "Chief", "active": false,
            "name": {"givenName": "A"}, "emails": [{"value": "a@x"}], ENTERPRISE: {"department": "R&D"},
        }),
    )
    .await;
    let body = user(json!({"userName": "alice", "id": "u-0", "meta": {"version": "7"}, "nickName": "Al"}));
    let put: Value = scim.put(&at(&alice["id"]), &body).await.json();
    let mut expected = user(json!({"userName": "alice", "nickName": "Al", "active": false}));
    expected["id"] = alice["id"].clone();
    expected["meta"] = put["meta"].clone();
    assert_eq!(put, expected);
    assert_eq!(put["meta"]["version"], "W/\"2\"");
    let found: Value = scim.get("/Users?filter=emails.value%20eq%20%22a@x%22").await.json();
    assert_eq!(found["totalResults"], 0, "what is gone is not found");
    refusal(&scim.put(&at(&alice["id"]), &user(json!({"title": "x"}))).await, 400, Some("invalidValue"));
}

#[tokio::test]
async fn what_changes_nothing_leaves_no_trace() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let alice =
        create(&scim, json!({"userName": "alice", "title": "Chief", "emails": [{"value": "a@x"}]})).await;
    server.clock.advance(60);
    for operations in [
        json!([{"op": "replace", "path": "title", "value": "Chief"}]),
        json!([{"op": "replace", "path": "active", "value": "True"}, {"op": "add", "value": {"id": "x"}}]),
        json!([{"op": "replace", "path": "title", "value": "x"}, {"op": "replace", "path": "title", "value": "Chief"}]),
        json!([{"op": "add", "path": "emails", "value": [{"value": "a@x"}]}]),
    ] {
        let answer = patch(&scim, &alice["id"], operations).await;
        assert_eq!((answer.status, answer.json::<Value>()), (200, alice.clone()));
    }
    assert_eq!(scim.put(&at(&alice["id"]), &alice).await.json::<Value>(), alice);
    assert!(administrator.events(EventKind::UserUpdated).await.is_empty());
    server.clock.advance(60);
    let answer = patch(&scim, &alice["id"], json!([{"op": "remove", "path": "title"}])).await;
    let changed: Value = answer.json();
    assert_eq!(changed["meta"]["version"], "W/\"2\"");
    assert_eq!(changed["meta"]["lastModified"], "2026-06-21T09:32:00Z");
    let event = Administrator::only(administrator.events(EventKind::UserUpdated).await);
    assert_eq!(event.details["before.title"], "Chief");
    let told: Vec<&str> = event.details.keys().map(String::as_str).collect();
    assert_eq!(told, ["before.title", "id"], "only what changed");
}

#[tokio::test]
async fn a_request_is_done_as_a_whole_or_not_at_all() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create(&scim, json!({"userName": "alice", "title": "Chief"})).await;
    let operations = json!([
        {"op": "replace", "path": "title", "value": "Boss"},
        {"op": "replace", "path": "active", "value": false},
        {"op": "replace", "path": "nickName", "value": 7},
    ]);
    let detail = refusal(&patch(&scim, &alice["id"], operations).await, 400, Some("invalidValue"));
    assert!(detail.starts_with("Operations[2]: nickName"), "{detail}");
    assert_eq!(scim.get(&at(&alice["id"])).await.json::<Value>(), alice);
}

#[tokio::test]
async fn an_expected_version_is_kept() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create(&scim, json!({"userName": "alice"})).await;
    let path = at(&alice["id"]);
    let send = async |method: Method, name, tag: &str, body: Value| {
        let request =
            scim.request(method, &path).header(name, tag).header(header::CONTENT_TYPE, "application/json");
        scim.send(request, body.to_string()).await
    };
    let body = user(json!({"userName": "alice", "title": "T"}));
    let patching = json!({"schemas": [PATCH_OP], "Operations": [{"op": "remove", "path": "title"}]});
    for (method, body) in
        [(Method::PUT, body.clone()), (Method::PATCH, patching.clone()), (Method::DELETE, json!({}))]
    {
        refusal(&send(method, header::IF_MATCH, "W/\"9\"", body).await, 412, None);
    }
    assert_eq!(send(Method::PUT, header::IF_MATCH, "W/\"1\"", body).await.header("etag"), Some("W/\"2\""));
    assert_eq!(send(Method::PATCH, header::IF_MATCH, "*", patching).await.header("etag"), Some("W/\"3\""));
    let read = send(Method::GET, header::IF_NONE_MATCH, "W/\"3\"", json!({})).await;
    assert_eq!((read.status, read.body.len(), read.header("etag")), (304, 0, Some("W/\"3\"")));
    assert_eq!(send(Method::GET, header::IF_NONE_MATCH, "W/\"2\"", json!({})).await.status, 200);
    assert_eq!(send(Method::DELETE, header::IF_MATCH, "\"2\", W/\"3\"", json!({})).await.status, 204);
}

#[tokio::test]
async fn nothing_that_is_said_of_a_user_permits_anything() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create(
        &scim,
        json!({
            "userName": "alice", "roles": [{"value": "Administrator", "primary": true}],
            "entitlements": [{"value": "*"}], "blocked": false, "provision_type": "Manual", "status": "Enabled",
            "access_assignments": ["*"],
        }),
    )
    .await;
    let browser = server.signed_in(&user_id(&alice["id"])).await;
    let accounts = browser.get(paths::PORTAL_ACCOUNTS).await;
    assert!(!accounts.text().contains("\"id\""), "{}", accounts.text());
    assert_eq!(browser.get(paths::USERS).await.status, 401, "no administrator");
    let nothing = json!({"user_ids": [], "account_ids": [], "access_configuration_ids": []});
    assert_eq!(browser.post(paths::ACCESS_ASSIGNMENTS, &nothing).await.status, 401);
}

#[tokio::test]
async fn an_external_id_is_a_label_and_no_key() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create(&scim, json!({"userName": "alice"})).await;
    for external_id in [json!("1"), json!("1"), alice["id"].clone(), json!("")] {
        let name = format!("user-{}", cloudsso::platform::random::symbols::<8>().unwrap());
        let created = create(&scim, json!({"userName": name, "externalId": external_id})).await;
        assert_ne!(created["id"], external_id);
    }
    refusal(
        &scim.post("/Users", &user(json!({"userName": "b", "externalId": 1}))).await,
        400,
        Some("invalidValue"),
    );
    refusal(&scim.get("/Users/1").await, 404, None);
    assert_eq!(scim.get(&at(&alice["id"])).await.json::<Value>(), alice);
    let found: Value = scim.get("/Users?filter=externalId%20eq%20%221%22").await.json();
    assert_eq!(found["totalResults"], 2);
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_name_and_none_fails() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let manual = server.create_user("alice").await;
    let tries = ["alice", "Alice", "ALICE", "aLICE"].map(|name| {
        let scim = scim.clone();
        tokio::spawn(async move { scim.post("/Users", &user(json!({"userName": name}))).await.status })
    });
    let mut answers = Vec::new();
    for answer in tries {
        answers.push(answer.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!(answers, [201, 409, 409, 409]);
    assert_eq!(scim.get(&format!("/Users/{manual}")).await.status, 200);
    let changes = (0..8).map(|number| {
        let (scim, id) = (scim.clone(), json!(manual));
        tokio::spawn(async move {
            let path = format!("phoneNumbers[type eq \"{number}\"].value");
            patch(&scim, &id, json!([{"op": "add", "path": path, "value": "1"}])).await.status
        })
    });
    for answer in changes.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap(), 200);
    }
    let shown: Value = scim.get(&format!("/Users/{manual}")).await.json();
    assert_eq!(shown["phoneNumbers"].as_array().unwrap().len(), 8, "no change is lost");
}

#[tokio::test]
async fn what_was_edited_while_scim_was_off_is_shown_found_and_can_be_rolled_back() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let alice =
        create(&scim, json!({"userName": "alice", "emails": [{"value": "a@x", "type": "work"}]})).await;
    let path = with_id(paths::USER, alice["id"].as_str().unwrap());
    let edit = UpdateUser { first_name: "Alice".into(), email: "b@x".into(), ..UpdateUser::default() };
    assert_eq!(administrator.put(&path, &edit).await.status, 409, "read-only while SCIM is on");
    switch_scim(&administrator, false).await;
    administrator.put(&path, &edit).await.json::<User>();
    switch_scim(&administrator, true).await;
    let shown: Value = scim.get(&at(&alice["id"])).await.json();
    assert_eq!(shown["emails"], json!([{"value": "b@x", "type": "work"}]));
    assert_eq!(shown["name"], json!({"givenName": "Alice"}));
    assert_ne!(shown["meta"]["version"], alice["meta"]["version"]);
    for (address, found) in [("a@x", 0), ("b@x", 1)] {
        let list: Value =
            scim.get(&format!("/Users?filter=emails.value%20eq%20%22{address}%22")).await.json();
        assert_eq!(list["totalResults"], found, "{address}");
    }
    let back = json!([{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "a@x"}]);
    assert_eq!(patch(&scim, &alice["id"], back).await.json::<Value>()["emails"], alice["emails"]);
}

async fn switch_scim(administrator: &Administrator, enabled: bool) {
    let wanted = SetScimSynchronization { enabled };
    assert_eq!(administrator.put(paths::SCIM_SYNCHRONIZATION, &wanted).await.status, 200);
}
