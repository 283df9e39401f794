//! The page: accounts to configure permissions on, and what is granted already.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::existing::Existing;
use super::picks::{AccountPicks, Picked};
use super::wizard::{Picks, Wizard};
use crate::api;
use crate::console::direct_access::DirectAccessButton;
use crate::language::{ConsoleTexts, PermissionsTexts};
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;

/// The page.
#[component]
pub fn PermissionsPage() -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), PermissionsTexts::current());
    let directory = load(api::accounts::get_resource_directory);
    let configurations = load(api::access_configurations::list_access_configurations);
    let pick = || -> Picked { RwSignal::new(BTreeMap::new()) };
    let picks = Picks { accounts: pick(), users: pick(), groups: pick(), configurations: pick() };
    let open = RwSignal::new(false);
    view! {
        <Heading title=common.multi_account_permissions lead=texts.lead>
            <DirectAccessButton/>
            <button type="button" class="button button-main" on:click=move |_| open.set(true)>
                <Icon glyph=Glyph::Shield/>
                {texts.configure}
            </button>
        </Heading>
        <section class="card" aria-labelledby="directory">
            <h2 id="directory">{common.resource_directory}</h2>
            <AccountPicks directory picked=picks.accounts/>
        </section>
        <section class="card" aria-labelledby="existing">
            <h2 id="existing">{common.existing_assignments}</h2>
            <Existing directory configurations/>
        </section>
        <Wizard open picks directory configurations/>
    }
}
