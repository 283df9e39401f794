//! Rolling an access configuration out: where it is out of date, and what provisioning it again would change.

use std::collections::BTreeMap;

use shared::ids::AccessConfigurationId;
use shared::provisioning::{
    AffectedAccount, PolicyChange, ProvisioningStatus, RoleInAccount, RollOutPreview,
};

use super::policies::{self, Policies};
use super::store;
use crate::access::access_configurations;
use crate::directory;
use crate::platform::Result;
use crate::platform::db::{Tx, word};

/// Marks where the access configuration is out of date, after its policies have changed; and where it is not any
/// more, because the change was taken back. Answers on how many accounts it is out of date.
///
/// # Errors
/// Not found when there is no such access configuration.
pub async fn policies_changed(tx: &mut Tx, id: &AccessConfigurationId) -> Result<u64> {
    directory::lock(tx).await?;
    let present = Policies::of(&access_configurations::get_access_configuration(tx, id).await?);
    let (mut current, mut old) = (Vec::new(), Vec::new());
    for (account_id, standing) in policies::list(tx, id, None).await? {
        if standing.status.stands() {
            let role = RoleInAccount { account_id, access_configuration_id: id.clone() };
            if standing.policies == present { current.push(role) } else { old.push(role) }
        }
    }
    store::update_statuses(tx, &current, &word(ProvisioningStatus::Provisioned)?).await?;
    store::update_statuses(tx, &old, &word(ProvisioningStatus::ReprovisionRequired)?).await?;
    Ok(old.len() as u64)
}

/// What rolling the access configuration out would change, with one entry for each state in which accounts are.
///
/// # Errors
/// Not found when there is no such access configuration.
pub async fn preview_roll_out(tx: &mut Tx, id: &AccessConfigurationId) -> Result<RollOutPreview> {
    let present = Policies::of(&access_configurations::get_access_configuration(tx, id).await?);
    let mut standing = policies::list(tx, id, None).await?;
    let mut by_state: BTreeMap<Policies, Vec<AffectedAccount>> = BTreeMap::new();
    for row in store::list_out_of_date(tx, id).await? {
        let Some(was) = standing.remove(&row.account_id) else { continue };
        let assignments = u64::try_from(row.assignments).unwrap_or_default();
        let account = AffectedAccount { id: row.account_id, name: row.account_name, assignments };
        by_state.entry(was.policies).or_default().push(account);
    }
    let mut changes: Vec<PolicyChange> =
        by_state.into_iter().map(|(was, accounts)| change(&was, &present, accounts)).collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.accounts.len()));
    Ok(RollOutPreview { changes })
}

fn change(was: &Policies, present: &Policies, accounts: Vec<AffectedAccount>) -> PolicyChange {
    PolicyChange {
        system_policies_added: present.system.difference(&was.system).cloned().collect(),
        system_policies_removed: was.system.difference(&present.system).cloned().collect(),
        inline_policy_before: was.inline.clone(),
        inline_policy_after: present.inline.clone(),
        accounts,
    }
}
