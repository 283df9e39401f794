//! Access assignments: a user, or whoever is a member of a group, may use an access configuration on an account.
//!
//! Granting is all or nothing and safe to repeat. The audit log gets one record for each assignment made, so
//! that it answers who got what where.

pub mod api;
pub mod preview;
mod store;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use shared::access_assignments::{
    AccessAssignment, GRANT_MAX, GrantAccess, Granted, Principal, RevokeAccess, Through,
};
use shared::error::{ErrorCode, FieldError, Rule};
use shared::events::EventKind;
use shared::ids::{AccessConfigurationId, AccountId, GroupId, UserId};
use shared::page::{PAGE_SIZE, Page};
use shared::time::UnixMillis;

use self::store::{Part, Place};
use crate::events::{self, Actor, NewEvent};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Which access assignments; what is absent does not narrow. Also the query of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Granted to this user.
    user_id: Option<UserId>,
    /// Granted to this group.
    group_id: Option<GroupId>,
    /// With a user: also what was granted to the groups that the user is a member of.
    #[serde(default)]
    through_groups: bool,
    /// On this account.
    account_id: Option<AccountId>,
    /// With this access configuration.
    access_configuration_id: Option<AccessConfigurationId>,
    /// Only what comes after this in the list.
    after: Option<String>,
}

impl Filter {
    /// Those on one account.
    pub fn on_account(id: &AccountId) -> Self {
        Self { account_id: Some(id.clone()), ..Self::default() }
    }

    /// Those with one access configuration.
    pub fn with_access_configuration(id: &AccessConfigurationId) -> Self {
        Self { access_configuration_id: Some(id.clone()), ..Self::default() }
    }
}

impl Filter {
    /// The parts of the list that the filter lets through, in their order.
    fn parts(&self) -> Result<&'static [Part]> {
        match (&self.user_id, &self.group_id, self.through_groups) {
            (None, None, false) => Ok(&[Part::Users, Part::Groups]),
            (Some(_), None, false) => Ok(&[Part::Users]),
            (Some(_), None, true) => Ok(&[Part::Users, Part::Inherited]),
            (None, Some(_), false) => Ok(&[Part::Groups]),
            _ => Err(Error::invalid(
                ErrorCode::InvalidParameter,
                "Ask for a user or for a group; what comes through groups is listed for a user only.",
            )),
        }
    }
}

/// What makes an access assignment.
struct Triplet<'a> {
    principal: &'a Principal,
    account: &'a AccountId,
    access_configuration: &'a AccessConfigurationId,
}

impl Triplet<'_> {
    fn user(&self) -> Option<&UserId> {
        match self.principal {
            Principal::User(id) => Some(id),
            Principal::Group(_) => None,
        }
    }

    fn group(&self) -> Option<&GroupId> {
        match self.principal {
            Principal::User(_) => None,
            Principal::Group(id) => Some(id),
        }
    }
}

/// How many access assignments the filter lets through.
///
/// # Errors
/// When the filter asks for a user and a group at once.
pub async fn count(tx: &mut Tx, filter: &Filter) -> Result<u64> {
    let mut sum = 0;
    for part in filter.parts()? {
        sum += store::count(tx, *part, filter).await?;
    }
    Ok(sum)
}

/// A page of access assignments: users' by user name, account and access configuration, then groups' likewise.
///
/// # Errors
/// When `after` is not what a page before gave out, or the filter asks for a user and a group at once.
pub async fn list_access_assignments(tx: &mut Tx, filter: &Filter) -> Result<Page<AccessAssignment>> {
    let parts = filter.parts()?;
    let (first, mut after) = match filter.after.as_deref() {
        None => (Part::Users, Place::default()),
        Some(text) => {
            Place::parse(text).filter(|(part, _)| parts.contains(part)).ok_or_else(Error::no_such_page)?
        }
    };
    let mut rows = Vec::new();
    for part in parts.iter().copied().filter(|part| *part >= first) {
        let missing = PAGE_SIZE + 1 - rows.len();
        let place = if part == first { std::mem::take(&mut after) } else { Place::default() };
        let some = store::list(tx, part, filter, &place, missing as i64).await?;
        rows.extend(some.into_iter().map(|row| (part, row)));
        if rows.len() > PAGE_SIZE {
            break;
        }
    }
    let total = count(tx, filter).await?;
    Page::of_rows(rows, total, |(part, row)| row.place(*part))
        .try_map(|(part, row)| Ok(on_the_wire(part, row)))
}

fn on_the_wire(part: Part, row: store::Row) -> AccessAssignment {
    let through = match (part, &row.principal) {
        (Part::Inherited, Principal::Group(id)) => {
            Some(Through { id: id.clone(), name: row.principal_name.clone() })
        }
        _ => None,
    };
    AccessAssignment {
        principal: row.principal,
        principal_name: row.principal_name,
        through,
        account_id: row.account_id,
        account_name: row.account_name,
        access_configuration_id: row.access_configuration_id,
        access_configuration_name: row.access_configuration_name,
        created_at: UnixMillis(row.created_at),
    }
}

/// Names of what a grant speaks of, by id; each id once.
#[derive(Default)]
struct Named {
    principals: BTreeMap<Principal, String>,
    accounts: BTreeMap<AccountId, String>,
    access_configurations: BTreeMap<AccessConfigurationId, String>,
}

