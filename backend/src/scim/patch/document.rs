//! Does one step to a document (RFC 7644, sections 3.5.2.1 to 3.5.2.3).

use serde_json::{Map, Value};

use super::{Op, Step};
use crate::scim::resources::{check_count, check_elements, is_primary, read_one, read_value};
use crate::scim::respond::{ScimFault, ScimResult, ScimType};
use crate::scim::schemas::{Attribute, Kind};
use crate::scim::tolerances;

/// Does the step.
///
/// # Errors
/// When its value is not what the attribute takes, or its filter finds nothing.
pub(super) fn apply(document: &mut Map<String, Value>, step: &Step<'_>) -> ScimResult<()> {
    let before = step.place.get(document).cloned();
    let after = if step.place.attribute.many {
        let elements = match before {
            Some(Value::Array(elements)) => elements,
            _ => Vec::new(),
        };
        let elements = many(elements, step)?;
        check_elements(step.place.attribute, &elements, &step.place.name())?;
        if elements.is_empty() { None } else { Some(Value::Array(elements)) }
    } else {
        single(before, step)?
    };
    step.place.set(document, after);
    Ok(())
}

/// An attribute of one value. What a step does not say of a complex value stays.
fn single(before: Option<Value>, step: &Step<'_>) -> ScimResult<Option<Value>> {
    let attribute = step.place.attribute;
    let given = step.value.filter(|_| step.op != Op::Remove);
    if let Some(part) = step.part {
        let mut members = members_of(before);
        let value = given.map(|value| read_one(part, value, &step.name())).transpose()?.flatten();
        put(&mut members, part, value);
        return Ok(unless_empty(members));
    }
    match given {
        None => Ok(None),
        Some(value) => match (attribute.kind, tolerances::list_of_one(value)) {
            (Kind::Complex(_), Value::Object(said)) => {
                let mut members = members_of(before);
                merge(&mut members, attribute, said, &step.name())?;
                Ok(unless_empty(members))
            }
            (_, value) => read_one(attribute, value, &step.name()),
        },
    }
}

