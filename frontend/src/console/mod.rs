//! The console's programs: which page an address is.
//!
//! *Why several:* each is what its pages need and no more. An administrator at work on access does not wait for the
//! code of settings and people, and the other way round.

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
mod ram_users;
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

/// The program of overview, settings and logs, with the administrators' sign-in page.
pub fn first() -> AnyView {
    let outside = Memo::new({
        let address = location::watch();
        move |_| console_page(&address.get().path) == ConsolePage::SignIn
    });
    let view = move || {
        if outside.get() { view! { <AdministratorPage/> }.into_any() } else { signed_in(show_in_first) }
    };
    view.into_any()
}

/// The program of users and groups.
pub fn people() -> AnyView {
    signed_in(show_people)
}

/// The program of accounts and access configurations.
pub fn access() -> AnyView {
    signed_in(show_access)
}

/// The program of permissions and tasks.
pub fn permissions() -> AnyView {
    signed_in(show_permissions)
}

/// The pages around which the menu stands, for whoever is signed in.
fn signed_in(show: fn(ConsolePage) -> AnyView) -> AnyView {
    let address = location::watch();
    let page = Memo::new(move |_| console_page(&address.get().path));
    session::when_over(to_sign_in);
    let session = load(api::session::get_administrator_session);
    session.show(move |session| {
        view! { <layout::Layout session page>{move || show(page.get())}</layout::Layout> }.into_any()
    })
}

/// Leaves for the sign-in page, and comes back afterwards.
fn to_sign_in() {
    let here = location::now().whole();
    browser::go_instead(&links::with_query(links::CONSOLE_SIGN_IN, &[("target", &here)]));
}

fn show_in_first(page: ConsolePage) -> AnyView {
    match page {
        ConsolePage::Overview => view! { <overview::OverviewPage/> }.into_any(),
        ConsolePage::ProvisioningLog => view! { <events::provisioning::ProvisioningLogPage/> }.into_any(),
        ConsolePage::AuditLog => view! { <events::page::AuditLogPage/> }.into_any(),
        ConsolePage::Settings => view! { <settings::page::SettingsPage/> }.into_any(),
        _ => nothing_here(),
    }
}

fn show_people(page: ConsolePage) -> AnyView {
    match page {
        ConsolePage::Users => view! { <users::list::UsersPage/> }.into_any(),
        ConsolePage::User { id } => view! { <users::detail::UserPage id/> }.into_any(),
        ConsolePage::ImportUsers => view! { <users::import::ImportPage/> }.into_any(),
        ConsolePage::Groups => view! { <groups::list::GroupsPage/> }.into_any(),
        ConsolePage::Group { id } => view! { <groups::detail::GroupPage id/> }.into_any(),
        _ => nothing_here(),
    }
}

fn show_access(page: ConsolePage) -> AnyView {
    match page {
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
        _ => nothing_here(),
    }
}

fn show_permissions(page: ConsolePage) -> AnyView {
    match page {
        ConsolePage::MultiAccountPermissions => {
            view! { <access_assignments::page::PermissionsPage/> }.into_any()
        }
        ConsolePage::TaskBatch { id } => view! { <tasks::batch::BatchPage id/> }.into_any(),
        ConsolePage::Tasks => view! { <tasks::page::TasksPage/> }.into_any(),
        _ => nothing_here(),
    }
}

fn nothing_here() -> AnyView {
    let texts = CommonTexts::current();
    gone(texts.not_found_title, texts.not_found, links::OVERVIEW, ConsoleTexts::current().to_overview)
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
