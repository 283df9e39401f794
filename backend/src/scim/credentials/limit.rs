//! How many requests a credential may make, and how many values an address may try.
//!
//! A bucket of tokens for each, in the memory of this process: it fills at the rate of the setting
//! `scim_requests_per_second` and holds what comes in two seconds, so that the batches of a provisioning service pass.
//! A second server beside this one has buckets of its own.
//!
//! *Why a wrong value counts against its address:* nobody guesses 256 bits, and whoever tries is told to slow down. It is
//! counted after the lookup only, so whoever shares the provisioning service's address, as behind one proxy, cannot stop
//! it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

/// Wrong values that an address may try in a second, once [`WRONG_AT_ONCE`] are used up.
const WRONG_A_SECOND: i64 = 1;
/// Wrong values that an address may try at once.
const WRONG_AT_ONCE: i64 = 20;
/// Buckets kept before full ones, which are as good as none, are thrown away.
const KEPT: usize = 1_000;
/// What a credential does is noted once in so many milliseconds.
const NOTED_EVERY: i64 = 60_000;
/// What one request takes out of a bucket that gets as many in a second as its rate in a millisecond.
const ONE: i64 = 1_000;

/// The buckets of this process; clones share them.
#[derive(Clone)]
pub struct Limit {
    rate: i64,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// By the hash of the credential's value.
    credentials: HashMap<String, Credential>,
    /// By network address.
    addresses: HashMap<String, Bucket>,
}

struct Credential {
    bucket: Bucket,
    use_noted_at: Option<i64>,
    refusal_noted_at: Option<i64>,
}

/// What is noted of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// That it was used.
    Use,
    /// That it was right, and opened nothing.
    Refusal,
}

struct Bucket {
    filled: i64,
    at: i64,
}

/// Seconds to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub i64);

impl Bucket {
    fn full(most: i64, now: i64) -> Self {
        Self { filled: most * ONE, at: now }
    }

    fn fill(&mut self, rate: i64, most: i64, now: i64) {
        let passed = now.saturating_sub(self.at).max(0);
        self.filled = passed.saturating_mul(rate).saturating_add(self.filled).min(most * ONE);
        self.at = now;
    }

    fn take(&mut self, rate: i64) -> Result<(), Wait> {
        if self.filled < ONE {
            let millis = (ONE - self.filled + rate - 1) / rate;
            return Err(Wait((millis + 999) / 1_000));
        }
        self.filled -= ONE;
        Ok(())
    }
}

