//! Any PATCH leaves a document that could have been posted, or none: what comes out is read again as it is.

use serde_json::{Map, Value, json};

use super::*;
use crate::scim::resources;
use crate::scim::schemas::USERS;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Numbers that are the same at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn text(&mut self) -> String {
        if self.below(12) == 0 {
            return self.of(&["'", "é\u{202e}", "a\0b", &"x".repeat(600)]).to_owned();
        }
        self.of(&["", "work", "home", "a@x", "b@x", "True", "false", "R&D", "7"]).to_owned()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 9 } else { 14 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(9)),
            3..=8 => json!(self.text()),
            9 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            10 | 11 => json!([{"value": self.text(), "type": self.text(), "primary": self.below(3) == 0}]),
            _ => Value::Object((0..self.below(4)).map(|_| (self.name(), self.value(depth - 1))).collect()),
        }
    }

    fn name(&mut self) -> String {
        let name = self.of(&[
            "value",
            "type",
            "primary",
            "display",
            "$ref",
            "formatted",
            "givenName",
            "FAMILYNAME",
            "streetAddress",
            "department",
            "manager",
            "emails",
            "name",
            "userName",
            "active",
            "title",
            "externalId",
            "id",
            "colour",
        ]);
        name.to_owned()
    }

    fn path(&mut self) -> String {
        let attribute = self.of(&[
            "userName",
            "active",
            "TITLE",
            "name",
            "emails",
            "emails",
            "phoneNumbers",
            "addresses",
            "roles",
            "manager",
            "department",
            "externalId",
            "x509Certificates",
            "id",
            "groups",
            "colour",
            "displayName",
        ]);
        let urn = self.of(&["", "", "", "urn:ietf:params:scim:schemas:core:2.0:User:", ENTERPRISE, "urn:x:"]);
        let joint = if urn == ENTERPRISE { self.of(&[":", "."]) } else { "" };
        let filter = match self.below(8) {
            0 => format!("[{} eq \"{}\"]", self.name(), self.of(&["work", "home", "a@x"])),
            1 => format!("[{} {}]", self.name(), self.of(&["pr", "eq true", "eq \"True\"", "co \"x\""])),
            2 => "[type eq \"work\" and primary eq true]".to_owned(),
            3 => "[not (type eq \"work\")]".to_owned(),
            _ => String::new(),
        };
        let part = if self.below(3) == 0 { format!(".{}", self.name()) } else { String::new() };
        let noise = if self.below(50) == 0 { self.of(&["[", "]", ".", " ", "\"", "\0", "()"]) } else { "" };
        format!("{urn}{joint}{attribute}{filter}{part}{noise}")
    }

    fn operation(&mut self) -> Value {
        let known = ["add", "Add", "remove", "Remove", "replace", "Replace"];
        let op = if self.below(40) == 0 { "move" } else { self.of(&known) };
        let mut operation = json!({"op": op});
        if self.below(5) > 0 {
            operation["path"] = self.path().into();
        }
        if self.below(6) > 0 {
            operation["value"] = match self.below(3) {
                0 => Value::Object((0..3).map(|_| (self.path(), self.value(2))).collect()),
                _ => self.value(3),
            };
        }
        operation
    }
}

fn read_again(document: &Map<String, Value>) -> Map<String, Value> {
    let mut body = document.clone();
    body.insert("schemas".into(), json!([USERS.core.id]));
    resources::read(&USERS, &body).unwrap_or_else(|fault| panic!("{}: {document:?}", fault.detail))
}

#[test]
fn any_patch_leaves_a_document_that_could_have_been_posted_or_none() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut document = Map::new();
    let (mut done, mut refused, mut changed) = (0, 0, 0);
    for round in 0..30_000 {
        if round % 200 == 0 {
            document = json!({"userName": "alice"}).as_object().unwrap().clone();
        }
        let operations: Vec<Value> = (0..=random.below(2)).map(|_| random.operation()).collect();
        let body = json!({"schemas": [PATCH_OP], "Operations": operations});
        let body = body.as_object().unwrap();
        match read(&USERS, body).and_then(|steps| apply(&USERS, document.clone(), &steps)) {
            Ok(after) => {
                done += 1;
                changed += usize::from(after != document);
                assert_eq!(read_again(&after), after, "{operations:?}");
                document = after;
            }
            Err(fault) => {
                refused += 1;
                assert_eq!(fault.status, 400);
                assert!(fault.scim_type.is_some() && fault.detail.starts_with("Operations["), "{fault:?}");
            }
        }
    }
    assert!(
        done > 3_000 && refused > 3_000 && changed > 1_000,
        "{done} done, {refused} refused, {changed} changed"
    );
}
