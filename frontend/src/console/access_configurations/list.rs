//! The list of access configurations.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;

use super::create::CreateDialog;
use crate::language::ConsoleTexts;
use crate::ui::empty::Empty;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::table::Table;
use crate::{api, format, links};

/// The page.
#[component]
pub fn AccessConfigurationsPage() -> impl IntoView {
    let texts = ConsoleTexts::current();
    let list = load(api::access_configurations::list_access_configurations);
    let creating = RwSignal::new(false);
    view! {
        <Heading title=texts.access_configurations lead=texts.configurations_lead>
            <button type="button" class="button button-main" on:click=move |_| creating.set(true)>
                <Icon glyph=Glyph::Plus/>
                {texts.create_configuration}
            </button>
        </Heading>
        <section class="card">{list.show(table)}</section>
        <CreateDialog open=creating on_created=move |()| list.reload()/>
    }
}

fn table(list: Vec<AccessConfiguration>) -> AnyView {
    let texts = ConsoleTexts::current();
    if list.is_empty() {
        return view! {
            <Empty glyph=Glyph::Key title=texts.no_configurations text=texts.no_configurations_text/>
        }
        .into_any();
    }
    let columns =
        vec![texts.name, texts.description, texts.session_duration, texts.system_policies, texts.created_at];
    let rows = list.into_iter().map(row).collect_view();
    view! { <Table label=texts.access_configurations columns>{rows}</Table> }.into_any()
}

fn row(configuration: AccessConfiguration) -> impl IntoView {
    let href = links::detail(links::ACCESS_CONFIGURATIONS, configuration.id.as_str());
    view! {
        <tr>
            <th scope="row"><a href=href>{configuration.name}</a></th>
            <td class="prose">{configuration.description}</td>
            <td class="nowrap">{format::duration(configuration.session_duration)}</td>
            <td>{configuration.system_policies.join(", ")}</td>
            <td class="nowrap">{format::moment(configuration.created_at)}</td>
        </tr>
    }
}
