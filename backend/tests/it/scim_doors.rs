//! The SCIM doors as such: what the server says it can do, and what it makes of wrong addresses, methods and bodies.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC_URL, ScimClient, TestServer};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

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
async fn the_server_says_what_it_can_do() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let config: Value = scim.get("/ServiceProviderConfig").await.json();
    for (feature, supported) in [
        ("patch", true),
        ("bulk", false),
        ("filter", true),
        ("changePassword", false),
        ("sort", true),
        ("etag", true),
    ] {
        assert_eq!(config[feature]["supported"], supported, "{feature}");
    }
    assert_eq!(config["filter"]["maxResults"], 200);
    assert_eq!(config["authenticationSchemes"][0]["type"], "oauthbearertoken");

    let types: Value = scim.get("/ResourceTypes").await.json();
    assert_eq!(types["totalResults"], 2);
    for resource_type in types["Resources"].as_array().unwrap() {
        let id = resource_type["id"].as_str().unwrap();
        let one: Value = scim.get(&format!("/ResourceTypes/{id}")).await.json();
        assert_eq!(&one, resource_type);
        assert_eq!(one["meta"]["location"], format!("{PUBLIC_URL}/scim/v2/ResourceTypes/{id}"));
        assert_eq!(scim.get(one["endpoint"].as_str().unwrap()).await.status, 200);
    }
    let schemas: Value = scim.get("/Schemas").await.json();
    assert_eq!(schemas["totalResults"], 3);
    for schema in schemas["Resources"].as_array().unwrap() {
        let id = schema["id"].as_str().unwrap();
        assert_eq!(&scim.get(&format!("/Schemas/{id}")).await.json::<Value>(), schema);
    }
}

/// Every attribute that the schema says is writable is written, and comes back as it was written.
#[tokio::test]
async fn the_schemas_are_true_to_what_is_kept() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let mut body = json!({"schemas": [USER, ENTERPRISE]});
    let mut hidden = Vec::new();
    for urn in [USER, ENTERPRISE] {
        let schema: Value = scim.get(&format!("/Schemas/{urn}")).await.json();
        for attribute in schema["attributes"].as_array().unwrap() {
            let name = attribute["name"].as_str().unwrap();
            if attribute["mutability"] == "readOnly" {
                hidden.push(name.to_owned());
                continue;
            }
            let value = example(attribute);
            if urn == USER { body[name] = value } else { body[urn][name] = value }
        }
    }
    assert_eq!(hidden, ["password", "groups"]);
    let answer = scim.post("/Users", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let mut created: Value = answer.json();
    let ours = created.as_object_mut().unwrap();
    ours.remove("id");
    ours.remove("meta");
    assert_eq!(created, body);
}

/// A value that the schema's attribute allows.
fn example(attribute: &Value) -> Value {
    let value = match (attribute["type"].as_str().unwrap(), attribute["name"].as_str().unwrap()) {
        ("boolean", _) => json!(true),
        ("complex", name) => {
            let mut value = json!({});
            for part in attribute["subAttributes"].as_array().unwrap() {
                if part["mutability"] != "readOnly" {
                    let is_address = name == "emails" && part["name"] == "value";
                    value[part["name"].as_str().unwrap()] =
                        if is_address { json!("a@x") } else { example(part) };
                }
            }
            value
        }
        (_, name) => json!(format!("{}-1", name.to_lowercase())),
    };
    if attribute["multiValued"] == true { json!([value]) } else { value }
}

#[tokio::test]
async fn what_the_server_can_do_is_not_filtered() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
        refusal(&scim.get(&format!("{path}?filter=id%20pr")).await, 403, None);
    }
}

#[tokio::test]
async fn what_is_not_offered_says_so_and_what_is_nowhere_is_not_found() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let search = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]});
    for answer in [
        scim.post("/Bulk", &json!({})).await,
        scim.get("/Me").await,
        scim.patch("/Me", &json!({})).await,
        scim.post("/.search", &search).await,
    ] {
        refusal(&answer, 501, None);
    }
    for path in [
        "",
        "/",
        "/users",
        "/Users/",
        "/Users/u-0",
        "/Users/1",
        "/Users/%00",
        "/Users/%FF",
        "/Users/u-1/x",
        "/Groups/u-1",
        "/Schemas/x",
        "/ResourceTypes/x",
        "/Anything",
    ] {
        refusal(&scim.get(path).await, 404, None);
    }
}

