//! Resources as documents: a JSON object that holds what the schemas know, under its canonical names, with values
//! that keep their limits. What the schemas do not know, and what is read-only, is left out.

use serde_json::{Map, Value};

use super::body::shown;
use super::respond::{ScimFault, ScimResult, ScimType};
use super::schemas::{Attribute, Kind, ResourceType, Schema};
use super::tolerances;

/// Where an attribute is in a document: in the object of an extension, or in the document itself.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The extension.
    pub extension: Option<&'static Schema>,
    /// The attribute.
    pub attribute: &'static Attribute,
}

impl Place {
    /// The attribute's full name, for refusals.
    pub fn name(&self) -> String {
        match self.extension {
            Some(extension) => format!("{}:{}", extension.id, self.attribute.name),
            None => self.attribute.name.to_owned(),
        }
    }

    /// What the document has there.
    pub fn get<'a>(&self, document: &'a Map<String, Value>) -> Option<&'a Value> {
        match self.extension {
            Some(extension) => document.get(extension.id)?.get(self.attribute.name),
            None => document.get(self.attribute.name),
        }
    }

    /// Puts a value there, or takes it away. An extension without values is not there either.
    pub fn set(&self, document: &mut Map<String, Value>, value: Option<Value>) {
        let Some(extension) = self.extension else {
            return put(document, self.attribute.name, value);
        };
        let mut members = match document.remove(extension.id) {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        };
        put(&mut members, self.attribute.name, value);
        if !members.is_empty() {
            document.insert(extension.id.to_owned(), Value::Object(members));
        }
    }
}

fn put(members: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => _ = members.insert(name.to_owned(), value),
        None => _ = members.remove(name),
    }
}

/// Finds the attribute of a name, which may have the URN of its schema before it.
pub fn find(kind: &ResourceType, name: &str) -> Option<Place> {
    let Some((urn, attribute)) = name.rsplit_once(':') else {
        return kind.attribute(name).map(|attribute| Place { extension: None, attribute });
    };
    if kind.is_core(urn) {
        return kind.attribute(attribute).map(|attribute| Place { extension: None, attribute });
    }
    let extension = kind.extension(urn)?;
    let attribute = extension.attribute(attribute)?;
    Some(Place { extension: Some(extension), attribute })
}

/// Reads the body of a POST or PUT.
///
/// # Errors
/// When it is not of this schema, says something twice, or holds a value that the schema does not allow.
pub fn read(kind: &ResourceType, body: &Map<String, Value>) -> ScimResult<Map<String, Value>> {
    check_schemas(body, kind.core.id)?;
    let mut document = Map::new();
    for (name, value) in body {
        match kind.extension(name) {
            Some(extension) => {
                let Value::Object(members) = value else {
                    if value.is_null() {
                        continue;
                    }
                    return Err(invalid(extension.id, "must be an object"));
                };
                for (name, value) in members {
                    let Some(attribute) = extension.attribute(name) else { continue };
                    read_into(&mut document, Place { extension: Some(extension), attribute }, value)?;
                }
            }
            None => {
                let Some(place) = find(kind, name) else { continue };
                read_into(&mut document, place, value)?;
            }
        }
    }
    Ok(document)
}

/// Whether the body says that it is of this schema (RFC 7643, section 3).
///
/// # Errors
/// When it does not.
pub fn check_schemas(body: &Map<String, Value>, urn: &str) -> ScimResult<()> {
    let schemas = tolerances::member(body, "schemas").and_then(Value::as_array);
    let said = schemas.is_some_and(|schemas| {
        schemas.iter().any(|schema| schema.as_str().is_some_and(|schema| schema.eq_ignore_ascii_case(urn)))
    });
    if said {
        return Ok(());
    }
    let detail = format!("The body must say what it is: put \"{urn}\" into the list \"schemas\".");
    Err(ScimFault::bad(ScimType::InvalidSyntax, detail))
}

fn read_into(document: &mut Map<String, Value>, place: Place, value: &Value) -> ScimResult<()> {
    if !place.attribute.is_written() {
        return Ok(());
    }
    if place.get(document).is_some() {
        let detail = format!("The body says {} twice.", place.name());
        return Err(ScimFault::bad(ScimType::InvalidSyntax, detail));
    }
    place.set(document, read_value(place.attribute, value, &place.name())?);
    Ok(())
}

/// The refusal of a value.
pub fn invalid(name: &str, problem: &str) -> ScimFault {
    ScimFault::bad(ScimType::InvalidValue, format!("{name} {problem}."))
}

