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
    /// Whether this is all there is on the page, and its name the page's heading.
    #[prop(optional)]
    whole: bool,
    /// A way to do it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon glyph/>
            {if whole {
                view! { <h1 class="empty-title">{title}</h1> }.into_any()
            } else {
                view! { <p class="empty-title">{title}</p> }.into_any()
            }}
            <p class="muted">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
