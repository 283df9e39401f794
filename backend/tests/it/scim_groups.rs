//! Groups over SCIM: made, read, filled, emptied and deleted, and what is refused on the way.

use axum::http::{Method, header};
use cloudsso::platform::db::Tx;
use serde_json::{Value, json};
use shared::events::{ActorKind, EventKind};
use shared::groups::{Group, WriteGroup};
use shared::paths::{self, with_id};
use shared::users::ProvisionType;

use crate::support::{Administrator, Answer, PUBLIC_URL, ScimClient, TestServer, named};

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

async fn create_user(scim: &ScimClient, name: &str) -> Value {
    let answer = scim.post("/Users", &json!({"schemas": [USER], "userName": name})).await;
    answer.json::<Value>()["id"].clone()
}

fn group(name: &str, members: &[&Value]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    json!({"schemas": [GROUP], "displayName": name, "members": members})
}

async fn create(scim: &ScimClient, name: &str, members: &[&Value]) -> Value {
    let answer = scim.post("/Groups", &group(name, members)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

async fn patch(scim: &ScimClient, group: &Value, operations: Value) -> Answer {
    scim.patch(&at(group), &json!({"schemas": [PATCH_OP], "Operations": operations})).await
}

fn at(group: &Value) -> String {
    format!("/Groups/{}", group["id"].as_str().unwrap())
}

/// A synchronized user, straight in the database.
async fn insert_user(tx: &mut Tx, id: &str) {
    cloudsso::execute!(
        tx,
        "INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name, email,
                            email_key, description, status, provision_type, created_at)
         VALUES ($1, $1, $1, '', '', '', '', NULL, '', 'Enabled', 'Synchronized', 0)",
        id
    )
    .unwrap();
}

/// The ids of the members, in order.
async fn members(scim: &ScimClient, group: &Value) -> Vec<Value> {
    let shown: Value = scim.get(&at(group)).await.json();
    shown["members"].as_array().unwrap().iter().map(|member| member["value"].clone()).collect()
}

fn sorted(ids: &[&Value]) -> Vec<Value> {
    let mut ids: Vec<Value> = ids.iter().map(|id| (*id).clone()).collect();
    ids.sort_by_key(|id| id.as_str().map(str::to_owned));
    ids
}

#[track_caller]
fn refusal(answer: &Answer, status: u16, scim_type: Option<&str>) -> String {
    assert_eq!(answer.status, status, "{}", answer.text());
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["scimType"].as_str(), scim_type, "{body}");
    body["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_group_is_made_with_its_members_and_read_again() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create_user(&scim, "alice").await;
    let body = json!({
        "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "externalId": "8aa1a0c0", "displayName": "Sales & Marketing", "members": [{"value": alice, "display": "x"}],
    });
    let answer = scim.post("/Groups", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let created: Value = answer.json();
    let location = format!("{PUBLIC_URL}/scim/v2{}", at(&created));
    assert_eq!(answer.header("location"), Some(location.as_str()));
    let expected = json!({
        "schemas": [GROUP],
        "id": created["id"],
        "externalId": "8aa1a0c0",
        "displayName": "Sales & Marketing",
        "members": [{
            "value": alice, "type": "User",
            "$ref": format!("{PUBLIC_URL}/scim/v2/Users/{}", alice.as_str().unwrap()),
        }],
        "meta": {
            "resourceType": "Group",
            "created": "2026-06-21T09:30:00Z",
            "lastModified": "2026-06-21T09:30:00Z",
            "location": location,
            "version": created["meta"]["version"],
        },
    });
    assert_eq!(created, expected);
    let read = scim.get(&at(&created)).await;
    assert_eq!(read.header("etag"), created["meta"]["version"].as_str());
    assert_eq!(read.json::<Value>(), created);
    let administrator = Administrator::of(&server).await;
    let shown: Group =
        administrator.get(&with_id(paths::GROUP, created["id"].as_str().unwrap())).await.json();
    assert_eq!((shown.provision_type, shown.read_only), (ProvisionType::Synchronized, true));
    let event = Administrator::only(administrator.events(EventKind::GroupCreated).await);
    assert_eq!((event.actor_kind, event.target.as_str()), (ActorKind::ScimCredential, "Sales & Marketing"));
    Administrator::only(administrator.events(EventKind::GroupMembersAdded).await);
}

#[tokio::test]
async fn a_list_has_the_members_unless_they_are_not_wanted() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create_user(&scim, "alice").await;
    let sales = create(&scim, "Sales", &[&alice]).await;
    let staff = create(&scim, "Staff", &[]).await;
    let list: Value = scim.get("/Groups?sortBy=displayName").await.json();
    assert_eq!(list["Resources"], json!([sales, staff]));
    let list: Value =
        scim.get("/Groups?excludedAttributes=members&filter=displayName%20eq%20%22sales%22").await.json();
    assert_eq!((&list["totalResults"], &list["Resources"][0]["displayName"]), (&json!(1), &json!("Sales")));
    assert!(list["Resources"][0].get("members").is_none());
    let query = format!("members.value%20eq%20%22{}%22", alice.as_str().unwrap());
    let search = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": query.replace("%20", " ").replace("%22", "\""), "attributes": ["displayName"],
    });
    for list in [
        scim.get(&format!("/Groups?attributes=displayName&filter={query}")).await,
        scim.post("/Groups/.search", &search).await,
    ] {
        let list: Value = list.json();
        assert_eq!(
            list["Resources"],
            json!([{"schemas": [GROUP], "id": sales["id"], "displayName": "Sales"}])
        );
    }
    let read: Value = scim.get(&format!("{}?excludedAttributes=members", at(&sales))).await.json();
    assert!(read.get("members").is_none());
}

