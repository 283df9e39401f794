//! The fields that are the same when a provisioning is made and when it is changed.

use leptos::prelude::*;
use shared::names;
use shared::ram_users::{ConflictPolicy, DeletionPolicy, UpdateRamUserProvisioning};

use crate::language::{ConsoleTexts, RamUserTexts, conflict_policy_text, deletion_policy_text};
use crate::ui::field::{Check, RadioField, TextField, Writing};

const TAKE_OVER: &str = "TakeOver";
const KEEP: &str = "Keep";

/// What is written.
#[derive(Clone, Copy)]
pub struct Policies {
    conflict: RwSignal<String>,
    deletion: RwSignal<String>,
    description: RwSignal<String>,
}

impl Policies {
    /// Begins with these.
    pub fn of(conflict: ConflictPolicy, deletion: DeletionPolicy, description: String) -> Self {
        let conflict = if conflict == ConflictPolicy::TakeOver { TAKE_OVER } else { "" };
        let deletion = if deletion == DeletionPolicy::Keep { KEEP } else { "" };
        Self {
            conflict: RwSignal::new(conflict.to_owned()),
            deletion: RwSignal::new(deletion.to_owned()),
            description: RwSignal::new(description),
        }
    }

    /// As it is sent.
    pub fn written(self) -> UpdateRamUserProvisioning {
        let take_over = self.conflict.with_untracked(|it| it == TAKE_OVER);
        let keep = self.deletion.with_untracked(|it| it == KEEP);
        UpdateRamUserProvisioning {
            conflict_policy: if take_over { ConflictPolicy::TakeOver } else { ConflictPolicy::KeepBoth },
            deletion_policy: if keep { DeletionPolicy::Keep } else { DeletionPolicy::Delete },
            description: self.description.get_untracked().trim().to_owned(),
        }
    }
}

/// The fields.
#[component]
pub fn PolicyFields(
    /// What is written.
    policies: Policies,
) -> impl IntoView {
    let texts = RamUserTexts::current();
    let option = |value: &str, words: &'static str| (value.to_owned(), words.to_owned());
    let conflicts = vec![
        option("", conflict_policy_text(ConflictPolicy::KeepBoth)),
        option(TAKE_OVER, conflict_policy_text(ConflictPolicy::TakeOver)),
    ];
    let deletions = vec![
        option("", deletion_policy_text(DeletionPolicy::Delete)),
        option(KEEP, deletion_policy_text(DeletionPolicy::Keep)),
    ];
    view! {
        <RadioField label=texts.conflict.to_owned() options=conflicts value=policies.conflict/>
        <RadioField label=texts.deletion.to_owned() options=deletions value=policies.deletion/>
        <TextField
            label=ConsoleTexts::current().description
            name="description"
            value=policies.description
            check=Check::from(|text: &str| names::description(text.trim()))
            writing=Writing::Prose
            optional=true
        />
    }
}
