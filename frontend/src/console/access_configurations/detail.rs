//! One access configuration's page: what it is and allows, each part with **Edit**, in which accounts it stands,
//! where it is assigned and who gets there. After a change of policies it offers **Roll Out**.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;
use shared::error::ErrorCode;

use super::actions::Actions;
use super::editing::{Editable, Part};
use super::parts;
use super::provisioning::ProvisioningTab;
use super::roll_out::{OutdatedNotice, RollOutPanel};
use crate::api::access_assignments::{Filter, list_access_assignments};
use crate::api::reach::Of;
use crate::api::{self, Failure};
use crate::console::access_assignments::reach::Access;
use crate::console::access_assignments::table::{AssignmentsTable, Leaves};
use crate::console::people::tabs;
use crate::language::{ConfigurationTexts, ConsoleTexts, PermissionsTexts, RollOutTexts};
use crate::links;
use crate::ui::heading::Heading;
use crate::ui::load::{Loading, load};
use crate::ui::paged::paged;
use crate::ui::tabs::Tabs;

const TABS: [&str; 6] =
    ["basic", "system-policies", "inline-policy", "provisioning", "access-assignments", "access"];

/// The page.
#[component]
pub fn AccessConfigurationPage(
    /// The access configuration's id.
    id: String,
) -> impl IntoView {
    let texts = ConfigurationTexts::current();
    let asked = id.clone();
    let configuration = load(move || {
        let id = asked.clone();
        async move { api::access_configurations::get_access_configuration(&id).await }
    });
    let head = |configuration: AccessConfiguration| {
        let title = configuration.name.clone();
        view! { <Heading title><Actions configuration/></Heading> }.into_any()
    };
    let there = Memo::new(move |_| configuration.value().is_some());
    let rolling_out = RwSignal::new(false);
    let panel = move || {
        let it = there.get().then(|| untrack(|| configuration.value())).flatten()?;
        let changed = move |()| configuration.reload();
        Some(view! { <RollOutPanel id=it.id name=it.name open=rolling_out changed/> })
    };
    view! {
        <p class="way-back"><a href=links::ACCESS_CONFIGURATIONS>{texts.to_list}</a></p>
        {configuration.show_or(head, gone)}
        <OutdatedNotice configuration open=rolling_out/>
        {move || {
            let id = id.clone();
            there.get().then(|| view! { <section class="card"><Parts id configuration rolling_out/></section> })
        }}
        {panel}
    }
}

/// What stands where an access configuration is no more.
pub fn gone(failure: Failure) -> Option<AnyView> {
    (failure.code() == Some(ErrorCode::AccessConfigurationNotExists)).then(|| {
        let texts = ConfigurationTexts::current();
        let way = links::ACCESS_CONFIGURATIONS;
        crate::console::gone(texts.gone, &failure.sentence(), way, texts.to_list)
    })
}

#[component]
fn Parts(
    id: String,
    configuration: Loading<AccessConfiguration>,
    rolling_out: RwSignal<bool>,
) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let names = vec![
        texts.basic,
        common.system_policies,
        common.inline_policy,
        RollOutTexts::current().provisioning,
        common.access_assignments,
        PermissionsTexts::current().access,
    ];
    let (selected, on_select) = tabs(links::detail(links::ACCESS_CONFIGURATIONS, &id), &TABS);
    // Whoever has changed policies decides at once whether the accounts get them.
    let saved = Callback::new(move |now: AccessConfiguration| {
        configuration.reload();
        if now.outdated_accounts > 0 && selected.get_untracked() > 0 {
            rolling_out.set(true);
        }
    });
    let editable = move |part: Part| view! { <Editable configuration part saved/> }.into_any();
    view! {
        <Tabs label=texts.tabs names selected on_select>
            {move || match selected.get() {
                1 => editable(parts::system_policies()),
                2 => editable(parts::inline_policy()),
                3 => view! { <ProvisioningTab configuration/> }.into_any(),
                4 => view! { <Assignments id=id.clone()/> }.into_any(),
                5 => view! { <Access of=Of::AccessConfiguration(id.clone())/> }.into_any(),
                _ => editable(parts::basic()),
            }}
        </Tabs>
    }
}

#[component]
fn Assignments(id: String) -> impl IntoView {
    let filter = Filter { access_configuration_id: id, ..Filter::default() };
    let list = paged(move |after| {
        let filter = filter.clone();
        async move { list_access_assignments(&filter, &after).await }
    });
    view! { <AssignmentsTable list leaves=Leaves::AccessConfiguration/> }
}
