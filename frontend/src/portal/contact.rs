//! Whom to ask for access, as the administrator wrote it.

use leptos::prelude::*;

use crate::language::PortalTexts;

/// The text under its name; nothing where the administrator wrote none.
#[component]
pub fn Contact(
    /// What the administrator wrote.
    text: String,
) -> impl IntoView {
    (!text.is_empty()).then(|| {
        view! {
            <dl class="contact">
                <dt>{PortalTexts::current().whom_to_ask}</dt>
                <dd class="prose">{text}</dd>
            </dl>
        }
    })
}
