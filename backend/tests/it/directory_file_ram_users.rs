//! RAM user provisionings in a directory file: who gets them, who loses them, and what goes along with what.

use shared::events::EventKind;
use shared::paths;
use shared::ram_users::RamUserSettings;

use crate::directory_file::WithFiles;
use crate::support::{Administrator, TestServer};

const COMPANY: &str = "\
    accounts = [\n\
      { id = \"1000000000000001\", name = \"Owner\", account_type = \"ManagementAccount\" },\n\
      { id = \"1000000000000002\", name = \"Shop\" },\n\
      { id = \"1000000000000003\", name = \"Log\" },\n\
    ]\n\
    users = [{ user_name = \"alice\" }, { user_name = \"bob\" }]\n\
    groups = [{ name = \"Team\" }]\n\
    memberships = [{ group = \"Team\", user = \"alice\" }]\n";

const PROVISIONINGS: &str = "\
    ram_user_provisionings = [\n\
      { account = \"1000000000000002\", group = \"TEAM\", description = \"who builds\" },\n\
      { account = \"1000000000000002\", user = \"Bob\", conflict_policy = \"TakeOver\", deletion_policy = \"Keep\" },\n\
      { account = \"1000000000000003\", user = \"bob\" },\n\
    ]\n";

async fn company() -> TestServer {
    let server = TestServer::start().await;
    server.import(&format!("{COMPANY}{PROVISIONINGS}"), false).await.unwrap();
    server
}

fn has(shown: &str, lines: &[&str]) {
    for line in lines {
        assert!(shown.lines().any(|it| it == *line), "{line:?} is missing:\n{shown}");
    }
}

#[tokio::test]
async fn ram_user_provisionings_come_change_and_go_with_a_file() {
    let server = TestServer::start().await;
    let shown = server.import(&format!("{COMPANY}{PROVISIONINGS}"), false).await.unwrap();
    has(
        &shown,
        &[
            "ram user provisionings: 3 to add",
            "+ RAM user provisioning group TEAM on 1000000000000002: description = \"who builds\"",
            "+ RAM user provisioning user Bob on 1000000000000002: conflict_policy = \"TakeOver\", deletion_policy = \"Keep\"",
            "+ RAM user provisioning user bob on 1000000000000003",
        ],
    );
    assert_eq!(server.count("ram_users").await, 3, "alice in Shop, bob in both: they wait to be made");
    let text = server.export().await;
    let written = "\nram_user_provisionings = [\n  \
        { account = \"1000000000000002\", user = \"bob\", conflict_policy = \"TakeOver\", deletion_policy = \"Keep\" },\n  \
        { account = \"1000000000000002\", group = \"Team\", description = \"who builds\" },\n  \
        { account = \"1000000000000003\", user = \"bob\" },\n]\n";
    assert!(text.contains(written), "{text}");
    assert_eq!(
        server.difference(PROVISIONINGS, true).await.unwrap(),
        "",
        "names in another case are the same"
    );

    let other =
        "ram_user_provisionings = [{ account = \"1000000000000002\", user = \"BOB\", description = \"d\" }]";
    let shown = server.import(other, false).await.unwrap();
    has(
        &shown,
        &[
            "ram user provisionings: 1 to change, 2 kept",
            "~ RAM user provisioning user bob on 1000000000000002",
            "    conflict_policy: \"TakeOver\" -> \"KeepBoth\"",
            "    deletion_policy: \"Keep\" -> \"Delete\"",
            "    description: \"\" -> \"d\"",
            "= RAM user provisioning group Team on 1000000000000002: not in the file; --delete deletes it",
        ],
    );
    let shown = server.import(other, true).await.unwrap();
    has(
        &shown,
        &[
            "ram user provisionings: 2 to delete",
            "- RAM user provisioning group Team on 1000000000000002",
            "- RAM user provisioning user bob on 1000000000000003",
        ],
    );
    assert_eq!((server.count("ram_user_provisionings").await, server.count("ram_users").await), (1, 1));
    assert_eq!(server.difference(other, true).await.unwrap(), "");
    for (kind, number) in [
        (EventKind::RamUserProvisioningCreated, 3),
        (EventKind::RamUserProvisioningUpdated, 1),
        (EventKind::RamUserProvisioningDeleted, 2),
    ] {
        let events = server.events(kind).await;
        assert_eq!(events.len(), number, "{kind:?}");
        assert!(events.iter().all(|event| event.actor_name == "cloudsso"), "{kind:?}: the server did it");
    }
}

