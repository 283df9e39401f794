//! Which of the programs a page's address belongs to: the server sends its document, the programs tell by it which
//! links they follow themselves.

/// The programs that the pages are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Sign-in pages, problem pages and the user portal.
    Portal,
    /// The console's overview, settings and logs, and the administrators' sign-in page.
    Console,
    /// The console's users and groups.
    People,
    /// The console's accounts and access configurations.
    Access,
    /// The console's permissions and tasks.
    Permissions,
}

/// The program that shows `path`.
pub fn program_of(path: &str) -> Program {
    let mut parts = path.split('/');
    let (Some(""), Some("console"), page) = (parts.next(), parts.next(), parts.next()) else {
        return Program::Portal;
    };
    match page {
        Some("users" | "user-import" | "groups") => Program::People,
        Some("resource-directory" | "access-configurations") => Program::Access,
        Some("multi-account-permissions" | "tasks") => Program::Permissions,
        _ => Program::Console,
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
            ("/console/settings", Program::Console),
            ("/console/users/u-1", Program::People),
            ("/console/user-import", Program::People),
            ("/console/groups", Program::People),
            ("/console/tasks", Program::Permissions),
            ("/console/multi-account-permissions/batches/tb-1", Program::Permissions),
            ("/console/access-configurations/new", Program::Access),
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
