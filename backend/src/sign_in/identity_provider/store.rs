//! SQL of the tables `identity_provider`, which has at most one row, and `identity_provider_certificates`.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use shared::settings::Binding;

use super::{Configured, IdentityProvider};
use crate::platform::db::{StoreError, Tx};
use crate::platform::{Error, Result};
use crate::{execute, fetch_all, fetch_optional};

/// The identity provider as kept, without its certificates.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: String,
    pub entity_id: String,
    pub logon_url: String,
    pub binding: String,
    pub wants_signed_requests: bool,
    pub revision: String,
}

const REDIRECT: &str = "Redirect";
const POST: &str = "Post";

pub(super) async fn find(tx: &mut Tx) -> std::result::Result<Option<Row>, StoreError> {
    fetch_optional!(
        tx,
        Row,
        "SELECT id, entity_id, logon_url, binding, wants_signed_requests, revision FROM identity_provider"
    )
}

/// The row with its certificates.
pub(super) async fn complete(tx: &mut Tx, row: Row) -> Result<Configured> {
    let texts: Vec<(String,)> = fetch_all!(
        tx,
        (String,),
        "SELECT certificate FROM identity_provider_certificates
         WHERE identity_provider_id = $1 ORDER BY position",
        row.id.as_str()
    )?;
    let certificates = texts.iter().map(|(text,)| certificate(text)).collect::<Result<Vec<_>>>()?;
    let binding = match row.binding.as_str() {
        REDIRECT => Binding::Redirect,
        POST => Binding::Post,
        other => return Err(Error::bug(format!("binding {other} of the identity provider"))),
    };
    Ok(Configured {
        revision: row.revision,
        identity_provider: Arc::new(IdentityProvider {
            entity_id: row.entity_id,
            logon_url: row.logon_url,
            binding,
            wants_signed_requests: row.wants_signed_requests,
            certificates,
        }),
    })
}

fn certificate(text: &str) -> Result<saml::Certificate> {
    let der = STANDARD.decode(text).map_err(|e| Error::bug(format!("kept certificate: {e}")))?;
    saml::Certificate::from_der(&der).map_err(|e| Error::bug(format!("kept certificate: {e}")))
}

pub(super) async fn insert(
    tx: &mut Tx,
    identity_provider: &IdentityProvider,
    revision: &str,
    now: Timestamp,
) -> std::result::Result<(), StoreError> {
    let binding = match identity_provider.binding {
        Binding::Redirect => REDIRECT,
        Binding::Post => POST,
    };
    let id = format!("idp-{revision}");
    execute!(
        tx,
        "INSERT INTO identity_provider (id, entity_id, logon_url, binding, wants_signed_requests, revision,
                                        configured_at, only_one)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
        id.as_str(),
        identity_provider.entity_id.as_str(),
        identity_provider.logon_url.as_str(),
        binding,
        identity_provider.wants_signed_requests,
        revision,
        now.as_millisecond()
    )?;
    for (position, certificate) in (0_i64..).zip(&identity_provider.certificates) {
        execute!(
            tx,
            "INSERT INTO identity_provider_certificates (identity_provider_id, position, certificate)
             VALUES ($1, $2, $3)",
            id.as_str(),
            position,
            STANDARD.encode(certificate.to_der())
        )?;
    }
    Ok(())
}

/// Deletes the identity provider; its certificates go with it.
pub(super) async fn delete(tx: &mut Tx) -> std::result::Result<u64, StoreError> {
    execute!(tx, "DELETE FROM identity_provider")
}