#[tokio::test]
async fn a_page_ends_before_it_has_more_than_ten_thousand_members() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let mut tx = server.app.db.write().await.unwrap();
    for number in 0..6_000 {
        insert_user(&mut tx, &format!("u-{number}")).await;
    }
    for (number, members) in [(1, 6_000), (2, 4_000), (3, 1)] {
        let id = format!("g-{number}");
        cloudsso::execute!(
            &mut tx,
            "INSERT INTO groups (id, group_name, group_name_key, description, provision_type, created_at,
                                 updated_at, version)
             VALUES ($1, $1, $1, '', 'Synchronized', 0, 0, 1)",
            id.as_str()
        )
        .unwrap();
        cloudsso::execute!(
            &mut tx,
            "INSERT INTO group_members (group_id, user_id, created_at)
             SELECT $1, id, 0 FROM users ORDER BY id LIMIT $2",
            id.as_str(),
            members
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    for (query, shown) in [
        ("sortBy=displayName", 2),
        ("sortBy=displayName&startIndex=3", 1),
        ("sortBy=displayName&attributes=displayName", 3),
        ("sortBy=displayName&sortOrder=descending", 2),
    ] {
        let list: Value = scim.get(&format!("/Groups?{query}")).await.json();
        assert_eq!(list["totalResults"], 3);
        assert_eq!(list["itemsPerPage"], shown, "{query}");
        assert_eq!(list["Resources"].as_array().unwrap().len(), shown, "{query}");
    }
}

