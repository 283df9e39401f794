//! What every way out asks first: may this user, at this moment, be this role in this account? And the signed response
//! that says so to the cloud.

use std::sync::Arc;

use jiff::Timestamp;
use saml::SignedResponse;
use saml::keys::SigningKey;
use saml::role_response;
use saml::write::WriteRefused;
use shared::ids::UserId;
use shared::provisioning::RoleInAccount;

use super::log_on::{Refusal, Wanted};
use super::store::{self, TargetRow};
use crate::access::provisioning;
use crate::cloud::alibaba::{self, RoleLogOn};
use crate::directory;
use crate::platform::config::AlibabaSettings;
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Who wants to be a role.
pub(super) struct Person<'a> {
    pub id: &'a UserId,
    pub name: &'a str,
    pub signed_in_at: Timestamp,
    /// What the session is called.
    pub session_label: &'a str,
}

/// What answering needs besides the request.
pub(super) struct Means<'a> {
    pub public_url: &'a str,
    pub settings: &'a AlibabaSettings,
    pub key: &'a Arc<SigningKey>,
    pub now: Timestamp,
}

/// A role that the person may be.
pub(super) struct Role {
    pub found: TargetRow,
    pub role_arn: String,
    pub provider_arn: String,
    /// Where the response belongs.
    pub destination: String,
    pub signed: SignedResponse,
}

/// What is wanted, if the user may have it. Looked up in this transaction.
///
/// # Errors
/// When the database fails.
pub(super) async fn find(tx: &mut Tx, user: &UserId, wanted: &Wanted<'_>) -> Result<Option<TargetRow>> {
    match (wanted.account_id.parse(), wanted.access_configuration.parse()) {
        (Ok(account), Ok(configuration)) => Ok(store::find_target(tx, user, &account, &configuration).await?),
        _ => Ok(None),
    }
}

/// The role with the response for the cloud, or why not.
///
/// # Errors
/// When the database or the signing fails.
pub(super) async fn sign_for(
    tx: &mut Tx,
    person: &Person<'_>,
    wanted: &Wanted<'_>,
    means: &Means<'_>,
) -> Result<std::result::Result<Role, Refusal>> {
    let Some(found) = find(tx, person.id, wanted).await? else { return Ok(Err(Refusal::NotAssigned)) };
    let role = RoleInAccount {
        account_id: found.target.account_id.clone(),
        access_configuration_id: found.target.access_configuration_id.clone(),
    };
    if !provisioning::stands(tx, &role).await? {
        return Ok(Err(Refusal::NotProvisioned));
    }
    let directory = directory::get(tx).await?;
    let log_on = RoleLogOn {
        issuer: directory.idp_entity_id(means.public_url),
        account_id: &found.target.account_id,
        access_configuration_name: &found.target.access_configuration_name,
        session_duration: found.target.session_duration,
        saml_provider_name: directory.saml_provider_name(),
        user_name: person.name,
        signed_in_at: person.signed_in_at,
        session_label: person.session_label.to_owned(),
    };
    let response = alibaba::role_response(log_on, means.settings, means.now);
    let destination = response.destination.clone();
    let Some((role_arn, provider_arn)) =
        response.roles.first().map(|pair| (pair.role_arn.clone(), pair.provider_arn.clone()))
    else {
        return Err(Error::bug("a role logon without a role"));
    };
    Ok(match sign(response, role_response::sign, means.key, means.now).await? {
        Ok(signed) => Ok(Role { found, role_arn, provider_arn, destination, signed }),
        Err(cause) => Err(Refusal::CloudWouldRefuse(cause)),
    })
}

/// Signs off the threads that serve requests. The inner refusal is of values; a failure of ours is an error.
pub(super) async fn sign<R: Send + 'static>(
    response: R,
    write: fn(&R, &SigningKey, Timestamp) -> std::result::Result<SignedResponse, WriteRefused>,
    key: &Arc<SigningKey>,
    now: Timestamp,
) -> Result<std::result::Result<SignedResponse, WriteRefused>> {
    let key = Arc::clone(key);
    let signed = tokio::task::spawn_blocking(move || write(&response, &key, now)).await;
    match signed {
        Ok(Err(WriteRefused::SigningFailed)) => Err(Error::bug("signing a logon failed")),
        Ok(signed) => Ok(signed),
        Err(stopped) => Err(Error::bug(format!("signing stopped: {stopped}"))),
    }
}
