//! Access assignments: a user, or whoever is a member of a group, may use an access configuration on an account.
//!
//! An access assignment exists only where the role stands in the account: `grant` makes it at once or leaves it to
//! a task. The audit log gets one record for each assignment made, so that it answers who got what where.

pub mod api;
mod grant;
pub mod preview;
mod revoke;
mod store;

use serde::Deserialize;
use shared::access_assignments::{AccessAssignment, Principal, Through};
use shared::error::ErrorCode;
use shared::events::EventKind;
use shared::ids::{AccessConfigurationId, AccountId, GroupId, UserId};
use shared::page::{PAGE_SIZE, Page};
use shared::provisioning::RoleInAccount;
use shared::time::UnixMillis;

pub(super) use self::grant::complete;
pub use self::grant::{Named, grant_access, grant_each};
pub use self::revoke::revoke_access;
use self::store::{Part, Place};
use crate::events::{Actor, NewEvent};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Triplet<'a> {
    principal: &'a Principal,
    account: &'a AccountId,
    access_configuration: &'a AccessConfigurationId,
}

impl Triplet<'_> {
    fn role(&self) -> RoleInAccount {
        RoleInAccount {
            account_id: self.account.clone(),
            access_configuration_id: self.access_configuration.clone(),
        }
    }

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

/// An event whose target is the user or group.
fn of_principal(kind: EventKind, actor: &Actor, principal: &Principal, name: &str) -> NewEvent {
    NewEvent::new(kind, actor)
        .target(name)
        .detail("principal_type", principal.kind())
        .detail("principal_id", principal.id())
}
