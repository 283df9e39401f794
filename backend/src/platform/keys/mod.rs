//! Our own key pairs: one for each purpose, made on first start, sealed at rest.
//!
//! The key for role logons can be followed by another. Which one signs is a matter of the database, so that all
//! servers switch at once.

mod store;

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use saml::keys::{Certificate, SigningKey};
use serde::{Deserialize, Serialize};

use super::db::{Tx, kind_of, word};
use super::secrets::SecretKey;
use super::{Error, Result, random};

/// What a key is for. Keys are never shared between purposes (O-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Signs AuthnRequests towards the identity provider.
    ServiceProvider,
    /// Signs role logons towards the cloud.
    CloudIdentityProvider,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 2] = [Purpose::ServiceProvider, Purpose::CloudIdentityProvider];

    fn name(self) -> &'static str {
        match self {
            Purpose::ServiceProvider => "ServiceProvider",
            Purpose::CloudIdentityProvider => "CloudIdentityProvider",
        }
    }

    fn common_name(self) -> &'static str {
        match self {
            Purpose::ServiceProvider => "CloudSSO service provider",
            Purpose::CloudIdentityProvider => "CloudSSO identity provider",
        }
    }

    /// Name under which the private key is sealed: a sealed key cannot stand in for another purpose's.
    fn place(self) -> String {
        format!("private key of {}", self.name())
    }
}

/// Years that our own certificates are valid.
const YEARS: u8 = 10;

/// What a key does for its purpose. Kept under these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyState {
    /// It signs.
    Current,
    /// It will sign once everybody trusts it.
    Next,
    /// It signed before, and is still trusted.
    Previous,
}

/// A key that was unsealed, by its id.
type HeldKey = (String, Arc<SigningKey>);

/// Our keys, ready to sign.
#[derive(Clone)]
pub struct Keys {
    /// For AuthnRequests.
    pub service_provider: Arc<SigningKey>,
    secret: SecretKey,
    /// The key for role logons as it was read last, by its id.
    cloud: Arc<Mutex<Option<HeldKey>>>,
}

impl Keys {
    /// The key that signs role logons at this moment: another server may have switched it. It is unsealed once.
    ///
    /// # Errors
    /// When it is missing or was sealed with another secret key.
    pub async fn cloud_identity_provider(&self, tx: &mut Tx) -> Result<Arc<SigningKey>> {
        let purpose = Purpose::CloudIdentityProvider;
        let id = store::find_id(tx, purpose.name(), &word(KeyState::Current)?).await?;
        let id = id.ok_or_else(|| missing(purpose))?;
        let held = self.cloud.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, key)) = held.filter(|(held, _)| *held == id) {
            return Ok(key);
        }
        let key = Arc::new(load_one(tx, &self.secret, purpose).await?);
        *self.cloud.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, key.clone()));
        Ok(key)
    }
}

fn missing(purpose: Purpose) -> Error {
    Error::bug(format!("no key for {}", purpose.name()))
}

/// A key that was just made, its private half sealed.
pub struct MadeKey {
    id: String,
    purpose: Purpose,
    certificate: String,
    sealed_private_key: String,
}

/// Makes a key. Takes a good part of a second: not within a transaction.
///
/// # Errors
/// When making or sealing it fails, which is a fault of ours.
pub fn make(purpose: Purpose, secret: &SecretKey, now: Timestamp) -> Result<MadeKey> {
    let made = saml::keys::generate_key_pair(purpose.common_name(), now, YEARS)
        .map_err(|e| Error::bug(format!("making a key: {e}")))?;
    Ok(MadeKey {
        id: format!("key-{}", random::symbols::<20>()?),
        purpose,
        certificate: STANDARD.encode(&made.certificate_der),
        sealed_private_key: secret.seal(&purpose.place(), &made.private_key_pkcs8)?,
    })
}

/// Makes the keys that are missing. Of several servers that start at once, one makes each.
///
/// # Errors
/// When the database fails.
pub async fn ensure(tx: &mut Tx, secret: &SecretKey, now: Timestamp) -> Result<()> {
    let current = word(KeyState::Current)?;
    for purpose in Purpose::ALL {
        if store::find(tx, purpose.name(), &current).await?.is_none() {
            store::insert_if_missing(tx, &make(purpose, secret, now)?, &current, now).await?;
        }
    }
    Ok(())
}

/// Keeps a key beside the current one; `false` when there is a next one already.
///
/// # Errors
/// When the database fails.
pub async fn add_next(tx: &mut Tx, made: &MadeKey, now: Timestamp) -> Result<bool> {
    Ok(store::insert_if_missing(tx, made, &word(KeyState::Next)?, now).await? == 1)
}

/// The next key signs from now on, and the current one becomes the previous.
///
/// # Errors
/// When the database fails.
pub async fn switch(tx: &mut Tx, purpose: Purpose) -> Result<()> {
    let name = purpose.name();
    store::set_state(tx, name, &word(KeyState::Current)?, &word(KeyState::Previous)?).await?;
    store::set_state(tx, name, &word(KeyState::Next)?, &word(KeyState::Current)?).await?;
    Ok(())
}

/// Forgets the key in this state, if any.
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Tx, purpose: Purpose, state: KeyState) -> Result<()> {
    store::delete(tx, purpose.name(), &word(state)?).await?;
    Ok(())
}

/// The certificates of all keys of this purpose, oldest first: what others have to trust.
///
/// # Errors
/// When the database fails.
pub async fn certificates(tx: &mut Tx, purpose: Purpose) -> Result<Vec<(KeyState, Certificate)>> {
    let rows = store::list_certificates(tx, purpose.name()).await?;
    rows.into_iter()
        .map(|row| {
            let state: KeyState = kind_of(&row.state)?;
            let unreadable = || Error::bug(format!("a certificate of {}", purpose.name()));
            let der = STANDARD.decode(&row.certificate).map_err(|_| unreadable())?;
            Ok((state, Certificate::from_der(&der).map_err(|_| unreadable())?))
        })
        .collect()
}

/// Reads and unseals the keys.
///
/// # Errors
/// When one is missing or was sealed with another secret key.
pub async fn load(tx: &mut Tx, secret: &SecretKey) -> Result<Keys> {
    let service_provider = Arc::new(load_one(tx, secret, Purpose::ServiceProvider).await?);
    let keys = Keys { service_provider, secret: secret.clone(), cloud: Arc::default() };
    keys.cloud_identity_provider(tx).await?;
    Ok(keys)
}

async fn load_one(tx: &mut Tx, secret: &SecretKey, purpose: Purpose) -> Result<SigningKey> {
    let name = purpose.name();
    let row = store::find(tx, name, &word(KeyState::Current)?).await?.ok_or_else(|| missing(purpose))?;
    let private = secret.unseal(&purpose.place(), &row.sealed_private_key)?;
    let certificate =
        STANDARD.decode(&row.certificate).map_err(|_| Error::bug(format!("certificate of {name}")))?;
    SigningKey::from_pkcs8(&private, &certificate).map_err(|e| Error::bug(format!("key of {name}: {e}")))
}
