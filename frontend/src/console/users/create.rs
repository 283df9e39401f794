//! **Create User**.

use leptos::prelude::*;
use shared::names;
use shared::users::CreateUser;

use crate::api;
use crate::language::{CommonTexts, ConsoleTexts, fill};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{TextField, Writing};
use crate::ui::form::{Form, Submission};
use crate::ui::toast;

/// The dialog.
#[component]
pub fn CreateUserDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called once a user was made.
    #[prop(into)]
    on_created: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog open title=ConsoleTexts::current().create_user>
            <CreateUserForm open on_created/>
        </Dialog>
    }
}

#[component]
fn CreateUserForm(open: RwSignal<bool>, on_created: Callback<()>) -> impl IntoView {
    let (common, texts) = (CommonTexts::current(), ConsoleTexts::current());
    let field = || RwSignal::new(String::new());
    let (user_name, display_name, first_name) = (field(), field(), field());
    let (last_name, email, description) = (field(), field(), field());
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let text = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let body = CreateUser {
            user_name: user_name.get_untracked(),
            first_name: text(first_name),
            last_name: text(last_name),
            display_name: text(display_name),
            email: text(email),
            description: text(description),
        };
        let said = fill(texts.user_created, &[("name", &body.user_name)]);
        submission.run(async move { api::users::create_user(&body).await }, move |()| {
            open.set(false);
            tell(said);
            on_created.run(());
        });
    };
    view! {
        <Form submission on_submit=submit>
            <TextField
                label=common.username
                name="user_name"
                value=user_name
                check=names::user_name
                hint=texts.username_hint
                first=true
            />
            <TextField
                label=texts.display_name
                name="display_name"
                value=display_name
                check=names::display_name
                optional=true
            />
            <div class="field-pair">
                <TextField
                    label=texts.first_name
                    name="first_name"
                    value=first_name
                    check=names::person_name
                    optional=true
                />
                <TextField
                    label=texts.last_name
                    name="last_name"
                    value=last_name
                    check=names::person_name
                    optional=true
                />
            </div>
            <TextField label=texts.email name="email" value=email check=|t: &str| names::email(t.trim()) optional=true/>
            <TextField
                label=texts.description
                name="description"
                value=description
                check=names::description
                writing=Writing::Prose
                optional=true
            />
            <DialogButtons open submission act=common.ok/>
        </Form>
    }
}
