//! Any PATCH leaves a valid resource or no change, and is never the server's fault (C-09).

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Random, ScimClient, TestServer};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// What paths, names and values are made of; `ids` are those of users who are there.
struct Chance {
    random: Random,
    ids: Vec<String>,
}

impl Chance {
    fn text(&mut self) -> String {
        let texts = [
            "",
            "work",
            "home",
            "a@x.example",
            "B@X.example",
            "True",
            "False",
            "R&D",
            "alice",
            "bob",
            "Staff",
            "Other",
            "'; --",
            "%",
            "\u{202e}",
            "a\0b",
            "ünï",
            "u-0",
        ];
        match self.random.below(12) {
            0 => "x".repeat(self.random.below(600)),
            1..=3 => self.ids[self.random.below(self.ids.len())].clone(),
            _ => self.random.of(&texts).to_owned(),
        }
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.random.below(if depth == 0 { 14 } else { 19 }) {
            0 => Value::Null,
            1 => json!(self.random.below(2) == 0),
            2 => json!(self.random.below(9)),
            3..=13 => json!(self.text()),
            14 => (0..self.random.below(3)).map(|_| self.value(depth - 1)).collect(),
            15 | 16 => json!([{"value": self.text(), "type": self.text()}]),
            17 => json!([{"value": self.text()}, {"value": self.text()}]),
            _ => Value::Object(
                (0..self.random.below(3)).map(|_| (self.name().to_owned(), self.value(depth - 1))).collect(),
            ),
        }
    }

    fn name(&mut self) -> &'static str {
        let names =
            ["value", "type", "primary", "givenName", "formatted", "manager", "members", "userName", "x"];
        names[self.random.below(names.len())]
    }

    fn path(&mut self) -> String {
        let attributes = [
            "userName",
            "active",
            "title",
            "title",
            "name",
            "emails",
            "phoneNumbers",
            "roles",
            "manager",
            "nickName",
            "externalId",
            "displayName",
            "displayName",
            "members",
            "members",
            "members",
            "x509Certificates",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            ENTERPRISE,
            USER,
        ];
        let attribute = match self.random.below(25) {
            0 => self.random.of(&["id", "groups", "password"]).to_owned(),
            _ => self.random.of(&attributes).to_owned(),
        };
        let filter = match self.random.below(12) {
            0 => format!("[{} eq {}]", self.name(), json!(self.text())),
            1 => format!("[not ({} pr)]", self.name()),
            2 => "[type eq \"work\"]".to_owned(),
            _ => String::new(),
        };
        let part = if self.random.below(6) == 0 { format!(".{}", self.name()) } else { String::new() };
        let noise =
            if self.random.below(40) == 0 { self.random.of(&["[", "]", "\"", "\0", "("]) } else { "" };
        format!("{attribute}{filter}{part}{noise}")
    }

    fn body(&mut self) -> String {
        let operations = (0..=self.random.below(2)).map(|_| {
            let mut operation = json!({"op": self.random.of(&["Add", "Replace", "replace", "Remove"])});
            if self.random.below(5) > 0 {
                operation["path"] = self.path().into();
            }
            if self.random.below(8) > 0 {
                operation["value"] = match self.random.below(4) {
                    0 => Value::Object((0..2).map(|_| (self.path(), self.value(1))).collect()),
                    _ => self.value(2),
                };
            }
            operation
        });
        let operations: Value = operations.collect();
        let body = json!({"schemas": [PATCH_OP], "Operations": operations}).to_string();
        if self.random.below(30) > 0 {
            return body;
        }
        let kept = self.random.below(body.len());
        body.chars().take(kept).collect()
    }
}

async fn create(scim: &ScimClient, path: &str, body: Value) -> String {
    scim.post(path, &body).await.json::<Value>()["id"].as_str().unwrap().to_owned()
}

/// Sends so many PATCHes to the resource; answers how many were done, changed it, and were refused.
async fn patch_at_random(
    scim: &ScimClient,
    chance: &mut Chance,
    path: &str,
    rounds: usize,
) -> (usize, usize, usize) {
    let (mut done, mut changed, mut refused) = (0, 0, 0);
    let mut before: Value = scim.get(path).await.json();
    for _ in 0..rounds {
        let body = chance.body();
        let answer = scim.write(Method::PATCH, path, body.clone()).await;
        let after: Value = scim.get(path).await.json();
        match answer.status {
            200 => {
                done += 1;
                assert_eq!(answer.json::<Value>(), after, "{body}");
                let put = scim.put(path, &after).await;
                assert_eq!((put.status, put.json::<Value>()), (200, after.clone()), "{body}");
                changed += usize::from(after != before);
            }
            400 | 409 => {
                refused += 1;
                assert_eq!(after, before, "{body}: {}", answer.text());
            }
            status => panic!("{status} {}: {body}", answer.text()),
        }
        before = after;
    }
    (done, changed, refused)
}

#[tokio::test]
async fn any_patch_of_a_user_or_group_leaves_a_valid_resource_or_no_change() {
    let server = TestServer::start().await;
    let scim = server.scim().await;
    let user = |name: &str| json!({"schemas": [USER], "userName": name});
    let alice = create(&scim, "/Users", user("carol")).await;
    let mut other = user("bob");
    other["emails"] = json!([{"value": "a@x.example"}]);
    let bob = create(&scim, "/Users", other).await;
    let staff = create(&scim, "/Groups", json!({"schemas": [GROUP], "displayName": "Staff"})).await;
    create(&scim, "/Groups", json!({"schemas": [GROUP], "displayName": "Other"})).await;
    let mut chance = Chance { random: Random(0x5c1a_77e5_0b1e_55ed), ids: vec![alice.clone(), bob] };
    for (path, rounds, most) in [(format!("/Users/{alice}"), 500, 40), (format!("/Groups/{staff}"), 300, 10)]
    {
        let (done, changed, refused) = patch_at_random(&scim, &mut chance, &path, rounds).await;
        assert!(
            done > most && changed > most && refused > most,
            "{path}: {done} done, {changed} changed, {refused} refused"
        );
    }
}
