//! Rotation of the key that signs role logons, without a moment in which an account refuses them.
//!
//! An account trusts the keys in the metadata that its SAML provider holds, and for RAM users in that which its
//! user-based SSO holds. So the new key is made beside the old
//! one; the metadata with both goes into every account; only when all have it does the new key sign; and only then is
//! the old key removed and the metadata with the new one alone put into every account. Before the switch there is a
//! way back, which ends in the same last step with the old key. Each step is one transaction: whoever stops anywhere
//! finds it as it was left.
//!
//! *Why an account counts as done by the document's hash:* whether it trusts the right keys is a matter of what it
//! holds, not of the phase in which it got it. *Why roles that are being worked at count:* that work may have begun
//! with the metadata of the phase before, and would put it back; so its account waits until it is over.

pub mod api;
mod store;
pub mod work;

use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::ids::AccountId;
use shared::key_rotation::{KeyRotation, RotationAccount, RotationKey, RotationPhase};
use shared::tasks::TaskFailure;
use shared::time::UnixMillis;

use crate::cloud;
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::certificates;
use crate::platform::db::{Tx, kind_of, word};
use crate::platform::keys::{self, KeyState, MadeKey, Purpose};
use crate::platform::secrets::hash_value;
use crate::platform::{Error, Result};

const PURPOSE: Purpose = Purpose::CloudIdentityProvider;

/// The metadata that accounts are to hold now.
pub(crate) struct Document {
    pub(crate) xml: String,
    pub(crate) hash: String,
    pub(crate) saml_provider_name: String,
}

async fn document(tx: &mut Tx, public_url: &str) -> Result<Document> {
    let directory = directory::get(tx).await?;
    let xml = cloud::idp_metadata(tx, &directory, public_url).await?;
    Ok(Document { hash: hash_value(&xml), xml, saml_provider_name: directory.saml_provider_name() })
}

async fn phase(tx: &mut Tx) -> Result<RotationPhase> {
    match store::find(tx).await? {
        None => Ok(RotationPhase::None),
        Some(row) => kind_of(&row.phase),
    }
}

/// The rotation as it is.
///
/// # Errors
/// When the database fails.
pub async fn get_key_rotation(
    tx: &mut Tx,
    public_url: &str,
    by_hand: bool,
    now: Timestamp,
) -> Result<KeyRotation> {
    let row = store::find(tx).await?;
    let keys = keys::certificates(tx, PURPOSE).await?.into_iter().map(|(state, certificate)| RotationKey {
        signs: state == KeyState::Current,
        certificate: certificates::shown(&certificate),
    });
    let mut rotation = KeyRotation {
        phase: RotationPhase::None,
        started_at: None,
        keys: keys.collect(),
        by_hand,
        accounts: Vec::new(),
    };
    if let Some(row) = row {
        let wanted = document(tx, public_url).await?.hash;
        let accounts = store::list_accounts(tx, now).await?;
        rotation.phase = kind_of(&row.phase)?;
        rotation.started_at = Some(UnixMillis(row.started_at));
        rotation.accounts = accounts.into_iter().map(|account| shown(account, &wanted)).collect();
    }
    Ok(rotation)
}

fn shown(row: store::AccountRow, wanted: &str) -> RotationAccount {
    let done = is_done(&row, wanted);
    let failed = !done && !row.failure_code.is_empty();
    RotationAccount {
        id: row.id,
        name: row.name,
        done,
        failure: failed.then_some(TaskFailure {
            code: row.failure_code,
            message: row.failure_message,
            request_id: row.failure_request_id,
        }),
        next_attempt_at: (!done && row.due_at < i64::MAX).then_some(UnixMillis(row.due_at)),
    }
}

fn is_done(row: &store::AccountRow, wanted: &str) -> bool {
    row.document_hash == wanted && !row.busy
}

async fn are_all_done(tx: &mut Tx, public_url: &str, now: Timestamp) -> Result<bool> {
    let wanted = document(tx, public_url).await?.hash;
    Ok(store::list_accounts(tx, now).await?.iter().all(|row| is_done(row, &wanted)))
}

fn conflict(message: &str) -> Error {
    Error::conflict(ErrorCode::KeyRotationConflict, message)
}

/// What a step is taken with.
pub struct Step<'a> {
    /// Every address of ours starts with it.
    pub public_url: &'a str,
    /// Who takes it.
    pub actor: &'a Actor,
    /// When.
    pub now: Timestamp,
}

/// Keeps the new key beside the old one.
///
/// # Errors
/// Refused while a rotation is under way.
pub async fn start(tx: &mut Tx, made: &MadeKey, step: &Step<'_>) -> Result<()> {
    directory::lock(tx).await?;
    let before = document(tx, step.public_url).await?.hash;
    let spreading = word(RotationPhase::Spreading)?;
    let ours = store::insert_if_missing(tx, &spreading, step.now).await? == 1;
    if !ours || !keys::add_next(tx, made, step.now).await? {
        return Err(conflict("A rotation is under way already."));
    }
    // What the accounts hold now, so that going back at once leaves nothing to do.
    for account in store::list_accounts(tx, step.now).await?.iter().filter(|account| !account.busy) {
        store::set_document(tx, &account.id, &before, step.now).await?;
    }
    record(tx, EventKind::KeyRotationStarted, step).await
}

