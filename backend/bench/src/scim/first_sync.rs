//! A first synchronization, as Entra ID goes about it: each user is looked up and made, then each group, then its
//! members in batches.

use std::time::Instant;

use serde_json::{Value, json};

use super::load::{Ask, round_of};
use super::{Kind, Target, report_memory};
use crate::Fault;
use crate::report::Report;
use crate::server::Client;

const USERS: usize = 10_000;
const GROUPS: usize = 100;
/// Members of a group, added by one PATCH.
const MEMBERS: usize = 1_000;
const SECONDS_MAX: f64 = 60.0;

pub(super) fn measure(program: &std::path::Path, kind: &Kind<'_>, report: &mut Report) -> Result<(), Fault> {
    let target = Target::start(program, kind, "bench_first_sync")?;
    let start = Instant::now();
    let name = |n: usize| format!("person{n}@example.com");
    round_of(&target, 0..2 * USERS, |n| match n / super::CONNECTIONS % 2 {
        0 => Ask::get(
            format!("/Users?filter=userName%20eq%20%22{}%22", name(of_pair(n))),
            "\"totalResults\":0,",
        ),
        _ => Ask::write("POST", "/Users".to_owned(), user(&name(of_pair(n)))),
    })?;
    let users_took = start.elapsed().as_secs_f64();
    let ids = ids(&target)?;
    for group in 0..GROUPS {
        let id = create_group(&target, &format!("Group {group}"))?;
        let members: Vec<Value> =
            (0..MEMBERS).map(|n| json!({ "value": ids[(group * 97 + n) % ids.len()] })).collect();
        let operation = json!({ "op": "Add", "path": "members", "value": members });
        let client = Client::new(&target.server.url);
        client.scim("PATCH", &format!("/Groups/{id}"), &target.token, Some(&patch(&[operation])))?;
    }
    let took = start.elapsed().as_secs_f64();
    report.figure(
        &format!("SCIM, {}: first sync of 10,000, 100 groups", kind.name),
        format!("{took:.1} s, {:.0} users/s", USERS as f64 / users_took),
        "<= 60 s",
        "2,500 users/s",
        took <= SECONDS_MAX,
    );
    report_memory("memory, first sync", kind, &target, report)
}

/// The same connection looks a user up and then makes them: the number of the user among all requests.
fn of_pair(n: usize) -> usize {
    let (turn, connection) = (n / super::CONNECTIONS, n % super::CONNECTIONS);
    turn / 2 * super::CONNECTIONS + connection
}

/// The ids of all users, page by page.
fn ids(target: &Target) -> Result<Vec<String>, Fault> {
    let client = Client::new(&target.server.url);
    let mut ids = Vec::new();
    while ids.len() < USERS {
        let path = format!("/Users?attributes=id&count=200&startIndex={}", ids.len() + 1);
        let page: Value = serde_json::from_str(&client.scim("GET", &path, &target.token, None)?.body)?;
        let found =
            page["Resources"].as_array().filter(|found| !found.is_empty()).ok_or("a page is empty")?;
        ids.extend(found.iter().filter_map(|user| user["id"].as_str().map(str::to_owned)));
    }
    Ok(ids)
}

/// Makes a group after looking it up; answers its id.
pub(super) fn create_group(target: &Target, name: &str) -> Result<String, Fault> {
    let client = Client::new(&target.server.url);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("excludedAttributes", "members")
        .append_pair("filter", &format!("displayName eq \"{name}\""))
        .finish();
    let path = format!("/Groups?{query}");
    client.scim("GET", &path, &target.token, None)?;
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": name, "externalId": name,
    });
    let made = client.scim("POST", "/Groups", &target.token, Some(&body))?;
    let made: Value = serde_json::from_str(&made.body)?;
    Ok(made["id"].as_str().ok_or("the group has no id")?.to_owned())
}

/// A user as Entra ID makes one.
pub(super) fn user(name: &str) -> Value {
    json!({
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        ],
        "externalId": name, "userName": name, "active": true, "displayName": name,
        "title": "Engineer", "preferredLanguage": "en-US",
        "name": { "givenName": "Sample", "familyName": name, "formatted": name },
        "emails": [{ "primary": true, "type": "work", "value": name }],
        "phoneNumbers": [{ "type": "work", "value": "+49 30 1234" }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "department": "Engineering", "employeeNumber": name,
        },
    })
}

/// A PATCH of these operations.
pub(super) fn patch(operations: &[Value]) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations })
}
