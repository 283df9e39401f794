//! The choice of the language, in the language itself.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::language::{CommonTexts, Language, chooser, current};

thread_local! {
    /// Whether the page is being drawn anew because of a choice made here.
    static CHOSEN: Cell<bool> = const { Cell::new(false) };
}

/// The choice. Choosing draws the page anew, so the new control takes the keyboard over from the old one.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let choose = chooser();
    let node = NodeRef::<leptos::html::Select>::new();
    Effect::new(move || {
        if let Some(select) = node.get()
            && CHOSEN.take()
        {
            let select: &web_sys::HtmlElement = select.unchecked_ref();
            let _ = select.focus();
        }
    });
    let options = Language::ALL
        .map(|language| {
            let (tag, selected) = (language.tag(), language == current());
            view! { <option value=tag lang=tag selected=selected>{language.own_name()}</option> }
        })
        .collect_view();
    let on_change = move |event| {
        CHOSEN.set(true);
        choose(&event_target_value(&event));
    };
    view! {
        <select
            node_ref=node
            class="input language"
            aria-label=CommonTexts::current().language
            on:change=on_change
        >
            {options}
        </select>
    }
}
