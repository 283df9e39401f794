//! Device codes (RFC 8628): asked for by a client, shown to a person as a user code, confirmed or denied by that
//! person, exchanged for an access token once.
//!
//! *Why every end of a code has one answer:* a client that is told anything but `AuthorizationPending` or
//! `InvalidDeviceCodeError` asks again at once, a hundred times (`aliyun`), or stops with a stack trace (`acs-sso`). So
//! what is denied, over, used or proved wrongly is `InvalidDeviceCodeError`, and the sentence says which. For the same
//! reason asking too often is `AuthorizationPending` and never RFC 8628's `slow_down`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use shared::clients::{Decision, DeviceRequest, USER_CODE_LENGTH, USER_CODE_SYMBOLS, user_code};
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::time::UnixMillis;
use subtle::ConstantTimeEq;

use super::access_tokens::{AccessToken, is_shaped};
use super::attempts::{self, Guesser};
use super::store::{self, DeviceCodeRow, NewAccessToken, NewDeviceCode, SessionRow};
use super::wire::{DeviceAuthorization, DeviceAuthorizationRequest, Fault, Token, TokenRequest};
use super::{DEVICE_CODE_SECONDS, INTERVAL, allowed};
use crate::directory::Directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::clock::plus_seconds;
use crate::platform::db::{StoreError, Tx};
use crate::platform::http::SignedInUser;
use crate::platform::secrets::hash_value;
use crate::platform::{Error, Result, random, sessions};

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Characters of a SHA-256 in base64 without padding (RFC 7636, section 4.2).
const CHALLENGE_LENGTH: usize = 43;
/// Longest client id and User-Agent that are kept, in characters.
const CLAIM_MAX: usize = 200;
/// Longest verifier that is looked at, in bytes. RFC 7636, section 4.1, has 128; those of `aliyun` and `acs-sso` have 48
/// and 64.
const VERIFIER_MAX: usize = 1_024;

const SIGN_IN_ENDED: &str = "The sign-in that confirmed the code has ended. Begin again.";

/// Where a client asks from, and what it says it is.
pub struct Place<'a> {
    /// Its network address.
    pub address: &'a str,
    /// Its User-Agent; may be empty.
    pub user_agent: &'a str,
}

/// Makes a device code.
///
/// # Errors
/// When the request is not as it must be, users may not retrieve credentials, or codes were asked for too often; in the
/// last case `tx` holds the count and is to be committed all the same.
pub async fn start(
    tx: &mut Tx,
    asked: &DeviceAuthorizationRequest,
    place: &Place<'_>,
    public_url: &str,
    now: Timestamp,
) -> Result<DeviceAuthorization> {
    attempts::device_code(tx, place.address, now).await?;
    let directory = allowed(tx).await?;
    check(asked, &directory, public_url)?;
    let device_code = AccessToken::fresh()?;
    let user_code = insert(tx, asked, place, &device_code.hash(), now).await?;
    let page = format!("{public_url}{}", shared::paths::DEVICE_CODE_PAGE);
    Ok(DeviceAuthorization {
        device_code: device_code.expose().to_owned(),
        verification_uri_complete: format!("{page}?user_code={user_code}"),
        verification_uri: page,
        user_code,
        expires_in: DEVICE_CODE_SECONDS,
        interval: INTERVAL,
    })
}

fn check(asked: &DeviceAuthorizationRequest, directory: &Directory, public_url: &str) -> Result<()> {
    let invalid = |message: String| Err(Error::invalid(ErrorCode::InvalidParameter, message));
    if asked.code_challenge_method != "S256" {
        return invalid("CodeChallengeMethod must be S256.".to_owned());
    }
    let base64 = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    if asked.code_challenge.len() != CHALLENGE_LENGTH || !asked.code_challenge.bytes().all(base64) {
        return invalid("CodeChallenge must be a SHA-256 in base64url without padding.".to_owned());
    }
    let printable = asked.client_id.chars().all(|c| !c.is_control());
    if asked.client_id.is_empty() || asked.client_id.chars().count() > CLAIM_MAX || !printable {
        return invalid(format!("ClientId must be a name of 1 to {CLAIM_MAX} printable characters."));
    }
    if is_sign_in_url(&asked.portal_url, directory) {
        return Ok(());
    }
    invalid(format!(
        "PortalUrl is not the user logon URL of this directory, which is {public_url}{}.",
        directory.sign_in_path()
    ))
}

/// Whether the path is that of the user logon URL. The host is the one that was asked, or the request would not be
/// here.
fn is_sign_in_url(text: &str, directory: &Directory) -> bool {
    let Ok(url) = url::Url::parse(text) else { return false };
    let mut steps = url.path().split('/').filter(|step| !step.is_empty());
    let name = steps.next().unwrap_or_default();
    let is_name = name == directory.name || name == directory.id.as_str();
    is_name && steps.next() == Some("login") && steps.next().is_none()
}

