//! Users and groups to pick from, in one list: what a search finds of either, groups first. What is picked stays in
//! sight above it.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::groups::Group;
use shared::users::User;

use super::picks::{Picked, line, pick};
use crate::api;
use crate::language::{CommonTexts, ConsoleTexts, PeopleTexts, fill};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::paged::{Paged, paged};
use crate::ui::search::Search;

/// The list, with its search.
#[component]
pub fn PrincipalPicks(
    /// The picked users.
    users: Picked,
    /// The picked groups.
    groups: Picked,
) -> impl IntoView {
    let (common, texts) = (CommonTexts::current(), ConsoleTexts::current());
    let sought = RwSignal::new(String::new());
    let found_groups = paged(move |after| {
        let sought = sought.get().trim().to_owned();
        async move { api::groups::list_groups(&sought, &after).await }
    });
    let found_users = paged(move |after| {
        let sought = sought.get().trim().to_owned();
        async move { api::users::list_users(&sought, &after).await }
    });
    let count = move || {
        let count = users.with(BTreeMap::len) + groups.with(BTreeMap::len);
        fill(common.selected, &[("n", &count.to_string())])
    };
    let chips = move || {
        let of = |picked: Picked, is_group| {
            picked.get().into_iter().map(|(id, name)| chip(id, name, is_group, picked)).collect_view()
        };
        (of(groups, true), of(users, false))
    };
    view! {
        <fieldset class="picks">
            <legend>{texts.users_and_groups}</legend>
            <div class="picks-head">
                <Search label=texts.search_users_and_groups value=sought/>
                <span class="muted nowrap">{count}</span>
            </div>
            <div class="picks-list">
                <ul class="chips">{chips}</ul>
                {group_list(found_groups, sought, groups)}
                {user_list(found_users, sought, users)}
            </div>
        </fieldset>
    }
}

/// The groups; nothing at all where the directory has none.
fn group_list(found: Paged<Group>, sought: RwSignal<String>, picked: Picked) -> AnyView {
    let texts = PeopleTexts::current();
    let rows = move |groups: Vec<Group>| {
        let lines = groups.into_iter().map(|group| group_line(group, picked)).collect_view();
        view! { <h3 class="picks-kind">{texts.groups}</h3> {lines} }.into_any()
    };
    let none = move || {
        let searched = !sought.get_untracked().trim().is_empty();
        searched.then(|| view! { <p class="muted">{ConsoleTexts::current().no_group_found}</p> }).into_any()
    };
    found.show(rows, none)
}

fn user_list(found: Paged<User>, sought: RwSignal<String>, picked: Picked) -> AnyView {
    let texts = ConsoleTexts::current();
    let rows = move |users: Vec<User>| {
        let lines = users.into_iter().map(|user| user_line(user, picked)).collect_view();
        view! { <h3 class="picks-kind">{texts.users}</h3> {lines} }.into_any()
    };
    let none = move || {
        if sought.get_untracked().trim().is_empty() {
            view! { <Empty glyph=Glyph::Users title=texts.no_users text=texts.no_users_text/> }.into_any()
        } else {
            view! { <p class="muted">{texts.no_user_found}</p> }.into_any()
        }
    };
    found.show(rows, none)
}

fn group_line(group: Group, picked: Picked) -> AnyView {
    pick_line(group.id.to_string(), group.name, group.description, true, picked)
}

fn user_line(user: User, picked: Picked) -> AnyView {
    pick_line(user.id.to_string(), user.user_name, user.display_name, false, picked)
}

fn pick_line(id: String, name: String, below: String, is_group: bool, picked: Picked) -> AnyView {
    let (mine, called) = (id.clone(), name.clone());
    let below = (!below.is_empty()).then(|| view! { <span class="below">{below}</span> });
    let icon = is_group.then(|| view! { <Icon glyph=Glyph::Users/> });
    let words = view! { {icon} <span>{called}{below}</span> };
    let checked = move || picked.with(|picked| picked.contains_key(&mine));
    line(
        words.into_any(),
        "choice".to_owned(),
        checked,
        || false,
        move |wanted| pick(picked, wanted, &id, &name),
    )
}

fn chip(id: String, name: String, is_group: bool, picked: Picked) -> AnyView {
    let words = fill(CommonTexts::current().deselect, &[("name", &name)]);
    let remove = move |_| picked.update(|picked| drop(picked.remove(&id)));
    view! {
        <li class="chip">
            {is_group.then(|| view! { <Icon glyph=Glyph::Users/> })}
            {name}
            <button type="button" class="button-icon" aria-label=words on:click=remove>
                <Icon glyph=Glyph::Close/>
            </button>
        </li>
    }
    .into_any()
}
