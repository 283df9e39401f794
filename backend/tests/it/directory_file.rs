//! The directory as a file: exported, imported, and exported again.

mod random;

use cloudsso::directory_file::{self, Applying, File, Plan, Refusal, Terms};
use cloudsso::events::Actor;
use cloudsso::platform::db::Tx;
use shared::access_configurations::CreateAccessConfiguration;
use shared::accounts::{CreateFolder, Folder};
use shared::events::EventKind;
use shared::paths;
use shared::tasks::TaskStatus;

use self::random::Making;
use crate::support::{Administrator, Random, TestServer, named};

/// Where role logons of this deployment are posted.
pub const SIGN_IN_URL: &str = "https://signin.alibabacloud.com";

/// The file that says this.
pub fn file(text: &str) -> File {
    directory_file::read(format!("format = 1\n{text}").as_bytes()).unwrap()
}

/// Imports into an open transaction; answers what was shown.
pub async fn import_in(tx: &mut Tx, file: &File, delete: bool) -> Result<String, Refusal> {
    let plan = Plan::of(tx, file, Terms { delete, sign_in_url: SIGN_IN_URL }).await?;
    let by = Applying {
        sign_in_url: SIGN_IN_URL,
        waiting: TaskStatus::AwaitingAdministrator,
        actor: &Actor::server(),
        now: crate::support::now(),
    };
    plan.apply(tx, by).await?;
    Ok(plan.shown(false))
}

/// What is wrong with the file, as people read it.
pub fn in_words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Error(error) => error.to_string(),
        Refusal::Faults(faults) => {
            faults.iter().map(|fault| format!("{}: {}\n", fault.line, fault.text)).collect()
        }
    }
}

/// What the tests do with a server and files.
pub trait WithFiles {
    async fn export(&self) -> String;
    /// What importing would do.
    async fn difference(&self, text: &str, delete: bool) -> Result<String, Refusal>;
    async fn import(&self, text: &str, delete: bool) -> Result<String, Refusal>;
    /// The refusal to import this, as people read it; nothing was written.
    async fn import_refused(&self, text: &str, delete: bool) -> String;
}

impl WithFiles for TestServer {
    async fn export(&self) -> String {
        let mut tx = self.app.db.snapshot().await.unwrap();
        directory_file::export(&mut tx).await.unwrap()
    }

    async fn difference(&self, text: &str, delete: bool) -> Result<String, Refusal> {
        let mut tx = self.app.db.snapshot().await.unwrap();
        let plan = Plan::of(&mut tx, &file(text), Terms { delete, sign_in_url: SIGN_IN_URL }).await?;
        Ok(plan.shown(false))
    }

    async fn import(&self, text: &str, delete: bool) -> Result<String, Refusal> {
        let mut tx = self.app.db.write_on_snapshot().await.unwrap();
        directory_file::hold(&mut tx).await.unwrap();
        let shown = import_in(&mut tx, &file(text), delete).await?;
        tx.commit().await.unwrap();
        Ok(shown)
    }

    async fn import_refused(&self, text: &str, delete: bool) -> String {
        let (before, events) = (self.export().await, self.count("events").await);
        let refusal = self.import(text, delete).await.unwrap_err();
        assert_eq!((self.export().await, self.count("events").await), (before, events), "no half a write");
        in_words(&refusal)
    }
}

/// Directories that are tried: fewer where each takes longer.
fn directories() -> u64 {
    if std::env::var("CLOUDSSO_TEST_DATABASE").is_ok_and(|kind| kind == "postgres") { 6 } else { 50 }
}

#[tokio::test]
async fn any_directory_comes_out_of_another_one_byte_by_byte_as_it_went_in() {
    let server = TestServer::start().await;
    let (mut sizes, mut pending, mut ram_users) = (0, 0, 0);
    let tried = directories() as usize;
    for seed in 1..=directories() {
        let mut tx = server.app.db.write().await.unwrap();
        let mut making = Making {
            tx: &mut tx,
            chance: Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
            now: server.now(),
            actor: Actor::server(),
        };
        making.everything().await;
        let written = directory_file::export(&mut tx).await.unwrap();
        let read = directory_file::read(written.as_bytes()).unwrap();
        let same = Plan::of(&mut tx, &read, Terms { delete: true, sign_in_url: SIGN_IN_URL }).await;
        let same = same.unwrap_or_else(|refusal| panic!("{seed}: {}\n{written}", in_words(&refusal)));
        assert_eq!(same.shown(false), "", "{seed}: a directory does not differ from its own file");
        // Dropped, it never was: the directory is empty again.
        drop(tx);
        let mut tx = server.app.db.write().await.unwrap();
        let outcome = import_in(&mut tx, &read, true).await;
        outcome.unwrap_or_else(|refusal| panic!("{seed}: {}\n{written}", in_words(&refusal)));
        let again = directory_file::export(&mut tx).await.unwrap();
        assert!(again == written, "{seed}:\n{written}\n\n{again}");
        sizes += written.lines().count();
        pending += written.matches("access_configuration = ").count();
        ram_users += written.matches("deletion_policy = \"Keep\"").count();
        // And away with it: what may be deleted goes, the rest says what is in the way.
        // RAM user provisionings are named or go along.
        let ram_user_provisionings = if seed % 2 == 0 { "ram_user_provisionings = []\n" } else { "" };
        let nothing = file(&format!(
            "{ram_user_provisionings}folders = []\naccounts = []\nusers = []\ngroups = []\nmemberships = []\n\
             access_configurations = []\naccess_assignments = []\nsettings.scim_enabled = false",
        ));
        let outcome = import_in(&mut tx, &file("settings.scim_enabled = false"), false).await;
        outcome.unwrap_or_else(|refusal| panic!("{seed}: {}", in_words(&refusal)));
        let outcome = import_in(&mut tx, &nothing, true).await;
        outcome.unwrap_or_else(|refusal| panic!("{seed}: {}\n{written}", in_words(&refusal)));
        let emptied = directory_file::export(&mut tx).await.unwrap();
        for section in [
            "folders",
            "accounts",
            "users",
            "groups",
            "memberships",
            "access_configurations",
            "ram_user_provisionings",
        ] {
            assert!(emptied.contains(&format!("\n{section} = []\n")), "{seed}: {section}\n{emptied}");
        }
    }
    assert!(
        sizes > 50 * tried && pending > 5 * tried && ram_users > tried,
        "the directories hold something: {sizes} lines, {pending}, {ram_users}"
    );
}

