//! What stands where nothing is: what it means, and what to do.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// An empty list or an empty page.
#[component]
pub fn Empty(
    /// A drawing of what is missing.
    glyph: Glyph,
    /// What is missing.
    #[prop(into)]
    title: String,
    /// What it means and what to do.
    #[prop(into)]
    text: String,
    /// A way to do it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon glyph/>
            <p class="empty-title">{title}</p>
            <p class="muted">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
