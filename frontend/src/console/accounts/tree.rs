//! The resource directory as the rows of a tree: what is below what, and how deep.

use std::collections::BTreeSet;

use shared::accounts::{Account, Folder, ResourceDirectory};

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A folder.
    Folder(Folder),
    /// An account.
    Account(Account),
}

/// A row of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How many folders are above it.
    pub depth: usize,
    /// What it shows.
    pub node: Node,
}

impl Row {
    /// The id of what it shows.
    pub fn id(&self) -> String {
        match &self.node {
            Node::Folder(folder) => folder.id.to_string(),
            Node::Account(account) => account.id.to_string(),
        }
    }
}

/// Deeper than any directory is; ends the walk should the answer ever hold a ring.
const DEEPEST: usize = 16;

/// The rows from top to bottom, without what is below the folders in `folded`.
pub fn rows(directory: &ResourceDirectory, folded: &BTreeSet<String>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(directory.folders.len() + directory.accounts.len());
    add(&mut rows, directory, folded, None, 0);
    rows
}

fn add(
    rows: &mut Vec<Row>,
    directory: &ResourceDirectory,
    folded: &BTreeSet<String>,
    parent: Option<&str>,
    depth: usize,
) {
    if depth > DEEPEST {
        return;
    }
    let is_here = |id: Option<&str>| id == parent;
    for account in directory.accounts.iter().filter(|a| is_here(a.folder_id.as_ref().map(|id| id.as_str()))) {
        rows.push(Row { depth, node: Node::Account(account.clone()) });
    }
    for folder in directory.folders.iter().filter(|f| is_here(f.parent_id.as_ref().map(|id| id.as_str()))) {
        rows.push(Row { depth, node: Node::Folder(folder.clone()) });
        if !folded.contains(folder.id.as_str()) {
            add(rows, directory, folded, Some(folder.id.as_str()), depth + 1);
        }
    }
}

/// The accounts in a folder and in all folders below it.
pub fn accounts_below(directory: &ResourceDirectory, folder_id: &str) -> Vec<String> {
    let mut inside = Vec::new();
    add(&mut inside, directory, &BTreeSet::new(), Some(folder_id), 0);
    let accounts = inside.into_iter().filter_map(|row| match row.node {
        Node::Account(account) => Some(account.id.to_string()),
        Node::Folder(_) => None,
    });
    accounts.collect()
}

/// The folder and all folders in it.
pub fn folders_in(directory: &ResourceDirectory, folder_id: &str) -> BTreeSet<String> {
    let mut inside = Vec::new();
    add(&mut inside, directory, &BTreeSet::new(), Some(folder_id), 0);
    let folders = inside.into_iter().filter_map(|row| match row.node {
        Node::Folder(folder) => Some(folder.id.to_string()),
        Node::Account(_) => None,
    });
    folders.chain([folder_id.to_owned()]).collect()
}

/// The rows whose name or id holds the text, and above each the folders that it is in; and how many hold it.
pub fn found(directory: &ResourceDirectory, text: &str) -> (Vec<Row>, usize) {
    let text = text.trim().to_lowercase();
    let mut above: Vec<Row> = Vec::new();
    let mut found = Vec::new();
    let mut count = 0;
    for row in rows(directory, &BTreeSet::new()) {
        above.retain(|folder| folder.depth < row.depth);
        let (name, id) = match &row.node {
            Node::Folder(folder) => (&folder.name, folder.id.as_str()),
            Node::Account(account) => (&account.name, account.id.as_str()),
        };
        if name.to_lowercase().contains(&text) || id.contains(&text) {
            count += 1;
            found.append(&mut above);
            found.push(row);
        } else if matches!(row.node, Node::Folder(_)) {
            above.push(row);
        }
    }
    (found, count)
}

