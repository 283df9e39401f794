//! What a statement is made of, and that SQLite answers it by an index.

use sqlx::Sqlite;

use super::*;
use crate::platform::db::plan::sqlite_plan;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// How SQLite goes about it, a line for each step.
async fn plan(statement: &Statement) -> Vec<String> {
    sqlite_plan(statement.builder::<Sqlite>().sql().as_str()).await
}

fn query(filter: &str) -> ListQuery {
    ListQuery { filter: Some(crate::scim::filter::parse(filter).unwrap()), ..ListQuery::default() }
}

#[tokio::test]
async fn what_clients_look_up_by_is_found_by_an_index() {
    let department = format!("{ENTERPRISE}:department eq \"R&D\"");
    let of_users = [
        ("userName eq \"a\"", "(user_name_key=?)"),
        ("userName eq \"a\" and active eq true", "(user_name_key=?)"),
        ("userName sw \"a\"", "users_by_user_name (user_name_key>? AND user_name_key<?)"),
        ("userName ge \"a\"", "users_by_user_name (user_name_key>?)"),
        ("active eq true", "(status=?)"),
        ("active eq false", "(status=?)"),
        ("externalId eq \"a\"", "users_by_external_id (external_id=?)"),
        ("externalId sw \"a\"", "users_by_external_id (external_id>? AND external_id<?)"),
        ("displayName sw \"a\"", "users_by_display_name (display_name_key>? AND display_name_key<?)"),
        ("emails.value sw \"a\"", "(attribute=? AND sub_attribute=? AND value_key>? AND value_key<?)"),
        ("id eq \"u-1\"", "(id=?)"),
        ("displayName eq \"a\"", "users_by_display_name (display_name_key=?)"),
        (
            "emails.value eq \"a\"",
            "user_attributes_by_value (attribute=? AND sub_attribute=? AND value_key=?)",
        ),
        ("emails[type eq \"work\" and value eq \"a\"]", "(attribute=? AND sub_attribute=? AND value_key=?)"),
        ("emails[type eq \"work\"].value eq \"a\"", "(attribute=? AND sub_attribute=? AND value_key=?)"),
        (&department, "(attribute=? AND sub_attribute=? AND value_key=?)"),
        ("groups.value eq \"g-1\"", "(group_id=?)"),
    ];
    let of_groups = [
        ("displayName eq \"a\"", "(group_name_key=?)"),
        ("displayName sw \"a\"", "(group_name_key>? AND group_name_key<?)"),
        ("externalId sw \"a\"", "groups_by_external_id (external_id>? AND external_id<?)"),
        ("externalId eq \"a\"", "groups_by_external_id (external_id=?)"),
        ("members.value eq \"u-1\"", "group_members_by_user (user_id=?)"),
        ("members[value eq \"u-1\"]", "group_members_by_user (user_id=?)"),
    ];
    let all = of_users.map(|case| (&targets::USERS, case)).into_iter();
    for (resources, (filter, wanted)) in all.chain(of_groups.map(|case| (&targets::GROUPS, case))) {
        let query = query(filter);
        let question = Question::of(resources, &query).unwrap();
        for statement in [question.page(&query), question.total()] {
            let lines = plan(&statement).await;
            assert!(lines.iter().any(|line| line.contains(wanted)), "{filter}: {lines:#?}");
            assert!(!lines.iter().any(|line| line.starts_with("SCAN")), "{filter}: {lines:#?}");
        }
    }
    let everything = ListQuery::default();
    let lines = plan(&Question::of(&targets::USERS, &everything).unwrap().page(&everything)).await;
    assert!(!lines.iter().any(|line| line.contains("TEMP B-TREE") || line.starts_with("SCAN")), "{lines:#?}");
}

#[test]
fn nothing_of_a_request_becomes_part_of_the_statement() {
    let mark = "Zq7x";
    let filter = format!(
        "userName eq \"{mark}'\" or not (emails[type eq \"{mark}\" and value co \"%{mark}\"]) \
         or title sw \"{mark}_\" or {ENTERPRISE}:department ew \"{mark}\\\\\" or groups.display gt \"{mark}\""
    );
    let query = ListQuery { start_index: 77_777, count: 77, ..query(&filter) };
    let question = Question::of(&targets::USERS, &query).unwrap();
    let statement = question.page(&query).builder::<Sqlite>();
    let sql = statement.sql().as_str().to_owned();
    for part in [mark, &mark.to_lowercase(), "77", "department", "title", "emails"] {
        assert!(!sql.contains(part), "{part} in {sql}");
    }
    assert_eq!(sql.matches('\'').count() % 2, 0, "{sql}");
}