/// Signs with the new key from now on.
///
/// # Errors
/// Refused while an account does not trust it, and when no new key stands beside the old one.
pub async fn switch(tx: &mut Tx, step: &Step<'_>) -> Result<()> {
    directory::lock(tx).await?;
    leave(tx, RotationPhase::Spreading, RotationPhase::Switched).await?;
    if !are_all_done(tx, step.public_url, step.now).await? {
        return Err(conflict("Not every account has the metadata with the new key yet."));
    }
    keys::switch(tx, PURPOSE).await?;
    record(tx, EventKind::SigningKeySwitched, step).await
}

/// Removes the old key; the accounts are to trust the new one alone.
///
/// # Errors
/// Refused before the switch.
pub async fn remove_old(tx: &mut Tx, step: &Step<'_>) -> Result<()> {
    directory::lock(tx).await?;
    leave(tx, RotationPhase::Switched, RotationPhase::Removing).await?;
    keys::delete(tx, PURPOSE, KeyState::Previous).await?;
    record(tx, EventKind::OldSigningKeyRemoved, step).await?;
    begin_removing(tx, step).await
}

/// Removes the new key; the accounts are to trust the old one alone.
///
/// # Errors
/// Refused after the switch.
pub async fn go_back(tx: &mut Tx, step: &Step<'_>) -> Result<()> {
    directory::lock(tx).await?;
    leave(tx, RotationPhase::Spreading, RotationPhase::Removing).await?;
    keys::delete(tx, PURPOSE, KeyState::Next).await?;
    record(tx, EventKind::KeyRotationCanceled, step).await?;
    begin_removing(tx, step).await
}

async fn begin_removing(tx: &mut Tx, step: &Step<'_>) -> Result<()> {
    store::set_all_due(tx).await?;
    finish_if_done(tx, step).await
}

async fn leave(tx: &mut Tx, from: RotationPhase, to: RotationPhase) -> Result<()> {
    match store::set_phase(tx, &word(from)?, &word(to)?).await? {
        1 => Ok(()),
        _ => Err(conflict("The rotation is at another step. Reload the page.")),
    }
}

/// Ends the rotation when one key is left and every account trusts that one alone.
async fn finish_if_done(tx: &mut Tx, step: &Step<'_>) -> Result<()> {
    let over =
        phase(tx).await? == RotationPhase::Removing && are_all_done(tx, step.public_url, step.now).await?;
    if !over {
        return Ok(());
    }
    store::delete(tx).await?;
    record(tx, EventKind::KeyRotationFinished, step).await
}

async fn record(tx: &mut Tx, kind: EventKind, step: &Step<'_>) -> Result<()> {
    let mut event = NewEvent::new(kind, step.actor);
    for (state, certificate) in keys::certificates(tx, PURPOSE).await? {
        event =
            event.detail(&format!("{} key", word(state)?), certificates::pairs(certificate.fingerprint()));
    }
    events::record(tx, event, step.now).await?;
    Ok(())
}

async fn find_account(tx: &mut Tx, id: &AccountId, now: Timestamp) -> Result<store::AccountRow> {
    if matches!(phase(tx).await?, RotationPhase::None | RotationPhase::Switched) {
        return Err(conflict("The rotation is at another step. Reload the page."));
    }
    let found = store::list_accounts(tx, now).await?.into_iter().find(|account| account.id == *id);
    let message = format!("Account {id} holds no metadata of ours.");
    found.ok_or_else(|| Error::not_found(ErrorCode::AccountNotExists, message))
}

/// An administrator has put the metadata into the account by hand.
///
/// # Errors
/// Refused at another step, and while a role is being worked at in the account; not found where no role stands.
pub async fn mark_done(tx: &mut Tx, id: &AccountId, step: &Step<'_>) -> Result<()> {
    directory::lock(tx).await?;
    let account = find_account(tx, id, step.now).await?;
    if account.busy {
        return Err(conflict("A role is being worked at in this account. Try again in a moment."));
    }
    let wanted = document(tx, step.public_url).await?.hash;
    put(tx, &account.id, &account.name, &wanted, step).await
}

/// The account is tried again at once.
///
/// # Errors
/// Refused at another step; not found where no role stands.
pub async fn try_again(tx: &mut Tx, id: &AccountId, step: &Step<'_>) -> Result<()> {
    let account = find_account(tx, id, step.now).await?;
    store::set_due(tx, &account.id).await?;
    Ok(())
}

async fn put(tx: &mut Tx, id: &AccountId, name: &str, hash: &str, step: &Step<'_>) -> Result<()> {
    store::set_document(tx, id, hash, step.now).await?;
    let event = NewEvent::new(EventKind::SamlMetadataPut, step.actor).target(name).detail("id", id);
    events::record(tx, event, step.now).await?;
    finish_if_done(tx, step).await
}
