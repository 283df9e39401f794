//! The console's frame: the menu, who is signed in. On a narrow screen the menu folds behind a button.

use leptos::prelude::*;
use shared::session::AdministratorSession;

use crate::language::{CommonTexts, ConsoleTexts, PeopleTexts, ScimTexts, TaskTexts, fill};
use crate::links::{self, ConsolePage};
use crate::ui::form::{Refusal, Submission};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::language_choice::LanguageChoice;
use crate::{api, browser, session};

/// The frame around a page.
#[component]
pub fn Layout(
    /// Who is signed in.
    session: AdministratorSession,
    /// The page that is shown.
    page: Memo<ConsolePage>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let folded = RwSignal::new(true);
    // Whoever has chosen a page wants to see it.
    Effect::new(move || {
        page.track();
        folded.set(true);
    });
    view! {
        <a class="skip" href="#content">{CommonTexts::current().skip_to_content}</a>
        <div class="console">
            <Top session folded/>
            <nav
                id="menu"
                class="menu"
                class:menu-open=move || !folded.get()
                aria-label=ConsoleTexts::current().main_menu
            >
                <Menu page/>
            </nav>
            <main class="console-page" id="content" tabindex="-1">{children()}</main>
        </div>
    }
}

#[component]
fn Top(session: AdministratorSession, folded: RwSignal<bool>) -> impl IntoView {
    let (common, texts) = (CommonTexts::current(), ConsoleTexts::current());
    let leaving = Submission::new();
    let sign_out = move |_| {
        session::may_be_absent();
        leaving.run(api::session::sign_out_administrator(), |()| browser::go_instead(links::CONSOLE_SIGN_IN));
    };
    let who = fill(common.signed_in_as, &[("name", &session.name)]);
    view! {
        <header class="top">
            <button
                type="button"
                class="button-icon menu-button"
                aria-label=texts.menu
                aria-controls="menu"
                aria-expanded=move || if folded.get() { "false" } else { "true" }
                on:click=move |_| folded.update(|folded| *folded = !*folded)
            >
                <Icon glyph=Glyph::Menu/>
            </button>
            <span class="brand">
                <Icon glyph=Glyph::Brand/>
                "CloudSSO"
                <span class="brand-beside">{texts.console}</span>
            </span>
            <div class="top-end">
                <span class="who" title=who>{session.name}</span>
                <LanguageChoice/>
                <button
                    type="button"
                    class="button button-quiet"
                    disabled=move || leaving.busy()
                    on:click=sign_out
                >
                    <Icon glyph=Glyph::SignOut/>
                    <span class="wide-only">{common.sign_out}</span>
                </button>
            </div>
            <Refusal submission=leaving/>
        </header>
    }
}

/// The menu. Its words are those of the manual.
#[component]
fn Menu(page: Memo<ConsolePage>) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let entry = move |glyph, words, href| entry(page, glyph, words, href);
    view! {
        <ul>
            {entry(Glyph::Overview, texts.overview, links::OVERVIEW)}
            <li class="menu-group">
                <span class="menu-group-name" id="menu-users">
                    <Icon glyph=Glyph::Users/>
                    {texts.user_management}
                </span>
                <ul aria-labelledby="menu-users">
                    {sub_entry(page, texts.users, links::USERS)}
                    {sub_entry(page, PeopleTexts::current().groups, links::GROUPS)}
                    {sub_entry(page, ScimTexts::current().provisioning_log, links::PROVISIONING_LOG)}
                </ul>
            </li>
            {entry(Glyph::Directory, texts.resource_directory, links::RESOURCE_DIRECTORY)}
            {entry(Glyph::Key, texts.access_configurations, links::ACCESS_CONFIGURATIONS)}
            {entry(Glyph::Shield, texts.multi_account_permissions, links::MULTI_ACCOUNT_PERMISSIONS)}
            {entry(Glyph::Tasks, TaskTexts::current().tasks, links::TASKS)}
            {entry(Glyph::Log, texts.audit_log, links::AUDIT_LOG)}
            {entry(Glyph::Settings, texts.settings, links::SETTINGS)}
        </ul>
    }
}

fn entry(page: Memo<ConsolePage>, glyph: Glyph, words: &'static str, href: &'static str) -> AnyView {
    let current = move || (menu_link(&page.get()) == href).then_some("page");
    view! { <li><a class="menu-link" href=href aria-current=current><Icon glyph/>{words}</a></li> }.into_any()
}

fn sub_entry(page: Memo<ConsolePage>, words: &'static str, href: &'static str) -> AnyView {
    let current = move || (menu_link(&page.get()) == href).then_some("page");
    view! { <li><a class="menu-link menu-sub" href=href aria-current=current>{words}</a></li> }.into_any()
}

/// The entry of the menu that a page belongs to.
fn menu_link(page: &ConsolePage) -> &'static str {
    match page {
        ConsolePage::Overview => links::OVERVIEW,
        ConsolePage::Users | ConsolePage::User { .. } | ConsolePage::ImportUsers => links::USERS,
        ConsolePage::Groups | ConsolePage::Group { .. } => links::GROUPS,
        ConsolePage::ResourceDirectory | ConsolePage::Account { .. } | ConsolePage::ImportAccounts => {
            links::RESOURCE_DIRECTORY
        }
        ConsolePage::AccessConfigurations
        | ConsolePage::CreateAccessConfiguration
        | ConsolePage::AccessConfiguration { .. } => links::ACCESS_CONFIGURATIONS,
        ConsolePage::MultiAccountPermissions | ConsolePage::TaskBatch { .. } => {
            links::MULTI_ACCOUNT_PERMISSIONS
        }
        ConsolePage::Tasks => links::TASKS,
        ConsolePage::ProvisioningLog => links::PROVISIONING_LOG,
        ConsolePage::AuditLog => links::AUDIT_LOG,
        ConsolePage::Settings => links::SETTINGS,
        ConsolePage::SignIn | ConsolePage::Unknown => "",
    }
}
