//! The values of an event as people compare them: before and after beside each other, the rest by name.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::language::{ScimTexts, detail, detail_value};
use crate::ui::table::Table;

/// An attribute that an event changed: its name, what was there before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The attribute.
    pub attribute: String,
    /// Before; nothing where it was not there.
    pub before: Option<String>,
    /// After; nothing where it is not there any more.
    pub after: Option<String>,
}

/// Takes an event's values apart: what changed, and the rest.
pub fn split(details: BTreeMap<String, String>) -> (Vec<Change>, Vec<(String, String)>) {
    let mut changes = BTreeMap::<String, (Option<String>, Option<String>)>::new();
    let mut rest = Vec::new();
    for (key, value) in details {
        if let Some(attribute) = key.strip_prefix("before.") {
            changes.entry(attribute.to_owned()).or_default().0 = Some(value);
        } else if let Some(attribute) = key.strip_prefix("after.") {
            changes.entry(attribute.to_owned()).or_default().1 = Some(value);
        } else {
            rest.push((key, value));
        }
    }
    let changes =
        changes.into_iter().map(|(attribute, (before, after))| Change { attribute, before, after }).collect();
    (changes, rest)
}

/// A table of what changed; nothing where nothing did.
pub fn table(changes: Vec<Change>) -> Option<AnyView> {
    let texts = ScimTexts::current();
    if changes.is_empty() {
        return None;
    }
    let rows = changes.into_iter().map(row).collect_view();
    let columns = vec![texts.attribute, texts.before, texts.after];
    Some(view! { <Table label=texts.changes columns>{rows}</Table> }.into_any())
}

fn row(change: Change) -> AnyView {
    let value = |value: Option<String>| match value.filter(|value| !value.is_empty()) {
        Some(value) => view! { <code>{value}</code> }.into_any(),
        None => view! { <span class="muted">{ScimTexts::current().nothing}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row" class="break">{detail(&change.attribute)}</th>
            <td class="break">{value(change.before)}</td>
            <td class="break">{value(change.after)}</td>
        </tr>
    }
    .into_any()
}

/// The rest, each value with its name.
pub fn facts(rest: Vec<(String, String)>) -> AnyView {
    let fact = |(key, value): (String, String)| {
        view! { <div><dt>{detail(&key)}</dt><dd class="break"><code>{detail_value(&key, value)}</code></dd></div> }
    };
    rest.into_iter().map(fact).collect_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_and_after_of_an_attribute_stand_together() {
        let details = [
            ("after.active", "false"),
            ("after.title", "Engineer"),
            ("before.active", "true"),
            ("before.nickName", "Al"),
            ("ended_sessions", "2"),
        ];
        let details = details.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let (changes, rest) = split(details);
        let text = |text: &str| Some(text.to_owned());
        let change =
            |attribute: &str, before, after| Change { attribute: attribute.to_owned(), before, after };
        assert_eq!(
            changes,
            [
                change("active", text("true"), text("false")),
                change("nickName", text("Al"), None),
                change("title", None, text("Engineer")),
            ]
        );
        assert_eq!(rest, [("ended_sessions".to_owned(), "2".to_owned())]);
    }
}
