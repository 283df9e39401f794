//! What can go wrong on demand.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use tokio::sync::Notify;

use super::StandInCloud;

/// What happens to a call.
#[derive(Clone)]
pub enum Trouble {
    /// Too many of them: `Throttling.User`, to be asked again after three seconds.
    Throttled,
    /// Status 503 with a page instead of an answer.
    Unavailable,
    /// Refused with this code.
    Refused(&'static str),
    /// It is done, and the connection breaks before the answer.
    AnswerLost,
    /// It waits until it is let go, and is done then.
    Held(Held),
}

/// A call that is held.
#[derive(Clone, Default)]
pub struct Held {
    reached: Arc<Notify>,
    released: Arc<Notify>,
}

impl Held {
    /// Waits until the call has come.
    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Lets the call go on.
    pub fn release(&self) {
        self.released.notify_one();
    }

    pub(super) async fn wait(&self) {
        self.reached.notify_one();
        self.released.notified().await;
    }
}

/// Trouble in waiting: for calls of this operation in this account, or of all where empty.
pub(super) struct Fault {
    account: String,
    action: String,
    skip: usize,
    times: usize,
    trouble: Trouble,
}

impl Fault {
    pub(super) fn strikes(&mut self, account: &str, action: &str) -> Option<Trouble> {
        let meant = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        if self.times == 0 || !meant(&self.account, account) || !meant(&self.action, action) {
            return None;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return None;
        }
        self.times -= 1;
        Some(self.trouble.clone())
    }
}

impl StandInCloud {
    fn add(&self, account: &str, action: &str, skip: usize, times: usize, trouble: Trouble) {
        let (account, action) = (account.to_owned(), action.to_owned());
        self.state().faults.push(Fault { account, action, skip, times, trouble });
    }

    /// The next calls of this operation, so many of them.
    pub fn next(&self, action: &str, times: usize, trouble: Trouble) {
        self.add("", action, 0, times, trouble);
    }

    /// Every call in this account until [`Self::heal`].
    pub fn always_in(&self, account: &str, trouble: Trouble) {
        self.add(account, "", 0, usize::MAX, trouble);
    }

    /// The call after so many others, whatever it is.
    pub fn after(&self, calls: usize, trouble: Trouble) {
        self.add("", "", calls, 1, trouble);
    }

    /// The next call of this operation waits.
    pub fn hold(&self, action: &str) -> Held {
        let held = Held::default();
        self.next(action, 1, Trouble::Held(held.clone()));
        held
    }

    /// All trouble is over.
    pub fn heal(&self) {
        self.state().faults.clear();
    }
}

/// A body that breaks off.
pub(super) struct Broken;

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(Some(Err(std::io::Error::other("the connection broke"))))
    }
}
