//! What a valid name is: the same rule in the form and on the server.
//!
//! Limits are those of CloudSSO. Each function answers the first rule that the text breaks. Lengths are in
//! characters (Unicode scalar values).

use crate::error::{Allowed, Rule};
use crate::ids::AccountId;

/// Most characters of a user name.
pub const USER_NAME_MAX: usize = 64;
/// Most characters of a first or last name.
pub const PERSON_NAME_MAX: usize = 64;
/// Most characters of a display name.
pub const DISPLAY_NAME_MAX: usize = 256;
/// Most characters of an e-mail address.
pub const EMAIL_MAX: usize = 128;
/// Most characters of a description.
pub const DESCRIPTION_MAX: usize = 1024;
/// Most characters of a group's name.
pub const GROUP_NAME_MAX: usize = 128;
/// Most characters of an access configuration's name.
pub const ACCESS_CONFIGURATION_NAME_MAX: usize = 32;
/// Shortest session of an access configuration, in seconds.
pub const SESSION_DURATION_MIN: i64 = 900;
/// Longest session of an access configuration, in seconds.
pub const SESSION_DURATION_MAX: i64 = 43_200;
/// Session of an access configuration unless said otherwise, in seconds.
pub const SESSION_DURATION_DEFAULT: i64 = 3_600;
/// Most system policies of one access configuration.
pub const SYSTEM_POLICIES_MAX: usize = 20;
/// Most characters of a policy's name.
pub const POLICY_NAME_MAX: usize = 128;
/// Most characters of an inline policy.
pub const INLINE_POLICY_MAX: usize = 6_144;
/// Most characters of a relay state.
pub const RELAY_STATE_MAX: usize = 1_024;
/// Most characters of the name of an account or folder.
pub const ACCOUNT_NAME_MAX: usize = 64;
/// Most characters of an account's label.
pub const ACCOUNT_LABEL_MAX: usize = 20;
/// Most characters of the text that says whom to ask for access.
pub const ACCESS_CONTACT_MAX: usize = 300;
/// Fewest characters of a directory's name.
pub const DIRECTORY_NAME_MIN: usize = 2;
/// Most characters of a directory's name.
pub const DIRECTORY_NAME_MAX: usize = 64;
/// Most characters of an administrator's name.
pub const ADMINISTRATOR_NAME_MAX: usize = 64;
/// Fewest characters of a password.
pub const PASSWORD_MIN: usize = 12;
/// Most characters of a password; nothing is ever cut off.
pub const PASSWORD_MAX: usize = 128;
/// Most characters of an access key's id or secret.
pub const ACCESS_KEY_MAX: usize = 128;

fn length(text: &str, min: usize, max: usize) -> Result<(), Rule> {
    let count = text.chars().count();
    if text.trim().is_empty() && min > 0 {
        Err(Rule::Required)
    } else if count < min {
        Err(Rule::TooShort { min })
    } else if count > max {
        Err(Rule::TooLong { max })
    } else {
        Ok(())
    }
}

fn only(text: &str, allowed: Allowed, ok: impl Fn(char) -> bool) -> Result<(), Rule> {
    if text.chars().all(ok) { Ok(()) } else { Err(Rule::Characters { allowed }) }
}

/// Characters that steer a terminal or the reading direction, or that nobody can see.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// A user name: 1 to 64 letters, digits and `@ _ - .`, ASCII only.
pub fn user_name(text: &str) -> Result<(), Rule> {
    length(text, 1, USER_NAME_MAX)?;
    only(text, Allowed::UserName, |c| c.is_ascii_alphanumeric() || "@_-.".contains(c))
}

/// An administrator's name: the characters of a user name.
pub fn administrator_name(text: &str) -> Result<(), Rule> {
    length(text, 1, ADMINISTRATOR_NAME_MAX)?;
    only(text, Allowed::UserName, |c| c.is_ascii_alphanumeric() || "@_-.".contains(c))
}

/// A group's name: 1 to 128 characters, no hidden ones. Wider than CloudSSO's letters, digits and `_ - .`, as
/// most groups that come from an identity provider have a space in their names.
pub fn group_name(text: &str) -> Result<(), Rule> {
    length(text, 1, GROUP_NAME_MAX)?;
    only(text, Allowed::Printable, |c| !is_hidden(c))
}

/// A first or last name; may be empty.
pub fn person_name(text: &str) -> Result<(), Rule> {
    length(text, 0, PERSON_NAME_MAX)?;
    only(text, Allowed::Printable, |c| !is_hidden(c))
}

