//! PATCH on documents: what RFC 7644, section 3.5.2, asks for, and what clients make of it.

use serde_json::{Map, Value, json};

use super::*;
use crate::scim::schemas::{GROUPS, USERS};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn body(operations: Value) -> Map<String, Value> {
    match json!({"schemas": [PATCH_OP], "Operations": operations}) {
        Value::Object(body) => body,
        _ => Map::new(),
    }
}

fn patched(document: Value, operations: Value) -> ScimResult<Value> {
    let body = body(operations);
    let steps = read(&USERS, &body)?;
    apply(&USERS, document.as_object().unwrap().clone(), &steps).map(Value::Object)
}

#[track_caller]
fn becomes(before: Value, operation: Value, after: Value) {
    assert_eq!(patched(before, json!([operation])).unwrap(), after, "{operation}");
}

#[track_caller]
fn refused(before: Value, operation: Value, scim_type: ScimType) -> String {
    let fault = patched(before, json!([operation])).unwrap_err();
    assert_eq!(fault.scim_type, Some(scim_type), "{operation}: {}", fault.detail);
    assert!(fault.detail.starts_with("Operations[0]: "), "{}", fault.detail);
    fault.detail
}

fn alice() -> Value {
    json!({
        "userName": "alice",
        "title": "Chief",
        "name": {"givenName": "Alice", "familyName": "A"},
        "emails": [{"value": "a@x", "type": "work", "primary": true}, {"value": "b@x", "type": "home"}],
        ENTERPRISE: {"department": "R&D", "manager": {"value": "u-1"}},
    })
}

fn but(change: impl FnOnce(&mut Map<String, Value>)) -> Value {
    let Value::Object(mut document) = alice() else { return Value::Null };
    change(&mut document);
    Value::Object(document)
}

#[test]
fn an_attribute_with_one_value_is_set_and_removed() {
    for op in ["add", "replace", "Add", "REPLACE"] {
        let after = but(|d| d["title"] = json!("Boss"));
        becomes(alice(), json!({"op": op, "path": "title", "value": "Boss"}), after.clone());
        becomes(alice(), json!({"OP": op, "Path": "TITLE", "VALUE": "Boss"}), after);
    }
    let without = but(|d| _ = d.remove("title"));
    for operation in [
        json!({"op": "remove", "path": "title"}),
        json!({"op": "Remove", "path": "title", "value": "Chief"}),
        json!({"op": "replace", "path": "title", "value": ""}),
        json!({"op": "replace", "path": "title", "value": null}),
    ] {
        becomes(alice(), operation, without.clone());
    }
    becomes(alice(), json!({"op": "remove", "path": "nickName"}), alice());
}

#[test]
fn what_is_not_said_of_a_complex_value_stays() {
    let after = but(|d| d["name"] = json!({"givenName": "Al", "familyName": "A"}));
    for operation in [
        json!({"op": "replace", "path": "name.givenName", "value": "Al"}),
        json!({"op": "replace", "path": "name", "value": {"givenName": "Al"}}),
        json!({"op": "add", "value": {"name": {"givenName": "Al"}}}),
        json!({"op": "Replace", "value": {"name.givenName": "Al"}}),
        json!({"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName", "value": "Al"}),
    ] {
        becomes(alice(), operation, after.clone());
    }
    let after = but(|d| d["name"] = json!({"familyName": "A"}));
    becomes(alice(), json!({"op": "remove", "path": "name.givenName"}), after.clone());
    becomes(alice(), json!({"op": "replace", "path": "name", "value": {"givenName": null}}), after);
    becomes(alice(), json!({"op": "remove", "path": "name"}), but(|d| _ = d.remove("name")));
}

#[test]
fn added_values_come_beside_those_there_and_replaced_ones_in_their_place() {
    let phone = json!({"value": "1", "type": "work"});
    for value in [phone.clone(), json!([phone])] {
        let after = but(|d| _ = d.insert("phoneNumbers".into(), json!([phone])));
        becomes(alice(), json!({"op": "add", "path": "phoneNumbers", "value": value}), after);
    }
    becomes(
        alice(),
        json!({"op": "add", "path": "emails", "value": [{"value": "b@x", "type": "home"}]}),
        alice(),
    );
    becomes(
        alice(),
        json!({"op": "replace", "path": "emails", "value": [{"value": "c@x"}]}),
        but(|d| d["emails"] = json!([{"value": "c@x"}])),
    );
    for value in [json!([]), json!(null)] {
        becomes(
            alice(),
            json!({"op": "replace", "path": "emails", "value": value}),
            but(|d| _ = d.remove("emails")),
        );
    }
    becomes(
        alice(),
        json!({"op": "add", "path": "emails", "value": {"value": "c@x", "primary": true}}),
        but(|d| {
            d["emails"] = json!([
                {"value": "a@x", "type": "work", "primary": false},
                {"value": "b@x", "type": "home"},
                {"value": "c@x", "primary": true},
            ]);
        }),
    );
}

