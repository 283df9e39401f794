//! **Users**: the list, making one or many, one user's page.

mod actions;
mod create;
pub mod detail;
mod fields;
pub mod import;
mod import_preview;
mod join;
mod joined;
pub mod list;
mod password;

use leptos::prelude::*;
use shared::users::{ProvisionType, User, UserStatus};

use super::overview::badge;
use crate::language::{ConsoleTexts, PeopleTexts};

/// A user's status in a word; of a synchronized user who is disabled also who did it, as only that one can undo
/// it for good.
pub fn status(user: &User) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    if user.status == UserStatus::Enabled {
        return badge(true, common.enabled);
    }
    let by = match (user.provision_type, user.blocked) {
        (ProvisionType::Manual, _) => None,
        (ProvisionType::Synchronized, true) => Some(texts.by_administrator),
        (ProvisionType::Synchronized, false) => Some(texts.by_identity_provider),
    };
    let by = by.map(|words| view! { <span class="below">{words}</span> });
    view! { <span>{badge(false, common.disabled)}{by}</span> }.into_any()
}