impl Named {
    /// Every combination.
    fn triplets(&self) -> Vec<Triplet<'_>> {
        let mut triplets = Vec::new();
        for principal in self.principals.keys() {
            for account in self.accounts.keys() {
                for access_configuration in self.access_configurations.keys() {
                    triplets.push(Triplet { principal, account, access_configuration });
                }
            }
        }
        triplets
    }
}

/// Grants every access configuration named to every user and group named on every account named.
///
/// # Errors
/// A list that is empty or names what does not exist; more than [`GRANT_MAX`] access assignments.
pub async fn grant_access(
    tx: &mut Tx,
    grant: &GrantAccess,
    actor: &Actor,
    now: Timestamp,
) -> Result<Granted> {
    check_size(grant)?;
    let named = look_up(tx, grant).await?;
    let triplets = named.triplets();
    let made = store::insert_missing(tx, &triplets, now).await.map_err(|e| {
        e.or_conflict(Error::conflict(
            ErrorCode::InvalidParameter,
            "What was to be granted has been deleted in the meantime. Look again and retry.",
        ))
    })?;
    let events = made.iter().map(|made| {
        of_principal(
            EventKind::AccessGranted,
            actor,
            &made.principal,
            name(&named.principals, &made.principal),
        )
        .detail("account_id", &made.account_id)
        .detail("account", name(&named.accounts, &made.account_id))
        .detail("access_configuration", name(&named.access_configurations, &made.access_configuration_id))
    });
    events::record_all(tx, events, now).await?;
    let granted = made.len() as u64;
    Ok(Granted { granted, existing: triplets.len() as u64 - granted })
}

/// Checks that the grant is not too large.
fn check_size(grant: &GrantAccess) -> Result<()> {
    let principals = grant.user_ids.len() + grant.group_ids.len();
    let lists = [principals, grant.account_ids.len(), grant.access_configuration_ids.len()];
    if lists.iter().try_fold(1, |product: usize, len| product.checked_mul(*len)).is_none_or(|n| n > GRANT_MAX)
    {
        return Err(Error::invalid(
            ErrorCode::LimitExceeded,
            format!("That is more than {GRANT_MAX} access assignments at once. Grant them in parts."),
        ));
    }
    Ok(())
}

/// The name that was looked up.
fn name<'a, Id: Ord>(names: &'a BTreeMap<Id, String>, id: &Id) -> &'a str {
    names.get(id).map_or("", String::as_str)
}

/// An event whose target is the user or group.
fn of_principal(kind: EventKind, actor: &Actor, principal: &Principal, name: &str) -> NewEvent {
    NewEvent::new(kind, actor)
        .target(name)
        .detail("principal_type", principal.kind())
        .detail("principal_id", principal.id())
}

async fn look_up(tx: &mut Tx, grant: &GrantAccess) -> Result<Named> {
    let mut named = Named::default();
    let mut users = if grant.group_ids.is_empty() { some_of(&grant.user_ids) } else { Ok(()) };
    for id in &grant.user_ids {
        match store::find_user_name(tx, id).await? {
            Some((name,)) => _ = named.principals.insert(Principal::User(id.clone()), name),
            None => users = Err(Rule::Unknown),
        }
    }
    let mut groups = Ok(());
    for id in &grant.group_ids {
        match store::find_group_name(tx, id).await? {
            Some((name,)) => _ = named.principals.insert(Principal::Group(id.clone()), name),
            None => groups = Err(Rule::Unknown),
        }
    }
    let mut accounts = some_of(&grant.account_ids);
    for id in &grant.account_ids {
        match store::find_account_name(tx, id).await? {
            Some((name,)) => _ = named.accounts.insert(id.clone(), name),
            None => accounts = Err(Rule::Unknown),
        }
    }
    let mut configurations = some_of(&grant.access_configuration_ids);
    for id in &grant.access_configuration_ids {
        match store::find_access_configuration_name(tx, id).await? {
            Some((name,)) => _ = named.access_configurations.insert(id.clone(), name),
            None => configurations = Err(Rule::Unknown),
        }
    }
    let faults = FieldError::of([
        ("user_ids", users),
        ("group_ids", groups),
        ("account_ids", accounts),
        ("access_configuration_ids", configurations),
    ]);
    if faults.is_empty() { Ok(named) } else { Err(Error::fields(faults)) }
}

fn some_of<Id>(ids: &[Id]) -> std::result::Result<(), Rule> {
    if ids.is_empty() { Err(Rule::Required) } else { Ok(()) }
}

/// Revokes one access assignment.
///
/// # Errors
/// Not found when it is not there.
pub async fn revoke_access(tx: &mut Tx, revoke: &RevokeAccess, actor: &Actor, now: Timestamp) -> Result<()> {
    let triplet = Triplet {
        principal: &revoke.principal,
        account: &revoke.account_id,
        access_configuration: &revoke.access_configuration_id,
    };
    let not_there =
        || Error::not_found(ErrorCode::AccessAssignmentNotExists, "There is no such access assignment.");
    let found = store::find(tx, &triplet).await?.ok_or_else(not_there)?;
    if store::delete(tx, &triplet).await? == 0 {
        return Err(not_there());
    }
    let event = of_principal(EventKind::AccessRevoked, actor, &found.principal, &found.principal_name)
        .detail("account_id", &found.account_id)
        .detail("account", &found.account_name)
        .detail("access_configuration", &found.access_configuration_name);
    events::record(tx, event, now).await?;
    Ok(())
}
