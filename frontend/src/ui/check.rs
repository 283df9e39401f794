//! A check box with its words.

use leptos::prelude::*;

/// Something to say yes or no to.
#[component]
pub fn CheckField(
    /// What is agreed to.
    #[prop(into)]
    label: String,
    /// Whether it is.
    value: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
}