/// Reads the value of an attribute, `name` in refusals; nothing when it has none (RFC 7643, section 2.5).
///
/// # Errors
/// When the schema does not allow it.
pub fn read_value(attribute: &Attribute, value: &Value, name: &str) -> ScimResult<Option<Value>> {
    if !attribute.many {
        return read_one(attribute, value, name);
    }
    match value {
        Value::Null => Ok(None),
        Value::Array(elements) => read_elements(attribute, elements, name),
        _ => Err(invalid(name, "must be a list")),
    }
}

fn read_elements(attribute: &Attribute, elements: &[Value], name: &str) -> ScimResult<Option<Value>> {
    let mut read = Vec::new();
    for (number, element) in elements.iter().enumerate() {
        read.extend(read_one(attribute, element, &format!("{name}[{number}]"))?);
    }
    check_elements(attribute, &read, name)?;
    Ok(if read.is_empty() { None } else { Some(Value::Array(read)) })
}

/// Whether a multi-valued attribute may have these values together (RFC 7643, section 2.4: one primary at most).
///
/// # Errors
/// When it may not.
pub fn check_elements(attribute: &Attribute, elements: &[Value], name: &str) -> ScimResult<()> {
    check_count(attribute, elements.len(), name)?;
    if elements.iter().filter(|element| is_primary(element)).count() > 1 {
        return Err(invalid(name, "may have one primary value at most"));
    }
    Ok(())
}

/// Whether a multi-valued attribute may have so many values.
///
/// # Errors
/// When it may not.
pub fn check_count(attribute: &Attribute, count: usize, name: &str) -> ScimResult<()> {
    if count > attribute.elements_max {
        return Err(invalid(name, &format!("may have {} values at most", attribute.elements_max)));
    }
    Ok(())
}

/// Whether this element is the preferred one.
pub fn is_primary(element: &Value) -> bool {
    element.get("primary") == Some(&Value::Bool(true))
}

/// Reads one value: that of an attribute with a single one, or an element of one with many.
///
/// # Errors
/// When the schema does not allow it.
pub fn read_one(attribute: &Attribute, value: &Value, name: &str) -> ScimResult<Option<Value>> {
    let value = if attribute.many { value } else { tolerances::list_of_one(value) };
    match attribute.kind {
        Kind::Complex(_) => read_parts(attribute, value, name),
        Kind::Boolean => read_boolean(tolerances::text_in_an_object(value), name),
        Kind::Text | Kind::Reference(_) | Kind::Binary => {
            read_text(attribute, tolerances::text_in_an_object(value), name)
        }
    }
}

fn read_boolean(value: &Value, name: &str) -> ScimResult<Option<Value>> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(value) => Ok(Some((*value).into())),
        Value::String(text) if tolerances::empty_text(text).is_none() => Ok(None),
        other => match other.as_str().and_then(tolerances::boolean_as_text) {
            Some(value) => Ok(Some(value.into())),
            None => Err(invalid(name, "must be true or false")),
        },
    }
}

fn read_text(attribute: &Attribute, value: &Value, name: &str) -> ScimResult<Option<Value>> {
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text,
        _ => return Err(invalid(name, "must be text")),
    };
    let Some(text) = tolerances::empty_text(text) else { return Ok(None) };
    if text.chars().count() > attribute.max {
        return Err(invalid(name, &format!("may have {} characters at most", attribute.max)));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(invalid(name, "may hold no control characters"));
    }
    Ok(Some(text.into()))
}

fn read_parts(attribute: &Attribute, value: &Value, name: &str) -> ScimResult<Option<Value>> {
    let mut read = Map::new();
    match value {
        Value::Null => return Ok(None),
        Value::Object(members) => {
            for (member, value) in members {
                let Some(part) = attribute.part(member).filter(|part| part.is_written()) else { continue };
                let value = read_one(part, value, &format!("{name}.{}", part.name))?;
                put(&mut read, part.name, value);
            }
        }
        Value::String(text) => {
            let (part, value) = tolerances::bare_value(attribute, text)
                .ok_or_else(|| invalid(name, "must be an object, not text"))?;
            put(&mut read, part.name, read_one(part, &value, name)?);
        }
        _ => return Err(invalid(name, "must be an object")),
    }
    Ok(if read.is_empty() { None } else { Some(Value::Object(read)) })
}

/// Leaves out elements that say what kind of value they are but have none.
pub fn drop_empty_elements(document: &mut Map<String, Value>, kind: &ResourceType) {
    for attribute in kind.core.attributes.iter().filter(|a| a.many && a.part("value").is_some()) {
        let Some(Value::Array(elements)) = document.get_mut(attribute.name) else { continue };
        elements.retain(|element| element.get("value").is_some());
        if elements.is_empty() {
            document.remove(attribute.name);
        }
    }
}

