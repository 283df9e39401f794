//! Tabs: one of them is in the order of the keyboard, arrows move between them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Tabs and the panel below them.
#[component]
pub fn Tabs(
    /// What the row of tabs is called.
    label: &'static str,
    /// The tabs' names.
    names: Vec<&'static str>,
    /// The one that is open.
    selected: Memo<usize>,
    /// Opens another.
    #[prop(into)]
    on_select: Callback<usize>,
    /// What the open tab shows.
    children: Children,
) -> impl IntoView {
    let id = super::fresh_id("tabs");
    let list = NodeRef::<leptos::html::Div>::new();
    let last = names.len().saturating_sub(1);
    let move_to = move |at: usize| {
        on_select.run(at);
        if let Some(list) = list.get_untracked()
            && let Some(tab) = list.children().item(u32::try_from(at).unwrap_or_default())
            && let Some(tab) = tab.dyn_ref::<web_sys::HtmlElement>()
        {
            let _ = tab.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let now = selected.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" if now < last => now + 1,
            "ArrowRight" => 0,
            "ArrowLeft" => now.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        move_to(to);
    };
    let panel_id = format!("{id}-panel");
    let tabs = names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let chosen = move || selected.get() == at;
            view! {
                <button
                    type="button"
                    class="tab"
                    role="tab"
                    id=format!("{id}-{at}")
                    aria-controls=panel_id.clone()
                    aria-selected=move || if chosen() { "true" } else { "false" }
                    tabindex=move || if chosen() { "0" } else { "-1" }
                    on:click=move |_| on_select.run(at)
                >
                    {name}
                </button>
            }
        })
        .collect_view();
    let labelled = {
        let id = id.clone();
        move || format!("{id}-{}", selected.get())
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label node_ref=list on:keydown=on_key>{tabs}</div>
        <div class="tab-panel" role="tabpanel" id=panel_id.clone() aria-labelledby=labelled>{children()}</div>
    }
}
