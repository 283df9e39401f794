//! The list of groups, narrowed by search and who keeps them; the choice is part of the address.

use leptos::prelude::*;
use shared::groups::Group;

use super::create::CreateGroupDialog;
use crate::api::groups::{Filter, list_groups_by};
use crate::console::people::{chosen_in, named, provision_type, provision_types};
use crate::language::{ConsoleTexts, PeopleTexts};
use crate::ui::empty::Empty;
use crate::ui::field::SelectField;
use crate::ui::heading::Heading;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::paged;
use crate::ui::search::Search;
use crate::ui::table::Table;
use crate::{links, location};

/// The page.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let query = location::watch().get_untracked().query;
    let search = RwSignal::new(links::query_value(&query, "search").unwrap_or_default());
    let kept_by = RwSignal::new(chosen_in(&query, "provision_type", &provision_types()));
    let filter = move || Filter { search: search.get().trim().to_owned(), provision_type: kept_by.get() };
    let replace = location::replacer();
    Effect::new(move |before: Option<()>| {
        let filter = filter();
        if before.is_some() {
            let query = [("search", filter.search.as_str()), ("provision_type", &filter.provision_type)];
            replace(&links::with_query(links::GROUPS, &query));
        }
    });
    let groups = paged(move |after| {
        let filter = filter();
        async move { list_groups_by(&filter, &after).await }
    });
    let creating = RwSignal::new(false);
    let empty = move || {
        if untrack(filter) == Filter::default() {
            view! {
                <Empty glyph=Glyph::Users title=texts.no_groups text=texts.no_groups_text>
                    <button type="button" class="button button-main" on:click=move |_| creating.set(true)>
                        {texts.create_group}
                    </button>
                </Empty>
            }
            .into_any()
        } else {
            view! { <Empty glyph=Glyph::Search title=common.nothing_found text=common.nothing_found_text/> }
                .into_any()
        }
    };
    view! {
        <Heading title=texts.groups lead=texts.groups_lead>
            <button type="button" class="button button-main" on:click=move |_| creating.set(true)>
                <Icon glyph=Glyph::Plus/>
                {texts.create_group}
            </button>
        </Heading>
        <section class="card">
            <div class="toolbar toolbar-fields">
                <div class="field">
                    <div class="field-label"><span aria-hidden="true">{common.search}</span></div>
                    <Search label=texts.search_groups value=search/>
                </div>
                <SelectField label=texts.provision_type options=provision_types() value=kept_by/>
            </div>
            {groups.show(table, empty)}
        </section>
        <CreateGroupDialog open=creating/>
    }
}

fn table(groups: Vec<Group>) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let columns = vec![texts.group_name, texts.members, texts.provision_type, common.description];
    let rows = groups.into_iter().map(row).collect_view();
    view! { <Table stacks=true label=texts.groups columns>{rows}</Table> }.into_any()
}

fn row(group: Group) -> AnyView {
    let texts = PeopleTexts::current();
    let href = links::detail(links::GROUPS, group.id.as_str());
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="break"><a href=href>{group.name}</a></th>
            <td role="cell" class="number">{named(texts.members, group.members)}</td>
            <td role="cell" class="muted-narrow">{named(texts.provision_type, provision_type(group.provision_type))}</td>
            <td role="cell" class="break muted-narrow">{group.description}</td>
        </tr>
    }
    .into_any()
}
