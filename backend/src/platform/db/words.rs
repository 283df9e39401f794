//! Kinds as they are kept: the word that stands for them on the wire.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::platform::{Error, Result};

/// The word that stands for a kind.
///
/// # Errors
/// When it has none, which is a fault of ours.
pub fn word(kind: impl Serialize) -> Result<String> {
    match serde_json::to_value(kind) {
        Ok(Value::String(word)) => Ok(word),
        _ => Err(Error::bug("a kind without a word")),
    }
}

/// The kind that a kept word stands for.
///
/// # Errors
/// When it stands for none, which is a fault of ours.
pub fn kind_of<T: DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(word.into()).map_err(|e| Error::bug(format!("a kept word: {e}")))
}
