//! Choosing system policies: those that the cloud is known to have, found as one types, and others by name.

use leptos::prelude::*;
use shared::access_configurations::SystemPolicy;
use shared::error::Rule;
use shared::names::{self, SYSTEM_POLICIES_MAX};

use crate::language::{ConfigurationTexts, ConsoleTexts, Language, fill, rule};
use crate::ui::field::TextField;
use crate::ui::form::Submission;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::paged;
use crate::ui::search::Search;
use crate::{api, language};

/// Name of the field in the request's body.
const FIELD: &str = "system_policies";

/// The names chosen, in the order chosen.
type Chosen = RwSignal<Vec<String>>;

/// What is chosen, the search, what it finds, and the way to others.
#[component]
pub fn PolicyPicks(
    /// The names chosen.
    policies: Chosen,
) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let sought = RwSignal::new(String::new());
    let list = paged(move |after| {
        let search = sought.get().trim().to_owned();
        async move { api::access_configurations::list_system_policies(&search, &after).await }
    });
    let rows = move |found: Vec<SystemPolicy>| {
        found.into_iter().map(|policy| row(policy, policies)).collect_view().into_any()
    };
    let nothing =
        || view! { <p class="muted">{ConfigurationTexts::current().no_policy_found}</p> }.into_any();
    view! {
        <ChosenPolicies policies/>
        <fieldset class="picks">
            <legend class="unseen">{ConsoleTexts::current().system_policies}</legend>
            <div class="picks-head"><Search label=texts.search_policies value=sought/></div>
            <div class="picks-list">{list.show(rows, nothing)}</div>
        </fieldset>
        <OtherPolicy policies/>
    }
}

/// The names chosen, each with its way out, and how many there are.
#[component]
fn ChosenPolicies(policies: Chosen) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let submission = use_context::<Submission>();
    if let Some(submission) = submission {
        submission.watch(FIELD, Signal::stored(None));
        on_cleanup(move || submission.unwatch(FIELD));
        Effect::new(move |before: Option<()>| {
            policies.track();
            if before.is_some() {
                submission.touched(FIELD);
            }
        });
    }
    let refused = move || submission.and_then(|submission| submission.refused(FIELD));
    let count = move || {
        let n = policies.with(Vec::len).to_string();
        fill(texts.chosen_of, &[("n", &n), ("max", &SYSTEM_POLICIES_MAX.to_string())])
    };
    let full = move || {
        let max = SYSTEM_POLICIES_MAX.to_string();
        is_full(policies).then(|| view! { <p class="hint">{fill(texts.policies_full, &[("max", &max)])}</p> })
    };
    view! {
        <section class="chosen" aria-labelledby="chosen-policies">
            <div class="chosen-head">
                <span class="field-label" id="chosen-policies">{texts.chosen_policies}</span>
                <span class="muted nowrap" role="status">{count}</span>
            </div>
            {move || {
                policies.with(Vec::is_empty).then(|| view! { <p class="muted">{texts.none_chosen}</p> })
            }}
            <ul class="chips">
                {move || policies.get().into_iter().map(|name| chip(name, policies)).collect_view()}
            </ul>
            {full}
            {move || refused().map(|broken| view! { <p class="bad">{rule(&broken)}</p> })}
        </section>
    }
}

fn is_full(policies: Chosen) -> bool {
    policies.with(Vec::len) >= SYSTEM_POLICIES_MAX
}

fn chip(name: String, policies: Chosen) -> AnyView {
    let words = fill(ConfigurationTexts::current().remove_policy, &[("name", &name)]);
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

fn row(policy: SystemPolicy, policies: Chosen) -> AnyView {
    let SystemPolicy { name, description, description_zh } = policy;
    let mine = name.clone();
    let chosen = Memo::new(move |_| policies.with(|list| list.contains(&mine)));
    let called = name.clone();
    let choose = move |event| {
        let wanted = event_target_checked(&event);
        policies.update(|list| {
            list.retain(|other| *other != called);
            if wanted {
                list.push(called.clone());
            }
        });
    };
    let words = if language::current() == Language::English { description } else { description_zh };
    view! {
        <label class="choice">
            <input
                type="checkbox"
                disabled=move || !chosen.get() && is_full(policies)
                prop:checked=move || chosen.get()
                on:change=choose
            />
            <span>{name}<span class="below">{words}</span></span>
        </label>
    }
    .into_any()
}

/// A policy that is not in the list, by its name.
#[component]
fn OtherPolicy(policies: Chosen) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let writing = RwSignal::new(String::new());
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        // Enter adds; it does not send the form.
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            add(policies, writing);
        }
    };
    view! {
        <div class="field-with-button" on:keydown=on_key>
            <TextField
                label=texts.other_policy
                name="other_policy"
                value=writing
                check=move |text: &str| name_or_nothing(text)
                hint=texts.other_policy_hint
                optional=true
            />
            <button
                type="button"
                class="button"
                disabled=move || is_full(policies)
                on:click=move |_| add(policies, writing)
            >
                {texts.add}
            </button>
        </div>
    }
}

fn name_or_nothing(text: &str) -> Result<(), Rule> {
    match text.trim() {
        "" => Ok(()),
        name => names::policy_name(name),
    }
}

/// Moves what is written into the list, unless it is no name, is there already, or there is no room.
fn add(policies: Chosen, writing: RwSignal<String>) {
    let name = writing.get_untracked().trim().to_owned();
    if names::policy_name(&name).is_err() || untrack(|| is_full(policies)) {
        return;
    }
    policies.update(|list| {
        if !list.contains(&name) {
            list.push(name);
        }
    });
    writing.set(String::new());
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
