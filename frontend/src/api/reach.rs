//! Who can reach what, and why.

use shared::page::Page;
use shared::paths;
use shared::reach::{ExportFormat, Reach};

use super::{Answer, http};
use crate::links::with_query;

/// What is asked about: one user, group, account or access configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// What this user reaches.
    User(String),
    /// What members of this group reach through it, and how else.
    Group(String),
    /// Who reaches this account.
    Account(String),
    /// Who has this access configuration somewhere.
    AccessConfiguration(String),
}

impl Of {
    fn pair(&self) -> (&'static str, &str) {
        match self {
            Of::User(id) => ("user_id", id),
            Of::Group(id) => ("group_id", id),
            Of::Account(id) => ("account_id", id),
            Of::AccessConfiguration(id) => ("access_configuration_id", id),
        }
    }
}

/// One page of it.
pub async fn list_reach(of: &Of, search: &str, after: &str) -> Answer<Page<Reach>> {
    http::get(&with_query(paths::REACH, &[of.pair(), ("search", search), ("after", after)])).await
}

/// The address of a file with all of it.
pub fn export(of: &Of, search: &str, format: ExportFormat) -> String {
    with_query(paths::REACH_EXPORT, &[of.pair(), ("search", search), ("format", format.word())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_asked_for_as_the_list_is() {
        let address = export(&Of::Group("g-1".to_owned()), "a b", ExportFormat::Csv);
        assert_eq!(address, "/api/reach/export?group_id=g-1&search=a%20b&format=csv");
        let address = export(&Of::AccessConfiguration("ac-1".to_owned()), "", ExportFormat::Json);
        assert_eq!(address, "/api/reach/export?access_configuration_id=ac-1&format=json");
    }
}
