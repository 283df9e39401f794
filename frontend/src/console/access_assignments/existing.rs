//! What is granted, narrowed by account, access configuration, user and group; the choice is part of the address.

use leptos::prelude::*;
use shared::access_assignments::AccessAssignment;
use shared::access_configurations::AccessConfiguration;
use shared::accounts::ResourceDirectory;
use shared::page::Page;

use super::table::{AssignmentsTable, Leaves};
use crate::api::access_assignments::{Filter, list_access_assignments};
use crate::api::{self, Answer};
use crate::language::ConsoleTexts;
use crate::ui::field::SelectField;
use crate::ui::load::Loading;
use crate::ui::paged::paged;
use crate::ui::search::Search;
use crate::{links, location};

/// The filters and the table.
#[component]
pub fn Existing(
    /// The resource directory.
    directory: Loading<ResourceDirectory>,
    /// All access configurations.
    configurations: Loading<Vec<AccessConfiguration>>,
) -> impl IntoView {
    let texts = ConsoleTexts::current();
    let query = location::watch().get_untracked().query;
    let from_query = |key: &str| RwSignal::new(links::query_value(&query, key).unwrap_or_default());
    let (account, configuration) = (from_query("account"), from_query("access_configuration"));
    let (user, group) = (from_query("user"), from_query("group"));
    keep_in_address([
        ("account", account),
        ("access_configuration", configuration),
        ("user", user),
        ("group", group),
    ]);
    let list = paged(move |after| {
        let filter = Filter {
            account_id: account.get(),
            access_configuration_id: configuration.get(),
            ..Filter::default()
        };
        let (user, group) = (user.get().trim().to_owned(), group.get().trim().to_owned());
        async move { list_of(filter, &user, &group, &after).await }
    });
    let accounts = Signal::derive(move || {
        let accounts = directory.value().map(|directory| directory.accounts).unwrap_or_default();
        with_all(accounts.into_iter().map(|it| (it.id.to_string(), format!("{} ({})", it.name, it.id))))
    });
    let all_configurations = Signal::derive(move || {
        with_all(
            configurations.value().unwrap_or_default().into_iter().map(|it| (it.id.to_string(), it.name)),
        )
    });
    view! {
        <div class="toolbar toolbar-fields">
            <SelectField label=texts.account options=accounts value=account/>
            <SelectField label=texts.access_configuration options=all_configurations value=configuration/>
            <div class="field">
                <div class="field-label"><span aria-hidden="true">{texts.user}</span></div>
                <Search label=texts.filter_user value=user/>
            </div>
            <div class="field">
                <div class="field-label"><span aria-hidden="true">{texts.group}</span></div>
                <Search label=texts.filter_group value=group/>
            </div>
        </div>
        <AssignmentsTable list leaves=Leaves::Nothing/>
    }
}

fn with_all(options: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), ConsoleTexts::current().all.to_owned())).chain(options).collect()
}

fn keep_in_address(filters: [(&'static str, RwSignal<String>); 4]) {
    let replace = location::replacer();
    Effect::new(move |before: Option<()>| {
        let values = filters.map(|(key, value)| (key, value.get().trim().to_owned()));
        if before.is_some() {
            let query = values.each_ref().map(|(key, value)| (*key, value.as_str()));
            replace(&links::with_query(links::MULTI_ACCOUNT_PERMISSIONS, &query));
        }
    });
}

/// One page of what the filter leaves. A name that nobody has leaves nothing, as do a user and a group at once:
/// an assignment is of one of them.
async fn list_of(mut filter: Filter, user: &str, group: &str, after: &str) -> Answer<Page<AccessAssignment>> {
    let nothing = Ok(Page { items: Vec::new(), total: 0, next: None });
    if !user.is_empty() && !group.is_empty() {
        return nothing;
    }
    if !user.is_empty() {
        let found = api::users::list_users(user, "").await?;
        match found.items.into_iter().find(|it| it.user_name.eq_ignore_ascii_case(user)) {
            Some(user) => filter.user_id = user.id.to_string(),
            None => return nothing,
        }
    }
    if !group.is_empty() {
        let found = api::groups::list_groups(group, "").await?;
        match found.items.into_iter().find(|it| it.name.to_lowercase() == group.to_lowercase()) {
            Some(group) => filter.group_id = group.id.to_string(),
            None => return nothing,
        }
    }
    list_access_assignments(&filter, after).await
}
