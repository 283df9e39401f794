//! What clients are known to send that RFC 7643 and RFC 7644 do not have, and how it is read: each in one function,
//! which a test with the recorded request guards (`tests/it/scim_entra.rs`).
//!
//! Others are elsewhere, as they are part of what is done there:
//!
//! - in `patch`: `op` in any letter case; a `path` that is empty or null, which is none; names in an object that are
//!   paths, and what is not known or read-only among them is passed over;
//! - in `filter`: more spaces than one; operators and the words `true`, `false` and `null` in any letter case; a
//!   comparison behind a value path, which counts as one inside it;
//! - in `search`: parameters of an address that mean nothing here are passed over.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use shared::ids::UserId;

use super::filter::{CompareValue, Filter, Operator};
use super::schemas::{Attribute, Kind, ResourceType, Schema};

/// Entra ID writes truth values as the texts `"True"` and `"False"`, in a filter as well.
pub fn boolean_as_text(text: &str) -> Option<bool> {
    match () {
        () if text.eq_ignore_ascii_case("true") => Some(true),
        () if text.eq_ignore_ascii_case("false") => Some(false),
        () => None,
    }
}

/// Entra ID writes an empty text where an attribute loses its value.
pub fn empty_text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Older provisioning jobs of Entra ID put a single value into a list of one: `"value": [{"value": "x"}]`.
pub fn list_of_one(value: &Value) -> &Value {
    match value {
        Value::Array(elements) if elements.len() == 1 => &elements[0],
        other => other,
    }
}

/// The same jobs put text into an object: `{"$ref": null, "value": "x"}`.
pub fn text_in_an_object(value: &Value) -> &Value {
    match value {
        Value::Object(members) => member(members, "value").unwrap_or(value),
        other => other,
    }
}

/// Entra ID writes the manager as a bare id, and others an e-mail address or role as bare text: it stands for the
/// sub-attribute `value`.
pub fn bare_value(attribute: &Attribute, text: &str) -> Option<(&'static Attribute, Value)> {
    attribute.part("value").map(|part| (part, text.into()))
}

/// A client may name members who are not there: deleted here in the meantime, or never seen by SCIM. It gets no answer
/// that it could use, and one such id must not keep a thousand others out of a group, so they are left out. Answers the
/// users who are known, and the ids that are left out.
pub fn members_who_are_not_there<'a>(
    ids: &'a [String],
    known: &BTreeSet<UserId>,
) -> (Vec<UserId>, Vec<&'a str>) {
    let (mut users, mut strangers) = (Vec::new(), Vec::new());
    for id in ids {
        match id.parse::<UserId>() {
            Ok(user) if known.contains(&user) => users.push(user),
            _ => strangers.push(id.as_str()),
        }
    }
    (users, strangers)
}

/// A path or filter may name an attribute of the extension without its URN, as Entra ID does with `manager`.
pub fn extension_without_urn(
    kind: &ResourceType,
    name: &str,
) -> Option<(&'static Schema, &'static Attribute)> {
    let extension = kind.extension?;
    Some((extension, extension.attribute(name)?))
}

/// Some mappings of Entra ID put a dot between the URN of the extension and the attribute.
pub fn dot_after_urn(kind: &ResourceType, path: &str) -> Option<String> {
    let urn = kind.extension?.id;
    let (before, after) = (path.get(..urn.len())?, path.get(urn.len()..)?);
    let attribute = after.strip_prefix('.').filter(|_| before.eq_ignore_ascii_case(urn))?;
    Some(format!("{urn}:{attribute}"))
}

/// Entra ID replaces `emails[type eq "work"].value` when there is no such element yet: then one is made of which
/// the filter holds. That can be done for equalities of `type` and `primary` only: they say what kind of value it is,
/// while a filter by the value itself means one that is gone (RFC 7644, section 3.5.2.3: `noTarget`).
pub fn element_of_filter(attribute: &Attribute, filter: &Filter) -> Option<Map<String, Value>> {
    let mut element = Map::new();
    let comparisons = match filter {
        Filter::And(filters) => filters.as_slice(),
        single => std::slice::from_ref(single),
    };
    for filter in comparisons {
        let Filter::Compare(comparison) = filter else { return None };
        if comparison.operator != Operator::Eq || comparison.attribute.sub_attribute.is_some() {
            return None;
        }
        let part = attribute.part(&comparison.attribute.attribute).filter(|part| says_what_kind(part))?;
        let value = match (&comparison.value, part.kind) {
            (value, Kind::Boolean) => Value::Bool(value.as_bool()?),
            (CompareValue::Text(text), _) => Value::String(text.clone()),
            _ => return None,
        };
        element.insert(part.name.to_owned(), value);
    }
    Some(element)
}

fn says_what_kind(part: &Attribute) -> bool {
    matches!(part.name, "type" | "primary") && part.is_written()
}

/// Entra ID removes members with the path `members` and the members to be removed as value; RFC 7644 has no value
/// in a `remove`. Answers what the elements to be removed have in common with the value; nothing when the value says
/// nothing, and then all are removed.
pub fn removed_by_value(value: &Value) -> Option<Vec<&Value>> {
    match value {
        Value::Null => None,
        Value::Array(elements) => Some(elements.iter().collect()),
        single => Some(vec![single]),
    }
}

/// The member of this name, letter case aside.
pub fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scim::filter::parse;
    use crate::scim::schemas::USER;

    #[test]
    fn an_element_is_made_of_equalities_only() {
        let emails = USER.attribute("emails").unwrap();
        let made = |filter: &str| element_of_filter(emails, &parse(filter).unwrap()).map(Value::Object);
        assert_eq!(made("type eq \"work\""), Some(json!({"type": "work"})));
        assert_eq!(
            made("TYPE eq \"work\" and primary eq \"True\""),
            Some(json!({"type": "work", "primary": true}))
        );
        for filter in ["type ne \"work\"", "type eq \"a\" or type eq \"b\"", "not (type eq \"a\")", "type pr"]
        {
            assert_eq!(made(filter), None, "{filter}");
        }
        assert_eq!(made("colour eq \"red\""), None);
        assert_eq!(made("type eq 7"), None);
        assert_eq!(made("value eq \"a@x\""), None);
        assert_eq!(made("type eq \"work\" and value eq \"a@x\""), None);
    }
}
