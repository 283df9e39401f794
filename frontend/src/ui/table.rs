//! A table in a frame of its own, which scrolls when the screen is narrower than the table.

use leptos::prelude::*;

/// A table.
#[component]
pub fn Table(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The columns' names.
    columns: Vec<&'static str>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let named = label.clone();
    let heads = columns.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <div class="table-frame" role="group" aria-label=named tabindex="0">
            <table aria-label=label>
                <thead><tr>{heads}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
