//! SQL of the tables `access_configurations` and `access_configuration_system_policies`, and how many roles and
//! tasks hang on an access configuration.

use jiff::Timestamp;
use shared::access_configurations::UpdateAccessConfiguration;
use shared::ids::AccessConfigurationId;

use crate::platform::db::{StoreError, Tx};
use crate::{execute, fetch_all, fetch_optional, insert_rows};

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

/// In how many accounts the role of an access configuration stands, and in how many with other policies.
#[derive(Default, sqlx::FromRow)]
pub(super) struct RolesRow {
    pub access_configuration_id: String,
    pub provisioned: i64,
    pub outdated: i64,
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

pub(super) async fn list_roles(tx: &mut Tx) -> Result<Vec<RolesRow>, StoreError> {
    fetch_all!(
        tx,
        RolesRow,
        "SELECT access_configuration_id, COUNT(*) AS provisioned,
                COUNT(CASE WHEN status = 'ReprovisionRequired' THEN 1 END) AS outdated
         FROM access_configuration_provisionings GROUP BY access_configuration_id"
    )
}

pub(super) async fn find_roles(
    tx: &mut Tx,
    id: &AccessConfigurationId,
) -> Result<Option<RolesRow>, StoreError> {
    fetch_optional!(
        tx,
        RolesRow,
        "SELECT access_configuration_id, COUNT(*) AS provisioned,
                COUNT(CASE WHEN status = 'ReprovisionRequired' THEN 1 END) AS outdated
         FROM access_configuration_provisionings WHERE access_configuration_id = $1
         GROUP BY access_configuration_id",
        id.as_str()
    )
}

/// Inserts the access configuration unless its name is taken.
pub(super) async fn insert_if_free(
    tx: &mut Tx,
    id: &AccessConfigurationId,
    name: &str,
    new: &UpdateAccessConfiguration,
    now: Timestamp,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "INSERT INTO access_configurations (id, name, name_key, description, session_duration, relay_state,
                                            inline_policy, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name_key) DO NOTHING",
        id.as_str(),
        name,
        name.to_ascii_lowercase(),
        new.description.as_str(),
        new.session_duration,
        new.relay_state.as_str(),
        new.inline_policy.as_str(),
        now.as_millisecond()
    )
}

pub(super) async fn update(
    tx: &mut Tx,
    id: &AccessConfigurationId,
    wanted: &UpdateAccessConfiguration,
) -> Result<u64, StoreError> {
    execute!(
        tx,
        "UPDATE access_configurations
         SET description = $2, session_duration = $3, relay_state = $4, inline_policy = $5 WHERE id = $1",
        id.as_str(),
        wanted.description.as_str(),
        wanted.session_duration,
        wanted.relay_state.as_str(),
        wanted.inline_policy.as_str()
    )
}

/// Inserts the system policies, in this order.
pub(super) async fn insert_policies(
    tx: &mut Tx,
    id: &AccessConfigurationId,
    names: &[String],
) -> Result<(), StoreError> {
    let rows: Vec<(i64, &str)> = (0..).zip(names.iter().map(String::as_str)).collect();
    let id = id.as_str();
    insert_rows!(
        tx,
        (i64,),
        "INSERT INTO access_configuration_system_policies (access_configuration_id, position, name) ",
        rows,
        |row| [id, row.0, row.1],
        " RETURNING position"
    )?;
    Ok(())
}

pub(super) async fn delete_policies(tx: &mut Tx, id: &AccessConfigurationId) -> Result<u64, StoreError> {
    execute!(
        tx,
        "DELETE FROM access_configuration_system_policies WHERE access_configuration_id = $1",
        id.as_str()
    )
}

/// Fails with a conflict while the access configuration is assigned or provisioned.
pub(super) async fn delete(tx: &mut Tx, id: &AccessConfigurationId) -> Result<u64, StoreError> {
    execute!(tx, "DELETE FROM access_configurations WHERE id = $1", id.as_str())
}