impl Limit {
    /// A limit of so many requests a second for each credential.
    pub fn new(requests_per_second: u32) -> Self {
        Self { rate: i64::from(requests_per_second), state: Arc::default() }
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Counts a value that no credential has against the address that showed it, and forgets that it ever was right.
    ///
    /// # Errors
    /// The wait, when the address has tried too many.
    pub fn take_wrong(&self, value_hash: Option<&str>, address: &str, now: Timestamp) -> Result<(), Wait> {
        let now = now.as_millisecond();
        self.with(|state| {
            if let Some(hash) = value_hash {
                state.credentials.remove(hash);
            }
            if state.addresses.len() >= KEPT {
                state.addresses.retain(|_, bucket| {
                    bucket.fill(WRONG_A_SECOND, WRONG_AT_ONCE, now);
                    bucket.filled < WRONG_AT_ONCE * ONE
                });
            }
            let bucket =
                state.addresses.entry(address.to_owned()).or_insert_with(|| Bucket::full(WRONG_AT_ONCE, now));
            bucket.fill(WRONG_A_SECOND, WRONG_AT_ONCE, now);
            bucket.take(WRONG_A_SECOND)
        })
    }

    /// Counts a request with a right value.
    ///
    /// # Errors
    /// The wait, when the credential has used up its rate.
    pub fn take(&self, value_hash: &str, now: Timestamp) -> Result<(), Wait> {
        let (now, most) = (now.as_millisecond(), 2 * self.rate);
        self.with(|state| {
            if state.credentials.len() >= KEPT {
                state.credentials.retain(|_, credential| {
                    credential.bucket.fill(self.rate, most, now);
                    credential.bucket.filled < most * ONE
                });
            }
            let credential = state.credentials.entry(value_hash.to_owned()).or_insert_with(|| Credential {
                bucket: Bucket::full(most, now),
                use_noted_at: None,
                refusal_noted_at: None,
            });
            credential.bucket.fill(self.rate, most, now);
            credential.bucket.take(self.rate)
        })
    }

    /// Whether it is time to note this of a credential whose request was counted. Whoever is told so notes it.
    pub fn is_due(&self, value_hash: &str, note: Note, now: Timestamp) -> bool {
        let now = now.as_millisecond();
        self.with(|state| {
            let Some(credential) = state.credentials.get_mut(value_hash) else { return false };
            let noted_at = match note {
                Note::Use => &mut credential.use_noted_at,
                Note::Refusal => &mut credential.refusal_noted_at,
            };
            let due = noted_at.is_none_or(|at| now.saturating_sub(at) >= NOTED_EVERY);
            if due {
                *noted_at = Some(now);
            }
            due
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::clock::from_millis;

    fn taken(limit: &Limit, now: i64) -> usize {
        (0..1_000).take_while(|_| limit.take("a", from_millis(now)).is_ok()).count()
    }

    #[test]
    fn a_burst_of_twice_the_rate_passes_and_then_the_rate() {
        let limit = Limit::new(25);
        assert_eq!(taken(&limit, 0), 50);
        assert_eq!(taken(&limit, 0), 0);
        assert_eq!(limit.take("a", from_millis(0)), Err(Wait(1)));
        assert_eq!(taken(&limit, 39), 0);
        assert_eq!(taken(&limit, 40), 1);
        assert_eq!(taken(&limit, 1_040), 25);
        assert_eq!(taken(&limit, 1_000_000), 50, "no more than a burst is saved");
    }

    #[test]
    fn credentials_have_buckets_of_their_own() {
        let limit = Limit::new(1);
        assert_eq!(taken(&limit, 0), 2);
        assert!(limit.take("b", from_millis(0)).is_ok());
    }

    #[test]
    fn a_clock_that_is_set_back_gives_nothing_and_breaks_nothing() {
        let limit = Limit::new(1);
        assert_eq!(taken(&limit, 10_000), 2);
        assert_eq!(taken(&limit, 0), 0);
        assert_eq!(taken(&limit, 1_000), 1);
    }

    #[test]
    fn what_a_credential_does_is_noted_once_a_minute() {
        let limit = Limit::new(100);
        limit.take("a", from_millis(0)).unwrap();
        let due = |note, now| limit.is_due("a", note, from_millis(now));
        let used = [0, 0, 59_999, 60_000, 60_001].map(|now| due(Note::Use, now));
        assert_eq!(used, [true, false, false, true, false]);
        assert!(due(Note::Refusal, 60_001), "one does not hide the other");
        assert!(!limit.is_due("b", Note::Use, from_millis(0)));
    }

    #[test]
    fn wrong_values_make_their_address_wait_and_no_other() {
        let limit = Limit::new(1);
        let wrong = |address, now| limit.take_wrong(Some("wrong"), address, from_millis(now));
        for _ in 0..WRONG_AT_ONCE {
            assert_eq!(wrong("192.0.2.1", 0), Ok(()));
        }
        assert_eq!(wrong("192.0.2.1", 0), Err(Wait(1)));
        assert_eq!(limit.take_wrong(None, "192.0.2.1", from_millis(0)), Err(Wait(1)));
        assert_eq!(wrong("192.0.2.2", 0), Ok(()));
        assert_eq!(wrong("192.0.2.1", 1_000), Ok(()));
    }

    #[test]
    fn a_value_that_is_right_no_longer_is_forgotten() {
        let limit = Limit::new(1);
        limit.take("a", from_millis(0)).unwrap();
        limit.take_wrong(Some("a"), "192.0.2.1", from_millis(0)).unwrap();
        assert!(limit.with(|state| state.credentials.is_empty()));
    }

    #[test]
    fn what_is_remembered_does_not_grow_without_end() {
        let limit = Limit::new(1);
        for one in 0..5_000 {
            limit.take_wrong(None, &one.to_string(), from_millis(one * 100)).unwrap();
            limit.take(&one.to_string(), from_millis(one * 100)).unwrap();
        }
        assert!(limit.with(|state| state.addresses.len().max(state.credentials.len())) <= KEPT);
    }
}
