//! The only place that reads the clock. Doors ask once and pass `now` inwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// Where doors get the time from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Stands where it was put, in milliseconds since 1970; for tests.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now`.
    pub fn fixed(now: Timestamp) -> Self {
        Clock::Fixed(Arc::new(AtomicI64::new(now.as_millisecond())))
    }

    /// The time, to the millisecond, which is what the database keeps.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => whole_milliseconds(system_now()),
            Clock::Fixed(at) => from_millis(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock; does nothing to the machine's.
    pub fn advance(&self, seconds: i64) {
        if let Clock::Fixed(at) = self {
            at.fetch_add(seconds * 1_000, Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
fn system_now() -> Timestamp {
    Timestamp::now()
}

fn whole_milliseconds(time: Timestamp) -> Timestamp {
    from_millis(time.as_millisecond())
}

/// The moment that is so many milliseconds after 1970; the epoch itself for a number out of range.
pub fn from_millis(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `time` and so many seconds; stays at the end of time rather than overflow.
pub fn plus_seconds(time: Timestamp, seconds: i64) -> Timestamp {
    from_millis(time.as_millisecond().saturating_add(seconds.saturating_mul(1_000)))
}
