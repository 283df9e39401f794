//! The directory of this installation: its id, its name, its addresses.
//!
//! One installation is one directory. The id is part of the SAML addresses and never changes; the name is part
//! of the user logon URL only.

pub mod administrators;
pub mod groups;
pub mod mismatch;
pub mod overview;
pub mod ram_user_events;
pub mod settings;
pub mod store;
pub mod users;

use jiff::Timestamp;
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::ids::DirectoryId;

use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result, random};

/// The directory, as kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Directory {
    /// Id.
    #[sqlx(try_from = "String")]
    pub id: DirectoryId,
    /// Name.
    pub name: String,
    /// Whether SSO Logon is on.
    pub sso_enabled: bool,
    /// Whether responses that answer no request of ours are accepted.
    pub idp_initiated_allowed: bool,
    /// Allowed difference between the two clocks, in seconds.
    pub clock_skew_seconds: i64,
    /// Whether SCIM Synchronization is on.
    pub scim_enabled: bool,
    /// Whether users may retrieve temporary credentials.
    pub users_may_get_credentials: bool,
    /// Whom people ask for access; may be empty.
    pub access_contact: String,
}

impl Directory {
    /// Our entity ID towards the identity provider.
    pub fn sp_entity_id(&self, public_url: &str) -> String {
        format!("{public_url}/saml/sp/{}", self.id)
    }

    /// Where the identity provider posts its responses.
    pub fn acs_url(&self, public_url: &str) -> String {
        format!("{public_url}/saml/acs/{}", self.id)
    }

    /// Our entity ID towards the accounts.
    pub fn idp_entity_id(&self, public_url: &str) -> String {
        format!("{public_url}/saml/idp/{}", self.id)
    }

    /// Name of the RAM SAML provider that stands for us in every account.
    pub fn saml_provider_name(&self) -> String {
        format!("AliyunReservedSSO-{}", self.id)
    }

    /// Path of the page where users sign in.
    pub fn sign_in_path(&self) -> String {
        format!("/{}/login", self.name)
    }
}

/// The directory; makes it on first start, with `name` or a name of its own.
///
/// # Errors
/// When the database fails.
pub async fn ensure(tx: &mut Tx, name: Option<&str>, now: Timestamp) -> Result<Directory> {
    if let Some(directory) = store::find(tx).await? {
        return Ok(directory);
    }
    let id: DirectoryId = random::id(DirectoryId::PREFIX)?;
    let name = name.map_or_else(|| id.to_string(), str::to_owned);
    if store::insert_if_missing(tx, &id, &name, now).await? == 1 {
        let event = NewEvent::new(EventKind::DirectoryCreated, &Actor::server()).target(&name);
        events::record(tx, event.detail("id", &id), now).await?;
    }
    get(tx).await
}

/// The directory.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Tx) -> Result<Directory> {
    store::find(tx).await?.ok_or_else(|| Error::bug("there is no directory"))
}

/// The directory, held until the transaction ends: of two changes that depend on each other (the switch and
/// the identity provider) the second sees what the first did.
///
/// # Errors
/// When the database fails.
pub async fn lock(tx: &mut Tx) -> Result<Directory> {
    store::lock(tx).await?;
    get(tx).await
}

/// The directory, if `name` is its name (or its id).
///
/// # Errors
/// Not found otherwise.
pub async fn get_by_name(tx: &mut Tx, name: &str) -> Result<Directory> {
    let directory = get(tx).await?;
    if directory.name == name || directory.id.as_str() == name {
        Ok(directory)
    } else {
        Err(Error::not_found(
            ErrorCode::DirectoryNotExists,
            "There is no directory of that name here. Ask your administrator for the user logon URL.",
        ))
    }
}
