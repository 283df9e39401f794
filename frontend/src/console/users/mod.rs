//! **Users**: the list, making one, one user's page.

mod create;
pub mod detail;
pub mod list;

use leptos::prelude::AnyView;
use shared::users::UserStatus;

use super::overview::badge;
use crate::language::ConsoleTexts;

/// A user's status in a word.
fn status(status: UserStatus) -> AnyView {
    let texts = ConsoleTexts::current();
    match status {
        UserStatus::Enabled => badge(true, texts.enabled),
        UserStatus::Disabled => badge(false, texts.disabled),
    }
}
