//! What happens when a session is over while its page is open. The portal and the console do different
//! things; this is where they say which.

use std::cell::Cell;

thread_local! {
    static WHEN_OVER: Cell<Option<fn()>> = const { Cell::new(None) };
}

/// From now on `act` is called when the server answers that nobody is signed in.
pub fn when_over(act: fn()) {
    WHEN_OVER.set(Some(act));
}

/// From now on such an answer is an answer like any other: for pages that ask whether somebody is signed in.
pub fn may_be_absent() {
    WHEN_OVER.set(None);
}

/// The server has answered that nobody is signed in.
pub fn is_over() {
    if let Some(act) = WHEN_OVER.get() {
        act();
    }
}
