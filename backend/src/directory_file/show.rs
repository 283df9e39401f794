//! A difference as people read it: how much of what, then a line for each thing.
//!
//! What a file says and what is kept here has passed the rules for names, so no character steers the terminal; longer
//! texts are quoted. `+` is made, `~` changes, `-` goes, `=` stays otherwise than the file has it.
//!
//! *Why an exact text beside it:* people are spared what they need not read, such as lines that stay the same. What was
//! reviewed is known again by all of it.

use std::fmt::Write;

use super::difference::{Changes, Difference, IdentityProviderChange};
use super::entries::{Attribute, Entry, Value};
use super::write::{line, shown};
use crate::sign_in::identity_provider::IdentityProvider;

/// How things of one section that are kept are shown; of more there is the number.
const KEPT_SHOWN: usize = 20;

/// A difference as text.
#[derive(Debug)]
pub(super) struct Shown {
    /// For people; empty when there is nothing to say.
    pub text: String,
    /// Every attribute of everything that is made, changes or goes.
    pub exact: String,
}

/// The text that shows the difference; with colours for a terminal.
pub(super) fn show(difference: &Difference, colours: bool) -> Shown {
    let mut text = Text { counts: String::new(), lines: String::new(), exact: String::new(), colours };
    text.settings(difference);
    text.section(&difference.folders);
    text.section(&difference.accounts);
    text.section(&difference.users);
    text.section(&difference.groups);
    text.section(&difference.memberships);
    text.section(&difference.access_configurations);
    text.section(&difference.access_assignments);
    text.section(&difference.ram_user_provisionings);
    let shown = match (text.counts.is_empty(), text.lines.is_empty()) {
        (true, true) => String::new(),
        _ => format!("{}\n{}", text.counts, text.lines),
    };
    Shown { text: shown, exact: text.exact }
}

/// What a line says of a thing.
#[derive(Clone, Copy)]
enum Sign {
    Add,
    Change,
    Delete,
    Keep,
}

impl Sign {
    /// The sign, and its colour on a terminal (ECMA-48, section 8.3.117).
    fn parts(self) -> (char, &'static str) {
        match self {
            Sign::Add => ('+', "\u{1B}[32m"),
            Sign::Change => ('~', "\u{1B}[33m"),
            Sign::Delete => ('-', "\u{1B}[31m"),
            Sign::Keep => ('=', "\u{1B}[2m"),
        }
    }
}

struct Text {
    counts: String,
    lines: String,
    exact: String,
    colours: bool,
}

impl Text {
    fn line(&mut self, sign: Sign, text: &str) {
        let (sign, colour) = sign.parts();
        let _infallible = match self.colours {
            true => writeln!(self.lines, "{colour}{sign} {text}\u{1B}[0m"),
            false => writeln!(self.lines, "{sign} {text}"),
        };
    }

