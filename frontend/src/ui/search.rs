//! A search field that waits until the person pauses.

use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

const PAUSE: Duration = Duration::from_millis(250);

/// The field; `value` follows what is written, a moment later.
#[component]
pub fn Search(
    /// What is searched.
    label: &'static str,
    /// What is looked for.
    value: RwSignal<String>,
    /// Whether the keyboard goes here first.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let written = StoredValue::new(String::new());
    let on_input = move |event| {
        let text: String = event_target_value(&event);
        written.set_value(text.clone());
        let settle = move || {
            if written.try_with_value(|now| *now == text) == Some(true) {
                value.set(text);
            }
        };
        set_timeout(settle, PAUSE);
    };
    view! {
        <div class="search">
            <Icon glyph=Glyph::Search/>
            <input
                type="search"
                class="input"
                aria-label=label
                placeholder=label
                autocomplete="off"
                spellcheck="false"
                data-first=first
                prop:value=value.get_untracked()
                on:input=on_input
            />
        </div>
    }
}
