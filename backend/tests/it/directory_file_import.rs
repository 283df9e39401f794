//! Importing a directory file: what differs, what is left to whom, what is deleted, and that it is all or nothing.

use cloudsso::directory_file::{self, Applying, Plan, Refusal, Terms};
use cloudsso::events::Actor;
use shared::events::EventKind;
use shared::paths;
use shared::scim::SetScimSynchronization;
use shared::tasks::TaskStatus;
use shared::users::{User, UserStatus};

use crate::directory_file::{SIGN_IN_URL, WithFiles, file, import_in};
use crate::support::{Administrator, IdentityProvider, TestServer, named};

/// A company with somebody who has access that is worked at by hand.
const COMPANY: &str = "\
    folders = [[\"Core\"]]\n\
    accounts = [\n\
      { id = \"1000000000000001\", name = \"Owner\", account_type = \"ManagementAccount\" },\n\
      { id = \"1000000000000002\", name = \"Shop\", folder = [\"Core\"] },\n\
    ]\n\
    users = [\n\
      { user_name = \"alice\", email = \"a@example.com\" },\n\
      { user_name = \"bob\", email = \"b@example.com\" },\n\
    ]\n\
    groups = [{ name = \"Developers\" }]\n\
    memberships = [{ group = \"Developers\", user = \"alice\" }]\n\
    access_assignments = [{ account = \"1000000000000002\", access_configuration = \"Read\", user = \"alice\" }]\n\
    [[access_configurations]]\nname = \"Read\"\n";

async fn company() -> (TestServer, Administrator) {
    let server = TestServer::start().await;
    server.import(COMPANY, false).await.unwrap();
    let administrator = Administrator::of(&server).await;
    (server, administrator)
}

fn has(shown: &str, lines: &[&str]) {
    for line in lines {
        assert!(shown.lines().any(|it| it == *line), "{line:?} is missing:\n{shown}");
    }
}

#[tokio::test]
async fn what_changes_is_shown_before_and_after_and_noted_in_the_audit_log() {
    let (server, _) = company().await;
    let wanted = COMPANY
        .replace("\"Shop\", folder = [\"Core\"]", "\"Store\", colour = \"Blue\"")
        .replace("email = \"a@example.com\"", "email = \"b@example.com\", description = \"two\\nlines\"")
        .replace(
            "user_name = \"bob\", email = \"b@example.com\"",
            "user_name = \"bob\", status = \"Disabled\"",
        )
        .replace("name = \"Developers\" }", "name = \"DEVELOPERS\", description = \"d\" }")
        + "description = \"x\"\nsession_duration = 900\ninline_policy = '''\n{\"Version\": \"1\",\n\"Statement\": \
           [{\"Effect\": \"Allow\", \"Action\": \"a:*\", \"Resource\": \"*\"}]}'''\n";
    let wanted =
        format!("settings.clock_skew_seconds = 60\nsettings.access_contact = '''\nAsk\nus\n'''\n{wanted}");
    let shown = server.import(&wanted, false).await.unwrap();
    has(
        &shown,
        &[
            "settings: 2 to change",
            "~ setting access_contact: \"\" -> \"Ask\\nus\"",
            "~ setting clock_skew_seconds: 180 -> 60",
            "accounts: 1 to change",
            "~ account 1000000000000002 (Store)",
            "    name: \"Shop\" -> \"Store\"",
            "    folder: [\"Core\"] -> []",
            "    colour: \"None\" -> \"Blue\"",
            "    email: \"a@example.com\" -> \"b@example.com\"",
            "      + two",
            "    status: \"Enabled\" -> \"Disabled\"",
            "~ group DEVELOPERS",
            "    name: \"Developers\" -> \"DEVELOPERS\"",
            "    session_duration: 3600 -> 900",
            "      + {\"Version\": \"1\",",
        ],
    );
    assert_eq!(server.difference(&wanted, false).await.unwrap(), "", "nothing is left to do");
    for (kind, detail, value) in [
        (EventKind::UserUpdated, "after.email", "b@example.com"),
        (EventKind::UserDisabled, "after.blocked", "true"),
        (EventKind::GroupUpdated, "before.name", "Developers"),
        (EventKind::AccountUpdated, "after.colour", "Blue"),
        (EventKind::AccessConfigurationUpdated, "after.session_duration", "900"),
        (EventKind::SsoRulesUpdated, "clock skew", "60"),
        (EventKind::AccessContactUpdated, "after.access_contact", "Ask\nus"),
    ] {
        let events = server.events(kind).await;
        assert!(events.iter().any(|it| it.details.get(detail).is_some_and(|it| it == value)), "{kind:?}");
        assert!(events.iter().all(|it| it.actor_name == "cloudsso"), "{kind:?}");
    }
}