#[tokio::test]
async fn a_wrong_method_is_refused_with_those_that_are_right() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    for (method, path, allowed) in [
        (Method::PUT, "/Users", "GET, HEAD, POST"),
        (Method::DELETE, "/Groups", "GET, HEAD, POST"),
        (Method::POST, "/Users/u-1", "GET, HEAD, PUT, PATCH, DELETE"),
        (Method::GET, "/Users/.search", "POST"),
        (Method::POST, "/Schemas", "GET, HEAD"),
        (Method::DELETE, "/ServiceProviderConfig", "GET, HEAD"),
        (Method::OPTIONS, "/Users", "GET, HEAD, POST"),
    ] {
        let answer = scim.write(method, path, "{}").await;
        refusal(&answer, 405, None);
        assert_eq!(answer.header("allow"), Some(allowed), "{path}");
    }
}

async fn post_as(scim: &ScimClient, media_type: Option<&str>, body: &str) -> Answer {
    let mut request = scim.request(Method::POST, "/Users");
    if let Some(media_type) = media_type {
        request = request.header(header::CONTENT_TYPE, media_type);
    }
    scim.send(request, body.to_owned()).await
}

#[tokio::test]
async fn a_body_is_scim_or_json() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    for (number, media_type) in [
        "application/scim+json",
        "application/json",
        "Application/SCIM+JSON; charset=UTF-8",
        "application/json;charset=\"utf-8\"",
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({"schemas": [USER], "userName": format!("user-{number}")}).to_string();
        assert_eq!(post_as(&scim, Some(media_type), &body).await.status, 201, "{media_type}");
    }
    for media_type in [
        None,
        Some(""),
        Some("text/plain"),
        Some("application/xml"),
        Some("application/jsonx"),
        Some("application/json; charset=utf-16"),
        Some("multipart/form-data; boundary=x"),
    ] {
        refusal(&post_as(&scim, media_type, "{}").await, 415, None);
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let name = |name: &str| format!("{{\"schemas\": [\"{USER}\"], \"userName\": {name}}}");
    for body in [
        String::new(),
        "{".into(),
        "[]".into(),
        "null".into(),
        name("\"a\", \"userName\": \"b\""),
        name("\"a\", \"USERNAME\": \"b\""),
        name(&format!("\"a\", \"{USER}:userName\": \"b\"")),
        name("\"a\", \"emails\": [{\"value\": \"a@x\", \"Value\": \"b@x\"}]"),
        name(&format!("\"a\", \"x\": {}1{}", "[".repeat(30), "]".repeat(30))),
        "{\"userName\": \"a\"}".into(),
    ] {
        for (method, path) in [(Method::POST, "/Users"), (Method::POST, "/Groups")] {
            refusal(&scim.write(method, path, body.clone()).await, 400, Some("invalidSyntax"));
        }
    }
    refusal(&scim.write(Method::POST, "/Users", name("\"\\u0000\"")).await, 400, Some("invalidValue"));
    let large = name(&format!("\"a\", \"title\": \"{}\"", "x".repeat(1024 * 1024)));
    refusal(&scim.write(Method::POST, "/Users", large).await, 413, None);
    assert_eq!(scim.get("/Users").await.json::<Value>()["totalResults"], 0);
}

#[tokio::test]
async fn a_list_keeps_its_bounds() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let mut tx = server.app.db.write().await.unwrap();
    for number in 0..205 {
        let id = format!("u-{number:03}");
        cloudsso::execute!(
            &mut tx,
            "INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name, email,
                                email_key, description, status, provision_type, created_at)
             VALUES ($1, $1, $1, '', '', '', '', NULL, '', 'Enabled', 'Synchronized', 0)",
            id
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    for (query, start_index, shown) in [
        ("count=1000", 1, 200),
        ("count=200&startIndex=201", 201, 5),
        ("startIndex=0&count=2", 1, 2),
        ("startIndex=-5&count=-5", 1, 0),
        ("startIndex=206", 206, 0),
        ("count=0", 1, 0),
    ] {
        let list: Value = scim.get(&format!("/Users?{query}")).await.json();
        assert_eq!(list["totalResults"], 205, "{query}");
        assert_eq!(
            (&list["startIndex"], &list["itemsPerPage"]),
            (&json!(start_index), &json!(shown)),
            "{query}"
        );
        assert_eq!(list["Resources"].as_array().unwrap().len(), shown, "{query}");
    }
}
