//! Users, groups and who is in which.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};
use shared::access_assignments::Principal;
use shared::error::ErrorCode;
use shared::groups::WriteGroup;
use shared::ids::{GroupId, UserId};
use shared::users::{ProvisionType, UpdateUser, UserStatus};

use super::super::difference::{Change, Changes, Difference};
use super::super::entries::{Entry, GroupEntry, MembershipEntry, UserEntry, group_key, user_key};
use super::super::judge::new_user;
use super::super::present::Present;
use super::{Applying, about};
use crate::directory::groups::{self, NewGroup};
use crate::directory::users::{self, import, synchronized};
use crate::platform::db::Tx;
use crate::platform::{Error, Result};

/// Everybody who may be named, by key.
pub(super) struct People {
    users: HashMap<String, (UserId, String)>,
    groups: HashMap<String, (GroupId, String)>,
}

impl People {
    pub(super) async fn apply(
        tx: &mut Tx,
        difference: &Difference,
        present: &Present,
        by: Applying<'_>,
    ) -> Result<Self> {
        let users = present.users.iter().map(|(key, here)| (key, &here.id, &here.entry.user_name));
        let groups = present.groups.iter().map(|(key, here)| (key, &here.id, &here.entry.name));
        let mut people = Self {
            users: users.map(|(key, id, name)| (key.clone(), (id.clone(), name.clone()))).collect(),
            groups: groups.map(|(key, id, name)| (key.clone(), (id.clone(), name.clone()))).collect(),
        };
        people.leave(tx, &difference.memberships, by).await?;
        delete(tx, difference, by).await?;
        change_users(tx, difference, present, by).await?;
        people.add_users(tx, &difference.users, by).await?;
        people.groups(tx, &difference.groups, by).await?;
        people.join(tx, &difference.memberships, by).await?;
        Ok(people)
    }

    /// The user or group of an access assignment, with its name.
    pub(super) fn principal(&self, user: &str, group: &str) -> Result<(Principal, &str)> {
        if group.is_empty() {
            let (id, name) = self.users.get(&user_key(user)).ok_or_else(lost)?;
            Ok((Principal::User(id.clone()), name))
        } else {
            let (id, name) = self.groups.get(&group_key(group)).ok_or_else(lost)?;
            Ok((Principal::Group(id.clone()), name))
        }
    }

    async fn leave(
        &self,
        tx: &mut Tx,
        memberships: &Changes<(GroupId, UserId), MembershipEntry>,
        by: Applying<'_>,
    ) -> Result<()> {
        let mut leaving: BTreeMap<&GroupId, Vec<UserId>> = BTreeMap::new();
        for here in &memberships.delete {
            leaving.entry(&here.id.0).or_default().push(here.id.1.clone());
        }
        for (group, users) in leaving {
            groups::remove_members(tx, group, &users, by.actor, by.now).await?;
        }
        Ok(())
    }

    async fn join(
        &self,
        tx: &mut Tx,
        memberships: &Changes<(GroupId, UserId), MembershipEntry>,
        by: Applying<'_>,
    ) -> Result<()> {
        let mut joining: BTreeMap<String, Vec<UserId>> = BTreeMap::new();
        for located in &memberships.add {
            let (user, _) = self.users.get(&user_key(&located.entry.user)).ok_or_else(lost)?;
            joining.entry(group_key(&located.entry.group)).or_default().push(user.clone());
        }
        for (key, users) in joining {
            let (group, name) = self.groups.get(&key).ok_or_else(lost)?;
            groups::add_members(tx, group, &users, by.actor, by.now)
                .await
                .map_err(|error| about(&format!("members of group {name:?}"), error))?;
        }
        Ok(())
    }

    async fn add_users(
        &mut self,
        tx: &mut Tx,
        users: &Changes<UserId, UserEntry>,
        by: Applying<'_>,
    ) -> Result<()> {
        let is_manual = |entry: &&UserEntry| entry.provision_type == ProvisionType::Manual;
        let (manual, synchronized): (Vec<&UserEntry>, Vec<&UserEntry>) =
            users.add.iter().map(|located| &located.entry).partition(is_manual);
        let new = manual.iter().map(|entry| new_user(entry)).collect();
        for (id, user) in import::create_users(tx, new, by.actor, by.now).await? {
            self.users.insert(user_key(&user.user_name), (id, user.user_name));
        }
        for entry in &synchronized {
            let id = create_synchronized(tx, entry, by)
                .await
                .map_err(|error| about(&format!("user {:?}", entry.user_name), error))?;
            self.users.insert(entry.key(), (id, entry.user_name.clone()));
        }
        for entry in manual.iter().chain(&synchronized).filter(|it| it.status == UserStatus::Disabled) {
            let (id, _) = self.users.get(&entry.key()).ok_or_else(lost)?;
            users::update_user_status(tx, id, UserStatus::Disabled, by.actor, by.now).await?;
        }
        Ok(())
    }