#[tokio::test]
async fn what_the_file_does_not_name_stays_until_it_is_to_be_deleted() {
    let (server, _) = company().await;
    let before = server.export().await;
    let nothing = "users = []\ngroups = []\nmemberships = []\naccess_assignments = []";
    let shown = server.import(nothing, false).await.unwrap();
    has(
        &shown,
        &[
            "users: 2 kept",
            "= user alice: not in the file; --delete deletes it",
            "= membership alice in Developers: not in the file; --delete deletes it",
        ],
    );
    assert_eq!(server.export().await, before);
    assert_eq!(server.difference("", true).await.unwrap(), "", "what has no section is not spoken of");
    let shown = server.import("users = []\ngroups = []", true).await.unwrap();
    has(
        &shown,
        &[
            "users: 1 to delete, 1 kept",
            "- user bob",
            "= user alice: not in the file, but there are groups with the user in them (1)",
            "= group Developers: not in the file, but there are members (1)",
        ],
    );
    let shown = server.import(nothing, true).await.unwrap();
    has(&shown, &["- user alice", "- group Developers", "- membership alice in Developers"]);
    has(&shown, &["- access assignment user alice as Read on 1000000000000002"]);
    let after = server.export().await;
    assert!(after.contains("\nusers = []\n") && after.contains("\naccess_assignments = []\n"), "{after}");
}

#[tokio::test]
async fn what_roles_stand_for_goes_once_they_are_removed() {
    let (server, administrator) = company().await;
    administrator.finish_manual_work().await;
    let nothing = "folders = []\naccounts = []\naccess_configurations = []\naccess_assignments = []";
    let shown = server.import(nothing, true).await.unwrap();
    let stands = "not in the file, but roles stand in accounts or are worked at (1); once they are removed, import again";
    has(
        &shown,
        &[
            "- access assignment user alice as Read on 1000000000000002",
            &format!("= access configuration Read: {stands}"),
            &format!("= account 1000000000000002 (Shop): {stands}"),
            "= account 1000000000000001 (Owner): not in the file, but it is the management account of 1 members",
            "= folder Core: not in the file, but folders or accounts are in it",
        ],
    );
    administrator.finish_manual_work().await;
    let shown = server.import(nothing, true).await.unwrap();
    has(&shown, &["- account 1000000000000001 (Owner)", "- folder Core", "- access configuration Read"]);
    assert_eq!(server.difference(nothing, true).await.unwrap(), "");
}

#[tokio::test]
async fn a_role_that_another_gets_in_the_same_import_is_not_taken_down() {
    let (server, administrator) = company().await;
    administrator.finish_manual_work().await;
    let other = "access_assignments = [{ account = \"1000000000000002\", access_configuration = \"Read\", user = \"bob\" }]";
    server.import(other, true).await.unwrap();
    assert!(administrator.manual_work().await.is_empty(), "the role stands as before");
    assert_eq!(server.count("access_assignments").await, 1, "and bob has it at once");
}

