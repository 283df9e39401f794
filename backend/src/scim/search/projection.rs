//! What of a resource is returned (RFC 7644, section 3.9): all of it, what is named, or all but what is named. `id`
//! and `schemas` always stay. Names that mean nothing take nothing away and add nothing.

use serde_json::{Map, Value};

use super::ListQuery;
use crate::scim::filter::PatchPath;

const ALWAYS: [&str; 2] = ["id", "schemas"];
const CORE: &str = "urn:ietf:params:scim:schemas:core:";

/// What of a resource is returned.
#[derive(Debug, Clone, Copy)]
pub enum Projection<'a> {
    /// Everything.
    All,
    /// What is named.
    Only(&'a [PatchPath]),
    /// Everything but what is named.
    Without(&'a [PatchPath]),
}

impl<'a> Projection<'a> {
    /// What the query wants returned.
    pub fn of(query: &'a ListQuery) -> Self {
        match (query.attributes.as_slice(), query.excluded.as_slice()) {
            ([], []) => Projection::All,
            ([], without) => Projection::Without(without),
            (only, _) => Projection::Only(only),
        }
    }

    /// Whether any of this attribute of the core schema is returned, so that the others need not be looked up.
    pub fn wants(&self, attribute: &str) -> bool {
        let names = |path: &&PatchPath| {
            is_core(path) && (path.attribute.is_empty() || path.attribute.eq_ignore_ascii_case(attribute))
        };
        match self {
            Projection::All => true,
            Projection::Only(paths) => paths.iter().any(|path| names(&path)),
            Projection::Without(paths) => !paths
                .iter()
                .filter(names)
                .any(|path| path.sub_attribute.is_none() && !path.attribute.is_empty()),
        }
    }

    /// Takes away what is not returned.
    pub fn apply(&self, resource: &mut Value) {
        let Value::Object(members) = resource else { return };
        match self {
            Projection::All => {}
            Projection::Only(paths) => {
                members.retain(|name, value| is_always(name) || keep_only(value, &parts_of(paths, name)))
            }
            Projection::Without(paths) => {
                members.retain(|name, value| is_always(name) || keep_without(value, &parts_of(paths, name)))
            }
        }
    }
}

fn is_always(name: &str) -> bool {
    ALWAYS.iter().any(|always| always.eq_ignore_ascii_case(name))
}

fn is_core(path: &PatchPath) -> bool {
    match &path.schema {
        None => true,
        Some(urn) => urn.get(..CORE.len()).is_some_and(|start| start.eq_ignore_ascii_case(CORE)),
    }
}

/// What a path means within one member of the resource.
#[derive(Clone, Copy)]
enum Part<'a> {
    Whole,
    /// A sub-attribute.
    Of(&'a str),
    /// A sub-attribute of an extension's attribute.
    OfAttribute(&'a str, &'a str),
}

fn parts_of<'a>(paths: &'a [PatchPath], member: &str) -> Vec<Part<'a>> {
    paths.iter().filter_map(|path| part_of(path, member)).collect()
}

fn below<'a>(parts: &[Part<'a>], name: &str) -> Vec<Part<'a>> {
    parts.iter().filter_map(|part| part.below(name)).collect()
}

fn part_of<'a>(path: &'a PatchPath, member: &str) -> Option<Part<'a>> {
    let sub_attribute = path.sub_attribute.as_deref();
    if is_core(path) {
        let is_whole_schema = path.attribute.is_empty() && !member.starts_with("urn:");
        return match sub_attribute {
            _ if is_whole_schema => Some(Part::Whole),
            _ if !path.attribute.eq_ignore_ascii_case(member) => None,
            None => Some(Part::Whole),
            Some(sub_attribute) => Some(Part::Of(sub_attribute)),
        };
    }
    let urn = path.schema.as_deref()?;
    match (path.attribute.as_str(), sub_attribute) {
        _ if !urn.eq_ignore_ascii_case(member) => None,
        ("", _) => Some(Part::Whole),
        (attribute, None) => Some(Part::Of(attribute)),
        (attribute, Some(sub_attribute)) => Some(Part::OfAttribute(attribute, sub_attribute)),
    }
}

