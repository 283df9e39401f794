//! SCIM filters (RFC 7644, section 3.4.2.2) and the paths of PATCH operations (section 3.5.2, figure 7): what they
//! say, read from text.
//!
//! Decides what is a filter, where a text stops being one, and whether an element of a multi-valued attribute
//! matches. Leaves to others which attributes there are, and how resources are found; see `search`.
//!
//! Tolerated beyond the grammar: several spaces where one belongs, operators, attribute names and the words
//! `true`, `false` and `null` in any letter case, a truth value as text (`active eq "True"`, as Entra ID sends
//! it), and a comparison behind a value path (`emails[type eq "work"].value eq "x"`), which means the same as
//! one inside it.

mod fault;
mod matches;
mod parse;
mod patch_path;

pub use fault::FilterFault;
pub use parse::{DEPTH_MAX, LENGTH_MAX, parse};
pub use patch_path::PatchPath;

use crate::scim::tolerances::boolean_as_text;

/// A filter, as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All of them hold; two or more.
    And(Vec<Filter>),
    /// One of them holds; two or more.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The attribute has a value, and that is not empty.
    Present(AttributePath),
    /// The attribute compares so with a value.
    Compare(Comparison),
    /// One and the same element of the multi-valued attribute matches all of the filter.
    Element(AttributePath, Box<Filter>),
}

impl Filter {
    /// How many comparisons one element takes at most.
    pub fn comparisons(&self) -> usize {
        match self {
            Filter::And(filters) | Filter::Or(filters) => filters.iter().map(Filter::comparisons).sum(),
            Filter::Not(filter) | Filter::Element(_, filter) => filter.comparisons(),
            Filter::Present(_) | Filter::Compare(_) => 1,
        }
    }
}

/// An attribute compared with a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The attribute.
    pub attribute: AttributePath,
    /// How it is compared.
    pub operator: Operator,
    /// What it is compared with.
    pub value: CompareValue,
    /// The value as it compares: in lower case unless letter case matters; empty unless it is text.
    pub folded: String,
    /// The character of the text, from 1, at which the value begins.
    pub value_position: usize,
}

/// The name of an attribute, as it was written; letter case does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributePath {
    /// The URN of the schema, where the name is a full one.
    pub schema: Option<String>,
    /// The attribute.
    pub attribute: String,
    /// The sub-attribute.
    pub sub_attribute: Option<String>,
    /// The character of the text, from 1, at which the name begins.
    pub position: usize,
}

/// How an attribute is compared with a value (RFC 7644, table 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `eq`: equal.
    Eq,
    /// `ne`: not equal.
    Ne,
    /// `co`: contains.
    Co,
    /// `sw`: starts with.
    Sw,
    /// `ew`: ends with.
    Ew,
    /// `gt`: greater than.
    Gt,
    /// `ge`: greater than or equal to.
    Ge,
    /// `lt`: less than.
    Lt,
    /// `le`: less than or equal to.
    Le,
}

impl Operator {
    /// The operator as it is written.
    pub fn word(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Ne => "ne",
            Operator::Co => "co",
            Operator::Sw => "sw",
            Operator::Ew => "ew",
            Operator::Gt => "gt",
            Operator::Ge => "ge",
            Operator::Lt => "lt",
            Operator::Le => "le",
        }
    }

    fn of(word: &str) -> Option<Operator> {
        use Operator::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
        [Eq, Ne, Co, Sw, Ew, Gt, Ge, Lt, Le].into_iter().find(|known| known.word().eq_ignore_ascii_case(word))
    }
}

/// What an attribute is compared with: a JSON value that is neither object nor array.
#[derive(Debug, Clone, PartialEq)]
pub enum CompareValue {
    /// Text, never with a NUL in it.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// `true` or `false`.
    Bool(bool),
    /// `null`: no value.
    Null,
}

impl CompareValue {
    /// The value as a truth value, also where it was written as text.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            CompareValue::Bool(value) => Some(*value),
            CompareValue::Text(text) => boolean_as_text(text),
            CompareValue::Number(_) | CompareValue::Null => None,
        }
    }
}

impl std::fmt::Display for AttributePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}:")?;
        }
        f.write_str(&self.attribute)?;
        match &self.sub_attribute {
            Some(sub_attribute) => write!(f, ".{sub_attribute}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
