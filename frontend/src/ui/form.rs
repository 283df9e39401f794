//! A form: one action, its fields' errors under the fields, any other refusal beside its buttons.

use std::future::Future;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::error::Rule;
use wasm_bindgen::JsCast;

use super::icon::{Glyph, Icon};
use crate::api::{Answer, Failure};
use crate::browser;
use crate::language::rule;

/// One action and how it is going.
#[derive(Clone, Copy)]
pub struct Submission {
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    tried: RwSignal<bool>,
    fields: StoredValue<Vec<Watched>>,
}

#[derive(Clone)]
struct Watched {
    name: &'static str,
    broken: Signal<Option<Rule>>,
}

impl Submission {
    /// An action that nobody has asked for yet.
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            tried: RwSignal::new(false),
            fields: StoredValue::new(Vec::new()),
        }
    }

    /// Whether it is under way.
    pub fn busy(self) -> bool {
        self.busy.get()
    }

    /// Whether the person has asked for it already.
    pub fn tried(self) -> bool {
        self.tried.get()
    }

    /// Forgets how the last attempt went.
    pub fn reset(self) {
        self.failure.set(None);
        self.tried.set(false);
    }

    /// Makes a field known; `broken` is the rule that it breaks now.
    pub fn watch(self, name: &'static str, broken: Signal<Option<Rule>>) {
        self.fields.update_value(|fields| fields.push(Watched { name, broken }));
    }

    /// Forgets a field that has left the form.
    pub fn unwatch(self, name: &'static str) {
        // Gone with its form, when the whole form has left.
        let _ = self.fields.try_update_value(|fields| fields.retain(|field| field.name != name));
    }

    /// The rule that the server says this field breaks.
    pub fn refused(self, name: &str) -> Option<Rule> {
        let failure = self.failure.get()?;
        failure.fields().iter().find(|error| belongs(&error.field, name)).map(|error| error.rule.clone())
    }

    /// The person has changed this field: what the server said of it no longer counts.
    pub fn touched(self, name: &str) {
        self.failure.update(|failure| {
            if let Some(Failure::Refused(error)) = failure {
                let before = error.fields.len();
                error.fields.retain(|field| !belongs(&field.field, name));
                if error.fields.is_empty() && before > 0 {
                    *failure = None;
                }
            }
        });
    }

    /// Does `work` unless it is under way already; then `done` with what it answered.
    pub fn run<T: 'static>(
        self,
        work: impl Future<Output = Answer<T>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = work.await;
            // Gone when the page was left meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => done(value),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// Whether every field keeps its rule; from now on fields show the ones they break.
    fn ready(self) -> bool {
        self.tried.set(true);
        self.fields.with_value(|fields| fields.iter().all(|field| field.broken.get_untracked().is_none()))
    }

    /// The refusal of the whole, and the errors of fields that this form does not have.
    fn rest(self) -> Option<String> {
        let failure = self.failure.get()?;
        let strange = self.fields.with_value(|fields| {
            let known = |name: &str| fields.iter().any(|field| belongs(name, field.name));
            let strange = failure.fields().iter().filter(|error| !known(&error.field));
            strange.map(|error| format!("{}: {}", error.field, rule(&error.rule))).collect::<Vec<_>>()
        });
        if failure.fields().is_empty() {
            Some(failure.sentence())
        } else if strange.is_empty() {
            None
        } else {
            Some(strange.join(" "))
        }
    }
}

/// Whether the server's name of a field means the form's `name`: itself or an entry of it.
fn belongs(field: &str, name: &str) -> bool {
    field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
}

/// A form around its fields and buttons.
#[component]
pub fn Form(
    /// The form's action.
    submission: Submission,
    /// What to do once every field keeps its rule.
    on_submit: impl Fn() + 'static,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    provide_context(submission);
    let node = NodeRef::<leptos::html::Form>::new();
    let to_first_fault = move || {
        if let Some(form) = node.get_untracked() {
            browser::focus_soon(form.unchecked_into(), "[aria-invalid=true]");
        }
    };
    Effect::new(move || {
        if submission.failure.with(|failure| failure.as_ref().is_some_and(|f| !f.fields().is_empty())) {
            to_first_fault();
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if submission.ready() {
            on_submit();
        } else {
            to_first_fault();
        }
    };
    view! {
        <form node_ref=node class="form" novalidate on:submit=submit>
            {children()}
        </form>
    }
}

/// The refusal of the whole, beside the buttons.
#[component]
pub fn Refusal(
    /// The action that was refused.
    submission: Submission,
) -> impl IntoView {
    view! {
        <div aria-live="assertive">
            {move || {
                submission.rest().map(|text| {
                    view! { <p class="notice notice-bad"><Icon glyph=Glyph::Warning/><span>{text}</span></p> }
                })
            }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::belongs;

    #[test]
    fn an_entry_of_a_list_belongs_to_the_lists_field() {
        assert!(belongs("name", "name") && belongs("system_policies[2]", "system_policies"));
        assert!(belongs("system_policies.2", "system_policies"));
        assert!(!belongs("name_two", "name") && !belongs("nam", "name") && !belongs("", "name"));
    }
}
