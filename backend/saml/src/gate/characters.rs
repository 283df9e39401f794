//! Characters, names and references (XML 1.0, sections 2.2, 2.3, 2.11, 3.3.3 and 4.1).

use std::borrow::Cow;

use crate::error::{Check, ResponseRefused};
use crate::write::is_xml_char;

/// The text of a message: strict UTF-8 and only characters that XML allows (S-04).
pub(crate) fn text_of(bytes: &[u8]) -> Result<&str, ResponseRefused> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        ResponseRefused::new(Check::NotUtf8, "UTF-8", format!("byte {}", error.valid_up_to()))
    })?;
    let suspicious = |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0xef;
    // Only control characters and U+FFFE, U+FFFF are left to find; the latter begin with the byte EF.
    // Folded rather than `any`, so that the compiler looks at many bytes at once.
    let any = bytes.iter().fold(false, |found, byte| found | suspicious(*byte));
    let found = if any { text.chars().find(|c| !is_xml_char(*c)) } else { None };
    match found {
        None => Ok(text),
        Some(found) => {
            let received = format!("U+{:04X}", u32::from(found));
            Err(ResponseRefused::new(Check::ForbiddenCharacter, "characters of XML 1.0", received))
        }
    }
}

/// Whether the text is a name without colon (Namespaces in XML 1.0, section 3).
pub(crate) fn is_ncname(text: &str) -> bool {
    // Nearly every name is plain.
    if let [first, rest @ ..] = text.as_bytes()
        && (first.is_ascii_alphabetic() || *first == b'_')
        && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    {
        return true;
    }
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_character)
}

fn is_name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn is_name_character(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Text with its references replaced and its line ends normalised, or `None` when a reference is not allowed.
pub(crate) fn unescape_text(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\r')) {
        return Some(Cow::Borrowed(raw));
    }
    unescape(raw, '\n').map(Cow::Owned)
}

/// An attribute value, normalised as for the type CDATA, or `None` when a reference is not allowed.
pub(crate) fn unescape_attribute(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\r' | b'\n' | b'\t')) {
        return Some(Cow::Borrowed(raw));
    }
    unescape(raw, ' ').map(Cow::Owned)
}

fn unescape(raw: &str, line_break: char) -> Option<String> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(place) = rest.find(['&', '\r', '\n', '\t']) {
        value.push_str(&rest[..place]);
        let after = &rest[place + 1..];
        rest = match rest.as_bytes()[place] {
            b'&' => {
                let (name, after) = after.split_once(';')?;
                value.push(referred(name)?);
                after
            }
            b'\r' => {
                value.push(line_break);
                after.strip_prefix('\n').unwrap_or(after)
            }
            b'\t' if line_break == '\n' => {
                value.push('\t');
                after
            }
            _ => {
                value.push(line_break);
                after
            }
        };
    }
    value.push_str(rest);
    Some(value)
}

/// One of the five entities, or a character by its number.
fn referred(name: &str) -> Option<char> {
    let digits = |text: &str, radix: u32| {
        let all = !text.is_empty() && text.len() <= 8 && text.chars().all(|c| c.is_digit(radix));
        let number = all.then(|| u32::from_str_radix(text, radix).ok()).flatten()?;
        char::from_u32(number).filter(|c| is_xml_char(*c))
    };
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
            (Some(text), _) => digits(text, 16),
            (None, Some(text)) => digits(text, 10),
            (None, None) => None,
        },
    }
}
