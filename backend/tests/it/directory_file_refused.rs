//! Directory files that are refused: what is wrong, in which line, and nothing is written.

use crate::directory_file::WithFiles;
use crate::support::{Administrator, TestServer, named};

const HERE: &str = "\
    accounts = [{ id = \"1000000000000001\", name = \"Owner\", account_type = \"ManagementAccount\" }]\n\
    users = [{ user_name = \"Alice\", email = \"a@example.com\" }]\n\
    access_configurations = [{ name = \"Read\" }]\n";

#[tokio::test]
async fn what_breaks_a_rule_is_named_with_its_line_and_nothing_is_written() {
    let server = TestServer::start().await;
    server.import(HERE, false).await.unwrap();
    // The first line is "format = 1".
    for (text, said) in [
        (
            "users = [{ user_name = \"a b\" }]",
            "2: user \"a b\": user_name may have letters, digits and @ _ - . only",
        ),
        (
            "users = [\n{ user_name = \"x\", email = \"x\" },\n]",
            "3: user \"x\": email is not an e-mail address",
        ),
        (
            "users = [{ user_name = \"x\", display_name = \"\\u202E\" }]",
            "display_name may have characters that can be seen",
        ),
        ("users = [{ user_name = \"x\", description = \"\\u0000\" }]", "description may have characters"),
        (
            "users = [\n{ user_name = \"x\" },\n{ user_name = \"X\" },\n]",
            "4: user \"X\" stands in line 3 already, case aside",
        ),
        (
            "users = [\n{ user_name = \"x\", email = \"A@x\" },\n{ user_name = \"y\", email = \"a@X\" },\n]",
            "4: user \"y\": the e-mail address \"a@X\" stands in line 3 already",
        ),
        (
            "users = [{ user_name = \"x\", email = \"A@example.com\" }]",
            "2: user \"x\": the e-mail address \"A@example.com\" is that of \"Alice\"",
        ),
        ("users = [{ user_name = \"alice\" }]", "user \"alice\" is called \"Alice\" and cannot be renamed"),
        (
            "users = [{ user_name = \"x\", external_id = \"1\" }]",
            "external_id belongs to synchronized users only",
        ),
        ("users = [{ user_name = \"x\", inactive = true }]", "inactive belongs to synchronized users only"),
        ("groups = [{ name = \" \" }]", "2: group \" \": name is missing"),
        ("groups = [\n{ name = \"É\" },\n{ name = \"é\" },\n]", "4: group \"é\" stands in line 3 already"),
        (
            "memberships = [{ group = \"None\", user = \"alice\" }]",
            "2: there is no group \"None\", neither here nor to be made",
        ),
        (
            "groups = [{ name = \"G\" }]\nmemberships = [{ group = \"G\", user = \"bob\" }]",
            "3: there is no user \"bob\"",
        ),
        ("folders = [[]]", "names no folder"),
        ("folders = [[\"A\", \"B\"]]", "2: there is no folder \"A\""),
        ("folders = [[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"]]", "folders nest up to 5 levels"),
        ("folders = [[\"A\"], [\"a\"]]", "stands in line 2 already"),
        ("accounts = [{ id = \"12\", name = \"X\" }]", "id may have 8 to 20 digits only"),
        ("accounts = [{ id = \"20000000\", name = \"X\", folder = [\"No\"] }]", "there is no folder \"No\""),
        (
            "accounts = [{ id = \"20000000\", name = \"X\", account_type = \"ManagementAccount\" }]",
            "there is another management account",
        ),
        (
            "accounts = [{ id = \"1000000000000001\", name = \"Owner\" }]",
            "account_type is ManagementAccount and cannot be changed",
        ),
        ("access_configurations = [{ name = \"read\" }]", "access configuration \"read\" is called \"Read\""),
        (
            "access_configurations = [{ name = \"W\", session_duration = 1 }]",
            "session_duration must be from 900 to 43200",
        ),
        (
            "access_configurations = [{ name = \"W\", relay_state = \"https://evil.example\" }]",
            "relay_state is not an address",
        ),
        ("access_configurations = [{ name = \"W\", system_policies = [\"A\", \"A\"] }]", "names \"A\" twice"),
        (
            "access_configurations = [{ name = \"W\", inline_policy = \"{}\" }]",
            "inline_policy is not a RAM policy: its line 1",
        ),
        (
            "access_assignments = [{ account = \"1000000000000001\", access_configuration = \"Read\" }]",
            "name a user or a group, one of the two",
        ),
        (
            "access_assignments = [{ account = \"1000000000000009\", access_configuration = \"No\", group = \"No\" }]",
            "2: there is no access configuration \"No\"",
        ),
        (
            "ram_user_provisionings = [\n{ account = \"1000000000000009\", user = \"Alice\" },\n]",
            "3: there is no account \"1000000000000009\", neither here nor to be made",
        ),
        (
            "ram_user_provisionings = [{ account = \"1000000000000009\", user = \"bob\" }]",
            "2: there is no user \"bob\"",
        ),
        (
            "ram_user_provisionings = [{ account = \"1000000000000009\", group = \"No\" }]",
            "2: there is no group \"No\"",
        ),
        (
            "ram_user_provisionings = [\n{ account = \"20000000\", user = \"Alice\" },\n\
             { account = \"20000000\", user = \"alice\", description = \"d\" },\n]",
            "4: RAM user provisioning \"user alice on 20000000\" stands in line 3 already",
        ),
        (
            "ram_user_provisionings = [\n\n{ account = \"1000000000000001\", user = \"Alice\" },\n]",
            "4: RAM user provisioning \"user Alice on 1000000000000001\": 1000000000000001 is the management account",
        ),
        (
            "ram_user_provisionings = [{ account = \"1\", user = \"Alice\" }]",
            "account may have 8 to 20 digits only",
        ),
        ("ram_user_provisionings = [{ account = \"20000000\" }]", "name a user or a group, one of the two"),
        (
            "ram_user_provisionings = [{ account = \"20000000\", user = \"a\", group = \"b\" }]",
            "name a user or a group, one of the two",
        ),
        (
            "ram_user_provisionings = [{ account = \"20000000\", user = \"a\", description = \"\\u202E\" }]",
            "2: RAM user provisioning \"user a on 20000000\": description may have",
        ),
        ("settings.ram_user_session_hours = 0", "2: settings.ram_user_session_hours must be from 1 to 24"),
        ("settings.ram_user_session_hours = 25", "2: settings.ram_user_session_hours must be from 1 to 24"),
        (
            "settings.ram_user_landing_page = \"https://evil.example\"",
            "2: settings.ram_user_landing_page is not an address inside the cloud's console",
        ),
        ("settings.ram_user_landing_page = \" \"", "2: settings.ram_user_landing_page is missing"),
        ("settings.directory_name = \"d-other\"", "2: settings.directory_name may have"),
        ("settings.clock_skew_seconds = 301", "2: settings.clock_skew_seconds must be from 0 to 300"),
        ("settings.access_contact = \"\\u200B\"", "2: settings.access_contact may have"),
        ("settings.sso_enabled = true", "2: SSO Logon would be on without an identity provider"),
        ("identity_provider.entity_id = \"x\"", "2: identity_provider: "),
        (
            "identity_provider = { entity_id = \"x\", logon_url = \"https://x\", certificates = [\"nothing\"] }",
            "identity_provider: certificate holds what is not an X.509 certificate",
        ),
    ] {
        let refusal = server.import_refused(text, false).await;
        assert!(refusal.contains(said), "{text}\n{refusal}");
    }
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_at_once_and_in_order() {
    let server = TestServer::start().await;
    let text = "groups = [{ name = \"\" }]\nusers = [\n{ user_name = \"a b\", email = \"x\" },\n{ user_name = \"\" },\n]";
    let refusal = server.import_refused(text, false).await;
    let lines: Vec<&str> = refusal.lines().map(|line| line.split_once(':').unwrap().0).collect();
    assert_eq!(lines, ["2", "4", "4", "5"], "{refusal}");
}

#[tokio::test]
async fn members_need_a_management_account_and_groups_of_a_directory_are_known_without_being_named() {
    let server = TestServer::start().await;
    let refusal = server.import_refused("accounts = [{ id = \"20000000\", name = \"X\" }]", false).await;
    assert!(refusal.contains("there is no management account"), "{refusal}");
    let administrator = Administrator::of(&server).await;
    administrator.create_user("alice").await;
    administrator.create_group("Developers", &[]).await;
    administrator.create_access_configuration(&named("Read")).await;
    server.import("memberships = [{ group = \"developers\", user = \"alice\" }]", false).await.unwrap();
    assert!(server.export().await.contains("{ group = \"Developers\", user = \"alice\" }"));
}
