//! Making, changing and deleting RAM user provisionings. Making is all or nothing and safe to repeat.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use shared::access_assignments::Principal;
use shared::accounts::AccountType;
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{AccountId, GroupId, RamUserProvisioningId, UserId};
use shared::names;
use shared::ram_users::{
    CreateRamUserProvisionings, RamUserEventKind, RamUserProvisioning, RamUserProvisioningsCreated,
    UpdateRamUserProvisioning,
};

use super::list::find_provisioning;
use super::store;
use crate::directory::{self, ram_user_events};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::{Tx, word};
use crate::platform::{Error, Result, random};

/// Most events that one request may make.
const EVENTS_MAX: i64 = 100_000;

/// Gives every user and group named RAM users in every account named. What is there already stays as it is.
///
/// # Errors
/// A list that is empty or names what does not exist; the management account; what follows from user-based SSO not
/// accepted; more than [`EVENTS_MAX`] RAM users.
pub async fn create_provisionings(
    tx: &mut Tx,
    new: &CreateRamUserProvisionings,
    actor: &Actor,
    now: Timestamp,
) -> Result<RamUserProvisioningsCreated> {
    judge(new)?;
    directory::lock(tx).await?;
    let accounts = look_up_accounts(tx, &new.account_ids).await?;
    let named = Named::look_up(tx, &new.principals).await?;
    ensure_size(tx, &named, accounts.len()).await?;
    let mut rows = Vec::new();
    for account in accounts.keys() {
        for user in named.users.keys() {
            rows.push(row(account, Some(user), None)?);
        }
        for group in named.groups.keys() {
            rows.push(row(account, None, Some(group))?);
        }
    }
    let common = store::Common {
        conflict_policy: &word(new.conflict_policy)?,
        deletion_policy: &word(new.deletion_policy)?,
        description: &new.description,
    };
    let meanwhile = || {
        Error::conflict(
            ErrorCode::InvalidParameter,
            "What was named has been deleted in the meantime. Look again and retry.",
        )
    };
    let made =
        store::insert_missing(tx, &rows, &common, now).await.map_err(|e| e.or_conflict(meanwhile()))?;
    let made: BTreeSet<String> = made.into_iter().map(|(id,)| id).collect();
    let made_rows: Vec<&store::NewProvisioning<'_>> =
        rows.iter().filter(|row| made.contains(row.id.as_str())).collect();
    let records = made_rows.iter().map(|row| {
        let (kind, id, name) = named.principal(row);
        NewEvent::new(EventKind::RamUserProvisioningCreated, actor)
            .target(name)
            .detail("id", &row.id)
            .detail("principal_type", kind)
            .detail("principal_id", id)
            .detail("account_id", row.account)
            .detail("account", accounts.get(row.account).map_or("", String::as_str))
            .detail("conflict_policy", common.conflict_policy)
            .detail("deletion_policy", common.deletion_policy)
    });
    events::record_all(tx, records, now).await?;
    let ids: Vec<RamUserProvisioningId> = made_rows.iter().map(|row| row.id.clone()).collect();
    let concerned = ram_user_events::concerned_by_provisionings(tx, &ids).await?;
    ram_user_events::come_up(tx, RamUserEventKind::Start, concerned, actor, now).await?;
    Ok(RamUserProvisioningsCreated { created: ids.len() as u64, existing: (rows.len() - ids.len()) as u64 })
}

fn judge(new: &CreateRamUserProvisionings) -> Result<()> {
    let filled = |is_empty: bool| if is_empty { Err(Rule::Required) } else { Ok(()) };
    let faults = FieldError::of([
        ("principals", filled(new.principals.is_empty())),
        ("account_ids", filled(new.account_ids.is_empty())),
        ("description", names::description(&new.description)),
        ("user_sso_accepted", filled(!new.user_sso_accepted)),
    ]);
    if faults.is_empty() { Ok(()) } else { Err(Error::fields(faults)) }
}

fn row<'a>(
    account: &'a AccountId,
    user: Option<&'a UserId>,
    group: Option<&'a GroupId>,
) -> Result<store::NewProvisioning<'a>> {
    Ok(store::NewProvisioning { id: random::id(RamUserProvisioningId::PREFIX)?, user, group, account })
}

/// The accounts by id, each once.
async fn look_up_accounts(tx: &mut Tx, ids: &[AccountId]) -> Result<BTreeMap<AccountId, String>> {
    let distinct: Vec<&AccountId> = ids.iter().collect::<BTreeSet<_>>().into_iter().collect();
    let management = word(AccountType::ManagementAccount)?;
    let mut names = BTreeMap::new();
    for (id, name, account_type) in store::list_accounts(tx, &distinct).await? {
        if account_type == management {
            return Err(Error::invalid(
                ErrorCode::InvalidParameter,
                format!(
                    "{name} is the management account. RAM users are provisioned in member accounts only."
                ),
            ));
        }
        names.insert(kept(id)?, name);
    }
    if names.len() == distinct.len() { Ok(names) } else { Err(Error::field("account_ids", Rule::Unknown)) }
}

fn kept<Id: TryFrom<String>>(id: String) -> Result<Id>
where
    Id::Error: std::fmt::Display,
{
    Id::try_from(id).map_err(|e| Error::bug(format!("a kept id: {e}")))
}

/// Names of the users and groups, by id, each once.
struct Named {
    users: BTreeMap<UserId, String>,
    groups: BTreeMap<GroupId, String>,
}

