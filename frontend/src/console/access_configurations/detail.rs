//! One access configuration's page: what it is and allows, each part with **Edit**, in which accounts it stands,
//! and where it is assigned.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;
use shared::error::ErrorCode;

use super::actions::Actions;
use super::editing::{Editable, Part};
use super::parts;
use crate::api::access_assignments::{Filter, list_access_assignments};
use crate::api::{self, Failure};
use crate::console::access_assignments::table::{AssignmentsTable, Leaves};
use crate::console::people::tabs;
use crate::language::{ConfigurationTexts, ConsoleTexts};
use crate::links;
use crate::ui::heading::Heading;
use crate::ui::load::{Loading, load};
use crate::ui::paged::paged;
use crate::ui::tabs::Tabs;

const TABS: [&str; 4] = ["basic", "system-policies", "inline-policy", "access-assignments"];

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
    view! {
        <p class="way-back"><a href=links::ACCESS_CONFIGURATIONS>{texts.to_list}</a></p>
        {configuration.show_or(head, gone)}
        {move || {
            let id = id.clone();
            there.get().then(|| view! { <section class="card"><Parts id configuration/></section> })
        }}
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
fn Parts(id: String, configuration: Loading<AccessConfiguration>) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let names = vec![texts.basic, common.system_policies, common.inline_policy, common.access_assignments];
    let (selected, on_select) = tabs(links::detail(links::ACCESS_CONFIGURATIONS, &id), &TABS);
    let saved = Callback::new(move |_: AccessConfiguration| configuration.reload());
    let editable = move |part: Part| view! { <Editable configuration part saved/> }.into_any();
    view! {
        <Tabs label=texts.tabs names selected on_select>
            {move || match selected.get() {
                1 => editable(parts::system_policies()),
                2 => editable(parts::inline_policy()),
                3 => view! { <Assignments id=id.clone()/> }.into_any(),
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