    async fn groups(
        &mut self,
        tx: &mut Tx,
        changes: &Changes<GroupId, GroupEntry>,
        by: Applying<'_>,
    ) -> Result<()> {
        for change in &changes.change {
            let after = &change.after;
            let wanted = WriteGroup { name: after.name.clone(), description: after.description.clone() };
            groups::update_group(tx, &change.id, &wanted, by.actor, by.now)
                .await
                .map_err(|error| about(&format!("group {:?}", after.name), error))?;
            self.groups.insert(after.key(), (change.id.clone(), after.name.clone()));
        }
        for entry in changes.add.iter().map(|located| &located.entry) {
            let new = NewGroup {
                name: &entry.name,
                description: &entry.description,
                provision_type: entry.provision_type,
                external_id: (!entry.external_id.is_empty()).then_some(entry.external_id.as_str()),
            };
            let made = groups::create_group(tx, &new, by.actor, by.now)
                .await
                .map_err(|error| about(&format!("group {:?}", entry.name), error))?;
            self.groups.insert(entry.key(), (made.id, made.name));
        }
        Ok(())
    }
}

/// Whatever is named was found when the difference was worked out.
pub(super) fn lost() -> Error {
    Error::bug("an import names what neither was there nor was made")
}

async fn delete(tx: &mut Tx, difference: &Difference, by: Applying<'_>) -> Result<()> {
    for here in &difference.groups.delete {
        groups::delete_group(tx, &here.id, by.actor, by.now).await?;
    }
    for here in &difference.users.delete {
        users::delete_user(tx, &here.id, by.actor, by.now).await?;
    }
    Ok(())
}

/// Changes users in an order in which every e-mail address is free when it is given.
async fn change_users(
    tx: &mut Tx,
    difference: &Difference,
    present: &Present,
    by: Applying<'_>,
) -> Result<()> {
    let email = |entry: &UserEntry| entry.email.to_ascii_lowercase();
    let mut holders: HashMap<String, String> =
        present.users.iter().map(|(key, here)| (email(&here.entry), key.clone())).collect();
    for here in &difference.users.delete {
        holders.remove(&email(&here.entry));
    }
    let mut waiting: Vec<&Change<UserId, UserEntry>> = difference.users.change.iter().collect();
    while !waiting.is_empty() {
        let mut later = Vec::new();
        let before = waiting.len();
        for change in waiting {
            let wanted = email(&change.after);
            if !wanted.is_empty() && holders.get(&wanted).is_some_and(|key| *key != change.after.key()) {
                later.push(change);
                continue;
            }
            change_user(tx, change, by)
                .await
                .map_err(|error| about(&format!("user {:?}", change.after.user_name), error))?;
            holders.remove(&email(&change.before));
            holders.insert(wanted, change.after.key());
        }
        if later.len() == before {
            let names: Vec<&str> = later.iter().map(|change| change.after.user_name.as_str()).collect();
            let text = format!(
                "{} exchange their e-mail addresses; take one of them away in a first import",
                names.join(", ")
            );
            return Err(Error::conflict(ErrorCode::EntityAlreadyExists, text));
        }
        waiting = later;
    }
    Ok(())
}

async fn change_user(tx: &mut Tx, change: &Change<UserId, UserEntry>, by: Applying<'_>) -> Result<()> {
    let (before, after) = (&change.before, &change.after);
    if new_user(before) != new_user(after) {
        users::update_user(tx, &change.id, &update_of(after), by.actor, by.now).await?;
    }
    if before.status != after.status {
        users::update_user_status(tx, &change.id, after.status, by.actor, by.now).await?;
    }
    Ok(())
}

fn update_of(entry: &UserEntry) -> UpdateUser {
    UpdateUser {
        first_name: entry.first_name.clone(),
        last_name: entry.last_name.clone(),
        display_name: entry.display_name.clone(),
        email: entry.email.clone(),
        description: entry.description.clone(),
    }
}

/// Makes a user as the identity provider would; a description is the console's.
async fn create_synchronized(tx: &mut Tx, entry: &UserEntry, by: Applying<'_>) -> Result<UserId> {
    let mut attributes = Map::new();
    if !entry.email.is_empty() {
        let work = json!([{"value": entry.email, "type": "work", "primary": true}]);
        attributes.insert("emails".to_owned(), work);
    }
    let told = told(entry, attributes);
    let made = synchronized::create(tx, &told, by.actor, by.now).await?;
    if !entry.description.is_empty() {
        users::update_user(tx, &made.id, &update_of(entry), by.actor, by.now).await?;
    }
    Ok(made.id)
}

fn told(entry: &UserEntry, attributes: Map<String, Value>) -> synchronized::Told {
    synchronized::Told {
        user_name: entry.user_name.clone(),
        first_name: entry.first_name.clone(),
        last_name: entry.last_name.clone(),
        display_name: entry.display_name.clone(),
        external_id: (!entry.external_id.is_empty()).then(|| entry.external_id.clone()),
        active: !entry.inactive,
        attributes,
    }
}
