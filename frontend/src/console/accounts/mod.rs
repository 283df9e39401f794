//! **Resource Directory**: folders and accounts, the account's page, and the import from the cloud.

mod choice;
mod comparison;
mod deletion;
pub mod detail;
mod edit;
mod forms;
pub mod import;
pub mod page;
mod provisioned;
mod review;
mod row;
pub mod tree;

use shared::accounts::AccountType;

use crate::language::ConsoleTexts;

/// The part that an account plays, in words.
fn account_type(of: AccountType) -> &'static str {
    let texts = ConsoleTexts::current();
    match of {
        AccountType::ManagementAccount => texts.management_account,
        AccountType::MemberAccount => texts.member_account,
    }
}

/// The path of something in the tree, which begins at the root.
fn path_in_words(path: &str) -> String {
    let root = ConsoleTexts::current().root;
    if path.is_empty() { root.to_owned() } else { format!("{root} / {path}") }
}
