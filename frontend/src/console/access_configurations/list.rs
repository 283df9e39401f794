//! The list of access configurations, searched as one types.

use leptos::prelude::*;
use shared::access_configurations::AccessConfiguration;

use crate::console::people::named;
use crate::language::{ConfigurationTexts, ConsoleTexts};
use crate::ui::empty::Empty;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::load::load;
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::{api, format, links, location};

/// The page.
#[component]
pub fn AccessConfigurationsPage() -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let list = load(api::access_configurations::list_access_configurations);
    let query = location::watch().get_untracked().query;
    let search = RwSignal::new(links::query_value(&query, "search").unwrap_or_default());
    let replace = location::replacer();
    Effect::new(move |before: Option<()>| {
        let sought = search.get();
        if before.is_some() {
            replace(&links::with_query(links::ACCESS_CONFIGURATIONS, &[("search", sought.trim())]));
        }
    });
    view! {
        <Heading title=common.access_configurations lead=texts.lead>
            <a class="button button-main" href=links::CREATE_ACCESS_CONFIGURATION>
                <Icon glyph=Glyph::Plus/>
                {texts.create}
            </a>
        </Heading>
        <section class="card">
            <div class="toolbar"><Search label=texts.search value=search/></div>
            {list.show(move |all| table(all, search))}
        </section>
    }
}

fn table(all: Vec<AccessConfiguration>, search: RwSignal<String>) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    if all.is_empty() {
        return view! {
            <Empty glyph=Glyph::Key title=texts.none_yet text=texts.none_yet_text>
                <a class="button button-main" href=links::CREATE_ACCESS_CONFIGURATION>{texts.create}</a>
            </Empty>
        }
        .into_any();
    }
    let found = move || {
        let sought = search.get();
        let found: Vec<AccessConfiguration> =
            all.iter().filter(|one| matches(one, &sought)).cloned().collect();
        if found.is_empty() {
            return view! {
                <Empty glyph=Glyph::Search title=common.nothing_found text=common.nothing_found_text/>
            }
            .into_any();
        }
        let columns = vec![
            common.name,
            common.description,
            common.session_duration,
            common.system_policies,
            texts.provisioned_accounts,
            texts.outdated_accounts,
        ];
        let rows = found.into_iter().map(row).collect_view();
        view! { <Table stacks=true label=common.access_configurations columns>{rows}</Table> }.into_any()
    };
    found.into_any()
}

/// Whether every word stands in the name, the description or a system policy, case aside.
fn matches(one: &AccessConfiguration, sought: &str) -> bool {
    let all = [&one.name, &one.description].into_iter().chain(&one.system_policies);
    let all: Vec<String> = all.map(|text| text.to_lowercase()).collect();
    sought.to_lowercase().split_whitespace().all(|word| all.iter().any(|text| text.contains(word)))
}

fn row(one: AccessConfiguration) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), ConfigurationTexts::current());
    let href = links::detail(links::ACCESS_CONFIGURATIONS, one.id.as_str());
    let outdated = (one.outdated_accounts > 0).then(|| {
        view! { <span class="badge badge-warn">{named(texts.outdated_accounts, one.outdated_accounts)}</span> }
    });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break"><a href=href>{one.name}</a></th>
            <td role="cell" class="prose">{one.description}</td>
            <td role="cell" class="nowrap muted-narrow">
                {named(common.session_duration, format::duration(one.session_duration))}
            </td>
            <td role="cell" class="number muted-narrow">
                {named(common.system_policies, one.system_policies.len())}
            </td>
            <td role="cell" class="number muted-narrow">
                {named(texts.provisioned_accounts, one.provisioned_accounts)}
            </td>
            <td role="cell" class="number muted-narrow">{outdated}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::time::UnixMillis;

    use super::*;

    #[test]
    fn a_search_finds_by_name_description_and_system_policies() {
        let one = AccessConfiguration {
            id: "ac-00000000000000000001".parse().unwrap(),
            name: "ECS-Reader".to_owned(),
            description: "看服务器".to_owned(),
            session_duration: 3_600,
            relay_state: String::new(),
            system_policies: vec!["AliyunECSReadOnlyAccess".to_owned()],
            inline_policy: String::new(),
            role_name: String::new(),
            saml_provider_name: String::new(),
            created_at: UnixMillis(0),
            revision: String::new(),
            provisioned_accounts: 0,
            outdated_accounts: 0,
        };
        for sought in ["", " ", "ecs-r", "服务", "readonly", "reader aliyunecs"] {
            assert!(matches(&one, sought), "{sought}");
        }
        for sought in ["oss", "reader oss", "3600"] {
            assert!(!matches(&one, sought), "{sought}");
        }
    }
}
