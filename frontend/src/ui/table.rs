//! A table in a frame of its own, which scrolls when the screen is narrower than the table, or stacks each row.

use leptos::prelude::*;

/// A table.
#[component]
pub fn Table(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The columns' names.
    columns: Vec<&'static str>,
    /// Whether a narrow screen shows each row as a block. Its cells then name their roles themselves, because
    /// a cell that is drawn as a block is no cell to the browser.
    #[prop(optional)]
    stacks: bool,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let heads = columns
        .into_iter()
        .map(|name| view! { <th scope="col" role="columnheader">{name}</th> })
        .collect_view();
    let named = label.clone();
    view! {
        <div class="table-frame" class:stacks=stacks role="group" aria-label=named tabindex="0">
            <table role="table" aria-label=label>
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
}
