//! SQL of the tables `access_configurations` and `access_configuration_system_policies`.

use jiff::Timestamp;
use shared::access_configurations::CreateAccessConfiguration;
use shared::ids::AccessConfigurationId;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_optional};

/// An access configuration as kept, without its system policies.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(try_from = "String")]
    pub id: AccessConfigurationId,
    pub name: String,
    pub description: String,
    pub session_duration: i64,
    pub relay_state: String,
    pub inline_policy: String,
    pub created_at: i64,
}

/// A system policy of an access configuration.
#[derive(sqlx::FromRow)]
pub(super) struct PolicyRow {
    pub access_configuration_id: String,
    pub name: String,
}

pub(super) async fn list(tx: &mut Tx) -> Result<Vec<Row>, StoreError> {
    fetch_all!(
        tx,
        Row,
        "SELECT id, name, description, session_duration, relay_state, inline_policy, created_at
         FROM access_configurations ORDER BY name_key"
    )
}

pub(super) async fn list_policies(tx: &mut Tx) -> Result<Vec<PolicyRow>, StoreError> {
    fetch_all!(
        tx,
        PolicyRow,
        "SELECT access_configuration_id, name FROM access_configuration_system_policies ORDER BY position"
    )
}

pub(super) async fn find(tx: &mut Tx, id: &AccessConfigurationId) -> Result<Option<Row>, StoreError> {
    fetch_optional!(
        tx,
        Row,
        "SELECT id, name, description, session_duration, relay_state, inline_policy, created_at
         FROM access_configurations WHERE id = $1",
        id.as_str()
    )
}

pub(super) async fn list_policies_of(
    tx: &mut Tx,
    id: &AccessConfigurationId,
) -> Result<Vec<PolicyRow>, StoreError> {
    fetch_all!(
        tx,
        PolicyRow,
        "SELECT access_configuration_id, name FROM access_configuration_system_policies
         WHERE access_configuration_id = $1 ORDER BY position",
        id.as_str()
    )
}

/// Inserts the access configuration unless its name is taken.
pub(super) async fn insert_if_free(
    tx: &mut Tx,
    id: &AccessConfigurationId,
    new: &CreateAccessConfiguration,
    now: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO access_configurations (id, name, name_key, description, session_duration, relay_state,
                                            inline_policy, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name_key) DO NOTHING",
        id.as_str(),
        new.name.as_str(),
        new.name.to_ascii_lowercase(),
        new.description.as_str(),
        new.session_duration,
        new.relay_state.as_str(),
        new.inline_policy.as_str(),
        now.as_millisecond()
    )
}

pub(super) async fn insert_policy(
    tx: &mut Tx,
    id: &AccessConfigurationId,
    position: i64,
    name: &str,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO access_configuration_system_policies (access_configuration_id, position, name)
         VALUES ($1, $2, $3)",
        id.as_str(),
        position,
        name
    )
}

/// Fails with a conflict while the access configuration is assigned.
pub(super) async fn delete(tx: &mut Tx, id: &AccessConfigurationId) -> Result<u64, StoreError> {
    execute!(tx, "DELETE FROM access_configurations WHERE id = $1", id.as_str())
}
