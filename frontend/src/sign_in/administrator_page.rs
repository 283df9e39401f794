//! The administrators' sign-in page: their own name and password, whatever SSO Logon says.

use leptos::prelude::*;
use shared::session::PasswordSignIn;

use super::Frame;
use super::sign_in_page::SignInForm;
use crate::language::ConsoleTexts;
use crate::ui::form::Submission;
use crate::ui::heading::Heading;
use crate::{api, browser, links, location, session};

/// The page.
#[component]
pub fn AdministratorPage() -> impl IntoView {
    session::may_be_absent();
    let texts = ConsoleTexts::current();
    let (user_name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submission = Submission::new();
    let query = location::watch().get_untracked().query;
    let target = links::own_path(links::query_value(&query, "target"), links::OVERVIEW);
    let submit = move || {
        let body = PasswordSignIn {
            user_name: user_name.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            new_password: None,
        };
        let target = target.clone();
        submission.run(async move { api::session::sign_in_administrator(&body).await }, move |()| {
            browser::go_instead(&target)
        });
    };
    view! {
        <Frame beside=texts.console>
            <Heading title=texts.administrator_sign_in lead=texts.administrator_sign_in_lead/>
            <SignInForm user_name password submission on_submit=submit/>
        </Frame>
    }
}
