//! A toast says that something worked, and nothing else.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

const SHOWN_FOR: Duration = Duration::from_secs(6);

const AT_ONCE: usize = 3;

static NEXT: AtomicU32 = AtomicU32::new(0);

#[derive(Clone, Copy)]
struct Said(RwSignal<Vec<(u32, String)>>);

/// Makes room for toasts; once per program.
pub fn provide() {
    provide_context(Said(RwSignal::new(Vec::new())));
}

/// A way to say that something worked; to be taken while a component is set up.
pub fn teller() -> impl Fn(String) + Copy + Send + Sync + 'static {
    let said = use_context::<Said>();
    move |text: String| {
        let Some(Said(said)) = said else { return };
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        said.update(|list| {
            list.retain(|(_, other)| *other != text);
            list.push((id, text));
            let surplus = list.len().saturating_sub(AT_ONCE);
            list.drain(..surplus);
        });
        set_timeout(move || said.update(|list| list.retain(|(other, _)| *other != id)), SHOWN_FOR);
    }
}

/// Where toasts appear; a screen reader reads them out.
#[component]
pub fn Toasts() -> impl IntoView {
    let said = use_context::<Said>();
    let list = move || said.map(|Said(list)| list.get()).unwrap_or_default();
    view! {
        <div class="toasts" role="status">
            {move || {
                list()
                    .into_iter()
                    .map(|(_, text)| view! { <p class="toast"><Icon glyph=Glyph::Tick/>{text}</p> })
                    .collect_view()
            }}
        </div>
    }
}
