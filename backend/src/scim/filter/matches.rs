//! Whether an element of a multi-valued attribute matches a filter.

use std::cmp::Ordering;

use serde_json::Value;

use super::{AttributePath, CompareValue, Comparison, Filter, Operator};
use crate::scim::tolerances::boolean_as_text;

/// Attributes whose letter case matters (RFC 7643, sections 3.1 and 2.3.7).
const CASE_EXACT: [&str; 3] = ["id", "externalid", "$ref"];

impl Filter {
    /// Whether this element of a multi-valued attribute matches. What an element does not have compares with
    /// nothing, but it is not equal to anything either, so that `ne` holds.
    pub fn matches(&self, element: &Value) -> bool {
        match self {
            Filter::And(filters) => filters.iter().all(|filter| filter.matches(element)),
            Filter::Or(filters) => filters.iter().any(|filter| filter.matches(element)),
            Filter::Not(filter) => !filter.matches(element),
            Filter::Present(path) => values_at(element, path).into_iter().any(is_present),
            Filter::Compare(comparison) => comparison.matches(element),
            Filter::Element(path, filter) => {
                values_at(element, path).into_iter().any(|inner| filter.matches(inner))
            }
        }
    }
}

impl Comparison {
    fn matches(&self, element: &Value) -> bool {
        let values = values_at(element, &self.attribute);
        let equal = |value: &&Value| self.ordering(value) == Some(Ordering::Equal);
        match self.operator {
            Operator::Eq if self.value == CompareValue::Null => !values.into_iter().any(is_present),
            Operator::Ne if self.value == CompareValue::Null => values.into_iter().any(is_present),
            Operator::Eq => values.iter().any(equal),
            Operator::Ne => !values.iter().any(equal),
            Operator::Co => self.any_text(&values, |text, wanted| text.contains(wanted)),
            Operator::Sw => self.any_text(&values, |text, wanted| text.starts_with(wanted)),
            Operator::Ew => self.any_text(&values, |text, wanted| text.ends_with(wanted)),
            Operator::Gt => self.any_ordering(&values, Ordering::is_gt),
            Operator::Ge => self.any_ordering(&values, Ordering::is_ge),
            Operator::Lt => self.any_ordering(&values, Ordering::is_lt),
            Operator::Le => self.any_ordering(&values, Ordering::is_le),
        }
    }

    fn any_ordering(&self, values: &[&Value], wanted: impl Fn(Ordering) -> bool) -> bool {
        values.iter().any(|value| !value.is_boolean() && self.ordering(value).is_some_and(&wanted))
    }

    fn any_text(&self, values: &[&Value], wanted: impl Fn(&str, &str) -> bool) -> bool {
        let texts = values.iter().filter_map(|value| value.as_str());
        matches!(self.value, CompareValue::Text(_))
            && texts.into_iter().any(|text| wanted(&self.attribute.folded(text), &self.folded))
    }

    /// How a value of the element stands to that of the filter; none when they cannot be compared.
    fn ordering(&self, value: &Value) -> Option<Ordering> {
        match (value, &self.value) {
            (Value::Bool(value), wanted) => Some(value.cmp(&wanted.as_bool()?)),
            (Value::String(text), CompareValue::Bool(wanted)) => Some(boolean_as_text(text)?.cmp(wanted)),
            (Value::String(text), CompareValue::Text(_)) => {
                Some(self.attribute.folded(text).cmp(&self.folded))
            }
            (Value::Number(number), CompareValue::Number(wanted)) => {
                number.as_f64()?.partial_cmp(&wanted.as_f64()?)
            }
            _ => None,
        }
    }
}

impl AttributePath {
    /// Whether letter case matters in its values.
    pub(in crate::scim) fn is_case_exact(&self) -> bool {
        let name = self.sub_attribute.as_deref().unwrap_or(&self.attribute);
        CASE_EXACT.iter().any(|known| name.eq_ignore_ascii_case(known))
    }

    /// The text as it compares under this name.
    pub(super) fn folded(&self, text: &str) -> String {
        if self.is_case_exact() { text.to_owned() } else { text.to_lowercase() }
    }
}

/// The values that a path leads to. `value` of an element that is no object is the element itself (RFC 7643,
/// section 2.4).
fn values_at<'a>(element: &'a Value, path: &AttributePath) -> Vec<&'a Value> {
    let owner = match &path.schema {
        Some(schema) => member(element, schema).unwrap_or(element),
        None => element,
    };
    let found = match member(owner, &path.attribute) {
        Some(found) => found,
        None if !owner.is_object() && path.attribute.eq_ignore_ascii_case("value") => owner,
        None => return Vec::new(),
    };
    let each: Vec<&Value> = match found {
        Value::Array(elements) => elements.iter().collect(),
        single => vec![single],
    };
    match &path.sub_attribute {
        Some(sub_attribute) => each.into_iter().filter_map(|value| member(value, sub_attribute)).collect(),
        None => each,
    }
}

fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let (_, value) = object.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    Some(value)
}

/// Neither null nor empty (RFC 7644, table 3: `pr`).
fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => elements.iter().any(is_present),
        Value::Object(members) => members.values().any(is_present),
    }
}
