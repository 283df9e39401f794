//! A new password, written twice.

use leptos::prelude::*;
use shared::error::Rule;

use super::field::{Check, TextField, Writing};
use crate::language::CommonTexts;

/// The two fields.
#[component]
pub fn NewPasswordFields(
    /// The first field's name in the request's body.
    name: &'static str,
    /// What is written in the first.
    value: RwSignal<String>,
    /// The rule that it must keep.
    #[prop(into)]
    check: Check,
    /// The rule in words.
    #[prop(into)]
    hint: String,
) -> impl IntoView {
    let texts = CommonTexts::current();
    let repeated = RwSignal::new(String::new());
    let same = move |text: &str| {
        if text.is_empty() {
            Err(Rule::Required)
        } else if value.with(|value| value == text) {
            Ok(())
        } else {
            Err(Rule::NotRepeated)
        }
    };
    view! {
        <TextField
            label=texts.new_password
            name
            value
            check
            hint
            writing=Writing::Password
            autocomplete="new-password"
            first=true
        />
        <TextField
            label=texts.repeat_password
            name="repeat_password"
            value=repeated
            check=same
            writing=Writing::Password
            autocomplete="new-password"
        />
    }
}
