//! The company's identity provider: what we know of it, and the switch **SSO Logon**.
//!
//! There is one or none. Configuring replaces everything at once (S-73): entity ID, address, certificates;
//! requests under way end, because their answers would come from the one before. Expired certificates are
//! shown and reported, not refused: what counts is the key (S-22).

pub mod api;
mod read;
mod store;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::settings::{Binding, ConfigureIdentityProvider};

use super::store as requests;
use crate::clients;
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::certificates;
use crate::platform::db::Tx;
use crate::platform::{Error, Result, random};

pub use read::{Understood, stated, too_large, understand};

/// The identity provider, with its certificates read and ready to verify.
#[derive(Debug, Clone)]
pub struct IdentityProvider {
    /// Its entity ID.
    pub entity_id: String,
    /// Where people sign in.
    pub logon_url: String,
    /// How requests travel there.
    pub binding: Binding,
    /// Whether it wants our requests signed.
    pub wants_signed_requests: bool,
    /// Its signing certificates; any of them may have signed a response.
    pub certificates: Vec<saml::Certificate>,
}

impl IdentityProvider {
    /// As a person sees it.
    pub fn to_wire(&self) -> shared::settings::IdentityProvider {
        shared::settings::IdentityProvider {
            entity_id: self.entity_id.clone(),
            logon_url: self.logon_url.clone(),
            binding: self.binding,
            wants_signed_requests: self.wants_signed_requests,
            certificates: self.certificates.iter().map(certificates::shown).collect(),
        }
    }

    /// The fingerprints of its certificates, as people compare them.
    pub fn fingerprints(&self) -> String {
        let all: Vec<String> =
            self.certificates.iter().map(|c| certificates::pairs(c.fingerprint())).collect();
        all.join(", ")
    }
}

/// The identity provider as configured at one moment; another configuration has another revision.
#[derive(Debug, Clone)]
pub struct Configured {
    /// Changes with every configuration.
    pub revision: String,
    /// What was configured.
    pub identity_provider: Arc<IdentityProvider>,
}

/// The identity provider as it was read last: its certificates are parsed once for each configuration, not
/// once for each sign-in. Cheap to clone.
#[derive(Clone, Default)]
pub struct Cache(Arc<Mutex<Option<Configured>>>);

impl Cache {
    /// The identity provider that is configured now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get(&self, tx: &mut Tx) -> Result<Option<Configured>> {
        let Some(row) = store::find(tx).await? else { return Ok(None) };
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(configured) = held.filter(|configured| configured.revision == row.revision) {
            return Ok(Some(configured));
        }
        let configured = store::complete(tx, row).await?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(configured.clone());
        Ok(Some(configured))
    }
}

/// The identity provider, read from the database.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx) -> Result<Option<IdentityProvider>> {
    let Some(row) = store::find(tx).await? else { return Ok(None) };
    Ok(Some(Arc::unwrap_or_clone(store::complete(tx, row).await?.identity_provider)))
}

/// Replaces the identity provider.
///
/// # Errors
/// When what was sent is refused: see [`understand`].
pub async fn configure_identity_provider(
    tx: &mut Tx,
    body: &ConfigureIdentityProvider,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let identity_provider = match understand(body, now)? {
        Understood::One(identity_provider) => identity_provider,
        Understood::Several(entity_ids) => {
            let named = entity_ids.join(", ");
            let message = format!("The document names several identity providers. Choose one: {named}");
            return Err(Error::invalid(ErrorCode::MetadataRefused, message));
        }
    };
    replace_identity_provider(tx, &identity_provider, actor, now).await
}

/// Replaces the identity provider by one that was understood before.
///
/// # Errors
/// When the database fails.
pub async fn replace_identity_provider(
    tx: &mut Tx,
    identity_provider: &IdentityProvider,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    directory::lock(tx).await?;
    let before = find(tx).await?;
    store::delete(tx).await?;
    store::insert(tx, identity_provider, &random::symbols::<20>()?, now).await?;
    requests::delete_all_requests(tx).await?;
    let mut event = NewEvent::new(EventKind::IdentityProviderConfigured, actor)
        .target(&identity_provider.entity_id)
        .detail("logon URL", &identity_provider.logon_url)
        .detail("certificates", identity_provider.fingerprints());
    if let Some(before) = before {
        event = event
            .detail("entity ID before", &before.entity_id)
            .detail("logon URL before", &before.logon_url)
            .detail("certificates before", before.fingerprints());
    }
    events::record(tx, event, now).await?;
    Ok(())
}

/// Forgets the identity provider. With none configured there is nothing to do.
///
/// # Errors
/// `SsoLogonOn` while SSO Logon is on.
pub async fn clear_identity_provider(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<()> {
    if directory::lock(tx).await?.sso_enabled {
        let message = "SSO Logon is on. Switch it off before the identity provider is cleared.";
        return Err(Error::conflict(ErrorCode::SsoLogonOn, message));
    }
    let Some(before) = find(tx).await? else { return Ok(()) };
    store::delete(tx).await?;
    requests::delete_all_requests(tx).await?;
    let event = NewEvent::new(EventKind::IdentityProviderCleared, actor)
        .target(&before.entity_id)
        .detail("certificates before", before.fingerprints());
    events::record(tx, event, now).await?;
    Ok(())
}

/// Turns SSO Logon on or off. Username-Password Logon is the other way round for every user. Command-line clients have
/// to be confirmed anew by people who came in the new way.
///
/// # Errors
/// `IdentityProviderMissing` when there is nobody to sign in with (S-12).
pub async fn set_sso_logon(tx: &mut Tx, enabled: bool, actor: &Actor, now: Timestamp) -> Result<()> {
    let directory = directory::lock(tx).await?;
    let usable = || {
        Error::conflict(
            ErrorCode::IdentityProviderMissing,
            "There is no identity provider yet. Configure it before SSO Logon is switched on.",
        )
    };
    let identity_provider = find(tx).await?;
    if enabled && identity_provider.as_ref().is_none_or(|idp| idp.certificates.is_empty()) {
        return Err(usable());
    }
    if directory.sso_enabled == enabled {
        return Ok(());
    }
    directory::settings::set_sso_enabled(tx, enabled).await?;
    requests::delete_all_requests(tx).await?;
    clients::end_all(tx).await?;
    let kind = if enabled { EventKind::SsoLogonEnabled } else { EventKind::SsoLogonDisabled };
    let target = identity_provider.map(|idp| idp.entity_id).unwrap_or_default();
    events::record(tx, NewEvent::new(kind, actor).target(&target), now).await?;
    Ok(())
}
