//! System policies as a list of names that one adds to, and the rule of the inline policy.

use leptos::prelude::*;
use serde::Deserialize;
use serde::de::IgnoredAny;
use shared::error::Rule;
use shared::names;

use crate::language::{ConsoleTexts, fill};
use crate::ui::field::TextField;
use crate::ui::icon::{Glyph, Icon};

/// The list.
#[component]
pub fn PolicyList(
    /// The names so far.
    policies: RwSignal<Vec<String>>,
    /// The name that is being written.
    writing: RwSignal<String>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        // Enter adds; it does not send the form.
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            add(policies, writing);
        }
    };
    view! {
        <div class="policy-list" on:keydown=on_key>
            <div class="field-with-button">
                <TextField
                    label=texts.system_policies
                    name="system_policies"
                    value=writing
                    check=name_or_nothing
                    hint=texts.system_policies_hint
                    optional=true
                />
                <button type="button" class="button" on:click=move |_| add(policies, writing)>{texts.add}</button>
            </div>
            <ul class="chips">
                {move || policies.get().into_iter().map(|name| chip(name, policies)).collect_view()}
            </ul>
        </div>
    }
}

fn chip(name: String, policies: RwSignal<Vec<String>>) -> AnyView {
    let words = fill(ConsoleTexts::current().remove_policy, &[("name", &name)]);
    let gone = name.clone();
    let remove = move |_| policies.update(|list| list.retain(|other| *other != gone));
    view! {
        <li class="chip">
            {name}
            <button type="button" class="button-icon" aria-label=words on:click=remove>
                <Icon glyph=Glyph::Close/>
            </button>
        </li>
    }
    .into_any()
}

fn name_or_nothing(text: &str) -> Result<(), Rule> {
    match text.trim() {
        "" => Ok(()),
        name => names::policy_name(name),
    }
}

/// Moves what is written into the list, unless it is no name or is there already.
pub fn add(policies: RwSignal<Vec<String>>, writing: RwSignal<String>) {
    let name = writing.get_untracked().trim().to_owned();
    if names::policy_name(&name).is_err() {
        return;
    }
    policies.update(|list| {
        if !list.contains(&name) {
            list.push(name);
        }
    });
    writing.set(String::new());
}

#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "Version")]
    _version: IgnoredAny,
    #[serde(rename = "Statement")]
    _statement: IgnoredAny,
}

/// An inline policy: nothing, or JSON with Version and Statement.
pub fn inline_policy(text: &str) -> Result<(), Rule> {
    if text.trim().is_empty() {
        return Ok(());
    }
    if text.chars().count() > names::INLINE_POLICY_MAX {
        return Err(Rule::TooLong { max: names::INLINE_POLICY_MAX });
    }
    match serde_json::from_str::<Policy>(text) {
        Ok(_) => Ok(()),
        Err(fault) if fault.is_data() => match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => Err(Rule::NotAPolicy),
            Err(fault) => Err(Rule::NotJson { line: fault.line(), column: fault.column() }),
        },
        Err(fault) => Err(Rule::NotJson { line: fault.line(), column: fault.column() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inline_policy_is_nothing_or_json_with_version_and_statement() {
        assert_eq!(inline_policy(" \n"), Ok(()));
        assert_eq!(inline_policy(r#"{"Version":"1","Statement":[]}"#), Ok(()));
        for text in ["{}", "[]", "1", r#"{"Version":"1"}"#, "\"text\"", "null"] {
            assert_eq!(inline_policy(text), Err(Rule::NotAPolicy), "{text}");
        }
    }

    #[test]
    fn the_place_of_a_fault_in_json_is_told() {
        let text = "{\n  \"Version\": \"1\",\n  \"Statement\": [,]\n}";
        assert_eq!(inline_policy(text), Err(Rule::NotJson { line: 3, column: 17 }));
        assert!(matches!(inline_policy("{\"Version\": 1"), Err(Rule::NotJson { line: 1, .. })));
        assert!(matches!(inline_policy("[1, 2"), Err(Rule::NotJson { .. })));
    }

    #[test]
    fn an_inline_policy_has_a_longest_length() {
        let text = format!(r#"{{"Version":"1","Statement":"{}"}}"#, "a".repeat(names::INLINE_POLICY_MAX));
        assert_eq!(inline_policy(&text), Err(Rule::TooLong { max: names::INLINE_POLICY_MAX }));
    }

    #[test]
    fn a_policys_name_may_be_left_unwritten() {
        assert_eq!(name_or_nothing("  "), Ok(()));
        assert_eq!(name_or_nothing(" AliyunECSReadOnlyAccess "), Ok(()));
        assert!(name_or_nothing("a b").is_err());
    }
}
