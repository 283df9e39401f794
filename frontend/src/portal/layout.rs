//! The user portal's frame: who is signed in, where, the two tabs.

use leptos::prelude::*;
use shared::session::PortalSession;

use super::accounts_page::AccountsPage;
use super::credentials::MayGetCredentials;
use super::ram_users_page::RamUsersPage;
use crate::language::{CommonTexts, PortalTexts, fill};
use crate::links::{self, PortalPage, portal_page};
use crate::ui::form::{Refusal, Submission};
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::language_choice::LanguageChoice;
use crate::ui::load::load;
use crate::ui::tabs::Tabs;
use crate::{api, browser, location, session};

/// The portal of whoever is signed in. The server leads everybody else to the sign-in page when the document is
/// loaded, so that is what happens when the session turns out to be over.
#[component]
pub fn Portal() -> impl IntoView {
    session::when_over(leave);
    let session = load(api::session::get_session);
    view! { <div class="portal">{session.show(|session| view! { <SignedIn session/> }.into_any())}</div> }
}

/// Loads the document anew, but not over and over should it come back. The server leads to the sign-in page and from
/// there back here.
pub fn leave() {
    const PATIENCE: i64 = 10_000;
    let now = browser::now();
    let before = browser::remember_in_tab("cloudsso-left-at", &now.to_string());
    let before = before.and_then(|text| text.parse::<i64>().ok()).unwrap_or_default();
    if now - before > PATIENCE {
        browser::go_instead(&location::now().whole());
    }
}

#[component]
fn SignedIn(session: PortalSession) -> impl IntoView {
    let texts = PortalTexts::current();
    provide_context(MayGetCredentials(session.may_get_credentials));
    let address = location::watch();
    let navigate = location::navigator();
    let tab = Memo::new(move |_| usize::from(portal_page(&address.get().path) == PortalPage::RamUsers));
    let open = move |at: usize| {
        navigate(if at == 0 { links::PORTAL_RAM_ROLES } else { links::PORTAL_RAM_USERS });
    };
    let of_panel = session.clone();
    let panel = move || match tab.get() {
        0 => view! { <AccountsPage session=of_panel.clone()/> }.into_any(),
        _ => view! { <RamUsersPage session=of_panel.clone()/> }.into_any(),
    };
    view! {
        <Top session/>
        <main class="portal-page" id="content" tabindex="-1">
            <Heading title=texts.portal_title/>
            <section class="card">
                <Tabs label=texts.ways names=vec![texts.ram_role, texts.ram_user] selected=tab on_select=open>
                    {panel}
                </Tabs>
            </section>
        </main>
    }
}

#[component]
fn Top(session: PortalSession) -> impl IntoView {
    let common = CommonTexts::current();
    let leaving = Submission::new();
    let way_back = format!("/{}/login", links::encode(&session.directory_name));
    let sign_out = move |_| {
        session::may_be_absent();
        let way_back = way_back.clone();
        leaving.run(api::session::sign_out(), move |()| browser::go_instead(&way_back));
    };
    let who = fill(common.signed_in_as, &[("name", &session.user_name)]);
    view! {
        <a class="skip" href="#content">{common.skip_to_content}</a>
        <header class="top">
            <span class="brand">
                <Icon glyph=Glyph::Brand/>
                "CloudSSO"
                <span class="brand-beside">{session.directory_name}</span>
            </span>
            <div class="top-end">
                <span class="who" title=who>{session.display_name}</span>
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
