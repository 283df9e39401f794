//! Turns: what makes a role and what removes it follow each other in the order in which they were asked for.

use std::collections::{BTreeSet, HashMap};

use shared::provisioning::RoleInAccount;

use crate::access::tasks::{self, Row};
use crate::platform::Result;
use crate::platform::db::Tx;

/// The last turn of each role, and whether it removes the role.
pub(in crate::access) struct Turns(HashMap<RoleInAccount, (i64, bool)>);

impl Turns {
    /// The turns of these roles as they are.
    pub(in crate::access) async fn of(
        tx: &mut Tx,
        roles: impl Iterator<Item = RoleInAccount>,
    ) -> Result<Self> {
        let distinct: BTreeSet<RoleInAccount> = roles.collect();
        let roles: Vec<RoleInAccount> = distinct.into_iter().collect();
        Ok(Self::of_open(&tasks::list_open(tx, &roles).await?))
    }

    /// The turns that these tasks make, which are in the order in which they are done.
    pub(in crate::access) fn of_open(open: &[Row]) -> Self {
        Self(open.iter().map(|task| (task.role(), (task.turn, task.removes()))).collect())
    }

    /// The turn of a task that is asked for now: with the last when both do the same, else after it.
    pub(in crate::access) fn next(&mut self, role: &RoleInAccount, removes: bool) -> i64 {
        let turn = match self.0.get(role) {
            None => 0,
            Some((turn, same)) if *same == removes => *turn,
            Some((turn, _)) => turn + 1,
        };
        self.0.insert(role.clone(), (turn, removes));
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_the_same_shares_a_turn_and_what_does_not_follows() {
        let role = |account: &str| RoleInAccount {
            account_id: account.parse().unwrap(),
            access_configuration_id: "ac-1".parse().unwrap(),
        };
        let (shop, log) = (role("10000001"), role("10000002"));
        let mut turns = Turns(HashMap::new());
        let asked =
            [(&shop, false), (&shop, false), (&shop, true), (&log, true), (&shop, false), (&shop, false)];
        assert_eq!(asked.map(|(role, removes)| turns.next(role, removes)), [0, 0, 1, 0, 2, 2]);
    }
}
