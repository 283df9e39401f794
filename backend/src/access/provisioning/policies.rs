//! What a role may do: the policies of an access configuration, as they are or as they were provisioned.

use std::collections::{BTreeMap, BTreeSet};

use shared::access_configurations::AccessConfiguration;
use shared::ids::{AccessConfigurationId, AccountId};
use shared::provisioning::ProvisioningStatus;

use super::store;
use crate::platform::Result;
use crate::platform::db::{Tx, kind_of};

/// The policies of a role. The order in which an access configuration names its system policies says nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Policies {
    pub system: BTreeSet<String>,
    pub inline: String,
}

impl Policies {
    /// Those that the access configuration has now.
    pub(super) fn of(configuration: &AccessConfiguration) -> Self {
        Self {
            system: configuration.system_policies.iter().cloned().collect(),
            inline: configuration.inline_policy.clone(),
        }
    }
}

/// How a role stands in an account, and the policies that it has there.
pub(super) struct Standing {
    pub status: ProvisioningStatus,
    pub policies: Policies,
}

/// What stands with the access configuration, on one account or on all.
pub(super) async fn list(
    tx: &mut Tx,
    access_configuration: &AccessConfigurationId,
    account: Option<&AccountId>,
) -> Result<BTreeMap<AccountId, Standing>> {
    let account = account.map_or("", AccountId::as_str);
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (account, name) in store::list_system_policies(tx, access_configuration, account).await? {
        names.entry(account).or_default().insert(name);
    }
    let mut all = BTreeMap::new();
    for row in store::list_snapshots(tx, access_configuration, account).await? {
        let system = names.remove(row.account_id.as_str()).unwrap_or_default();
        let policies = Policies { system, inline: row.inline_policy };
        all.insert(row.account_id, Standing { status: kind_of(&row.status)?, policies });
    }
    Ok(all)
}
