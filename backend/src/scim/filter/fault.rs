//! What is wrong with a filter or path, and where.

use crate::scim::respond::{ScimFault, ScimType};

/// Why a text is no filter or no path, or asks what cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterFault {
    /// The character of the text, from 1, at which it goes wrong.
    pub position: usize,
    /// What is wrong there, as a clause without a full stop.
    pub problem: String,
}

impl FilterFault {
    /// A fault at this character, from 1.
    pub fn at(position: usize, problem: impl Into<String>) -> Self {
        Self { position, problem: problem.into() }
    }

    /// The refusal of a request whose filter this is.
    pub fn in_filter(&self) -> ScimFault {
        ScimFault::bad(ScimType::InvalidFilter, format!("The filter cannot be answered: {self}."))
    }

    /// The refusal of a PATCH operation whose path this is.
    pub fn in_path(&self) -> ScimFault {
        ScimFault::bad(ScimType::InvalidPath, format!("The path of the operation cannot be read: {self}."))
    }
}

impl std::fmt::Display for FilterFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at character {}, {}", self.position, self.problem)
    }
}

impl std::error::Error for FilterFault {}
