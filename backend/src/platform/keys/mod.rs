//! Our own key pairs: one for each purpose, made on first start, sealed at rest.

mod store;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::db::Tx;
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

/// Our keys, ready to sign.
#[derive(Clone)]
pub struct Keys {
    /// For AuthnRequests.
    pub service_provider: Arc<saml::keys::SigningKey>,
    /// For role logons.
    pub cloud_identity_provider: Arc<saml::keys::SigningKey>,
}

/// Makes the keys that are missing. Of several servers that start at once, one makes each.
///
/// # Errors
/// When the database fails.
pub async fn ensure(tx: &mut Tx, secret: &SecretKey, now: Timestamp) -> Result<()> {
    for purpose in Purpose::ALL {
        if store::find(tx, purpose.name()).await?.is_some() {
            continue;
        }
        let made = saml::keys::generate_key_pair(purpose.common_name(), now, YEARS)
            .map_err(|e| Error::bug(format!("making a key: {e}")))?;
        let sealed = secret.seal(&purpose.place(), &made.private_key_pkcs8)?;
        let certificate = STANDARD.encode(&made.certificate_der);
        let id = format!("key-{}", random::symbols::<20>()?);
        store::insert_if_missing(tx, &id, purpose.name(), &certificate, &sealed, now).await?;
    }
    Ok(())
}

/// Reads and unseals the keys.
///
/// # Errors
/// When one is missing or was sealed with another secret key.
pub async fn load(tx: &mut Tx, secret: &SecretKey) -> Result<Keys> {
    Ok(Keys {
        service_provider: Arc::new(load_one(tx, secret, Purpose::ServiceProvider).await?),
        cloud_identity_provider: Arc::new(load_one(tx, secret, Purpose::CloudIdentityProvider).await?),
    })
}

async fn load_one(tx: &mut Tx, secret: &SecretKey, purpose: Purpose) -> Result<saml::keys::SigningKey> {
    let name = purpose.name();
    let row = store::find(tx, name).await?.ok_or_else(|| Error::bug(format!("no key for {name}")))?;
    let private = secret.unseal(&purpose.place(), &row.sealed_private_key)?;
    let certificate =
        STANDARD.decode(&row.certificate).map_err(|_| Error::bug(format!("certificate of {name}")))?;
    saml::keys::SigningKey::from_pkcs8(&private, &certificate)
        .map_err(|e| Error::bug(format!("key of {name}: {e}")))
}
