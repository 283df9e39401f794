//! A directory as text: TOML, in an order that does not depend on when things were made, one thing a line.
//!
//! What an entry has as usual is left out. Characters that nobody can see are written by their numbers, so that whoever
//! reviews a file sees all of it.

use std::fmt::Write;

use shared::names::is_hidden;
use shared::settings::Binding;

use super::entries::{AccessConfigurationEntry, Entry, IdentityProviderEntry, Value};
use super::present::Present;
use super::read::FORMAT;
use super::settings::Setting;

const HEAD: &str = "\
# A CloudSSO directory: its settings, people, accounts, who may use which access configuration on which account, and who
# gets RAM users in which account.
#
# Written by `cloudsso directory export`. `cloudsso directory import FILE` shows in what the directory differs from a
# file; with --yes the directory becomes what the file says. What a file does not name stays, unless --delete is given
# as well; a section that is absent is not looked at. README.md explains it under \"The directory as a file\".
#
# Not in here: passwords, keys and credentials, administrators, sessions, tasks, the audit log; which roles and RAM users
# stand in which accounts; what the identity provider says of synchronized users beyond the attributes below.
#
# Whoever writes an entry into ram_user_provisionings accepts that the account's user-based SSO is turned on, which ends
# the password logon of all RAM users of that account.
#
# While SCIM Synchronization is on, synchronized users and groups and the members of such groups are the identity
# provider's: they are listed, and import leaves them as they are, save for the status of users.
";

/// The whole directory as text.
pub(super) fn write(present: &Present) -> String {
    let mut text = HEAD.to_owned();
    put(&mut text, format_args!("\nformat = {FORMAT}\n\n"));
    for (setting, value) in present.settings() {
        if setting == Setting::DirectoryName && present.is_named_by_id() {
            continue;
        }
        put(&mut text, format_args!("settings.{} = {}\n", setting.name(), long(&value)));
    }
    text.push('\n');
    identity_provider(&mut text, &present.identity_provider_entry());
    section(&mut text, present.folders.values().map(|here| &here.entry));
    section(&mut text, present.accounts.values().map(|here| &here.entry));
    section(&mut text, present.users.values().map(|here| &here.entry));
    section(&mut text, present.groups.values().map(|here| &here.entry));
    section(&mut text, present.memberships.values().map(|here| &here.entry));
    section(&mut text, present.access_assignments.values().map(|here| &here.entry));
    section(&mut text, present.ram_user_provisionings.values().map(|here| &here.entry));
    access_configurations(&mut text, present.access_configurations.values().map(|here| &here.entry));
    text
}

fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _infallible = text.write_fmt(arguments);
}

fn identity_provider(text: &mut String, entry: &IdentityProviderEntry) {
    let Some(binding) = entry.binding else {
        text.push_str("identity_provider = {}\n");
        return;
    };
    let binding = match binding {
        Binding::Redirect => "Redirect",
        Binding::Post => "Post",
    };
    put(text, format_args!("identity_provider.entity_id = {}\n", quoted(&entry.entity_id)));
    put(text, format_args!("identity_provider.logon_url = {}\n", quoted(&entry.logon_url)));
    put(text, format_args!("identity_provider.binding = \"{binding}\"\n"));
    put(text, format_args!("identity_provider.wants_signed_requests = {}\n", entry.wants_signed_requests));
    text.push_str("identity_provider.certificates = [\n");
    for certificate in &entry.certificates {
        put(text, format_args!("{},\n", long(&Value::Text(certificate.clone()))));
    }
    text.push_str("]\n");
}

fn section<'a, T: Entry + 'a>(text: &mut String, entries: impl Iterator<Item = &'a T>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        put(text, format_args!("\n{} = []\n", T::SECTION));
        return;
    }
    put(text, format_args!("\n{} = [\n", T::SECTION));
    for entry in entries {
        put(text, format_args!("  {},\n", line(entry)));
    }
    text.push_str("]\n");
}

/// An entry in one line: another entry of its section has another one.
pub(super) fn line<T: Entry>(entry: &T) -> String {
    let attributes = entry.attributes();
    if let [only] = attributes.as_slice() {
        return shown(&only.value);
    }
    let told: Vec<String> = attributes
        .iter()
        .filter(|attribute| !attribute.is_usual)
        .map(|attribute| format!("{} = {}", attribute.name, shown(&attribute.value)))
        .collect();
    format!("{{ {} }}", told.join(", "))
}

/// Tables go last, since in TOML what follows a table belongs to it.
fn access_configurations<'a>(text: &mut String, entries: impl Iterator<Item = &'a AccessConfigurationEntry>) {
    let section = AccessConfigurationEntry::SECTION;
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        put(text, format_args!("\n{section} = []\n"));
    }
    for entry in entries {
        put(text, format_args!("\n[[{section}]]\n"));
        for attribute in entry.attributes().iter().filter(|attribute| !attribute.is_usual) {
            put(text, format_args!("{} = {}\n", attribute.name, long(&attribute.value)));
        }
    }
}

/// A value in one line.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Flag(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::List(list) => {
            let items: Vec<String> = list.iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// A value that may take several lines: a text that has some, a list item by item.
fn long(value: &Value) -> String {
    match value {
        Value::Text(text) if is_plain_block(text) => format!("'''\n{text}'''"),
        Value::List(list) if !list.is_empty() => {
            let items: Vec<String> = list.iter().map(|item| format!("  {},\n", quoted(item))).collect();
            format!("[\n{}]", items.concat())
        }
        other => shown(other),
    }
}

/// Whether the text has several lines and can stand between `'''` as it is.
fn is_plain_block(text: &str) -> bool {
    let readable = |c: char| c == '\n' || c == '\t' || !is_hidden(c);
    text.contains('\n') && !text.contains("'''") && !text.ends_with('\'') && text.chars().all(readable)
}

/// A text in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c => push_visibly(&mut quoted, c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text in which what nobody can see is written by its number, so that it does not steer a terminal.
pub(super) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    text.chars().for_each(|c| push_visibly(&mut visible, c));
    visible
}

fn push_visibly(text: &mut String, c: char) {
    if is_hidden(c) {
        put(text, format_args!("\\u{:04X}", u32::from(c)));
    } else {
        text.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(text: &str) -> String {
        let table: toml::Table = text.parse().unwrap();
        table["a"].as_str().unwrap().to_owned()
    }

    #[test]
    fn any_text_is_read_back_as_it_was() {
        for text in [
            "",
            " ",
            "plain",
            "a \"b\" \\ c",
            "two\nlines",
            "two\nlines\n",
            "\n",
            "\nbegins",
            "a\n'''\nb",
            "ends\n'",
            "ends\n''",
            "cr\r\nlf",
            "tab\t\nand",
            "\u{202E}hidden",
            "nul\0\n",
            "王\n小明",
            "\u{7F}\u{85}",
            "back\\slash\n\\n",
            "\u{FEFF}\u{2029}",
        ] {
            for written in [long(&Value::Text(text.to_owned())), quoted(text)] {
                assert_eq!(read_back(&format!("a = {written}")), text, "{written}");
            }
        }
    }

    #[test]
    fn what_nobody_can_see_is_written_by_its_number() {
        assert_eq!(quoted("a\u{202E}b\0"), "\"a\\u202Eb\\u0000\"");
        assert_eq!(long(&Value::Text("a\n\u{202E}".into())), "\"a\\n\\u202E\"");
        assert_eq!(long(&Value::Text("a\nb".into())), "'''\na\nb'''");
    }
}
