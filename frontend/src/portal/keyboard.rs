//! The list of accounts by keyboard: `/` leads to the search, the arrows from row to row, Enter in the search opens
//! the first account found, Escape leads back to the search. Tab goes on as ever.

use leptos::ev::{self, KeyboardEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;

/// Id of the search field.
pub const SEARCH_ID: &str = "search-accounts";

/// What a row is entered by.
const ROW_MAIN: &str = "[data-row-main]";

type Root = NodeRef<Div>;

/// While the list is there, `/` leads to its search, unless the person is writing or a dialog is open.
pub fn slash_goes_to_search(root: Root) {
    let listener = window_event_listener(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if event.key() != "/" || modified || is_written_in(&event) || is_dialog_open() {
            return;
        }
        if root.get_untracked().is_some() && focus_search() {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Moves the keyboard when the key is one of those that move it.
pub fn move_between_rows(event: &KeyboardEvent, root: Root) {
    let Some(root) = root.get_untracked() else { return };
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
    let Some(from) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    if modified || event.is_composing() {
        return;
    }
    let rows = rows(&root);
    let in_search = from.id() == SEARCH_ID;
    let at = rows.iter().position(|row| row.contains(Some(&from)));
    let moved = match (event.key().as_str(), in_search, at) {
        ("ArrowDown", true, _) => focus(rows.first()),
        ("Enter", true, _) => press(rows.first()),
        ("ArrowDown", _, Some(at)) => focus(rows.get(at + 1)),
        ("ArrowUp", _, Some(0)) | ("Escape", _, Some(_)) => focus_search(),
        ("ArrowUp", _, Some(at)) => focus(rows.get(at - 1)),
        ("Home", false, Some(_)) => focus(rows.first()),
        ("End", false, Some(_)) => focus(rows.last()),
        _ => false,
    };
    if moved {
        event.prevent_default();
    }
}

fn rows(root: &web_sys::Element) -> Vec<web_sys::Element> {
    let Ok(list) = root.query_selector_all("tbody tr") else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

fn main_of(row: Option<&web_sys::Element>) -> Option<web_sys::HtmlElement> {
    row?.query_selector(ROW_MAIN).ok()??.dyn_into().ok()
}

fn focus(row: Option<&web_sys::Element>) -> bool {
    main_of(row).is_some_and(|main| main.focus().is_ok())
}

fn press(row: Option<&web_sys::Element>) -> bool {
    let main = main_of(row);
    if let Some(main) = &main {
        // So that the keyboard comes back here when the panel is closed.
        let _ = main.focus();
        main.click();
    }
    main.is_some()
}

fn focus_search() -> bool {
    let field = browser::document().get_element_by_id(SEARCH_ID);
    let field = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(field) = &field {
        let _ = field.focus();
        field.select();
    }
    field.is_some()
}

fn is_written_in(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

fn is_dialog_open() -> bool {
    matches!(browser::document().query_selector("dialog[open]"), Ok(Some(_)))
}
