//! The directory as one file: exported to be reviewed, imported to make the directory what the file says.
//!
//! Decides what the file says ([`read`](mod@read), [`write`](mod@write)), whether that may be ([`judge`](mod@judge)),
//! in what the directory differs from it ([`difference`](mod@difference)) and in which order that is made so
//! ([`apply`](mod@apply)). What each change means, and the audit log, are left to the rules of the console.
//!
//! *Why names and no ids:* a file is written and reviewed by people and goes from one directory to another. Secrets
//! are not in it, so it can lie where others read it.

mod apply;
mod difference;
mod entries;
mod judge;
mod present;
mod read;
mod settings;
mod show;
mod store;
mod words;
mod write;

use crate::directory;
use crate::platform::db::Tx;
use crate::platform::secrets::hash_value;
use crate::platform::{Error, Result};

pub use apply::Applying;
pub use difference::Terms;
pub use read::{FILE_BYTES_MAX, Fault, File, read};

use difference::Difference;
use present::Present;
use show::Shown;

/// The directory as text. `tx` must be a snapshot, or what is written while it is read comes into it in part.
///
/// # Errors
/// When the database fails.
pub async fn export(tx: &mut Tx) -> Result<String> {
    Ok(write::write(&Present::read(tx).await?))
}

/// Why a file cannot be imported.
#[derive(Debug)]
pub enum Refusal {
    /// What is wrong with the file.
    Faults(Vec<Fault>),
    /// What a rule or the database refused.
    Error(Error),
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Refusal::Error(error.into())
    }
}

/// What an import would do.
#[derive(Debug)]
pub struct Plan {
    present: Present,
    difference: Difference,
    shown: Shown,
}

/// Digits of a digest that are shown.
const DIGEST_SHOWN: usize = 12;

impl Plan {
    /// Works out what importing the file would do. `tx` must be a snapshot.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub async fn of(tx: &mut Tx, file: &File, terms: Terms<'_>) -> std::result::Result<Self, Refusal> {
        let present = Present::read(tx).await?;
        let difference = difference::between(file, &present, terms).map_err(Refusal::Faults)?;
        let shown = show::show(&difference, false);
        Ok(Self { present, difference, shown })
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.difference.is_empty()
    }

    /// The difference for people to read; empty when there is nothing to say.
    pub fn shown(&self, colours: bool) -> String {
        if colours { show::show(&self.difference, true).text } else { self.shown.text.clone() }
    }

    /// Stands for the difference: another difference has another one.
    pub fn digest(&self) -> String {
        hash_value(&format!("{}\n{}", self.shown.text, self.shown.exact)).chars().take(DIGEST_SHOWN).collect()
    }

    /// Does it: all or, when this fails and the transaction is dropped, nothing.
    ///
    /// # Errors
    /// The first rule that refuses, with what it was about.
    pub async fn apply(&self, tx: &mut Tx, by: Applying<'_>) -> Result<()> {
        apply::apply(tx, &self.difference, &self.present, by).await
    }
}

/// Holds the directory until the transaction ends: no access is granted and no place or setting changed meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn hold(tx: &mut Tx) -> Result<()> {
    directory::lock(tx).await?;
    Ok(())
}
