//! The page: granting above, what is granted below.

use leptos::prelude::*;

use super::existing::Existing;
use super::grant::Grant;
use crate::api;
use crate::console::direct_access::DirectAccessButton;
use crate::language::ConsoleTexts;
use crate::ui::heading::Heading;
use crate::ui::load::load;

/// The page.
#[component]
pub fn PermissionsPage() -> impl IntoView {
    let texts = ConsoleTexts::current();
    let directory = load(api::accounts::get_resource_directory);
    let configurations = load(api::access_configurations::list_access_configurations);
    let granted = RwSignal::new(0_u32);
    let on_granted = move |()| granted.update(|times| *times = times.wrapping_add(1));
    view! {
        <Heading title=texts.multi_account_permissions lead=texts.permissions_lead>
            <DirectAccessButton/>
        </Heading>
        <Grant directory configurations on_granted/>
        <section class="card" aria-labelledby="existing">
            <h2 id="existing">{texts.existing_assignments}</h2>
            <Existing directory configurations granted=granted.into()/>
        </section>
    }
}
