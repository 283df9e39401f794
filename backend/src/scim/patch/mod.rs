//! PATCH (RFC 7644, section 3.5.2): operations are read into steps, each about one attribute, and the steps are
//! done to a document in memory. Whether the document may become that of the resource is judged by the rules of
//! `directory`, so that a request is done as a whole or not at all.
//!
//! Members of groups are no part of a document: there may be 50,000 of them. `members` reads what the steps do to
//! them.

mod document;
mod members;
mod steps;

use std::fmt;

use serde_json::{Map, Value};

use super::body::shown;
use super::filter::Filter;
use super::resources::check_schemas;
use super::respond::{ScimFault, ScimResult, ScimType};
use super::schemas::ResourceType;
use super::tolerances;

pub use members::{MemberChange, member_changes, member_ids};
pub use steps::Step;

/// Most operations of a request (C-09).
pub const OPERATIONS_MAX: usize = 1_000;
/// Most comparisons of elements with filters that a request may need: two for each member of the largest group.
pub const COMPARISONS_MAX: usize = 100_000;
/// What the body of a PATCH says that it is.
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Adds a value.
    Add,
    /// Takes a value away.
    Remove,
    /// Puts a value in the place of another.
    Replace,
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Op::Add => "add",
            Op::Remove => "remove",
            Op::Replace => "replace",
        })
    }
}

/// The steps of a request to change a resource of this kind, in order.
///
/// # Errors
/// When the body is no such request; the text names the operation.
pub fn read<'a>(kind: &'static ResourceType, body: &'a Map<String, Value>) -> ScimResult<Vec<Step<'a>>> {
    check_schemas(body, PATCH_OP)?;
    let operations = tolerances::member(body, "Operations").and_then(Value::as_array);
    let operations = operations.filter(|operations| !operations.is_empty()).ok_or_else(|| {
        ScimFault::bad(ScimType::InvalidSyntax, "The body needs \"Operations\", a list of at least one.")
    })?;
    if operations.len() > OPERATIONS_MAX {
        let detail = format!("A request may have {OPERATIONS_MAX} operations at most. Send them in parts.");
        return Err(ScimFault::bad(ScimType::TooMany, detail));
    }
    let mut read = Vec::new();
    for (number, operation) in operations.iter().enumerate() {
        read.extend(read_operation(kind, number, operation).map_err(|fault| in_operation(number, fault))?);
    }
    Ok(read)
}

/// Does the steps to a document; those about members are passed over.
///
/// # Errors
/// When one cannot be done; the text names its operation.
pub fn apply(
    kind: &ResourceType,
    mut document: Map<String, Value>,
    steps: &[Step<'_>],
) -> ScimResult<Map<String, Value>> {
    let mut comparisons = Comparisons::default();
    for step in steps.iter().filter(|step| !step.is_about_members()) {
        let elements = step.place.get(&document).and_then(Value::as_array).map_or(0, Vec::len);
        let bounded = step.filter.as_ref().map_or(Ok(()), |filter| comparisons.count(filter, elements));
        bounded
            .and_then(|()| document::apply(&mut document, step))
            .map_err(|fault| in_operation(step.operation, fault))?;
    }
    super::resources::drop_empty_elements(&mut document, kind);
    Ok(document)
}

/// The comparisons of elements with filters that a request has needed so far.
#[derive(Debug, Default)]
pub struct Comparisons(usize);

impl Comparisons {
    /// Counts those of so many elements with this filter, before they are made.
    ///
    /// # Errors
    /// When they would be more than [`COMPARISONS_MAX`].
    pub fn count(&mut self, filter: &Filter, elements: usize) -> ScimResult<()> {
        self.0 = self.0.saturating_add(filter.comparisons().saturating_mul(elements));
        if self.0 > COMPARISONS_MAX {
            let detail = format!(
                "The filters of a request may take {COMPARISONS_MAX} comparisons at most. Send the operations in parts."
            );
            return Err(ScimFault::bad(ScimType::TooMany, detail));
        }
        Ok(())
    }
}

/// The refusal, saying of which operation it is.
pub fn in_operation(number: usize, fault: ScimFault) -> ScimFault {
    ScimFault { detail: format!("Operations[{number}]: {}", fault.detail), ..fault }
}

fn read_operation<'a>(
    kind: &'static ResourceType,
    number: usize,
    operation: &'a Value,
) -> ScimResult<Vec<Step<'a>>> {
    let syntax = |detail: &str| ScimFault::bad(ScimType::InvalidSyntax, detail);
    let members = operation.as_object().ok_or_else(|| syntax("An operation must be an object."))?;
    let op = match tolerances::member(members, "op").and_then(Value::as_str) {
        Some(op) if op.eq_ignore_ascii_case("add") => Op::Add,
        Some(op) if op.eq_ignore_ascii_case("remove") => Op::Remove,
        Some(op) if op.eq_ignore_ascii_case("replace") => Op::Replace,
        Some(other) => {
            let detail = format!("\"op\" must be add, remove or replace, not \"{}\".", shown(other));
            return Err(syntax(&detail));
        }
        None => return Err(syntax("\"op\" must be add, remove or replace.")),
    };
    let value = tolerances::member(members, "value");
    let path = match tolerances::member(members, "path") {
        None | Some(Value::Null) => None,
        Some(Value::String(path)) if path.trim().is_empty() => None,
        Some(Value::String(path)) => Some(path.trim()),
        Some(_) => return Err(ScimFault::bad(ScimType::InvalidPath, "\"path\" must be text.")),
    };
    steps::of(kind, number, op, path, value)
}

#[cfg(test)]
mod any_tests;
#[cfg(test)]
mod tests;