#[tokio::test]
async fn members_come_and_go_one_by_one_and_in_thousands() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let (alice, bob, carol) = (
        create_user(&scim, "alice").await,
        create_user(&scim, "bob").await,
        create_user(&scim, "carol").await,
    );
    let staff = create(&scim, "Staff", &[]).await;
    let value = |id: &Value| json!([{"value": id}]);
    let selected = |id: &Value| format!("members[value eq \"{}\"]", id.as_str().unwrap());
    let everybody_but = |id: &Value| format!("members[value ne \"{}\"]", id.as_str().unwrap());
    let add = |id: &Value| json!({"op": "Add", "path": "members", "value": value(id)});
    for (operations, left) in [
        (json!([add(&alice)]), vec![&alice]),
        (json!([add(&alice), add(&bob), add(&carol)]), vec![&alice, &bob, &carol]),
        (json!([{"op": "Remove", "path": "members", "value": value(&bob)}]), vec![&alice, &carol]),
        (json!([{"op": "remove", "path": selected(&carol)}]), vec![&alice]),
        (json!([{"op": "remove", "path": selected(&carol)}]), vec![&alice]),
        (json!([{"op": "add", "value": {"members": value(&bob)}}]), vec![&alice, &bob]),
        (json!([{"op": "remove", "path": everybody_but(&bob)}]), vec![&bob]),
        (
            json!([{"op": "Replace", "path": "members", "value": [{"value": alice}, {"value": carol}]}]),
            vec![&alice, &carol],
        ),
        (json!([{"op": "remove", "path": "members", "value": []}]), vec![&alice, &carol]),
        (json!([{"op": "remove", "path": "members"}, add(&bob)]), vec![&bob]),
        (json!([{"op": "replace", "path": "members", "value": []}]), vec![]),
    ] {
        let answer = patch(&scim, &staff, operations.clone()).await;
        let read = scim.get(&at(&staff)).await;
        assert_eq!(answer.header("etag"), read.header("etag"));
        assert_eq!(answer.json::<Value>(), read.json::<Value>(), "{operations}");
        assert_eq!(members(&scim, &staff).await, sorted(&left), "{operations}");
    }
}

#[tokio::test]
async fn a_large_group_is_changed_without_being_sent_back() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let alice = create_user(&scim, "alice").await;
    let mut tx = server.app.db.write().await.unwrap();
    for number in 0..100 {
        insert_user(&mut tx, &format!("u-{number}")).await;
    }
    tx.commit().await.unwrap();
    let hundred: Vec<Value> = (0..100).map(|number| json!(format!("u-{number}"))).collect();
    let staff = create(&scim, "Staff", &hundred.iter().collect::<Vec<_>>()).await;
    let add = json!([{"op": "Add", "path": "members", "value": [{"value": alice}]}]);
    let answer = patch(&scim, &staff, add.clone()).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(answer.header("etag"), scim.get(&at(&staff)).await.header("etag"));
    assert_eq!(members(&scim, &staff).await.len(), 101);
    let body = json!({"schemas": [PATCH_OP], "Operations": add});
    let asked = scim.patch(&format!("{}?excludedAttributes=members", at(&staff)), &body).await;
    assert_eq!((asked.status, &asked.json::<Value>()["displayName"]), (200, &json!("Staff")));
    let remove = json!([{"op": "remove", "path": "members[value eq \"u-7\"]"}]);
    assert_eq!(patch(&scim, &staff, remove).await.json::<Value>()["members"].as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn who_is_no_synchronized_user_is_left_out_of_a_group_and_named_in_the_log() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let manual = json!(server.create_user("manual").await);
    let alice = create_user(&scim, "alice").await;
    let staff = create(&scim, "Staff", &[]).await;
    for stranger in [manual, json!("u-0"), staff["id"].clone(), json!("'")] {
        let named = [&stranger, &alice];
        let created = scim.post("/Groups", &group("Other", &named)).await.json::<Value>();
        assert_eq!(members(&scim, &created).await, std::slice::from_ref(&alice), "{stranger}");
        let add = json!([{"op": "add", "path": "members", "value": [{"value": stranger}, {"value": alice}]}]);
        assert_eq!(patch(&scim, &created, add).await.status, 200);
        assert_eq!(members(&scim, &created).await, std::slice::from_ref(&alice), "{stranger}");
        assert_eq!(scim.put(&at(&created), &group("Other", &named)).await.status, 200);
        assert_eq!(members(&scim, &created).await, std::slice::from_ref(&alice), "{stranger}");
        assert_eq!(scim.put(&at(&created), &group("Other", &[&stranger])).await.status, 200);
        assert!(members(&scim, &created).await.is_empty(), "{stranger}");
        scim.delete(&at(&created)).await;
    }
    let events = administrator.events(EventKind::GroupMembersUnknown).await;
    assert_eq!(events.len(), 16);
    assert!(events.iter().any(|event| event.target == "Other" && event.details["users"] == "u-0"));
}

