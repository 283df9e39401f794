//! `cloudsso directory export` and `import` as people start them.

use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use cloudsso::{directory_file, execute, fetch_one};

use crate::command_line::{cloudsso, err, out};
use crate::directory_file::WithFiles;
use crate::support::TestServer;

async fn directory(server: &TestServer, arguments: &[&str], input: &str) -> Output {
    let all: Vec<&str> = ["directory"].into_iter().chain(arguments.iter().copied()).collect();
    cloudsso(server, &all, &[], input).await
}

const ALICE: &str = "format = 1\nusers = [{ user_name = \"alice\" }]\n";

#[tokio::test]
async fn a_difference_is_shown_and_done_only_with_yes() {
    let server = TestServer::start().await;
    let before = server.export().await;
    let shown = directory(&server, &["import", "-"], ALICE).await;
    let text = out(&shown);
    assert_eq!(shown.status.code(), Some(0), "{}", err(&shown));
    assert!(text.starts_with("users: 1 to add\n\n+ user alice\n\n"), "{text}");
    assert!(text.contains("Nothing was changed; add --yes to apply this difference ("), "{text}");
    assert!(!text.contains('\u{1B}'), "colours are for terminals");
    assert_eq!(server.export().await, before);
    let differs = directory(&server, &["import", "-", "--exit-code"], ALICE).await;
    assert_eq!(differs.status.code(), Some(2));
    let digest = text.rsplit_once('(').unwrap().1.split_once(')').unwrap().0;
    let other = directory(&server, &["import", "-", "--yes", "--expect", "000000000000"], ALICE).await;
    assert_eq!(other.status.code(), Some(1));
    assert!(
        err(&other).contains(&format!("the difference is {digest}, not 000000000000")),
        "{}",
        err(&other)
    );
    assert_eq!(server.export().await, before);
    let done = directory(&server, &["import", "-", "--yes", "--expect", digest], ALICE).await;
    assert!(done.status.success() && out(&done).ends_with("Applied.\n"), "{}", err(&done));
    let same = directory(&server, &["import", "-", "--exit-code"], ALICE).await;
    assert_eq!((same.status.code(), out(&same).as_str()), (Some(0), "Nothing to change.\n"));
    let gone = directory(&server, &["import", "-", "--yes", "--delete"], "format = 1\nusers = []").await;
    assert!(out(&gone).contains("- user alice"), "{}", err(&gone));
}

#[tokio::test]
async fn a_file_is_the_owners_alone_and_is_not_replaced_by_mistake() {
    let server = TestServer::start().await;
    server.import("users = [{ user_name = \"alice\" }]", false).await.unwrap();
    let path = server.folder().join("directory.toml");
    let file = path.to_str().unwrap();
    let plain = directory(&server, &["export"], "").await;
    assert_eq!(out(&plain), server.export().await);
    assert!(directory(&server, &["export", "--output", file], "").await.status.success());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), out(&plain));
    std::fs::write(&path, "mine").unwrap();
    let refused = directory(&server, &["export", "--output", file], "").await;
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("is there already; --force replaces it"), "{}", err(&refused));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    assert!(directory(&server, &["export", "--output", file, "--force"], "").await.status.success());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), out(&plain));
    let imported = directory(&server, &["import", file, "--delete", "--exit-code"], "").await;
    assert_eq!((imported.status.code(), out(&imported).as_str()), (Some(0), "Nothing to change.\n"));
    let left: Vec<_> =
        std::fs::read_dir(server.folder()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".new")), "{left:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_a_line_for_each() {
    let server = TestServer::start().await;
    let before = server.export().await;
    let path = server.folder().join("wrong.toml");
    std::fs::write(&path, "format = 1\nusers = [\n{ user_name = \"a b\" },\n{ user_name = \"c d\" },\n]\n")
        .unwrap();
    let file = path.to_str().unwrap();
    let refused = directory(&server, &["import", file, "--yes"], "").await;
    let text = err(&refused);
    assert_eq!((refused.status.code(), text.lines().count()), (Some(1), 3), "{text}");
    assert!(text.starts_with(&format!("{file}:3: user \"a b\": user_name may have")), "{text}");
    assert!(text.ends_with("cloudsso: the file is refused; nothing was changed\n"), "{text}");
    for (input, said) in [
        ("format = 1\nusers = [", "-:2: "),
        ("users = []", "-:1: \"format = 1\" is missing"),
        ("format = 1\nmembers = []", "-:2: unknown field `members`"),
        ("format = 1\n\"\\u001B[2J\\u202E\" = 1", "-:2: unknown field `\\u001B[2J\\u202E`"),
    ] {
        let refused = directory(&server, &["import", "-", "--yes"], input).await;
        assert!(refused.status.code() == Some(1) && err(&refused).contains(said), "{}", err(&refused));
    }
    let missing = directory(&server, &["import", "no-such-file"], "").await;
    assert!(err(&missing).starts_with("cloudsso: no-such-file: "), "{}", err(&missing));
    assert_eq!(server.export().await, before);
}

#[tokio::test]
async fn neither_an_export_nor_an_import_makes_a_database_or_a_key() {
    let server = TestServer::start().await;
    let nothing = server.folder().join("nothing");
    let (url, key) = (format!("sqlite://{}/none.db", nothing.display()), nothing.join("secret.key"));
    let settings =
        [("CLOUDSSO_DATABASE_URL", url.as_str()), ("CLOUDSSO_SECRET_KEY_FILE", key.to_str().unwrap())];
    for arguments in [&["export"][..], &["import", "-"], &["import", "-", "--yes"]] {
        let all: Vec<&str> = ["directory"].iter().chain(arguments).copied().collect();
        let output = cloudsso(&server, &all, &settings, ALICE).await;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(err(&output).contains("is missing") && !nothing.exists(), "{arguments:?}: {}", err(&output));
    }
}

#[tokio::test]
async fn tables_of_another_version_are_left_as_they_are() {
    let server = TestServer::start().await;
    let mut tx = server.app.db.write().await.unwrap();
    let older = "DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
    assert_eq!(execute!(&mut tx, older).unwrap(), 1);
    tx.commit().await.unwrap();
    for arguments in [&["export"][..], &["import", "-"], &["import", "-", "--yes"]] {
        let refused = directory(&server, arguments, ALICE).await;
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        assert!(err(&refused).contains("missing or of another version"), "{arguments:?}: {}", err(&refused));
    }
    let mut tx = server.app.db.read().await.unwrap();
    assert!(!tx.is_migrated().await.unwrap(), "an older server may be running");
}

#[tokio::test]
async fn an_import_that_waited_for_somebody_elses_change_is_done_after_it() {
    let server = TestServer::start().await;
    if server.app.db.kind() == "SQLite" {
        return; // What waits there sees the database only when it is its turn.
    }
    let mut holding = server.app.db.write().await.unwrap();
    directory_file::hold(&mut holding).await.unwrap();
    let import = directory(&server, &["import", "-", "--yes"], ALICE);
    let release = async {
        let waits = "SELECT COUNT(*) FROM pg_locks
                     WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))";
        while fetch_one!(&mut holding, (i64,), waits).unwrap().0 == 0 {
            tokio::task::yield_now().await;
        }
        holding.commit().await.unwrap();
    };
    let (done, ()) = tokio::join!(import, release);
    assert!(done.status.success() && out(&done).ends_with("Applied.\n"), "{}", err(&done));
}