fn members_of(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

fn unless_empty(members: Map<String, Value>) -> Option<Value> {
    if members.is_empty() { None } else { Some(Value::Object(members)) }
}

fn put(members: &mut Map<String, Value>, part: &Attribute, value: Option<Value>) {
    match value {
        Some(value) => _ = members.insert(part.name.to_owned(), value),
        None => _ = members.remove(part.name),
    }
}

fn merge(
    members: &mut Map<String, Value>,
    attribute: &Attribute,
    said: &Map<String, Value>,
    name: &str,
) -> ScimResult<()> {
    for (member, value) in said {
        let Some(part) = attribute.part(member).filter(|part| part.is_written()) else { continue };
        put(members, part, read_one(part, value, &format!("{name}.{}", part.name))?);
    }
    Ok(())
}

/// An attribute of many values.
fn many(elements: Vec<Value>, step: &Step<'_>) -> ScimResult<Vec<Value>> {
    if step.filter.is_none() && step.part.is_none() {
        return whole(elements, step);
    }
    let chosen: Vec<bool> = elements
        .iter()
        .map(|element| step.filter.as_ref().is_none_or(|filter| filter.matches(element)))
        .collect();
    if step.op == Op::Remove {
        return remove_chosen(elements, &chosen, step);
    }
    if !chosen.contains(&true) {
        return with_new_element(elements, step);
    }
    let mut after = Vec::new();
    for (element, is_chosen) in elements.into_iter().zip(chosen) {
        let element = if is_chosen { changed(element, step)? } else { Some(element) };
        after.extend(element.map(|element| (element, is_chosen)));
    }
    if sets_primary(step) && after.iter().any(|(element, is_chosen)| *is_chosen && is_primary(element)) {
        let others = after.iter_mut().filter(|(_, is_chosen)| !is_chosen);
        others.for_each(|(element, _)| demote(element));
    }
    Ok(after.into_iter().map(|(element, _)| element).collect())
}

/// Whether the step says which value is the preferred one.
fn sets_primary(step: &Step<'_>) -> bool {
    let of_value = step.value.and_then(Value::as_object);
    step.part.is_some_and(|part| part.name == "primary")
        || of_value.is_some_and(|members| tolerances::member(members, "primary").is_some())
}

/// The attribute as a whole, without a filter.
fn whole(mut elements: Vec<Value>, step: &Step<'_>) -> ScimResult<Vec<Value>> {
    let attribute = step.place.attribute;
    match (step.op, step.value) {
        (Op::Remove, None) => Ok(Vec::new()),
        (Op::Remove, Some(value)) => {
            let Some(said) = tolerances::removed_by_value(value) else { return Ok(Vec::new()) };
            check_count(attribute, said.len(), &step.name())?;
            for value in said {
                if let Some(gone) = read_one(attribute, value, &step.name())? {
                    elements.retain(|element| !is_same(attribute, element, &gone));
                }
            }
            Ok(elements)
        }
        (Op::Replace, value) => values_of(attribute, value, &step.name()),
        (Op::Add, value) => {
            for value in values_of(attribute, value, &step.name())? {
                add_element(&mut elements, value);
            }
            Ok(elements)
        }
    }
}

/// The values that a step gives: a list of them, or one.
fn values_of(attribute: &Attribute, value: Option<&Value>, name: &str) -> ScimResult<Vec<Value>> {
    let read = match value {
        None => None,
        Some(list @ Value::Array(_)) => read_value(attribute, list, name)?,
        Some(one) => return Ok(read_one(attribute, one, name)?.into_iter().collect()),
    };
    match read {
        Some(Value::Array(elements)) => Ok(elements),
        _ => Ok(Vec::new()),
    }
}

/// What is there already is not added again; a new preferred value takes the place of the old one.
fn add_element(elements: &mut Vec<Value>, element: Value) {
    if elements.contains(&element) {
        return;
    }
    if is_primary(&element) {
        elements.iter_mut().for_each(demote);
    }
    elements.push(element);
}

fn demote(element: &mut Value) {
    if is_primary(element) {
        element["primary"] = Value::Bool(false);
    }
}

/// Whether the element has all that is said of the one to be removed.
fn is_same(attribute: &Attribute, element: &Value, said: &Value) -> bool {
    let Some(said) = said.as_object() else { return false };
    said.iter().all(|(name, value)| {
        let exact = attribute.part(name).is_some_and(|part| part.case_exact);
        match (element.get(name), value) {
            (Some(Value::String(one)), Value::String(other)) if !exact => {
                one.to_lowercase() == other.to_lowercase()
            }
            (one, other) => one == Some(other),
        }
    })
}

fn remove_chosen(elements: Vec<Value>, chosen: &[bool], step: &Step<'_>) -> ScimResult<Vec<Value>> {
    let mut after = Vec::new();
    for (element, is_chosen) in elements.into_iter().zip(chosen) {
        match (is_chosen, step.part) {
            (true, None) => {}
            (true, Some(part)) => {
                let mut members = members_of(Some(element));
                members.remove(part.name);
                after.extend(unless_empty(members));
            }
            (false, _) => after.push(element),
        }
    }
    Ok(after)
}

/// A chosen element as the step leaves it; nothing when it has no value any more. What the step does not say of it
/// stays (RFC 7644, section 3.5.2.3).
fn changed(element: Value, step: &Step<'_>) -> ScimResult<Option<Value>> {
    let attribute = step.place.attribute;
    let Some(value) = step.value else { return Ok(Some(element)) };
    if let Some(part) = step.part {
        let mut members = members_of(Some(element));
        put(&mut members, part, read_one(part, value, &step.name())?);
        return Ok(unless_empty(members));
    }
    match tolerances::list_of_one(value) {
        Value::Object(said) => {
            let mut members = members_of(Some(element));
            merge(&mut members, attribute, said, &step.name())?;
            Ok(unless_empty(members))
        }
        value => Ok(match read_one(attribute, value, &step.name())? {
            Some(Value::Object(read)) => {
                let mut members = members_of(Some(element));
                members.extend(read);
                Some(Value::Object(members))
            }
            other => other,
        }),
    }
}

/// The filter found nothing: makes an element of which it holds, with the value of the step.
fn with_new_element(mut elements: Vec<Value>, step: &Step<'_>) -> ScimResult<Vec<Value>> {
    let attribute = step.place.attribute;
    let made = match &step.filter {
        None => Some(Map::new()),
        Some(filter) => tolerances::element_of_filter(attribute, filter),
    };
    let Some(mut made) = made else {
        let detail = format!("No value of {} matches the filter.", step.place.name());
        return Err(ScimFault::bad(ScimType::NoTarget, detail));
    };
    let Some(value) = step.value else { return Ok(elements) };
    match step.part {
        Some(part) => match read_one(part, value, &step.name())? {
            Some(value) => _ = made.insert(part.name.to_owned(), value),
            None => return Ok(elements),
        },
        None => match read_one(attribute, tolerances::list_of_one(value), &step.name())? {
            Some(Value::Object(members)) => made.extend(members),
            _ => return Ok(elements),
        },
    }
    // The filter's values come from a path, not from a body: they are judged here.
    if let Some(element) = read_one(attribute, &Value::Object(made), &step.place.name())? {
        add_element(&mut elements, element);
    }
    Ok(elements)
}
