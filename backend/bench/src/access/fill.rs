//! A directory with so many access assignments, put into the tables by SQL: half of them users' own, half of groups.
//! Who has what follows from numbers, so that the right answer to every question is known.

use cloudsso::execute;
use cloudsso::platform::db::Db;
use shared::ids::{AccessConfigurationId, AccountId, UserId};

use crate::Fault;
use crate::scim::fill::settle;

/// What each user has of his own: this many accounts, on each every access configuration.
const OWN_ACCOUNTS: usize = 10;
/// The same for each group.
const GROUP_ACCOUNTS: usize = 20;
const CONFIGURATIONS: usize = 5;
const GROUPS_OF_A_USER: usize = 5;

/// How large a directory is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    users: usize,
    groups: usize,
    accounts: usize,
}

/// A question and its answer.
#[derive(Debug)]
pub struct Ask {
    pub user: UserId,
    pub account: AccountId,
    pub access_configuration: AccessConfigurationId,
    pub may: bool,
}

impl Size {
    /// 1,000 access assignments.
    pub const FEW: Size = Size { users: 10, groups: 5, accounts: 50 };
    /// 1,000,000 access assignments.
    pub const MANY: Size = Size { users: 10_000, groups: 5_000, accounts: 1_000 };

    /// The question of this number: by turns about what the user has himself, what a group brings, and neither.
    pub fn ask(self, n: usize) -> Result<Ask, Fault> {
        let user = n * 7_919 % self.users;
        let group = self.group_of(user, n % GROUPS_OF_A_USER);
        let account = match n % 3 {
            0 => self.own_account(user, n % OWN_ACCOUNTS),
            1 => self.group_account(group, n % GROUP_ACCOUNTS),
            _ => n * 31 % self.accounts,
        };
        let own = (0..OWN_ACCOUNTS).any(|k| self.own_account(user, k) == account);
        let mut groups = (0..GROUPS_OF_A_USER).map(|j| self.group_of(user, j));
        let may =
            own || groups.any(|group| (0..GROUP_ACCOUNTS).any(|k| self.group_account(group, k) == account));
        Ok(Ask {
            user: format!("u-{user}").parse()?,
            account: account_id(account).parse()?,
            access_configuration: format!("ac-{}", n % CONFIGURATIONS).parse()?,
            may,
        })
    }

    fn own_account(self, user: usize, k: usize) -> usize {
        (user * 7 + k) % self.accounts
    }

    fn group_account(self, group: usize, k: usize) -> usize {
        (group * 13 + k) % self.accounts
    }

    fn group_of(self, user: usize, j: usize) -> usize {
        (user * GROUPS_OF_A_USER + j) % self.groups
    }
}

fn account_id(number: usize) -> String {
    (1_000_000_000_000_000_u64 + number as u64).to_string()
}

/// Fills an empty database.
pub async fn fill(db: &Db, size: Size) -> Result<(), Fault> {
    db.migrate().await?;
    let [users, groups, accounts] = [size.users, size.groups, size.accounts].map(i64::try_from);
    let (users, groups, accounts) = (users?, groups?, accounts?);
    let mut tx = db.write().await?;
    execute!(
        &mut tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
         INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name, email, description,
                            status, provision_type, created_at)
         SELECT 'u-' || i, 'user' || i, 'user' || i, '', '', '', '', '', 'Enabled', 'Manual', 0 FROM n",
        users
    )?;
    execute!(
        &mut tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
         INSERT INTO groups (id, group_name, group_name_key, description, provision_type, created_at, updated_at,
                             version)
         SELECT 'g-' || i, 'group' || i, 'group' || i, '', 'Manual', 0, 0, 1 FROM n",
        groups
    )?;
    execute!(
        &mut tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
         INSERT INTO accounts (id, name, account_type, created_at)
         SELECT CAST(1000000000000000 + i AS TEXT), 'Account ' || i, 'MemberAccount', 0 FROM n",
        accounts
    )?;
    execute!(
        &mut tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
         INSERT INTO access_configurations (id, name, name_key, description, session_duration, relay_state,
                                            inline_policy, created_at)
         SELECT 'ac-' || i, 'Role-' || i, 'role-' || i, '', 3600, '', '', 0 FROM n",
        CONFIGURATIONS as i64
    )?;
    execute!(
        &mut tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1),
                        j (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM j WHERE i < $2 - 1)
         INSERT INTO group_members (group_id, user_id, created_at)
         SELECT 'g-' || ((n.i * $2 + j.i) % $3), 'u-' || n.i, 0 FROM n CROSS JOIN j",
        users,
        GROUPS_OF_A_USER as i64,
        groups
    )?;
    execute!(
        &mut tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1),
                        k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < $2 - 1)
         INSERT INTO access_assignments (user_id, account_id, access_configuration_id, created_at)
         SELECT 'u-' || n.i, CAST(1000000000000000 + (n.i * 7 + k.i) % $3 AS TEXT), c.id, 0
         FROM n CROSS JOIN k CROSS JOIN access_configurations c",
        users,
        OWN_ACCOUNTS as i64,
        accounts
    )?;
    execute!(
        &mut tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1),
                        k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < $2 - 1)
         INSERT INTO access_assignments (group_id, account_id, access_configuration_id, created_at)
         SELECT 'g-' || n.i, CAST(1000000000000000 + (n.i * 13 + k.i) % $3 AS TEXT), c.id, 0
         FROM n CROSS JOIN k CROSS JOIN access_configurations c",
        groups,
        GROUP_ACCOUNTS as i64,
        accounts
    )?;
    execute!(
        &mut tx,
        "INSERT INTO access_configuration_provisionings
             (account_id, access_configuration_id, status, inline_policy, provisioned_at)
         SELECT o.id, c.id, 'Provisioned', '', 0 FROM accounts o CROSS JOIN access_configurations c"
    )?;
    tx.commit().await?;
    settle(db).await?;
    Ok(())
}
