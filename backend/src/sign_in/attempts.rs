//! How often passwords may be tried (W-13): 5 failures a minute for one account, 20 for one address, then a
//! wait that doubles with every further failure, up to 15 minutes. Nobody is locked out for good.
//!
//! *Why an attempt counts before it is judged:* a hundred attempts sent at once would otherwise all pass the
//! gate before the first has failed. A success takes its own count back.

use jiff::Timestamp;

use super::store;
use crate::platform::clock::plus_seconds;
use crate::platform::db::Tx;
use crate::platform::http::client::network;
use crate::platform::secrets::hash_value;
use crate::platform::{Error, Result};

/// Failures within [`WINDOW`] before an account has to wait.
const ACCOUNT_LIMIT: i64 = 5;
/// Failures within [`WINDOW`] before an address has to wait.
const ADDRESS_LIMIT: i64 = 20;
/// Seconds in which failures add up, and the first wait.
const WINDOW: i64 = 60;
/// Longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;

/// Whose passwords are tried. Users and administrators never block each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Realm {
    /// Users of the directory.
    User,
    /// Local administrators.
    Administrator,
}

/// Who tries, and for whom: the two rows that an attempt counts in.
pub struct Attempt {
    account: String,
    address: String,
}

impl Attempt {
    /// An attempt for the account of this name, from this network address. What is typed as a name may be a
    /// password by mistake, so its hash is kept.
    pub fn new(realm: Realm, name: &str, address: &str) -> Self {
        Attempt {
            account: format!("{realm:?} {}", hash_value(&name.to_ascii_lowercase())),
            address: format!("{realm:?} at {}", network(address)),
        }
    }

    /// Counts the attempt.
    ///
    /// # Errors
    /// `TooManyAttempts` when the account or the address has to wait.
    pub async fn begin(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        count(tx, &self.account, ACCOUNT_LIMIT, now).await?;
        count(tx, &self.address, ADDRESS_LIMIT, now).await
    }

    /// The password was right: the account starts afresh, the address gets its count back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn succeeded(&self, tx: &mut Tx) -> Result<()> {
        store::delete_attempts(tx, &self.account).await?;
        store::uncount_attempt(tx, &self.address, ADDRESS_LIMIT).await?;
        Ok(())
    }
}

/// Forgets the failures of an administrator, who got a new password.
///
/// # Errors
/// When the database fails.
pub async fn forget_administrator(tx: &mut Tx, name: &str) -> Result<()> {
    store::delete_attempts(tx, &Attempt::new(Realm::Administrator, name, "").account).await?;
    Ok(())
}

/// The upsert holds the row until the transaction ends, so what is read after it is ours alone.
async fn count(tx: &mut Tx, subject: &str, limit: i64, now: Timestamp) -> Result<()> {
    let counted = store::count_attempt(tx, subject, plus_seconds(now, WINDOW), now).await? == 1;
    let (failures, blocked_until) = store::find_attempts(tx, subject).await?.unwrap_or_default();
    if !counted {
        let wait = blocked_until.saturating_sub(now.as_millisecond());
        return Err(Error::TooManyAttempts { retry_after: (wait + 999).div_euclid(1_000).max(1) });
    }
    if failures >= limit {
        let wait = wait_after(failures - limit);
        // The memory lasts as long again as the wait: whoever goes on at once waits longer.
        store::block_attempts(tx, subject, plus_seconds(now, wait), plus_seconds(now, 2 * wait)).await?;
    }
    Ok(())
}

/// Seconds to wait after so many failures beyond the limit.
fn wait_after(beyond: i64) -> i64 {
    let doublings = u32::try_from(beyond.clamp(0, 10)).unwrap_or_default();
    (WINDOW << doublings).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..6).map(wait_after).collect();
        assert_eq!(waits, [60, 120, 240, 480, 900, 900]);
        assert_eq!(wait_after(i64::MAX), 900);
    }

    #[test]
    fn an_address_of_the_same_network_is_the_same_subject() {
        let subject = |address| Attempt::new(Realm::User, "alice", address).address;
        assert_eq!(subject("2001:db8::1"), subject("2001:db8::ffff"));
        assert_ne!(subject("2001:db8::1"), subject("2001:db8:0:1::1"));
        assert_ne!(subject("192.0.2.1"), subject("192.0.2.2"));
    }

    #[test]
    fn users_and_administrators_are_separate_subjects() {
        let (user, administrator) =
            (Attempt::new(Realm::User, "Root", "::1"), Attempt::new(Realm::Administrator, "root", "::1"));
        assert_ne!(user.account, administrator.account);
        assert_ne!(user.address, administrator.address);
        assert_eq!(user.account, Attempt::new(Realm::User, "ROOT", "").account);
    }
}
