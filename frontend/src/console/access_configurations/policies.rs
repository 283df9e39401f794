//! System policies as a list of names that one adds to, and the rule of the inline policy.

use leptos::prelude::*;
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

/// An inline policy, or nothing but white space.
pub fn inline_policy(text: &str) -> Result<(), Rule> {
    if text.trim().is_empty() { Ok(()) } else { shared::policy::inline_policy(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policys_name_may_be_left_unwritten() {
        assert_eq!(name_or_nothing("  "), Ok(()));
        assert_eq!(name_or_nothing(" AliyunECSReadOnlyAccess "), Ok(()));
        assert!(name_or_nothing("a b").is_err());
    }
}