/// Keeps the parts; answers whether anything is left.
fn keep_only(value: &mut Value, parts: &[Part<'_>]) -> bool {
    if parts.iter().any(|part| matches!(part, Part::Whole)) {
        return true;
    }
    change_objects(value, |members| {
        members.retain(|name, value| keep_only(value, &below(parts, name)));
    })
}

/// Takes the parts away; answers whether anything is left.
fn keep_without(value: &mut Value, parts: &[Part<'_>]) -> bool {
    if parts.is_empty() {
        return true;
    }
    if parts.iter().any(|part| matches!(part, Part::Whole)) {
        return false;
    }
    if !value.is_object() && !value.is_array() {
        return true;
    }
    change_objects(value, |members| {
        members.retain(|name, value| keep_without(value, &below(parts, name)));
    })
}

impl<'a> Part<'a> {
    fn below(self, name: &str) -> Option<Part<'a>> {
        match self {
            Part::Whole => Some(Part::Whole),
            Part::Of(wanted) => wanted.eq_ignore_ascii_case(name).then_some(Part::Whole),
            Part::OfAttribute(wanted, inner) => wanted.eq_ignore_ascii_case(name).then_some(Part::Of(inner)),
        }
    }
}

/// Changes the object or each object of the list, and drops what is empty then; answers whether anything is left.
fn change_objects(value: &mut Value, change: impl Fn(&mut Map<String, Value>)) -> bool {
    let is_left = |value: &mut Value| match value {
        Value::Object(members) => {
            change(members);
            !members.is_empty()
        }
        _ => false,
    };
    match value {
        Value::Array(elements) => {
            elements.retain_mut(is_left);
            !elements.is_empty()
        }
        single => is_left(single),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    fn user() -> Value {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
            "id": "u-1",
            "userName": "anna",
            "active": true,
            "name": {"givenName": "Anna", "familyName": "Berg"},
            "emails": [{"value": "a@x", "type": "work"}, {"type": "home"}],
            ENTERPRISE: {"department": "R&D", "manager": {"value": "u-2", "displayName": "Bea"}},
            "meta": {"resourceType": "User"},
        })
    }

    fn applied(query: &str) -> Value {
        let query = ListQuery::from_query(query).unwrap();
        let mut user = user();
        Projection::of(&query).apply(&mut user);
        user.as_object_mut().unwrap().remove("schemas").expect("schemas always stay");
        user
    }

    #[test]
    fn without_a_wish_everything_is_returned() {
        let mut same = user();
        Projection::of(&ListQuery::default()).apply(&mut same);
        assert_eq!(same, user());
    }

    #[test]
    fn only_what_is_named_is_returned_and_the_id() {
        for (wish, left) in [
            ("userName", json!({"id": "u-1", "userName": "anna"})),
            ("USERNAME", json!({"id": "u-1", "userName": "anna"})),
            ("unknown", json!({"id": "u-1"})),
            ("userName.x", json!({"id": "u-1"})),
            ("id", json!({"id": "u-1"})),
            ("name.familyname", json!({"id": "u-1", "name": {"familyName": "Berg"}})),
            (
                "name,name.familyName",
                json!({"id": "u-1", "name": {"givenName": "Anna", "familyName": "Berg"}}),
            ),
            ("emails.value", json!({"id": "u-1", "emails": [{"value": "a@x"}]})),
            (
                "emails.value,emails.type",
                json!({"id": "u-1", "emails": [{"value": "a@x", "type": "work"}, {"type": "home"}]}),
            ),
            ("urn:ietf:params:scim:schemas:core:2.0:User:active", json!({"id": "u-1", "active": true})),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                json!({"id": "u-1", ENTERPRISE: {"department": "R&D"}}),
            ),
            (
                "urn:ietf:params:scim:schemas:extension:ENTERPRISE:2.0:user:manager.displayName",
                json!({"id": "u-1", ENTERPRISE: {"manager": {"displayName": "Bea"}}}),
            ),
            ("department", json!({"id": "u-1"})),
        ] {
            assert_eq!(applied(&format!("attributes={wish}")), left, "{wish}");
        }
        let extension = applied(&format!("attributes={ENTERPRISE}"));
        assert_eq!(extension, json!({"id": "u-1", ENTERPRISE: user()[ENTERPRISE]}));
        let core = applied("attributes=urn:ietf:params:scim:schemas:core:2.0:User");
        assert!(core["userName"].is_string() && core.get(ENTERPRISE).is_none());
    }

    #[test]
    fn what_is_excluded_is_not_returned_but_the_id_is() {
        let without = |names: &[&str]| {
            let mut user = user();
            user.as_object_mut()
                .unwrap()
                .retain(|name, _| name != "schemas" && !names.contains(&name.as_str()));
            user
        };
        assert_eq!(applied("excludedAttributes=emails,META"), without(&["emails", "meta"]));
        assert_eq!(applied("excludedAttributes=id,schemas,unknown,userName.x"), without(&[]));
        assert_eq!(applied(&format!("excludedAttributes={ENTERPRISE}")), without(&[ENTERPRISE]));
        let parts =
            applied(&format!("excludedAttributes=emails.type,name.givenName,{ENTERPRISE}:manager.value"));
        assert_eq!(parts["emails"], json!([{"value": "a@x"}]));
        assert_eq!(parts["name"], json!({"familyName": "Berg"}));
        assert_eq!(parts[ENTERPRISE], json!({"department": "R&D", "manager": {"displayName": "Bea"}}));
    }

    #[test]
    fn what_is_not_wanted_need_not_be_looked_up() {
        for (wish, wanted) in [
            ("", true),
            ("excludedAttributes=members", false),
            ("excludedAttributes=Members", false),
            ("excludedAttributes=members.display", true),
            ("excludedAttributes=displayName", true),
            ("excludedAttributes=urn:ietf:params:scim:schemas:core:2.0:Group:members", false),
            ("attributes=displayName", false),
            ("attributes=displayName,members.value", true),
            ("attributes=urn:ietf:params:scim:schemas:core:2.0:Group:members", true),
            ("attributes=urn:ietf:params:scim:schemas:core:2.0:Group", true),
        ] {
            let query = ListQuery::from_query(wish).unwrap();
            assert_eq!(Projection::of(&query).wants("members"), wanted, "{wish}");
        }
    }
}