#[test]
fn a_filter_chooses_the_elements() {
    let home = |value: Value| but(|d| d["emails"][1] = value);
    becomes(
        alice(),
        json!({"op": "replace", "path": "emails[type eq \"home\"].value", "value": "c@x"}),
        home(json!({"value": "c@x", "type": "home"})),
    );
    becomes(
        alice(),
        json!({"op": "replace", "path": "emails[TYPE eq \"HOME\"]", "value": "c@x"}),
        home(json!({"value": "c@x", "type": "home"})),
    );
    let replaced_twice = json!([
        {"op": "replace", "path": "emails[TYPE eq \"HOME\"]", "value": {"value": "c@x", "display": "C"}},
        {"op": "replace", "path": "emails[type eq \"home\"].value", "value": "d@x"},
    ]);
    let wanted = home(json!({"value": "d@x", "type": "home", "display": "C"}));
    assert_eq!(patched(alice(), replaced_twice).unwrap(), wanted);
    becomes(
        alice(),
        json!({"op": "add", "path": "emails[value eq \"B@X\"]", "value": {"display": "B"}}),
        home(json!({"value": "b@x", "type": "home", "display": "B"})),
    );
    becomes(
        alice(),
        json!({"op": "add", "path": "emails[type eq \"home\"].primary", "value": "True"}),
        but(|d| {
            d["emails"] = json!([
                {"value": "a@x", "type": "work", "primary": false},
                {"value": "b@x", "type": "home", "primary": true},
            ]);
        }),
    );
    becomes(
        alice(),
        json!({"op": "remove", "path": "emails[not (primary eq true)]"}),
        but(|d| d["emails"] = json!([{"value": "a@x", "type": "work", "primary": true}])),
    );
    becomes(alice(), json!({"op": "remove", "path": "emails[type eq \"other\"]"}), alice());
    becomes(
        alice(),
        json!({"op": "remove", "path": "emails[type eq \"home\"].type"}),
        home(json!({"value": "b@x"})),
    );
    becomes(
        alice(),
        json!({"op": "remove", "path": "emails[type eq \"home\"].value"}),
        but(|d| d["emails"] = json!([{"value": "a@x", "type": "work", "primary": true}])),
    );
}

#[test]
fn a_filter_of_equalities_that_finds_nothing_makes_an_element() {
    for op in ["Add", "Replace"] {
        becomes(
            json!({"userName": "a"}),
            json!({"op": op, "path": "emails[type eq \"work\"].value", "value": "a@x"}),
            json!({"userName": "a", "emails": [{"type": "work", "value": "a@x"}]}),
        );
        becomes(
            json!({"userName": "a"}),
            json!({"op": op, "path": "addresses[type eq \"work\"].streetAddress", "value": "1 Main St"}),
            json!({"userName": "a", "addresses": [{"type": "work", "streetAddress": "1 Main St"}]}),
        );
        becomes(
            json!({"userName": "a"}),
            json!({"op": op, "path": "roles[primary eq \"True\"].value", "value": "Reader"}),
            json!({"userName": "a", "roles": [{"primary": true, "value": "Reader"}]}),
        );
    }
    let operation = json!({"op": "replace", "path": "emails[type ne \"work\"].value", "value": "a@x"});
    refused(json!({"userName": "a"}), operation, ScimType::NoTarget);
    for part in ["type", "display"] {
        let path = format!("emails[value eq \"old@x\"].{part}");
        refused(alice(), json!({"op": "replace", "path": path, "value": "work"}), ScimType::NoTarget);
    }
    let long = format!("emails[type eq \"{}\"].value", "x".repeat(513));
    refused(alice(), json!({"op": "add", "path": long, "value": "a@x"}), ScimType::InvalidValue);
    becomes(
        json!({"userName": "a"}),
        json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": ""}),
        json!({"userName": "a"}),
    );
}

#[test]
fn values_are_removed_by_what_is_said_of_them() {
    let left = but(|d| d["emails"] = json!([{"value": "a@x", "type": "work", "primary": true}]));
    for value in [json!([{"value": "B@x"}]), json!({"value": "b@x", "type": "home"}), json!("b@x")] {
        becomes(alice(), json!({"op": "Remove", "path": "emails", "value": value}), left.clone());
    }
    for value in
        [json!([{"value": "c@x"}]), json!([{"value": "b@x", "type": "work"}]), json!([]), json!([{}])]
    {
        becomes(alice(), json!({"op": "Remove", "path": "emails", "value": value}), alice());
    }
    becomes(alice(), json!({"op": "remove", "path": "emails"}), but(|d| _ = d.remove("emails")));
}