/// Id and path of every folder, as in `A / B`.
pub fn folder_paths(directory: &ResourceDirectory) -> Vec<(String, String)> {
    let mut path: Vec<String> = Vec::new();
    let mut paths = Vec::new();
    for row in rows(directory, &BTreeSet::new()) {
        if let Node::Folder(folder) = row.node {
            path.truncate(row.depth);
            path.push(folder.name.clone());
            paths.push((folder.id.to_string(), path.join(" / ")));
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::accounts::{AccountColour, AccountType};

    fn folder(id: &str, parent: Option<&str>) -> Folder {
        Folder {
            id: id.parse().unwrap(),
            parent_id: parent.map(|p| p.parse().unwrap()),
            name: id.to_uppercase(),
        }
    }

    fn account(id: &str, folder: Option<&str>) -> Account {
        Account {
            id: id.parse().unwrap(),
            name: id.to_owned(),
            account_type: AccountType::MemberAccount,
            folder_id: folder.map(|f| f.parse().unwrap()),
            colour: AccountColour::None,
            label: String::new(),
        }
    }

    fn directory() -> ResourceDirectory {
        ResourceDirectory {
            folders: vec![folder("fd-a", None), folder("fd-b", Some("fd-a")), folder("fd-c", None)],
            accounts: vec![
                account("10000000", None),
                account("20000000", Some("fd-b")),
                account("30000000", Some("fd-c")),
            ],
        }
    }

    fn shape(rows: &[Row]) -> Vec<(usize, String)> {
        let name = |row: &Row| match &row.node {
            Node::Folder(folder) => folder.id.to_string(),
            Node::Account(account) => account.id.to_string(),
        };
        rows.iter().map(|row| (row.depth, name(row))).collect()
    }

    #[test]
    fn what_a_folder_holds_comes_below_it_and_deeper() {
        let expected =
            [(0, "10000000"), (0, "fd-a"), (1, "fd-b"), (2, "20000000"), (0, "fd-c"), (1, "30000000")];
        let expected = expected.map(|(depth, id)| (depth, id.to_owned()));
        assert_eq!(shape(&rows(&directory(), &BTreeSet::new())), expected);
    }

    #[test]
    fn a_folded_folder_hides_what_is_below_it() {
        let folded = BTreeSet::from(["fd-a".to_owned()]);
        let shown = shape(&rows(&directory(), &folded));
        assert_eq!(
            shown.iter().map(|(_, id)| id.as_str()).collect::<Vec<_>>(),
            ["10000000", "fd-a", "fd-c", "30000000"]
        );
    }

    #[test]
    fn a_folder_stands_for_all_accounts_below_it() {
        assert_eq!(accounts_below(&directory(), "fd-a"), ["20000000"]);
        assert_eq!(accounts_below(&directory(), "fd-none"), Vec::<String>::new());
    }

    #[test]
    fn a_search_shows_what_it_finds_and_the_folders_above_once() {
        let mut directory = directory();
        directory.accounts.push(account("20000009", Some("fd-b")));
        let (rows, count) = found(&directory, " 2000 ");
        let expected = [(0, "fd-a"), (1, "fd-b"), (2, "20000000"), (2, "20000009")];
        assert_eq!(shape(&rows), expected.map(|(depth, id)| (depth, id.to_owned())));
        assert_eq!(count, 2);
        let (rows, count) = found(&directory, "fd-B");
        assert_eq!(shape(&rows), [(0, "fd-a"), (1, "fd-b")].map(|(depth, id)| (depth, id.to_owned())));
        assert_eq!(count, 1);
        assert_eq!(found(&directory, "nothing"), (Vec::new(), 0));
        assert_eq!(found(&directory, "").1, 7, "everything holds nothing");
    }

    #[test]
    fn a_folder_may_go_neither_into_itself_nor_below() {
        let inside = folders_in(&directory(), "fd-a");
        assert_eq!(inside.into_iter().collect::<Vec<_>>(), ["fd-a", "fd-b"]);
    }

    #[test]
    fn the_path_of_a_folder_names_those_above_it() {
        let paths = folder_paths(&directory());
        assert_eq!(
            paths.iter().map(|(_, path)| path.as_str()).collect::<Vec<_>>(),
            ["FD-A", "FD-A / FD-B", "FD-C"]
        );
    }

    #[test]
    fn a_ring_of_folders_does_not_hang_the_page() {
        let ring = ResourceDirectory { folders: vec![folder("fd-a", Some("fd-a"))], accounts: Vec::new() };
        assert!(rows(&ring, &BTreeSet::new()).is_empty());
        assert!(accounts_below(&ring, "fd-a").is_empty());
    }
}
