//! The credential that reaches the cloud: an access key that an administrator enters, or a role that the machine is
//! given by its settings, which wins. Without either, roles are provisioned by hand.
//!
//! The secret is sealed at rest, opened only to sign, and never shown or recorded.

pub mod api;
mod store;
mod trial;

use jiff::Timestamp;
use shared::accounts::AccountType;
use shared::cloud_credential::{CloudCredential, CredentialKind, PutCloudCredential};
use shared::error::{ErrorCode, FieldError};
use shared::events::EventKind;
use shared::ids::AccountId;
use shared::names;
use shared::time::UnixMillis;

use super::alibaba::{AccessKeys, Source};
use crate::directory;
use crate::events::{self, Actor, NewEvent};
use crate::platform::config::AlibabaSettings;
use crate::platform::db::{Tx, word};
use crate::platform::secrets::{SecretKey, SecretText};
use crate::platform::{Error, Result, random};

/// Name under which the secret is sealed.
fn place(id: &str) -> String {
    format!("access key secret of {id}")
}

fn by_settings(settings: &AlibabaSettings) -> Option<Source> {
    let oidc = settings.oidc_role.clone().map(Source::OidcRole);
    oidc.or_else(|| settings.ecs_role.clone().map(Source::EcsRole))
}

/// Where keys come from; `None` while nothing is configured.
///
/// # Errors
/// When the database fails or the secret was sealed with another key.
pub async fn source(tx: &mut Tx, secret: &SecretKey, settings: &AlibabaSettings) -> Result<Option<Source>> {
    if let Some(source) = by_settings(settings) {
        return Ok(Some(source));
    }
    let Some(row) = store::find(tx).await? else { return Ok(None) };
    let plain = secret.unseal(&place(&row.id), &row.sealed_access_key_secret)?;
    let plain = String::from_utf8(plain).map_err(|_| Error::bug("an access key secret that is no text"))?;
    let keys = AccessKeys { id: row.access_key_id, secret: SecretText::new(plain), security_token: None };
    Ok(Some(Source::AccessKey { revision: row.id, keys }))
}

/// What is configured, without secrets.
///
/// # Errors
/// When the database fails.
pub async fn get_cloud_credential(tx: &mut Tx, settings: &AlibabaSettings) -> Result<CloudCredential> {
    let access_key = store::find(tx).await?;
    let kind = match by_settings(settings) {
        Some(Source::OidcRole(role)) => CredentialKind::OidcRole { role_arn: role.role_arn },
        Some(Source::EcsRole(role)) => CredentialKind::EcsRole { role_name: role.role_name },
        Some(Source::AccessKey { .. }) | None => match &access_key {
            Some(_) => CredentialKind::AccessKey,
            None => CredentialKind::None,
        },
    };
    Ok(CloudCredential {
        kind,
        configured_at: access_key.as_ref().map(|row| UnixMillis(row.created_at)),
        access_key_id: access_key.map(|row| row.access_key_id),
        member_role: settings.member_role.clone(),
    })
}

/// The account that owns the resource directory, as it was entered here.
async fn find_management_account(tx: &mut Tx) -> Result<Option<AccountId>> {
    Ok(store::find_management_account(tx, &word(AccountType::ManagementAccount)?).await?)
}

/// Stores an access key in place of the one before.
///
/// # Errors
/// A field that breaks its rule; refused while the settings name a role.
pub async fn put_cloud_credential(
    tx: &mut Tx,
    secret: &SecretKey,
    settings: &AlibabaSettings,
    new: &PutCloudCredential,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    let faults = FieldError::of([
        ("access_key_id", names::access_key(&new.access_key_id)),
        ("access_key_secret", names::access_key(&new.access_key_secret)),
    ]);
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    if by_settings(settings).is_some() {
        return Err(Error::conflict(
            ErrorCode::CloudCredentialBySettings,
            "The server's settings name the role that is used. Remove them to use an access key.",
        ));
    }
    directory::lock(tx).await?;
    let before = store::find(tx).await?.map(|row| row.access_key_id).unwrap_or_default();
    store::delete(tx).await?;
    let id = format!("cloudcred-{}", random::symbols::<20>()?);
    let sealed = secret.seal(&place(&id), new.access_key_secret.as_bytes())?;
    store::insert(tx, &id, &new.access_key_id, &sealed, now).await?;
    let event = NewEvent::new(EventKind::CloudCredentialConfigured, actor)
        .target(&new.access_key_id)
        .detail("before.access_key_id", before)
        .detail("after.access_key_id", &new.access_key_id);
    events::record(tx, event, now).await?;
    Ok(())
}

/// Removes the access key.
///
/// # Errors
/// Not found when there is none.
pub async fn delete_cloud_credential(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<()> {
    directory::lock(tx).await?;
    let Some(row) = store::find(tx).await? else {
        return Err(Error::not_found(ErrorCode::CloudCredentialNotExists, "There is no access key."));
    };
    store::delete(tx).await?;
    let event = NewEvent::new(EventKind::CloudCredentialDeleted, actor)
        .target(&row.access_key_id)
        .detail("before.access_key_id", &row.access_key_id);
    events::record(tx, event, now).await?;
    Ok(())
}
