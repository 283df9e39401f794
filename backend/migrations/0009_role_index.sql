-- "May this user, as a member of a group?" is asked at every click: one place in the index for each of the user's
-- groups. By role first these places lie side by side, as many groups as there are; by group first each would be on
-- a page of its own. What is granted on an account is found by the same index.
DROP INDEX access_assignments_by_account;
CREATE UNIQUE INDEX access_assignments_by_role
    ON access_assignments (account_id, access_configuration_id, group_id);
