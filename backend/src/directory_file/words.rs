//! Rules as sentences, for people at a terminal.

use shared::error::{Allowed, FieldError, Rule};

use crate::platform::Error;

/// What is wrong with a field, in words.
pub(super) fn of_field(fault: &FieldError) -> String {
    format!("{} {}", fault.field, of_rule(&fault.rule))
}

/// What a refusal says, in words.
pub(super) fn of_error(error: &Error) -> String {
    match error {
        Error::Unavailable(text) | Error::Bug(text) => text.clone(),
        Error::Invalid { fields, .. } if !fields.is_empty() => {
            fields.iter().map(of_field).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

/// What a rule asks for: a sentence without its subject.
pub(super) fn of_rule(rule: &Rule) -> String {
    match rule {
        Rule::Required => "is missing".into(),
        Rule::TooLong { max } => format!("has more than {max} characters"),
        Rule::TooShort { min } => format!("has fewer than {min} characters"),
        Rule::Characters { allowed } => format!("may have {} only", of_characters(*allowed)),
        Rule::OutOfRange { min, max } => format!("must be from {min} to {max}"),
        Rule::Taken => "is taken".into(),
        Rule::NotAnEmail => "is not an e-mail address".into(),
        Rule::NotAnHttpsUrl => "is not an https address".into(),
        Rule::NotAConsoleUrl => "is not an address inside the cloud's console".into(),
        Rule::NotACertificate => {
            "holds what is not an X.509 certificate in PEM form, or one with a weak key".into()
        }
        Rule::NotAPolicy { line, column, fault, word } => {
            let about = if word.is_empty() { String::new() } else { format!(" ({word:?})") };
            format!("is not a RAM policy: its line {line}, column {column}: {fault:?}{about}")
        }
        Rule::TooMany { max } => format!("has more than {max} entries"),
        Rule::NotRepeated => "is not what it repeats".into(),
        Rule::Unknown => "names what does not exist".into(),
        Rule::InItself => "would come to be in itself".into(),
        Rule::HoldsUserName => "holds the user name".into(),
        Rule::SameAsBefore => "is what it was before".into(),
    }
}

fn of_characters(allowed: Allowed) -> &'static str {
    match allowed {
        Allowed::UserName => "letters, digits and @ _ - .",
        Allowed::AccessConfigurationName | Allowed::PolicyName => "letters, digits and hyphens",
        Allowed::DirectoryName => {
            "lower-case letters, digits and hyphens, no hyphen first, last or doubled (and no d- at the beginning)"
        }
        Allowed::AccountId => "8 to 20 digits",
        Allowed::Printable => "characters that can be seen",
        Allowed::RamPrincipalName => "a RAM user's name, @, and a domain of the account",
        Allowed::Visible => "letters, digits and signs of ASCII",
    }
}
