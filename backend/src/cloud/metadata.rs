//! Our metadata document as the accounts' SAML providers hold it.

use saml::own_metadata;

use crate::directory::Directory;
use crate::platform::keys::Keys;
use crate::platform::{Error, Result};

/// Our IdP metadata, to be registered in each account. Pure, so that the same document can be put again.
///
/// # Errors
/// When the document cannot be written, which is a fault of ours.
pub fn idp_metadata(keys: &Keys, directory: &Directory, public_url: &str) -> Result<String> {
    let certificate = keys.cloud_identity_provider.certificate().clone();
    let log_on = format!("{public_url}{}", shared::paths::LOG_ON);
    own_metadata::idp_metadata(&directory.idp_entity_id(public_url), &log_on, &[certificate])
        .map_err(|e| Error::bug(format!("our metadata: {e}")))
}