    fn count(&mut self, what: &str, numbers: [(usize, &str); 4]) {
        let told: Vec<String> = numbers
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, verb)| format!("{number} {verb}"))
            .collect();
        if !told.is_empty() {
            let _infallible = writeln!(self.counts, "{what}: {}", told.join(", "));
        }
    }

    fn exactly<T: Entry>(&mut self, sign: Sign, entry: &T) {
        let _infallible = writeln!(self.exact, "{} {} {}", sign.parts().0, T::SECTION, line(entry));
    }

    fn settings(&mut self, difference: &Difference) {
        let changes = difference.settings.len() + usize::from(difference.identity_provider.is_some());
        self.count("settings", [(0, ""), (changes, "to change"), (0, ""), (0, "")]);
        for (setting, before, after) in &difference.settings {
            self.line(
                Sign::Change,
                &format!("setting {}: {} -> {}", setting.name(), shown(before), shown(after)),
            );
        }
        if let Some(change) = &difference.identity_provider {
            self.identity_provider(change);
        }
    }

    fn identity_provider(&mut self, change: &IdentityProviderChange) {
        let before = change.before.as_ref().map(of_identity_provider);
        let after = change.after.as_ref().map(of_identity_provider);
        let what = "identity provider";
        match (before, after) {
            (None, Some(after)) => self.line(Sign::Add, &format!("{what}: {}", after.join("; "))),
            (Some(before), None) => self.line(Sign::Delete, &format!("{what}: {}", before.join("; "))),
            (before, after) => {
                self.line(Sign::Change, what);
                for (old, new) in before.iter().flatten().zip(after.iter().flatten()) {
                    if old != new {
                        let _infallible = writeln!(self.lines, "    {old} -> {new}");
                    }
                }
            }
        }
    }

    fn section<Id, T: Entry>(&mut self, changes: &Changes<Id, T>) {
        self.count(
            &T::SECTION.replace('_', " "),
            [
                (changes.add.len(), "to add"),
                (changes.change.len(), "to change"),
                (changes.delete.len(), "to delete"),
                (changes.kept.len(), "kept"),
            ],
        );
        for located in &changes.add {
            self.line(Sign::Add, &format!("{} {}{}", T::THING, located.entry.name(), told(&located.entry)));
            self.exactly(Sign::Add, &located.entry);
        }
        for change in &changes.change {
            self.line(Sign::Change, &format!("{} {}", T::THING, change.after.name()));
            self.exactly(Sign::Delete, &change.before);
            self.exactly(Sign::Change, &change.after);
            for (before, after) in change.before.attributes().iter().zip(&change.after.attributes()) {
                self.change(before, after);
            }
        }
        for here in &changes.delete {
            self.line(Sign::Delete, &format!("{} {}", T::THING, here.entry.name()));
            self.exactly(Sign::Delete, &here.entry);
        }
        for kept in changes.kept.iter().take(KEPT_SHOWN) {
            self.line(Sign::Keep, &format!("{} {}: {}", T::THING, kept.name, kept.why));
        }
        if let Some(more) = changes.kept.len().checked_sub(KEPT_SHOWN).filter(|more| *more > 0) {
            self.line(Sign::Keep, &format!("{} more {} kept", more, T::SECTION.replace('_', " ")));
        }
    }

    fn change(&mut self, before: &Attribute, after: &Attribute) {
        if before.value == after.value {
            return;
        }
        let _infallible = match (&before.value, &after.value) {
            (Value::Text(old), Value::Text(new)) if old.contains('\n') || new.contains('\n') => {
                writeln!(self.lines, "    {}:\n{}", after.name, by_lines(old, new))
            }
            (old, new) => writeln!(self.lines, "    {}: {} -> {}", after.name, shown(old), shown(new)),
        };
    }
}

/// What is not as usual of a new thing and not in its name.
fn told<T: Entry>(entry: &T) -> String {
    let attributes = entry.attributes();
    let told: Vec<String> = attributes
        .iter()
        .skip(T::TOLD_BY_NAME)
        .filter(|it| !it.is_usual)
        .map(|it| format!("{} = {}", it.name, shown(&it.value)))
        .collect();
    if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
}

/// The lines that differ, without those at both ends that are the same.
fn by_lines(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let part = |sign: char, lines: &[&str]| -> Vec<String> {
        let until = lines.len() - tail;
        lines.iter().take(until).skip(head).map(|line| format!("      {sign} {line}")).collect()
    };
    let mut lines = part('-', &old);
    lines.extend(part('+', &new));
    if lines.is_empty() { "      (line breaks at the end)".into() } else { lines.join("\n") }
}

/// An identity provider as people compare it.
fn of_identity_provider(idp: &IdentityProvider) -> [String; 5] {
    [
        format!("entity_id {:?}", idp.entity_id),
        format!("logon_url {:?}", idp.logon_url),
        format!("binding {:?}", idp.binding),
        format!("wants_signed_requests {}", idp.wants_signed_requests),
        format!("certificates {}", idp.fingerprints()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_texts_the_lines_are_shown_that_differ() {
        assert_eq!(by_lines("a\nb\nc", "a\nx\ny\nc"), "      - b\n      + x\n      + y");
        assert_eq!(by_lines("a\na", "a"), "      - a");
        assert_eq!(by_lines("", "a\nb"), "      + a\n      + b");
        assert_eq!(by_lines("a\n", "a"), "      (line breaks at the end)");
    }
}