/// Keeps the code under a user code that no other has.
async fn insert(
    tx: &mut Tx,
    asked: &DeviceAuthorizationRequest,
    place: &Place<'_>,
    device_code_hash: &str,
    now: Timestamp,
) -> Result<String> {
    const TRIES: usize = 8;
    let user_agent: String = place.user_agent.chars().filter(|c| !c.is_control()).take(CLAIM_MAX).collect();
    for _ in 0..TRIES {
        let user_code = fresh_user_code()?;
        let new = NewDeviceCode {
            device_code_hash,
            user_code: &user_code,
            client_id: &asked.client_id,
            code_challenge: &asked.code_challenge,
            user_agent: &user_agent,
            address: place.address,
            created_at: now,
            expires_at: plus_seconds(now, DEVICE_CODE_SECONDS),
        };
        if store::insert_device_code(tx, &new).await? {
            return Ok(user_code);
        }
    }
    Err(Error::bug("no free user code was found"))
}

/// A fresh user code. Bytes beyond the last full round of symbols are drawn again, so that each is as likely.
fn fresh_user_code() -> Result<String> {
    let round = USER_CODE_SYMBOLS.len();
    let full = 256 / round * round;
    let mut symbols = String::with_capacity(USER_CODE_LENGTH);
    while symbols.len() < USER_CODE_LENGTH {
        let drawn = random::bytes::<16>()?.into_iter().map(usize::from).filter(|byte| *byte < full);
        symbols.extend(drawn.map(|byte| char::from(USER_CODE_SYMBOLS[byte % round])));
        symbols.truncate(USER_CODE_LENGTH);
    }
    user_code(&symbols).ok_or_else(|| Error::bug("a fresh user code has not the shape of one"))
}

/// The client that waits with this user code.
///
/// # Errors
/// Not found when none does; then `tx` holds the count of wrong codes and is to be committed all the same. Too many
/// attempts after too many wrong ones. Forbidden when users may not retrieve credentials.
pub async fn find_request(
    tx: &mut Tx,
    typed: &str,
    user: &SignedInUser,
    address: &str,
    now: Timestamp,
) -> Result<DeviceRequest> {
    let guesser = Guesser::new(&user.id, address);
    guesser.may_try(tx, now).await?;
    allowed(tx).await?;
    let code = user_code(typed);
    let row = match &code {
        Some(code) => store::find_waiting(tx, code, now).await?,
        None => None,
    };
    match (code, row) {
        (Some(user_code), Some(row)) => Ok(DeviceRequest {
            user_code,
            client_id: row.client_id,
            user_agent: row.user_agent,
            address: row.address,
            asked_at: UnixMillis(row.created_at),
            expires_at: UnixMillis(row.expires_at),
        }),
        _ => {
            guesser.guessed_wrong(tx, now).await?;
            Err(no_such_code())
        }
    }
}

fn no_such_code() -> Error {
    Error::not_found(
        ErrorCode::DeviceCodeNotExists,
        "No program waits with this code. It may be mistyped, over, or answered already: begin again in the program.",
    )
}

/// Confirms or denies the client that waits with this user code.
///
/// # Errors
/// As [`find_request`].
pub async fn decide(
    tx: &mut Tx,
    typed: &str,
    decision: Decision,
    user: &SignedInUser,
    address: &str,
    now: Timestamp,
) -> Result<()> {
    sessions::user_session(tx, &user.session, now).await?;
    let request = find_request(tx, typed, user, address, now).await?;
    let (kind, decided) = match decision {
        Decision::Confirm => {
            let session = &user.session;
            let confirmed =
                store::confirm(tx, &request.user_code, &session.hash(), &session.label(), now).await?;
            (EventKind::ClientConfirmed, confirmed)
        }
        Decision::Deny => (EventKind::ClientDenied, store::deny(tx, &request.user_code, now).await?),
    };
    if !decided {
        return Err(no_such_code());
    }
    let actor = Actor::user(&user.id, &user.user_name, address);
    let event = NewEvent::new(kind, &actor)
        .target(&request.client_id)
        .detail("client_address", &request.address)
        .detail("user_agent", &request.user_agent)
        .detail("session", user.session.label());
    events::record(tx, event, now).await?;
    Ok(())
}