#[tokio::test]
async fn what_scim_keeps_is_left_to_it_save_for_the_status() {
    let (server, administrator) = company().await;
    server.create_synchronized_user("carol").await;
    let mut tx = server.app.db.write().await.unwrap();
    let text = "UPDATE groups SET provision_type = 'Synchronized'";
    cloudsso::execute!(&mut tx, text).unwrap();
    tx.commit().await.unwrap();
    let on = SetScimSynchronization { enabled: true };
    assert_eq!(administrator.put(paths::SCIM_SYNCHRONIZATION, &on).await.status, 200);
    let text = "\
        users = [\n\
          { user_name = \"alice\", email = \"a@example.com\" },\n\
          { user_name = \"carol\", display_name = \"C\", status = \"Disabled\", provision_type = \"Synchronized\" },\n\
          { user_name = \"dora\", provision_type = \"Synchronized\" },\n\
        ]\n\
        groups = [{ name = \"Admins\", provision_type = \"Synchronized\" }]\n\
        memberships = [{ group = \"Developers\", user = \"bob\" }]\n";
    let shown = server.import(text, true).await.unwrap();
    has(
        &shown,
        &[
            "~ user carol",
            "    status: \"Enabled\" -> \"Disabled\"",
            "= user carol: kept by SCIM; display_name stays as it is",
            "= user dora: kept by SCIM, which has not brought it; not made here",
            "- user bob",
            "= group Admins: kept by SCIM, which has not brought it; not made here",
            "= group Developers: not in the file, but kept by SCIM",
            "= membership bob in Developers: the group's members are kept by SCIM; not added",
            "= membership alice in Developers: not in the file, but kept by SCIM",
        ],
    );
    let users: shared::page::Page<User> = administrator.get(paths::USERS).await.json();
    let carol = users.items.iter().find(|user| user.user_name == "carol").unwrap();
    assert_eq!((carol.status, carol.display_name.as_str()), (UserStatus::Disabled, ""));
    assert!(!users.items.iter().any(|user| user.user_name == "dora"));
}

#[tokio::test]
async fn a_disabled_user_is_signed_out_by_an_import() {
    let server = TestServer::start().await;
    let alice = server.create_user("alice").await;
    let browser = server.signed_in(&alice).await;
    assert_eq!(browser.get(paths::SESSION).await.status, 200);
    server.import("users = [{ user_name = \"alice\", status = \"Disabled\" }]", false).await.unwrap();
    assert_eq!(browser.get(paths::SESSION).await.status, 401);
}

#[tokio::test]
async fn the_identity_provider_and_its_switch_come_and_go_together() {
    let server = TestServer::start().await;
    server.with_sso(&IdentityProvider::default()).await;
    let with = server.export().await;
    let off = "settings.sso_enabled = false\nidentity_provider = {}";
    let shown = server.import(off, false).await.unwrap();
    assert!(shown.contains("- identity provider: entity_id \"https://sts.windows.net/"), "{shown}");
    let body = with.split_once("format = 1\n").unwrap().1;
    let shown = server.import(body, false).await.unwrap();
    assert!(shown.contains("+ identity provider: entity_id \"https://sts.windows.net/"), "{shown}");
    assert_eq!(server.export().await, with);
    let other = body.replace("/saml2\"", "/saml3\"");
    let shown = server.import(&other, false).await.unwrap();
    assert!(shown.contains("    logon_url \"") && shown.contains("/saml3\""), "{shown}");
}

#[tokio::test]
async fn an_import_that_fails_at_its_end_has_done_nothing() {
    let (server, _) = company().await;
    let (before, events) = (server.export().await, server.count("events").await);
    // Found only when it is done: the file itself is in order.
    let exchange = "users = [\n{ user_name = \"alice\", email = \"b@example.com\" },\n\
                    { user_name = \"bob\", email = \"a@example.com\" },\n{ user_name = \"new\" },\n]\n\
                    settings.clock_skew_seconds = 7";
    let refusal = server.import(exchange, false).await.unwrap_err();
    assert!(matches!(&refusal, Refusal::Error(error) if error.to_string().contains("exchange their e-mail")));
    assert_eq!((server.export().await, server.count("events").await), (before, events));
}

#[tokio::test]
async fn another_difference_than_was_shown_has_another_digest() {
    let (server, administrator) = company().await;
    let wanted = file("users = [{ user_name = \"dora\" }]");
    let terms = Terms { delete: true, sign_in_url: SIGN_IN_URL };
    let mut tx = server.app.db.snapshot().await.unwrap();
    let shown = Plan::of(&mut tx, &wanted, terms).await.unwrap();
    let same = Plan::of(&mut tx, &wanted, terms).await.unwrap();
    assert_eq!(shown.digest(), same.digest());
    drop(tx);
    administrator.create_user("emil").await;
    let mut tx = server.app.db.snapshot().await.unwrap();
    let other = Plan::of(&mut tx, &wanted, terms).await.unwrap();
    assert_ne!(shown.digest(), other.digest(), "emil would be deleted too");
}