#[tokio::test]
async fn settings_of_ram_users_are_in_a_file() {
    let server = TestServer::start().await;
    assert!(server.export().await.contains("\nsettings.ram_user_session_hours = 6\n"));
    let text = "settings.ram_user_session_hours = 24\n\
                settings.ram_user_landing_page = \" https://oss.console.alibabacloud.com/ \"";
    let shown = server.import(text, false).await.unwrap();
    has(
        &shown,
        &[
            "settings: 2 to change",
            "~ setting ram_user_session_hours: 6 -> 24",
            "~ setting ram_user_landing_page: \"https://homenew.console.aliyun.com\" -> \
             \"https://oss.console.alibabacloud.com/\"",
        ],
    );
    let kept: RamUserSettings = Administrator::of(&server).await.get(paths::RAM_USER_SETTINGS).await.json();
    assert_eq!(
        (kept.session_hours, kept.landing_page.as_str()),
        (24, "https://oss.console.alibabacloud.com/")
    );
    let events = server.events(EventKind::RamUserSettingsUpdated).await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].details.get("after.session_hours").map(String::as_str), Some("24"));
    assert_eq!(server.difference(text, true).await.unwrap(), "");
}

#[tokio::test]
async fn whoever_goes_takes_along_what_the_file_does_not_speak_of() {
    let server = company().await;
    let shown = server.import("users = [{ user_name = \"alice\" }]", true).await.unwrap();
    has(
        &shown,
        &[
            "- user bob",
            "ram user provisionings: 2 to delete",
            "- RAM user provisioning user bob on 1000000000000002",
            "- RAM user provisioning user bob on 1000000000000003",
        ],
    );
    let shown = server.import("groups = []\nmemberships = []", true).await.unwrap();
    has(&shown, &["- group Team", "- RAM user provisioning group Team on 1000000000000002"]);
    assert_eq!((server.count("ram_user_provisionings").await, server.count("ram_users").await), (0, 0));

    let server = company().await;
    let shown = server.import("accounts = []", true).await.unwrap();
    has(
        &shown,
        &[
            "accounts: 3 to delete",
            "ram user provisionings: 3 to delete",
            "- RAM user provisioning group Team on 1000000000000002",
        ],
    );
    assert_eq!((server.count("ram_user_provisionings").await, server.count("ram_users").await), (0, 0));
}

#[tokio::test]
async fn what_the_file_has_provisionings_of_is_not_deleted() {
    let server = company().await;
    let before = server.export().await;
    let text = format!(
        "accounts = [{{ id = \"1000000000000001\", name = \"Owner\", account_type = \"ManagementAccount\" }}]\n\
         users = [{{ user_name = \"alice\" }}]\ngroups = []\nmemberships = []\n{PROVISIONINGS}"
    );
    let shown = server.import(&text, true).await.unwrap();
    has(
        &shown,
        &[
            "= user bob: not in the file, but there are RAM user provisionings in the file (2)",
            "= group Team: not in the file, but there are RAM user provisionings in the file (1)",
            "= account 1000000000000002 (Shop): not in the file, but there are RAM user provisionings in the file (2)",
            "- membership alice in Team",
        ],
    );
    assert_eq!(server.export().await, before.replace(MEMBERSHIPS, "memberships = []\n"));
}

const MEMBERSHIPS: &str = "memberships = [\n  { group = \"Team\", user = \"alice\" },\n]\n";

#[tokio::test]
async fn an_account_is_kept_until_its_ram_users_are_removed() {
    let server = company().await;
    let mut tx = server.app.db.write().await.unwrap();
    let text = "UPDATE ram_users SET begun = TRUE WHERE account_id = '1000000000000002'";
    cloudsso::execute!(&mut tx, text).unwrap();
    tx.commit().await.unwrap();
    let kept = "= account 1000000000000002 (Shop): not in the file, but RAM users stand in it or are worked at; delete \
                their provisionings and, once they are removed, import again";
    let shown = server.import("accounts = []", true).await.unwrap();
    has(
        &shown,
        &[kept, "- account 1000000000000003 (Log)", "- RAM user provisioning user bob on 1000000000000003"],
    );
    assert!(
        !shown.contains("- RAM user provisioning group Team"),
        "the account stays, and so does this: {shown}"
    );
    let nothing = "accounts = []\nram_user_provisionings = []";
    let shown = server.import(nothing, true).await.unwrap();
    has(&shown, &[kept, "- RAM user provisioning group Team on 1000000000000002"]);
    let mut tx = server.app.db.write().await.unwrap();
    cloudsso::execute!(&mut tx, "DELETE FROM ram_users").unwrap();
    tx.commit().await.unwrap();
    has(&server.import(nothing, true).await.unwrap(), &["accounts: 2 to delete"]);
}

#[tokio::test]
async fn nobody_is_provisioned_in_a_management_account_of_the_same_file() {
    let server = TestServer::start().await;
    let text = "accounts = [{ id = \"20000000\", name = \"X\", account_type = \"ManagementAccount\" }]\n\
                users = [{ user_name = \"alice\" }]\n\
                ram_user_provisionings = [{ account = \"20000000\", user = \"alice\" }]";
    let refusal = server.import_refused(text, false).await;
    let said = "4: RAM user provisioning \"user alice on 20000000\": 20000000 is the management account; RAM users are \
                provisioned in member accounts only\n";
    assert_eq!(refusal, said);
}
