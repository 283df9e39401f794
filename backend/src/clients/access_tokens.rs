//! Access tokens: 256 random bits that a client shows, kept as their SHA-256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use shared::ids::UserId;

use super::store;
use crate::platform::clock::from_millis;
use crate::platform::db::Tx;
use crate::platform::secrets::hash_value;
use crate::platform::{Error, Result, random};

/// Characters of 32 bytes in base64 without padding.
const LENGTH: usize = 43;

/// An access token. Never printed.
pub struct AccessToken(String);

impl AccessToken {
    /// A fresh one.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn fresh() -> Result<Self> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?)))
    }

    /// The token in a header `Authorization` (RFC 6750, section 2.1). What has not its shape is none.
    pub fn of_header(value: &str) -> Option<Self> {
        let (scheme, token) = value.split_once(' ')?;
        let token = token.trim();
        (scheme.eq_ignore_ascii_case("Bearer") && is_shaped(token)).then(|| Self(token.to_owned()))
    }

    /// The token, for the client.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database keeps instead.
    pub fn hash(&self) -> String {
        hash_value(&self.0)
    }
}

/// Whether the text may be a random value of ours.
pub(super) fn is_shaped(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// Whoever stands behind a session or an access token.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The user.
    pub user_id: UserId,
    /// The user's name.
    pub user_name: String,
    /// When the user signed in.
    pub signed_in_at: Timestamp,
    /// What the session is called.
    pub session_label: String,
    /// Which program acts for the user: a client id.
    pub client_id: String,
}

/// The enabled user whose live session stands behind the token.
///
/// # Errors
/// `SignInNeeded` when there is none.
pub async fn holder_of(tx: &mut Tx, token: &AccessToken, now: Timestamp) -> Result<Holder> {
    let row = store::find_holder(tx, &token.hash(), now).await?.ok_or_else(Error::sign_in_needed)?;
    Ok(Holder {
        user_id: row.user_id,
        user_name: row.user_name,
        signed_in_at: from_millis(row.signed_in_at),
        session_label: row.session_label,
        client_id: row.client_id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_of_our_shape_is_read() {
        let token = "a".repeat(LENGTH);
        for value in [format!("Bearer {token}"), format!("bearer {token}"), format!("Bearer  {token} ")] {
            assert!(AccessToken::of_header(&value).is_some(), "{value:?}");
        }
        for value in [
            String::new(),
            token.clone(),
            "Bearer".to_owned(),
            "Bearer ".to_owned(),
            format!("Basic {token}"),
            format!("Bearer {token}a"),
            format!("Bearer {}'", &token[1..]),
        ] {
            assert!(AccessToken::of_header(&value).is_none(), "{value:?}");
        }
    }
}
