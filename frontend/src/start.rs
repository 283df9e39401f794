//! Puts a program into its page: language, address, toasts, then the program's own view.

use leptos::prelude::*;

use crate::{browser, language, location, ui::toast};

/// Mounts `view`; links for which `inside` holds stay in the program. A change of language draws everything
/// anew, so that no view has to follow it.
pub fn mount(inside: fn(&str) -> bool, view: fn() -> AnyView) {
    let Some(root) = browser::document().get_element_by_id("app") else { return };
    root.set_text_content(None);
    let Ok(root) = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(root) else { return };
    leptos::mount::mount_to(root, move || {
        location::follow(inside);
        let chosen = language::provide();
        toast::provide();
        view! {
            {move || {
                chosen.track();
                view()
            }}
            <toast::Toasts/>
        }
    })
    .forget();
}
