//! The directory as it is, in the terms of a file, with the ids behind the names.
//!
//! An access assignment counts as there when it is, or when a task that is not over will make it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use shared::access_assignments::Principal;
use shared::ids::{AccessConfigurationId, AccountId, FolderId, GroupId, RamUserProvisioningId, UserId};
use shared::ram_users::RamUserSettings;
use shared::users::UserStatus;

use super::entries::{
    AccessAssignmentEntry, AccessConfigurationEntry, AccountEntry, Entry, FolderEntry, GroupEntry,
    IdentityProviderEntry, MembershipEntry, RamUserProvisioningEntry, UserEntry, Value,
};
use super::settings::Setting;
use super::store;
use crate::access::{access_configurations, accounts, ram_users};
use crate::directory::{self, Directory};
use crate::platform::Result;
use crate::platform::db::{Tx, kind_of};
use crate::sign_in::identity_provider::{self, IdentityProvider};

/// Something that is there.
#[derive(Debug, Clone)]
pub(super) struct Here<Id, T> {
    pub id: Id,
    pub entry: T,
}

/// What is there of a kind, by key.
pub(super) type All<Id, T> = BTreeMap<String, Here<Id, T>>;

/// Ids of an access assignment.
pub(super) type Triplet = (Principal, AccountId, AccessConfigurationId);

/// The directory as it is.
#[derive(Debug)]
pub(super) struct Present {
    pub directory: Directory,
    pub ram_user_settings: RamUserSettings,
    pub identity_provider: Option<IdentityProvider>,
    pub folders: All<FolderId, FolderEntry>,
    pub accounts: All<AccountId, AccountEntry>,
    pub users: All<UserId, UserEntry>,
    pub groups: All<GroupId, GroupEntry>,
    pub memberships: All<(GroupId, UserId), MembershipEntry>,
    pub access_configurations: All<AccessConfigurationId, AccessConfigurationEntry>,
    pub access_assignments: All<Triplet, AccessAssignmentEntry>,
    /// Roles that stand in accounts or are worked at, whoever is assigned.
    pub roles: BTreeSet<(AccountId, AccessConfigurationId)>,
    pub ram_user_provisionings: All<RamUserProvisioningId, RamUserProvisioningEntry>,
    /// Keys of accounts with RAM users that do not go at once with their provisionings.
    pub accounts_with_ram_users: HashSet<String>,
}

fn all<Id, T: Entry>(things: impl IntoIterator<Item = (Id, T)>) -> All<Id, T> {
    things.into_iter().map(|(id, entry)| (entry.key(), Here { id, entry })).collect()
}

impl Present {
    /// Reads the directory.
    pub(super) async fn read(tx: &mut Tx) -> Result<Self> {
        let directory = directory::get(tx).await?;
        let ram_user_settings = ram_users::get_settings(tx).await?;
        let identity_provider = identity_provider::find(tx).await?;
        let (folders, accounts) = places(tx).await?;
        let users = users(tx).await?;
        let groups = groups(tx).await?;
        let memberships = store::list_memberships(tx).await?.into_iter();
        let memberships = memberships.map(|row| {
            let entry = MembershipEntry { group: row.group_name, user: row.user_name };
            ((row.group_id, row.user_id), entry)
        });
        let memberships = all(memberships);
        let access_configurations = configurations(tx).await?;
        let access_assignments = assignments(tx).await?;
        let roles = store::list_roles(tx).await?.into_iter();
        let roles = roles.map(|row| (row.account_id, row.access_configuration_id)).collect();
        let ram_user_provisionings = ram_user_provisionings(tx).await?;
        let ram_users = store::list_accounts_with_ram_users(tx).await?.into_iter();
        let accounts_with_ram_users = ram_users.map(|(account,)| account).collect();
        Ok(Self {
            directory,
            ram_user_settings,
            identity_provider,
            folders,
            accounts,
            users,
            groups,
            memberships,
            access_configurations,
            access_assignments,
            roles,
            ram_user_provisionings,
            accounts_with_ram_users,
        })
    }

    /// The settings and what they are.
    pub(super) fn settings(&self) -> Vec<(Setting, Value)> {
        let of = |setting: Setting| setting.of(&self.directory, &self.ram_user_settings);
        Setting::ALL.into_iter().map(|setting| (setting, of(setting))).collect()
    }

    /// Whether nobody named the directory: its name is its id, which no other directory may have.
    pub(super) fn is_named_by_id(&self) -> bool {
        self.directory.name == self.directory.id.as_str()
    }

