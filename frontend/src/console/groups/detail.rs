//! One group's page: what can be done, and the tabs **Details**, **Users**, **Access Assignments**, **Access** and
//! **RAM User Provisioning**.

use leptos::prelude::*;
use shared::error::ErrorCode;
use shared::groups::Group;

use super::actions::Actions;
use super::members::Members;
use crate::api::access_assignments::Filter;
use crate::api::reach::Of;
use crate::api::{self, Failure, ram_users};
use crate::console::access_assignments::reach::Access;
use crate::console::people::{Assignments, or_dash, provision_type, read_only_notice, tabs};
use crate::console::ram_users::{RAM_USERS_TAB, RamUserTab, create::choose_accounts};
use crate::language::{ConsoleTexts, PeopleTexts, PermissionsTexts, RamUserTexts};
use crate::ui::heading::Heading;
use crate::ui::load::{Loading, load};
use crate::ui::tabs::Tabs;
use crate::{format, links};

/// The tab of the members, in the address.
pub const USERS_TAB: &str = "users";
const TABS: [&str; 5] = ["details", USERS_TAB, "access-assignments", "access", RAM_USERS_TAB];

/// The page.
#[component]
pub fn GroupPage(
    /// The group's id.
    id: String,
) -> impl IntoView {
    let texts = PeopleTexts::current();
    let asked = id.clone();
    let group = load(move || {
        let id = asked.clone();
        async move { api::groups::get_group(&id).await }
    });
    let changed = Callback::new(move |()| group.reload());
    let head = move |group: Group| {
        let title = group.name.clone();
        let notice = group.read_only.then(|| read_only_notice(texts.group_read_only));
        view! {
            <Heading title><Actions group changed/></Heading>
            {notice}
        }
        .into_any()
    };
    let gone = |failure: Failure| {
        (failure.code() == Some(ErrorCode::GroupNotExists)).then(|| {
            let texts = PeopleTexts::current();
            crate::console::gone(texts.group_gone, &failure.sentence(), links::GROUPS, texts.to_groups)
        })
    };
    let there = Memo::new(move |_| group.value().is_some());
    view! {
        <p class="way-back"><a href=links::GROUPS>{texts.to_groups}</a></p>
        {group.show_or(head, gone)}
        {move || {
            let id = id.clone();
            there.get().then(|| view! { <section class="card"><GroupTabs id group changed/></section> })
        }}
    }
}

#[component]
fn GroupTabs(id: String, group: Loading<Group>, changed: Callback<()>) -> impl IntoView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let names = vec![
        common.details,
        common.users,
        common.access_assignments,
        PermissionsTexts::current().access,
        RamUserTexts::current().tab,
    ];
    let (selected, on_select) = tabs(links::detail(links::GROUPS, &id), &TABS);
    view! {
        <Tabs label=texts.group_tabs names selected on_select>
            {move || match selected.get() {
                1 => view! { <Members id=id.clone() group changed/> }.into_any(),
                2 => {
                    let filter = Filter { group_id: id.clone(), ..Filter::default() };
                    view! { <Assignments filter/> }.into_any()
                }
                3 => view! { <Access of=Of::Group(id.clone())/> }.into_any(),
                4 => view! { <RamUsers group/> }.into_any(),
                _ => group.show(details),
            }}
        </Tabs>
    }
}

#[component]
fn RamUsers(group: Loading<Group>) -> impl IntoView {
    // Read again when something is done about them, and not whenever the group changes.
    untrack(|| group.value())
        .map(|group| view! { <RamUserTab of=ram_users::Of::Group(group.id) choose=choose_accounts/> })
}

fn details(group: Group) -> AnyView {
    let (common, texts) = (ConsoleTexts::current(), PeopleTexts::current());
    let external = group.external_id.clone().map(|id| {
        view! { <div><dt>{texts.external_id}</dt><dd><code>{id}</code></dd></div> }
    });
    view! {
        <dl class="facts facts-grid">
            <div><dt>{texts.group_name}</dt><dd>{group.name.clone()}</dd></div>
            <div><dt>{texts.group_id}</dt><dd><code>{group.id.to_string()}</code></dd></div>
            <div><dt>{texts.members}</dt><dd class="number">{group.members}</dd></div>
            <div><dt>{texts.provision_type}</dt><dd>{provision_type(group.provision_type)}</dd></div>
            {external}
            <div><dt>{common.created_at}</dt><dd>{format::moment(group.created_at)}</dd></div>
            <div><dt>{texts.updated_at}</dt><dd>{format::moment(group.updated_at)}</dd></div>
            <div class="facts-wide">
                <dt>{common.description}</dt>
                <dd class="prose">{or_dash(&group.description)}</dd>
            </div>
        </dl>
    }
    .into_any()
}
