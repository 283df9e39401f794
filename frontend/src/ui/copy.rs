//! A value that people carry elsewhere, with **Copy** beside it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fresh_id;
use super::icon::{Glyph, Icon};
use crate::browser;
use crate::language::CommonTexts;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copying {
    Idle,
    Copied,
    Refused,
}

/// The button; what came of it is shown and read out beside it.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: String,
    /// Id of the element that names the value, for people who hear the page.
    #[prop(optional, into)]
    of: Option<String>,
) -> impl IntoView {
    let texts = CommonTexts::current();
    let state = RwSignal::new(Copying::Idle);
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let copied = browser::copy(&text).await;
            let _ = state.try_set(if copied { Copying::Copied } else { Copying::Refused });
            let rest = move || {
                let _ = state.try_set(Copying::Idle);
            };
            set_timeout(rest, Duration::from_secs(4));
        });
    };
    view! {
        <span class="copy">
            <button type="button" class="button button-small" aria-describedby=of on:click=copy>
                <Icon glyph=Glyph::Copy/>
                {texts.copy}
            </button>
            <span class="copy-result" role="status">
                {move || match state.get() {
                    Copying::Idle => "",
                    Copying::Copied => texts.copied,
                    Copying::Refused => texts.copy_failed,
                }}
            </span>
        </span>
    }
}

/// A named value with its button.
#[component]
pub fn CopyValue(
    /// What it is called.
    label: &'static str,
    /// The value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let id = fresh_id("value");
    view! {
        <div class="value">
            <div class="value-label" id=id.clone()>{label}</div>
            <div class="value-line">
                <code class="value-text">{value.clone()}</code>
                <CopyButton text=value of=id/>
            </div>
        </div>
    }
}
