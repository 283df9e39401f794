//! Where the person is within these pages, and moving about without loading the document again.
//!
//! Decides which clicks on links stay inside; what a path means is decided by `links`.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::browser;

/// Path and query of the address bar.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Path, beginning with a slash.
    pub path: String,
    /// Query without its question mark.
    pub query: String,
}

impl Address {
    fn read() -> Self {
        let location = browser::window().location();
        let query = location.search().unwrap_or_default();
        Self {
            path: location.pathname().unwrap_or_default(),
            query: query.strip_prefix('?').unwrap_or_default().to_owned(),
        }
    }

    /// Path and query as one text.
    pub fn whole(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

#[derive(Clone, Copy)]
struct Here {
    inside: fn(&str) -> bool,
    address: RwSignal<Address>,
    moved: StoredValue<bool>,
}

/// Begins to follow the address bar; links for which `inside` holds no longer load the document.
pub fn follow(inside: fn(&str) -> bool) {
    let here = Here { inside, address: RwSignal::new(Address::read()), moved: StoredValue::new(false) };
    provide_context(here);
    window_event_listener(ev::popstate, move |_| {
        here.moved.set_value(true);
        here.address.set(Address::read());
    });
    window_event_listener(ev::click, move |event| {
        if let Some(path) = path_of_click(&event, inside) {
            event.prevent_default();
            navigate_from(here, &path);
        }
    });
}

/// The path that a plain click on one of our own links leads to.
fn path_of_click(event: &web_sys::MouseEvent, inside: fn(&str) -> bool) -> Option<String> {
    let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || modified {
        return None;
    }
    let link = event.target()?.dyn_into::<web_sys::Element>().ok()?.closest("a[href]").ok()??;
    let href = link.get_attribute("href")?;
    let stays = !link.has_attribute("target") && !link.has_attribute("download");
    (stays && inside(path_of(&href))).then_some(href)
}

/// The path of an address of this site.
fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

fn navigate_from(here: Here, to: &str) {
    if !(here.inside)(path_of(to)) {
        browser::go(to);
        return;
    }
    if let Ok(history) = browser::window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(to));
    }
    here.moved.set_value(true);
    here.address.set(Address::read());
    browser::window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Something that follows the address; to be taken while a component is set up.
pub fn watch() -> Signal<Address> {
    match use_context::<Here>() {
        Some(here) => here.address.into(),
        None => Signal::stored(Address::default()),
    }
}

/// Whether the person has come here from another page; yes to the first who asks.
pub fn take_move() -> bool {
    use_context::<Here>().is_some_and(|here| {
        let moved = here.moved.get_value();
        here.moved.set_value(false);
        moved
    })
}

/// A way to move to another of our pages, loading its document where another program shows it; to be taken while a component is set up.
pub fn navigator() -> impl Fn(&str) + Copy + Send + Sync + 'static {
    let here = use_context::<Here>();
    move |to: &str| match here {
        Some(here) => navigate_from(here, to),
        None => browser::go(to),
    }
}

/// A way to change the address bar's query without making a step in the history.
pub fn replacer() -> impl Fn(&str) + Copy + Send + Sync + 'static {
    let here = use_context::<Here>();
    move |to: &str| {
        if let Ok(history) = browser::window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(to));
        }
        if let Some(here) = here {
            here.address.set(Address::read());
        }
    }
}

/// The address of this moment, without following it.
pub fn now() -> Address {
    Address::read()
}