/// A display name; may be empty.
pub fn display_name(text: &str) -> Result<(), Rule> {
    length(text, 0, DISPLAY_NAME_MAX)?;
    only(text, Allowed::Printable, |c| !is_hidden(c))
}

/// An e-mail address; may be empty. Only the shape is judged: one `@` with something on both sides, no space.
pub fn email(text: &str) -> Result<(), Rule> {
    if text.is_empty() {
        return Ok(());
    }
    length(text, 0, EMAIL_MAX)?;
    let sides: Vec<&str> = text.split('@').collect();
    let shaped = sides.len() == 2 && sides.iter().all(|side| !side.is_empty());
    if shaped && !text.chars().any(|c| c.is_whitespace() || is_hidden(c)) {
        Ok(())
    } else {
        Err(Rule::NotAnEmail)
    }
}

/// A description; may be empty, may have line breaks.
pub fn description(text: &str) -> Result<(), Rule> {
    length(text, 0, DESCRIPTION_MAX)?;
    only(text, Allowed::Printable, |c| c == '\n' || c == '\t' || !is_hidden(c))
}

/// Whom to ask for access; may be empty, may have line breaks.
pub fn access_contact(text: &str) -> Result<(), Rule> {
    length(text, 0, ACCESS_CONTACT_MAX)?;
    only(text, Allowed::Printable, |c| c == '\n' || !is_hidden(c))
}

/// An access configuration's name: 1 to 32 letters, digits and hyphens.
pub fn access_configuration_name(text: &str) -> Result<(), Rule> {
    length(text, 1, ACCESS_CONFIGURATION_NAME_MAX)?;
    only(text, Allowed::AccessConfigurationName, |c| c.is_ascii_alphanumeric() || c == '-')
}

/// The length of an access configuration's session, in seconds.
pub fn session_duration(seconds: i64) -> Result<(), Rule> {
    if (SESSION_DURATION_MIN..=SESSION_DURATION_MAX).contains(&seconds) {
        Ok(())
    } else {
        Err(Rule::OutOfRange { min: SESSION_DURATION_MIN, max: SESSION_DURATION_MAX })
    }
}

/// The name of a system policy.
pub fn policy_name(text: &str) -> Result<(), Rule> {
    length(text, 1, POLICY_NAME_MAX)?;
    only(text, Allowed::PolicyName, |c| c.is_ascii_alphanumeric() || c == '-')
}

/// An access key's id or secret: 1 to 128 visible ASCII characters.
pub fn access_key(text: &str) -> Result<(), Rule> {
    length(text, 1, ACCESS_KEY_MAX)?;
    only(text, Allowed::Visible, |c| c.is_ascii_graphic())
}

/// The name of an account or a folder.
pub fn account_name(text: &str) -> Result<(), Rule> {
    length(text, 1, ACCOUNT_NAME_MAX)?;
    only(text, Allowed::Printable, |c| !is_hidden(c))
}

/// The label of an account; may be empty, but not look so.
pub fn account_label(text: &str) -> Result<(), Rule> {
    length(text, usize::from(!text.is_empty()), ACCOUNT_LABEL_MAX)?;
    only(text, Allowed::Printable, |c| !is_hidden(c))
}

/// The id of an account: 8 to 20 digits.
pub fn account_id(text: &str) -> Result<(), Rule> {
    length(text, 1, AccountId::MOST_DIGITS)?;
    match text.parse::<AccountId>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Rule::Characters { allowed: Allowed::AccountId }),
    }
}

