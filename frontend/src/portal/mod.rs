//! The portal's program: which page an address is, and the pages of the user portal.

mod account_row;
mod accounts_page;
pub mod contact;
mod credential_formats;
mod credentials;
mod device_page;
pub mod direct_access_page;
mod keyboard;
mod layout;
mod log_on_form;
mod ram_users_page;
mod recent;
mod roles_panel;
mod search_field;

use leptos::prelude::*;

use crate::language::{CommonTexts, PortalTexts};
use crate::links::{self, PortalPage, portal_page};
use crate::location;
use crate::sign_in::Frame;
use crate::sign_in::problem_page::{ProblemPage, Refused};
use crate::sign_in::sign_in_page::SignInPage;
use crate::ui::empty::Empty;
use crate::ui::icon::Glyph;

/// The program.
#[component]
pub fn App() -> impl IntoView {
    let address = location::watch();
    // Both tabs are one page: moving between them must not draw it anew.
    let page = Memo::new(move |_| match portal_page(&address.get().path) {
        PortalPage::RamUsers => PortalPage::RamRoles,
        page => page,
    });
    move || match page.get() {
        PortalPage::SignIn { directory_name } => view! { <SignInPage directory_name/> }.into_any(),
        PortalPage::SignInProblem { id } => view! { <ProblemPage id refused=Refused::SignIn/> }.into_any(),
        PortalPage::LogOnProblem { id } => view! { <ProblemPage id refused=Refused::LogOn/> }.into_any(),
        PortalPage::DeviceCode => view! { <device_page::DevicePage/> }.into_any(),
        PortalPage::RamRoles | PortalPage::RamUsers => view! { <layout::Portal/> }.into_any(),
        PortalPage::Unknown => view! { <NotFound/> }.into_any(),
    }
}

#[component]
fn NotFound() -> impl IntoView {
    let texts = CommonTexts::current();
    crate::browser::set_title(texts.not_found_title);
    view! {
        <Frame><Empty whole=true glyph=Glyph::Search title=texts.not_found_title text=texts.not_found>
                <a class="button button-main" rel="external" href=links::PORTAL>
                    {PortalTexts::current().to_portal}
                </a>
            </Empty>
        </Frame>
    }
}
