//! What a broken rule is called in a SCIM refusal: the attribute by its SCIM name, and the rule in words, for the
//! administrator who reads it in the identity provider's log.

use shared::error::{Allowed, FieldError, Rule};

/// A sentence for each broken rule; nothing when there is none to speak of.
pub fn sentences(faults: &[FieldError]) -> Option<String> {
    let broken = faults.iter().filter(|fault| fault.rule != Rule::Taken);
    let sentences: Vec<String> = broken.map(sentence).collect();
    if sentences.is_empty() { None } else { Some(sentences.join(" ")) }
}

fn sentence(fault: &FieldError) -> String {
    let name = match fault.field.as_str() {
        "user_name" => "userName",
        "first_name" => "name.givenName",
        "last_name" => "name.familyName",
        "display_name" | "name" => "displayName",
        "email" => "emails.value",
        "user_ids" => "members",
        other => other,
    };
    match &fault.rule {
        Rule::Required => format!("{name} is required."),
        Rule::TooLong { max } => format!("{name} may have {max} characters at most."),
        Rule::TooShort { min } => format!("{name} must have {min} characters at least."),
        Rule::Characters { allowed: Allowed::UserName } => format!(
            "{name} may hold letters (a-z, A-Z), digits and @ _ - . only, 64 of them at most. Map it from an \
             attribute whose values keep to that, or replace other characters in the mapping."
        ),
        Rule::Characters { .. } => {
            format!("{name} may hold no control characters and none that cannot be seen.")
        }
        Rule::NotAnEmail => format!("{name} must be an e-mail address."),
        Rule::TooMany { max } => format!("{name} may have {max} values at most."),
        Rule::Unknown => format!("{name} names what does not exist."),
        other => format!("{name} breaks a rule: {other:?}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_broken_rule_has_a_sentence_with_the_name_that_the_client_knows() {
        let faults = [
            FieldError::new("user_name", Rule::Characters { allowed: Allowed::UserName }),
            FieldError::new("first_name", Rule::TooLong { max: 64 }),
            FieldError::new("email", Rule::Taken),
        ];
        let told = sentences(&faults).unwrap();
        assert!(told.starts_with("userName may hold letters (a-z, A-Z), digits and @ _ - . only"), "{told}");
        assert!(told.ends_with("name.givenName may have 64 characters at most."), "{told}");
        assert_eq!(sentences(&faults[2..]), None);
    }
}