#[tokio::test]
async fn a_group_is_renamed_and_its_name_is_its_own() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let new = WriteGroup { name: "Hand-made".into(), description: String::new() };
    let manual: Group = administrator.post(paths::GROUPS, &new).await.json();
    let staff = create(&scim, "Staff", &[]).await;
    create(&scim, "Sales", &[]).await;
    for name in ["hand-MADE", "sales"] {
        let told = refusal(&scim.post("/Groups", &group(name, &[])).await, 409, Some("uniqueness"));
        assert!(told.contains(name), "{told}");
        let operation = json!([{"op": "replace", "path": "displayName", "value": name}]);
        refusal(&patch(&scim, &staff, operation).await, 409, Some("uniqueness"));
        refusal(&scim.put(&at(&staff), &group(name, &[])).await, 409, Some("uniqueness"));
    }
    let path = format!("/Groups/{}", manual.id);
    refusal(&scim.get(&path).await, 404, None);
    refusal(&scim.delete(&path).await, 404, None);
    refusal(&scim.put(&path, &group("x", &[])).await, 404, None);
    let operation = json!([{"op": "Replace", "value": {"id": staff["id"], "displayName": "Everybody"}}]);
    assert_eq!(patch(&scim, &staff, operation).await.status, 200);
    let operation = json!([{"op": "add", "path": "externalId", "value": "7"}]);
    assert_eq!(patch(&scim, &staff, operation).await.status, 200);
    let read: Value = scim.get(&at(&staff)).await.json();
    assert_eq!((&read["displayName"], &read["externalId"]), (&json!("Everybody"), &json!("7")));
    let events = administrator.events(EventKind::GroupUpdated).await;
    assert_eq!(events.len(), 2);
    let renaming = events.iter().find(|event| event.details.contains_key("after.displayName")).unwrap();
    assert_eq!(renaming.details["before.displayName"], "Staff");
}

#[tokio::test]
async fn a_bad_group_is_refused_with_the_reason() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let staff = create(&scim, "Staff", &[]).await;
    for body in [
        json!({"schemas": [GROUP]}),
        json!({"schemas": [GROUP], "displayName": ""}),
        json!({"schemas": [GROUP], "displayName": "x".repeat(129)}),
        json!({"schemas": [GROUP], "displayName": "a\u{202E}"}),
        json!({"schemas": [GROUP], "displayName": 7}),
        json!({"schemas": [GROUP], "displayName": "x", "members": "u-1"}),
        json!({"schemas": [GROUP], "displayName": "x", "members": [7]}),
    ] {
        refusal(&scim.post("/Groups", &body).await, 400, Some("invalidValue"));
        refusal(&scim.put(&at(&staff), &body).await, 400, Some("invalidValue"));
    }
    let wrong = json!({"schemas": [USER], "displayName": "x"});
    refusal(&scim.post("/Groups", &wrong).await, 400, Some("invalidSyntax"));
    for (operation, scim_type) in [
        (json!({"op": "remove", "path": "displayName"}), "mutability"),
        (json!({"op": "replace", "path": "id", "value": "g-1"}), "mutability"),
        (json!({"op": "replace", "path": "members[value eq \"u-1\"].value", "value": "u-2"}), "mutability"),
        (json!({"op": "add", "path": "members[", "value": []}), "invalidPath"),
        (json!({"op": "remove"}), "noTarget"),
        (json!({"op": "replace", "path": "displayName", "value": ""}), "invalidValue"),
    ] {
        refusal(&patch(&scim, &staff, json!([operation])).await, 400, Some(scim_type));
    }
    assert_eq!(scim.get(&at(&staff)).await.json::<Value>(), staff);
}

