//! A switch. It asks for the change; it turns when what it shows has turned.

use leptos::prelude::*;

use super::fresh_id;

/// A switch with its name, a sentence about it, and the reason when it cannot be used.
#[component]
pub fn Switch(
    /// What it is called.
    label: &'static str,
    /// Whether it is on.
    on: bool,
    /// What it does.
    #[prop(into)]
    hint: String,
    /// Why it cannot be used now; empty when it can.
    #[prop(optional, into)]
    reason: String,
    /// Asks for the change.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let id = fresh_id("switch");
    let hint_id = format!("{id}-hint");
    let label_id = format!("{id}-label");
    let blocked = !reason.is_empty();
    view! {
        <div class="switch-row">
            <button
                type="button"
                id=id
                class="switch"
                role="switch"
                aria-checked=if on { "true" } else { "false" }
                aria-labelledby=label_id.clone()
                aria-describedby=hint_id.clone()
                disabled=blocked
                on:click=move |_| on_press.run(())
            >
                <span class="switch-thumb"></span>
            </button>
            <div>
                <div class="switch-label" id=label_id>{label}</div>
                <div class="hint" id=hint_id>
                    {hint}
                    {blocked.then(|| view! { <span class="reason">{reason}</span> })}
                </div>
            </div>
        </div>
    }
}
