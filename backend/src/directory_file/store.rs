//! SQL that reads the whole directory. Nothing is written here; order is made elsewhere, alike on both databases.

use shared::access_assignments::Principal;
use shared::ids::{AccessConfigurationId, AccountId, GroupId, RamUserProvisioningId, UserId};

use crate::fetch_all;
use crate::platform::db::{StoreError, Tx};

type Stored<T> = Result<Vec<T>, StoreError>;

/// A user as kept.
#[derive(sqlx::FromRow)]
pub(super) struct UserRow {
    #[sqlx(try_from = "String")]
    pub id: UserId,
    pub user_name: String,
    pub first_name: String,
    pub last_name: String,
    pub display_name: String,
    pub email: String,
    pub description: String,
    pub provision_type: String,
    pub external_id: Option<String>,
    pub blocked: bool,
    pub inactive: bool,
}

pub(super) async fn list_users(tx: &mut Tx) -> Stored<UserRow> {
    fetch_all!(
        tx,
        UserRow,
        "SELECT id, user_name, first_name, last_name, display_name, email, description, provision_type,
                external_id, blocked, inactive
         FROM users"
    )
}

/// A group as kept.
#[derive(sqlx::FromRow)]
pub(super) struct GroupRow {
    #[sqlx(try_from = "String")]
    pub id: GroupId,
    pub group_name: String,
    pub description: String,
    pub provision_type: String,
    pub external_id: Option<String>,
}

pub(super) async fn list_groups(tx: &mut Tx) -> Stored<GroupRow> {
    fetch_all!(tx, GroupRow, "SELECT id, group_name, description, provision_type, external_id FROM groups")
}

/// A membership with its names.
#[derive(sqlx::FromRow)]
pub(super) struct MembershipRow {
    #[sqlx(try_from = "String")]
    pub group_id: GroupId,
    pub group_name: String,
    #[sqlx(try_from = "String")]
    pub user_id: UserId,
    pub user_name: String,
}

pub(super) async fn list_memberships(tx: &mut Tx) -> Stored<MembershipRow> {
    fetch_all!(
        tx,
        MembershipRow,
        "SELECT m.group_id, g.group_name, m.user_id, u.user_name
         FROM group_members m JOIN groups g ON g.id = m.group_id JOIN users u ON u.id = m.user_id"
    )
}

/// An access assignment with its names.
#[derive(sqlx::FromRow)]
pub(super) struct AssignmentRow {
    #[sqlx(try_from = "String")]
    pub principal: Principal,
    pub principal_name: String,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
    pub access_configuration_name: String,
}

/// Access assignments of users, and those that tasks will make; some of these may be there already.
pub(super) async fn list_assignments_of_users(tx: &mut Tx) -> Stored<AssignmentRow> {
    fetch_all!(
        tx,
        AssignmentRow,
        "SELECT p.id AS principal, p.user_name AS principal_name, a.account_id, a.access_configuration_id,
                c.name AS access_configuration_name
         FROM (SELECT user_id, account_id, access_configuration_id FROM access_assignments
               UNION SELECT user_id, account_id, access_configuration_id FROM tasks
               WHERE finished_at IS NULL AND kind = 'CreateAccessAssignment') a
         JOIN users p ON p.id = a.user_id
         JOIN accounts o ON o.id = a.account_id
         JOIN access_configurations c ON c.id = a.access_configuration_id"
    )
}

/// As [`list_assignments_of_users`], of groups.
pub(super) async fn list_assignments_of_groups(tx: &mut Tx) -> Stored<AssignmentRow> {
    fetch_all!(
        tx,
        AssignmentRow,
        "SELECT p.id AS principal, p.group_name AS principal_name, a.account_id, a.access_configuration_id,
                c.name AS access_configuration_name
         FROM (SELECT group_id, account_id, access_configuration_id FROM access_assignments
               UNION SELECT group_id, account_id, access_configuration_id FROM tasks
               WHERE finished_at IS NULL AND kind = 'CreateAccessAssignment') a
         JOIN groups p ON p.id = a.group_id
         JOIN accounts o ON o.id = a.account_id
         JOIN access_configurations c ON c.id = a.access_configuration_id"
    )
}

/// A RAM user provisioning with its names.
#[derive(sqlx::FromRow)]
pub(super) struct RamUserProvisioningRow {
    #[sqlx(try_from = "String")]
    pub id: RamUserProvisioningId,
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    pub group_name: String,
    pub user_name: String,
    pub conflict_policy: String,
    pub deletion_policy: String,
    pub description: String,
}

pub(super) async fn list_ram_user_provisionings(tx: &mut Tx) -> Stored<RamUserProvisioningRow> {
    fetch_all!(
        tx,
        RamUserProvisioningRow,
        "SELECT p.id, p.account_id, COALESCE(g.group_name, '') AS group_name,
                COALESCE(u.user_name, '') AS user_name, p.conflict_policy, p.deletion_policy, p.description
         FROM ram_user_provisionings p
         LEFT JOIN groups g ON g.id = p.group_id
         LEFT JOIN users u ON u.id = p.user_id"
    )
}

/// Accounts with RAM users that do not go at once with the account's provisionings: something of them may be in the
/// account, or they wait to be looked at although nothing provisions them any more.
pub(super) async fn list_accounts_with_ram_users(tx: &mut Tx) -> Stored<(String,)> {
    fetch_all!(
        tx,
        (String,),
        "SELECT DISTINCT r.account_id FROM ram_users r
         WHERE r.begun OR NOT (
             EXISTS (SELECT 1 FROM ram_user_provisionings p
                     WHERE p.user_id = r.user_id AND p.account_id = r.account_id)
             OR EXISTS (SELECT 1 FROM group_members m CROSS JOIN ram_user_provisionings p
                        WHERE m.user_id = r.user_id AND p.group_id = m.group_id AND p.account_id = r.account_id))"
    )
}

/// A role by account and access configuration.
#[derive(sqlx::FromRow)]
pub(super) struct RoleRow {
    #[sqlx(try_from = "String")]
    pub account_id: AccountId,
    #[sqlx(try_from = "String")]
    pub access_configuration_id: AccessConfigurationId,
}

/// Roles that stand somewhere, and those that tasks work at which make no access assignment.
pub(super) async fn list_roles(tx: &mut Tx) -> Stored<RoleRow> {
    fetch_all!(
        tx,
        RoleRow,
        "SELECT account_id, access_configuration_id FROM access_configuration_provisionings
         UNION SELECT account_id, access_configuration_id FROM tasks
         WHERE finished_at IS NULL AND kind <> 'CreateAccessAssignment'"
    )
}
