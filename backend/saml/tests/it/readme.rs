//! The table of checks in the crate's README stays true.

use saml::error::Check;

const README: &str = include_str!("../../README.md");

/// The rows of the table: the cell with the checks and the cell with the tests.
fn rows() -> Vec<(&'static str, &'static str)> {
    let cells = |line: &'static str| line.split('|').map(str::trim).collect::<Vec<_>>();
    let numbered = |line: &&str| line.starts_with("| S-") || line.starts_with("| O-");
    README.lines().filter(numbered).map(|line| (cells(line)[1], cells(line)[3])).collect()
}

#[test]
fn the_table_names_tests_that_exist() {
    let mut sources = String::new();
    for folder in ["tests/it", "src"] {
        for entry in std::fs::read_dir(format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                sources.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    for (_, tests) in rows() {
        for name in tests.split('`').skip(1).step_by(2).filter(|name| !name.ends_with(".rs")) {
            assert!(sources.contains(&format!("fn {name}()")), "no test is called {name}");
        }
    }
}

#[test]
fn the_table_names_every_check() {
    for check in Check::ALL {
        let code = check.code();
        let named = rows().iter().any(|(checks, _)| checks.split([' ', ';']).any(|word| word == code));
        assert!(named, "{code} is not in the table");
    }
}