#[tokio::test]
async fn a_file_goes_into_an_empty_directory_and_the_servers_work_changes_nothing_of_it() {
    let server = TestServer::start().await;
    let text = "\
        folders = [[\"Core\"], [\"Core\", \"Prod\"]]\n\
        accounts = [\n\
          { id = \"1000000000000001\", name = \"Owner\", account_type = \"ManagementAccount\" },\n\
          { id = \"1000000000000002\", name = \"Shop\", folder = [\"Core\", \"Prod\"], colour = \"Red\" },\n\
        ]\n\
        users = [{ user_name = \"alice\", display_name = \"Alice\" }, { user_name = \"bob\", status = \"Disabled\" }]\n\
        groups = [{ name = \"Developers\" }]\n\
        memberships = [{ group = \"developers\", user = \"ALICE\" }]\n\
        access_assignments = [\n\
          { account = \"1000000000000002\", access_configuration = \"read\", group = \"Developers\" },\n\
          { account = \"1000000000000002\", access_configuration = \"Read\", user = \"bob\" },\n\
        ]\n\
        [[access_configurations]]\nname = \"Read\"\nsystem_policies = [\"ReadOnlyAccess\"]\n";
    let shown = server.import(text, false).await.unwrap();
    for line in [
        "folders: 2 to add",
        "accounts: 2 to add",
        "+ account 1000000000000002 (Shop): folder = [\"Core\", \"Prod\"], colour = \"Red\"",
        "+ user alice: display_name = \"Alice\"",
        "+ user bob: status = \"Disabled\"",
        "+ membership ALICE in developers",
        "+ access assignment group Developers as read on 1000000000000002",
        "+ access configuration Read: session_duration = 3600, system_policies = [\"ReadOnlyAccess\"]",
    ] {
        assert!(shown.lines().any(|it| it == line), "{line}\n{shown}");
    }
    assert_eq!(server.count("access_assignments").await, 0, "the role does not stand yet");
    let before = server.export().await;
    assert!(before.contains("group = \"Developers\", user = \"alice\""), "names as they are: {before}");
    Administrator::of(&server).await.finish_manual_work().await;
    assert_eq!(server.count("access_assignments").await, 2);
    assert_eq!(server.export().await, before);
    assert_eq!(server.difference(text, true).await.unwrap(), "");
    let events = server.events(EventKind::AccessGranted).await;
    assert!(events.iter().all(|event| event.actor_name == "cloudsso"), "the server did it");
}

#[tokio::test]
async fn no_secret_is_in_a_file() {
    let server = TestServer::start().await;
    server.create_user("alice").await;
    server.create_administrator("root").await;
    let text = server.export().await;
    for secret in ["argon2", "root", "PRIVATE", "u-", "created"] {
        let body = text.split_once("format = 1").unwrap().1;
        assert!(!body.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn what_is_written_while_a_directory_is_read_is_not_in_its_file() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    let before = server.export().await;
    let mut tx = server.app.db.snapshot().await.unwrap();
    cloudsso::directory::get(&mut tx).await.unwrap();
    administrator.create_user("alice").await;
    let group = administrator.create_group("Developers", &[]).await;
    assert_eq!(directory_file::export(&mut tx).await.unwrap(), before);
    drop(tx);
    assert!(server.export().await.contains("Developers"), "{group}");
}

#[tokio::test]
async fn a_file_is_ordered_by_names_whenever_things_were_made() {
    let server = TestServer::start().await;
    let administrator = Administrator::of(&server).await;
    for name in ["b", "A", "c"] {
        administrator.create_user(name).await;
        let folder = CreateFolder { parent_id: None, name: name.to_owned() };
        administrator.post(paths::FOLDERS, &folder).await.json::<Folder>();
        let new = CreateAccessConfiguration { session_duration: 900, ..named(name) };
        administrator.create_access_configuration(&new).await;
    }
    let text = server.export().await;
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
    for [a, b, c] in [
        ["user_name = \"A\"", "user_name = \"b\"", "user_name = \"c\""],
        ["[\"A\"]", "[\"b\"]", "[\"c\"]"],
        ["\nname = \"A\"", "\nname = \"b\"", "\nname = \"c\""],
    ] {
        assert!(place(a) < place(b) && place(b) < place(c), "{text}");
    }
}
