//! SQL of what a grant would find: assignments and roles that are there already.

use shared::access_assignments::Principal;

use super::super::Triplet;
use crate::fetch_among;
use crate::platform::db::{StoreError, Tx};

/// Those of the triplets that are there, each as the ids of principal, account and access configuration.
pub async fn list_existing(
    tx: &mut Tx,
    triplets: &[Triplet<'_>],
) -> Result<Vec<(String, String, String)>, StoreError> {
    let of_kind = |group: bool| -> Vec<&Triplet<'_>> {
        triplets.iter().filter(|it| matches!(it.principal, Principal::Group(_)) == group).collect()
    };
    let (users, groups) = (of_kind(false), of_kind(true));
    let mut existing = fetch_among!(
        tx,
        (String, String, String),
        "WITH asked (principal, account, access_configuration) AS (",
        users,
        |it| [it.principal.id(), it.account.as_str(), it.access_configuration.as_str()],
        ") SELECT a.user_id, a.account_id, a.access_configuration_id
           FROM asked q CROSS JOIN access_assignments a
           WHERE a.user_id = q.principal AND a.account_id = q.account
             AND a.access_configuration_id = q.access_configuration"
    )?;
    existing.extend(fetch_among!(
        tx,
        (String, String, String),
        "WITH asked (principal, account, access_configuration) AS (",
        groups,
        |it| [it.principal.id(), it.account.as_str(), it.access_configuration.as_str()],
        ") SELECT a.group_id, a.account_id, a.access_configuration_id
           FROM asked q CROSS JOIN access_assignments a
           WHERE a.group_id = q.principal AND a.account_id = q.account
             AND a.access_configuration_id = q.access_configuration"
    )?);
    Ok(existing)
}

/// Those of the roles, by account and access configuration, that stand in their account.
pub async fn list_standing_roles(
    tx: &mut Tx,
    roles: &[(&str, &str)],
) -> Result<Vec<(String, String)>, StoreError> {
    fetch_among!(
        tx,
        (String, String),
        "WITH asked (account, access_configuration) AS (",
        roles,
        |it| [it.0, it.1],
        ") SELECT p.account_id, p.access_configuration_id
           FROM asked q CROSS JOIN access_configuration_provisionings p
           WHERE p.account_id = q.account AND p.access_configuration_id = q.access_configuration
             AND p.status <> 'DeprovisionFailed'"
    )
}
