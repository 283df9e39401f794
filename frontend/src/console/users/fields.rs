//! The fields of a user that can be changed.

use leptos::prelude::*;
use shared::names;
use shared::users::{UpdateUser, User};

use crate::language::{ConsoleTexts, PeopleTexts};
use crate::ui::field::{TextField, Writing};

/// What is written in the fields.
#[derive(Clone, Copy)]
pub struct Written {
    display_name: RwSignal<String>,
    first_name: RwSignal<String>,
    last_name: RwSignal<String>,
    email: RwSignal<String>,
    description: RwSignal<String>,
}

impl Written {
    /// Nothing yet.
    pub fn nothing() -> Self {
        let field = || RwSignal::new(String::new());
        Self {
            display_name: field(),
            first_name: field(),
            last_name: field(),
            email: field(),
            description: field(),
        }
    }

    /// What is known of the user.
    pub fn of(user: &User) -> Self {
        let field = |text: &str| RwSignal::new(text.to_owned());
        Self {
            display_name: field(&user.display_name),
            first_name: field(&user.first_name),
            last_name: field(&user.last_name),
            email: field(&user.email),
            description: field(&user.description),
        }
    }

    /// The request's body.
    pub fn body(self) -> UpdateUser {
        let text = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        UpdateUser {
            first_name: text(self.first_name),
            last_name: text(self.last_name),
            display_name: text(self.display_name),
            email: text(self.email),
            description: text(self.description),
        }
    }
}

/// The fields.
#[component]
pub fn PersonFields(
    /// What is written in them.
    written: Written,
    /// Whether the keyboard goes to them first.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let texts = PeopleTexts::current();
    view! {
        <TextField
            label=texts.display_name
            name="display_name"
            value=written.display_name
            check=names::display_name
            optional=true
            first
        />
        <div class="field-pair">
            <TextField
                label=texts.first_name
                name="first_name"
                value=written.first_name
                check=names::person_name
                optional=true
            />
            <TextField
                label=texts.last_name
                name="last_name"
                value=written.last_name
                check=names::person_name
                optional=true
            />
        </div>
        <TextField
            label=texts.email
            name="email"
            value=written.email
            check=|text: &str| names::email(text.trim())
            optional=true
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
