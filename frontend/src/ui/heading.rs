//! The heading of a page: names the window too, and takes the keyboard after a move between pages.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{browser, location};

/// The heading, and beside it what can be done on the page.
#[component]
pub fn Heading(
    /// The page's name.
    #[prop(into)]
    title: String,
    /// One sentence below it.
    #[prop(optional, into)]
    lead: String,
    /// What can be done on the page.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    browser::set_title(&title);
    let node = NodeRef::<leptos::html::H1>::new();
    let moved = location::take_move();
    Effect::new(move || {
        if let (true, Some(heading)) = (moved, node.get()) {
            let heading: &web_sys::HtmlElement = heading.unchecked_ref();
            let _ = heading.focus();
        }
    });
    view! {
        <header class="heading">
            <div>
                <h1 node_ref=node tabindex="-1">{title}</h1>
                {(!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="heading-actions">{children()}</div> })}
        </header>
    }
}
