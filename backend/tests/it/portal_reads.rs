//! What is read to answer somebody in the portal, counted by PostgreSQL itself: only what concerns the person,
//! whatever others were given. On SQLite the plans are looked at beside the statements.

use cloudsso::platform::db::{Db, Tx};
use cloudsso::portal::{self, accounts};
use cloudsso::{execute, fetch_one};
use shared::ids::{AccessConfigurationId, AccountId, UserId};
use shared::portal::PortalAccountQuery;

use crate::support::TestServer;

/// So many users and groups; user `n` is a member of group `n` and of the four after it.
const GROUPS: i64 = 2_000;
/// Every group has the access configuration on each of so many accounts.
const ACCOUNTS: i64 = 10;

/// Rows of the tables that were gone through, and entries of their indexes that were looked at, in this transaction.
async fn read_so_far(tx: &mut Tx) -> (i64, i64) {
    fetch_one!(
        tx,
        (i64, i64),
        "SELECT CAST(SUM(CASE WHEN c.relkind = 'r' THEN pg_stat_get_xact_tuples_returned(c.oid) ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN c.relkind = 'i' THEN pg_stat_get_xact_tuples_returned(c.oid) ELSE 0 END) AS BIGINT)
         FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
         WHERE COALESCE(i.indrelid, c.oid)
               IN (CAST('access_assignments' AS regclass), CAST('group_members' AS regclass))"
    )
    .unwrap()
}

async fn fill(tx: &mut Tx) {
    execute!(
        tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
         INSERT INTO users (id, user_name, user_name_key, first_name, last_name, display_name, email, description,
                            status, provision_type, created_at)
         SELECT 'u-' || i, 'user' || i, 'user' || i, '', '', '', '', '', 'Enabled', 'Manual', 0 FROM n",
        GROUPS
    )
    .unwrap();
    execute!(
        tx,
        "INSERT INTO groups (id, group_name, group_name_key, description, provision_type, created_at, updated_at,
                             version)
         SELECT replace(id, 'u-', 'g-'), user_name, user_name, '', 'Manual', 0, 0, 1 FROM users WHERE id LIKE 'u-%'"
    )
    .unwrap();
    execute!(
        tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1),
                        j (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM j WHERE i < 4)
         INSERT INTO group_members (group_id, user_id, created_at)
         SELECT 'g-' || ((n.i + j.i) % $1), 'u-' || n.i, 0 FROM n CROSS JOIN j",
        GROUPS
    )
    .unwrap();
    execute!(
        tx,
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
         INSERT INTO accounts (id, name, account_type, created_at)
         SELECT CAST(5000000000000000 + i AS TEXT), 'Account ' || i, 'MemberAccount', 0 FROM n",
        ACCOUNTS
    )
    .unwrap();
    execute!(
        tx,
        "INSERT INTO access_configurations (id, name, name_key, description, session_duration, relay_state,
                                            inline_policy, created_at)
         VALUES ('ac-1', 'Reader', 'reader', '', 3600, '', '', 0)"
    )
    .unwrap();
    execute!(
        tx,
        "INSERT INTO access_assignments (group_id, account_id, access_configuration_id, created_at)
         SELECT g.id, o.id, 'ac-1', 0 FROM groups g CROSS JOIN accounts o WHERE g.id LIKE 'g-%'"
    )
    .unwrap();
    execute!(
        tx,
        "INSERT INTO portal_uses (user_id, account_id, access_configuration_id, used_at)
         SELECT 'u-7', o.id, 'ac-1', 0 FROM accounts o"
    )
    .unwrap();
    execute!(tx, "ANALYZE").unwrap();
}

#[tokio::test]
async fn postgresql_reads_what_concerns_the_person_whatever_others_were_given() {
    let server = TestServer::start().await;
    if matches!(server.app.db, Db::Sqlite { .. }) {
        return;
    }
    let mut tx = server.app.db.write().await.unwrap();
    fill(&mut tx).await;
    let user: UserId = "u-7".parse().unwrap();
    let account: AccountId = "5000000000000003".parse().unwrap();
    let role: AccessConfigurationId = "ac-1".parse().unwrap();
    let search = PortalAccountQuery { search: Some("reader".into()), ..PortalAccountQuery::default() };
    // As for one execution, and as for any: PostgreSQL chooses between the two.
    for mode in
        ["SET LOCAL plan_cache_mode = force_custom_plan", "SET LOCAL plan_cache_mode = force_generic_plan"]
    {
        execute!(&mut tx, mode).unwrap();
        let before = read_so_far(&mut tx).await;
        assert!(portal::may_log_on(&mut tx, &user, &account, &role).await.unwrap());
        let asked = assert_read(&mut tx, before, 30, mode, "may this user?").await;
        assert_eq!(portal::list_access_configurations(&mut tx, &user, &account).await.unwrap().len(), 1);
        let asked = assert_read(&mut tx, asked, 30, mode, "the roles of an account").await;
        let all = accounts::list_accounts(&mut tx, &user, &PortalAccountQuery::default()).await.unwrap();
        assert_eq!(all.total, ACCOUNTS as u64);
        let asked = assert_read(&mut tx, asked, 500, mode, "the accounts").await;
        assert_eq!(accounts::list_accounts(&mut tx, &user, &search).await.unwrap().total, ACCOUNTS as u64);
        let asked = assert_read(&mut tx, asked, 500, mode, "a search").await;
        assert_eq!(accounts::list_recent(&mut tx, &user).await.unwrap().len(), 5);
        assert_read(&mut tx, asked, 500, mode, "recent use").await;
    }
}

/// Answers what had been read by now: since `before` no table was gone through, and at most `most` index entries.
async fn assert_read(tx: &mut Tx, before: (i64, i64), most: i64, mode: &str, what: &str) -> (i64, i64) {
    let now = read_so_far(tx).await;
    let (rows, entries) = (now.0 - before.0, now.1 - before.1);
    assert_eq!(rows, 0, "{what}, {mode}");
    assert!((1..=most).contains(&entries), "{what}, {mode}: {entries}");
    now
}