/// The refusal of a body without an attribute that it must have.
pub fn missing(name: &str) -> ScimFault {
    ScimFault::bad(ScimType::InvalidValue, format!("{} is required.", shown(name)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scim::schemas::USERS;

    const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    fn read_user(mut body: Value) -> ScimResult<Value> {
        body["schemas"] = json!([CORE]);
        read(&USERS, body.as_object().unwrap()).map(Value::Object)
    }

    #[test]
    fn names_are_read_in_any_letter_case_and_with_their_urn() {
        let read = read_user(json!({
            "USERNAME": "alice",
            format!("{CORE}:displayname"): "Alice",
            ENTERPRISE.to_uppercase(): {"DEPARTMENT": "R&D"},
            format!("{ENTERPRISE}:costCenter"): "7",
            "EMAILS": [{"VALUE": "a@x", "Type": "work"}],
        }));
        let expected = json!({
            "userName": "alice",
            "displayName": "Alice",
            ENTERPRISE: {"department": "R&D", "costCenter": "7"},
            "emails": [{"value": "a@x", "type": "work"}],
        });
        assert_eq!(read.unwrap(), expected);
    }

    #[test]
    fn one_attribute_under_two_names_is_refused() {
        for body in [
            json!({"userName": "a", format!("{CORE}:USERNAME"): "b"}),
            json!({ENTERPRISE: {"department": "a"}, format!("{ENTERPRISE}:Department"): "b"}),
        ] {
            let fault = read_user(body).unwrap_err();
            assert!(fault.detail.contains("twice"), "{}", fault.detail);
        }
    }

    #[test]
    fn what_the_schema_does_not_know_or_keeps_for_itself_is_left_out() {
        let read = read_user(json!({
            "userName": "alice",
            "id": "u-1",
            "meta": {"version": "1"},
            "groups": [{"value": "g-1"}],
            "password": "secret",
            "blocked": false,
            "provision_type": "Manual",
            "urn:example:admin:1.0:User": {"admin": true},
            "name": {"givenName": "Alice", "alias": "x"},
            ENTERPRISE: {"manager": {"value": "u-2", "displayName": "Bob"}, "salary": 1},
        }));
        let expected = json!({
            "userName": "alice",
            "name": {"givenName": "Alice"},
            ENTERPRISE: {"manager": {"value": "u-2"}},
        });
        assert_eq!(read.unwrap(), expected);
    }

    #[test]
    fn values_without_content_are_no_values() {
        let read = read_user(json!({
            "userName": "alice",
            "title": "",
            "nickName": null,
            "emails": [],
            "name": {"givenName": "", "familyName": null},
            "phoneNumbers": [{}, {"value": "", "type": ""}],
            ENTERPRISE: {"manager": ""},
        }));
        assert_eq!(read.unwrap(), json!({"userName": "alice"}));
    }

    #[test]
    fn a_value_that_breaks_its_limit_is_named_with_the_limit() {
        for (body, told) in [
            (json!({"title": "x".repeat(513)}), "title may have 512 characters"),
            (json!({"userName": "x".repeat(65)}), "userName may have 64"),
            (
                json!({"emails": [{"value": "a@x"}, {"value": "x".repeat(129)}]}),
                "emails[1].value may have 128",
            ),
            (json!({ENTERPRISE: {"department": "x".repeat(513)}}), "User:department may have 512"),
            (json!({"title": "a\u{0}b"}), "control characters"),
            (json!({"title": 7}), "title must be text"),
            (json!({"emails": "a@x"}), "emails must be a list"),
            (json!({"name": "Alice"}), "name must be an object"),
            (json!({"active": "yes"}), "active must be true or false"),
            (json!({"emails": vec![json!({"value": "a@x"}); 101]}), "emails may have 100 values"),
            (
                json!({"ims": [{"value": "a", "primary": true}, {"value": "b", "primary": "True"}]}),
                "one primary",
            ),
            (json!({ENTERPRISE: "x"}), "must be an object"),
        ] {
            let fault = read_user(body).unwrap_err();
            assert_eq!(fault.scim_type, Some(ScimType::InvalidValue));
            assert!(fault.detail.contains(told), "{}", fault.detail);
        }
    }

    #[test]
    fn a_certificate_may_be_long() {
        let certificate = "M".repeat(4_000);
        let read = read_user(json!({"x509Certificates": [{"value": certificate}]})).unwrap();
        assert_eq!(read["x509Certificates"][0]["value"], certificate);
    }

    #[test]
    fn a_body_must_say_what_it_is() {
        for schemas in [json!(null), json!([]), json!(CORE), json!([ENTERPRISE])] {
            let body = json!({"schemas": schemas, "userName": "alice"});
            let fault = read(&USERS, body.as_object().unwrap()).unwrap_err();
            assert_eq!(fault.scim_type, Some(ScimType::InvalidSyntax));
        }
    }
}
