//! The fields of a group.

use leptos::prelude::*;
use shared::groups::{Group, WriteGroup};
use shared::names;

use crate::language::{ConsoleTexts, PeopleTexts};
use crate::ui::field::{TextField, Writing};

/// What is written in the fields.
#[derive(Clone, Copy)]
pub struct Written {
    name: RwSignal<String>,
    description: RwSignal<String>,
}

impl Written {
    /// Nothing yet.
    pub fn nothing() -> Self {
        Self { name: RwSignal::new(String::new()), description: RwSignal::new(String::new()) }
    }

    /// What is known of the group.
    pub fn of(group: &Group) -> Self {
        Self {
            name: RwSignal::new(group.name.clone()),
            description: RwSignal::new(group.description.clone()),
        }
    }

    /// The request's body.
    pub fn body(self) -> WriteGroup {
        WriteGroup {
            name: self.name.get_untracked().trim().to_owned(),
            description: self.description.get_untracked().trim().to_owned(),
        }
    }
}

/// The fields.
#[component]
pub fn GroupFields(
    /// What is written in them.
    written: Written,
) -> impl IntoView {
    view! {
        <TextField
            label=PeopleTexts::current().group_name
            name="name"
            value=written.name
            check=names::group_name
            first=true
        />
        <TextField
            label=ConsoleTexts::current().description
            name="description"
            value=written.description
            check=names::description
            writing=Writing::Prose
            optional=true
        />
    }
}
