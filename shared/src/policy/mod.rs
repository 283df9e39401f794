//! The RAM policy language: whether a text is a policy, where it is not, and the text laid out for reading.
//! Pure, and the same in the form and on the server.
//!
//! Only the grammar is judged. Anything that is not of it is refused, because a misspelt `Condition` would widen
//! what is allowed. What actions, resources and condition keys there are is the cloud's.
//!
//! *Why a reader of our own:* it says line and column of whatever is wrong, keeps the order of what is written
//! when it lays it out, and refuses a name that stands twice, of which others silently take one.

mod grammar;
mod layout;
mod read;

use serde::{Deserialize, Serialize};

use crate::error::Rule;
use crate::names::INLINE_POLICY_MAX;

pub use layout::laid_out;

/// Judges an inline policy; empty means none.
///
/// # Errors
/// When it is too long, or the first place where it is no policy.
pub fn inline_policy(text: &str) -> Result<(), Rule> {
    if text.is_empty() {
        return Ok(());
    }
    if text.chars().count() > INLINE_POLICY_MAX {
        return Err(Rule::TooLong { max: INLINE_POLICY_MAX });
    }
    let judged = read::read(text).and_then(|document| grammar::judge(&document));
    judged.map_err(|fault| fault.in_text(text))
}

/// Something that is wrong at a place of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    /// Where, in bytes from the beginning.
    at: usize,
    what: PolicyFault,
    /// The word that it is about; empty for none.
    word: String,
}

impl Fault {
    fn new(at: usize, what: PolicyFault) -> Self {
        Self { at, what, word: String::new() }
    }

    fn about(at: usize, what: PolicyFault, word: &str) -> Self {
        Self { at, what, word: word.to_owned() }
    }

    /// The rule that the text breaks, with line and column as people count them.
    fn in_text(self, text: &str) -> Rule {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let start_of_line = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before[start_of_line..].chars().count() + 1;
        Rule::NotAPolicy { line, column, fault: self.what, word: self.word }
    }
}

/// What is wrong with a text that should be a policy; the catalogue of texts has a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyFault {
    /// The text ends before the JSON does.
    EndsTooSoon,
    /// No value begins here.
    ValueExpected,
    /// No name in double quotes begins here.
    NameExpected,
    /// No colon follows the name.
    ColonExpected,
    /// Neither a comma nor the closing bracket follows.
    CommaExpected,
    /// A comma stands before a closing bracket.
    CommaTooMany,
    /// A text has no closing quotation mark on its line.
    QuoteMissing,
    /// A text holds a tab or another control character.
    ControlCharacter,
    /// A backslash begins no escape of JSON, or stands in a name.
    BadEscape,
    /// A word that is no value of JSON.
    UnknownWord,
    /// Something follows the value.
    MoreAfterEnd,
    /// Too many brackets within each other.
    TooDeep,
    /// A name stands twice in the same object.
    RepeatedName,
    /// The policy is no object.
    PolicyNotObject,
    /// An element that a policy does not have.
    UnknownPolicyElement,
    /// There is no Version.
    VersionMissing,
    /// Version is not the text 1.
    VersionWrong,
    /// There is no Statement.
    StatementMissing,
    /// Statement is no list of at least one.
    StatementNotList,
    /// A statement is no object.
    StatementNotObject,
    /// An element that a statement does not have.
    UnknownStatementElement,
    /// A statement has no Effect.
    EffectMissing,
    /// Effect is neither Allow nor Deny.
    EffectWrong,
    /// A statement has neither Action nor NotAction.
    ActionMissing,
    /// A statement has Action and NotAction.
    ActionTwice,
    /// A statement has neither Resource nor NotResource.
    ResourceMissing,
    /// A statement has Resource and NotResource.
    ResourceTwice,
    /// Neither a text nor a list of texts, or an empty one.
    NotTexts,
    /// Condition is no object of operators.
    ConditionNotObject,
    /// A condition operator that RAM does not have.
    OperatorUnknown,
    /// What follows an operator is no object of condition keys.
    OperatorNotObject,
    /// The value of a condition key is neither a text, number or truth value nor a list of them.
    ConditionValueWrong,
}

#[cfg(test)]
mod tests;
