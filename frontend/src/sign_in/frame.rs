//! The frame of a page that has one thing to say: the product, the language, a card.

use leptos::prelude::*;

use crate::ui::icon::{Glyph, Icon};
use crate::ui::language_choice::LanguageChoice;

/// The frame around a card.
#[component]
pub fn Frame(
    /// Small words beside the product's name.
    #[prop(optional, into)]
    beside: String,
    /// What the card holds.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="frame">
            <header class="frame-head">
                <span class="brand">
                    <Icon glyph=Glyph::Brand/>
                    "CloudSSO"
                    {(!beside.is_empty()).then(|| view! { <span class="brand-beside">{beside}</span> })}
                </span>
                <LanguageChoice/>
            </header>
            <main class="card frame-card" id="content">{children()}</main>
        </div>
    }
}
