//! A file to choose or to drop.

use leptos::ev::{DragEvent, Event};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::fresh_id;
use super::icon::{Glyph, Icon};

/// The field: the whole of it opens the browser's choice, and takes a file that is dropped on it.
#[component]
pub fn FileField(
    /// What it is called.
    label: &'static str,
    /// What to do.
    invitation: &'static str,
    /// One sentence of help.
    #[prop(into)]
    hint: String,
    /// Kinds of files that are offered.
    accept: &'static str,
    /// What is wrong with the file.
    fault: RwSignal<Option<&'static str>>,
    /// Takes the file.
    on_file: impl Fn(web_sys::File) + Clone + 'static,
) -> impl IntoView {
    let id = fresh_id("file");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || if fault.get().is_some() { format!("{hint_id} {error_id}") } else { hint_id.clone() }
    };
    let over = RwSignal::new(false);
    let take = on_file.clone();
    let on_change = move |event: Event| {
        let input = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(input) = input else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            take(file);
        }
        // The same file, corrected, may be chosen again.
        input.set_value("");
    };
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0))
        {
            on_file(file);
        }
    };
    let on_over = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <div class="field">
            <div class="field-label"><label for=id.clone()>{label}</label></div>
            <div
                class="drop"
                class:drop-over=move || over.get()
                on:dragover=on_over
                on:dragleave=move |_| over.set(false)
                on:drop=on_drop
            >
                <Icon glyph=Glyph::Upload/>
                <span aria-hidden="true">{invitation}</span>
                <input
                    id=id
                    class="drop-input"
                    type="file"
                    accept=accept
                    aria-describedby=described
                    aria-invalid=move || fault.get().is_some().then_some("true")
                    on:change=on_change
                />
            </div>
            <p class="hint" id=hint_id>{hint}</p>
            <div aria-live="assertive">
                {move || fault.get().map(|text| view! { <p class="bad" id=error_id.clone()>{text}</p> })}
            </div>
        </div>
    }
}
