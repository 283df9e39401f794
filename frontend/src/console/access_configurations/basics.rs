//! The fields of the basic information.

use leptos::prelude::*;
use shared::error::Rule;
use shared::names;

use super::written::{UNITS, Written, seconds_of};
use crate::language::{ConfigurationTexts, ConsoleTexts};
use crate::ui::field::{SelectField, TextField, Writing, number};

/// The fields; the name only where it is to be given.
#[component]
pub fn BasicFields(
    /// What is written in them.
    written: Written,
    /// Whether the name is asked for.
    #[prop(optional)]
    named: bool,
) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let name = named.then(|| {
        view! {
            <TextField
                label=common.name
                name="name"
                value=written.name
                check=|text: &str| names::access_configuration_name(text.trim())
                hint=texts.name_hint
            />
        }
    });
    let units: Vec<(String, String)> = UNITS
        .iter()
        .zip([texts.in_hours, texts.in_minutes, texts.in_seconds])
        .map(|((_, value), words)| ((*value).to_owned(), words.to_owned()))
        .collect();
    let duration = move |text: &str| {
        let unit = seconds_of(&written.unit.get());
        let least = (names::SESSION_DURATION_MIN + unit - 1) / unit;
        number(least, names::SESSION_DURATION_MAX / unit).judge(text)
    };
    view! {
        {name}
        <TextField
            label=common.description
            name="description"
            value=written.description
            check=names::description
            writing=Writing::Prose
            optional=true
        />
        <div class="field-with-unit">
            <TextField
                label=common.session_duration
                name="session_duration"
                value=written.duration
                check=duration
                hint=texts.session_duration_hint
                writing=Writing::Number
            />
            <SelectField label=texts.unit options=units value=written.unit/>
        </div>
        <TextField
            label=texts.initial_page
            name="relay_state"
            value=written.relay_state
            check=relay_state
            hint=texts.initial_page_hint
            optional=true
        />
    }
}

fn relay_state(text: &str) -> Result<(), Rule> {
    match text.trim().chars().count() {
        0..=names::RELAY_STATE_MAX => Ok(()),
        _ => Err(Rule::TooLong { max: names::RELAY_STATE_MAX }),
    }
}