#[tokio::test]
async fn access_of_a_group_is_not_taken_for_that_of_a_user_and_nothing_is_left_out_for_being_in_a_name() {
    let (server, _) = company().await;
    server.import("groups = [{ name = \"bob\" }]", false).await.unwrap();
    let plan = async |text: &str| {
        let mut tx = server.app.db.snapshot().await.unwrap();
        Plan::of(&mut tx, &file(text), Terms { delete: false, sign_in_url: SIGN_IN_URL }).await.unwrap()
    };
    let grants = |to: &str| {
        format!(
            "access_assignments = [{{ account = \"1000000000000002\", access_configuration = \"Read\", {to} = \"bob\" }}]"
        )
    };
    let (user, group) = (plan(&grants("user")).await, plan(&grants("group")).await);
    has(&user.shown(false), &["+ access assignment user bob as Read on 1000000000000002"]);
    has(&group.shown(false), &["+ access assignment group bob as Read on 1000000000000002"]);
    assert_ne!(user.digest(), group.digest());
    let dora = plan(
        "users = [{ user_name = \"dora\", display_name = \"dora\", email = \"a@x\", last_name = \"or\" }]",
    );
    let shown = "+ user dora: last_name = \"or\", display_name = \"dora\", email = \"a@x\"";
    has(&dora.await.shown(false), &[shown]);
}

#[tokio::test]
async fn lines_that_are_shown_alike_have_digests_of_their_own() {
    let (server, _) = company().await;
    let mut digests = std::collections::BTreeSet::new();
    let mut texts = std::collections::BTreeSet::new();
    for before in ["one", "other"] {
        let describe = |last: &str| {
            format!("groups = [{{ name = \"Developers\", description = \"{before}\\n{last}\" }}]")
        };
        server.import(&describe("old"), false).await.unwrap();
        let mut tx = server.app.db.snapshot().await.unwrap();
        let terms = Terms { delete: false, sign_in_url: SIGN_IN_URL };
        let plan = Plan::of(&mut tx, &file(&describe("new")), terms).await.unwrap();
        texts.insert(plan.shown(false));
        digests.insert(plan.digest());
    }
    assert_eq!((texts.len(), digests.len()), (1, 2), "{texts:?}");
}

#[tokio::test]
async fn what_somebody_changes_during_an_import_makes_it_fail_and_not_be_lost() {
    let (server, administrator) = company().await;
    if server.app.db.kind() == "SQLite" {
        return; // The second writer waits there: an import has the database for itself.
    }
    let wanted = file("users = [{ user_name = \"alice\", display_name = \"From the file\" }]");
    let mut tx = server.app.db.write_on_snapshot().await.unwrap();
    directory_file::hold(&mut tx).await.unwrap();
    let terms = Terms { delete: false, sign_in_url: SIGN_IN_URL };
    let plan = Plan::of(&mut tx, &wanted, terms).await.unwrap();
    let users: shared::page::Page<User> = administrator.get(paths::USERS).await.json();
    let alice = users.items.iter().find(|user| user.user_name == "alice").unwrap();
    let path = paths::with_id(paths::USER, alice.id.as_str());
    let wanted = shared::users::UpdateUser { display_name: "By hand".into(), ..Default::default() };
    assert_eq!(administrator.put(&path, &wanted).await.status, 200);
    let actor = Actor::server();
    let waiting = TaskStatus::AwaitingAdministrator;
    let by = Applying { sign_in_url: SIGN_IN_URL, waiting, actor: &actor, now: server.now() };
    assert!(plan.apply(&mut tx, by).await.is_err());
    drop(tx);
    assert!(server.export().await.contains("By hand"));
}

#[tokio::test]
async fn access_that_a_role_stands_for_is_given_at_once_and_other_access_waits_for_it() {
    let (server, administrator) = company().await;
    administrator.finish_manual_work().await;
    administrator.create_access_configuration(&named("Write")).await;
    let text = "access_assignments = [\n\
        { account = \"1000000000000002\", access_configuration = \"Read\", group = \"Developers\" },\n\
        { account = \"1000000000000002\", access_configuration = \"Write\", group = \"Developers\" },\n]";
    let mut tx = server.app.db.write().await.unwrap();
    import_in(&mut tx, &file(text), false).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(server.count("access_assignments").await, 2);
    let work = administrator.manual_work().await;
    assert_eq!(work.iter().map(|it| it.access_configuration_name.as_str()).collect::<Vec<_>>(), ["Write"]);
    assert_eq!(
        server.difference(text, false).await.unwrap().lines().next(),
        Some("access assignments: 1 kept")
    );
}
