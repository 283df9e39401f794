//! The code page on the wire: a command-line client asks for somebody's consent (RFC 8628).

use serde::{Deserialize, Serialize};

use crate::time::UnixMillis;

/// Consonants of which user codes are made: none that is easily taken for another, and no vowels, so that no words
/// arise (RFC 8628, section 6.1).
pub const USER_CODE_SYMBOLS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Symbols of a user code, which is shown in two groups.
pub const USER_CODE_LENGTH: usize = 8;

/// By which Alibaba Cloud's public clients, `aliyun` and `acs-sso`, call themselves unless told otherwise.
pub const PUBLIC_CLIENT: &str = "app-vaz16tltdxs96audqf35";

/// The user code that a person typed: in either case, with or without separators. Nothing when it can be none.
pub fn user_code(typed: &str) -> Option<String> {
    let symbols: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(USER_CODE_LENGTH + 1)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let shaped = symbols.len() == USER_CODE_LENGTH && symbols.bytes().all(|b| USER_CODE_SYMBOLS.contains(&b));
    shaped.then(|| format!("{}-{}", &symbols[..USER_CODE_LENGTH / 2], &symbols[USER_CODE_LENGTH / 2..]))
}

/// A client that waits for consent. What the client says of itself is only claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRequest {
    /// The code to compare, in two groups.
    pub user_code: String,
    /// What the client calls itself: its client id.
    pub client_id: String,
    /// The client's User-Agent; may be empty.
    pub user_agent: String,
    /// From which network address it asked.
    pub address: String,
    /// When it asked.
    pub asked_at: UnixMillis,
    /// When the code ends.
    pub expires_at: UnixMillis,
}

/// What the person says to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// **Confirm**: the client may act for the person.
    Confirm,
    /// **Deny**.
    Deny,
}

/// Answers a client that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecideDevice {
    /// The code that was compared.
    pub user_code: String,
    /// What the person says.
    pub decision: Decision,
    /// [`crate::session::PortalSession::form_token`].
    pub form_token: String,
}

#[cfg(test)]
mod tests {
    use super::user_code;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "B-C-D-F-G-H-J-K"] {
            assert_eq!(user_code(typed).as_deref(), Some("BCDF-GHJK"), "{typed:?}");
        }
        for typed in
            ["", "BCDF-GHJ", "BCDF-GHJKL", "ACDF-GHJK", "BCDF-GHJ1", "BCDF_GHJK", "ＢCDF-GHJK", "BCDF-GHJ\0"]
        {
            assert_eq!(user_code(typed), None, "{typed:?}");
        }
    }
}