    /// The identity provider in the terms of a file.
    pub(super) fn identity_provider_entry(&self) -> IdentityProviderEntry {
        self.identity_provider.as_ref().map_or_else(IdentityProviderEntry::default, entry_of)
    }
}

/// The identity provider in the terms of a file.
pub(super) fn entry_of(idp: &IdentityProvider) -> IdentityProviderEntry {
    IdentityProviderEntry {
        entity_id: idp.entity_id.clone(),
        logon_url: idp.logon_url.clone(),
        binding: Some(idp.binding),
        wants_signed_requests: idp.wants_signed_requests,
        certificates: idp.certificates.iter().map(saml::Certificate::to_pem).collect(),
    }
}

async fn places(tx: &mut Tx) -> Result<(All<FolderId, FolderEntry>, All<AccountId, AccountEntry>)> {
    let tree = accounts::get_resource_directory(tx).await?;
    let path = |folder: Option<&FolderId>| accounts::path(&tree.folders, folder);
    let folders = tree.folders.iter().map(|folder| {
        let entry = FolderEntry { path: path(Some(&folder.id)) };
        (folder.id.clone(), entry)
    });
    let accounts = tree.accounts.iter().map(|account| {
        let entry = AccountEntry {
            id: account.id.to_string(),
            name: account.name.clone(),
            account_type: account.account_type,
            folder: path(account.folder_id.as_ref()),
            colour: account.colour,
            label: account.label.clone(),
        };
        (account.id.clone(), entry)
    });
    Ok((all(folders), all(accounts)))
}

async fn users(tx: &mut Tx) -> Result<All<UserId, UserEntry>> {
    let mut users = Vec::new();
    for row in store::list_users(tx).await? {
        let status = if row.blocked { UserStatus::Disabled } else { UserStatus::Enabled };
        let entry = UserEntry {
            user_name: row.user_name,
            first_name: row.first_name,
            last_name: row.last_name,
            display_name: row.display_name,
            email: row.email,
            description: row.description,
            status,
            provision_type: kind_of(&row.provision_type)?,
            external_id: row.external_id.unwrap_or_default(),
            inactive: row.inactive,
        };
        users.push((row.id, entry));
    }
    Ok(all(users))
}

async fn groups(tx: &mut Tx) -> Result<All<GroupId, GroupEntry>> {
    let mut groups = Vec::new();
    for row in store::list_groups(tx).await? {
        let entry = GroupEntry {
            name: row.group_name,
            description: row.description,
            provision_type: kind_of(&row.provision_type)?,
            external_id: row.external_id.unwrap_or_default(),
        };
        groups.push((row.id, entry));
    }
    Ok(all(groups))
}

async fn configurations(tx: &mut Tx) -> Result<All<AccessConfigurationId, AccessConfigurationEntry>> {
    let found = access_configurations::list_access_configurations(tx).await?;
    Ok(all(found.into_iter().map(|configuration| {
        let entry = AccessConfigurationEntry {
            name: configuration.name,
            description: configuration.description,
            session_duration: configuration.session_duration,
            relay_state: configuration.relay_state,
            system_policies: configuration.system_policies,
            inline_policy: configuration.inline_policy,
        };
        (configuration.id, entry)
    })))
}

async fn assignments(tx: &mut Tx) -> Result<All<Triplet, AccessAssignmentEntry>> {
    let mut rows = store::list_assignments_of_users(tx).await?;
    rows.extend(store::list_assignments_of_groups(tx).await?);
    Ok(all(rows.into_iter().map(|row| {
        let (group, user) = match &row.principal {
            Principal::Group(_) => (row.principal_name, String::new()),
            Principal::User(_) => (String::new(), row.principal_name),
        };
        let account = row.account_id.to_string();
        let entry = AccessAssignmentEntry {
            account,
            access_configuration: row.access_configuration_name,
            group,
            user,
        };
        ((row.principal, row.account_id, row.access_configuration_id), entry)
    })))
}

async fn ram_user_provisionings(tx: &mut Tx) -> Result<All<RamUserProvisioningId, RamUserProvisioningEntry>> {
    let mut provisionings = Vec::new();
    for row in store::list_ram_user_provisionings(tx).await? {
        let entry = RamUserProvisioningEntry {
            account: row.account_id.to_string(),
            group: row.group_name,
            user: row.user_name,
            conflict_policy: kind_of(&row.conflict_policy)?,
            deletion_policy: kind_of(&row.deletion_policy)?,
            description: row.description,
        };
        provisionings.push((row.id, entry));
    }
    Ok(all(provisionings))
}