#[tokio::test]
async fn a_put_replaces_name_and_members() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let (alice, bob) = (create_user(&scim, "alice").await, create_user(&scim, "bob").await);
    let staff = create(&scim, "Staff", &[&alice]).await;
    let put: Value = scim.put(&at(&staff), &group("Crew", &[&bob])).await.json();
    assert_eq!(put["displayName"], "Crew");
    assert_eq!(members(&scim, &staff).await, [bob]);
    let put: Value = scim.put(&at(&staff), &json!({"schemas": [GROUP], "displayName": "Crew"})).await.json();
    assert_eq!(put["members"], json!([]));
    let again = scim.put(&at(&staff), &put).await;
    assert_eq!(again.header("etag"), put["meta"]["version"].as_str(), "nothing changed");
}

#[tokio::test]
async fn an_expected_version_is_kept() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let staff = create(&scim, "Staff", &[]).await;
    let path = at(&staff);
    let send = async |method: Method, name, tag: &str, body: Value| {
        let request =
            scim.request(method, &path).header(name, tag).header(header::CONTENT_TYPE, "application/json");
        scim.send(request, body.to_string()).await
    };
    let renaming =
        json!({"schemas": [PATCH_OP], "Operations": [{"op": "replace", "value": {"displayName": "Crew"}}]});
    for (method, body) in
        [(Method::PUT, group("Crew", &[])), (Method::PATCH, renaming.clone()), (Method::DELETE, json!({}))]
    {
        refusal(&send(method, header::IF_MATCH, "W/\"9\"", body).await, 412, None);
    }
    assert_eq!(
        send(Method::PATCH, header::IF_MATCH, "W/\"1\"", renaming).await.header("etag"),
        Some("W/\"2\"")
    );
    assert_eq!(send(Method::GET, header::IF_NONE_MATCH, "W/\"2\"", json!({})).await.status, 304);
    assert_eq!(send(Method::DELETE, header::IF_MATCH, "W/\"2\"", json!({})).await.status, 204);
}

#[tokio::test]
async fn a_group_is_deleted_with_memberships_and_access() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let administrator = Administrator::of(&server).await;
    let alice = create_user(&scim, "alice").await;
    let staff = create(&scim, "Staff", &[&alice]).await;
    let account = administrator.create_account("2000000000000001", "Shop").await;
    let read = administrator.create_access_configuration(&named("Read")).await;
    let grant = json!({
        "user_ids": [], "group_ids": [staff["id"]], "account_ids": [account.id],
        "access_configuration_ids": [read.id],
    });
    assert_eq!(administrator.post(paths::ACCESS_ASSIGNMENTS, &grant).await.status, 200);
    administrator.finish_manual_work().await;
    let browser = server.signed_in(&alice.as_str().unwrap().parse().unwrap()).await;
    assert!(browser.get(paths::PORTAL_ACCOUNTS).await.text().contains("Shop"));
    assert_eq!(scim.delete(&at(&staff)).await.status, 204);
    assert!(!browser.get(paths::PORTAL_ACCOUNTS).await.text().contains("Shop"), "at once");
    refusal(&scim.get(&at(&staff)).await, 404, None);
    refusal(&scim.delete(&at(&staff)).await, 404, None);
    let event = Administrator::only(administrator.events(EventKind::GroupDeleted).await);
    let detail = |name: &str| event.details[name].as_str();
    assert_eq!((detail("removed_memberships"), detail("users")), ("1", "alice"));
    assert_eq!((detail("removed_access_assignments"), detail("access_assignments")), ("1", "Shop: Read"));
}

#[tokio::test]
async fn many_additions_at_once_lose_nobody() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let staff = create(&scim, "Staff", &[]).await;
    let mut users = Vec::new();
    for number in 0..8 {
        users.push(create_user(&scim, &format!("user-{number}")).await);
    }
    let additions = users.iter().cloned().map(|user| {
        let (scim, staff) = (scim.clone(), staff.clone());
        tokio::spawn(async move {
            let operation = json!([{"op": "Add", "path": "members", "value": [{"value": user}]}]);
            patch(&scim, &staff, operation).await.status
        })
    });
    for answer in additions.collect::<Vec<_>>() {
        assert_eq!(answer.await.unwrap(), 200);
    }
    assert_eq!(members(&scim, &staff).await, sorted(&users.iter().collect::<Vec<_>>()));
}
