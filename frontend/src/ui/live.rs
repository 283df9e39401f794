//! Looking again and again while there is reason to: not while the person looks at another tab.

use std::time::Duration;

use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;

use crate::browser;

/// Does `act` after every `pause` as long as `wanted` holds and what is set up here is shown.
pub fn every(
    pause: Duration,
    wanted: impl Fn() -> bool + Send + Sync + 'static,
    act: impl Fn() + Copy + 'static,
) {
    let wanted = Memo::new(move |_| wanted());
    let handle = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(Some(handle)) = handle.try_update_value(Option::take) {
            handle.clear();
        }
    };
    Effect::new(move || {
        stop();
        if wanted.get() {
            let look = move || {
                if !browser::document().hidden() {
                    act();
                }
            };
            handle.set_value(set_interval_with_handle(look, pause).ok());
        }
    });
    on_cleanup(stop);
}
