//! The choice of the language, in the language itself.

use leptos::prelude::*;

use crate::language::{CommonTexts, Language, chooser, current};

/// The choice. Choosing draws the page anew, so the keyboard is put back here.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    const ID: &str = "language-choice";
    let choose = chooser();
    let options = Language::ALL
        .map(|language| {
            let (tag, selected) = (language.tag(), language == current());
            view! { <option value=tag lang=tag selected=selected>{language.own_name()}</option> }
        })
        .collect_view();
    let on_change = move |event| {
        choose(&event_target_value(&event));
        if let Some(body) = crate::browser::document().body() {
            crate::browser::focus_soon(body.into(), "#language-choice");
        }
    };
    view! {
        <select id=ID class="input language" aria-label=CommonTexts::current().language on:change=on_change>
            {options}
        </select>
    }
}