#[test]
fn a_manager_is_given_as_id_as_object_or_as_list_and_removed_by_an_empty_text() {
    let managed = |value: &str| but(|d| d[ENTERPRISE]["manager"] = json!({"value": value}));
    for path in [format!("{ENTERPRISE}:manager"), "manager".into(), format!("{ENTERPRISE}.manager")] {
        for value in [
            json!("u-2"),
            json!({"value": "u-2"}),
            json!([{"$ref": null, "value": "u-2"}]),
            json!({"VALUE": "u-2"}),
        ] {
            becomes(alice(), json!({"op": "Replace", "path": path, "value": value}), managed("u-2"));
        }
        let without = but(|d| d[ENTERPRISE] = json!({"department": "R&D"}));
        for value in [json!(""), json!(null), json!({"value": ""}), json!([])] {
            if value == json!([]) {
                continue;
            }
            becomes(alice(), json!({"op": "Add", "path": path, "value": value}), without.clone());
        }
    }
    becomes(
        alice(),
        json!({"op": "replace", "path": format!("{ENTERPRISE}:manager.value"), "value": "u-3"}),
        managed("u-3"),
    );
}

#[test]
fn an_extension_is_written_by_path_by_urn_key_and_as_a_whole() {
    let after = but(|d| d[ENTERPRISE]["department"] = json!("Sales"));
    for operation in [
        json!({"op": "add", "path": format!("{ENTERPRISE}:department"), "value": "Sales"}),
        json!({"op": "add", "value": {format!("{ENTERPRISE}:department"): "Sales"}}),
        json!({"op": "replace", "value": {ENTERPRISE: {"department": "Sales"}}}),
        json!({"op": "replace", "path": ENTERPRISE, "value": {"DEPARTMENT": "Sales"}}),
    ] {
        becomes(alice(), operation, after.clone());
    }
    becomes(alice(), json!({"op": "remove", "path": ENTERPRISE}), but(|d| _ = d.remove(ENTERPRISE)));
}

#[test]
fn what_is_not_known_is_passed_over() {
    for operation in [
        json!({"op": "add", "path": "colour", "value": "red"}),
        json!({"op": "add", "path": "name.alias", "value": "x"}),
        json!({"op": "add", "path": "urn:example:2.0:User:admin", "value": true}),
        json!({"op": "remove", "path": "urn:example:2.0:User"}),
        json!({"op": "add", "value": {"colour": "red", "urn:example:2.0:User": {"admin": true}, "a b": 1}}),
        json!({"op": "replace", "value": {"id": "u-9", "meta": {}, "groups": [], "password": "x", "schemas": []}}),
        json!({"op": "add", "path": "emails[type eq \"home\"].colour", "value": "red"}),
    ] {
        becomes(alice(), operation, alice());
    }
}

#[test]
fn a_path_into_what_is_read_only_is_refused() {
    for path in ["id", "meta", "META.version", "groups", "groups[value eq \"g-1\"]", "password", "schemas"] {
        for op in ["add", "replace", "remove"] {
            refused(alice(), json!({"op": op, "path": path, "value": "x"}), ScimType::Mutability);
        }
    }
    for path in ["userName", "active"] {
        refused(alice(), json!({"op": "remove", "path": path}), ScimType::Mutability);
    }
    let reference = format!("{ENTERPRISE}:manager.$ref");
    refused(alice(), json!({"op": "add", "path": reference, "value": "x"}), ScimType::Mutability);
}

