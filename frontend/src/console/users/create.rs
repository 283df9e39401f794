//! **Create User**.

use leptos::prelude::*;
use shared::names;
use shared::users::{CreateUser, User};

use super::fields::{PersonFields, Written};
use crate::api::{self, Answer};
use crate::language::{CommonTexts, PeopleTexts, fill};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::TextField;
use crate::ui::form::{Form, Submission};
use crate::ui::toast;

/// A user who was made, and whether a password is of use to them now.
pub struct Created {
    /// The user.
    pub user: User,
    /// Whether users sign in with passwords.
    pub needs_password: bool,
}

/// The dialog.
#[component]
pub fn CreateUserDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called once a user was made.
    #[prop(into)]
    on_created: Callback<Created>,
) -> impl IntoView {
    view! {
        <Dialog open title=PeopleTexts::current().create_user>
            <CreateUserForm open on_created/>
        </Dialog>
    }
}

async fn create(body: CreateUser) -> Answer<Created> {
    let user = api::users::create_user(&body).await?;
    // The user is made; when this cannot be learnt, the password waits on the user's page.
    let settings = api::settings::get_settings().await;
    Ok(Created { user, needs_password: settings.is_ok_and(|settings| !settings.sso_enabled) })
}

#[component]
fn CreateUserForm(open: RwSignal<bool>, on_created: Callback<Created>) -> impl IntoView {
    let (common, texts) = (CommonTexts::current(), PeopleTexts::current());
    let (user_name, written) = (RwSignal::new(String::new()), Written::nothing());
    let submission = Submission::new();
    let tell = toast::teller();
    let submit = move || {
        let rest = written.body();
        let body = CreateUser {
            user_name: user_name.get_untracked().trim().to_owned(),
            first_name: rest.first_name,
            last_name: rest.last_name,
            display_name: rest.display_name,
            email: rest.email,
            description: rest.description,
        };
        submission.run(create(body), move |created| {
            open.set(false);
            tell(fill(texts.user_created, &[("name", &created.user.user_name)]));
            on_created.run(created);
        });
    };
    view! {
        <Form submission on_submit=submit>
            <TextField
                label=common.username
                name="user_name"
                value=user_name
                check=|text: &str| names::user_name(text.trim())
                hint=texts.username_hint
                first=true
            />
            <PersonFields written/>
            <DialogButtons open submission act=common.ok/>
        </Form>
    }
}
