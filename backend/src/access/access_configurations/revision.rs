//! The revision of an access configuration: stands for everything about it that can be changed. Equal contents
//! have the same one, whoever wrote them and when.

use aws_lc_rs::digest;

use super::store::Row;
use crate::platform::{Error, Result};

/// Bytes of the digest that are shown.
const SHOWN: usize = 12;

/// The revision of what is kept.
pub(super) fn of(row: &Row, system_policies: &[String]) -> Result<String> {
    let contents =
        (&row.description, row.session_duration, &row.relay_state, system_policies, &row.inline_policy);
    let bytes = serde_json::to_vec(&contents).map_err(|e| Error::bug(format!("revision: {e}")))?;
    let hash = digest::digest(&digest::SHA256, &bytes);
    Ok(hash.as_ref().iter().take(SHOWN).map(|byte| format!("{byte:02x}")).collect())
}