#[test]
fn an_operation_that_makes_no_sense_is_named() {
    use ScimType::{InvalidPath, InvalidSyntax, InvalidValue, NoTarget};
    for (operation, scim_type) in [
        (json!(7), InvalidSyntax),
        (json!({}), InvalidSyntax),
        (json!({"op": "move", "path": "title", "value": "x"}), InvalidSyntax),
        (json!({"op": 1, "path": "title", "value": "x"}), InvalidSyntax),
        (json!({"op": "remove"}), NoTarget),
        (json!({"op": "remove", "path": "", "value": "x"}), NoTarget),
        (json!({"op": "add", "path": 7, "value": "x"}), InvalidPath),
        (json!({"op": "add", "path": "emails[", "value": "x"}), InvalidPath),
        (json!({"op": "add", "path": "name..givenName", "value": "x"}), InvalidPath),
        (json!({"op": "add", "path": "title[value eq \"x\"]", "value": "x"}), InvalidPath),
        (json!({"op": "add", "value": {"emails[type eq": "x"}}), InvalidPath),
        (json!({"op": "add", "path": "title"}), InvalidValue),
        (json!({"op": "replace", "value": "x"}), InvalidValue),
        (json!({"op": "replace", "path": "title", "value": 7}), InvalidValue),
        (json!({"op": "replace", "path": "active", "value": "perhaps"}), InvalidValue),
        (json!({"op": "replace", "path": "emails", "value": 7}), InvalidValue),
        (json!({"op": "replace", "path": "emails.primary", "value": true}), InvalidValue),
        (json!({"op": "add", "path": ENTERPRISE, "value": "x"}), InvalidValue),
    ] {
        refused(alice(), operation, scim_type);
    }
}

#[test]
fn operations_are_done_in_order_and_a_refusal_says_which() {
    let after = patched(
        alice(),
        json!([
            {"op": "replace", "path": "title", "value": "One"},
            {"op": "add", "path": "phoneNumbers[type eq \"work\"].primary", "value": true},
            {"op": "add", "path": "phoneNumbers[type eq \"work\"].value", "value": "1"},
            {"op": "replace", "path": "title", "value": "Two"},
        ]),
    )
    .unwrap();
    assert_eq!(after["title"], "Two");
    assert_eq!(after["phoneNumbers"], json!([{"type": "work", "primary": true, "value": "1"}]));
    let operations =
        json!([{"op": "remove", "path": "title"}, {"op": "replace", "path": "title", "value": 7}]);
    let fault = patched(alice(), operations).unwrap_err();
    assert!(fault.detail.starts_with("Operations[1]: title"), "{}", fault.detail);
}

#[test]
fn a_body_that_is_no_patch_is_refused() {
    let operations = json!([{"op": "remove", "path": "title"}]);
    for body in [
        json!({"Operations": operations}),
        json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "Operations": operations}),
        json!({"schemas": [PATCH_OP]}),
        json!({"schemas": [PATCH_OP], "Operations": []}),
        json!({"schemas": [PATCH_OP], "Operations": {}}),
    ] {
        let fault = read(&USERS, body.as_object().unwrap()).unwrap_err();
        assert_eq!(fault.scim_type, Some(ScimType::InvalidSyntax), "{body}");
    }
    let many = |count: usize| body(Value::Array(vec![json!({"op": "remove", "path": "title"}); count]));
    assert_eq!(read(&USERS, &many(OPERATIONS_MAX)).unwrap().len(), OPERATIONS_MAX);
    assert_eq!(read(&USERS, &many(OPERATIONS_MAX + 1)).unwrap_err().scim_type, Some(ScimType::TooMany));
}

#[test]
fn what_an_object_says_under_two_names_is_refused() {
    let core = "urn:ietf:params:scim:schemas:core:2.0:User";
    for (first, second) in [
        ("userName".to_owned(), format!("{core}:USERNAME")),
        ("name.givenName".to_owned(), format!("{core}:Name.givenName")),
        (format!("{ENTERPRISE}:manager"), "MANAGER".to_owned()),
        (format!("{ENTERPRISE}:manager.value"), format!("{ENTERPRISE}.manager.value")),
    ] {
        for op in ["add", "replace"] {
            let value = json!({&first: "x", &second: "y"});
            let detail = refused(alice(), json!({"op": op, "value": value}), ScimType::InvalidSyntax);
            assert!(detail.contains(&first) && detail.contains(&second), "{detail}");
        }
    }
    let home = "emails[type eq \"home\"].value";
    let value = json!({home: "x", format!("{core}:{home}"): "y"});
    refused(alice(), json!({"op": "replace", "value": value}), ScimType::InvalidSyntax);
    let value = json!({ENTERPRISE: {"department": "x"}, "department": "y"});
    refused(alice(), json!({"op": "replace", "value": value}), ScimType::InvalidSyntax);
    let apart = json!({home: "x", "emails[type eq \"work\"].value": "y", "name.givenName": "A", "name.familyName": "B"});
    assert!(patched(alice(), json!([{"op": "replace", "value": apart}])).is_ok());
}

