//! What the steps do to the members of a group.

use serde_json::Value;
use shared::ids::UserId;

use super::{Op, Step, in_operation};
use crate::scim::filter::{CompareValue, Filter, Operator};
use crate::scim::resources::{invalid, read_one};
use crate::scim::respond::{ScimFault, ScimResult, ScimType};
use crate::scim::schemas::Attribute;
use crate::scim::tolerances;

/// A change of a group's members.
#[derive(Debug, PartialEq)]
pub enum MemberChange {
    /// Those whom these ids name become members.
    Add(Vec<String>),
    /// These leave.
    Remove(Vec<UserId>),
    /// The members whom this filter matches leave.
    RemoveMatching(Filter),
    /// Those whom these ids name are the members.
    Replace(Vec<String>),
}

/// The changes of members among the steps, in order; additions that follow each other are one, and removals.
///
/// # Errors
/// When a value is no list of members; the text names the operation.
pub fn member_changes(steps: &[Step<'_>]) -> ScimResult<Vec<MemberChange>> {
    let mut changes: Vec<MemberChange> = Vec::new();
    for step in steps.iter().filter(|step| step.is_about_members()) {
        let change = of(step).map_err(|fault| in_operation(step.operation, fault))?;
        match (changes.last_mut(), change) {
            (Some(MemberChange::Add(before)), MemberChange::Add(ids)) => before.extend(ids),
            (Some(MemberChange::Remove(before)), MemberChange::Remove(ids)) => before.extend(ids),
            (_, change) => changes.push(change),
        }
    }
    Ok(changes)
}

fn of(step: &Step<'_>) -> ScimResult<MemberChange> {
    let attribute = step.place.attribute;
    let named = step.filter.as_ref().and_then(member_of_filter);
    let is_value = step.part.is_none_or(|part| part.name == "value");
    match (step.op, &step.filter) {
        _ if !is_value => Err(immutable(step)),
        (Op::Remove, Some(filter)) => Ok(match named {
            Some(id) => MemberChange::Remove(id.parse().into_iter().collect()),
            None => MemberChange::RemoveMatching(filter.clone()),
        }),
        (Op::Remove, None) => match step.value.map(tolerances::removed_by_value) {
            None | Some(None) => Ok(MemberChange::Replace(Vec::new())),
            Some(Some(said)) => {
                let mut ids = Vec::new();
                for value in said {
                    ids.extend(member_id(attribute, value)?.and_then(|id| id.parse().ok()));
                }
                Ok(MemberChange::Remove(ids))
            }
        },
        (Op::Add, None) => Ok(MemberChange::Add(member_ids(attribute, step.value)?)),
        (Op::Add, Some(_)) => match named {
            Some(id) => Ok(MemberChange::Add(vec![id.to_owned()])),
            None => Err(immutable(step)),
        },
        (Op::Replace, None) => Ok(MemberChange::Replace(member_ids(attribute, step.value)?)),
        (Op::Replace, Some(_)) => Err(immutable(step)),
    }
}

/// RFC 7643, section 4.2: what a member is does not change; another is added instead.
fn immutable(step: &Step<'_>) -> ScimFault {
    let detail = format!("{} cannot be changed: add and remove whole members.", step.name());
    ScimFault::bad(ScimType::Mutability, detail)
}

/// The id in a filter like `value eq "u-1"`.
fn member_of_filter(filter: &Filter) -> Option<&str> {
    match filter {
        Filter::Compare(comparison)
            if comparison.operator == Operator::Eq
                && comparison.attribute.sub_attribute.is_none()
                && comparison.attribute.attribute.eq_ignore_ascii_case("value") =>
        {
            match &comparison.value {
                CompareValue::Text(id) => Some(id),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The ids by which a value names members: a list, or one. Whether there are such users is not judged here.
///
/// # Errors
/// When a member is no object with an id in it.
pub fn member_ids(attribute: &Attribute, value: Option<&Value>) -> ScimResult<Vec<String>> {
    let said = match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(elements)) => elements.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    said.iter().filter_map(|value| member_id(attribute, value).transpose()).collect()
}

fn member_id(attribute: &Attribute, value: &Value) -> ScimResult<Option<String>> {
    if value.is_null() {
        return Ok(None);
    }
    let member = read_one(attribute, value, attribute.name)?;
    match member.as_ref().and_then(|member| member.get("value")?.as_str()) {
        Some(id) => Ok(Some(id.to_owned())),
        None => Err(invalid(attribute.name, "must name each member by its id, as \"value\"")),
    }
}
