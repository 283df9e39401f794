//! The few things asked of the browser itself, each in one place: addresses, storage, clipboard, clock.

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

/// The window; there always is one where these pages run.
pub fn window() -> web_sys::Window {
    leptos::prelude::window()
}

/// The document.
pub fn document() -> web_sys::Document {
    leptos::prelude::document()
}

/// Leaves this page for `address`.
pub fn go(address: &str) {
    // Fails only for an address that cannot be parsed, and then staying is right.
    let _ = window().location().assign(address);
}

/// Leaves this page for `address` without keeping it in the history.
pub fn go_instead(address: &str) {
    let _ = window().location().replace(address);
}

/// Sets the title of the window: `title`, then the product.
pub fn set_title(title: &str) {
    document().set_title(&if title.is_empty() {
        "CloudSSO".to_owned()
    } else {
        format!("{title} - CloudSSO")
    });
}

/// What was remembered under `key`, where the browser allows remembering.
pub fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Remembers `value` under `key`, where the browser allows it.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// Remembers `value` under `key` until this tab closes; answers what was there before.
pub fn remember_in_tab(key: &str, value: &str) -> Option<String> {
    let storage = window().session_storage().ok().flatten()?;
    let before = storage.get_item(key).ok().flatten();
    let _ = storage.set_item(key, value);
    before
}

/// Whether the person came to this page by the browser's **Back** or **Forward**.
pub fn came_back() -> bool {
    let kind = || -> Result<Option<String>, JsValue> {
        let performance = js_sys::Reflect::get(&window(), &JsValue::from_str("performance"))?;
        let ask = js_sys::Reflect::get(&performance, &JsValue::from_str("getEntriesByType"))?;
        let ask: js_sys::Function = ask.dyn_into()?;
        let entries = ask.call1(&performance, &JsValue::from_str("navigation"))?;
        let entry = js_sys::Reflect::get_u32(&entries, 0)?;
        Ok(js_sys::Reflect::get(&entry, &JsValue::from_str("type"))?.as_string())
    };
    // A browser that cannot say is one that only goes forward.
    kind().is_ok_and(|kind| kind.as_deref() == Some("back_forward"))
}

/// Milliseconds since 1970.
pub fn now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of now are exact in a double")]
    let now = js_sys::Date::now() as i64;
    now
}

/// Copies `text`; answers whether that worked (it needs https or a loopback address).
pub async fn copy(text: &str) -> bool {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"));
    match clipboard.map(JsCast::dyn_into::<web_sys::Clipboard>) {
        Ok(Ok(clipboard)) => wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await.is_ok(),
        _ => false,
    }
}

/// The file's bytes in base64, or nothing when the browser cannot read it.
pub async fn read_base64(file: &web_sys::File) -> Option<String> {
    let reader = web_sys::FileReader::new().ok()?;
    let promise = js_sys::Promise::new(&mut |done, _| {
        let done = Closure::once_into_js(move || {
            let _ = done.call0(&JsValue::NULL);
        });
        reader.set_onloadend(done.dyn_ref());
    });
    reader.read_as_data_url(file).ok()?;
    wasm_bindgen_futures::JsFuture::from(promise).await.ok()?;
    let url = reader.result().ok()?.as_string()?;
    // An empty file has no comma in some browsers.
    Some(url.split_once(',').map(|(_, data)| data.to_owned()).unwrap_or_default())
}

/// The file's bytes, or nothing when the browser cannot read it.
pub async fn read_bytes(file: &web_sys::File) -> Option<Vec<u8>> {
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// Scrolls to the element when it is what the address names behind `#`: the browser looked before it was there.
pub fn show_if_named(element: &web_sys::Element) {
    let hash = window().location().hash().unwrap_or_default();
    if hash.strip_prefix('#').is_some_and(|name| name == element.id()) {
        element.scroll_into_view();
    }
}

/// Puts the keyboard on the first element inside `root` that matches `selector`, once the page is drawn.
pub fn focus_soon(root: web_sys::Element, selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if let Ok(Some(element)) = root.query_selector(selector)
            && let Some(element) = element.dyn_ref::<web_sys::HtmlElement>()
        {
            let _ = element.focus();
        }
    });
}