#[test]
fn the_work_of_a_request_is_bounded() {
    let emails: Vec<Value> = (0..100).map(|number| json!({"value": format!("{number}@x")})).collect();
    let crowd = json!({"userName": "a", "emails": emails});
    let remove = |comparisons: usize| {
        let filter = vec!["value eq \"n\""; comparisons].join(" or ");
        json!({"op": "remove", "path": format!("emails[{filter}]")})
    };
    let most = vec![remove(50); COMPARISONS_MAX / (50 * 100)];
    assert_eq!(patched(crowd.clone(), json!(most)).unwrap(), crowd);
    let mut more = most;
    more.push(remove(1));
    let fault = patched(crowd.clone(), json!(more)).unwrap_err();
    assert_eq!(fault.scim_type, Some(ScimType::TooMany), "{}", fault.detail);
    let gone =
        |count: usize| json!({"op": "remove", "path": "emails", "value": vec![json!({"value": "n"}); count]});
    becomes(crowd.clone(), gone(100), crowd.clone());
    refused(crowd, gone(101), ScimType::InvalidValue);
}

fn changes(operations: Value) -> ScimResult<Vec<MemberChange>> {
    let body = body(operations);
    member_changes(&read(&GROUPS, &body)?)
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn users(ids: &[&str]) -> Vec<shared::ids::UserId> {
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

#[test]
fn members_are_added_removed_and_replaced_in_every_way_that_clients_know() {
    use MemberChange::{Add, Remove, Replace};
    for (operation, change) in [
        (
            json!({"op": "Add", "path": "members", "value": [{"value": "u-1"}, {"value": "u-2"}]}),
            Add(ids(&["u-1", "u-2"])),
        ),
        (json!({"op": "add", "path": "members", "value": {"value": "u-1"}}), Add(ids(&["u-1"]))),
        (
            json!({"op": "add", "value": {"members": [{"value": "u-1", "type": "User", "$ref": "x"}]}}),
            Add(ids(&["u-1"])),
        ),
        (
            json!({"op": "add", "path": "members[value eq \"u-1\"]", "value": {"display": "x"}}),
            Add(ids(&["u-1"])),
        ),
        (json!({"op": "remove", "path": "members[value eq \"u-1\"]"}), Remove(users(&["u-1"]))),
        (json!({"op": "Remove", "path": "members", "value": [{"value": "u-1"}]}), Remove(users(&["u-1"]))),
        (json!({"op": "Remove", "path": "members", "value": "u-1"}), Remove(users(&["u-1"]))),
        (json!({"op": "Remove", "path": "members", "value": []}), Remove(vec![])),
        (json!({"op": "remove", "path": "members[value eq \"nobody\"]"}), Remove(vec![])),
        (json!({"op": "remove", "path": "members"}), Replace(vec![])),
        (json!({"op": "replace", "path": "members", "value": [{"value": "u-1"}]}), Replace(ids(&["u-1"]))),
        (json!({"op": "replace", "path": "members", "value": []}), Replace(vec![])),
    ] {
        assert_eq!(changes(json!([operation])).unwrap(), [change], "{operation}");
    }
    let matching = changes(json!([{"op": "remove", "path": "members[value sw \"u-\"]"}])).unwrap();
    assert!(matches!(matching.as_slice(), [MemberChange::RemoveMatching(_)]));
}

#[test]
fn single_changes_of_one_kind_that_follow_each_other_are_one_change() {
    let add = |id: &str| json!({"op": "Add", "path": "members", "value": [{"value": id}]});
    let remove = |id: &str| json!({"op": "Remove", "path": "members", "value": [{"value": id}]});
    let changes = changes(json!([add("u-1"), add("u-2"), remove("u-1"), remove("u-3"), add("u-1")])).unwrap();
    assert_eq!(
        changes,
        [
            MemberChange::Add(ids(&["u-1", "u-2"])),
            MemberChange::Remove(users(&["u-1", "u-3"])),
            MemberChange::Add(ids(&["u-1"]))
        ]
    );
}

#[test]
fn what_cannot_be_a_member_is_refused() {
    for (value, scim_type) in [
        (json!([{"display": "x"}]), ScimType::InvalidValue),
        (json!([7]), ScimType::InvalidValue),
        (json!([{"value": 7}]), ScimType::InvalidValue),
    ] {
        let fault = changes(json!([{"op": "add", "path": "members", "value": value}])).unwrap_err();
        assert_eq!(fault.scim_type, Some(scim_type), "{value}");
        assert!(fault.detail.starts_with("Operations[0]: members"), "{}", fault.detail);
    }
    for operation in [
        json!({"op": "replace", "path": "members[value eq \"u-1\"]", "value": {"value": "u-2"}}),
        json!({"op": "replace", "path": "members[value eq \"u-1\"].type", "value": "Group"}),
    ] {
        assert_eq!(changes(json!([operation])).unwrap_err().scim_type, Some(ScimType::Mutability));
    }
}
