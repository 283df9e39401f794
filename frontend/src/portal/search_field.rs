//! The portal's search: follows what is written almost at once, says that `/` leads to it, and Escape empties it.

use std::time::Duration;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::keyboard::SEARCH_ID;
use crate::language::PortalTexts;
use crate::ui::icon::{Glyph, Icon};

/// Shorter than between two keys of somebody who types slowly.
const PAUSE: Duration = Duration::from_millis(120);

/// The field.
#[component]
pub fn SearchField(
    /// What it is called.
    label: &'static str,
    /// What is looked for.
    value: RwSignal<String>,
) -> impl IntoView {
    let texts = PortalTexts::current();
    let written = RwSignal::new(value.get_untracked());
    let write = move |text: String| {
        written.set(text.clone());
        let settle = move || {
            if written.try_with_untracked(|now| *now == text) == Some(true) {
                value.set(text);
            }
        };
        set_timeout(settle, PAUSE);
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            written.set(String::new());
            value.set(String::new());
        }
    };
    view! {
        <div class="search search-accounts">
            <Icon glyph=Glyph::Search/>
            <input
                id=SEARCH_ID
                type="search"
                class="input"
                aria-label=label
                aria-keyshortcuts="/"
                placeholder=label
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                prop:value=move || written.get()
                on:input=move |event| write(event_target_value(&event))
                on:keydown=on_key
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
        <p class="hint keys wide-only">{texts.keys}</p>
    }
}
