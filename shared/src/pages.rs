//! Which of the programs a page's address belongs to: the server sends its document, the programs tell by it which
//! links they follow themselves.

/// The programs that the pages are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Sign-in pages, problem pages and the user portal.
    Portal,
    /// The console's people, settings and logs, and the administrators' sign-in page.
    Console,
    /// The console's accounts, access configurations, permissions and tasks.
    Access,
}

/// What follows `/console/` in the addresses of [`Program::Access`].
const ACCESS: [&str; 4] =
    ["resource-directory", "access-configurations", "multi-account-permissions", "tasks"];

/// The program that shows `path`.
pub fn program_of(path: &str) -> Program {
    let mut parts = path.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(""), Some("console"), Some(page)) if ACCESS.contains(&page) => Program::Access,
        (Some(""), Some("console"), _) => Program::Console,
        _ => Program::Portal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_one_program() {
        for (path, program) in [
            ("/console", Program::Console),
            ("/console/", Program::Console),
            ("/console/users/u-1", Program::Console),
            ("/console/tasks", Program::Access),
            ("/console/resource-directory/accounts/1", Program::Access),
            ("/console/tasks-of-old", Program::Console),
            ("/consoles/tasks", Program::Portal),
            ("//console/tasks", Program::Portal),
            ("console/tasks", Program::Portal),
            ("/example/login", Program::Portal),
            ("", Program::Portal),
        ] {
            assert_eq!(program_of(path), program, "{path:?}");
        }
    }
}
