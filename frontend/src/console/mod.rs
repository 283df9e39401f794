//! The console's program: which page an address is.

mod access_assignments;
mod access_configurations;
mod accounts;
mod direct_access;
mod events;
mod groups;
mod layout;
mod mismatch;
mod overview;
mod people;
mod settings;
mod tasks;
mod users;

use leptos::prelude::*;

use crate::language::{CommonTexts, ConsoleTexts};
use crate::links::{self, ConsolePage, console_page};
use crate::sign_in::administrator_page::AdministratorPage;
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;
use crate::ui::load::load;
use crate::{api, browser, location, session};

/// The program.
#[component]
pub fn App() -> impl IntoView {
    let address = location::watch();
    let page = Memo::new(move |_| console_page(&address.get().path));
    let outside = Memo::new(move |_| page.get() == ConsolePage::SignIn);
    move || {
        if outside.get() {
            return view! { <AdministratorPage/> }.into_any();
        }
        session::when_over(to_sign_in);
        let session = load(api::session::get_administrator_session);
        session.show(move |session| {
            view! { <layout::Layout session page>{move || show(page.get())}</layout::Layout> }.into_any()
        })
    }
}

/// Leaves for the sign-in page, and comes back afterwards.
fn to_sign_in() {
    let here = location::now().whole();
    browser::go_instead(&links::with_query(links::CONSOLE_SIGN_IN, &[("target", &here)]));
}

fn show(page: ConsolePage) -> AnyView {
    match page {
        ConsolePage::Overview | ConsolePage::SignIn => view! { <overview::OverviewPage/> }.into_any(),
        ConsolePage::Users => view! { <users::list::UsersPage/> }.into_any(),
        ConsolePage::User { id } => view! { <users::detail::UserPage id/> }.into_any(),
        ConsolePage::ImportUsers => view! { <users::import::ImportPage/> }.into_any(),
        ConsolePage::Groups => view! { <groups::list::GroupsPage/> }.into_any(),
        ConsolePage::Group { id } => view! { <groups::detail::GroupPage id/> }.into_any(),
        ConsolePage::ResourceDirectory => view! { <accounts::page::ResourceDirectoryPage/> }.into_any(),
        ConsolePage::ImportAccounts => view! { <accounts::import::ImportAccountsPage/> }.into_any(),
        ConsolePage::Account { id } => view! { <accounts::detail::AccountPage id/> }.into_any(),
        ConsolePage::AccessConfigurations => {
            view! { <access_configurations::list::AccessConfigurationsPage/> }.into_any()
        }
        ConsolePage::CreateAccessConfiguration => {
            view! { <access_configurations::wizard::CreatePage/> }.into_any()
        }
        ConsolePage::AccessConfiguration { id } => {
            view! { <access_configurations::detail::AccessConfigurationPage id/> }.into_any()
        }
        ConsolePage::MultiAccountPermissions => {
            view! { <access_assignments::page::PermissionsPage/> }.into_any()
        }
        ConsolePage::TaskBatch { id } => view! { <tasks::batch::BatchPage id/> }.into_any(),
        ConsolePage::Tasks => view! { <tasks::page::TasksPage/> }.into_any(),
        ConsolePage::ProvisioningLog => view! { <events::provisioning::ProvisioningLogPage/> }.into_any(),
        ConsolePage::AuditLog => view! { <events::page::AuditLogPage/> }.into_any(),
        ConsolePage::Settings => view! { <settings::page::SettingsPage/> }.into_any(),
        ConsolePage::Unknown => {
            let texts = CommonTexts::current();
            gone(texts.not_found_title, texts.not_found, links::OVERVIEW, ConsoleTexts::current().to_overview)
        }
    }
}

/// What stands where nothing is any more, and the way from there.
fn gone(title: &'static str, text: &str, way: &'static str, words: &'static str) -> AnyView {
    browser::set_title(title);
    view! {
        <section class="card"><Empty whole=true glyph=Glyph::Search title text>
                <a class="button button-main" href=way>{words}</a>
            </Empty>
        </section>
    }
    .into_any()
}