/// A directory's name: 2 to 64 lower-case letters, digits, hyphens; no hyphen first, last or doubled; not
/// beginning with `d-`, except `own_id`, the directory's own id.
pub fn directory_name(text: &str, own_id: &str) -> Result<(), Rule> {
    length(text, DIRECTORY_NAME_MIN, DIRECTORY_NAME_MAX)?;
    let hyphens = text.starts_with('-') || text.ends_with('-') || text.contains("--");
    let reserved = text.starts_with("d-") && text != own_id;
    if hyphens || reserved {
        return Err(Rule::Characters { allowed: Allowed::DirectoryName });
    }
    only(text, Allowed::DirectoryName, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// A password that a person chooses: 12 to 128 characters of any kind.
pub fn password(text: &str) -> Result<(), Rule> {
    let count = text.chars().count();
    if text.is_empty() {
        Err(Rule::Required)
    } else if count < PASSWORD_MIN {
        Err(Rule::TooShort { min: PASSWORD_MIN })
    } else if count > PASSWORD_MAX {
        Err(Rule::TooLong { max: PASSWORD_MAX })
    } else {
        Ok(())
    }
}

/// Shortest user name that a password is searched for; a shorter one is in too many words by chance.
const FORBIDDEN_IN_PASSWORD_MIN: usize = 3;

/// A password that a person chooses for this user: as [`password`], and without the user name in it, case aside.
pub fn password_of(text: &str, user_name: &str) -> Result<(), Rule> {
    password(text)?;
    let held = text.to_lowercase().contains(&user_name.to_lowercase());
    if held && user_name.chars().count() >= FORBIDDEN_IN_PASSWORD_MIN {
        return Err(Rule::HoldsUserName);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_principal_name_is_a_user_name() {
        assert_eq!(user_name("Alice.B-c_d@example.com"), Ok(()));
        assert_eq!(user_name(&"a".repeat(64)), Ok(()));
    }

    #[test]
    fn a_user_name_with_other_characters_is_refused_by_its_rule() {
        let characters = Rule::Characters { allowed: Allowed::UserName };
        for text in ["a b", "a\u{200B}", "ａ", "a+b@x", "é", "a\n"] {
            assert_eq!(user_name(text), Err(characters.clone()), "{text:?}");
        }
        assert_eq!(user_name(""), Err(Rule::Required));
        assert_eq!(user_name("   "), Err(Rule::Required));
        assert_eq!(user_name(&"a".repeat(65)), Err(Rule::TooLong { max: 64 }));
    }

    #[test]
    fn a_label_is_short_and_either_empty_or_to_be_seen() {
        for text in ["", "Production", "生产环境", &"é".repeat(20)] {
            assert_eq!(account_label(text), Ok(()), "{text:?}");
        }
        assert_eq!(account_label("  "), Err(Rule::Required));
        assert_eq!(account_label(&"a".repeat(21)), Err(Rule::TooLong { max: 20 }));
        let characters = Err(Rule::Characters { allowed: Allowed::Printable });
        assert_eq!(account_label("a\u{202E}b"), characters);
        assert_eq!(account_label("\u{200B}"), characters);
    }

    #[test]
    fn an_email_needs_two_sides() {
        assert_eq!(email(""), Ok(()));
        assert_eq!(email("a@b"), Ok(()));
        for text in ["a", "@b", "a@", "a@b@c", "a b@c"] {
            assert_eq!(email(text), Err(Rule::NotAnEmail), "{text:?}");
        }
    }

    #[test]
    fn a_directory_name_may_be_set_back_to_its_own_id_only() {
        assert_eq!(directory_name("acme-2", "d-1"), Ok(()));
        assert_eq!(directory_name("d-1", "d-1"), Ok(()));
        for text in ["-a", "a-", "a--b", "A1", "d-2", "a_b", "a/b"] {
            assert_eq!(
                directory_name(text, "d-1"),
                Err(Rule::Characters { allowed: Allowed::DirectoryName }),
                "{text:?}"
            );
        }
        assert_eq!(directory_name("a", "d-1"), Err(Rule::TooShort { min: 2 }));
    }

    #[test]
    fn a_password_does_not_hold_the_user_name() {
        for text in ["alice@example.com", "xx ALICE@Example.com yy"] {
            assert_eq!(password_of(text, "Alice@example.com"), Err(Rule::HoldsUserName), "{text:?}");
        }
        assert_eq!(password_of("alice at example", "alice@example.com"), Ok(()));
        assert_eq!(password_of("correct horse battery", "or"), Ok(()), "two letters are in many words");
        assert_eq!(password_of("short", "alice"), Err(Rule::TooShort { min: PASSWORD_MIN }));
    }

    #[test]
    fn hidden_characters_are_refused_in_names_that_people_read() {
        for text in ["a\u{202E}b", "a\0", "a\u{200D}"] {
            assert!(display_name(text).is_err() && account_name(text).is_err(), "{text:?}");
        }
        assert_eq!(description("two\nlines"), Ok(()));
    }

    #[test]
    fn a_session_lasts_between_900_and_43200_seconds() {
        assert!(session_duration(899).is_err() && session_duration(43_201).is_err());
        assert!(session_duration(900).is_ok() && session_duration(43_200).is_ok());
    }
}
