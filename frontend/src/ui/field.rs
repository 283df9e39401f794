//! Fields of a form: a label, the control, a hint, and the rule it breaks, each tied to the control.

use std::sync::Arc;

use leptos::prelude::*;
use shared::error::Rule;

use super::form::Submission;
use super::fresh_id;
use crate::language::{CommonTexts, rule};

/// A rule that the text of a field must keep.
#[derive(Clone)]
pub struct Check(Arc<CheckFn>);

type CheckFn = dyn Fn(&str) -> Result<(), Rule> + Send + Sync;

impl<F: Fn(&str) -> Result<(), Rule> + Send + Sync + 'static> From<F> for Check {
    fn from(check: F) -> Self {
        Self(Arc::new(check))
    }
}

impl Check {
    /// Judges a text.
    ///
    /// # Errors
    /// The rule that the text breaks.
    pub fn judge(&self, text: &str) -> Result<(), Rule> {
        self.0(text)
    }
}

/// A whole number within a range.
pub fn number(min: i64, max: i64) -> Check {
    Check::from(move |text: &str| match text.trim().parse::<i64>() {
        Ok(value) if (min..=max).contains(&value) => Ok(()),
        _ => Err(Rule::OutOfRange { min, max }),
    })
}

/// Must be filled in; nothing else.
pub fn filled(text: &str) -> Result<(), Rule> {
    if text.trim().is_empty() { Err(Rule::Required) } else { Ok(()) }
}

/// What a text field lets the person write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// One line.
    Line,
    /// A secret.
    Password,
    /// Digits.
    Number,
    /// Several lines of prose.
    Prose,
    /// Several lines of code.
    Code,
}

/// A field to write in.
#[component]
pub fn TextField(
    /// What it is called.
    label: &'static str,
    /// Its name in the request's body.
    name: &'static str,
    /// What is written.
    value: RwSignal<String>,
    /// The rule that it must keep.
    #[prop(optional, into)]
    check: Option<Check>,
    /// One sentence of help.
    #[prop(optional, into)]
    hint: String,
    /// What may be written.
    #[prop(default = Writing::Line)]
    writing: Writing,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether the keyboard goes here first.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let id = fresh_id(name);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let fault = Fault::new(name, value, check);
    let described = {
        let (hint_id, error_id, hinted) = (hint_id.clone(), error_id.clone(), !hint.is_empty());
        move || match (hinted, fault.get().is_some()) {
            (true, true) => Some(format!("{hint_id} {error_id}")),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(error_id.clone()),
            (false, false) => None,
        }
    };
    let invalid = move || fault.get().is_some().then_some("true");
    let write = move |text: String| fault.write(text);
    let control = match writing {
        Writing::Prose | Writing::Code => view! {
            <textarea
                id=id.clone()
                class=if writing == Writing::Code { "input code" } else { "input" }
                rows=if writing == Writing::Code { "9" } else { "3" }
                spellcheck=if writing == Writing::Code { "false" } else { "true" }
                autocomplete="off"
                required=!optional
                data-first=first
                aria-invalid=invalid
                aria-describedby=described
                prop:value=move || value.get()
                on:input=move |event| write(event_target_value(&event))
            ></textarea>
        }
        .into_any(),
        _ => view! {
            <input
                id=id.clone()
                class="input"
                type=if writing == Writing::Password { "password" } else { "text" }
                inputmode=(writing == Writing::Number).then_some("numeric")
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                required=!optional
                data-first=first
                aria-invalid=invalid
                aria-describedby=described
                prop:value=move || value.get()
                on:input=move |event| write(event_target_value(&event))
            />
        }
        .into_any(),
    };
    view! {
        <div class="field">
            <div class="field-label">
                <label for=id>{label}</label>
                {optional.then(|| view! { <span class="muted">{CommonTexts::current().optional}</span> })}
            </div>
            {control}
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {move || fault.get().map(|text| view! { <p class="bad" id=error_id.clone()>{text}</p> })}
        </div>
    }
}

/// What is wrong with a field, and from when on it is said: once the person has written in it or has tried to
/// send the form.
#[derive(Clone, Copy)]
struct Fault {
    name: &'static str,
    value: RwSignal<String>,
    written: RwSignal<bool>,
    broken: Signal<Option<Rule>>,
    submission: Option<Submission>,
}

impl Fault {
    fn new(name: &'static str, value: RwSignal<String>, check: Option<Check>) -> Self {
        let broken = Signal::derive(move || {
            let check = check.as_ref()?;
            value.with(|text| check.0(text)).err()
        });
        let submission = use_context::<Submission>();
        if let Some(submission) = submission {
            submission.watch(name, broken);
            on_cleanup(move || submission.unwatch(name));
        }
        Self { name, value, written: RwSignal::new(false), broken, submission }
    }

    fn write(self, text: String) {
        self.value.set(text);
        self.written.set(true);
        if let Some(submission) = self.submission {
            submission.touched(self.name);
        }
    }

    fn get(self) -> Option<String> {
        let asked = self.written.get() || self.submission.is_some_and(Submission::tried);
        let own = self.broken.get().filter(|_| asked);
        own.or_else(|| self.submission?.refused(self.name)).map(|broken| rule(&broken))
    }
}

/// A field to choose in.
#[component]
pub fn SelectField(
    /// What it is called.
    label: &'static str,
    /// Value and text of each choice.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The value chosen.
    value: RwSignal<String>,
    /// Its name in the request's body.
    #[prop(default = "")]
    name: &'static str,
) -> impl IntoView {
    let id = fresh_id("select");
    let fault = Fault::new(name, value, None);
    view! {
        <div class="field">
            <div class="field-label"><label for=id.clone()>{label}</label></div>
            <select
                id=id
                class="input"
                prop:value=move || value.get()
                on:change=move |event| fault.write(event_target_value(&event))
            >
                {move || {
                    let chosen = value.get_untracked();
                    options
                        .get()
                        .into_iter()
                        .map(|(key, text)| {
                            let selected = key == chosen;
                            view! { <option value=key selected=selected>{text}</option> }
                        })
                        .collect_view()
                }}
            </select>
            {move || fault.get().map(|text| view! { <p class="bad">{text}</p> })}
        </div>
    }
}

/// A group of radio buttons.
#[component]
pub fn RadioField(
    /// What the group is called.
    label: String,
    /// Value and text of each choice.
    options: Vec<(String, String)>,
    /// The value chosen.
    value: RwSignal<String>,
) -> impl IntoView {
    let name = fresh_id("radio");
    let buttons = options
        .into_iter()
        .map(|(key, text)| {
            let (mine, chosen) = (key.clone(), key.clone());
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=name.clone()
                        value=key
                        prop:checked=move || value.get() == mine
                        on:change=move |_| value.set(chosen.clone())
                    />
                    <span>{text}</span>
                </label>
            }
        })
        .collect_view();
    view! { <fieldset class="field"><legend>{label}</legend>{buttons}</fieldset> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_field_takes_whole_numbers_within_its_range_only() {
        let check = number(900, 43_200).0;
        assert_eq!(check("900"), Ok(()));
        assert_eq!(check(" 43200 "), Ok(()));
        let refused = Err(Rule::OutOfRange { min: 900, max: 43_200 });
        for text in ["", "899", "43201", "1e4", "1,000", "3600.0", "99999999999999999999", "-1000", "一千"]
        {
            assert_eq!(check(text), refused, "{text:?}");
        }
    }

    #[test]
    fn white_space_is_not_filled_in() {
        assert_eq!(filled(" \n"), Err(Rule::Required));
        assert_eq!(filled("a"), Ok(()));
    }
}