impl Named {
    async fn look_up(tx: &mut Tx, principals: &[Principal]) -> Result<Self> {
        let mut user_ids = BTreeSet::new();
        let mut group_ids = BTreeSet::new();
        for principal in principals {
            match principal {
                Principal::User(id) => user_ids.insert(id),
                Principal::Group(id) => group_ids.insert(id),
            };
        }
        let (user_ids, group_ids): (Vec<_>, Vec<_>) =
            (user_ids.into_iter().collect(), group_ids.into_iter().collect());
        let mut named = Self { users: BTreeMap::new(), groups: BTreeMap::new() };
        for (id, name) in store::list_user_names(tx, &user_ids).await? {
            named.users.insert(kept(id)?, name);
        }
        for (id, name) in store::lock_groups(tx, &group_ids).await? {
            named.groups.insert(kept(id)?, name);
        }
        if named.users.len() == user_ids.len() && named.groups.len() == group_ids.len() {
            Ok(named)
        } else {
            Err(Error::field("principals", Rule::Unknown))
        }
    }

    /// Kind, id and name of the row's user or group.
    fn principal<'a>(&'a self, row: &store::NewProvisioning<'a>) -> (&'static str, &'a str, &'a str) {
        match (row.user, row.group) {
            (Some(id), _) => ("User", id.as_str(), self.users.get(id).map_or("", String::as_str)),
            (None, Some(id)) => ("Group", id.as_str(), self.groups.get(id).map_or("", String::as_str)),
            (None, None) => ("", "", ""),
        }
    }
}

async fn ensure_size(tx: &mut Tx, named: &Named, accounts: usize) -> Result<()> {
    let groups: Vec<&GroupId> = named.groups.keys().collect();
    let members = store::count_members(tx, &groups).await?;
    let people = members.saturating_add(i64::try_from(named.users.len()).unwrap_or(i64::MAX));
    let events = people.saturating_mul(i64::try_from(accounts).unwrap_or(i64::MAX));
    let rows = (named.users.len() + groups.len()).saturating_mul(accounts);
    if events <= EVENTS_MAX && rows as i64 <= EVENTS_MAX {
        return Ok(());
    }
    Err(Error::invalid(
        ErrorCode::LimitExceeded,
        format!("That is more than {EVENTS_MAX} RAM users at once. Provision them in parts."),
    ))
}

/// Changes the policies and the description of a provisioning. RAM users that stand keep their names.
///
/// # Errors
/// Not found when there is none with this id; a description that is too long.
pub async fn update_provisioning(
    tx: &mut Tx,
    id: &RamUserProvisioningId,
    wanted: &UpdateRamUserProvisioning,
    actor: &Actor,
    now: Timestamp,
) -> Result<RamUserProvisioning> {
    names::description(&wanted.description).map_err(|rule| Error::field("description", rule))?;
    directory::lock(tx).await?;
    let before = find_provisioning(tx, id).await?;
    let (conflict_policy, deletion_policy) = (word(wanted.conflict_policy)?, word(wanted.deletion_policy)?);
    let changes = [
        ("conflict_policy", word(before.conflict_policy)?, conflict_policy.clone()),
        ("deletion_policy", word(before.deletion_policy)?, deletion_policy.clone()),
        ("description", before.description.clone(), wanted.description.clone()),
    ];
    let mut event = about(EventKind::RamUserProvisioningUpdated, &before, actor);
    let mut changed = false;
    for (name, before, after) in changes.into_iter().filter(|(_, before, after)| before != after) {
        changed = true;
        event = event.detail(&format!("before.{name}"), before).detail(&format!("after.{name}"), after);
    }
    if !changed {
        return Ok(before);
    }
    let common = store::Common {
        conflict_policy: &conflict_policy,
        deletion_policy: &deletion_policy,
        description: &wanted.description,
    };
    store::update(tx, id, &common).await?;
    events::record(tx, event, now).await?;
    find_provisioning(tx, id).await
}

/// Deletes a provisioning. RAM users that nothing else provisions are deleted or kept, as it says.
///
/// # Errors
/// Not found when there is none with this id.
pub async fn delete_provisioning(
    tx: &mut Tx,
    id: &RamUserProvisioningId,
    actor: &Actor,
    now: Timestamp,
) -> Result<()> {
    directory::lock(tx).await?;
    let found = find_provisioning(tx, id).await?;
    if let Principal::Group(group) = &found.principal {
        store::lock_groups(tx, &[group]).await?;
    }
    let concerned = ram_user_events::concerned_by_provisionings(tx, std::slice::from_ref(id)).await?;
    store::delete(tx, id).await?;
    let event = about(EventKind::RamUserProvisioningDeleted, &found, actor)
        .detail("deletion_policy", word(found.deletion_policy)?);
    events::record(tx, event, now).await?;
    ram_user_events::come_up(tx, RamUserEventKind::Delete, concerned, actor, now).await
}

fn about(kind: EventKind, provisioning: &RamUserProvisioning, actor: &Actor) -> NewEvent {
    NewEvent::new(kind, actor)
        .target(&provisioning.principal_name)
        .detail("id", &provisioning.id)
        .detail("principal_type", provisioning.principal.kind())
        .detail("principal_id", provisioning.principal.id())
        .detail("account_id", &provisioning.account_id)
        .detail("account", &provisioning.account_name)
}
