//! How often device codes may be asked for, and how often user codes may be guessed (RFC 8628, section 5.1). Counted in
//! the database, so that several servers count together.
//!
//! A user code is one of 20⁸. Ten wrong ones in ten minutes for one person, and thirty for one network, leave a guess
//! no chance worth having.

use jiff::Timestamp;
use shared::ids::UserId;

use super::store;
use crate::platform::clock::plus_seconds;
use crate::platform::db::Tx;
use crate::platform::http::client::network;
use crate::platform::{Error, Result};

/// A limit: so many attempts within so many seconds.
struct Limit {
    attempts: i64,
    seconds: i64,
}

/// Device codes for one network.
const DEVICE_CODES: Limit = Limit { attempts: 30, seconds: 60 };
/// Wrong user codes of one person.
const GUESSES_OF_USER: Limit = Limit { attempts: 10, seconds: 600 };
/// Wrong user codes from one network.
const GUESSES_FROM: Limit = Limit { attempts: 30, seconds: 600 };

/// Counts that a client at this address asks for a device code.
///
/// # Errors
/// `TooManyAttempts` when it has to wait.
pub async fn device_code(tx: &mut Tx, address: &str, now: Timestamp) -> Result<()> {
    count(tx, &format!("code at {}", network(address)), &DEVICE_CODES, now).await
}

/// A person at this address, who may guess user codes.
pub struct Guesser {
    user: String,
    address: String,
}

impl Guesser {
    /// This one.
    pub fn new(user: &UserId, address: &str) -> Self {
        Self { user: format!("guess of {user}"), address: format!("guess at {}", network(address)) }
    }

    /// Whether the person may try another code.
    ///
    /// # Errors
    /// `TooManyAttempts` when the person has to wait.
    pub async fn may_try(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        for (subject, limit) in [(&self.user, &GUESSES_OF_USER), (&self.address, &GUESSES_FROM)] {
            if let Some((attempts, ends)) = store::find_attempts(tx, subject, now).await?
                && attempts >= limit.attempts
            {
                return Err(wait_until(ends, now));
            }
        }
        Ok(())
    }

    /// The code was wrong.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn guessed_wrong(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        for (subject, limit) in [(&self.user, &GUESSES_OF_USER), (&self.address, &GUESSES_FROM)] {
            store::count_attempt(tx, subject, plus_seconds(now, limit.seconds), now).await?;
        }
        Ok(())
    }
}

/// The upsert holds the row until the transaction ends, so what is read after it is ours alone.
async fn count(tx: &mut Tx, subject: &str, limit: &Limit, now: Timestamp) -> Result<()> {
    store::count_attempt(tx, subject, plus_seconds(now, limit.seconds), now).await?;
    match store::find_attempts(tx, subject, now).await? {
        Some((attempts, ends)) if attempts > limit.attempts => Err(wait_until(ends, now)),
        _ => Ok(()),
    }
}

fn wait_until(ends: i64, now: Timestamp) -> Error {
    let wait = ends.saturating_sub(now.as_millisecond());
    Error::TooManyAttempts { retry_after: (wait + 999).div_euclid(1_000).max(1) }
}
