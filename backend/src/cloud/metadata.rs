//! Our metadata document as the accounts' SAML providers hold it.

use saml::own_metadata;

use crate::directory::Directory;
use crate::platform::db::Tx;
use crate::platform::keys::{self, Purpose};
use crate::platform::{Error, Result};

/// Our IdP metadata, to be registered in each account: with the certificates of all keys that sign role logons or
/// will. The same keys make the same document, to the byte.
///
/// # Errors
/// When the database fails, or the document cannot be written, which is a fault of ours.
pub async fn idp_metadata(tx: &mut Tx, directory: &Directory, public_url: &str) -> Result<String> {
    let certificates = keys::certificates(tx, Purpose::CloudIdentityProvider).await?;
    let certificates: Vec<_> = certificates.into_iter().map(|(_, certificate)| certificate).collect();
    let log_on = format!("{public_url}{}", shared::paths::LOG_ON);
    own_metadata::idp_metadata(&directory.idp_entity_id(public_url), &log_on, &certificates)
        .map_err(|e| Error::bug(format!("our metadata: {e}")))
}