/// Exchanges a device code for an access token.
///
/// # Errors
/// `AuthorizationPending` while nobody has answered; `InvalidDeviceCodeError` once the code leads nowhere. Whatever the
/// answer, `tx` is to be committed.
pub async fn redeem(
    tx: &mut Tx,
    asked: &TokenRequest,
    address: &str,
    now: Timestamp,
) -> std::result::Result<Token, Fault> {
    if asked.grant_type != GRANT_TYPE {
        return Err(
            Error::invalid(ErrorCode::InvalidParameter, format!("GrantType must be {GRANT_TYPE}.")).into()
        );
    }
    if !is_shaped(&asked.device_code) {
        return Err(Fault::InvalidDeviceCode("There is no such device code."));
    }
    let hash = hash_value(&asked.device_code);
    let found = store::find_device_code(tx, &hash).await.map_err(Error::from)?;
    let Some(row) = found else {
        return Err(Fault::InvalidDeviceCode("The device code does not exist, or its sign-in has ended."));
    };
    if row.expires_at <= now.as_millisecond() {
        return Err(Fault::InvalidDeviceCode("The device code is over. Begin again."));
    }
    match row.status.as_str() {
        store::WAITING => Err(Fault::AuthorizationPending),
        store::DENIED => Err(Fault::InvalidDeviceCode("The person denied the request.")),
        store::CONFIRMED => exchange(tx, asked, &hash, &row, address, now).await,
        _ => Err(Fault::InvalidDeviceCode("The device code was used already.")),
    }
}

/// The code is confirmed: whoever proves to be the client that asked for it gets a token.
async fn exchange(
    tx: &mut Tx,
    asked: &TokenRequest,
    hash: &str,
    row: &DeviceCodeRow,
    address: &str,
    now: Timestamp,
) -> std::result::Result<Token, Fault> {
    if allowed(tx).await.is_err() {
        return Err(Fault::InvalidDeviceCode(
            "Users of this directory may not retrieve temporary credentials.",
        ));
    }
    let session_hash = row.session_hash.as_deref().unwrap_or_default();
    let Some(session) = store::find_session(tx, session_hash, now).await.map_err(Error::from)? else {
        return Err(Fault::InvalidDeviceCode(SIGN_IN_ENDED));
    };
    let actor = Actor::user(&session.user_id, &session.user_name, address);
    if let Some(reason) = unproved(asked, row) {
        store::use_up(tx, hash, store::DENIED).await.map_err(Error::from)?;
        let event = NewEvent::new(EventKind::ClientSignInRefused, &actor)
            .target(&row.client_id)
            .detail(events::REASON, reason);
        events::record(tx, event, now).await?;
        return Err(Fault::InvalidDeviceCode("The proof does not belong to this device code. Begin again."));
    }
    if !store::use_up(tx, hash, store::REDEEMED).await.map_err(Error::from)? {
        return Err(Fault::InvalidDeviceCode("The device code was used already."));
    }
    issue(tx, row, session_hash, &session, &actor, now).await
}

/// Why the client is not the one that asked for the code (RFC 7636, section 4.6).
fn unproved(asked: &TokenRequest, row: &DeviceCodeRow) -> Option<&'static str> {
    let verifier = asked.code_verifier.as_bytes();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier);
    let challenge = URL_SAFE_NO_PAD.encode(digest);
    let same = bool::from(challenge.as_bytes().ct_eq(row.code_challenge.as_bytes()));
    if !same || verifier.len() > VERIFIER_MAX {
        Some("WrongCodeVerifier")
    } else if asked.client_id != row.client_id {
        Some("OtherClient")
    } else {
        None
    }
}

async fn issue(
    tx: &mut Tx,
    row: &DeviceCodeRow,
    session_hash: &str,
    session: &SessionRow,
    actor: &Actor,
    now: Timestamp,
) -> std::result::Result<Token, Fault> {
    let token = AccessToken::fresh()?;
    let new = NewAccessToken {
        value_hash: &token.hash(),
        session_hash,
        session_label: &row.session_label,
        client_id: &row.client_id,
        created_at: now,
        expires_at: session.expires_at,
    };
    match store::insert_access_token(tx, &new).await {
        // The session ended at this moment.
        Err(StoreError::Conflict) => return Err(Fault::InvalidDeviceCode(SIGN_IN_ENDED)),
        made => made.map_err(Error::from)?,
    };
    let event = NewEvent::new(EventKind::ClientSignIn, actor)
        .target(&row.client_id)
        .detail("session", &row.session_label);
    events::record(tx, event, now).await?;
    let seconds = (session.expires_at - now.as_millisecond()).div_euclid(1_000).max(1);
    Ok(Token { access_token: token.expose().to_owned(), expires_in: seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_user_codes_have_the_shape_and_differ() {
        let codes: Vec<String> = (0..200).map(|_| fresh_user_code().unwrap()).collect();
        for code in &codes {
            assert_eq!(user_code(code).as_ref(), Some(code));
        }
        let different: std::collections::BTreeSet<&String> = codes.iter().collect();
        assert_eq!(different.len(), codes.len());
        let all: String = codes.concat();
        for symbol in USER_CODE_SYMBOLS {
            assert!(all.contains(char::from(*symbol)), "{}", char::from(*symbol));
        }
    }
}
